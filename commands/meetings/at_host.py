"""A meeting at a host's: the offer that is named as its place, and what follows once it takes place there."""

from __future__ import annotations

import re
from typing import Final

from commands.base import Call, Moment, UserError
from commands.host_offers import standing_offer
from commands.patterns import regex
from commands.words import _, offered_line
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting
from storage.timers import TimerKind

OFFER: Final = r"\(?h#?(?P<number>\d{1,7})\)?"
_OFFER: Final = regex(OFFER, re.IGNORECASE | re.ASCII)


def names_offer(place: str) -> bool:
    """Whether the place is the short name of an offer: `H2`."""
    return _OFFER.fullmatch(place) is not None


def offer_at(store: Store, place: str) -> Offer | None:
    """The offer that the place names; None if it is another place. Raises UserError for an offer that there is not."""
    named = _OFFER.fullmatch(place)
    return standing_offer(store, int(named["number"])) if named else None


def refuse_offer(store: Store, meeting: Meeting, place: str | None) -> None:
    """Raises UserError if the place of a meeting that there is names an offer: that has to be accepted."""
    if offer := offer_at(store, place or ""):
        raise UserError(
            _(
                "{offer} is an offer; {meeting} takes place there once it is accepted.",
                offer=offer.key,
                meeting=meeting.key,
            ),
            offered_line("host show", offer.key),
        )


def settle_at_host(at: Call | Moment, store: Store, meeting: Meeting, offer: Offer) -> Meeting:
    """The meeting takes place at that host's, who is told by the hosting feature, as is the one of before."""
    before = store.hosting.choice(meeting.id)
    if before and before.offer.id == offer.id:
        return meeting
    store.hosting.accept(offer, meeting.id, offer.terms.where, at.ms)
    store.timers.set(TimerKind.HOST_CHOSEN, meeting.id, at.ms, str(before.offer.number) if before else "")
    return store.meetings.set_place(meeting.id, offer.terms.where, at.ms)
