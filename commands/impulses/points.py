"""An impulse as a point of an agenda: put there, called otherwise, taken off."""

from __future__ import annotations

from dataclasses import replace

from commands.base import Call, Moment
from commands.impulses.which import sitting_of_impulse
from commands.sittings import Sitting
from commands.topics import agenda_edit, begun_topics, is_shown
from commands.words import Said, Text, _
from commands.words.render import render
from storage import Store
from storage.agenda import NewTopic, Topic
from storage.impulses import Impulse


def point_of(store: Store, impulse: Impulse) -> Topic | None:
    """Its point, on an agenda or in the backlog."""
    found = store.agenda.of_ids([impulse.point] if impulse.point is not None else [])
    return next((topic for topic in found if topic.state == "open"), None)


def put_on(call: Call, store: Store, impulse: Impulse, sitting: Sitting | None, minutes: int | None) -> Topic:
    """It stands on that agenda from now on, in the backlog for None; if it stands there already, it stays where it is.

    Without `minutes` it takes as long as before.
    """
    meeting, occasion = (sitting.meeting.id, sitting.occasion) if sitting else (None, "")
    if sitting is not None:
        begun_topics(call, store, sitting)
    topic = point_of(store, impulse)
    if topic is None:
        title = impulse.topic or render(_("Impulse"), call.settings.style).body
        new = NewTopic(title, call.member.user_id, minutes=minutes, material=(impulse.key,))
        return store.agenda.add(new, meeting, occasion, call.ms)
    if (topic.meeting, topic.occasion) != (meeting, occasion):
        store.agenda.place(topic, meeting, occasion, call.ms)
    if minutes is not None:
        store.agenda.change(replace(topic, minutes=minutes), call.ms)
    return topic


def retitled(call: Call, store: Store, before: Impulse, changed: Impulse) -> tuple[Said, ...]:
    """Its point is called like its topic, unless somebody has given it another title; the agenda shows who speaks."""
    topic = point_of(store, changed)
    if topic is None:
        return ()
    unnamed = render(_("Impulse"), call.settings.style).body
    if topic.title in (before.topic, unnamed):
        store.agenda.change(replace(topic, title=changed.topic or unnamed), call.ms)
    return agenda_shown(call, store, sitting_of_impulse(store, changed))


def taken_off(call: Call, store: Store, impulse: Impulse) -> tuple[Text | None, tuple[Said, ...]]:
    """Its point is dropped; what is said of that, and the agenda as it is then."""
    topic, sitting = point_of(store, impulse), sitting_of_impulse(store, impulse)
    if topic is None:
        return None, ()
    numbers = {one.id: n for n, one in enumerate(sitting.topics(call.settings), start=1)} if sitting else {}
    store.agenda.drop(topic, call.ms)
    if sitting is None:
        return _("It is out of the backlog as well."), ()
    off = _("TOP {number} of {meeting} is off the agenda.", number=numbers.get(topic.id, 0), meeting=sitting.key)
    return off, agenda_shown(call, store, sitting)


def agenda_shown(at: Call | Moment, store: Store, *sittings: Sitting | None) -> tuple[Said, ...]:
    """The status messages of those agendas as they are now, where they stand in the room."""
    seen = {(one.meeting.id, one.occasion): one for one in sittings if one is not None}
    return tuple(agenda_edit(at, store, one) for one in seen.values() if is_shown(at, store, one))
