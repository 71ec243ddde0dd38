"""The meetings to come with their next dates, as many of them as are looked at one by one."""

from __future__ import annotations

from collections.abc import Iterable

from commands.base import Call, Moment
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import coming
from storage import Store
from storage.meetings import Meeting
from storage.series import When


def meetings_ahead(at: Call | Moment, store: Store, limit: int = MOST_AHEAD) -> list[tuple[Meeting, When]]:
    """The next meetings with the date that each has next, the earliest first."""
    return with_next_dates(at, store.meetings.to_come(at.ms, limit))


def with_next_dates(at: Call | Moment, meetings: Iterable[Meeting]) -> list[tuple[Meeting, When]]:
    """Those of the meetings that have a date to come, with the next one, the earliest first."""
    found = [(m, single) for m in meetings if (single := coming(m.date, at.ms))]
    return sorted(found, key=lambda pair: (pair[1].begins, pair[0].number))


def count_ahead(at: Call | Moment, store: Store, found: list[tuple[Meeting, When]]) -> int:
    """How many there are in all, of which those are the next."""
    return len(found) if len(found) < MOST_AHEAD else store.meetings.count_to_come(at.ms)
