"""Who comes and goes: newcomers are named, who leaves has a day to come back, who organises is not taken from the
room's state alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from commands import hosting, impulses, tasks
from commands.base import Call, Group, Moment, NotAllowed, Rest, Room, UserError, command, from_ms, to_ms
from commands.base.command import Notices
from commands.base.names import MEMBER_GONE, ORGANISER_ASKED
from commands.base.typed import fold
from commands.patterns import regex
from commands.welcome import welcome
from commands.words import Code, Member, Message, Reply, Said, Text, _, _n, lines, offered_line
from storage import Store
from storage.members import Known, Organises
from storage.timers import Timer, TimerKind

FREED_AFTER = timedelta(days=1)
"""What a member holds who has left is freed so long afterwards."""
"""The timer of somebody who has left."""
GROUPS = (Group("free", ("freigeben",), _("Frees what somebody holds who has left the room")),)

_MOST_NAMES = 10
_WHO = _("Who has left the room? Please name the member.")
_FREE = _("`!free @anna`")
_FREEING = (tasks.free_those_of, hosting.free_those_of, impulses.free_those_of)
_RECORDS: Final = regex(r"[LBM]\d{1,7}(?:, ?[LBM]\d{1,7}){0,20}", re.IGNORECASE)
"""What somebody means who says «freigeben» of records."""


def look_at_members(moment: Moment, store: Store, powerful: frozenset[str]) -> tuple[Said, ...]:
    """Brings what is known of the members up to what the room's state says now; `powerful` are the user ids to whom
    it gives the power to organise.

    The state counts as it is now, whatever happened in between: whoever left and came back has not been away. When a
    room is seen first, its members are taken as they are, and those with the power organise. Who comes later waits for
    an organiser's word where the settings say so.
    """
    known, first = {k.user_id: k for k in store.members.all()}, not store.members.seen()
    waits = moment.settings.newcomers_wait
    present = {member.user_id: member for member in (*moment.room.members, *moment.room.waiting)}
    if first and present:
        store.members.saw()
        for member in moment.room.members:
            organises: Organises = "yes" if member.user_id in powerful else "no"
            store.members.came(member.user_id, member.name, organises, accepted=True)
    new = [member for user, member in present.items() if not first and user not in known]
    for member in new:
        store.members.came(member.user_id, member.name, "no", accepted=not waits or member.organiser)
    said: list[Said] = [_newcomers(moment.room, new, waits=waits)] if new else []
    said += welcome(moment, store, [member for member in new if not waits or member.organiser])
    for user, before in known.items():
        if user in present and present[user].name != before.name and before.forgotten is None:
            store.members.called(before, present[user].name)
        if user in present and before.gone is not None:
            said += _returned(store, before, present[user])
    for user in sorted((set(known) | store.members.holders()) - set(present)):
        if user not in known or known[user].gone is None:
            said += _left(moment, store, known[user].name if user in known else moment.room.named(user).name, user)
    return (*said, *_organising(moment.room, store, frozenset() if first else powerful))


def _newcomers(room: Room, new: list[Member], *, waits: bool) -> Message:
    who = tuple(Text("{member} ({id})", {"member": m, "id": Code(m.user_id)}) for m in new[:_MOST_NAMES])
    more = len(new) - len(who)
    text = lines(
        _("New in the room: {who}.", who=who),
        _n("And one more.", "And {count} more.", more) if more else None,
        _(
            "Who is new gets no keys from the assistant and may give no orders until an organiser vouches for them: "
            "{line}. Whoever is not expected should be removed from the room.",
            line=offered_line("trust", new[0].user_id),
        )
        if waits
        else _(
            "Who is new reads what is said here from now on and may give orders. Whoever is not expected should be "
            "removed from the room."
        ),
    )
    return Message(text, rings=tuple(m for m in room.members if m.organiser and m not in new))


def _returned(store: Store, known: Known, member: Member) -> list[Said]:
    store.members.returned(known)
    store.timers.clear(TimerKind.MEMBER_GONE, known.id)
    keys = _held(store, known.user_id)
    if not keys:
        return []
    text = _("{member} is back; this stays theirs: {keys}.", member=member, keys=keys)
    return [Message(text, replaces=_name(known))]


def _left(moment: Moment, store: Store, name: str, user_id: str) -> list[Said]:
    known = store.members.left(user_id, name, moment.ms)
    if known.forgotten is not None:
        return []
    due = moment.now + FREED_AFTER
    store.timers.set(TimerKind.MEMBER_GONE, known.id, to_ms(due))
    keys = _held(store, user_id)
    if not keys:
        return []
    member = Member(user_id, name)
    text = lines(
        _(
            "{member} has left the room. If that lasts, this is free on {due}: {keys}.",
            member=member,
            keys=keys,
            due=due,
        ),
        _("Sooner by an organiser's word: {line}", line=offered_line("free", user_id)),
    )
    return [Message(text, replaces=_name(known))]


def _held(store: Store, user_id: str) -> tuple[str, ...]:
    """The short names of what that user holds and would lose; not more than one can read."""
    keys = [task.key for task in store.tasks.held_by(user_id)]
    keys += [offer.key for offer in store.hosting.of_host(user_id)]
    keys += [impulse.key for impulse in store.impulses.of_member(user_id) if impulse.contact == user_id]
    return (*keys[:_MOST_NAMES], f"… +{len(keys) - _MOST_NAMES}") if len(keys) > _MOST_NAMES else tuple(keys)


def _name(known: Known) -> str:
    """One message a day, however often somebody comes and goes: it is edited."""
    return MEMBER_GONE.of(member=known.id, day=f"{from_ms(known.gone or 0):%Y-%m-%d}")


def _organising(room: Room, store: Store, powerful: frozenset[str]) -> list[Said]:
    """Asks the organisers about those to whom the room's state gives the power, once."""
    said: list[Said] = []
    organisers = tuple(member for member in room.members if member.organiser)
    for known in store.members.all():
        if known.organiser == "asked" and known.user_id not in powerful:
            store.members.set_organiser(known.user_id, "no")
        member = room.member(known.user_id)
        if known.organiser != "no" or known.user_id not in powerful or member is None or member.organiser:
            continue
        store.members.set_organiser(known.user_id, "asked")
        text = lines(
            _("{member} may now moderate this room. Here this counts once an organiser confirms it:", member=member),
            offered_line("trust", known.user_id, _("organiser")),
        )
        said.append(Message(text, rings=organisers, name=ORGANISER_ASKED.of(member=known.id)))
    return said


