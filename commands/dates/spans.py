"""What the reader answers: a span of time, perhaps with a question about it; or an error that says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from commands.base.errors import UsageError
from commands.words import Period, Text

Where = Literal["start", "end", "anywhere"]


class DateError(UsageError):
    """The text is no date, or a date that does not exist; the sentence says what is wrong and what would be right."""


class NoDate(DateError):
    """Nothing in the text was meant as a date."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Why the bot should confirm a span before others rely on it.

    `other` is the second reading, None where there is none. `say` is a line in no particular language that
    `read_dates` reads as exactly the other reading (the first one, if there is no other) without asking again.
    """

    reason: Text
    other: Span | None
    say: str


@dataclass(frozen=True, slots=True)
class Span:
    """A point, a stretch or a series in time, as `read_dates` understood it.

    Timed: `start` and `end` are aware datetimes in the reader's zone. `all_day`: they are dates and `end` is the
    last day, inclusive. `end` is None where nobody said one. `rrule` is an RFC 5545 rule without `RRULE:`, and
    the span then its first occurrence. `ask` is truthy where a member should confirm.
    """

    start: datetime | date
    end: datetime | date | None = None
    all_day: bool = False
    rrule: str | None = None
    ask: Ask | None = None

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


@dataclass(frozen=True, slots=True)
class Found:
    """Dates found in a text from `start` to before `end`; what stands before and after them, without `,;:-`."""

    spans: list[Span]
    before: str
    after: str
    start: int = 0
    end: int = 0


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
