"""A date inside a longer text: at its start, at its end, or behind a word such as `bis`; never inside a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from commands.dates.entries.context import settle
from commands.dates.items.fold import Folded, fold
from commands.dates.items.items import Clock, Figure, Item, Mark, Piece, Stop, Unknown
from commands.dates.items.scan import begins_strange
from commands.dates.reading import LONGEST, look_from, read_pieces, written
from commands.dates.resolve.here import Here
from commands.dates.spans import Anchors, DateError, Found, NoDate, Span, Where, no_anchors
from commands.patterns import regex

_MOST_TRIES: Final = 24
_LONGEST_DUE: Final = 16  # pieces
_GLUE: Final = frozenset(
    {
        Mark.COMMA,
        Mark.NEXT,
        Mark.NEXT_LINE,
        Mark.AND,
        Mark.TO,
        Mark.FROM,
        Mark.BETWEEN,
        Mark.BY,
        Mark.AT,
        Mark.ABOUT,
        Mark.FOR,
        Mark.EACH,
        Mark.FILLER,
        Mark.ON,
    }
)
_DUE: Final = regex(
    r"(?<![a-z0-9])(?:bis spaetestens|spaetestens(?: bis| am)?|bis(?: zum| zur| einschliesslich)?"
    r"|faellig(?: am| bis| zum)?"
    r"|frist|deadline|due(?: on| by)?|no later than|by|until|till|abgabe(?: am| bis)?)(?![a-z0-9-]) ?:? ?",
    re.ASCII,
)


def find_date(
    text: str, now: datetime, zone: str, *, where: Where = "start", anchors: Anchors = no_anchors
) -> Found | None:
    """The longest phrase that is a date, at the start, at the end or anywhere in `text`; None if there is none.

    Of what a command takes after its date nothing is lost: a phrase ends before the first unknown word.
    Only the first 400 characters are searched (the last ones for `end`).
    """
    cut = text[-LONGEST:] if where == "end" else text[:LONGEST]
    ahead = text[: len(text) - len(cut)] if where == "end" else ""
    behind = "" if where == "end" else text[len(cut) :]
    if where == "start" and begins_strange(fold(cut).text):
        return None
    folded, said = written(cut)
    pieces = settle(said)
    here = look_from(cut, now, zone, anchors)
    for first, last in _stretches(pieces, where):
        try:
            spans = read_pieces(pieces[first : last + 1], here, strict=True)
        except DateError:
            continue
        start, end = _source(folded, pieces[first].start, pieces[last].end)
        place = (len(ahead) + start, len(ahead) + end)
        return Found(spans, _trimmed(ahead + cut[:start]), _trimmed(cut[end:] + behind), *place)
    return None


def refusal(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> DateError | None:
    """Why what stands at the start of `text` is no date though it looks like one (`31.2.`); None if it does not."""
    cut = text[:LONGEST]
    _folded, said = written(cut)
    pieces = settle(said)
    here = look_from(cut, now, zone, anchors)
    for first, last in _stretches(pieces, "start"):
        try:
            read_pieces(pieces[first : last + 1], here, strict=True)
        except NoDate:
            continue
        except DateError as mistake:
            return mistake
        break  # a date after all, which `find_date` finds
    return None


def find_due(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> Found | None:
    """The date behind `bis`, `by`, `due`, `fällig`, `Frist`, wherever it stands; `before` and `after` are the title.

    None if no such word is followed by a date: without it a date in a title is part of the title.
    """
    cut = text[:LONGEST]
    folded, pieces = written(cut)
    here = look_from(cut, now, zone, anchors)
    for marker in islice(_DUE.finditer(folded.text), _MOST_TRIES):
        start, _ = folded.source(marker.start(), marker.start() + 1)
        for begin in (marker.start(), marker.end()):
            spans, end = _one_date(_pieces_from(pieces, begin), here)
            if spans:
                _, last = folded.source(end - 1, end)
                return Found(
                    spans, _trimmed(cut[:start]), after=_trimmed(cut[last:] + text[LONGEST:]), start=start, end=last
                )
    return None


def _pieces_from(pieces: Sequence[Piece], begin: int) -> tuple[Piece, ...]:
    """The pieces of a due date that begins there, none if the place is inside a piece."""
    first = next((i for i, p in enumerate(pieces) if p.end > begin), len(pieces))
    return settle(pieces[first : first + _LONGEST_DUE]) if pieces[first:] and pieces[first].start >= begin else ()


def _one_date(pieces: tuple[Piece, ...], here: Here) -> tuple[list[Span], int]:
    """The longest phrase at the start that is a single date, and where it ends."""
    for first, last in _stretches(pieces, "start"):
        try:
            spans = read_pieces(pieces[first : last + 1], here, strict=True)
        except DateError:
            continue
        return (spans, pieces[last].end) if len(spans) == 1 and spans[0].rrule is None else ([], 0)
    return [], 0


def _stretches(pieces: tuple[Piece, ...], where: Where) -> Iterator[tuple[int, int]]:
    """The stretches of pieces to try, the longest first, none with loose words at its ends."""
    known = [not isinstance(p.item, Unknown | Figure) and p.item is not Mark.TALK for p in pieces]
    if not pieces:
        return
    if where == "start":
        run = next((i for i, k in enumerate(known) if not k), len(pieces))
        ends = _ends(pieces, 0, run - 1)
        yield from ((0, last) for last in (ends[:1] if _at_no_time(pieces[:run]) else ends))
    elif where == "end":
        first = next((i + 1 for i in range(len(pieces) - 1, -1, -1) if not known[i]), 0)
        turned = next((i for i in range(first, len(pieces)) if _turned(pieces, i)), len(pieces))
        starts = [i for i in range(first, turned) if _may_begin(pieces, i)]
        yield from ((start, len(pieces) - 1) for start in starts[:_MOST_TRIES])
    else:
        tries = [
            (start, last)
            for start in range(len(pieces))
            if known[start]
            and _may_begin(pieces, start)
            and (start == 0 or not known[start - 1] or _loose(pieces, start - 1))
            for last in _ends(pieces, start, _run_end(known, start))
        ]
        yield from sorted(tries, key=lambda t: t[0] - t[1])[:_MOST_TRIES]


def _run_end(known: list[bool], start: int) -> int:
    return next((i for i in range(start, len(known)) if not known[i]), len(known)) - 1


def _ends(pieces: tuple[Piece, ...], first: int, last: int) -> list[int]:
    """Where a stretch from `first` may end, the furthest first."""
    ends = [i for i in range(last, first - 1, -1) if _may_end(pieces[i].item) and _whole(pieces, i)]
    return ends[:_MOST_TRIES]


def _may_end(item: Item) -> bool:
    """Whether a date may end with it: `am 8.12. vor der Sitzung` is the 8th, and the rest a text."""
    return item not in _GLUE and not (isinstance(item, Stop) and item.why in ("vague", "instead"))


def _whole(pieces: tuple[Piece, ...], index: int) -> bool:
    """Whether `index` is the last of the pieces that one pattern read together."""
    return index + 1 == len(pieces) or pieces[index + 1].start != pieces[index].start


def _loose(pieces: tuple[Piece, ...], index: int) -> bool:
    return pieces[index].item in _GLUE


def _may_begin(pieces: tuple[Piece, ...], index: int) -> bool:
    """A date may begin with `in der` or `ab`, not with a comma or an `und`, nor with the first of two other marks."""
    item, after = pieces[index].item, pieces[index + 1 : index + 2]
    twice = after and after[0].item is item and item not in (Mark.FILLER, Mark.ON)
    if item in (Mark.COMMA, Mark.NEXT, Mark.NEXT_LINE, Mark.AND, Mark.EACH) or twice:
        return False
    return index == 0 or pieces[index - 1].start != pieces[index].start


def _turned(pieces: tuple[Piece, ...], index: int) -> bool:
    """Whether what is directly before that place makes it another date: `nach Ostern`, `10-12 - Di 14-16`."""
    while index and pieces[index - 1].item in (Mark.FILLER, Mark.ON, Mark.AT):
        index -= 1
    item = pieces[index - 1].item if index else None
    if item is Mark.TO and index > 1 and isinstance(pieces[index - 2].item, Clock):
        return True
    return isinstance(item, Stop) and (item.why in ("vague", "instead") or item.role in ("negation", "exception"))


def _at_no_time(pieces: Sequence[Piece]) -> bool:
    """Whether a time that does not exist is said of the date before it: `3.12. 25 Uhr`, not `9 Uhr 60:40`."""
    items = [piece.item for piece in pieces]
    wrong = next((i for i, item in enumerate(items) if isinstance(item, Stop) and item.why == "time"), 0)
    return wrong > 0 and (items[wrong - 1] is Mark.TO or not any(isinstance(i, Clock) for i in items[:wrong]))


def _source(folded: Folded, start: int, end: int) -> tuple[int, int]:
    return folded.source(start, end)


def _trimmed(text: str) -> str:
    return " ".join(text.strip(" \t\r\n,;:–—-").split(" "))
