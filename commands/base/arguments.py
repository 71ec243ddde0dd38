"""Kinds of argument: how each is taken from the rest of a line, and the question asked if it is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

from commands.base.call import Call, Room
from commands.base.errors import UsageError, UserError
from commands.base.line import split_word
from commands.base.typed import fold
from commands.words import Code, Member, Text, _

TITLE_LENGTH = 200


class Argument(Protocol):
    """Takes its value from the head of `rest` and gives it with what is left."""

    def take(self, rest: str, call: Call) -> tuple[Any, str]: ...


@dataclass(frozen=True, slots=True)
class Key:
    """A record's short name: `M3`, `m3`, `#3` or `3`, where `letter` says which kind is meant. Gives the number."""

    letter: str
    missing: Text
    optional: bool = False

    def take(self, rest: str, call: Call) -> tuple[int | None, str]:
        word, after = split_word(_without_noun(rest))
        match = re.fullmatch(rf"(?i)(?:{self.letter}|#|{self.letter}#)?(\d{{1,7}})[:,.!?]?", word)
        if match:
            return int(match[1]), after
        if self.optional:
            return None, rest
        raise UsageError(self.missing)


_NOUN = re.compile(
    r"(?:(?:bitte|please|für|for|von|of|zu|die|der|das|the)\s+)*(?:(?:die|das|der|the|sitzung|umfrage|termin|meeting|poll"
    r"|angebot|offer|aufgabe|task|eintrag|entry|erinnerung|reminder|nr\.?|nummer|number)\s+)+(?=[a-z]?#?\d)"
    r"|(?:(?:bitte|please|für|for)\s+)+(?=[a-z]#?\d|#\d)",
    re.IGNORECASE,
)
"""«bitte die Sitzung» before a short name."""


def _without_noun(rest: str) -> str:
    match = _NOUN.match(rest.lstrip(" "))
    return match.string[match.end() :] if match else rest


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number of at most seven digits, such as a page."""

    missing: Text
    optional: bool = False

    def take(self, rest: str, call: Call) -> tuple[int | None, str]:
        word, after = split_word(rest)
        if match := re.fullmatch(r"(\d{1,7})[.,:]?", word):
            return int(match[1]), after
        if self.optional:
            return None, rest
        raise UsageError(self.missing)


@dataclass(frozen=True, slots=True)
class Rest:
    """Everything that is left, line breaks kept."""

    missing: Text
    optional: bool = False

    def take(self, rest: str, call: Call) -> tuple[str, str]:
        if not rest.strip() and not self.optional:
            raise UsageError(self.missing)
        return rest.strip(), ""


@dataclass(frozen=True, slots=True)
class Person:
    """A member: `@anna`, `@anna:example.org`, a display name, or the pill a client makes of it."""

    missing: Text
    optional: bool = False

    def take(self, rest: str, call: Call) -> tuple[Member | None, str]:
        found = find_person(rest, call.room, call.mentions)
        if found:
            return found
        if self.optional:
            return None, rest
        word = split_word(rest)[0]
        if not word:
            raise UsageError(self.missing)
        raise UserError(_("There is no member {name} in this room.", name=word))


def find_person(rest: str, room: Room, mentions: tuple[str, ...] = ()) -> tuple[Member, str] | None:
    """The member named at the head of the text, longest name first, and what follows; None if nobody is.

    Among members of the same name the one whom the sender's client meant (`m.mentions`) is taken.
    """
    text = rest.lstrip()
    names = [(spelling, m) for m in room.members for spelling in _spellings(m)]
    names.sort(key=lambda pair: (len(pair[0]), pair[1].user_id in mentions), reverse=True)
    for spelling, member in names:
        for head in ("@" + spelling, spelling):
            end = len(head)
            if fold(text[:end]) == fold(head) and not text[end : end + 1].isalnum():
                return member, text[end:].lstrip(" :,")
    return None


def _spellings(member: Member) -> tuple[str, ...]:
    local = member.user_id[1:].partition(":")[0]
    return (member.user_id[1:], member.user_id, member.name, member.name.split(" ")[0], local)


def title(text: str, what: Text, example: Text | None = None) -> str:
    """One line of at most 200 characters, blanks folded. `what` is asked if it is empty.

    Raises UsageError for an empty one, UserError for a longer one: it is never cut silently.
    """
    one = " ".join(text.split()).strip(" \"'„“”«»,;:")
    if not one:
        raise UsageError(what, example)
    if len(one) > TITLE_LENGTH:
        raise UserError(
            _(
                "That is {n} characters long; {most} are the most. Please shorten it.",
                n=len(one),
                most=TITLE_LENGTH,
            ),
            example,
        )
    return one


def command_line(call: Call, words: str) -> Code:
    """A line the member can type, with the room's prefix: `task list 2` → `!task list 2`."""
    return Code(call.settings.prefix + words)
