"""The nth weekday, working day or day of a month."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from commands.dates import refusals, sentences
from commands.dates.blocks import block_days
from commands.dates.feasts import works
from commands.dates.found_days import LONG_AGO, Doubt, Found
from commands.dates.items import ANYDAY, WORKDAY, Nth


def nth_in_month(n: int, weekday: int, year: int, month: int) -> date | None:
    """The nth `weekday` (or working day, or day) of a month, from the end if negative; None if it has fewer."""
    length = calendar.monthrange(year, month)[1]
    days = [date(year, month, d) for d in range(1, length + 1)]
    if weekday == WORKDAY:
        days = [d for d in days if works(d)]
    elif weekday != ANYDAY:
        days = [d for d in days if d.weekday() == weekday]
    index = n - 1 if n > 0 else n
    return days[index] if -len(days) <= index < len(days) else None


def find_nth(said: Nth, today: date, *, over: bool) -> Found:
    """The counted day that comes next; `over`: its time is over if it is today. DateError if the month has fewer."""
    if said.of is None:
        earliest = today + timedelta(days=over)
        year, month = earliest.year, earliest.month
        found = nth_in_month(said.n, said.weekday, year, month)
        while found is None or found < earliest:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            found = nth_in_month(said.n, said.weekday, year, month)
        return Found(found, None, Doubt(sentences.once_or_each()))
    start = block_days(said.of, today)[0]
    found = nth_in_month(said.n, said.weekday, start.year, start.month)
    open_year = said.of.number is not None and said.of.year is None and said.of.ahead is None
    if found is not None and found < today and open_year:
        gone, found = found, nth_in_month(said.n, said.weekday, start.year + 1, start.month)
        if found is not None and (found - today).days > LONG_AGO:
            return Found(found, None, Doubt(sentences.just_gone(found, gone), (gone, None)))
    if found is None:
        last = nth_in_month(-1, said.weekday, start.year, start.month)
        assert last is not None  # noqa: S101  (every month has each weekday four times)
        raise refusals.no_such_nth(last)
    doubt = Doubt(sentences.workdays()) if said.weekday == WORKDAY else None
    return Found(found, None, doubt)
