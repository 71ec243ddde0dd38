"""The end of a vote, read from what a member said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from commands.base import Call, UserError, to_ms
from commands.dates import Span, in_past
from commands.doubts import read_again
from commands.words import _


def only(spans: Sequence[Span]) -> Span:
    """The only one. Raises UserError for several."""
    if len(spans) > 1:
        raise UserError(_("These are {n} dates; one is needed here.", n=len(spans)))
    return spans[0]


def to_come(call: Call, span: Span) -> Span:
    """The span; raises UserError if it is over."""
    if in_past(span, call.now):
        raise UserError(_("{when} is over.", when=span.period))
    return span


def read_deadline(call: Call, text: str) -> tuple[Span, int]:
    """The end of voting as it was said, and in ms: a day without a time ends at 23:59."""
    span = to_come(call, only(read_again(call, text)))
    if span.rrule is not None:
        raise UserError(_("A deadline is a single moment."), _("`Deadline: 30.11. 18:00`"))
    if isinstance(span.start, datetime):
        return span, to_ms(span.start)
    last = span.end or span.start
    return span, to_ms(datetime.combine(last, time(23, 59), call.now.tzinfo or UTC))
