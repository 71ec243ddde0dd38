"""Entries: which day, which time and which length belong together, and what one entry lends to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

from commands.dates.items import (
    ANYDAY,
    Away,
    Block,
    Clock,
    Day,
    Days,
    Holiday,
    HourOrLength,
    Item,
    Lasting,
    Mark,
    Moment,
    Nth,
    OnDate,
    Part,
    Weekday,
    Zone,
)
from commands.dates.neighbours import is_day


@dataclass(frozen=True, slots=True)
class When:
    """A day as one says it: a weekday, a date, or both, and a distance added to them (`Freitag in 14 Tagen`)."""

    weekday: Weekday | None = None
    day: Day | None = None
    shift: Away | None = None
    lent: bool = False  # the week was said of the next entry: `Montag oder Dienstag nächster Woche`

    def __bool__(self) -> bool:
        return self.weekday is not None or self.day is not None

    @property
    def month(self) -> tuple[int | None, int | None]:
        """Month and year, where a date says them."""
        of = self.day.last if isinstance(self.day, Days) else self.day
        return (of.month, of.year) if isinstance(of, OnDate) else (None, None)

    def take(self, item: Day) -> When | None:
        """This day with `item` added to it, or None if that must be another day."""
        if not self:
            return replace(self, weekday=item) if isinstance(item, Weekday) else replace(self, day=item)
        if numbered := _day_of_month(self.day, item) or _day_of_month(item, self.day):
            return replace(self, day=numbered)
        if isinstance(item, Weekday):
            fits = isinstance(self.day, OnDate | Block | Away | Holiday) and self.weekday is None and not self.shift
            return replace(self, weekday=item) if fits and item.which in (None, "this") else None
        if isinstance(item, Away) and not item.word and item.unit in ("day", "week") and self.shift is None:
            near = self.weekday is not None or (isinstance(self.day, Away) and self.day.word)
            return replace(self, shift=item) if near and item.amount > 0 else None
        if self.day is not None or self.weekday is None:
            return None
        if isinstance(item, OnDate | Holiday) or (isinstance(item, Away) and item.word):
            return replace(self, day=item)
        week = isinstance(item, Block) and item.kind == "week"
        return replace(self, day=item) if week and self.weekday.which is None else None


def _day_of_month(day: Day | None, month: Day | None) -> Nth | None:
    """`am 15. nächsten Monats`: a day number and a month that was said by its distance."""
    if not isinstance(day, OnDate) or day.month is not None or not isinstance(month, Block) or month.kind != "month":
        return None
    return Nth(day.day, ANYDAY, month)


@dataclass(slots=True)
class Entry:
    """One thing on a list of dates, as far as it was said."""

    first: When = field(default_factory=When)
    last: When = field(default_factory=When)
    clock: Clock | None = None
    until: Clock | None = None
    part: Part | None = None
    lasting: Lasting | None = None
    moment: Moment | None = None
    zone: Zone | None = None
    whole_day: bool = False
    quarter_past: bool = False
    time_first: bool = False  # the time was said before the day
    clock_last: bool = False  # the time was said after a range of days
    parted: bool = True  # something separates it from the entry before
    alone: bool = False  # on a line of its own
    by: bool = False  # said as a limit: bis, by
    opening: bool = False  # said as a beginning: ab, from
    each: bool = False  # said of every day of a range: jeweils
    untimed: Entry | None = None  # an entry before it that has a time, where this one has none
    borrowed: bool = False  # its time was said of another line, so that it is perhaps none

    @property
    def timed(self) -> bool:
        """Whether a clock time or a part of the day was said."""
        return self.clock is not None or self.part is not None or self.moment is not None or self.whole_day

    def __bool__(self) -> bool:
        return bool(self.first) or self.timed or self.lasting is not None


class Filling:
    """The entries while the items come in, one after the other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = [Entry()]
        self.ranging = False  # a `bis` waits for its right side
        self.each = False
        self.comma = False  # the item before was a comma
        self.loose: list[Item] = []  # lengths and zones that found no place

    @property
    def entry(self) -> Entry:
        """The entry being filled."""
        return self.entries[-1]

    def open(self, *, parted: bool) -> Entry:
        """Begin the next entry, unless this one is still empty."""
        self.ranging = False
        if self.entry:
            self.entries.append(Entry(parted=parted))
        return self.entry

    def add(self, item: Item) -> None:
        """Put one item where it belongs."""
        match item:
            case Mark():
                self._mark(item)
            case Clock():
                self._clock(item)
            case HourOrLength():
                self._hour_or_length(item)
            case Part():
                self._part(item)
            case Lasting():
                self._lasting(item)
            case Moment():
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
        elif mark is Mark.TO:
            self.ranging = bool(entry)
            entry.by = entry.by or not entry
        elif mark is Mark.BY:
            entry.by = True
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
        if isinstance(day, Days):
            entry = entry if not entry.first else self.open(parted=self.comma)
            first, last = When(day=day.first), When(day=day.last)
            if entry.first.weekday:
                first = replace(first, weekday=entry.first.weekday)
            entry.first, entry.last = first, last
            return
        if (self.ranging and entry.first) or entry.last:
            taken = entry.last.take(day)
            if taken is not None:
                entry.last, self.ranging = taken, False
                return
        elif (taken := self._fits(entry, day)) is not None:
            entry.time_first = entry.time_first or (not entry.first and entry.clock is not None)
            entry.first = taken
            return
        entry = self.open(parted=self.comma)
        entry.first = When().take(day) or When()

    def _fits(self, entry: Entry, day: Day) -> When | None:
        """The entry's day with `day` taken in; what comes after a time opens the next entry."""
        if entry.first and entry.clock is not None and not entry.time_first:
            shifts = isinstance(day, Away) and not day.word
            dates = isinstance(day, OnDate) and entry.first.day is None and not self.comma
            dates = dates or (isinstance(day, Weekday) and entry.first.weekday is None and not self.comma)
            return entry.first.take(day) if shifts or dates else None
        return entry.first.take(day)

    def _clock(self, clock: Clock) -> None:
        entry = self.entry
        if entry.clock is not None and entry.until is None and (self.ranging or entry.last):
            entry.until, self.ranging = clock, False
            return
        if entry.clock is not None or entry.moment is not None:
            entry = self.open(parted=self.comma)
        entry.clock, self.ranging = clock, False
        entry.clock_last = bool(entry.last)

    def _hour_or_length(self, item: HourOrLength) -> None:
        entry = self.entry
        if entry.clock is not None and not self.ranging and entry.lasting is None and item.hours <= 12:
            entry.lasting = Lasting(timedelta(hours=item.hours, minutes=item.minutes))
        elif item.hours >= 6 or self.ranging or item.minutes:
            self._clock(Clock(item.hours, item.minutes, "exact" if item.hours > 5 else "hour"))
        else:
            self.loose.append(item)

    def _part(self, part: Part) -> None:
        entry = self.entry
        if entry.part is not None and entry.part != part:
            entry = self.open(parted=self.comma)
        entry.part = part

    def _lasting(self, lasting: Lasting) -> None:
        entry = self.entry
        if entry.lasting is not None:
            self.loose.append(lasting)
        entry.lasting = lasting


