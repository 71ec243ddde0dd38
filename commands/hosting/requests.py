"""Who is asked for a room, one host after the other and then the room; what follows from each answer, and from none."""

from __future__ import annotations

from commands.base import Call, Moment
from commands.base.candidates import MOST_AHEAD
from commands.base.happenings import Reaction
from commands.base.names import HOST_ASKED, HOST_MISSING, HOST_NONE, HOST_SURE
from commands.clear_events import AGREES, DECLINES
from commands.hosting.choices import call_room, called_lately
from commands.hosting.fairness import turns
from commands.hosting.sentences import expected, fits, is_ahead, meeting_line, offer_line, without_host
from commands.hosting.timers import EVERYBODY, await_answer
from commands.words import Member, Message, Said, Text, Value, _, lines, offered_line
from storage import Store
from storage.hosting import HostRequest, Offer
from storage.meetings import Meeting
from storage.timers import Timer, TimerKind


def ask_next(
    at: Call | Moment, store: Store, meeting: Meeting, asked: tuple[int, ...] = (), *, silent: bool = False
) -> Message:
    """Asks the host of the best offer that fits, of those whose numbers were not `asked` yet; the room if none fits.

    If none of them can, who decides is told; `silent`: the last one asked has not answered.
    """
    offer = next((one for one in best_offers(at, store, meeting) if one.number not in asked), None)
    if offer is None and not asked:
        return call_room(at, store, meeting)
    if offer is None:
        store.timers.clear(TimerKind.HOST_WANTED, meeting.id)
        return _nobody_left(at, store, meeting, asked[-1], silent=silent)
    await_answer(at, store, meeting, ",".join(map(str, (*asked, offer.number))))
    store.hosting.ask(HostRequest(meeting.id, offer.id, offer.host), at.ms)
    host = at.room.named(offer.host)
    text = lines(
        _(
            "{host}: {meeting} needs a new place. Is {offer} possible?",
            host=host,
            meeting=meeting_line(meeting, at),
            offer=_offer(offer),
        ),
        _(
            "👍 on this message or {line} agrees, 👎 declines.",
            line=offered_line("host accept", offer.key, meeting.key),
        ),
    )
    return Message(
        text, rings=(host,), name=HOST_ASKED.of(offer=offer.id, meeting=meeting.id, moment=at.ms), about=meeting.key
    )


def asked_for(at: Call | Moment, store: Store, offer: Offer) -> list[tuple[Meeting, tuple[int, ...]]]:
    """The meetings for which that offer's host is being asked, with the numbers of all offers that were."""
    open_requests = ((meeting, _open_request(store, meeting)) for meeting in without_host(at, store))
    return [(meeting, asked) for meeting, asked in open_requests if asked and asked[-1] == offer.number]


def _open_request(store: Store, meeting: Meeting) -> tuple[int, ...]:
    """The numbers of the offers that were asked for, the last one of which is waited for; none if nobody is."""
    tag = next(iter(store.timers.tags_of(TimerKind.HOST_WANTED, meeting.id)), EVERYBODY)
    return () if tag == EVERYBODY else tuple(map(int, tag.split(",")))


