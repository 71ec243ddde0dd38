"""A deadline that a reminder is about, with its date behind it: «an die Abgabe am Freitag, den 4.12.»."""

from __future__ import annotations

import re

from commands.base import Call, Claims
from commands.base.claims import Place, Spanned
from commands.base.typed import fold
from commands.dated import Dated, date_at
from commands.dates import Anchors, DateError, Span, read_dates
from commands.dates.vocabulary.roles import names_limit
from commands.reminders.moments import said_at

_MOST_BEFORE = 4
_LEADS = frozenset({"an", "die", "der", "den", "das", "zur", "zum", "about", "of", "the"})
"""Words that may stand before the name of a deadline."""


def keep_limit_at_head(call: Call, said: Claims, opening: re.Pattern[str] | None) -> str:
    """Keeps a deadline at the head of what is left, «an die Abgabe Freitag …», without the `opening` of a sentence, if
    a date stands behind it; empty if none does."""
    head = said.head
    for word in said.each_word(head, _MOST_BEFORE):
        name = fold(said.words(word)).strip(":")
        if names_limit(name) and date_at(said, word.end, call, said_at(call)):
            return _kept(said, Place(head.start, word.end), opening)
        if name not in _LEADS:
            break
    return ""


def without_limit(
    call: Call, said: Claims, dated: Dated, anchors: Anchors, opening: re.Pattern[str] | None
) -> tuple[Dated, str, str]:
    """The dates without the deadline that is named among them, and the words of it before and behind them, without the
    `opening` of a sentence.

    For a meeting a deadline is said beside its date and passed over with a date of its own; a reminder is about it.
    What is a date in no other way is doubted.
    """
    for word in said.each_word(dated):
        if not names_limit(fold(said.words(word)).strip(".,:;!?")):
            continue
        before, behind = Place(dated.start, word.start), Place(word.end, dated.end)
        if (spans := _read(call, said, before, anchors)) and spans == dated.spans:
            return Dated(spans, before.start, before.end), "", said.keep(word.start, dated.end)
        if spans := _read(call, said, behind, anchors):
            return Dated(spans, behind.start, behind.end), _kept(said, Place(dated.start, word.end), opening), ""
        said.doubt(said.words(Place(word.start, dated.end)))
    return dated, "", ""


def _kept(said: Claims, place: Place, opening: re.Pattern[str] | None) -> str:
    """Keeps those words without the opening of a sentence, which is claimed."""
    leads = opening.match(said.text, place.start, place.end) if opening else None
    said.claim(place.start, place.end)
    return said.keep(leads.end() if leads else place.start, place.end)


def _read(call: Call, said: Claims, stretch: Spanned, anchors: Anchors) -> list[Span]:
    try:
        return read_dates(said.words(stretch), said_at(call), call.zone, anchors)
    except DateError:
        return []
