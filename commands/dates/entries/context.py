"""What an item means among its neighbours: decided once, here, from left to right, by one table (`readings`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from commands.dates.entries.asides import without_asides
from commands.dates.entries.kinds import YEARS, is_day, kind
from commands.dates.entries.readings import ROWS, FigurePlace, FigureRow
from commands.dates.items.items import (
    Anchor,
    Away,
    Block,
    Clock,
    Counted,
    DayRange,
    Every,
    Figure,
    FromNow,
    Item,
    Lasting,
    Mark,
    NamedDay,
    Nth,
    OnDate,
    PartOfDay,
    Piece,
    Step,
    Stop,
    Unknown,
    WeekBeside,
    Weekday,
)

PASSED_OVER: Final[tuple[Item, ...]] = (Mark.FILLER, Mark.ON, Mark.TALK, Mark.SHARP)
_LINKS: Final = frozenset({"to", "up to", "next", "line", "and", "comma"})
_LEADS_TO_DATE: Final[tuple[Item, ...]] = (Mark.ON, Mark.UP_TO, Mark.FROM, Mark.TO, Mark.BY)
_RECORD: Final = re.compile(r"[A-Za-z]\d{1,4}", re.ASCII)
_ENDS: Final = frozenset({"ende", "schluss", "end"})


def settle(pieces: Sequence[Piece], *, asides: bool = False) -> tuple[Piece, ...]:
    """The pieces with every item that its neighbours explain replaced by what it means there.

    `asides`: a deadline or an admission beside the date is kept.
    """
    said = [p.item for p in pieces]
    items = Settling(said if asides else without_asides(said)).all()
    settled: list[Piece] = []
    for piece, item in zip(pieces, items, strict=True):
        if item is Mark.JOINED:
            settled[-1] = replace(settled[-1], end=piece.end)
        else:
            settled.append(replace(piece, item=item))
    return tuple(settled)


def _linked(items: Sequence[Item]) -> Iterator[Item]:
    """`zwischen 14 und 16 Uhr`: its `und` is a `bis`; so is the `zum` or `auf` of `vom 7.12. zum 9.12.`."""
    between = coming = False
    for index, item in enumerate(items):
        if item is Mark.AND and between:
            between = False
            yield Mark.TO
        elif item is Mark.DASH:
            yield Mark.FILLER if _sets_time_apart(items, index) else Mark.TO
        elif item is Mark.UP_TO:
            yield Mark.TO if coming else Mark.ON
            coming = False
        elif item is Mark.ONTO:
            around = (
                items[index - 1] if index else None,
                next((i for i in items[index + 1 : index + 3] if i is not Mark.ON), None),
            )
            days = all(isinstance(i, OnDate) or (isinstance(i, Figure) and i.shape == "ordinal") for i in around)
            yield Mark.ONTO if days else Mark.TALK
        else:
            between = between or item is Mark.BETWEEN
            coming = coming or item in (Mark.FROM, Mark.WEEK_OF)
            yield item


def _sets_time_apart(items: Sequence[Item], index: int) -> bool:
    """Whether a dash stands between a day and its time: `8.12. - 14 Uhr`, `Di - 10-12 Uhr`."""
    behind = items[index - 1] if index else None
    if isinstance(behind, Figure) and behind.shape in YEARS and not (behind.shape == "glued" and behind.clock):
        behind = items[index - 2]
    day, time = behind, items[index + 1 : index + 3]
    if not (isinstance(day, Weekday | Away) or (isinstance(day, OnDate) and day.month is not None)):
        return False
    number = len(time) > 1 and isinstance(time[0], Figure) and time[0].shape == "number" and time[1] is Mark.DASH
    return number or bool(time and kind(time[0]) == "clock")


class Settling:
    """The way from left to right: what is before is settled, what is after is as it was scanned."""

    def __init__(self, items: Sequence[Item], rows: Sequence[FigureRow] = ROWS) -> None:
        self.items = list(_linked(items))
        self.rows = rows
        self.out: list[Item] = []
        self.kinds = [kind(i) for i in self.items]
        self.goals = self._goals()
        self.days = sum(map(is_day, items))
        self.dated = self.days > 0 or any(
            isinstance(i, Every | PartOfDay)
            or (isinstance(i, Figure) and i.date is not None and i.shape not in _NO_DATES)
            for i in items
        )
        self.limited = False  # what is said is a limit: `bis`, `by`
        self.known = False  # a date stands before it in this entry
        self.after_time = False
        self.dayed = self.timed = False  # a day, a time stands before it in this entry

    def all(self) -> list[Item]:
        """All items, settled."""
        while len(self.out) < len(self.items):
            self.out += self._next(self.items[len(self.out)])
            last = self.out[-1]
            if last in (Mark.NEXT, Mark.NEXT_LINE, Mark.AND):
                self.dayed = self.timed = False
            if last is Mark.NEXT_LINE:
                self.limited = False
            elif is_day(last):
                self.dayed, self.timed = True, self.timed and not self.dayed
            self.timed = self.timed or isinstance(last, Clock)
            if last in (Mark.NEXT, Mark.NEXT_LINE):
                self.known = self.after_time = False
            elif kind(last) in ("date", "near") or isinstance(last, Every):
                self.known = True
        return self.out

    def _goals(self) -> list[str]:
        """For each place what stands at the end of the figures that links join to it: `10, 12 oder 14 Uhr`."""
        goals = ["edge"] * (len(self.items) + 2)
        for index in range(len(self.items) - 3, -1, -1):
            if self.kinds[index + 1] in _LINKS:
                goals[index] = self._goal(self._skipped(index + 2), goals, listed=self.kinds[index + 1] != "to")
        return goals

    def _skipped(self, index: int) -> int:
        while index < len(self.kinds) and self.kinds[index] in ("about", "on", "filler", "talk"):
            index += 1
        return index

    def _goal(self, index: int, goals: list[str], *, listed: bool) -> str:
        if index >= len(self.kinds):
            return "edge"
        then = self.kinds[index + 1] if index + 1 < len(self.kinds) else "edge"
        passed_on = goals[index] in ("clock", "number") or (listed and goals[index] == "date")
        if self.kinds[index] == "number" and then in _LINKS and passed_on:
            return goals[index]
        if isinstance(item := self.items[index], Figure) and item.shape == "dotted" and item.date is None:
            return "clock"
        return "counted" if self.kinds[index] == "number" and then in ("word", "thing") else self.kinds[index]

    def _at(self, index: int) -> Item | None:
        """The item there: settled if that is before, else as scanned."""
        if index < len(self.out):
            while index > 0 and self.out[index] is Mark.JOINED:
                index -= 1
            return self.out[index] if index >= 0 else None
        return self.items[index] if index < len(self.items) else None

    def _next(self, item: Item) -> list[Item]:
        """What the next item becomes, with those after it that it takes along."""
        if isinstance(item, Figure):
            return [self._figure(item)]
        if isinstance(item, Weekday) and item.short:
            return [self._short_weekday(item)]
        if isinstance(item, Stop) and item.why in ("vague", "instead"):
            return self._side(item)
        if isinstance(item, Step):
            return self._counted(item, len(self.out) + 1) or [self._of_record() or Stop("vague", item.word)]
        if isinstance(item, Stop) and item.why == "shifted" and self._begins_words():
            return [Mark.TALK]
        if item is Mark.WEEK_OF:
            return self._week_of()
        if isinstance(item, Unknown) and item.word.lower() in _ENDS:
            return [self._end(item)]
        if item in (Mark.BY, Mark.TO):
            return [self._limit(self._end(item) if item is Mark.BY else item)]
        if item is Mark.COMMA and self.limited and self._another_begins():
            self.limited = False
            return [Mark.NEXT_LINE]
        return [item]

    # --- figures

    def _figure(self, figure: Figure) -> Item:
        place = self._place(figure)
        row = next((row for row in self.rows if row.fits(figure, place)), None)
        return self._meaning(figure, row.means if row else "", place)

    def _place(self, figure: Figure) -> FigurePlace:
        index = len(self.out)
        before = kind(self._at(index - 1))
        return FigurePlace(
            before=before,
            after=self.kinds[index + 1] if index + 1 < len(self.kinds) else "edge",
            back=kind(self._at(index - 2)) if before in _LINKS else "",
            goal=self.goals[index],
            known=self.known,
            timed=self.timed,
            dated=self.dated,
            marked=self._is_marked(index),
        )

    def _is_marked(self, index: int) -> bool:
        """Whether a word before it says that it is a date, a weekday aside: `am Dienstag, 3.12`."""
        for skipped in (Mark.COMMA, Weekday, Mark.COMMA):
            before = self._at(index - 1)
            index -= before is skipped or (isinstance(skipped, type) and isinstance(before, skipped))
        return self._at(index - 1) in _LEADS_TO_DATE

    def _meaning(self, figure: Figure, means: str, place: FigurePlace) -> Item:
        date, clock = figure.date, figure.clock
        match means:
            case "year" | "either" if (figure.year is not None and date is None) or means == "year":
                return self._year(figure, either=means == "either")
            case "time" | "listed" | "alone" if clock is not None:
                return _said_as(clock, means, dated=date is not None)
            case "day" if date is not None:
                return replace(date, marked=place.marked or date.marked, loose=date.loose and not place.marked)
            case "either" if date is not None:
                return replace(date, marked=place.marked, loose=date.loose and not place.marked, clock=clock)
            case "nth" if date is not None:
                nth = self._at(self._skipped(len(self.out) + 2))
                return replace(nth, n=date.day) if isinstance(nth, Nth) else Unknown(figure.word)
            case "month" | "length" if (meant := figure.month or figure.length) is not None:
                return meant
            case "minutes" if date is not None:
                return self._minutes(date.day, figure)
            case "no time":
                return Stop("time", figure.word)
        if means == "word":
            return Unknown(figure.word) if figure.shape in ("spelt", "named") else replace(figure, explained=True)
        return figure

    def _year(self, figure: Figure, *, either: bool) -> Item:
        """`8. Mai 2028`: the year of the date before; `either`: or a time of that day."""
        dated = _in_year(self.out[-1], figure, figure.clock if either else None)
        if dated is None:
            return figure
        self.out[-1] = dated
        return Mark.JOINED

    def _minutes(self, minutes: int, figure: Figure) -> Item:
        """`18 Uhr und 12`: the minutes of that hour; `10 Uhr und 14` may be another hour."""
        hour = self._at(len(self.out) - 2)
        if not isinstance(hour, Clock) or hour.minute or figure.clock is None:
            return figure
        if figure.clock.hour > hour.hour:
            return figure.clock
        self.out[-2:] = [replace(hour, minute=minutes, form="joined"), Mark.JOINED]
        return Mark.JOINED

    # --- words

    def _short_weekday(self, item: Weekday) -> Item:
        """`so um 15 Uhr`, `Freitag oder so`; what may be Sunday after all stays one, and is asked about."""
        before, after = self._at(len(self.out) - 1), self._at(len(self.out) + 1)
        if item.short.lower() == "so" and after in (Mark.AT, Mark.ABOUT, Mark.FROM, Mark.BETWEEN):
            if self.days > 1:
                return Mark.FILLER
            return replace(item, soft=True)
        if item.soft:
            earlier = self._at(len(self.out) - 2)
            paired = isinstance(earlier, Weekday) and earlier.short
            return Stop("shifted", "oder so") if before is Mark.NEXT and after is None and not paired else item
        return replace(item, typo=item.short) if isinstance(after, Unknown) else item  # `Fr. Müller`

    def _side(self, stop: Stop) -> list[Item]:
        """`nach 18 Uhr` has an open end, `Dienstag nach Ostern` is counted; anything else stays vague."""
        index = len(self.out) + 1
        closes = self.kinds[index : index + 1] in ([], ["comma"]) and isinstance(self._at(index - 2), Clock)
        if closes and stop.side and not stop.counts:
            return [Mark.AFTER if stop.side > 0 else Mark.BEFORE]  # `9 Uhr frühestens`
        follow = index
        while self.kinds[follow : follow + 1] and self.kinds[follow] in ("at", "about", "on", "filler", "from"):
            follow += 1
        item, then = self._at(follow), self._at(follow + 1)
        timely = isinstance(item, Clock) or (
            isinstance(item, Figure) and item.clock is not None and not isinstance(then, Unknown)
        )
        if timely and stop.side:
            if stop.side < 0 and self.after_time:
                return [Mark.TO]
            self.after_time = stop.side > 0
            return [Mark.AFTER if stop.side > 0 else Mark.BEFORE]
        before = self._at(len(self.out) - 1)
        record, place = self._record(index)
        if record is not None and isinstance(before, Lasting) and not before.days and stop.side:
            self.out[-1] = Mark.FILLER
            return [*[Mark.FILLER] * (place - index + 1), FromNow(stop.side * before.length, record)]
        weekday = before
        if isinstance(weekday, Weekday) and weekday.which is None and stop.side and stop.counts:
            counted = self._counted(Step(stop.side, "week", weekday.number, word=stop.word), index)
            if counted:
                self.out[-1] = Mark.FILLER
                return counted
        return [(self._of_record() if stop.counts else None) or stop]

    def _of_record(self) -> Stop | None:
        """`nach der Sitzung M1`, which does not say how far from it."""
        record, _ = self._record(len(self.out) + 1)
        return Stop("record", record.key) if record is not None else None

    def _record(self, index: int) -> tuple[Anchor | None, int]:
        """The record that is named from there on, and where: `M1`, `der Sitzung M1`."""
        index = self._skipped(index)
        of = self._at(index)
        named = isinstance(of, Unknown) and _RECORD.fullmatch(of.word)
        return (Anchor(of.word.upper()) if isinstance(of, Unknown) and named else None), index

    def _counted(self, step: Step, index: int) -> list[Item]:
        """The day that is so far from the one that follows; nothing if none follows."""
        start = index
        record, place = self._record(index)
        if record is not None:
            counted = WeekBeside(record, step.side) if step.whole else Counted(step, record)
            return [*[Mark.FILLER] * (place - start + 1), counted]
        while self._at(index) in (Mark.ON, Mark.FILLER, Mark.UP_TO):
            index += 1
        of = self._at(index)
        if isinstance(of, Figure) and of.shape in ("dotted", "ordinal") and of.date is not None:
            of = replace(of.date, marked=True, loose=False)
        if not isinstance(of, OnDate | NamedDay | Away) or (isinstance(of, Away) and not of.word):
            return []
        if step.whole:
            return [*[Mark.FILLER] * (index - start + 1), WeekBeside(of, step.side)] if isinstance(of, OnDate) else []
        return [*[Mark.FILLER] * (index - start + 1), Counted(step, of)]

    def _end(self, item: Item) -> Item:
        """`18 Uhr, Ende ca. 20 Uhr`, `18 Uhr bis spätestens 20 Uhr`: from a time to a time."""
        index = len(self.out)
        last = index - 1
        while last > 0 and self.out[last] in (Mark.COMMA, *PASSED_OVER):
            last -= 1
        near = self._at(index + 1) in (Mark.ABOUT, Mark.AT)
        after = self._at(index + 1 + near)
        timely = isinstance(after, Clock) or (near and isinstance(after, Figure) and after.clock is not None)
        if not (isinstance(self._at(last), Clock) and timely):
            return item
        self.out[last + 1 :] = [Mark.FILLER] * (index - last - 1)
        return Mark.TO

    def _limit(self, item: Item) -> Item:
        """`8.12. 10 Uhr, bitte bis 4.12. zusagen`: behind a comma a `bis` is the limit of something else."""
        index = start = len(self.out)
        while start and kind(self.out[start - 1]) in ("talk", "word", "thing", "filler", "on"):
            start -= 1
        before = self._at(start - 2) if start > 1 and self.out[start - 1] is Mark.COMMA else None
        at = self._skipped(index + 1)
        day, then = self._at(at), self.kinds[at + 1 : at + 3]
        dated = is_day(day) or (isinstance(day, Figure) and day.date is not None and day.shape in ("dotted", "ordinal"))
        worded = any(isinstance(i, Unknown) for i in self.out[start:])
        if isinstance(before, Clock) and dated and (worded or not {"clock", "number", "at"} & set(then)):
            self.out[start - 1] = Mark.NEXT_LINE
            self.limited = True
            return Mark.BY
        self.limited = self.limited or not (self.dayed or self.timed)
        return item

    def _begins_words(self) -> bool:
        """`14 Uhr, danach Umtrunk`: what is behind a comma is said of something else."""
        index = len(self.out)
        return self._at(index - 1) is Mark.COMMA and self.kinds[index + 1 : index + 2] in (["word"], ["thing"])

    def _another_begins(self) -> bool:
        """Whether what is behind a comma is said of something else: a word, and then a day."""
        index = len(self.out) + 1
        worded = self.kinds[index : index + 1] in (["talk"], ["word"], ["thing"])
        return self.dayed and worded and any(map(is_day, self.items[index:]))

    def _week_of(self) -> list[Item]:
        """`Woche vom 7.12.` is the week of that day; `Woche vom 7.12. bis 9.12.` the days themselves."""
        at = len(self.out) + 1
        at += isinstance(self._at(at), Weekday)
        date, after = self._at(at), self._at(at + 1)
        if isinstance(after, Figure) and after.shape in YEARS:
            after = self._at(at + 2)
        if isinstance(date, Figure) and date.shape == "dotted" and date.date is not None:
            date = date.date
        if isinstance(date, OnDate) and date.month is not None and after not in (Mark.TO, Mark.UP_TO):
            return [*[Mark.FILLER] * (at - len(self.out)), Block("week", holding=replace(date, loose=False))]
        return [Mark.FILLER if isinstance(date, OnDate | DayRange) else Unknown("Woche")]


def _in_year(day: Item, figure: Figure, clock: Clock | None) -> Item | None:
    """The date with the year that the figure is, or the time of that day; None if it is no date without a year."""
    match day:
        case OnDate(month=int(), year=None):
            return replace(day, year=figure.year, marked=True, clock=clock, late=figure.clock)
        case Block(holding=OnDate() as held):
            within = _in_year(held, figure, None)
            return replace(day, holding=within) if isinstance(within, OnDate) else None
        case Counted(of=OnDate() as of) | WeekBeside(of=OnDate() as of):
            within = _in_year(of, figure, None)
            return replace(day, of=within) if isinstance(within, OnDate) else None
    return None


def _said_as(clock: Clock, means: str, *, dated: bool) -> Clock:
    """The time, with what is doubtful about it: `listed` ones can be a date, one `alone` a year."""
    if means == "alone":
        return replace(clock, form="alone")
    return replace(clock, form="listed") if means == "listed" and dated else clock


_NO_DATES: Final = frozenset({"number", "spelt"})
