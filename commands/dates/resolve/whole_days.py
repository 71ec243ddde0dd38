"""Entries without a clock time: single days, stretches of days, and the edge of a stretch that a limit means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from commands.dates import refusals
from commands.dates.days import FoundDays
from commands.dates.days.days import find_day
from commands.dates.entries.entries import DateEntry
from commands.dates.items.items import ANYDAY, Block, Nth, OnDate, PartOfDay, Third
from commands.dates.resolve.clock import WINDOWS, at_minutes, instant
from commands.dates.resolve.here import Here, asking
from commands.dates.spans import Span, ask


def whole_days(entry: DateEntry, here: Here) -> Span:
    """The day or the days of an entry without a clock time, with a question where one of them is not certain."""
    found = first_day(entry, here, over=False)
    last = found.last
    stretch = isinstance(entry.first.day, Block | Third) or last is not None
    if not entry.last and stretch and (entry.by or entry.opening):
        return _edge(found, entry, here)
    if entry.last:
        end = last_day(entry, here, found)
        last, found = end.first, replace(found, doubt=found.doubt or end.doubt)
    elif entry.lasting is not None and entry.lasting.days > 1:
        last = found.first + timedelta(days=entry.lasting.days - 1)
    span = whole(found.first, last)
    if found.doubt is not None:
        other_days = found.doubt.other
        first_other = whole(*other_days) if other_days is not None else each_month(span, entry)
        if first_other is not None and entry.last and last is not None and first_other.end is None:
            length = last - found.first if first_other.start > found.first else timedelta(0)
            first_other = whole(first_other.start, max(last, first_other.start + length))
        return asking(span, found.doubt.of(first_other), here)
    if isinstance(entry.first.day, OnDate) and entry.first.day.loose and entry.first.weekday is None and not entry.last:
        return asking(span, ask("date or time", day=found.first), here)
    if entry.part is not None and not entry.whole_day:
        return asking(span, ask("no clock time", window(found.first, entry.part, here)), here)
    if entry.lasting is not None and not entry.lasting.days:
        return asking(span, ask("no clock time"), here)
    return span


def each_month(span: Span, entry: DateEntry) -> Span | None:
    """The rule that `ersten Dienstag im Monat` may mean, from the same day on."""
    day = entry.first.day if not entry.last else None
    if isinstance(day, Nth) and day.of is None and day.weekday == ANYDAY:
        return replace(span, rrule=f"FREQ=MONTHLY;BYMONTHDAY={day.n}")
    if not isinstance(day, Nth) or day.of is not None or day.weekday > 6 or span.start.weekday() != day.weekday:
        return None
    code = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday]
    return replace(span, rrule=f"FREQ=MONTHLY;BYDAY={day.n}{code}")


def _edge(found: FoundDays, entry: DateEntry, here: Here) -> Span:
    """`ab nächster Woche` is its first day; `bis Ende Januar` its last one, and of `bis nächste Woche` one asks."""
    day = entry.first.day
    last = found.last or found.first
    if entry.opening and not entry.by:
        span = whole(found.first, None)
        return asking(span, ask("only roughly"), here) if isinstance(day, Third) else span
    span = whole(last, None)
    if isinstance(day, Third) and day.part == 2 and day.of.kind != "week":
        return span
    if isinstance(day, Third) and found.doubt is not None and found.doubt.other is not None:
        other = found.doubt.other[1] or found.doubt.other[0]
    else:
        other = found.first
    return asking(span, ask("last day of it", whole(other, None), first=last, second=other), here)


def whole(first: date, last: date | None) -> Span:
    """The whole days from `first` to `last`."""
    return Span(first, last if last != first else None, all_day=True)


def window(day: date, part: PartOfDay, here: Here) -> Span:
    """The hours that a part of the day may mean."""
    start, end = WINDOWS[part.name]
    return Span(instant(at_minutes(day, start * 60), here.zone), instant(at_minutes(day, end * 60), here.zone))


def first_day(entry: DateEntry, here: Here, *, over: bool) -> FoundDays:
    """The entry's first day. The year of a range's end holds for its beginning, or the year before."""
    last_year = entry.last.month[1]
    found = find_day(entry.first, here.today, over=over)
    first = entry.first.day
    if last_year is not None and isinstance(first, OnDate) and first.year is None:
        month, of = first.month or 0, entry.last.month[0] or 0
        year = last_year if (month, first.day) <= (of, getattr(entry.last.day, "day", 31)) else last_year - 1
        found = find_day(entry.first, here.today, over=over, known_year=year)
    return found


def last_day(entry: DateEntry, here: Here, found: FoundDays) -> FoundDays:
    """The last day of a range: seen from its first, so that `Montag bis Mittwoch` stays in one week.

    In doubt only if a weekday contradicts it.
    """
    seen_from = found.first
    said = entry.last
    doubt = None
    if said.day is None and said.weekday is not None and said.weekday.which is None:
        last = seen_from + timedelta(days=(said.weekday.number - seen_from.weekday()) % 7)
        if last == seen_from and entry.clock is None:
            last += timedelta(days=7)  # `Montag bis Montag`
    elif isinstance(said.day, OnDate) and said.day.year is None:
        end = find_day(said, seen_from)
        last, doubt = end.first, end.doubt if said.weekday is not None else None
        if (last - seen_from).days > 366 // 2 and found.first != here.today:
            raise refusals.ends_before_start()
    else:
        end = find_day(said, here.today)
        last, doubt = end.last or end.first, end.doubt if said.weekday is not None else None
    if last < seen_from:
        raise refusals.ends_before_start()
    return FoundDays(last, None, doubt.of(None) if doubt is not None else None)
