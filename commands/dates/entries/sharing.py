"""What one entry of a list lends to the others: its month, its year, its week, its day, its time."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date
from itertools import pairwise, takewhile
from typing import Final

from commands.dates.entries.entries import DateEntry, SaidDay, is_week
from commands.dates.items.items import OnDate

SLACK: Final = 31  # days by which a list may go back without going over the end of the year


def share(entries: tuple[DateEntry, ...], *, each: bool) -> tuple[DateEntry, ...]:
    """The entries with what each of them lacks lent by another one. `each`: the time holds for all of them."""
    entries = _pair_weekdays(entries)
    entries = _at_each_time(entries) if each else entries
    several = {id(one): more for one, more in pairwise(entries) if one.first and one.timed and _is_time_alone(more)}
    _share_months(entries)
    _share_weeks(entries)
    _share_days(entries)
    _share_times(entries, each=each, several=several)
    return entries


def share_years(entries: tuple[DateEntry, ...], today: date) -> None:
    """`3.3., 4.3. und 5.3.2028`: dates without a year take it from the next one, a coming year from the one before."""
    for after, entry in pairwise(reversed(entries)):
        if (lender := _with_year(after.last) or _with_year(after.first)) is not None:
            entry.first = _in_year_of(lender, entry.first, -1)
    for before, entry in pairwise(entries):
        lender = _with_year(before.last) or _with_year(before.first)
        if lender is not None and lender.year is not None and lender.year > today.year:
            entry.first = _in_year_of(lender, entry.first, 1)


def _with_year(when: SaidDay) -> OnDate | None:
    """The date, if its year was said."""
    day = when.day
    return day if isinstance(day, OnDate) and (day.year is not None or day.ahead is not None) else None


def _in_year_of(lender: OnDate, when: SaidDay, step: int) -> SaidDay:
    """`when` in the year of `lender`, or in the next (`step` 1) or last (-1) one if the list goes over its end."""
    day = when.day
    if not isinstance(day, OnDate) or day.month is None or _with_year(when) is not None:
        return when
    distance = _day_of_year(lender) - _day_of_year(day)
    over = step if step * distance > SLACK else 0
    year = lender.year + over if lender.year is not None else None
    ahead = lender.ahead + over if lender.ahead is not None else None
    return replace(when, day=replace(day, year=year, ahead=ahead))


def _day_of_year(day: OnDate) -> int:
    return 31 * (day.month or 0) + day.day


def _pair_weekdays(entries: tuple[DateEntry, ...]) -> tuple[DateEntry, ...]:
    """`Sa/So 5./6.12.`: as many weekdays as dates in a row name the same days."""
    middle = next((i for i, e in enumerate(entries) if e.first.weekday and isinstance(e.first.day, OnDate)), 0)
    ahead = list(takewhile(_is_weekday_alone, reversed(entries[:middle])))[::-1]
    behind = list(takewhile(_is_date_alone, entries[middle + 1 :]))
    if not ahead or len(ahead) != len(behind):
        return entries
    dated = [entries[middle], *behind]
    weekdays = [e.first.weekday for e in (*ahead, entries[middle])]
    for entry, weekday in zip(dated, weekdays, strict=True):
        entry.first = replace(entry.first, weekday=weekday)
    return (*entries[: middle - len(ahead)], *dated, *entries[middle + 1 + len(behind) :])


def _at_each_time(entries: tuple[DateEntry, ...]) -> tuple[DateEntry, ...]:
    """`12. und 13.1. jeweils 9 oder 14 Uhr`, or the times said ahead: each of several holds on each of the days."""
    behind = len(list(takewhile(_is_time_alone, reversed(entries))))
    ahead = 0 if behind else len(list(takewhile(_is_time_alone, entries)))
    days = entries[ahead : len(entries) - behind]
    said_with = -1 if behind else 0
    others = days[:-1] if behind else days[1:]
    if not behind + ahead or not others or not days[said_with].timed or any(e.timed or not e.first for e in others):
        return entries
    times = (days[-1], *entries[len(entries) - behind :]) if behind else (*entries[:ahead], days[0])
    found: list[DateEntry] = []
    for day in days:
        for time in times:
            one = copy(day)
            _lend(time, one)
            found.append(one)
    return tuple(found)


def _is_time_alone(entry: DateEntry) -> bool:
    return not entry.first and entry.timed and entry.moment is None


def _is_weekday_alone(entry: DateEntry) -> bool:
    return _is_bare_weekday(entry.first) and not entry.timed and not entry.last


def _is_date_alone(entry: DateEntry) -> bool:
    return isinstance(entry.first.day, OnDate) and entry.first.weekday is None and not entry.last


def _share_months(entries: tuple[DateEntry, ...]) -> None:
    """Day numbers take month and year from the next full date, else from the one before."""
    known: tuple[int | None, int | None] = (None, None)
    for entry in reversed(entries):
        known = _share_month(entry, known)
    known = (None, None)
    for entry in entries:
        known = _share_month(entry, known)
    for before, entry in pairwise(entries):  # `am 15. oder 16.`
        first, then = before.first.day, entry.first.day
        if isinstance(first, OnDate) and first.marked and isinstance(then, OnDate) and then.month is None:
            entry.first = replace(entry.first, day=replace(then, marked=True))


def _share_month(entry: DateEntry, known: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    if isinstance(entry.last.day, OnDate) and entry.last.day.month:
        known = entry.last.month
    if isinstance(entry.first.day, OnDate):
        if entry.first.day.month is not None:
            return entry.first.month
        if known[0] is not None:
            entry.first = replace(entry.first, day=replace(entry.first.day, month=known[0], year=known[1], marked=True))
    return known


def _share_weeks(entries: tuple[DateEntry, ...]) -> None:
    """`nächste Woche Mo, Di und Do`, `Montag oder Dienstag nächster Woche`: the week holds for all bare weekdays."""
    for before, entry in pairwise(entries):
        if is_week(before.first.day) and before.first.weekday and _is_bare_weekday(entry.first):
            entry.first = replace(entry.first, day=before.first.day)
    for after, entry in pairwise(reversed(entries)):
        if is_week(after.first.day) and after.first.weekday and _is_bare_weekday(entry.first):
            entry.first = replace(entry.first, day=after.first.day, lent=True)


def _is_bare_weekday(when: SaidDay) -> bool:
    return when.weekday is not None and when.weekday.which is None and when.day is None and when.shift is None


def _share_days(entries: tuple[DateEntry, ...]) -> None:
    """An entry of a time alone is on the day of the one before, or at the head of a list on that of the next."""
    for before, entry in pairwise(entries):
        if not entry.first and before.first and entry.moment is None:
            entry.first = before.first
    for after, entry in pairwise(reversed(entries)):
        if not entry.first and after.first and entry.moment is None:
            entry.first = after.first


def _share_times(entries: tuple[DateEntry, ...], *, each: bool, several: dict[int, DateEntry]) -> None:
    """An entry without a time takes the next one's; the last takes the first's if that was said ahead of the day.
    `several`: of an entry with a second time that one, which may be said of the other days as well."""
    for after, entry in pairwise(reversed(entries)):
        if not entry.timed and after.timed and after.moment is None and (not after.time_first or each):
            _lend(after, entry)
            entry.borrowed = after.alone and not each
            entry.second = after.second or several.get(id(after))
    for before, entry in pairwise(entries):
        if not entry.timed and before.timed and (before.time_first or each):
            _lend(before, entry)
            entry.time_first = before.time_first
        elif not entry.timed and before.timed and before.clock is not None and not entry.alone:
            entry.untimed = before


def _lend(giver: DateEntry, taker: DateEntry) -> None:
    taker.clock, taker.until, taker.part, taker.zone = giver.clock, giver.until, giver.part, giver.zone
    taker.whole_day, taker.quarter_past = giver.whole_day, giver.quarter_past
    taker.lasting = taker.lasting or giver.lasting
    taker.clock_last = bool(taker.last)
