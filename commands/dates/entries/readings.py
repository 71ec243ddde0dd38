"""The table that tells which reading of a figure holds: by what is before and after it, and by what is known.

The first row that fits counts. What no row explains is a number that nobody knows, and is asked about or refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

from commands.dates.items.items import Figure
from storage.values import frozen

Means: TypeAlias = Literal[
    "time", "day", "either", "word", "nth", "minutes", "no time", "month", "year", "listed", "alone", "length", "stray"
]

_EDGES = frozenset({"edge", "comma", "line", "next", "and", "to", "up to"})
_LISTED = frozenset({"next", "and", "comma", "line", "to"})
_DATES = frozenset({"date", "day number", "nth"})
_DAYS = _DATES | {"weekday", "near"}
_WORDS = frozenset({"word", "thing"})
_LIGHT = frozenset({"filler", "talk", "on"})
_MARKING = frozenset({"on", "up to", "from", "to", "by"})
_TIMELY = frozenset({"clock", "at", "about", "part"})
_OPEN = frozenset({"about", "from", "between"})
_SIDES = frozenset({"after", "before"})


def _set(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


@frozen
class FigurePlace:
    """Where a figure stands: kinds of items as `context.kind` names them.

    `back`: what the link before it joins it to; `goal`: what the links after it lead to. `known`: a date stands before
    it in this entry, `timed`: a time does; `dated`: a date stands anywhere; `marked`: a word before it says that it is
    a date; `left_out`: an exception stands before it, with only days and months between.
    """

    before: str
    after: str
    back: str
    goal: str
    known: bool
    timed: bool
    dated: bool
    marked: bool
    left_out: bool


@frozen
class FigureRow:
    """One line of the table: a figure of that shape means that where the place is so; None stands for any."""

    shape: str
    means: Means
    before: frozenset[str] | None = None
    after: frozenset[str] | None = None
    back: frozenset[str] | None = None
    goal: frozenset[str] | None = None
    known: bool | None = None
    timed: bool | None = None
    dated: bool | None = None
    marked: bool | None = None
    left_out: bool | None = None
    even: bool | None = None  # the minutes are a multiple of five
    full: bool | None = None  # it is a full hour
    year: bool | None = None  # it may be a year as well
    hours: range | None = None  # of the time that it may be

    def fits(self, figure: Figure, place: FigurePlace) -> bool:
        """Whether the row is about that figure in that place, and the figure can mean what it says."""
        return (
            figure.shape == self.shape
            and (self.before is None or place.before in self.before)
            and (self.after is None or place.after in self.after)
            and (self.back is None or place.back in self.back)
            and (self.goal is None or place.goal in self.goal)
            and (self.known is None or place.known is self.known)
            and (self.timed is None or place.timed is self.timed)
            and (self.dated is None or place.dated is self.dated)
            and (self.marked is None or place.marked is self.marked)
            and (self.left_out is None or place.left_out is self.left_out)
            and self._possible(figure)
        )

    def _possible(self, figure: Figure) -> bool:
        if self.means in ("time", "listed", "alone") and figure.clock is None:
            return False
        if self.means in ("day", "either", "nth") and figure.date is None and figure.year is None:
            return False
        if self.means == "year" and figure.year is None:
            return False
        even = figure.clock is not None and figure.clock.minute % 5 == 0
        full = figure.clock is not None and figure.clock.minute == 0
        year = str(figure.year or figure.word).startswith("20") and figure.shape in ("four", "apart")
        if self.hours is not None and not (figure.clock is not None and figure.clock.hour in self.hours):
            return False
        asked = ((self.even, even), (self.full, full), (self.year, year))
        return all(of is None or of is is_ for of, is_ in asked)


ROWS: Final[tuple[FigureRow, ...]] = (
    # 13
    FigureRow("number", "time", before=_set("at")),
    FigureRow("number", "no time", before=_set("at")),
    FigureRow("number", "time", after=_set("sharp")),
    FigureRow("number", "word", after=_WORDS),
    FigureRow("number", "day", after=_set("to", "up to"), goal=_set("date"), known=False),
    FigureRow(
        "number",
        "day",
        before=_LISTED - {"to"} | {"edge"},
        after=_set("next", "and", "comma"),
        goal=_set("date"),
        known=False,
    ),
    FigureRow("number", "either", after=_set("to"), goal=_set("dotted"), known=False),
    FigureRow("number", "time", after=_set("to"), goal=_set("dotted"), known=True),
    FigureRow("number", "time", before=_SIDES),
    FigureRow("number", "time", before=_OPEN, dated=True),
    FigureRow("number", "time", before=_set("each"), after=_set("edge", "line"), dated=True),
    FigureRow("number", "time", before=_set("to"), back=_set("clock")),
    FigureRow("number", "time", before=_set("to"), back=_set("near", "weekday"), after=_set("edge")),
    FigureRow("number", "time", after=_set("to"), goal=_set("clock", "four")),
    FigureRow("number", "time", after=_set("to"), goal=_set("number"), dated=True),
    FigureRow("number", "time", after=_set("part")),
    FigureRow("number", "time", before=_set("part", "near")),
    FigureRow("number", "time", before=_EDGES | _LIGHT, after=_set("near")),
    FigureRow(
        "number",
        "time",
        before=_EDGES | _LIGHT | _DAYS | {"each", "rule"},
        after=_LISTED,
        goal=_set("clock"),
        dated=True,
    ),
    FigureRow("number", "time", before=_EDGES | _LIGHT | _DAYS | {"each"}, after=_set("next"), goal=_set("clock")),
    FigureRow("number", "minutes", before=_set("and"), back=_set("clock"), after=_set("edge")),
    FigureRow("number", "time", before=_set("next"), back=_set("clock"), after=_set("edge")),
    FigureRow("number", "year", before=_set("date")),
    FigureRow("number", "alone", before=_set("date"), after=_set("edge")),
    FigureRow("number", "alone", before=_set("date"), after=_set("next"), goal=_set("number")),
    FigureRow("number", "alone", before=_set("to"), back=_set("edge"), after=_set("edge")),
    FigureRow("number", "day", before=_set("on"), after=_EDGES | _TIMELY | {"weekday", "near", "from"}, marked=True),
    FigureRow("number", "either", before=_set("weekday"), after=_EDGES - {"to", "up to"} | {"part"}),
    FigureRow("number", "word", before=_WORDS),
    # 9.05
    FigureRow("dotted", "word", before=_WORDS),
    FigureRow("dotted", "time", before=_set("at") | _SIDES),
    FigureRow("dotted", "time", before=_OPEN, known=True),
    FigureRow("dotted", "time", before=_set("to"), back=_set("clock")),
    FigureRow("dotted", "day", before=_DATES, after=_TIMELY | {"number", "four"}),
    FigureRow("dotted", "time", before=_DATES | {"rule"}),
    FigureRow("dotted", "listed", before=_set("comma"), known=True, even=True),
    FigureRow("dotted", "either", before=_set("weekday"), even=True),
    FigureRow("dotted", "either", before=_set("near")),
    FigureRow("dotted", "day"),
    FigureRow(
        "dotted", "time", before=_DAYS | _OPEN | {"at", "to", "comma", "each", "part", "edge", "rule", "filler", "talk"}
    ),
    FigureRow("dotted", "word", after=_WORDS),
    # 15.
    FigureRow("ordinal", "time", before=_set("at")),
    FigureRow("ordinal", "nth", after=_LISTED, goal=_set("nth")),
    FigureRow("ordinal", "day", before=_WORDS, after=_LISTED, goal=_set("ordinal", "date")),
    FigureRow("ordinal", "word", before=_WORDS, marked=False),
    FigureRow("ordinal", "word", after=_WORDS, marked=False),
    FigureRow("ordinal", "day", before=_set("weekday")),
    FigureRow("ordinal", "stray", after=_LIGHT, marked=False),
    FigureRow("ordinal", "day"),
    # dritten
    FigureRow("spelt", "nth", after=_LISTED, goal=_set("nth")),
    FigureRow("spelt", "word", after=_WORDS),
    FigureRow("spelt", "day", marked=True),
    FigureRow("spelt", "word"),
    # 2030, behind a date
    FigureRow("year", "year"),
    FigureRow("short", "word", after=_set("thing")),
    FigureRow("short", "stray", after=_set("to")),
    FigureRow("short", "year"),
    FigureRow("apart", "either", even=True, full=False, year=True),
    FigureRow("apart", "year"),
    FigureRow("glued", "time", after=_set("to"), goal=_set("clock", "number")),
    FigureRow("glued", "year"),
    # 1430
    FigureRow("four", "time", before=_set("at", "near") | _SIDES),
    FigureRow("four", "time", after=_set("to"), goal=_set("four", "clock")),
    FigureRow("four", "time", before=_set("to"), back=_set("clock")),
    FigureRow("four", "time", before=_DATES | _OPEN | {"comma", "each", "weekday"}, year=False),
    FigureRow("four", "word", before=_WORDS),
    FigureRow("four", "word", after=_WORDS),
    # 2h
    FigureRow("hours", "time", before=_set("to", "at")),
    FigureRow("hours", "length", timed=True, hours=range(13)),
    FigureRow("hours", "time", hours=range(6, 25)),
    FigureRow("hours", "time", full=False),
    FigureRow("hours", "length"),
    # 05/2027
    FigureRow("month", "word", before=_WORDS),
    FigureRow("month", "word", before=_set("talk", "clock", "number", "at"), after=_WORDS),
    FigureRow("month", "stray", before=_set("talk", "clock", "number", "at")),
    FigureRow("month", "month"),
    # Mai
    FigureRow("named", "month", before=_set("from", "to", "by")),
    FigureRow("named", "month", left_out=True),
    FigureRow("named", "word"),
    # 7/12
    FigureRow("slashed", "word", before=_WORDS),
    FigureRow("slashed", "day", before=_MARKING | {"weekday"}),
    FigureRow("slashed", "day", after=_TIMELY),
    FigureRow("slashed", "day", after=_set("to"), goal=_set("slashed", "date")),
    FigureRow("slashed", "day", before=_set("edge"), after=_set("edge")),
    FigureRow("slashed", "word", after=_WORDS),
    # 12345
    FigureRow("digits", "word", before=_WORDS),
    FigureRow("digits", "word", after=_WORDS),
)


def by_shape(rows: Sequence[FigureRow]) -> Mapping[str, tuple[FigureRow, ...]]:
    """The rows about each shape of figure, in their order."""
    shapes = dict.fromkeys(row.shape for row in rows)
    return {shape: tuple(row for row in rows if row.shape == shape) for shape in shapes}


FIGURES: Final = by_shape(ROWS)
