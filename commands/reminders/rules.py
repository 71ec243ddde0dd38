"""The rules of reminders that come again and again."""

from __future__ import annotations

from datetime import datetime

from commands.dates import next_occurrence
from storage.reminders import Repeat


def next_moment(repeat: Repeat, after: datetime) -> datetime | None:
    """The next moment of a series behind `after`, at its own local time whatever the clocks did."""
    found = next_occurrence(repeat.rule, datetime.fromisoformat(repeat.first), repeat.zone, after)
    return found if isinstance(found, datetime) else None