def unanswered(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Nobody has answered: the next one is asked, or who decides is told how to go on."""
    wanting = {meeting.id: meeting for meeting in without_host(at, store)}
    said: list[Said] = []
    for timer in timers:
        meeting = wanting.get(timer.about)
        if meeting is None:
            continue
        if timer.tag == EVERYBODY:
            said.append(_no_answer(at, store, meeting))
        else:
            said.append(ask_next(at, store, meeting, tuple(map(int, timer.tag.split(","))), silent=True))
    return tuple(said)


def _nobody_left(at: Call | Moment, store: Store, meeting: Meeting, last: int, *, silent: bool) -> Message:
    """Tells who decides that the last one asked cannot; the room is rung by a word only."""
    offer = store.hosting.find(last)
    members = _deciders(at, meeting)
    values: dict[str, Value] = {
        "members": members,
        "meeting": meeting_line(meeting, at),
        "host": at.room.named(offer.host if offer else ""),
    }
    head = _("{members}: {host} cannot host {meeting}, and no other offer fits.", **values)
    if silent:
        head = _("{members}: {host} has not said whether {meeting} can be there, and no other offer fits.", **values)
    again = (
        None
        if called_lately(at, store, meeting)
        else _("{line} asks everybody.", line=offered_line("host call", meeting.key))
    )
    _to_decide(at, store, meeting, members)
    text = lines(head, again, _without(meeting))
    name = HOST_NONE.of(offer=last, meeting=meeting.id, moment=at.ms)
    return Message(text, rings=members, name=name, about=meeting.key)


def _no_answer(at: Moment, store: Store, meeting: Meeting) -> Message:
    """The room was asked, and the time is up: what fits, or how to go on."""
    members = _deciders(at, meeting)
    _to_decide(at, store, meeting, members)
    offer = next(iter(best_offers(at, store, meeting)), None)
    if offer is not None:
        text = lines(
            _(
                "{members}: {meeting} still has no place. This fits: {offer}.",
                members=members,
                meeting=meeting_line(meeting, at),
                offer=_offer(offer),
            ),
            _("{line} accepts it.", line=offered_line("host accept", offer.key, meeting.key)),
        )
    else:
        text = lines(
            _(
                "{members}: nobody has offered a room for {meeting}.",
                members=members,
                meeting=meeting_line(meeting, at),
            ),
            _("{line} asks everybody once more.", line=offered_line("host call", meeting.key)),
            _without(meeting),
        )
    return Message(text, rings=members, name=HOST_MISSING.of(meeting=meeting.id, moment=at.ms), about=meeting.key)


def _to_decide(at: Call | Moment, store: Store, meeting: Meeting, members: tuple[Member, ...]) -> None:
    """From now on those are asked how to go on."""
    store.hosting.ask(HostRequest(meeting.id, None, members[0].user_id if len(members) == 1 else None), at.ms)


def _without(meeting: Meeting) -> Text:
    return _("If it needs no place: {line}", line=offered_line("host skip", meeting.key))


def _deciders(at: Call | Moment, meeting: Meeting) -> tuple[Member, ...]:
    """Who proposed it; if that one has left, the organisers, else everybody."""
    proposer = at.room.member(meeting.proposer)
    return (proposer,) if proposer else tuple(m for m in at.room.members if m.organiser) or at.room.members


def best_offers(at: Call | Moment, store: Store, meeting: Meeting) -> list[Offer]:
    """The offers that fit the meeting: enough places first, then its very day, then whose turn it is."""
    people = expected(store, meeting, at.room)
    turn = {found.member.user_id: place for place, found in enumerate(turns(at, store))}
    offers = [
        offer
        for offer in store.hosting.newest(MOST_AHEAD)
        if at.room.member(offer.host) and fits(store, offer.terms, meeting, at)
    ]

    def rank(offer: Offer) -> tuple[bool, bool, int, int]:
        too_small = offer.terms.seats is not None and offer.terms.seats < people
        return too_small, not offer.terms.dates, turn.get(offer.host, len(turn)), offer.number

    return sorted(offers, key=rank)


def on_reaction(call: Call, store: Store, reaction: Reaction) -> tuple[Said, ...]:
    """👍 and 👎 by the host who is being asked."""
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
    so_far = _open_request(store, meeting)
    waited_for = bool(so_far) and so_far[-1] == offer.number
    return (ask_next(call, store, meeting, so_far),) if reaction.key in DECLINES and waited_for else ()


def _offer(offer: Offer) -> Text:
    return Text("{key} {offer}", {"key": offer.key, "offer": offer_line(offer.terms)})


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
    return Message(text, rings=(call.member,), name=HOST_SURE.of(event=call.event_id), about=meeting.key)
