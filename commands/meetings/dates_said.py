"""The dates of a meeting, as a text says them: those to vote on, and the one of something fixed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from commands.base import Call, Claims, UserError
from commands.dates import DateError, Span, in_past
from commands.deadlines import only
from commands.doubts import read_again
from commands.patterns import regex
from commands.words import _

_LONGEST_READ = 400
"""Characters the date reader takes at once."""
MOST_SLOTS = 20
"""Dates that a vote can have."""
MOST_PIECES = 3 * MOST_SLOTS
"""Pieces of a line that are read as dates: some stand there twice, some are days of a month to come."""
NUMBERS = regex(r"[\d.,\s-]+")
_TOGETHER = regex(r"\b(?:und|and)\b|\bu\.|[&+]", re.IGNORECASE)
_CHOICE = regex(r"\b(?:oder|or|bzw|alternativ|wahlweise)\b|[;\n/|]", re.IGNORECASE)


def read_slots(call: Call, text: str) -> list[Span]:
    """All dates in the text, each once. Raises DateError naming the piece that is none."""
    line = Claims(text)
    pieces = [line.words(piece).strip(" ,") for piece in line.parts()]
    if (n := sum(map(says_something, pieces))) > MOST_PIECES:
        raise UserError(_("These are {n} dates; a vote can have at most {most}.", n=n, most=MOST_SLOTS))
    if len(text) > _LONGEST_READ:
        spans = [span for piece in pieces for span in _read_piece(call, piece)]
        return list({span.key: span for span in spans}.values())
    if len(pieces) > 1:
        for piece in pieces:
            # A day number takes its month from its neighbours. Whatever else says nothing alone would be lost.
            if not NUMBERS.fullmatch(piece):
                _refuse_months(piece, _read_piece(call, piece))
    spans = list(read_again(call, text))
    _refuse_months(text, spans)
    return spans


_FIGURE = regex(r"(?<!\d)\d{1,2}(?!\d)")
_LONGEST_SAID = timedelta(days=14)
"""Days that a word without figures may mean as the days of a meeting: a week, not «im Juni»."""


def _refuse_months(text: str, spans: Sequence[Span]) -> None:
    """Raises UserError for a month or more that a word says: that is no date of a meeting yet."""
    for span in spans if not _FIGURE.search(text) else ():
        if span.all_day and span.end is not None and span.end - span.start >= _LONGEST_SAID:
            raise UserError(_("{when} is not a single day.", when=span.period))


def read_event(call: Call, text: str) -> Span:
    """The one date of something fixed: `7. und 8. Januar` is from the 7th to the 8th, not two dates to choose from."""
    spans = read_again(call, text)
    if len(spans) > 1 and _TOGETHER.search(text) and not _CHOICE.search(text) and _in_a_row(spans):
        return Span(spans[0].start, spans[-1].start, all_day=True)
    _refuse_months(text, spans)
    return only(spans)


def _in_a_row(spans: Sequence[Span]) -> bool:
    """Whether these are whole days, each the day after the one before, and nothing else."""
    plain = all(span.all_day and not (span.end or span.rrule or span.ask) for span in spans)
    return plain and all(after.start == before.start + timedelta(days=1) for before, after in pairwise(spans))


def slot_mistake(call: Call, spans: Sequence[Span]) -> UserError | None:
    """What makes these dates no slots to be voted on."""
    for span in spans:
        if span.rrule is not None:
            return UserError(
                _("A series cannot be voted on; it is planned at once."),
                _("`!meeting plan Jour fixe every first Tuesday of the month 14-15h`"),
            )
        if in_past(span, call.now):
            return UserError(_("{when} is over.", when=span.period))
    return None


def _read_piece(call: Call, piece: str) -> tuple[Span, ...]:
    try:
        return read_again(call, piece)
    except DateError as mistake:
        shown = " ".join(piece.split())[:80]
        raise DateError(
            _("“{piece}” cannot be read as a date. {reason}", piece=shown, reason=mistake.text), mistake.example
        ) from None


def says_something(piece: str) -> bool:
    return any(map(str.isalnum, piece))
