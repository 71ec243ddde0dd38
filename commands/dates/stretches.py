"""What in a line carries the meaning of a date, whether or not a date can be read from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Final, Literal, TypeAlias

from commands.dates.entries.context import settle
from commands.dates.entries.kinds import is_day
from commands.dates.items.items import (
    Clock,
    Every,
    Figure,
    FromNow,
    Item,
    Lasting,
    Mark,
    OnDate,
    PartOfDay,
    Piece,
    Stop,
    Times,
    Unknown,
    Weekday,
    Zone,
)
from commands.dates.reading import LONGEST, written
from commands.patterns import regex
from storage.values import frozen

StretchKind: TypeAlias = Literal["date", "time", "rule", "exception", "negation", "length"]

_QUOTED: Final = regex(r"„[^„“”\"\n]*[“”\"]|“[^“”\n]*”|\"[^\"\n]*\"|»[^«»\n]*«|«[^«»\n]*»|‚[^‚‘’\n]*[‘’]|`[^`\n]*`")
_ADVERBS: Final = regex(r"s$|^(?:am|in|at|zu|zur|zum) ", re.ASCII)
_BLANKS: Final = " .,;:/()+&-\t\n"
_SURELY: Final[tuple[tuple[type[Item] | UnionType, StretchKind], ...]] = (
    (Every | Times, "rule"),
    (Clock | FromNow | Zone, "time"),
    (Lasting, "length"),
)
_LINKS: Final = frozenset(
    {Mark.COMMA, Mark.NEXT, Mark.AND, Mark.TO, Mark.AT, Mark.ABOUT, Mark.FILLER, Mark.ON, Mark.FROM}
)


@frozen
class Stretch:
    """A part of a text, `text[start:end]`, and what it carries the meaning of."""

    start: int
    end: int
    kind: StretchKind


def carries(text: str) -> tuple[Stretch, ...]:
    """`_carried` of a text of any length: of a long one its beginning and its end are looked at, where dates stand."""
    if len(text) <= 2 * LONGEST:
        return _carried(text)
    behind = len(text) - LONGEST
    tail = tuple(Stretch(behind + one.start, behind + one.end, one.kind) for one in _carried(text[behind:]))
    return _carried(text[:LONGEST]) + tail


def _carried(text: str) -> tuple[Stretch, ...]:
    """The stretches of `text` that carry the meaning of a date, a time, a length, a rule, an exception or a negation.

    Also those from which no date can be read (`31.2.`, `25 Uhr`). In order, without overlap; pieces of one kind with
    only blanks and signs between them are one stretch. Nothing inside quotation marks counts.
    """
    unquoted = _QUOTED.sub(lambda quoted: "q" * len(quoted[0]), text)
    folded, said = written(unquoted)
    pieces = settle(said, asides=True)
    found: list[Stretch] = []
    for piece, kind in _kinds(pieces, folded.text):
        start, end = folded.source(piece.start, piece.end)
        end -= len(text[start:end]) - len(text[start:end].rstrip(" \t\n"))
        last = found[-1] if found else None
        if last is not None and last.kind == kind and not text[last.end : start].strip(_BLANKS):
            found[-1] = Stretch(last.start, max(end, last.end), kind)
        elif last is None or start >= last.end:
            found.append(Stretch(start, end, kind))
    return tuple(found)


def strange(text: str) -> tuple[tuple[int, int], ...]:
    """The runs of words in `text`, from where to where, that say nothing about time: `in Bochum`, `online`.

    Of a text that no date reader takes (`LONGEST`) none.
    """
    if len(text) > 2 * LONGEST:
        return ()
    folded, said = written(text)
    pieces = settle(said)
    runs: list[tuple[int, int]] = []
    inside = False
    for index, piece in enumerate(pieces):
        wordless = _is_strange(piece.item) or piece.item is Mark.TALK
        begins = piece.item is Mark.FILLER and index + 1 < len(pieces) and _is_strange(pieces[index + 1].item)
        if wordless or begins:
            start, end = folded.source(piece.start, piece.end)
            runs = [*runs[:-1], (runs[-1][0], end)] if inside else [*runs, (start, end)]
        inside = wordless or begins or (inside and piece.item is Mark.FILLER)
    return tuple(runs)


def _is_strange(item: Item) -> bool:
    """Whether it is a word that nobody knows, or a figure with signs in it (`9.05`), which is written as one."""
    return isinstance(item, Unknown) or (isinstance(item, Figure) and item.shape != "number")


def _kinds(pieces: Sequence[Piece], folded: str) -> Iterator[tuple[Piece, StretchKind]]:
    for index, piece in enumerate(pieces):
        if (kind := _kind(pieces, index, folded[piece.start : piece.end])) is not None:
            yield piece, kind


def _kind(pieces: Sequence[Piece], index: int, said: str) -> StretchKind | None:
    item = pieces[index].item
    match item:
        case Stop():
            return _kind_of_stop(item)
        case PartOfDay():
            return "time" if _ADVERBS.search(said) or _beside_date(pieces, index) else None
        case Weekday() if item.short or item.soft:
            return "date" if _is_weekday(pieces, index) else None
        case OnDate() if not item.marked and (item.month is None or (item.loose and item.short)):
            return "date" if _beside_date(pieces, index) else None
    return "date" if is_day(item) else next((kind for of, kind in _SURELY if isinstance(item, of)), None)


_KINDS_OF_STOPS: Final[dict[str, StretchKind]] = {"each": "rule", "record": "date", "time": "time", "zone": "time"}


def _kind_of_stop(stop: Stop) -> StretchKind | None:
    if stop.role:
        return "negation" if stop.role == "negation" else "exception"
    return _KINDS_OF_STOPS.get(stop.why)


def _is_weekday(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a short name, which may be another word (`so`, `do`), is one: beside a date, or `Mo` at the end."""
    after = pieces[index + 1].item if index + 1 < len(pieces) else None
    follows = (
        isinstance(after, Unknown) or after is Mark.TALK or (after in (Mark.FILLER, Mark.ON) and index == 0)
    )  # `Do the`
    capital = _is_capital(pieces[index].item) and not follows
    return capital or _beside_date(pieces, index)


def _is_capital(item: Item) -> bool:
    return isinstance(item, Weekday) and item.short[:1].isupper() and item.number < 6 and not item.typo


def _beside_date(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a day or a time stands beside that place, with at most two linking words between."""
    return any(_says_when(_next(pieces, index, step)) for step in (-1, 1))


_ROW: Final = 20
"""Pieces of a row of weekdays: seven, and what stands between them."""


def _next(pieces: Sequence[Piece], index: int, step: int) -> Item | None:
    """What stands there first but for linking words, of which three are too many, and weekdays in a row."""
    links = 0
    for place in range(index + step, index + _ROW * step, step):
        if links == 3 or not 0 <= place < len(pieces):
            return None
        item = pieces[place].item
        if isinstance(item, Weekday) and item.short and not item.soft and not _says_when(item):
            links = 0  # `mo di mi 10 uhr`
        elif item in _LINKS:
            links += 1
        else:
            return item
    return None


def _says_when(item: Item | None) -> bool:
    if isinstance(item, Weekday):
        return not item.soft and (not item.short or _is_capital(item))
    if isinstance(item, OnDate):
        return item.month is not None or item.marked
    return is_day(item) or isinstance(item, Clock | Every | PartOfDay)
