"""Which record a text means by its title: the whole title at the head of a line, or what comes nearest to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import islice

from commands.base.call import Call
from commands.base.candidates import meetings_meant, offers_meant
from commands.base.claims import Claims, Place
from commands.base.errors import UsageError, UserError
from commands.base.retyped import retyped
from commands.base.turning import TURNS
from commands.base.typed import fold
from commands.patterns import regex
from commands.words import Code, OneOf, Text, _
from storage import Store
from storage.hosting import Offer
from storage.values import frozen

MOST_CHOICES = 5
"""Records that a question lists."""
PART = 0.85
"""Likeness of a title of which a part was said; a slip of the pen is less like it."""
SURE = 0.8 * PART
"""Likeness from which a record is taken to be meant."""
NEAR = 0.55 * PART
"""Likeness from which a record is worth mentioning."""
_LONGEST = 12
"""Words of a title, at most, that are looked for at the head of a line."""
_LONGEST_NAME = 300
"""Characters that may name a record: a title has fewer, and the nouns before it a few more."""
_SHOWN = 3
"""Records that are named where none is like the words."""
_MOST_CANCELLED = 50
_SIGNS = " \t\n,;:.!?„“”\"'»«‚‘’()"
_OWN = ("mein", "meins", "meine", "meinen", "meines", "my", "mine")
"""What a record of one's own is called."""
_AROUND = regex(
    r"^(?:(?:bitte|please|die|der|das|den|the|sitzung|umfrage|termin|meeting|poll|angebot|offer|eintrag|entry"
    r"|erinnerung|reminder|aufgabe|daueraufgabe|task|duty|von|of|by)\s+)+|(?:\s{1,3}(?:bitte|please|angebot|offer))?[.!?]{0,5}$",
    re.IGNORECASE,
)


@frozen
class Titled:
    """A record by all that it is called; `names` are what else, besides its title. `key` is its short name."""

    key: str
    title: str
    names: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return int(self.key[1:])


def ranked(wanted: str, among: Iterable[Titled], least: float = 0) -> list[tuple[float, Titled]]:
    """The records by their likeness to the name, most alike first: 1 for the same. What is less alike than `least` may
    be given less than it is."""
    folded = _plain(wanted)
    slip = cache(lambda known: SequenceMatcher(None, folded, known).ratio())  # many titles begin with the same words
    alike = cache(lambda name: _likeness(folded, name, least, slip))  # and many offers are of the same host
    pairs = [(max(alike(_plain(name)) for name in (one.title, *one.names)), one) for one in among]
    return sorted(pairs, key=lambda pair: -pair[0])


def whole_at_head(words: str, among: Sequence[Titled]) -> tuple[list[Titled], int]:
    """All of the longest whole title with which the text begins, and how many characters that is; none: `[], 0`."""
    called = [(one, {_plain(name) for name in (one.title, *one.names)}) for one in among]
    for end in _heads(words):
        said = {_plain(words[:end]), _plain(_AROUND.sub("", words[:end]))}
        if found := [one for one, names in called if not names.isdisjoint(said)]:
            return found, end
    return [], 0


def like_head(words: str, among: Sequence[Titled]) -> tuple[Titled, int] | None:
    """The one record that as many of the first words as possible name by a part at least, and their characters."""
    for end in _heads(words):
        found = ranked(_AROUND.sub("", words[:end]), among, PART)
        if found and found[0][0] >= PART and (len(found) == 1 or found[1][0] < found[0][0]):
            return found[0][1], end
    return None


def nearest_at_head(call: Call, among: Sequence[Titled], verb: int = 2) -> UserError | None:
    """Behind the words of the verb, of the line that was typed, stands nearly the name of one of them: which, and the
    line with its key in that place. None if it is like none of them, or like several."""
    first = call.line.partition("\n")[0]
    start = sum(len(word[0]) for word in islice(re.finditer(r"\S+\s*", first), verb))
    best: tuple[float, Titled, int] | None = None
    for end in _heads(first[start:]):
        wanted = _AROUND.sub("", first[start : start + end])
        found = ranked(wanted, among, SURE) if wanted else []
        compound = [one for one in among if len(one.title) > 3 and _plain(wanted).startswith(_plain(one.title))]
        found = [(PART, compound[0])] if len(compound) == 1 and " " not in wanted else found
        alone = len(found) == 1 or (found and found[1][0] < found[0][0])
        if alone and found[0][0] >= SURE and (best is None or found[0][0] > best[0]):
            best = (*found[0], start + end)
    if best is None:
        return None
    _alike, one, end = best
    line = f"{call.line[:start]}{one.key}{call.line[end:]}".rstrip(" !?")
    return UserError(
        _("Is {record} meant?", record=shown([one])[0]),
        Text("{line}", {"line": Code("!" + " ".join(line.split()))}),
    )


def _heads(words: str) -> list[int]:
    """Where the first words end that may name a record, the most words first."""
    ends = (match.end() for match in islice(re.finditer(r"\S+", words), _LONGEST))
    return [end for end in ends if end <= _LONGEST_NAME][::-1]


