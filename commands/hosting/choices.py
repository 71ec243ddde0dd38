"""`!host accept`, `call`: at which offer a meeting takes place, and who is asked for one."""

from __future__ import annotations

from commands.base import Call, Claims, Moment, NotAllowed, UserError, Words, command
from commands.base.arguments import claim_key
from commands.base.candidates import MOST_AHEAD, meetings_meant, offers_meant
from commands.base.people import MOST_CHOICES
from commands.base.titles import Titled, nearest_at_head
from commands.calendar.schedule import period
from commands.calendar_files import calendar_file
from commands.host_offers import LIST, standing_offer
from commands.hosting.sentences import (
    checklist,
    dates_of,
    expected,
    fits,
    is_ahead,
    key_and_title,
    meeting_line,
    next_date,
    without_host,
)
from commands.hosting.timers import EVERYBODY, arrange, await_answer, set_place
from commands.hosting.which import WHICH, claim_filling, claim_meeting, claim_numbers, claim_offer
from commands.quiet import PAUSE
from commands.words import ROOM, Content, Message, OneOf, Reply, Said, Text, _, _n, lines, offered_line
from storage import Store
from storage.hosting import HostRequest, Offer
from storage.meetings import Meeting
from storage.timers import Pause, Timer, TimerKind
from storage.values import frozen

_ACCEPT = _("`!host accept H1 M1`")
_MEETINGS = _("`!meeting list`")


@frozen
class Settled:
    """A meeting that now takes place at an offer: what the answer says, and what is said beside it."""

    text: Content
    also: tuple[Said, ...]


@command(
    "host accept",
    de=("annehmen", "nehmen", "zusagen", "take"),
    help=_("Accepts an offer for a meeting: it takes place there, and the host is told."),
    examples=(_ACCEPT,),
    takes={"said": Words(WHICH)},
    public=True,
)
def accept(call: Call, store: Store, said: Claims) -> Reply:
    """Sets the place, rings the host with a checklist, sends the new calendar file."""
    offer, meeting = _which(call, store, said)
    current = store.hosting.choice(meeting.id)
    if current and current.offer.id == offer.id:
        host = call.room.named(offer.host)
        raise UserError(
            _("{key} takes place at {host}'s already: {place}.", key=meeting.key, host=host, place=current.place),
            offered_line("host show", offer.key),
        )
    deciders = (meeting.proposer, current.offer.host if current else "")
    if current and call.member.user_id not in deciders and not call.member.organiser:
        host = call.room.named(current.offer.host)
        raise NotAllowed(
            _("{key} takes place at {host}'s already: {place}.", key=meeting.key, host=host, place=current.place),
            offered_line("host show", current.offer.key),
        )
    settled = settle(call, store, offer, meeting)
    return Reply(settled.text, settled.also, about=meeting.key)


def settle(at: Call, store: Store, offer: Offer, meeting: Meeting) -> Settled:
    """The meeting takes place at that offer, instead of anywhere else."""
    before, place = store.hosting.choice(meeting.id), offer.terms.where
    store.hosting.accept(offer, meeting.id, place, at.ms)
    store.timers.clear(TimerKind.HOST_WANTED, meeting.id)
    changed = set_place(at, store, meeting, place)
    first_reminder = arrange(at, store, changed)
    text = lines(
        _(
            "{offer} is accepted: {meeting} takes place here: {place}.",
            offer=offer.key,
            meeting=key_and_title(changed),
            place=place,
        ),
        _("Until now it was: {place}.", place=meeting.place) if meeting.place and meeting.place != place else None,
        *_doubts(at, store, offer, changed),
        None if changed.when else _("The calendar file follows as soon as the date is fixed."),
    )
    messages: list[Said] = [_to_host(at, store, offer, changed, first_reminder)]
    messages += _to_former(at, before.offer if before else None, offer, changed)
    if changed.state == "fixed":
        messages.append(calendar_file(at, changed))
    return Settled(text, tuple(messages))


