"""What the reader answers: a span of time, perhaps with a question about it; or an error that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Generic, Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from commands.base.errors import UsageError
from commands.words import Period
from storage.values import frozen

Anchors: TypeAlias = Callable[[str], datetime | date | None]
"""When a record is, by its key (`M3`): an aware moment, or a day if it has no time; None for one that has neither."""

Where = Literal["start", "end", "anywhere"]
AskKind: TypeAlias = Literal[
    "two meanings",  # `nächsten Freitag`
    "this or gone",  # `diesen Montag`, on a Wednesday
    "last or before",  # `letzten Montag`, on a Wednesday
    "today is that day",  # A bare weekday that is today's
    "weekday differs",  # `Mo 8.12.` on a Tuesday
    "days differ",  # `übermorgen, 10.1.` on the 7th
    "day or time",  # `Freitag 14`, `Montag 4.10`
    "counted from",  # `2 Tage vor Ostern`
    "year or time",  # `3. März 1940`
    "second reader",  # `12-Mär-2014`, `10Aug17`
    "number as time",  # `4.2. 9`
    "limit beside",  # `Deadline 15.1., Treffen am 20.1. 13:30`
    "half open",  # `nach 18 Uhr`, `frühestens 8 Uhr`
    "minutes joined",  # `18 Uhr und 12`
    "night or moved",  # `vom 8. auf den 9.12.`
    "week differs",  # `3.12. (KW 50)`
    "just gone",  # A date without a year that has just gone by
    "over today",  # Today's date without a year and a time that is over
    "eight days",  # `in acht Tagen`
    "only roughly",  # `Anfang Dezember`
    "which week",  # `Montag in einer Woche`, on a Monday; `in zwei Wochen am Dienstag`
    "week or seven days",  # `Woche ab 9.12.`, a Wednesday
    "no clock time",  # `morgen Nachmittag`
    "half of the day",  # `um 3` with a date
    "regional",  # `viertel drei`
    "academic quarter",  # `10 Uhr c.t.`
    "so or sunday",  # `so um 14 Uhr`
    "dotted time",  # `14.30` alone
    "last day of it",  # `bis nächste Woche`
    "midnight between",  # `Freitag um Mitternacht`
    "night after",  # `heute Nacht um 2`
    "clock goes back",  # A time that comes twice
    "typo",  # `Donerstag`
    "sloppy zone",  # `MEZ` in summer
    "no leap day",  # `in einem Jahr` on 29 February
    "date or time",  # `3.12` alone
    "day or month first",  # `3/12/2026` in English, `12/25/2026`
    "american order",  # `12/25/2026`
    "every day of",  # `7.-9.12. 9-12 Uhr`
    "times of last",  # `12.1., 13.1. 9 oder 14 Uhr`
    "time for all",  # `Dienstag 14 Uhr oder Mittwoch`
    "workdays",  # `werktags`
    "workdays counted",  # `in 5 Arbeitstagen`
    "which of the weeks",  # `Osterwoche`, `erste Januarwoche`
    "second or fortnight",  # `jeden zweiten Donnerstag`
    "counted in month",  # `jeden dritten Donnerstag`, `ersten Dienstag im Monat`
    "twice a week",  # `biweekly`
    "beginning open",  # `alle zwei Wochen` without a day
    "not in every month",  # `jeden 31.`
    "once or weekly",  # `jeweils Dienstag 14 Uhr`
    "once or each",  # `ersten Dienstag im Monat`
    "shape of feast",  # `Ostern`
    "still going on",  # `9-11 Uhr` said at ten
    "which half",  # `von 2 bis 5`, `9 bis 5`
    "left out once",  # `jeden Montag außer Heiligabend`
    "ends by days",  # `9 Uhr für 5 Wochen`
    "length differs",  # `zwischen 14 und 16 Uhr eine Stunde`
    "word inside",  # `Dienstag 14 Uhr außerplanmäßig Mittwoch`
    "words between",  # Several times with words between them that nobody knows
]


class DateError(UsageError):
    """The text is no date, or a date that does not exist; the sentence says what is wrong and what would be right."""


class NoDate(DateError):
    """Nothing in the text was meant as a date."""


Reading_co = TypeVar("Reading_co", covariant=True)
Other = TypeVar("Other")


@frozen
class Ask(Generic[Reading_co]):
    """Why the bot should confirm what it understood before others rely on it: the same value from calendar to answer.

    `kind` names the doubt, `about` what its sentence speaks of (`commands.doubts` puts it into words). `other` is the
    second reading, None where there is none: other days where a day is looked for, other minutes on the dial, in the
    answer a span. There `say` is a line in no particular language that `read_dates` reads as exactly the other reading
    (the first one, if there is no other) without asking again.
    """

    kind: AskKind
    about: Mapping[str, date | str]
    other: Reading_co | None = None
    say: str = ""

    def of(self, other: Other | None) -> Ask[Other]:
        """The same doubt, the other reading being that one."""
        return Ask(self.kind, self.about, other)


def ask(kind: AskKind, other: Other | None = None, /, **about: date | str) -> Ask[Other]:
    """A doubt of that kind."""
    return Ask(kind, about, other)


@frozen
class Span:
    """A point, a stretch or a series in time, as `read_dates` understood it.

    Timed: `start` and `end` are aware datetimes in the reader's zone. `all_day`: they are dates and `end` is the
    last day, inclusive. `end` is None where nobody said one. `rrule` is an RFC 5545 rule without `RRULE:`, on a second
    line `EXDATE:` with the dates that fall out of it, and the span then its first occurrence. `ask` is truthy where a
    member should confirm. `record` is the key of the record that it was counted from: whoever keeps the words and reads
    them again follows that record.
    """

    start: datetime | date
    end: datetime | date | None = None
    all_day: bool = False
    rrule: str | None = None
    ask: Ask[Span] | None = None
    record: str = ""

    @property
    def period(self) -> Period:
        """The span as a value for a sentence."""
        return Period(self.start, self.end, self.all_day)

    @property
    def key(self) -> tuple[datetime | date, datetime | date | None, bool, str | None]:
        """What makes two spans the same time, instants in UTC; the question about it does not."""
        return (_instant(self.start), _instant(self.end) if self.end is not None else None, self.all_day, self.rrule)

    def surely(self) -> Span:
        """The same span without the question."""
        return replace(self, ask=None)


@frozen
class Found:
    """Dates found in a text from `start` to before `end`; what stands before and after them, without `,;:-`."""

    spans: list[Span]
    before: str
    after: str
    start: int = 0
    end: int = 0


def no_anchors(key: str) -> None:
    """Knows no record."""


def in_past(span: Span, now: datetime) -> bool:
    """Whether the span is over at `now`, aware and in the zone of the span.

    A day is over when the next one began; a series never is.
    """
    if span.rrule is not None:
        return False
    last = span.end or span.start
    if isinstance(last, datetime):
        return last.astimezone(UTC) < now.astimezone(UTC)
    return last < now.date()


def _instant(moment: datetime | date) -> datetime | date:
    """In UTC: within one zone Python compares the wall clock, so that a doubled time would equal its second."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def attach(naive: datetime, zone: str) -> datetime:
    """Local time in `zone` as an instant, by RFC 5545 §3.3.5: doubled is the first, nonexistent moves forward."""
    tz = ZoneInfo(zone)
    return naive.replace(tzinfo=tz, fold=0).astimezone(UTC).astimezone(tz)
