"""`!host withdraw`, and what follows when an offer falls through."""

from __future__ import annotations

from commands.base import Call, Key, Moment, UserError, command
from commands.calendar.files import calendar_file
from commands.hosting.naming import WHICH
from commands.hosting.offers import own_offer
from commands.hosting.requests import ask_next, asked_for
from commands.hosting.sentences import chosen_for, meeting_line
from commands.hosting.timers import set_place
from commands.words import Member, Message, Reply, Said, Text, _, _n, lines
from storage import Store
from storage.hosting import Offer


@command(
    "host withdraw",
    de=("zurückziehen", "zurücknehmen", "absagen", "löschen", "cancel", "remove"),
    help=_("Takes an offer back; if it was accepted, the next best one is asked at once."),
    examples=(_("`!host withdraw H1`"),),
    takes={"number": Key("H", WHICH, optional=True, alone=True)},
    public=True,
)
def withdraw(call: Call, store: Store, number: int | None) -> Reply:
    """Without a number the member's only offer is meant."""
    if number is None:
        own = store.hosting.of_host(call.member.user_id)
        if len(own) != 1:
            raise UserError(WHICH, _("`!host withdraw H1`"))
        number = own[0].number
    offer = own_offer(call, store, number)
    texts, also = take_back(call, store, offer)
    return Reply(lines(_("{key} is withdrawn.", key=offer.key), *texts), also, about=offer.key)


def take_back(at: Call | Moment, store: Store, offer: Offer) -> tuple[list[Text], tuple[Said, ...]]:
    """The offer stands no more; meetings that were to take place there lose their place, and the next is asked."""
    place = offer.terms.where
    texts: list[Text] = []
    also: list[Said] = []
    meetings = chosen_for(at, store, offer)
    store.hosting.withdraw(offer, at.ms)
    for meeting in meetings:
        store.hosting.release(meeting.id)
        left = set_place(at, store, meeting, None) if meeting.place == place else meeting
        texts.append(_("{meeting} has no place any more.", meeting=meeting_line(left, at)))
        also.append(ask_next(at, store, left))
        if left.state == "fixed":
            also.append(calendar_file(at, left))
    also += [ask_next(at, store, meeting, asked) for meeting, asked in asked_for(at, store, offer)]
    return texts, tuple(also)


def free_those_of(at: Call | Moment, store: Store, member: Member) -> tuple[Said, ...]:
    """The offers of a member who is gone stand no more; says so if there was any."""
    offers = store.hosting.of_host(member.user_id)
    if not offers:
        return ()
    texts: list[Text] = []
    also: list[Said] = []
    for offer in offers:
        found, said = take_back(at, store, offer)
        texts, also = texts + found, [*also, *said]
    keys = tuple(offer.key for offer in offers)
    gone = _n(
        "{member} has left the room; the offer {keys} stands no more.",
        "{member} has left the room; the offers {keys} stand no more.",
        len(offers),
        member=member,
        keys=keys,
    )
    return (Message(lines(gone, *texts)), *also)
