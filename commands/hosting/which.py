"""Which offer and which meeting a line means: by number, town, title, host; and whose offer it is to change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from commands.base import Call, Claims, NotAllowed, UserError, named_at, one
from commands.base.claims import Place
from commands.base.people import MOST_CHOICES
from commands.base.titles import Titled, whole_at_head
from commands.base.typed import fold
from commands.host_offers import LIST, standing_offer
from commands.hosting.sentences import meeting_line, offer_line
from commands.patterns import regex
from commands.words import OneOf, Text, _, offered_line
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting

Record = TypeVar("Record", Offer, Meeting)

WHICH = _("Which offer is meant?")
_WORD = regex(r"\w+(?:[-.]\w+)*")
_KEY = regex(r"(?<![\w.])([hm]?)#?(\d{1,7})(?!\w|\.\d)", re.IGNORECASE)
_FOR = regex(
    r"(?<!\w)(?:fürs|für|fuer|for|zur|zum)\s{1,3}(?:(?:die|das|den|unsere?|the|our)\s{1,3})?(?=\w)", re.IGNORECASE
)
_FILLING = regex(
    r"(?<!\w)(?:das|die|der|den|the|unser|unsere|angebot|offer|von|of|by|für|fuer|for|zu|zur|zum|sitzung|treffen|meeting|termin|in"
    r"|bei|at|als|ort|place|host|gastgeber|gastgeberin|mit|with|und|and|im|am)(?!\w)[.:]?",
    re.IGNORECASE,
)


def claim_numbers(said: Claims) -> dict[str, list[int]]:
    """The numbers in the line under `h` and `m`, bare ones under ``."""
    found: dict[str, list[int]] = {}
    for match in said.take_all(_KEY, most=10):
        found.setdefault(match[1].lower(), []).append(int(match[2]))
    return found


def claim_filling(said: Claims) -> None:
    """«das Angebot von», «für die Sitzung» say nothing more once both are known."""
    said.take_all(_FILLING)


def claim_offer(call: Call, said: Claims, offers: Sequence[Offer]) -> Offer | None:
    """The offer named by its town, its room or its host; None if none is. Raises UserError that asks, for several."""
    names = [(name, offer) for offer in offers for name in _names(offer)]
    found = _claim_named(said, names) or _of_host(call, said, offers)
    if not found:
        return None
    if len(found) > 1:
        shown = tuple(
            Text("{key} {offer}", {"key": offer.key, "offer": offer_line(offer.terms)})
            for offer in found[:MOST_CHOICES]
        )
        raise UserError(
            _("Which offer is meant: {offers}?", offers=OneOf(shown)), offered_line("host accept", found[0].key)
        )
    return found[0]


def claim_meeting(call: Call, store: Store, said: Claims, meetings: Sequence[Meeting]) -> Meeting | None:
    """The meeting named by its title; None if none is. Raises UserError that asks, for several."""
    found = _claim_named(said, [(meeting.title, meeting) for meeting in meetings])
    if found and len(found) > 1:
        shown = tuple(meeting_line(meeting, call) for meeting in found[:MOST_CHOICES])
        raise UserError(
            _("Which one is meant: {meetings}?", meetings=OneOf(shown)), offered_line("host call", found[0].key)
        )
    return found[0] if found else None


def claim_for_title(said: Claims, among: Sequence[Titled]) -> int | None:
    """The number of the meeting for which a room is offered, by its whole title: «für das Plenum»; None for none."""
    for place in said.open():
        for before in islice(_FOR.finditer(said.text, place.start, place.end), MOST_CHOICES):
            found, length = whole_at_head(said.words(Place(before.end(), place.end)), among)
            if len(found) == 1:
                said.claim(before.start(), before.end() + length)
                return found[0].number
    return None


def own_offer(call: Call, store: Store, number: int) -> Offer:
    """The offer of that number, if it stands and the member may change it."""
    found = standing_offer(store, number)
    if found.host == call.member.user_id or call.member.organiser:
        return found
    host = call.room.named(found.host)
    raise NotAllowed(_("{key} is offered by {host}, who alone can change it.", key=found.key, host=host), LIST)


def _names(offer: Offer) -> list[str]:
    terms = offer.terms
    return [terms.place, terms.place.partition(",")[0], terms.details.get("room", "")]


def _of_host(call: Call, said: Claims, offers: Sequence[Offer]) -> list[Offer]:
    for place in said.open():
        for word in re.finditer(r"(?<![\w@])[\w@]", said.words(place)):
            named = named_at(said.text, place.start + word.start(), call.room, call.mentions, call.member)
            if named is None or not named.candidates:
                continue
            member = one(named, said.text)
            theirs = [offer for offer in offers if offer.host == member.user_id]
            if theirs:
                said.claim(named.start, named.end)
                return theirs
    return []


def _claim_named(said: Claims, names: Iterable[tuple[str, Record]]) -> list[Record]:
    """The records of the longest name that stands in the line as whole words, whatever its capitals."""
    best: list[Record] = []
    longest, where = 0, Place(0, 0)
    words = [
        (fold(found[0]), found.start(), found.end())
        for place in said.free()
        for found in _WORD.finditer(said.text, place.start, place.end)
    ]
    begins: dict[str, list[int]] = {}
    for n, (spelled, _start, _end) in enumerate(words):
        begins.setdefault(spelled, []).append(n)
    for name, record in names:
        wanted = [fold(found) for found in _WORD.findall(name)]
        for n in begins.get(wanted[0], ()) if len(wanted) >= max(longest, 1) else ():
            if [spelled for spelled, _start, _end in words[n : n + len(wanted)]] != wanted:
                continue
            if len(wanted) > longest:
                best, longest, where = [], len(wanted), Place(words[n][1], words[n + len(wanted) - 1][2])
            if all(record.id != known.id for known in best):
                best.append(record)
            break
    if best:
        said.claim(where.start, where.end)
    return best