def claim_titled(said: Claims, call: Call, among: Sequence[Titled], *, alone: bool) -> int | None:
    """The number of the record named at the head of what is left; None if none is.

    `alone`: nothing but the record can stand there, so a part of a title or a slip will do. Otherwise text may follow,
    and only a whole title counts. Raises UserError that asks if several are meant, or names the nearest if none is.
    """
    head = said.head
    words = said.words(head).partition("\n")[0]
    found, length = whole_at_head(words, among)
    if not found and alone and words:
        found, length = (
            _nearest(words, among, lambda key: retyped(call, said, Place(head.start, head.start + len(words)), key)),
            len(words),
        )
    if not found:
        return None
    named = Place(head.start, head.start + length)
    if len(found) > 1:
        raise several(words[:length], found, line_for_each(found, lambda key: retyped(call, said, named, key)))
    said.claim(named.start, named.end)
    return found[0].number


def several(name: str, found: Sequence[Titled], example: Text | None) -> UserError:
    """The question which of several records is meant."""
    return UserError(
        _("“{name}” could be {records}. Please say which.", name=name, records=OneOf(shown(found))), example
    )


def line_for_each(records: Iterable[str | Titled], line: Callable[[str], Text | None]) -> Text | None:
    """A line for each of the first records that may be meant, one below the other: none of them is offered alone."""
    keys = [one if isinstance(one, str) else one.key for one in islice(records, MOST_CHOICES)]
    made = {f"line{n}": text for n, key in enumerate(keys) if (text := line(key))}
    return Text("\n".join(f"{{{name}}}" for name in made), made) if made else None


def shown(found: Sequence[Titled]) -> tuple[Text, ...]:
    """The first of them, for a sentence."""
    return tuple(_("{key} “{title}”", key=one.key, title=one.title) for one in found[:MOST_CHOICES])


def titled(letter: str, call: Call, store: Store, words: str, *, cancelled: bool = False) -> list[Titled]:
    """The records of that kind that the words may name, those ahead first; `cancelled`: those meetings too."""
    match letter:
        case "M":
            meetings = meetings_meant(call, store, words)
            if cancelled:
                meetings = [*store.meetings.cancelled(_MOST_CANCELLED), *meetings]
            return [Titled(one.key, one.title) for one in meetings]
        case "R":
            chat, member = (None, call.member.user_id) if call.direct else (call.room.room_id, None)
            reminders = [
                *store.reminders.called(words, chat, member),
                *store.reminders.waiting(chat, member, limit=_SHOWN),
            ]
            return [Titled(key, text) for key, text in {one.key: one.text for one in reminders}.items()]
        case "H":
            return [Titled(one.key, one.terms.place, _of_offer(one, call)) for one in offers_meant(store, words)]
        case "L":
            entries = [*store.literature.called(words), *store.literature.newest(_SHOWN)]
            return [Titled(key, title) for key, title in {one.key: one.title for one in entries}.items() if title]
    return []


def _of_offer(offer: Offer, call: Call) -> tuple[str, ...]:
    """What else an offer is called: by its room, by who makes it."""
    host = call.room.named(offer.host).name
    names = (offer.terms.place.partition(",")[0], offer.terms.details.get("room", ""), host, host.partition(" ")[0])
    own = _OWN if offer.host == call.member.user_id else ()
    return (*dict.fromkeys(part for name in names if name for part in (name, f"{name}s", f"{name}'s")), *own)


def _nearest(words: str, among: Sequence[Titled], line: Callable[[str], Text | None]) -> list[Titled]:
    """Those that the words come nearest to. Raises UserError where they are like none."""
    wanted = " ".join(_AROUND.sub("", words).split()) or words
    found = ranked(wanted, among)
    if found and found[0][0] >= SURE:
        return [one for likeness, one in found if likeness == found[0][0]]
    if TURNS.search(words):  # «alle außer R1» is none of them
        raise UsageError(_("Not understood: “{words}”.", words=words[:60]))
    near = [one for likeness, one in found if likeness >= NEAR and fold(wanted) not in _OWN][:3]
    if not near and found:
        there = shown([one for _likeness_, one in found[:_SHOWN]])
        raise UsageError(
            _("Nothing here is called “{name}”. These are there: {records}.", name=wanted[:60], records=there)
        )
    if not near:
        return []
    raise UserError(
        _("Nothing here is called “{name}”; nearest to it: {records}.", name=wanted[:60], records=shown(near)),
        line(near[0].key),
    )


def _plain(name: str) -> str:
    return fold(" ".join(name.split()).strip(_SIGNS))


def _likeness(wanted: str, name: str, least: float, slip: Callable[[str], float]) -> float:
    """1 for the same, less for its head, for heads of its words, for a part of it, for a slip of the pen, whose measure
    is `slip`."""
    if wanted == name:
        return 1
    if len(wanted) > _LONGEST_NAME:
        return 0
    if len(wanted) >= 3:
        words = re.findall(r"\w+", name)
        if name.startswith(wanted):
            return 0.95
        if all(any(word.startswith(part) for word in words) for part in wanted.split()):
            return 0.9
        if len(wanted) >= 5 and wanted in name:
            return PART
    if least >= PART:
        return 0  # a slip of the pen is less than a part
    # of a head there may be a letter too few: one of a short word that is wrong makes it another word
    best = 0.0
    for known in dict.fromkeys((name[: len(wanted) + 1], name)):
        most = _most_alike(wanted, known)
        if most > best and most * PART >= least:  # what cannot come near is not compared letter by letter
            best = max(best, slip(known))
    return best * PART


def _most_alike(one: str, other: str) -> float:
    """What the ratio of a SequenceMatcher over the two can be at most: that of the letters they share, in any order."""
    shared = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return 2.0 * shared / (len(one) + len(other))
