"""From where one reads, and the question that a doubt becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from commands.dates.resolve.saying import line
from commands.dates.spans import Ask, Span
from commands.words import Text


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when one reads: now in the zone, its name, and whether the text is English."""

    now: datetime
    zone: str
    english: bool

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """Minutes since midnight, by the clock on the wall."""
        return self.now.hour * 60 + self.now.minute


def asking(span: Span, reason: Text, other: Span | None, here: Here) -> Span:
    """The span with a question about it."""
    if other is not None and other.key == span.key:
        other = None
    return replace(span, ask=Ask(reason, other, line(other or span, here.zone, english=here.english)))
