"""A date as it is written, seen from today: `3.12.`, `8/12`, `15.`, and what none of them can be."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from commands.dates import refusals
from commands.dates.days import FAR_YEARS, LONG_AGO, FirstAndLast, FoundDays
from commands.dates.items.items import OnDate
from commands.dates.spans import Ask, ask


def exact(day: int, month: int, year: int) -> date:
    """The date of these numbers; DateError if there is none."""
    if not 1 <= month <= 12:
        raise refusals.no_such_month(month)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise refusals.no_such_day(day, month, date(year, month, max(1, min(day, last))))
    return date(year, month, day)


def find_written(said: OnDate, today: date, *, over: bool = False, known_year: int | None = None) -> FoundDays:
    """The date meant. `over`: its time is over if it is today. `known_year`: what a range's end says."""
    if said.month is None:
        return FoundDays(_day_number(said.day, today, over=over))
    year = said.year or known_year
    if said.ahead is not None:
        year = today.year + said.ahead
    if year is not None:
        if abs(year - today.year) > FAR_YEARS + 1:
            raise refusals.too_far()
        return _american(said, exact(said.day, said.month, year))
    first = _next_date(said, today)
    doubt = None
    if (first - today).days > LONG_AGO:
        doubt = _just_gone(said, first, today)
    elif said.american:
        return _american_without_year(said, first, today)
    elif first == today and over:
        doubt = ask("over today", (_next_date(said, today + timedelta(days=1)), None))
    return FoundDays(first, None, doubt)


def _american(said: OnDate, found: date) -> FoundDays:
    """A date with slashes whose month may come first."""
    if not said.american:
        return FoundDays(found)
    if found.day > 12:
        return FoundDays(found, None, ask("american order", day=found))
    other = date(found.year, found.day, found.month)
    return FoundDays(found, None, ask("day or month first", (other, None), first=found, second=other))


def _american_without_year(said: OnDate, found: date, today: date) -> FoundDays:
    """`8/12`, whose month may come first."""
    if said.day > 12:
        return FoundDays(found, None, ask("american order", day=found))
    assert said.month is not None  # noqa: S101  (asked by the caller)
    other = _next_date(replace(said, day=said.month, month=said.day), today)
    return FoundDays(found, None, ask("day or month first", (other, None), first=found, second=other))


def _next_date(said: OnDate, today: date) -> date:
    """The next one from today, today included. 29 February waits for a leap year."""
    assert said.month is not None  # noqa: S101  (asked by the caller)
    if (said.month, said.day) < (today.month, today.day) and (said.day, said.month) != (29, 2):
        exact(said.day, said.month, today.year + 1)  # if there is none, the nearest day is one to come
    for year in range(today.year, today.year + 9):
        leap_day = (said.day, said.month) == (29, 2)
        if leap_day and not calendar.isleap(year):
            continue
        found = exact(said.day, said.month, year)
        if found >= today:
            return found
    raise refusals.no_such_day(said.day, said.month, today)


def _just_gone(said: OnDate, first: date, today: date) -> Ask[FirstAndLast]:
    """The doubt about a date that is far off: it went by less than a year ago, or years have no such day."""
    assert said.month is not None  # noqa: S101  (asked by the caller)
    years = (today.year, today.year - 1)
    days = (date(y, said.month, said.day) for y in years if said.day <= calendar.monthrange(y, said.month)[1])
    gone = next((day for day in days if day < today), None)
    if gone is None or (today - gone).days > 366:
        next_end_of_february = today.year + 1 if (today.month, today.day) > (2, 28) else today.year
        return ask("no leap day", day=first, year=str(next_end_of_february))
    return ask("just gone", (gone, None), first=first, second=gone)


def _day_number(day: int, today: date, *, over: bool) -> date:
    """`am 15.`: the next day of that number, today counts while its time is not over."""
    if not 1 <= day <= 31:
        raise refusals.no_such_day(day, today.month, today)
    start = today + timedelta(days=1) if over else today
    year, month = start.year, start.month
    while True:
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= start:
            return date(year, month, day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
