"""Entries that can be read in two ways: a figure that is a date or a time, a time with an open end, days of a night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from commands.dates.days import FAR_YEARS
from commands.dates.days.days import find_day
from commands.dates.days.written import exact
from commands.dates.entries.entries import DateEntry
from commands.dates.items.items import Clock, OnDate
from commands.dates.resolve.clock import Minutes
from commands.dates.resolve.here import Here, asking
from commands.dates.resolve.resolve import resolve
from commands.dates.resolve.whole_days import whole
from commands.dates.spans import Ask, Span, ask


def choose(entry: DateEntry, here: Here) -> Iterator[Span]:
    """The spans of one entry, the likelier of two readings with the other one in its question. Raises DateError."""
    day = entry.first.day
    if isinstance(day, OnDate) and day.clock is not None and not entry.timed:
        yield from _date_or_time(entry, replace(day, clock=None), day.clock, here)
        return
    if isinstance(day, OnDate) and day.late is not None and _is_far(day, here) and not entry.timed and not entry.last:
        time = Minutes(day.late.hour * 60 + day.late.minute).show()
        timed = replace(entry, first=replace(entry.first, day=replace(day, year=None)), clock=day.late)
        yield from (asking(span, ask("year or time", time=time), here) for span in resolve(timed, here))
        return
    if entry.clock is not None and entry.clock.form == "alone":
        yield from _hour_or_year(replace(entry, clock=replace(entry.clock, form="exact")), entry.clock.hour, here)
        return
    for span in resolve(entry, here):
        yield span if span.ask is not None else _perhaps_open(span, entry, here)


def _is_far(day: OnDate, here: Here) -> bool:
    return day.year is not None and abs(day.year - here.today.year) > FAR_YEARS + 1


def _hour_or_year(entry: DateEntry, number: int, here: Here) -> Iterator[Span]:
    """`4.2. 9` is the hour, `8. Mai 28` may be the year."""
    day = entry.first.day
    year = number + 2000 if isinstance(day, OnDate) and abs(number + 2000 - here.today.year) <= FAR_YEARS else None
    for span in resolve(entry, here):
        other = None
        if year is not None and isinstance(day, OnDate) and day.month is not None:
            other = whole(exact(day.day, day.month, year), None)
        yield asking(span, ask("number as time", other, number=str(number)), here)


def _date_or_time(entry: DateEntry, day: OnDate, clock: Clock, here: Here) -> Iterator[Span]:
    """`Montag 4.10` is the date if that is a Monday, else the time; `Freitag 14` is asked about in any case."""
    first = entry.first
    as_date = replace(entry, first=replace(first, day=day))
    same_day = replace(first, day=replace(day, year=None)) if day.year else replace(first, day=first.near, near=None)
    as_time = replace(entry, first=same_day, clock=clock)
    time = Minutes(clock.hour * 60 + clock.minute).show()
    found = find_day(as_date.first, here.today)
    doubt: Ask[Span] = ask("day or time", day=found.first, time=time)
    if entry.last or not as_time.first:
        yield from (asking(span, doubt, here) for span in resolve(as_date, here))
        return
    fits = found.doubt is None
    (date,), (timed,) = tuple(resolve(as_date, here)), tuple(resolve(as_time, here))
    one, other = (date, timed) if fits else (timed, date)
    if one.ask is not None or (day.month is not None and day.year is None if fits else first.near is not None):
        yield one
    else:
        yield asking(one, doubt.of(other), here)


def _perhaps_open(span: Span, entry: DateEntry, here: Here) -> Span:
    """The span with a question if only its earliest or latest time was said, or if it may have been moved."""
    if entry.limit:
        return asking(span, ask("limit beside", day=find_day(entry.limit, here.today).first), here)
    if entry.half_open is not None and isinstance(span.start, datetime):
        return asking(span, ask("half open", time=f"{span.start:%-H:%M}"), here)
    if entry.moved and not isinstance(span.start, datetime) and span.end is not None:
        return asking(span, ask("night or moved", whole(span.end, None), first=span.start, last=span.end), here)
    return span
