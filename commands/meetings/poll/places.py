"""Where the slots of a poll are: at a place of their own, at a host's offer; and what follows when one is fixed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from commands.base import Call, Claims, Moment, UserError, title
from commands.base.candidates import MOST_AHEAD
from commands.calendar.schedule import days_of, hours_of, keep
from commands.dates import Span
from commands.host_offers import standing_offer
from commands.meetings.at_host import OFFER, names_offer, offer_at, settle_at_host
from commands.meetings.dates_said import read_slots
from commands.meetings.place_behind import Placed
from commands.meetings.standing import Tally
from commands.patterns import regex
from commands.words import Content, Text, Value, _, _n, offered_line
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting
from storage.slots import NewSlot

OwnPlaces: TypeAlias = Mapping[date, str]
"""The places of single dates by their beginning."""

LONGEST_PLACE = 80
"""Characters of a slot's own place, which stands wherever the slot does."""
_MOST_ROOMS = 5
"""Offers that are named beside one slot."""
_WITH_OFFER = regex(rf"(?<!\S)(?:(?:mit|bei|in|with|at|@)\s*)?{OFFER}(?!\S)", re.IGNORECASE | re.ASCII)


def common_place(placed: Sequence[Placed], dates: str) -> str | None:
    """The place of the whole meeting, if only one was named and it stands behind all dates or behind the last."""
    line = Claims(dates)
    pieces = [line.words(piece).strip() for piece in line.parts()]
    if len({one.place for one in placed}) != 1 or names_offer(placed[0].place):
        return None
    behind_last = len(placed) == 1 and pieces[-1] == placed[0].dates
    return placed[0].place if behind_last or len(placed) == len(pieces) else None


def own_places(call: Call, said: Claims, placed: Sequence[Placed], spans: Sequence[Span]) -> OwnPlaces:
    """Which of the dates has which place of its own; a place that belongs to none of them alone is asked about."""
    found: dict[date, str] = {}
    starts = {span.start for span in spans}
    for one in placed:
        try:
            here = {span.start for span in read_slots(call, one.dates)}
        except UserError:  # «3., 4. und 7.12.»: the first says no day by itself
            here = set()
        if not here or not here <= starts or any(found.get(start, one.place) != one.place for start in here):
            said.doubt(one.place)
            continue
        found |= dict.fromkeys(here, one.place)
    return found


def new_slots(call: Call, store: Store, spans: Iterable[Span], places: OwnPlaces) -> list[NewSlot]:
    """The slots to be kept. Raises UserError for an offer that is none, and for a place that is too long."""
    return [_new_slot(call, store, span, places.get(span.start, "")) for span in spans]


def _new_slot(call: Call, store: Store, span: Span, place: str) -> NewSlot:
    when = keep(span, call.zone)
    if offer := offer_at(store, place):
        return NewSlot(when, offer.terms.where[:LONGEST_PLACE], offer.id)
    if len(place) > LONGEST_PLACE:
        raise UserError(
            _("A date's own place has at most {most} characters; this has {n}.", most=LONGEST_PLACE, n=len(place))
        )
    return NewSlot(when, title(place, _("Which place is meant?")) if place else None)


def claim_host(said: Claims, store: Store) -> Offer | None:
    """The offer behind `mit H1`; None if none is named."""
    named = said.take(_WITH_OFFER)
    return standing_offer(store, int(named["number"])) if named else None


def settle_place(at: Call | Moment, store: Store, meeting: Meeting, tally: Tally, host: Offer | None) -> None:
    """The meeting takes place where the fixed slot does, or at that host's, who is told by the hosting feature."""
    own = store.hosting.of_id(tally.slot.offer) if tally.slot.offer is not None else None
    offer = host or (own if own and own.withdrawn is None else None)
    if offer is None:
        if tally.slot.place is not None:
            store.meetings.set_place(meeting.id, tally.slot.place, at.ms)
        return
    settle_at_host(at, store, meeting, offer)


def rooms_for(store: Store, meeting: Meeting, tally: Tally) -> Text | None:
    """Which offers are for that date, and whether they hold those who can come; nothing where the place is known."""
    offers = fitting(store, meeting, tally)
    if not offers:
        return None
    return _("Rooms: {offers}", offers=tuple(_room(offer, tally.can_come) for offer in offers[:_MOST_ROOMS]))


def fitting(store: Store, meeting: Meeting, tally: Tally) -> list[Offer]:
    """The offers for that date, those that hold everybody first, then those that hold more."""
    slot = tally.slot
    if meeting.place or slot.place:
        return []
    offers = [o for o in store.hosting.newest(MOST_AHEAD) if o.terms.fits(*days_of(slot.when), *hours_of(slot.when))]
    return sorted(offers, key=lambda o: (not holds(o, tally.can_come), -(o.terms.seats or 0), o.number))


def holds(offer: Offer, people: int) -> bool:
    """Whether so many find a place there; where nobody said how many it holds, they do."""
    return offer.terms.seats is None or people <= offer.terms.seats


def _room(offer: Offer, people: int) -> Text:
    named: dict[str, Value] = {"key": offer.key, "place": offer.terms.place}
    if offer.terms.seats is None:
        return Text("{key} {place}", named)
    seats = (
        _n("one place", "{count} places", offer.terms.seats)
        if holds(offer, people)
        else _("too small for {n} people", n=people)
    )
    return Text("{key} {place} ({seats})", {**named, "seats": seats})


def best_room(store: Store, meeting: Meeting, tallies: Sequence[Tally]) -> Content | None:
    """The line that fixes the best date together with a room that holds those who can come."""
    for tally in tallies:
        offers = [offer for offer in fitting(store, meeting, tally) if holds(offer, tally.can_come)]
        if offers:
            line = offered_line("meeting close", meeting.key, tally.slot.number, _("with {offer}", offer=offers[0].key))
            return _("Date and room at once: {line}", line=line)
    return None