def free_the_gone(moment: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Who has been away for a day loses what they held; the room is told of it."""
    said: list[Said] = []
    for timer in timers:
        known = store.members.of_id(timer.about)
        if known and known.gone is not None and moment.room.member(known.user_id) is None:
            said += _free(moment, store, known)
    return tuple(said)


def _free(at: Call | Moment, store: Store, known: Known) -> list[Said]:
    store.timers.clear(TimerKind.MEMBER_GONE, known.id)
    if known.organiser != "yes":  # an invented departure must not take an organiser's word away for good
        store.members.forget(known)
    member = Member(known.user_id, known.name)
    return [one for free in _FREEING for one in free(at, store, member)]


@command(
    "free",
    help=_("Frees at once what a member holds who has left the room; organisers may."),
    examples=(_FREE,),
    takes={"name": Rest(_WHO)},
    public=True,
)
def free(call: Call, store: Store, name: str) -> Reply:
    """An organiser's word in place of the day that is waited."""
    if _RECORDS.fullmatch(name):
        text = _("This frees what somebody holds; records are released so:")
        raise UserError(text, offered_line("release propose", name.upper()))
    if not call.member.organiser:
        raise NotAllowed(_("Only an organiser can free what somebody else holds."))
    gone = [known for known in store.members.all() if known.gone is not None]
    wanted = fold(name.strip().removeprefix("@"))
    found = [known for known in gone if wanted in _spellings(known)]
    if len(found) != 1:
        names = tuple(Text("{id}", {"id": Code(known.user_id)}) for known in found or gone)
        if names:
            text = _("Who is meant? These have left the room: {members}.", members=names)
            raise UserError(text, offered_line("free", (found or gone)[0].user_id))
        raise UserError(_("Nobody who has left the room holds anything."), _("`!task list`"))
    keys = _held(store, found[0].user_id)
    said = _free(call, store, found[0])
    member = Member(found[0].user_id, found[0].name)
    if not keys:
        return Reply(_("{member} held nothing.", member=member))
    return Reply(_("What {member} held is free: {keys}.", member=member, keys=keys), tuple(said))


def _spellings(known: Known) -> frozenset[str]:
    local = known.user_id[1:].partition(":")[0]
    return frozenset(fold(word) for word in (known.user_id[1:], local, known.name))


NOTICES: Notices = {TimerKind.MEMBER_GONE: free_the_gone}
