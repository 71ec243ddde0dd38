"""What an item means among its neighbours: decided once, here, from left to right, by one table (`readings`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from commands.dates.entries.asides import without_asides
from commands.dates.entries.kinds import is_day, kind
from commands.dates.entries.neighbours import LINKS, Neighbours
from commands.dates.entries.readings import FIGURES, FigurePlace, FigureRow
from commands.dates.entries.word_readings import (
    WORD_ROWS,
    WordFact,
    WordMeans,
    WordPlace,
    WordRow,
    linked,
    reading_of,
)
from commands.dates.items.items import (
    Block,
    Clock,
    Counted,
    Every,
    Figure,
    FromNow,
    Item,
    Lasting,
    Mark,
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
_LEADS_TO_DATE: Final[tuple[Item, ...]] = (Mark.ON, Mark.UP_TO, Mark.FROM, Mark.TO, Mark.BY)
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
            settled[-1] = Piece(settled[-1].item, settled[-1].start, piece.end)
        else:
            settled.append(piece if item is piece.item else Piece(item, piece.start, piece.end))
    return tuple(settled)


class Settling:
    """The way from left to right: what is before is settled, what is after is as it was scanned."""

    def __init__(
        self,
        items: Sequence[Item],
        rows: Mapping[str, Sequence[FigureRow]] = FIGURES,
        words: Sequence[WordRow] = WORD_ROWS,
    ) -> None:
        self.around = Neighbours(list(linked(items, words)))
        self.items, self.out = self.around.items, self.around.out
        self.rows, self.words = rows, words
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

    def _next(self, item: Item) -> list[Item]:
        """What the next item becomes, with those after it that it takes along."""
        if isinstance(item, Figure):
            return [self._figure(item)]
        if isinstance(item, Weekday) and item.short:
            return [self._short_weekday(item)]
        if isinstance(item, Stop) and item.why in ("vague", "instead"):
            return self._side(item)
        if isinstance(item, Step):
            return self.around.counted(item, len(self.out) + 1) or [
                self.around.stop_of_record(len(self.out) + 1) or Stop("vague", item.word)
            ]
        if isinstance(item, Stop) and item.why == "shifted":
            return [Mark.TALK if self._word("later") is Mark.TALK else item]
        if item is Mark.WEEK_OF:
            return self.around.week_of()
        if isinstance(item, Unknown) and item.word.lower() in _ENDS:
            return [self._end(item)]
        if item in (Mark.BY, Mark.TO):
            return [self._limit(self._end(item) if item is Mark.BY else item)]
        if item is Mark.COMMA and self.limited and self.dayed and any(map(is_day, self.items[len(self.out) :])):
            return [Mark.NEXT_LINE if self._word(",", "limit") is Mark.NEXT_LINE else item]
        return [item]

    # --- figures

    def _figure(self, figure: Figure) -> Item:
        place = self._place(figure)
        row = next((row for row in self.rows.get(figure.shape, ()) if row.fits(figure, place)), None)
        return self._meaning(figure, row.means if row else "", place)

    def _place(self, figure: Figure) -> FigurePlace:
        index = len(self.out)
        before = kind(self.around.at(index - 1))
        return FigurePlace(
            before=before,
            after=self.around.kinds[index + 1] if index + 1 < len(self.around.kinds) else "edge",
            back=kind(self.around.at(index - 2)) if before in LINKS else "",
            goal=self.around.goals[index],
            known=self.known,
            timed=self.timed,
            dated=self.dated,
            marked=self._is_marked(index),
            left_out=figure.shape == "named" and self.around.left_out(),
        )

    def _is_marked(self, index: int) -> bool:
        """Whether a word before it says that it is a date, a weekday aside: `am Dienstag, 3.12`."""
        for skipped in (Mark.COMMA, Weekday, Mark.COMMA):
            before = self.around.at(index - 1)
            if before is skipped or (isinstance(skipped, type) and isinstance(before, skipped)):
                index -= 1
        return self.around.at(index - 1) in _LEADS_TO_DATE

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
                nth = self.around.at(self.around.skipped(len(self.out) + 2))
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
        hour = self.around.at(len(self.out) - 2)
        if not isinstance(hour, Clock) or hour.minute or figure.clock is None:
            return figure
        if figure.clock.hour > hour.hour:
            return figure.clock
        self.out[-2:] = [replace(hour, minute=minutes, form="joined"), Mark.JOINED]
        return Mark.JOINED

    # --- words

    def _word(self, of: str, *facts: WordFact) -> WordMeans | None:
        """What the table says of a word in the next place."""
        index = len(self.out)
        place = WordPlace(kind(self.around.at(index - 1)), self.around.kind_at(index + 1), frozenset(facts))
        return reading_of(of, place, self.words)

    def _short_weekday(self, item: Weekday) -> Item:
        """`so um 15 Uhr`, `Freitag oder so`; what may be Sunday after all stays one, and is asked about."""
        several: tuple[WordFact, ...] = ("several",) if self.days > 1 else ()
        means = self._word("so", *several) if item.short.lower() == "so" else None
        if means is None and item.soft:
            earlier = self.around.at(len(self.out) - 2)
            paired = isinstance(earlier, Weekday) and earlier.short
            means = self._word("or so", *(() if paired else ("single",)))
        elif means is None:
            means = self._word("short")
        match means:
            case Mark():
                return means
            case "soft":
                return replace(item, soft=True)
            case "moved":
                return Stop("shifted", "oder so")
            case "typo":
                return replace(item, typo=item.short)  # `Fr. Müller`
        return item

    def _side(self, stop: Stop) -> list[Item]:
        """`nach 18 Uhr` has an open end, `Dienstag nach Ostern` is counted; anything else stays vague."""
        index = len(self.out) + 1
        if stop.side and not stop.counts and self._word("earliest") == "open":
            return [Mark.AFTER if stop.side > 0 else Mark.BEFORE]  # `9 Uhr frühestens`
        follow = index
        while self.around.kinds[follow : follow + 1] and self.around.kinds[follow] in (
            "at",
            "about",
            "on",
            "filler",
            "from",
        ):
            follow += 1
        item, then = self.around.at(follow), self.around.at(follow + 1)
        timely = isinstance(item, Clock) or (
            isinstance(item, Figure) and item.clock is not None and not isinstance(then, Unknown)
        )
        if timely and stop.side:
            if stop.side < 0 and self.after_time:
                return [Mark.TO]
            self.after_time = stop.side > 0
            return [Mark.AFTER if stop.side > 0 else Mark.BEFORE]
        before = self.around.at(len(self.out) - 1)
        record, place = self.around.record(index)
        if record is not None and isinstance(before, Lasting) and not before.days and stop.side:
            self.out[-1] = Mark.FILLER
            return [*[Mark.FILLER] * (place - index + 1), FromNow(stop.side * before.length, record)]
        weekday = before
        if isinstance(weekday, Weekday) and weekday.which is None and stop.side and stop.counts:
            counted = self.around.counted(Step(stop.side, "week", weekday.number, word=stop.word), index)
            if counted:
                self.out[-1] = Mark.FILLER
                return counted
        return [(self.around.stop_of_record(len(self.out) + 1) if stop.counts else None) or stop]

    def _end(self, item: Item) -> Item:
        """`18 Uhr, Ende ca. 20 Uhr`, `18 Uhr bis spätestens 20 Uhr`: from a time to a time."""
        index = len(self.out)
        last = index - 1
        while last > 0 and self.out[last] in (Mark.COMMA, *PASSED_OVER):
            last -= 1
        near = self.around.at(index + 1) in (Mark.ABOUT, Mark.AT)
        after = self.around.at(index + 2 if near else index + 1)
        timely = isinstance(after, Clock) or (near and isinstance(after, Figure) and after.clock is not None)
        if not (isinstance(self.around.at(last), Clock) and timely):
            return item
        self.out[last + 1 :] = [Mark.FILLER] * (index - last - 1)
        return Mark.TO

    def _limit(self, item: Item) -> Item:
        """`8.12. 10 Uhr, bitte bis 4.12. zusagen`: behind a comma a `bis` is the limit of something else."""
        start = len(self.out)
        while start and kind(self.out[start - 1]) in ("talk", "word", "thing", "filler", "on"):
            start -= 1
        behind_time = start > 1 and self.out[start - 1] is Mark.COMMA and isinstance(self.around.at(start - 2), Clock)
        if behind_time and self._is_of_something_else(start):
            self.out[start - 1] = Mark.NEXT_LINE
            self.limited = True
            return Mark.BY
        self.limited = self.limited or not (self.dayed or self.timed)
        return item

    def _is_of_something_else(self, start: int) -> bool:
        """Whether a limit whose words begin there is that: unless it has a time too, or is the end of a rule."""
        index = len(self.out)
        at = self.around.skipped(index + 1)
        day, then = self.around.at(at), {self.around.kind_at(at + 1), self.around.kind_at(at + 2)}
        dated = is_day(day) or (isinstance(day, Figure) and day.date is not None and day.shape in ("dotted", "ordinal"))
        ruled = start == index and any(isinstance(i, Every) for i in self.out)  # `jeden Dienstag 10 Uhr, bis 22.12.`
        worded = any(isinstance(i, Unknown) for i in self.out[start:])
        return dated and not ruled and (worded or not {"clock", "number", "at"} & then)


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
