"""Kinds of argument: how each is taken from the rest of a line, and the question asked if it is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

from commands.base.call import Call
from commands.base.errors import UsageError, UserError
from commands.base.line import split_word
from commands.base.people import find_person, no_member
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


_BEFORE_KEY = re.compile(
    r"\A(?:(bitte|please|für|for|von|of|zu)\s+|(die|der|das|the|sitzung|umfrage|termin|meeting|poll|angebot|offer|aufgabe"
    r"|task|eintrag|entry|erinnerung|reminder|nr\.?|nummer|number)\s+)*+(?=([a-z]?#|[a-z])?\d)",
    re.IGNORECASE,
)
"""«bitte die Sitzung» before a short name; before a bare number a noun or an article must stand last."""


def _without_noun(rest: str) -> str:
    text = rest.lstrip(" ")
    match = _BEFORE_KEY.match(text)
    if match is None or (match[3] is None and match[1] and not match[2]):
        return rest
    return text[match.end() :]


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
        found = find_person(rest, call.room, call.mentions, call.member)
        if found:
            return found
        if self.optional:
            return None, rest
        if not rest.strip():
            raise UsageError(self.missing)
        raise no_member(rest, call.room)


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
