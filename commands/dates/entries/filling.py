"""Filling: the items in the order they were said become entries, each day and time in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from commands.dates import refusals
from commands.dates.entries.entries import DateEntry, SaidDay, is_week
from commands.dates.entries.kinds import is_day
from commands.dates.entries.sharing import share
from commands.dates.items.items import (
    Away,
    Clock,
    Day,
    DayRange,
    FromNow,
    Item,
    Lasting,
    Mark,
    OnDate,
    PartOfDay,
    Weekday,
    Zone,
)


class Filling:
    """The entries while the items come in, one after the other."""

    def __init__(self) -> None:
        self.entries: list[DateEntry] = [DateEntry()]
        self.ranging = False  # a `bis` waits for its right side
        self.each = False
        self.comma = False  # the item before was a comma
        self.loose: list[Item] = []  # lengths and zones that found no place

    @property
    def entry(self) -> DateEntry:
        """The entry being filled."""
        return self.entries[-1]

    def open(self, *, parted: bool) -> DateEntry:
        """Begin the next entry, unless this one is still empty."""
        self.ranging = False
        if self.entry:
            self.entries.append(DateEntry(parted=parted))
        return self.entry

    def add(self, item: Item) -> None:
        """Put one item where it belongs."""
        match item:
            case Mark():
                self._mark(item)
            case Clock():
                self._clock(item)
            case PartOfDay():
                self._part(item)
            case Lasting():
                self._lasting(item)
            case FromNow():
                (self.entry if not self.entry else self.open(parted=self.comma)).moment = item
            case Zone():
                self.entry.zone = item
            case _ if is_day(item):
                self._day(item)
        self.comma = item is Mark.COMMA

    def _mark(self, mark: Mark) -> None:
        entry = self.entry
        if mark in (Mark.NEXT, Mark.NEXT_LINE, Mark.AND):
            self.open(parted=True).alone = mark is Mark.NEXT_LINE
        elif mark in (Mark.TO, Mark.ONTO):
            self.ranging = bool(entry)
            entry.by = entry.by or not entry
            entry.moved = mark is Mark.ONTO
        elif mark is Mark.BY:
            entry.by = True
        elif mark is Mark.ON:
            entry.on = not entry
        elif mark in (Mark.AFTER, Mark.BEFORE):
            entry.half_open = mark
        elif mark is Mark.FROM:
            entry.opening = entry.opening or not entry.first
        elif mark is Mark.EACH:
            self.each = True
        elif mark is Mark.WHOLE_DAY:
            entry.whole_day = True
        elif mark is Mark.QUARTER_PAST:
            entry.quarter_past = True

    def _day(self, day: Day) -> None:
        entry = self.entry
        if isinstance(day, DayRange):
            if self.ranging:
                raise refusals.two_ends()
            if entry.first and not _names_weekdays(entry):
                entry = self.open(parted=self.comma)
            entry.first, entry.last = replace(entry.first, day=day.first), replace(entry.last, day=day.last)
            return
        self._refuse_second_end()
        if (self.ranging and entry.first) or entry.last:
            taken = entry.last.take(day)
            if taken is not None:
                entry.last, self.ranging = taken, False
                return
            if self.ranging and entry.last:
                raise refusals.two_ends()
        elif (taken := self._fits(entry, day)) is not None:
            entry.time_first = entry.time_first or (not entry.first and entry.clock is not None)
            entry.first = taken
            return
        in_row = isinstance(day, Weekday) and _opens_row(entry)
        entry = self.open(parted=self.comma)
        entry.in_row = in_row
        entry.first = SaidDay().take(day) or SaidDay()

    def _fits(self, entry: DateEntry, day: Day) -> SaidDay | None:
        """The entry's day with `day` taken in; what comes after a time opens the next entry."""
        if not entry.first and entry.clock is not None and self.comma and self._day_came_first():
            return None  # `3.12. 10-12 und 14-16 Uhr, 4.12. 9-11 Uhr`
        if entry.first and entry.clock is not None and not entry.time_first:
            shifts = isinstance(day, Away) and not day.word
            dates = isinstance(day, OnDate) and entry.first.day is None and not self.comma
            dates = dates or (isinstance(day, Weekday) and entry.first.weekday is None and not self.comma)
            week = is_week(day) and isinstance(entry.first.day, OnDate)
            return entry.first.take(day) if shifts or dates or week else None
        return entry.first.take(day)

    def _day_came_first(self) -> bool:
        """Whether the entry before said its day and then its time."""
        before = next((e for e in reversed(self.entries[:-1]) if e.first), None)
        return before is not None and before.clock is not None and not before.time_first

    def _clock(self, clock: Clock) -> None:
        entry = self.entry
        if entry.clock is None and entry.part is not None and self.ranging and not entry.last:
            entry.clock, entry.part = self._noon(entry.part), None  # `mittags bis 14 Uhr`
        if entry.clock is not None and entry.until is None and (self.ranging or entry.last):
            entry.until, self.ranging = clock, False
            return
        self._refuse_second_end()
        if entry.clock is not None or entry.moment is not None:
            entry = self.open(parted=self.comma)
        if self.ranging and entry.first and not entry.by:
            entry.half_open = Mark.BEFORE  # `Freitag bis 14 Uhr`
        entry.clock, self.ranging = clock, False
        entry.clock_last = bool(entry.last)

    def _refuse_second_end(self) -> None:
        """Refuse what a third end of a range would be: dashes may set several dates apart as well."""
        if self.ranging and self.entry.until is not None:
            raise refusals.two_ends()

    def _part(self, part: PartOfDay) -> None:
        entry = self.entry
        if self.ranging and entry.clock is not None:
            entry.until, self.ranging = self._noon(part), False
            return
        if entry.part is not None and entry.part != part:
            entry = self.open(parted=self.comma)
        entry.part = part

    def _noon(self, part: PartOfDay) -> Clock:
        """The clock time of a part of the day that has one, as an end of a range. DateError for any other part."""
        if part.name != "noon":
            raise refusals.end_without_time()
        return Clock(12)

    def _lasting(self, lasting: Lasting) -> None:
        entry = self.entry
        if entry.lasting is not None:
            self.loose.append(lasting)
        entry.lasting = lasting


