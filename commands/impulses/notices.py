"""What the bot says of impulses by itself: to whoever asks, and to the contact."""

from __future__ import annotations

import json
from collections.abc import Mapping

from commands.base import Call, Moment
from commands.calendar.schedule import period, reminded, single
from commands.impulses.confirming import prepare
from commands.impulses.sentences import heading_edits, named, slot, until_day
from commands.impulses.timers import AGAIN_AFTER, BEFORE, arrange, prepared_at, told_of
from commands.impulses.which import label, sitting_of_impulse
from commands.sittings import Sitting, sittings_ahead
from commands.words import Content, Member, Message, Said, Text, _, _n, lines, offered_line
from storage import Store
from storage.impulses import OUTSIDERS_KEPT, Impulse
from storage.series import NEVER, When
from storage.timers import Pause, Timer, TimerKind

_ONE_RING = 60_000
"""Milliseconds within which several changes ring once."""


def answers_asked(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Asks whoever has asked a speaker whether an answer came, and will again."""
    said: list[Said] = []
    for impulse in _of(store, timers):
        if impulse.state != "asked":
            continue
        arrange(at, store, impulse)
        members = _in_room(at, impulse.asker) or _responsible(at, impulse)
        ahead = next(iter(sittings_ahead(at, store)), None)
        until = _("An answer was expected by {until}.", until=until_day(at, impulse.until)) if impulse.until else None
        text = lines(
            _("{members}: has an answer come to {impulse}?", members=members, impulse=named(impulse)),
            until,
            _("Confirmed: {line}", line=offered_line("impulse confirm", impulse.key, ahead.key, "20 min"))
            if ahead
            else _("Confirmed: {line}", line=offered_line("impulse confirm", impulse.key, _("backlog"))),
            _("Declined: {line}", line=offered_line("impulse declined", impulse.key)),
            _("Otherwise this is asked again in {count} days.", count=AGAIN_AFTER.days),
        )  # fmt: skip
        said.append(Message(text, rings=members, about=impulse.key))
    return tuple(said)


def preparations(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Rings the contacts of those who speak soon."""
    said: list[Said] = []
    for impulse in _of(store, timers):
        sitting = sitting_of_impulse(store, impulse)
        if impulse.state != "confirmed" or sitting is None or sitting.when is None or sitting.when.begins <= at.ms:
            continue
        members = _responsible(at, impulse)
        head = _(
            "{members}: {impulse} comes soon: {slot}.",
            members=members,
            impulse=named(impulse),
            slot=slot(at, sitting, impulse),
        )
        said.append(Message(lines(head, *prepare(impulse)), rings=members, about=impulse.key))
    return tuple(said)


def beginning_of_sitting(store: Store, timer: Timer) -> int:
    """Until when (ms) it is of use to be told of what is to be prepared."""
    impulse = store.impulses.of_id(timer.about)
    sitting = sitting_of_impulse(store, impulse) if impulse else None
    return sitting.when.begins if sitting and sitting.when else NEVER


def impulses_follow(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Points or meetings have changed: contacts are rung with what to tell whoever speaks, reminders follow."""
    said: list[Said] = []
    for impulse in _of(store, timers):
        if impulse.state == "confirmed":
            said += _followed(at, store, impulse)
        said += heading_edits(at, store, impulse)
    return tuple(said)


def _followed(at: Moment, store: Store, impulse: Impulse) -> list[Said]:
    now = told_of(store, impulse)
    if now == impulse.told:
        arrange(at, store, impulse)
        return []
    sitting = sitting_of_impulse(store, impulse)
    moved = now != "" and impulse.told != ""  # that it is off, or on again, always rings
    if moved and store.timers.pauses(Pause.IMPULSE_TOLD, impulse.id, at.ms):
        due = store.timers.due_of(Pause.IMPULSE_TOLD, impulse.id)
        store.timers.set(TimerKind.IMPULSE_FOLLOWS, impulse.id, due or at.ms + _ONE_RING)
        return []
    store.impulses.tell(impulse, now)
    arrange(at, store, impulse)
    if sitting is not None and sitting.when is not None and sitting.when.over <= at.ms:
        return []
    store.timers.pause(Pause.IMPULSE_TOLD, impulse.id, at.ms + _ONE_RING)
    members = _responsible(at, impulse)
    head = _("{members}: this concerns {impulse}.", members=members, impulse=named(impulse))
    before = json.loads(impulse.told) if impulse.told else {}
    text = lines(
        head, *_differences(at, store, impulse, before, sitting),
        *_still_to_prepare(at, store, impulse, before, sitting),
        _("Please tell {speaker}; the assistant writes to nobody outside.", speaker=impulse.speaker)
        if impulse.speaker
        else _("Please pass it on; the assistant writes to nobody outside."),
    )  # fmt: skip
    return [Message(text, rings=members, about=impulse.key)]


def _differences(
    at: Moment, store: Store, impulse: Impulse, before: Mapping[str, str], sitting: Sitting | None
) -> list[Content]:
    """What is another date or place than the one that was told."""
    if sitting is None:
        return _off(at, store, impulse, before)
    rows: list[Content] = []
    when, old = sitting.when, _date(before)
    meeting = _("{key} {title}", key=sitting.key, title=sitting.meeting.title)
    if before.get("meeting") != sitting.key:
        new = period(when) if when else _("the date is still voted on")
        rows.append(_("It is on the agenda of {meeting} now: {when}.", meeting=meeting, when=new))
    elif when is None:
        rows.append(_("The date of {meeting} is open again.", meeting=meeting))
    elif old is None:
        rows.append(_("The date of {meeting} is fixed: {when}.", meeting=meeting, when=period(when)))
    elif period(old) != period(when):
        rows.append(
            _(
                "{meeting} has another date: {before} → {after}.",
                meeting=meeting,
                before=period(old),
                after=period(when),
            )
        )
    place = sitting.meeting.place or ""
    if place != before.get("place", "") and place:
        rows.append(_("Place: {place}.", place=place))
    elif place != before.get("place", ""):
        rows.append(_("The place {place} does not hold any more.", place=before.get("place", "")))
    return rows


def _still_to_prepare(
    at: Moment, store: Store, impulse: Impulse, before: Mapping[str, str], sitting: Sitting | None
) -> tuple[Content, ...]:
    """What is to be prepared, if the date has come so near that the reminder before it would have been due already."""
    old = _date(before)
    due = reminded(old, BEFORE) if old else None
    reminded_of = due is not None and due <= at.ms
    near = sitting is not None and sitting.when is not None and prepared_at(at, store, impulse) is None
    return prepare(impulse) if near and not reminded_of else ()


def _off(at: Moment, store: Store, impulse: Impulse, before: Mapping[str, str]) -> list[Content]:
    """That there is no date any more, and how there will be one."""
    key = before.get("meeting", "")
    meeting = store.meetings.find(int(key[1:])) if key else None
    ahead = next(iter(sittings_ahead(at, store)), None)
    old = _date(before)
    if meeting is not None and meeting.state == "cancelled" and old is not None:
        off = _("{meeting} on {when} is cancelled; there is no other date yet.", meeting=key, when=period(old))
    elif meeting is not None and meeting.state == "cancelled":
        off = _("{meeting} is cancelled; there is no other date yet.", meeting=key)
    else:
        off = _("It is off the agenda of {meeting}; there is no other date yet.", meeting=key or "–")
    again = (
        _(
            "Another date: {confirm_line}; none at all: {declined_line}",
            confirm_line=offered_line("impulse confirm", impulse.key, ahead.key),
            declined_line=offered_line("impulse declined", impulse.key),
        )
        if ahead
        else _("None at all: {line}", line=offered_line("impulse declined", impulse.key))
    )
    return [off, again]


def _date(told: Mapping[str, str]) -> When | None:
    return single(told["start"], told["end"] or None, told["zone"]) if "start" in told else None


def old_ones_go(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """What was declined or dropped twelve months ago is deleted; nothing is said of it."""
    for impulse in _of(store, timers):
        if impulse.state in ("declined", "dropped") and impulse.ended is not None:
            if impulse.ended + OUTSIDERS_KEPT <= at.ms:
                store.impulses.forget(impulse)
            else:
                arrange(at, store, impulse)
    return ()


def free_those_of(at: Call | Moment, store: Store, member: Member, *, forgotten: bool = False) -> tuple[Said, ...]:
    """A member who is gone wishes for nothing and keeps no contact any more; says so if there was a contact, of a
    `forgotten` one without the name."""
    wished = store.wishes.of_member(member.user_id)
    store.wishes.clear(member.user_id)
    held = store.impulses.release(member.user_id, at.ms)
    for impulse in held:
        arrange(at, store, impulse)
    for impulse_id in (*wished, *(impulse.id for impulse in held)):
        store.timers.set(TimerKind.IMPULSE_FOLLOWS, impulse_id, at.ms)
    lost = [one for one in held if one.contact is None]
    if not lost:
        return ()
    gone = _n(
        "{member} has left the room; nobody keeps the contact to this speaker:",
        "{member} has left the room; nobody keeps the contact to these speakers:",
        len(lost),
        member=member,
    )
    unnamed = _n(
        "Nobody keeps the contact to this speaker, as a member had themselves forgotten:",
        "Nobody keeps the contact to these speakers, as a member had themselves forgotten:",
        len(lost),
    )
    names: tuple[Text, ...] = tuple(label(one) for one in lost[:10])
    claim = _("{line} takes it over.", line=offered_line("impulse claim", lost[0].key))
    return (Message(lines(unnamed if forgotten else gone, *names, claim)),)


def _of(store: Store, timers: list[Timer]) -> list[Impulse]:
    return store.impulses.of_ids(dict.fromkeys(timer.about for timer in timers))


def _in_room(at: Moment, user_id: str | None) -> tuple[Member, ...]:
    member = at.room.member(user_id) if user_id else None
    return (member,) if member else ()


def _responsible(at: Moment, impulse: Impulse) -> tuple[Member, ...]:
    """The contact; without one whoever has asked or had the idea, else the organisers."""
    for user_id in (impulse.contact, impulse.asker, impulse.author):
        if found := _in_room(at, user_id):
            return found
    return tuple(member for member in at.room.members if member.organiser) or at.room.members
