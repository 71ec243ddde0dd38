"""`!host withdraw`, and what follows when an offer falls through."""

from __future__ import annotations

from commands.base import Call, Key, Moment, UserError, command
from commands.calendar_files import calendar_file
from commands.hosting.requests import ask_next, asked_for
from commands.hosting.sentences import chosen_for, key_and_title, meeting_line
from commands.hosting.timers import set_place
from commands.hosting.which import WHICH, own_offer
from commands.words import ROOM, Member, Message, Reply, Said, Text, _, _n, lines
from storage import Store
from storage.hosting import Offer
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
    """The offer stands no more; meetings that were to take place there lose their place, and the next is asked. Of
    those with a date everybody is told, in one message, with the new files."""
    meetings = chosen_for(at, store, offer)
    store.hosting.withdraw(offer, at.ms)
    for meeting in meetings:
        store.hosting.release(meeting.id)
    lost = [set_place(at, store, one, None) for one in meetings if one.place == offer.terms.where]
    texts = [_("{meeting} has no place any more.", meeting=key_and_title(one)) for one in lost]
    asking = [ask_next(at, store, one) for one in lost]
    asking += [ask_next(at, store, one, asked) for one, asked in asked_for(at, store, offer)]
    fixed = [one for one in lost if one.state == "fixed"]
    told = (_to_everybody(at, offer, fixed, asking),) if fixed else ()
    return texts, (*asking, *told, *(calendar_file(at, one) for one in fixed))


def _to_everybody(at: Call | Moment, offer: Offer, lost: list[Meeting], asking: list[Message]) -> Message:
    """Whoever wanted to go there hears that it is elsewhere. The host knows, and who is asked is rung by that."""
    rung = {m.user_id for one in asking for m in (at.room.members if one.rings == ROOM else one.rings)}
    others = tuple(m for m in at.room.members if m.user_id not in {offer.host, *rung})
    named = [meeting_line(one, at) if others else key_and_title(one) for one in lost]
    rows = (_("{meeting} is not at {place} any more.", meeting=one, place=offer.terms.where) for one in named)
    text = lines(*rows, _("Where it will be instead is being asked; a new calendar file follows."))
    return Message(text, rings=others, about=lost[0].key if len(lost) == 1 else None)


def free_those_of(at: Call | Moment, store: Store, member: Member, *, forgotten: bool = False) -> tuple[Said, ...]:
    """The offers of a member who is gone stand no more; says so if there was any, of a `forgotten` one without the
    name."""
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
    unnamed = _n(
        "The offer {keys} stands no more, as a member had themselves forgotten.",
        "The offers {keys} stand no more, as a member had themselves forgotten.",
        len(offers),
        keys=keys,
    )
    return (Message(lines(unnamed if forgotten else gone, *texts)), *also)
