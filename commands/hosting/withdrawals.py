"""`!host withdraw`, and what follows when an offer falls through: the next best one is asked, else the room."""

from __future__ import annotations

from commands.base import Call, Key, Moment, UserError, command
from commands.base.happenings import Reaction
from commands.base.names import HOST_ASKED
from commands.calendar.files import calendar_file
from commands.clear_events import AGREES, DECLINES
from commands.hosting.choices import call_room
from commands.hosting.fairness import turns
from commands.hosting.naming import WHICH
from commands.hosting.offers import own_offer
from commands.hosting.sentences import chosen_for, expected, fits, is_ahead, meeting_line, offer_line
from commands.hosting.timers import set_place
from commands.words import Member, Message, Reply, Said, Text, _, _n, lines
from storage import Store
from storage.hosting import HostRequest, Offer
from storage.meetings import Meeting


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
        also.append(_ask_next(at, store, left))
        if left.state == "fixed":
            also.append(calendar_file(at, left))
    return texts, tuple(also)


def _ask_next(at: Call | Moment, store: Store, meeting: Meeting, after: Offer | None = None) -> Message:
    """Asks the host of the best offer that fits, or of the next best behind `after`; the room if there is none."""
    ranked = best_offers(at, store, meeting)
    if after is not None:
        places = [offer.id for offer in ranked]
        ranked = ranked[places.index(after.id) + 1 :] if after.id in places else []
    if not ranked:
        return call_room(at, store, meeting) if after is None else _nobody_left(at, store, meeting, after)
    offer = ranked[0]
    store.hosting.ask(HostRequest(meeting.id, offer.id, offer.host), at.ms)
    host = at.room.named(offer.host)
    text = lines(
        _(
            "{host}: {meeting} needs a new place. Is {offer} possible?",
            host=host,
            meeting=meeting_line(meeting, at),
            offer=_offer(offer),
        ),
        _("👍 on this message or `!host accept {offer} {key}` agrees, 👎 declines.", offer=offer.key, key=meeting.key),
    )
    return Message(
        text, rings=(host,), name=HOST_ASKED.of(offer=offer.id, meeting=meeting.id, moment=at.ms), about=meeting.key
    )


def _nobody_left(at: Call | Moment, store: Store, meeting: Meeting, last: Offer) -> Message:
    """Tells who proposed the meeting that the last one asked cannot; the room is rung by a word only."""
    store.hosting.ask(HostRequest(meeting.id, None, meeting.proposer), at.ms)
    proposer = at.room.named(meeting.proposer)
    text = lines(
        _(
            "{proposer}: {host} cannot host {meeting}, and no other offer fits.",
            proposer=proposer,
            host=at.room.named(last.host),
            meeting=meeting_line(meeting, at),
        ),
        _("`!host call {key}` asks everybody.", key=meeting.key),
    )
    return Message(text, rings=(proposer,), name=f"host none {last.id} {meeting.id} {at.ms}", about=meeting.key)


def best_offers(at: Call | Moment, store: Store, meeting: Meeting) -> list[Offer]:
    """The offers that fit the meeting: enough places first, then its very day, then whose turn it is."""
    people = expected(store, meeting, at.room)
    turn = {found.member.user_id: place for place, found in enumerate(turns(at, store))}
    offers = [
        offer for offer in store.hosting.open() if at.room.member(offer.host) and fits(store, offer.terms, meeting, at)
    ]

    def rank(offer: Offer) -> tuple[bool, bool, int, int]:
        too_small = offer.terms.seats is not None and offer.terms.seats < people
        return too_small, not offer.terms.dates, turn.get(offer.host, len(turn)), offer.number

    return sorted(offers, key=rank)


def _offer(offer: Offer) -> Text:
    return Text("{key} {offer}", {"key": offer.key, "offer": offer_line(offer.terms)})


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """👍 and 👎 by a host who was asked."""
    asked = HOST_ASKED.read(reaction.name)
    if asked is None:
        return ()
    offer, meeting = store.hosting.of_id(int(asked["offer"])), store.meetings.of_id(int(asked["meeting"]))
    if offer is None or meeting is None or offer.host != call.member.user_id or offer.withdrawn is not None:
        return ()
    if store.hosting.choice(meeting.id) or not is_ahead(meeting, call):
        return ()
    if reaction.key in AGREES:
        return (_ask_back(call, store, offer, meeting),)
    return (_ask_next(call, store, meeting, offer),) if reaction.key in DECLINES else ()


def _ask_back(call: Call, store: Store, offer: Offer, meeting: Meeting) -> Message:
    """A reaction comes in clear, and a place concerns everybody: the host's encrypted word is waited for."""
    line = f"host accept {offer.key} {meeting.key}"
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, line, call.ms)
    text = _(
        "{host}: shall {meeting} take place at {offer}? `!yes` settles it; a reaction alone does not, as it comes "
        "unencrypted.",
        host=call.member,
        meeting=meeting_line(meeting, call),
        offer=_offer(offer),
    )
    return Message(text, rings=(call.member,), name=f"host sure {call.event_id}", about=meeting.key)


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