def fill(items: Iterable[Item]) -> tuple[tuple[Entry, ...], tuple[Item, ...]]:
    """The entries that `items` make, each lent what it lacks, and the items that found no place."""
    filling = Filling()
    for item in items:
        filling.add(item)
    entries = tuple(e for e in filling.entries if e)
    _share_months(entries)
    _share_weeks(entries)
    _share_days(entries)
    _share_times(entries, each=filling.each)
    for entry in entries:
        entry.each = filling.each
        entry.opening = entry.opening and not entry.last
    return entries, tuple(filling.loose)


def _share_months(entries: tuple[Entry, ...]) -> None:
    """Day numbers take month and year from the next full date, else from the one before."""
    known: tuple[int | None, int | None] = (None, None)
    for entry in reversed(entries):
        known = _share_month(entry, known)
    known = (None, None)
    for entry in entries:
        known = _share_month(entry, known)


def _share_month(entry: Entry, known: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    if isinstance(entry.last.day, OnDate) and entry.last.day.month:
        known = entry.last.month
    if isinstance(entry.first.day, OnDate):
        if entry.first.day.month is not None:
            return entry.first.month
        if known[0] is not None:
            entry.first = replace(entry.first, day=replace(entry.first.day, month=known[0], year=known[1], marked=True))
    return known


def _share_weeks(entries: tuple[Entry, ...]) -> None:
    """`nächste Woche Mo, Di und Do`, `Montag oder Dienstag nächster Woche`: the week holds for all bare weekdays."""
    for before, entry in pairwise(entries):
        if _is_week(before.first.day) and before.first.weekday and _is_bare_weekday(entry.first):
            entry.first = replace(entry.first, day=before.first.day)
    for after, entry in pairwise(reversed(entries)):
        if _is_week(after.first.day) and after.first.weekday and _is_bare_weekday(entry.first):
            entry.first = replace(entry.first, day=after.first.day, lent=True)


def _is_week(day: Day | None) -> bool:
    return isinstance(day, Block) and day.kind == "week"


def _is_bare_weekday(when: When) -> bool:
    return when.weekday is not None and when.weekday.which is None and when.day is None and when.shift is None


def _share_days(entries: tuple[Entry, ...]) -> None:
    """An entry of a time alone is on the day of the one before, or at the head of a list on that of the next."""
    for before, entry in pairwise(entries):
        if not entry.first and before.first and entry.moment is None:
            entry.first = before.first
    for after, entry in pairwise(reversed(entries)):
        if not entry.first and after.first and entry.moment is None:
            entry.first = after.first


def _share_times(entries: tuple[Entry, ...], *, each: bool) -> None:
    """An entry without a time takes the next one's; the last takes the first's if that was said ahead of the day."""
    for after, entry in pairwise(reversed(entries)):
        if not entry.timed and after.timed and after.moment is None and (not after.time_first or each):
            _lend(after, entry)
            entry.borrowed = after.alone and not each
    for before, entry in pairwise(entries):
        if not entry.timed and before.timed and (before.time_first or each):
            _lend(before, entry)
            entry.time_first = before.time_first
        elif not entry.timed and before.timed and before.clock is not None and not entry.alone:
            entry.untimed = before


def _lend(giver: Entry, taker: Entry) -> None:
    taker.clock, taker.until, taker.part, taker.zone = giver.clock, giver.until, giver.part, giver.zone
    taker.whole_day, taker.quarter_past = giver.whole_day, giver.quarter_past
    taker.lasting = taker.lasting or giver.lasting
    taker.clock_last = bool(taker.last)
