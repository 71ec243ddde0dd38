"""Kinds of argument: what each claims of a line, and the question asked if it is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any, Protocol

from commands.base.call import Call
from commands.base.claims import Claims, Place
from commands.base.errors import UsageError, UserError
from commands.base.people import claim_person, no_member
from commands.base.titles import claim_titled, nearest_at_head, titled
from commands.base.typed import unquoted
from commands.patterns import regex
from commands.words import Member, Text, _
from storage import Store
from storage.values import frozen

TITLE_LENGTH = 200


class Argument(Protocol):
    """Claims its value from what is left of the line."""

    def take(self, said: Claims, call: Call, store: Store) -> Any: ...


@frozen
class Key:
    """A record by its short name, `M3`, `m3`, `#3` or `3`, where `letter` says which kind is meant, or by its title.

    Gives the number. A number that counts something (`1. OG`) is none. `alone`: no text follows in such a line, so
    that a part of the title will do; otherwise only a whole title is one. `cancelled`: a cancelled meeting as well.
    """

    letter: str
    missing: Text
    optional: bool = False
    alone: bool = False
    cancelled: bool = False

    def take(self, said: Claims, call: Call, store: Store) -> int | None:
        number, among = claim_key(self.letter, said), []
        if number is None and said.left():
            among = titled(self.letter, call, store, said.words(said.head), cancelled=self.cancelled)
            number = claim_titled(said, call, among, alone=self.alone)
        if number is None and not self.optional:
            raise nearest_at_head(call, among) or UsageError(self.missing)
        return number


_BEFORE_KEY = regex(
    r"(?:(bitte|please|für|fuer|for|von|of|zu)\s+|(die|der|das|the|sitzung|umfrage|termin|meeting|poll|angebot|offer|aufgabe"
    r"|task|eintrag|entry|erinnerung|reminder|nr\.?|nummer|number)\s+){0,6}+(?=([a-z]?#|[a-z])?\d)",
    re.IGNORECASE,
)
"""«bitte die Sitzung» before a short name; before a bare number a noun or an article must stand last."""


@cache
def _key_pattern(letter: str) -> re.Pattern[str]:
    """The short name of a record of that kind at a place, and a sign behind it."""
    return regex(
        rf"(?:{letter}#?|#|(?=\d))(?P<number>\d{{1,7}})(?:[:,!?]|\.(?!\d| *\w))?(?=[\s,;]|$)", re.IGNORECASE | re.ASCII
    )


def _key_at(letter: str, text: str, start: int) -> re.Match[str] | None:
    """The short name at that place, perhaps behind a noun."""
    noun = _BEFORE_KEY.match(text, start)
    if noun is not None and not (noun[3] is None and noun[1] and not noun[2]):
        start = noun.end()
    return _key_pattern(letter).match(text, start)


def claim_key(letter: str, said: Claims, at: int | None = None) -> int | None:
    """The number of the record at the head of what is left, or at that place; None if none is named there."""
    start = said.head.start if at is None else at
    match = _key_at(letter, said.text, start)
    if match is None or said.quoted(Place(*match.span())):
        return None
    said.claim(start, match.end())
    return int(match["number"])


def claim_keys_behind(letter: str, said: Claims) -> list[int]:
    """The numbers that follow a record in a row: `…, R2 und R4`; bare ones behind a comma or «und» only."""
    numbers: list[int] = []
    while len(numbers) < _MOST_KEYS:
        at = said.head.start
        link = _LINK.match(said.text, at)
        start = link.end() if link else at
        joined = start > at or said.text[:at].rstrip().endswith((",", ";", "&", "+")) or _NUMBERS.match(said.text, at)
        if said.text[start : start + 1].isdecimal() and not joined:
            break  # «T5 2 Tage später»: such a number counts something
        number = claim_key(letter, said, start)
        if number is None:
            break
        if link:
            said.claim(*link.span())
        numbers.append(number)
    return numbers


_MOST_KEYS = 20
"""Records that one line may name."""
_NUMBERS = regex(r"[\d\s,;]{1,100}+\Z")
"""Nothing but numbers up to the end."""
_LINK = regex(r"[\s,;&+]{0,4}(?:(?:und|and)\s+)?", re.IGNORECASE)


@frozen
class Keys:
    """Records by their short names, `R1, R2 und R4`, or one by its title. Gives the numbers, at least one."""

    letter: str
    missing: Text

    def take(self, said: Claims, call: Call, store: Store) -> tuple[int, ...]:
        first = Key(self.letter, self.missing, alone=True).take(said, call, store)
        return tuple(dict.fromkeys([*([first] if first is not None else []), *claim_keys_behind(self.letter, said)]))


@frozen
class Number:
    """A whole number of at most seven digits, such as a page."""

    missing: Text
    optional: bool = False

    def take(self, said: Claims, call: Call, store: Store) -> int | None:
        match = _NUMBER.match(said.text, said.head.start, said.head.end)
        if match:
            said.claim(*match.span())
            return int(match[1])
        if self.optional:
            return None
        raise UsageError(self.missing)


_NUMBER = regex(r"(\d{1,7})[.,:]?(?!\S)", re.ASCII)


@frozen
class Flag:
    """Whether one of those words stands in the line, outside of quotes; it belongs to nothing else then."""

    pattern: re.Pattern[str]

    def take(self, said: Claims, call: Call, store: Store) -> bool:
        return said.take(self.pattern) is not None


@frozen
class Rest:
    """Everything that is left, line breaks kept.

    `free`: it may say «nicht» and the like, because it is kept as somebody's own words, or because the handler
    understands or refuses every word of it. Anything else is asked about before it is done.
    """

    missing: Text
    optional: bool = False
    free: bool = False

    def take(self, said: Claims, call: Call, store: Store) -> str:
        if self.free:
            said.settle()
        rest = said.take_rest() if self.free else said.keep_rest()
        if not rest and not self.optional:
            raise UsageError(self.missing)
        return rest


@frozen
class Words:
    """The line itself, for a handler with readers of its own: what they do not claim is asked about."""

    missing: Text
    optional: bool = False

    def take(self, said: Claims, call: Call, store: Store) -> Claims:
        if not said.left() and not self.optional:
            raise UsageError(self.missing)
        return said


@frozen
class Who:
    """A member: `@anna`, `@anna:example.org`, a display name, or the pill a client makes of it."""

    missing: Text
    optional: bool = False
    newcomers: bool = False
    """Also those who wait for an organiser's word."""

    def take(self, said: Claims, call: Call, store: Store) -> Member | None:
        if self.newcomers:
            call = replace(call, room=replace(call.room, members=(*call.room.members, *call.room.waiting)))
        member = claim_person(said, call)
        if member is not None or self.optional:
            return member
        words = said.words(said.head)
        if not words:
            raise UsageError(self.missing)
        raise no_member(words, call.room)


def title(text: str, what: Text, example: Text | None = None) -> str:
    """One line of at most 200 characters, blanks folded. `what` is asked if it is empty.

    Raises UsageError for an empty one, UserError for a longer one: it is never cut silently.
    """
    one = unquoted(" ".join(text.split()).strip(" ,;:")).strip(" ,;:")
    if not one:
        raise UsageError(what, example)
    return at_most(one, TITLE_LENGTH, example)


def at_most(text: str, most: int, example: Text | None = None) -> str:
    """The text, if it has no more characters than that. Raises UserError: nothing is cut silently."""
    if len(text) > most:
        raise UserError(
            _("That is {n} characters long; {most} are the most. Please shorten it.", n=len(text), most=most), example
        )
    return text
