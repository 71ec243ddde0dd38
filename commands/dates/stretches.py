"""Which parts of a text carry the meaning of a date, a time, a rule, an exception or a negation, read or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from commands.dates.fold import fold
from commands.dates.items import (
    Block,
    Clock,
    Every,
    HourOrLength,
    Item,
    Lasting,
    Mark,
    Moment,
    OnDate,
    Part,
    Stop,
    Times,
    Weekday,
)
from commands.dates.neighbours import is_day, settle
from commands.dates.scan import scan

Kind: TypeAlias = Literal["date", "time", "rule", "exception", "negation", "length", "part", "shift"]
LONGEST: Final = 400
"""Characters that are scanned at once."""
_EXCEPTIONS: Final = frozenset({"ausser", "ausgenommen", "except", "excluding", "unless"})
_WITHOUT: Final = frozenset({"ohne", "without"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text from `start` to before `end`, and what it carries."""

    start: int
    end: int
    kind: Kind


def carries(text: str) -> tuple[Stretch, ...]:
    """All parts of the text that carry such a meaning, in their order, whether or not a date could be read there."""
    found: list[Stretch] = []
    for at in range(0, len(text), LONGEST):
        folded = fold(text[at : at + LONGEST])
        pieces = settle(scan(folded.text))
        before: Item | None = None
        for piece in pieces:
            kind = _kind(piece.item, before)
            if kind is not None:
                start, end = folded.source(piece.start, piece.end)
                found.append(Stretch(at + start, at + end, kind))
            before = piece.item
    return tuple(found)


def _kind(item: Item, before: Item | None) -> Kind | None:
    match item:
        case OnDate() if item.loose and not item.marked:
            return None
        case Weekday() if item.soft or item.typo:
            return None
        case Block() if item.kind in ("month", "year") and item.which is None:
            return "date" if isinstance(before, Mark | Stop | Every) else None
        case Clock() if item.form in ("bare", "dotted") and before is not Mark.AT:
            return None
        case Clock() | Moment():
            return "time"
        case HourOrLength() | Lasting():
            return "length"
        case Part():
            return "part"
        case Every() | Times():
            return "rule"
        case Stop():
            return _stop(item)
    return "date" if is_day(item) else None


def _stop(stop: Stop) -> Kind | None:
    if stop.word in _EXCEPTIONS:
        return "exception"
    if stop.why == "not" or stop.word in _WITHOUT:
        return "negation"
    return {"each": "rule", "shifted": "shift", "time": "time"}.get(stop.why)  # type: ignore[return-value]
