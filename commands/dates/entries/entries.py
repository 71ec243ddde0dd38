"""Entries: which day, which time and which length were said together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeGuard

from commands.dates.items.items import (
    ANYDAY,
    WEEK,
    Away,
    Block,
    Clock,
    Day,
    DayRange,
    FromNow,
    Lasting,
    Mark,
    NamedDay,
    Nth,
    OnDate,
    PartOfDay,
    Third,
    WeekBeside,
    Weekday,
    Zone,
)
from storage.values import frozen


@frozen
class SaidDay:
    """A day as one says it: a weekday, a date, or both, and a distance added to them (`Freitag in 14 Tagen`)."""

    weekday: Weekday | None = None
    day: Day | None = None
    shift: Away | None = None
    near: Away | NamedDay | None = None  # another word for it beside a date: `morgen, 10.1.`
    week: Block | None = None  # the week that was said beside a full date: `3.12. (KW 49)`
    lent: bool = False  # the week was said of the next entry: `Montag oder Dienstag nächster Woche`

    def __bool__(self) -> bool:
        return self.weekday is not None or self.day is not None

    @property
    def month(self) -> tuple[int | None, int | None]:
        """Month and year, where a date says them."""
        of = self.day.last if isinstance(self.day, DayRange) else self.day
        return (of.month, of.year) if isinstance(of, OnDate) else (None, None)

    def take(self, item: Day) -> SaidDay | None:
        """This day with `item` added to it, or None if that must be another day."""
        if not self:
            return replace(self, weekday=item) if isinstance(item, Weekday) else replace(self, day=item)
        if joined := _joined(self.day, item) or _joined(item, self.day):
            return replace(self, day=joined)
        if self.near is None and (both := _two_words(self.day, item)) is not None:
            return replace(self, day=both[0], near=both[1])
        if is_week(self.day) and isinstance(item, OnDate) and item.month is not None:
            return replace(self, day=item, week=self.day)
        if is_week(item) and isinstance(self.day, OnDate) and self.week is None:
            return replace(self, week=item)
        if isinstance(item, Weekday):
            fits = isinstance(self.day, OnDate | Block | Away | NamedDay) or is_special_week(self.day)
            fits = fits and self.weekday is None and not self.shift
            return replace(self, weekday=item) if fits and item.which in (None, "this") else None
        if isinstance(item, Away) and not item.word and self.shift is None:
            near = (self.weekday is not None and item.unit in ("day", "week")) or (
                isinstance(self.day, Away) and self.day.word
            )
            return replace(self, shift=item) if near and item.amount > 0 else None
        if self.day is not None or self.weekday is None:
            return None
        if isinstance(item, OnDate | NamedDay) or (isinstance(item, Away) and item.word):
            return replace(self, day=item)
        week = is_week(item) or is_special_week(item)
        return replace(self, day=item) if week and self.weekday.which is None else None


def is_week(day: Day | None) -> TypeGuard[Block]:
    """Whether the day is a calendar week."""
    return isinstance(day, Block) and day.kind == "week"


def is_special_week(day: Day | None) -> TypeGuard[WeekBeside | Nth]:
    """Whether the day is a week that has no number: `Woche nach Ostern`, `erste Januarwoche`."""
    return isinstance(day, WeekBeside) or (isinstance(day, Nth) and day.weekday == WEEK)


def _two_words(day: Day | None, item: Day) -> tuple[OnDate, Away | NamedDay] | None:
    """The date and the other word for it: `morgen, 10.1.`, `6.12. (Nikolaus)`."""
    for date, word in ((day, item), (item, day)):
        if isinstance(date, OnDate) and (
            isinstance(word, NamedDay)
            or (isinstance(word, Away) and (word.word or (date.month is not None and not word.rough)))
        ):
            return date, word
    return None


def _joined(day: Day | None, block: Day | None) -> Day | None:
    """`am 15. nächsten Monats`, `3. März nächsten Jahres`: a day whose month or year was said by its distance."""
    match day, block:
        case OnDate(month=None, day=number), Block(kind="month"):
            return Nth(number, ANYDAY, block)
        case OnDate(month=int(), year=None, ahead=None), Block(kind="year", ahead=int(ahead)):
            return replace(day, ahead=ahead)
        case Block(kind="week" | "month", number=int(), year=None, ahead=None), Block(kind="year", ahead=int(ahead)):
            return replace(day, ahead=ahead)
        case ((OnDate(month=int(), year=None, ahead=None) | NamedDay(year=None)), Block(kind="year", number=int(year))):
            return replace(day, year=year)
        case NamedDay(year=None), Block(kind="year", ahead=int(ahead)):
            return replace(day, ahead=ahead)
        case ((Third() | Nth()), Block(kind="year")) if isinstance(of := _joined(day.of, block), Block):
            return replace(day, of=of)
    return None


@dataclass(slots=True)
class DateEntry:
    """One thing on a list of dates, as far as it was said."""

    first: SaidDay = field(default_factory=SaidDay)
    last: SaidDay = field(default_factory=SaidDay)
    clock: Clock | None = None
    until: Clock | None = None
    part: PartOfDay | None = None
    lasting: Lasting | None = None
    moment: FromNow | None = None
    zone: Zone | None = None
    whole_day: bool = False
    quarter_past: bool = False
    moved: bool = False  # `vom 8. auf den 9.12.`, which may be said of what was moved
    half_open: Mark | None = None  # AFTER or BEFORE: the time is only the earliest or the latest
    time_first: bool = False  # the time was said before the day
    clock_last: bool = False  # the time was said after a range of days
    parted: bool = True  # something separates it from the entry before
    in_row: bool = False  # a weekday right behind another one: `mo di 10 uhr`
    alone: bool = False  # on a line of its own
    by: bool = False  # said as a limit: bis, by
    on: bool = False  # said as a day: am, on
    opening: bool = False  # said as a beginning: ab, from
    each: bool = False  # said of every day of a range: jeweils
    untimed: DateEntry | None = None  # an entry before it that has a time, where this one has none
    limit: SaidDay = field(default_factory=SaidDay)  # the day of a limit that was said beside it
    second: DateEntry | None = None  # a second time of the day that lent its time: `12.1., 13.1. 9 oder 14 Uhr`
    borrowed: bool = False  # its time was said of another line, so that it is perhaps none

    @property
    def timed(self) -> bool:
        """Whether a clock time or a part of the day was said."""
        return self.clock is not None or self.part is not None or self.moment is not None or self.whole_day

    def __bool__(self) -> bool:
        return bool(self.first) or self.timed or self.lasting is not None
