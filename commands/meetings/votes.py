"""Reads votes as people type them: `1 ja, 2 vielleicht`, `1,3 ja`, `alle ja`, `2 -`, `ja: 1, 3`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commands.base import UsageError, UserError
from commands.base.typed import fold
from commands.meetings.finding import no_such_slot
from commands.words import _
from storage.ballots import Value
from storage.meetings import Meeting, Slot

_WORDS: Final[dict[Value, tuple[str, ...]]] = {
    "maybe": (
        "wenn es sein muss", "wenn noetig", "falls noetig", "if need be", "if needed", "if necessary", "ifneedbe",
        "zur not", "notfalls", "vielleicht", "vllt", "vlt", "evtl", "eventuell", "unter umstaenden", "maybe", "perhaps",
        "möglicherweise", "weiss nicht", "unsicher", "?", "🤷", "❔", "❓",
    ),
    "no": (
        "passt nicht", "geht nicht", "kann nicht", "geht leider nicht", "leider nicht", "leider nein", "nein", "nee",
        "ne", "nicht", "not", "nope", "no", "n", "👎", "❌", "✗", "✘",
    ),
    "yes": (
        "passt gut", "passt mir", "passt", "geht gut", "geht", "kann", "gerne", "gern", "jawohl", "ja", "jo", "jep",
        "j", "yes", "yep", "y", "ok", "okay", "gut", "+", "👍", "✅", "✓", "✔",
    ),
    "none": (
        "zurueckziehen", "zurueck", "loeschen", "keine stimme", "leer", "weg", "take back", "back", "none", "nothing",
        "clear", "-",
    ),
}  # fmt: skip
_ALL: Final = ("alle termine", "allen", "alle", "alles", "all", "everything")
_REST: Final = (
    "die anderen",
    "alle anderen",
    "alle uebrigen",
    "den rest",
    "der rest",
    "rest",
    "uebrige",
    "others",
    "the rest",
)
_BY_WORD: Final = {fold(word): value for value, words in _WORDS.items() for word in words}
_TOKEN: Final = re.compile(
    r"(?P<range>\d{1,3} ?(?:-|bis|to) ?\d{1,3}(?!\d))|(?P<number>\d{1,3}(?!\d))\.?"
    rf"|(?P<rest>(?:{'|'.join(sorted(_REST, key=len, reverse=True))})\b)"
    rf"|(?P<all>(?:{'|'.join(sorted(_ALL, key=len, reverse=True))})\b)"
    rf"|(?P<value>{'|'.join(re.escape(w) for w in sorted(_BY_WORD, key=len, reverse=True))})(?![^\W\d_])"
    r"|(?P<glue>[,;:=\n.!()&/|]+|\b(?:und|and|aber|but|am|slot|termin|nr|stimme|vote)\b\.?| +)"
    r"|(?P<word>\S+)"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def read_votes(text: str, meeting: Meeting, slots: Sequence[Slot]) -> dict[int, Value]:
    """What the text says of which slot, by the slot's number. Raises UserError for whatever is not clear.

    Slots come before their answer (`1, 3 ja`) or behind it (`ja: 1, 3`), but in one text always in the same way.
    """
    tokens = list(_tokens(text))
    values = [token for token in tokens if token.kind == "value"]
    if not values:
        raise UsageError(_("What is the answer: yes, maybe or no?"))
    if len(tokens) == 1:
        return dict.fromkeys(_only_slot(slots), _BY_WORD[tokens[0].text])
    said: dict[int, Value] = {}
    general: dict[int, Value] = {}
    group: list[_Token] = []
    for token in reversed(tokens) if tokens[0].kind == "value" else tokens:
        if token.kind != "value":
            group.append(token)
            continue
        if not group:
            raise _unclear(token.text)
        for named in group:
            _note(said, general, named, _BY_WORD[token.text], meeting, slots)
        group = []
    if group:
        left = tuple(token.text for token in group)
        raise UsageError(_("What is the answer for {slots}: yes, maybe or no?", slots=left))
    return {**general, **said}


def _tokens(text: str) -> Iterator[_Token]:
    folded = re.sub("[‐‑‒–—−]", "-", fold(text)).translate(_SIGNS)
    for match in _TOKEN.finditer(folded):
        kind = str(match.lastgroup)
        if kind == "word":
            raise _unclear(match[0])
        if kind != "glue":
            yield _Token(kind, match[0].strip(" ."))


_SIGNS: Final = dict.fromkeys((*range(0x1F3FB, 0x1F400), 0xFE0F, 0x200D, 0x2642, 0x2640))
"""What gives a sign of the hand its colour or sex."""


def _note(
    said: dict[int, Value],
    general: dict[int, Value],
    named: _Token,
    value: Value,
    meeting: Meeting,
    slots: Sequence[Slot],
) -> None:
    """Notes the answer for the slots that are named; `alle` and `Rest` hold where nothing more exact is said."""
    there = [slot.number for slot in slots]
    if named.kind in ("all", "rest"):
        if general and set(general.values()) != {value}:
            raise _unclear(named.text)
        general.update(dict.fromkeys(there, value))
        return
    for number in _numbers(named, meeting, slots):
        if said.setdefault(number, value) != value:
            raise UserError(_("{number} stands there twice, with different answers.", number=number))


def _numbers(named: _Token, meeting: Meeting, slots: Sequence[Slot]) -> list[int]:
    there = [slot.number for slot in slots]
    numbers = [int(digits) for digits in re.findall(r"\d+", named.text)]
    for number in numbers:
        if number not in there:
            raise no_such_slot(meeting, number, slots)
    if named.kind == "range":
        return [number for number in there if min(numbers) <= number <= max(numbers)]
    return numbers


def _only_slot(slots: Sequence[Slot]) -> list[int]:
    """The slot that is meant by an answer alone: it must be the only one."""
    if len(slots) != 1:
        raise UsageError(_("Which dates does the answer hold for?"))
    return [slots[0].number]


def _unclear(word: str) -> UsageError:
    return UsageError(_("“{word}” is not clear here.", word=word[:40]))