def _names_weekdays(entry: DateEntry) -> bool:
    """Whether the entry is only weekdays, which dates may follow: `Mo-Mi 7.-9.12.`."""
    bare = (SaidDay(weekday=entry.first.weekday), SaidDay(weekday=entry.last.weekday))
    weekday = entry.first.weekday
    return (entry.first, entry.last) == bare and weekday is not None and weekday.which is None and not entry.timed


def _opens_row(entry: DateEntry) -> bool:
    """Whether another weekday behind this one makes a list of both, `mo di mi 10 uhr`; «do» and «so» may be words."""
    weekday = entry.first.weekday
    named = weekday is not None and not weekday.soft and weekday.short not in ("do", "so")
    return named and _names_weekdays(entry) and not entry.last


def _without_limits(entries: tuple[DateEntry, ...]) -> tuple[DateEntry, ...]:
    """The entries without a time limit that stands beside them for itself: `Deadline 15.1., Treffen am 20.1.`."""
    limits, others = [e for e in entries if e.by], tuple(e for e in entries if not e.by)
    if not limits or not others:
        return entries
    touching = any(before.by != entry.by and not entry.alone for before, entry in pairwise(entries))
    if touching or not any(e.first for e in others):
        raise refusals.limit_among_dates()
    for entry in others:
        entry.limit = limits[0].first
    return others


def fill(items: Iterable[Item]) -> tuple[tuple[DateEntry, ...], tuple[Item, ...]]:
    """The entries that `items` make, each lent what it lacks, and the items that found no place."""
    filling = Filling()
    for item in items:
        filling.add(item)
    entries = share(_without_limits(tuple(e for e in filling.entries if e)), each=filling.each)
    for entry in entries:
        entry.each = filling.each
        entry.opening = entry.opening and not entry.last
    return entries, tuple(filling.loose)
