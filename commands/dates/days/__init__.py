"""From the words for a day to the day, seen from today; here what is found, and how far away it may be."""

from __future__ import annotations

from datetime import date

from commands.dates.spans import Ask
from storage.values import frozen

FAR_YEARS = 5
LONG_AGO = 300  # days: a date without a year that is further off has just gone by
FirstAndLast = tuple[date, date | None]


@frozen
class FoundDays:
    """The first and last day understood; `last` is None for a single one."""

    first: date
    last: date | None = None
    doubt: Ask[FirstAndLast] | None = None