def chosen(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Meetings were fixed together with a host: that host is told as after `accept`, and the one of before."""
    said: list[Said] = []
    for timer in timers:
        meeting, choice = store.meetings.of_id(timer.about), store.hosting.choice(timer.about)
        if meeting is None or choice is None:
            continue
        said.append(_to_host(moment, store, choice.offer, meeting, arrange(moment, store, meeting)))
        before = store.hosting.find(int(timer.tag)) if timer.tag else None
        said += _to_former(moment, before, choice.offer, meeting)
    return tuple(said)


def _to_former(at: Call | Moment, before: Offer | None, offer: Offer, meeting: Meeting) -> list[Said]:
    """The host at whose place it would have been is told where it is now."""
    former = at.room.member(before.host) if before else None
    if former is None or former.user_id == offer.host:
        return []
    told = _(
        "{host}: {meeting} takes place elsewhere now: {place}.",
        host=former,
        meeting=meeting_line(meeting, at),
        place=offer.terms.where,
    )
    return [Message(told, rings=(former,), about=meeting.key)]


def _doubts(at: Call, store: Store, offer: Offer, meeting: Meeting) -> list[Text]:
    """What speaks against it: too few places, another day."""
    people, seats, when = expected(store, meeting, at.room), offer.terms.seats, next_date(meeting, at)
    found = []
    if seats and people > seats:
        found.append(
            _n(
                "⚠️ Its one place does not hold the {people} who said yes or if need be.",
                "⚠️ Its {count} places do not hold the {people} who said yes or if need be.",
                seats,
                people=people,
            )
        )
    if when and not fits(store, offer.terms, meeting, at):
        dates = dates_of(offer.terms)
        found.append(
            _("⚠️ {offer} is for {dates}, the meeting is on {when}.", offer=offer.key, dates=dates, when=period(when))
        )
    return found


def _to_host(at: Call | Moment, store: Store, offer: Offer, meeting: Meeting, reminder: int | None) -> Message:
    host = at.room.named(offer.host)
    text = lines(
        _("{host}: {meeting} will be at your place. Thank you!", host=host, meeting=meeting_line(meeting, at)),
        checklist(expected(store, meeting, at.room)),
        _("There will be a reminder before the meeting.") if reminder else None,
    )
    return Message(text, rings=(host,), about=meeting.key)


def _which(call: Call, store: Store, said: Claims) -> tuple[Offer, Meeting]:
    """The offer and the meeting that are meant, by number or name, in any order; the only one where one is not said."""
    numbers = claim_numbers(said)
    bare = numbers.pop("", [])
    for letter in "hm":
        if letter not in numbers and bare:
            numbers[letter] = [bare.pop(0)]
    if bare or any(len(some) > 1 for some in numbers.values()):
        raise UserError(_("Which offer for which meeting?"), _ACCEPT)
    meeting = meeting_ahead(call, store, numbers["m"][0]) if "m" in numbers else None
    offer = standing_offer(store, numbers["h"][0]) if "h" in numbers else None
    offer = offer or claim_offer(call, said, offers_meant(store, said.rest()))
    meeting = meeting or claim_meeting(call, store, said, meetings_meant(call, store, said.rest()))
    claim_filling(said)
    if offer is None and meeting is None:
        raise UserError(_("Which offer for which meeting?"), _ACCEPT)
    meeting = meeting or _only_meeting(call, store, offer)
    return offer or _only_offer(call, store, meeting), meeting


def meeting_ahead(call: Call, store: Store, number: int) -> Meeting:
    """The meeting of that number, which is still ahead."""
    found = store.meetings.find(number)
    if found is None:
        raise UserError(_("There is no meeting {key}.", key=f"M{number}"), _MEETINGS)
    if found.state == "cancelled":
        raise UserError(_("{key} {title} was cancelled.", key=found.key, title=found.title), _MEETINGS)
    if not is_ahead(found, call):
        raise UserError(_("{key} {title} is over.", key=found.key, title=found.title), _MEETINGS)
    return found


def _only_meeting(call: Call, store: Store, offer: Offer | None = None) -> Meeting:
    """The only one without a host. Raises UserError that asks, with one that the offer fits."""
    wanted = without_host(call, store)
    if len(wanted) == 1:
        return wanted[0]
    if not wanted:
        raise UserError(_("No meeting is without a host at the moment."), _MEETINGS)
    if mistake := nearest_at_head(call, [Titled(one.key, one.title) for one in wanted]):
        raise mistake
    named = tuple(meeting_line(meeting, call) for meeting in wanted[:MOST_CHOICES])
    example = offered_line("host call", wanted[0].key)
    if offer:
        best = next((one for one in wanted if fits(store, offer.terms, one, call)), wanted[0])
        example = offered_line("host accept", offer.key, best.key)
    raise UserError(_("Which one is meant: {meetings}?", meetings=OneOf(named)), example)


def _only_offer(call: Call, store: Store, meeting: Meeting) -> Offer:
    offers = [offer for offer in store.hosting.newest(MOST_AHEAD) if fits(store, offer.terms, meeting, call)]
    if len(offers) == 1:
        return offers[0]
    raise UserError(_("Which offer for which meeting?"), _ACCEPT if offers else offered_line("host call", meeting.key))


@command(
    "host call",
    de=("anfragen", "aufruf", "suchen", "gesucht", "ask"),
    help=_("Asks the room who can host a meeting."),
    examples=(_("`!host call M3`"),),
    takes={"said": Words(_("Which meeting is meant?"), optional=True)},
    public=True,
)
def call_for(call: Call, store: Store, said: Claims) -> Reply:
    """Rings the room, at most once in twelve hours for each meeting."""
    claim_filling(said)
    number = claim_key("M", said)
    named = claim_meeting(call, store, said, meetings_meant(call, store, said.rest())) if number is None else None
    meeting = named or (_only_meeting(call, store) if number is None else meeting_ahead(call, store, number))
    current = store.hosting.choice(meeting.id)
    if current:
        host = call.room.named(current.offer.host)
        raise UserError(
            _("{key} takes place at {host}'s already: {place}.", key=meeting.key, host=host, place=current.place),
            offered_line("host show", current.offer.key),
        )
    if called_lately(call, store, meeting):
        raise UserError(_("The room was asked for {key} less than twelve hours ago.", key=meeting.key), LIST)
    store.hosting.need_one(meeting.id)
    return Reply(
        _("The room is asked who can host {meeting}.", meeting=key_and_title(meeting)),
        (call_room(call, store, meeting),),
        about=meeting.key,
    )


def call_room(at: Call | Moment, store: Store, meeting: Meeting) -> Message:
    """Asks everybody who can host the meeting, and waits for an answer; it rings at most once in twelve hours."""
    await_answer(at, store, meeting, EVERYBODY)
    store.hosting.ask(HostRequest(meeting.id, None, None), at.ms)
    lately = called_lately(at, store, meeting)
    if not lately:
        store.timers.pause(Pause.HOST_CALLED, meeting.id, at.ms + PAUSE)
    text = lines(
        _("Who can host {meeting}?", meeting=meeting_line(meeting, at)),
        _("A town is enough: `!host offer Bochum`"),
    )
    return Message(text, rings=() if lately else ROOM, about=meeting.key)


def called_lately(at: Call | Moment, store: Store, meeting: Meeting) -> bool:
    """Whether the room was rung for that meeting's host within twelve hours."""
    return store.timers.pauses(Pause.HOST_CALLED, meeting.id, at.ms)
