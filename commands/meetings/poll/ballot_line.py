"""Reads votes as people type them: `1 ja, 2 vielleicht`, `ja für 1 und 3`, `alle ja außer 2`, `8.12. ja`, `2 -`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Final

from commands.base import UsageError, UserError
from commands.base.typed import fold, straight
from commands.dates.items.lexicon import month, ordinal, weekday
from commands.meetings.poll.ballot_words import ANSWERS, NOT, VERBS, piece_of_vote
from commands.meetings.which import no_such_slot, slot_on, slot_on_weekday
from commands.words import _
from storage.ballots import VoteValue
from storage.meetings import Meeting
from storage.slots import Slot
from storage.values import frozen

_COLOURS: Final = dict.fromkeys((*range(0x1F3FB, 0x1F400), 0xFE0F, 0x200D, 0x2642, 0x2640))
"""What gives a sign of the hand its colour or sex."""
_PLAIN: Final = _COLOURS | dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_OTHERWISE: Final[dict[VoteValue, VoteValue]] = {"yes": "no", "no": "yes"}
"""What `alle ja außer 2` says of 2, and `nur 2 nicht` of the others."""
_ANY_TIME: Final = frozenset({"immer", "jederzeit", "always", "any time"})
_CHEER: Final = frozenset({"👍", "✅", "ok", "okay"})
_MARKS: Final = frozenset({"+", "-", "?"})
"""Answers that are no words."""


@frozen
class _Token:
    """A piece of the vote: of what kind, as it was typed, and the slots it names."""

    kind: str
    text: str
    slots: tuple[int, ...] = ()

    @property
    def value(self) -> VoteValue:
        return ANSWERS[self.text]


@dataclass(slots=True)
class _Said:
    """What was said of single slots, and what holds for all others."""

    slots: Sequence[Slot]
    exact: dict[int, VoteValue] = field(default_factory=dict)
    general: VoteValue | None = None

    def note(self, number: int, value: VoteValue) -> None:
        if self.exact.setdefault(number, value) != value:
            raise UserError(_("{number} stands there twice, with different answers.", number=number))

    def note_others(self, value: VoteValue, word: str) -> None:
        if self.general not in (None, value):
            raise _unclear(word)
        self.general = value

    def all(self) -> dict[int, VoteValue]:
        if self.general is None:
            return self.exact
        return dict.fromkeys((slot.number for slot in self.slots), self.general) | self.exact


def read_votes(text: str, meeting: Meeting, slots: Sequence[Slot]) -> dict[int, VoteValue]:
    """What the text says of which slot, by the slot's number. Raises UserError for whatever is not clear.

    Slots come before their answer (`1, 3 ja`) or behind it (`ja: 1, 3`), but in one text always in the same way.
    """
    tokens = [token for piece in _pieces(text) for token in _tokens(piece, meeting, slots)]
    tokens = _denied(_without_links(_without_cheer(list(_each_answered(tokens)))))
    ahead = tokens[1:2] if tokens and tokens[0].kind == "value" else tokens[:1]  # «ich kann nur am 8.12.», «nur 1»
    only = bool(ahead) and ahead[0].kind == "only"
    tokens = [token for token in tokens if token.kind != "only"]
    but = {"all", "except"} <= {token.kind for token in tokens}  # «alle außer 3»
    if (only or but) and tokens and all(token.kind != "value" for token in tokens):
        tokens.append(_Token("value", "ja"))
    if all(token.kind != "value" for token in tokens):
        raise UsageError(_("What is the answer: yes, maybe or no?"))
    if len(tokens) == 1:
        return {_only_slot(slots): tokens[0].value}
    said = _Said(slots)
    for group, value in _groups(tokens):
        _note(said, group, value)
    if only and said.general is None:
        said.general = _OTHERWISE.get(next(iter(said.exact.values())))
    return said.all()


def slots_said(text: str, meeting: Meeting, slots: Sequence[Slot]) -> tuple[int, ...]:
    """The numbers of the slots that the text names, by day or number, if it says nothing else; else none.

    Raises UserError for a slot that is not there.
    """
    try:
        tokens = [token for piece in _pieces(text) for token in _tokens(piece, meeting, slots)]
    except UsageError:
        return ()
    named = [number for token in tokens for number in token.slots]
    return tuple(named) if all(token.kind == "slots" for token in tokens) else ()


def _pieces(text: str) -> Iterator[re.Match[str]]:
    for piece in piece_of_vote().finditer(fold(straight(text).translate(_PLAIN))):
        if piece.lastgroup == "word":
            raise _unclear(_as_typed(text, piece[0].strip("()[]")))
        if piece.lastgroup not in ("glue", "point"):
            yield piece


def _tokens(piece: re.Match[str], meeting: Meeting, slots: Sequence[Slot]) -> list[_Token]:
    kind, text = str(piece.lastgroup), piece[0].strip(" .,")
    match kind:
        case "nobody":
            return [_Token("all", text), _Token("value", "nein")]
        case "both":
            if len(slots) != 2:
                raise _unclear(text)
            return [_Token("all", text)]
        case "date" | "weekday" | "nth" | "range" | "number":
            return [_Token("slots", text, _slots_named(kind, piece, text, meeting, slots))]
    return [_Token(kind, text)]


def _slots_named(
    kind: str, piece: re.Match[str], text: str, meeting: Meeting, slots: Sequence[Slot]
) -> tuple[int, ...]:
    if kind == "date":
        in_year = int(piece["month"]) if piece["month"] else month(piece["named"])
        clock = (int(piece["hour"]), int(piece["minute"] or 0)) if piece["hour"] else None
        return (slot_on(meeting, slots, text, int(piece["day"]), in_year, clock),)
    if kind == "weekday":
        return (slot_on_weekday(meeting, slots, text, weekday(piece["weekday"])),)
    there = [slot.number for slot in slots]
    if kind == "number" and piece[0].endswith(".") and int(text) not in there:  # «am 8. und 9.»
        on_day = [slot.number for slot in slots if int(slot.when.start[8:10]) == int(text)]
        if len(on_day) == 1:
            return tuple(on_day)
    numbers = (ordinal(text),) if kind == "nth" else tuple(int(digits) for digits in re.findall(r"\d+", text))
    for number in numbers:
        if number not in there:
            raise no_such_slot(meeting, number, slots)
    if kind == "range":
        return tuple(number for number in there if min(numbers) <= number <= max(numbers))
    return numbers


def _each_answered(tokens: Sequence[_Token]) -> Iterator[_Token]:
    """The tokens, and in the place of `auch` the answer before it; behind an answer it says nothing more."""
    answer: _Token | None = None
    for before, token in pairwise((_Token("", ""), *tokens)):
        if token.kind == "value":
            answer = token
        if token.kind != "same":
            yield token
        elif answer is None:
            raise _unclear(token.text)
        elif before.kind != "value" and tokens[0].kind != "value":
            yield answer


def _without_cheer(tokens: list[_Token]) -> list[_Token]:
    """The tokens without a thumb behind the last answer: `1 ja, 2 nein 👍` says no more of 2."""
    cheers = [token.kind for token in tokens[-3:]] == ["slots", "value", "value"] and tokens[-1].text in _CHEER
    return tokens[:-1] if cheers and tokens[-2].text not in _CHEER else tokens


def _without_links(tokens: list[_Token]) -> list[_Token]:
    """The tokens without the signs that only link: the dash of `1 - ja`, the plus of `1+2 nein`. «Sonst immer» is
    a yes for the rest."""
    for before, token in pairwise(list(tokens)):
        if before.kind == "rest" and token.kind == "all" and token.text in _ANY_TIME:
            tokens[tokens.index(token)] = _Token("value", "ja")
    words = any(token.kind == "value" and token.text not in _MARKS for token in tokens)
    kept: list[_Token] = []
    for token, then in zip_longest(tokens, tokens[1:]):
        behind = then.kind if then else None
        dash = token.text == "-" and behind == "value" and kept
        plus = token.text == "+" and behind == "slots" and words and kept
        if not (token.kind == "value" and (dash or plus)):
            kept.append(token)
    return kept


def _denied(tokens: Sequence[_Token]) -> list[_Token]:
    """The tokens with a no for «passt … nicht»: with nothing between the two, and at the beginning with one thing,
    which it is then said of. Of «kann 1, 2 nicht» nobody knows whether 1 is denied."""
    kept: list[_Token] = []
    done = 0
    for verb, then, last in zip_longest(tokens, tokens[1:], tokens[2:]):
        denies = verb.kind == "value" and verb.text in VERBS
        if done:
            done -= 1
        elif denies and then and then.text in NOT:
            kept.append(_Token("value", "nein"))
            done = 1
        elif denies and last and last.text in NOT and then.kind != "value" and (not kept or kept[-1].kind == "value"):
            kept += [then, _Token("value", "nein")]
            done = 2
        else:
            kept.append(verb)
    return kept


def _groups(tokens: Sequence[_Token]) -> list[tuple[list[_Token], VoteValue]]:
    """The slots with the answer that holds for them, in order."""
    if tokens[0].kind == "value":
        return _answers_first(tokens)
    groups: list[tuple[list[_Token], VoteValue]] = []
    group: list[_Token] = []
    for token in tokens:
        if token.kind != "value":
            group.append(token)
            continue
        if not group:
            raise _unclear(token.text)
        groups.append((_exception_answered(group, groups, token.value), token.value))
        group = []
    if group and group[0].kind == "except" and groups:  # «alle ja außer 2»
        groups[-1][0].extend(group)
    elif group:
        raise _unanswered(group)
    return groups


def _answers_first(tokens: Sequence[_Token]) -> list[tuple[list[_Token], VoteValue]]:
    groups: list[tuple[list[_Token], VoteValue]] = []
    for token in tokens:
        if token.kind == "value":
            groups.append(([], token.value))
        else:
            groups[-1][0].append(token)
    if not all(group for group, _value in groups):
        raise _unclear(tokens[-1].text)
    for group, _value in groups:
        if group[0].kind == "except":  # «ja außer Freitag»
            group.insert(0, _Token("all", group[0].text))
    return groups


def _exception_answered(
    group: list[_Token], groups: Sequence[tuple[list[_Token], VoteValue]], value: VoteValue
) -> list[_Token]:
    """«alle ja, außer 2 vielleicht»: the exception says its answer itself. Of several only if there is no doubt."""
    if group[0].kind != "except" or any(token.kind in ("all", "rest") for token in group):
        return group
    if len(group) > 2 and not (groups and value == _OTHERWISE.get(groups[-1][1])):
        raise _unclear(group[0].text)
    return group[1:]


def _note(said: _Said, group: Sequence[_Token], value: VoteValue) -> None:
    """Notes the answer for the slots of the group; `alle` and `Rest` hold where nothing more exact is said."""
    counts: VoteValue | None = value
    for token in group:
        if token.kind in ("all", "rest"):
            said.note_others(value, token.text)
            counts = value
        elif token.kind == "except":
            counts = _OTHERWISE.get(value)
        elif counts is None:
            raise _unanswered([token])
        else:
            for number in token.slots:
                said.note(number, counts)


def _only_slot(slots: Sequence[Slot]) -> int:
    """The slot that is meant by an answer alone: it must be the only one."""
    if len(slots) != 1:
        raise UsageError(_("Which dates does the answer hold for?"))
    return slots[0].number


def _unanswered(group: Sequence[_Token]) -> UsageError:
    left = tuple(token.text for token in group)
    return UsageError(_("What is the answer for {slots}: yes, maybe or no?", slots=left))


def _unclear(word: str) -> UsageError:
    return UsageError(_("“{word}” is not clear here.", word=word[:40]))


def _as_typed(text: str, folded: str) -> str:
    """The word of the text that was folded so."""
    return next((word.strip(",;:.()[]") for word in text.split() if folded in fold(word)), folded)
