"""Fields that were named without a colon: «Papier annehmen Frist 20.12.» is no text to vote on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeAlias

from commands.base.call import Call
from commands.base.claims import Claims, Place
from commands.base.errors import UsageError
from commands.base.retyped import retyped
from commands.base.typed import fold
from commands.patterns import regex
from commands.words import _
from storage.values import frozen

Reads: TypeAlias = Callable[[str, str, bool], bool]
"""Whether the words are a value of the field of that name, which is folded; and whether nothing stands before it."""
_SIGNS_BEHIND = " ,;\n–—-"
_SIGNS = _SIGNS_BEHIND + "."
_OF_A_TEXT = regex(
    r"(?:d(?:er|ie|as|en|em|es)|k?ein(?:e[rsnm]?)?|ohne|jede[rnms]?|diese[rnms]?|unsere?|neue[rns]?|alte[rn]?|erste[rn]?|letzte[rn]?"
    r"|the|an?|no|any|each|this|that|our|new)\Z",
    re.IGNORECASE,
)
"""What stands before a word of a text, and not before the name of a field: «verlängert die Frist 20.12.»."""


@frozen
class Unmarked:
    """A field without its colon: its name as it was typed, its value, and where both stand."""

    name: str
    value: str
    place: Place


def names_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the names of such fields, for `refuse_unmarked`."""
    named = "|".join(words)
    return regex(rf"(?<![\w-])(?:(?:mit|und|with|and) )?(?P<name>{named})(?![\w-]) {{1,2}}(?=[^\s:=])", re.IGNORECASE)


def refuse_unmarked(call: Call, said: Claims, names: re.Pattern[str], reads: Reads) -> None:
    """Raises UsageError if a field is named and a value of it follows, with the line that has the colons."""
    fields = list(_unmarked(said, names, reads))
    if not fields:
        return
    head, first = said.head.start, fields[0].place.start
    before = max(head, len(said.before(first).rstrip(_SIGNS)))
    pieces: list[str] = []
    ends = [*(field.place.start for field in fields[1:]), len(said.text)]
    for field, end in zip(fields, ends, strict=True):
        pieces.append(f"{field.name}: {field.value}")
        pieces += (
            [words] if (words := said.words(Place(field.place.end, end)).lstrip(_SIGNS).rstrip(_SIGNS_BEHIND)) else []
        )
    line = retyped(call, said, Place(before, len(said.text)), ("; " if before > head else "") + "; ".join(pieces))
    raise UsageError(_("A colon is missing behind “{name}”.", name=fields[0].name), line)


def _unmarked(said: Claims, names: re.Pattern[str], reads: Reads) -> Iterator[Unmarked]:
    found = [one for one in said.find_all(names) if not _of_a_text(said, one.start())]
    gaps, parts = list(said.open()), list(said.parts())
    for one, after in zip_longest(found, found[1:]):
        start = after.start() if after else len(said.text)
        whole = Place(one.end(), min(_around(gaps, one.start()).end, _around(parts, one.start()).end, start))
        for end in dict.fromkeys((whole.end, _first_comma(said, whole))):
            value = said.words(Place(whole.start, end)).strip(_SIGNS_BEHIND)
            if value and reads(fold(one["name"]), value, one.start() <= said.head.start):
                yield Unmarked(one["name"].capitalize(), value, Place(one.start(), end))
                break


def _around(places: Sequence[Place], at: int) -> Place:
    """Which of those places, in their order, holds that character."""
    return places[bisect_right(places, at, key=lambda place: place.start) - 1]


def _first_comma(said: Claims, whole: Place) -> int:
    comma = said.words(whole).find(", ")
    return whole.end if comma < 0 else whole.start + comma


def _of_a_text(said: Claims, start: int) -> bool:
    """Whether the name is a word of a sentence, because of the word before it."""
    before = said.words(Place(max(0, start - 20), start)).split()
    return bool(before) and _OF_A_TEXT.match(before[-1]) is not None
