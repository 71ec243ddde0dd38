"""Lengths of time as people write them: `2h`, `90 Minuten`, `anderthalb Stunden`, `1h30`, `7d`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from commands.dates.items.fold import fold
from commands.dates.items.lexicon import number, one_of, pattern
from commands.dates.spans import DateError
from commands.dates.vocabulary.numbers import FIXED_LENGTHS, HALVES, NUMBERS
from commands.patterns import regex
from commands.words import _

LONGEST: Final = timedelta(days=5 * 366)

_HOURS = r"(?:stunden?|stuendchen|std\.?|hours?|hrs?|h)"
_MINUTES = r"(?:minuten?|min\.?|mins|minutes?|m)"
_SECONDS = r"(?:sekunden?|sek\.?|seconds?|secs?\.?)"
_END = r"(?![a-z0-9])"
_ARTICLE = r"(?:eine[rnms]? |ein |an? |ne |ner |n |'n )?"
_GLUED = (
    rf"(?:\d{{1,3}}|{one_of(w for w in NUMBERS if w.isalpha() and len(w) > 2)})-?(?:stuendig|minuetig)(?:e[nrsm]?)?"
)

LENGTH: Final = (
    "(?:"
    rf"{_ARTICLE}{one_of(FIXED_LENGTHS)}{_END}"
    rf"|{_ARTICLE}{_GLUED}{_END}"
    rf"|(?:n |'n )stuendchen{_END}"
    rf"|{one_of(HALVES)} {_HOURS}{_END}"
    rf"|\d{{1,2}} ?1/2 ?{_HOURS}{_END}"
    rf"|\d{{1,3}}[.,]\d{{1,2}} ?{_HOURS}{_END}"
    rf"|(?:<num>) ?{_HOURS},?(?: und| and)? ?(?:(?:<num>) ?{_MINUTES}{_END}|\d{{1,2}}{_END}(?! ?(?:uhr|[:.-])))"
    rf"|(?:<num>) ?(?:stunden?|stuendchen|std\.?|hours?|hrs?)(?: (?:und|and) (?:eine |a )?hal(?:be?|f))?{_END}"
    rf"|(?:<num>) ?(?:minuten?|min\.?|mins|minutes?){_END}"
    rf"|(?:\d{{1,4}}|<num>) ?{_SECONDS}{_END}"
    ")"
)
_GLUED_PARTS = (
    rf"(?<![a-z0-9])(?P<number>\d{{1,3}}|{one_of(w for w in NUMBERS if w.isalpha() and len(w) > 2)})"
    r"-?(?P<unit>stuendig|minuetig)"
)
_ONLY_SECONDS = rf"(?P<number>\d{{1,4}}|<num>) ?{_SECONDS}"
_AND_A_HALF = r"(?P<number><num>) ?[a-z.]+ (?:und|and) (?:eine |a )?hal[bf]"
_NUMBERS = rf"\d+(?:[.,]\d+)?|(?<![a-z]){one_of(NUMBERS)}{_END}"
_LONG = r"(?:fuer |for |dauer:? )?(?P<number><num>|eine[rnm]?|halbe[rn]?) ?(?P<unit>tage?n?|days?|d|t|<weeks>|w)\.?"
_SHORT_MINUTES = regex(r"(?P<number>\d{1,4}) ?(?:m|')", re.ASCII)
_CLOCKED = regex(r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?: ?h| ?std\.?| ?stunden?)?", re.ASCII)
_PLAIN_HOURS = regex(r"(?P<number>\d{1,3}) ?h", re.ASCII)


def length_of(folded: str) -> timedelta | None:
    """What a folded text that matches LENGTH lasts; None if its numbers make no sense."""
    if seconds := pattern(_ONLY_SECONDS).fullmatch(folded):
        return timedelta(seconds=number(seconds["number"]))
    if glued := pattern(_GLUED_PARTS).search(folded):
        return timedelta(minutes=number(glued["number"]) * (1 if glued["unit"] == "minuetig" else 60))
    if folded in ("n stuendchen", "'n stuendchen"):
        return timedelta(hours=1)
    for words, minutes in sorted(FIXED_LENGTHS.items(), key=lambda item: -len(item[0])):
        if words in folded:
            return timedelta(minutes=minutes)
    for half, units in sorted(HALVES.items(), key=lambda item: -len(item[0])):
        if folded.startswith(half):
            return timedelta(hours=units)
    if more := pattern(_AND_A_HALF).match(folded):
        return timedelta(hours=number(more["number"]) + 0.5)
    if "1/2" in folded:
        return timedelta(hours=int(folded.split("1/2", maxsplit=1)[0]) + 0.5)
    return _counted(folded)


def _counted(folded: str) -> timedelta | None:
    """Hours, minutes, or both, by their numbers."""
    values = pattern(_NUMBERS).findall(folded)
    if not values:
        return None
    if any(sign in values[0] for sign in ".,"):
        return timedelta(hours=float(values[0].replace(",", ".")))
    amounts = [number(v) for v in values]
    if re.search(r"\d ?m|[a-z] min", folded) and len(amounts) == 1:
        return timedelta(minutes=amounts[0])
    if len(amounts) > 1 and amounts[1] >= 60:
        return None
    return timedelta(hours=amounts[0], minutes=amounts[1] if len(amounts) > 1 else 0)


def read_duration(text: str) -> timedelta:
    """How long `text` says: positive and at most five years. Raises DateError for anything else."""
    length = _read(fold(text[:80]).text.strip(" .+")) if len(text) <= 80 else None
    if length is None or not timedelta(0) < length <= LONGEST:
        raise DateError(
            _("This is not a length of time. Examples: {one}, {two}, {three}.", one="90 min", two="2h", three="1,5 h")
        )
    return length


def _read(folded: str) -> timedelta | None:
    for word in ("fuer ", "for ", "dauer ", "dauer: "):
        folded = folded.removeprefix(word)
    folded = folded.removesuffix(" lang")
    if pattern(LENGTH).fullmatch(folded):
        return length_of(folded)
    if m := _PLAIN_HOURS.fullmatch(folded):
        return timedelta(hours=int(m["number"]))
    if m := _CLOCKED.fullmatch(folded):
        return timedelta(hours=int(m["hours"]), minutes=int(m["minutes"]))
    if m := _SHORT_MINUTES.fullmatch(folded):
        return timedelta(minutes=int(m["number"]))
    if m := pattern(_LONG).fullmatch(folded):
        days = 7 if m["unit"].startswith("w") else 1
        return timedelta(days=days * (0.5 if m["number"].startswith("halb") else number(m["number"])))
    return None
