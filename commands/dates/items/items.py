"""The items that a text about time is made of, before anything is known about now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Literal, TypeAlias

from commands.dates.vocabulary.days import BlockKind, Unit, Which
from commands.dates.vocabulary.times import PartName
from storage.values import frozen

Why: TypeAlias = Literal["not", "instead", "vague", "shifted", "zone", "each", "time", "length", "record"]
Role: TypeAlias = Literal["", "negation", "exception", "replacement"]
WorkUnit: TypeAlias = Literal["arbeitstag", "werktag"]
Shape: TypeAlias = Literal[
    "number",
    "dotted",
    "ordinal",
    "spelt",
    "four",
    "slashed",
    "month",
    "named",
    "hours",
    "year",
    "short",
    "apart",
    "glued",
    "digits",
]
RuleDoubt: TypeAlias = Literal["", "second", "workdays", "biweekly", "quarter"]
Form: TypeAlias = Literal[
    "exact", "written", "dotted", "hour", "bare", "spoken", "regional", "joined", "listed", "alone"
]

WORKDAY, ANYDAY, WEEK = 7, 8, 9  # beside 0 (Monday) to 6 in `Nth.weekday`


# --- days


@frozen
class OnDate:
    """A date by its numbers. Without a month: a day number such as `am 15.`, which takes one from its neighbours.

    `marked`: a word before it says that it is a date (`am`, `den`). `loose`: it could be something else than a date
    (`3.12`, a time or a version), `short` even more so (`3.5`).
    `american`: the month may come first. `ahead`: how many years from the running one, where words say so.
    `typo`: the month as it was written, if that is no month. `clock`: the time that it, or its year, may be as well
    (`Montag 4.10`, `8.12. 2030`); `late`: the time that its year is if it is too far away (`3. März 1940`).
    """

    day: int
    month: int | None = None
    year: int | None = None
    marked: bool = False
    loose: bool = False
    american: bool = False
    short: bool = False
    ahead: int | None = None
    typo: str = ""
    clock: Clock | None = None
    late: Clock | None = None


@frozen
class Weekday:
    """A weekday, 0 is Monday. `short`: the abbreviation, which may be another word; `typo`: what was written.

    `soft`: the word `so` where it hardly means Sunday (`so um 15 Uhr`).
    """

    number: int
    which: Which | None = None
    short: str = ""
    typo: str = ""
    soft: bool = False


@frozen
class Away:
    """So many units from today, or ago if negative: `in 3 Tagen`, `morgen`. `eight`: `in acht Tagen` in words.

    `word`: it is a single word for a day near today (`heute`, `morgen`, `gestern`). `rough`: it names no single day.
    """

    amount: int
    unit: Unit
    word: bool = False
    eight: bool = False
    english: bool = False
    rough: bool = False


@frozen
class Block:
    """A named stretch of days: a week, a weekend, a month, a quarter, a year; by number or by its distance.

    `holding`: the week is the one that this day lies in. With a `number`, `ahead` counts the years.
    """

    kind: BlockKind
    number: int | None = None
    year: int | None = None
    ahead: int | None = None
    which: Which | None = None
    holding: OnDate | None = None


@frozen
class WeekBeside:
    """The week before (-1) or after (1) a day; 0: the week called by a feast (`Osterwoche`)."""

    of: NamedDay | OnDate | Anchor
    side: Literal[-1, 0, 1]


@frozen
class Workdays:
    """So many working days from today, or ago if negative; of a `werktag` some say that Saturday is one."""

    amount: int
    kind: WorkUnit


@frozen
class Third:
    """The beginning (0), middle (1) or end (2) of a week, a month, a quarter or a year."""

    part: int
    of: Block


@frozen
class Nth:
    """The nth weekday (or working day, day, week) of a month; negative counts from the end. `of` None: any month."""

    n: int
    weekday: int
    of: Block | None


@frozen
class NamedDay:
    """A day that has a name; the year, or how many years ahead, only if it was said."""

    name: str
    year: int | None = None
    ahead: int | None = None


@frozen
class DayRange:
    """From the first date to the last, written as one word: `7.-11.12.`, `Dec 7-11`."""

    first: OnDate
    last: OnDate


@frozen
class Step:
    """So far from a day that follows: `2 Tage vor` (-2, day), `Dienstag nach` (1, week, 1), and the words of it.

    `whole`: it is the whole week beside that day (`die Woche nach`).
    """

    amount: int
    unit: Unit
    weekday: int | None = None
    word: str = ""
    whole: bool = False

    @property
    def side(self) -> Literal[-1, 1]:
        """Before or after."""
        return -1 if self.amount < 0 else 1


@frozen
class Anchor:
    """A record of the board by its key (`M3`), and the day or moment that it is told to have (`resolve.here`)."""

    key: str
    moment: datetime | date | None = None

    @property
    def day(self) -> date:
        """Its day, once its moment was told."""
        assert self.moment is not None  # noqa: S101  (`resolve.here` refuses a record without one)
        return self.moment.date() if isinstance(self.moment, datetime) else self.moment


@frozen
class Counted:
    """A day that is so far from another one: `Dienstag nach Ostern`, `2 Tage vor dem 6.1.`, `2 Tage vor M3`."""

    step: Step
    of: OnDate | NamedDay | Away | Anchor


Day: TypeAlias = Counted | OnDate | Weekday | Away | Block | WeekBeside | Workdays | Third | Nth | NamedDay | DayRange


# --- times


@frozen
class Clock:
    """A time of day as it was said. `form` tells how much it can be trusted to be on the 24-hour clock:

    exact (`14:30`, `02:30`, `3pm`), written (`2:30`), dotted (`14.30`), hour (`3 Uhr`), bare (`um 3`),
    spoken (`halb drei`), regional (`viertel drei`), joined (`18 Uhr und 12`), listed (`4.2., 9.05`), alone (`4.2. 9`).
    """

    hour: int
    minute: int = 0
    form: Form = "exact"
    half: Literal["am", "pm"] | None = None


@frozen
class PartOfDay:
    """A part of the day without a clock time."""

    name: PartName


@frozen
class FromNow:
    """Hours and minutes from now, or from the moment of a record (`2 Stunden vor M3`), real time."""

    distance: timedelta
    of: Anchor | None = None


@frozen
class Lasting:
    """How long it lasts; `days` counts whole days. `said`: a word says that it is a length (`für`, `Dauer`)."""

    length: timedelta
    days: int = 0
    said: bool = False


@frozen
class Zone:
    """A time zone said after a time: minutes east of UTC; `central`: MEZ, MESZ and CET, often said of local time."""

    minutes: int
    central: bool = False


# --- rules


@frozen
class Every:
    """A recurrence. `days` are (n, weekday) with n 0 for each; `doubt` names what the word leaves open."""

    freq: Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    doubt: RuleDoubt = ""
    english: bool = False


@frozen
class Times:
    """How often a rule happens."""

    count: int


# --- the glue


class Mark(Enum):
    """Words and signs that only tie others together."""

    COMMA = ","
    NEXT = "or"  # another item follows
    NEXT_LINE = ";"  # another item follows, which stands for itself
    AND = "and"
    TO = "to"
    DASH = "-"  # a bis, but between a day and a time
    UP_TO = "zum"  # a bis after vom, nothing else
    ONTO = "auf"  # a bis between the days of a night, else talk
    FROM = "from"
    BETWEEN = "between"
    BY = "by"  # not later than
    AFTER = "after"  # a time that is only the earliest
    BEFORE = "before"  # a time that is only the latest
    DEADLINE = "deadline"  # the date behind it is a limit beside that of the meeting
    ADMISSION = "admission"  # the time behind it is not that of the meeting
    AT = "at"
    ABOUT = "about"
    SHARP = "sharp"  # the number before it is an hour
    FOR = "for"
    EACH = "each"
    QUARTER_PAST = "c.t."
    WEEK_OF = "week of"  # the week that the date after it lies in
    WHOLE_DAY = "whole day"
    ON = "on"  # am, den, the: what follows is a date
    FILLER = "filler"  # im, in, of
    JOINED = "joined"  # belongs to the item before
    TALK = "talk"  # words of conversation, which may as well belong to a title


@frozen
class Figure:
    """Digits with all that they may mean; which of it they mean, their neighbours tell (`entries.context`).

    `shape` is how they are written: `13`, `9.05`, `15.`, `1430`, `7/12`, `05/2027`, `Mai`, `2h`; and behind a date
    `8. Mai 2028` (year), `8. Mai 28` (short), `8.12. 2030` (apart), `13.1.18` (glued). Other digits are just digits.
    What they cannot be is None. `explained`: they are none of it but belong to a word beside them, as in `Raum 3`.
    """

    shape: Shape
    word: str
    date: OnDate | None = None
    clock: Clock | None = None
    month: Block | None = None
    length: Lasting | None = None
    year: int | None = None
    explained: bool = False


@frozen
class Unknown:
    """A word outside the lexicon."""

    word: str


@frozen
class Stop:
    """A word that turns the meaning round or makes it vague, so that no date may be read: why, and the word.

    `instead` and `vague` words (`statt`, `vor`, `nach`) stop only directly before a day or a time. `time`: a time of
    day that no day has (`25 Uhr`). `length`: how long is left open (`ein paar Stunden`). `record`: days are counted
    from one (`2 Tage vor M1`). `side`: before (-1) or after (1) a time that follows; `counts`: or a day. `role`: what
    the word does to what follows.
    """

    why: Why
    word: str
    side: Literal[-1, 0, 1] = 0
    counts: bool = False
    role: Role = ""


Time: TypeAlias = Clock | PartOfDay | FromNow | Lasting | Zone
Item: TypeAlias = Day | Step | Time | Every | Times | Mark | Figure | Unknown | Stop
Build: TypeAlias = Callable[[re.Match[str]], Item | tuple[Item, ...] | None]
"""What is made of a match; None: it is something else after all."""
Patterns: TypeAlias = tuple[tuple[str, Build], ...]
"""Templates for `lexicon.pattern`, each with what is made of its matches."""


@frozen
class Piece:
    """An item and the stretch of folded text that it was read from."""

    item: Item
    start: int
    end: int
