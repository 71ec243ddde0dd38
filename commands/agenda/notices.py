"""What becomes of points when their meeting changes: they follow it, or go back to the backlog when it is cancelled."""

from __future__ import annotations

from commands.base import Moment
from commands.calendar.schedule import single, within
from commands.calendar.series import origin_of
from commands.sittings import date_of, sitting_at
from commands.topics import agenda_edit, is_shown
from commands.words import Said
from storage import Store
from storage.agenda import Topic
from storage.meetings import Meeting
from storage.series import NEVER
from storage.timers import Timer


def agendas_follow(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """Points stand where their meeting has its dates by now; status messages show it."""
    said: list[Said] = []
    for meeting_id in dict.fromkeys(timer.about for timer in timers):
        meeting = store.meetings.of_id(meeting_id)
        if meeting is not None and (meeting.topics or store.agenda.given_back(meeting_id)):
            said += _followed(at, store, meeting)
            store.impulses.follow(meeting_id, at.ms)
    return tuple(said)


def _followed(at: Moment, store: Store, meeting: Meeting) -> list[Said]:
    shown = {topic.occasion for topic in meeting.topics}
    if meeting.state == "cancelled":
        for topic in _own(meeting):
            store.agenda.give_back(topic, None, "", at.ms)
    else:
        for topic in [*store.agenda.given_back(meeting.id), *_own(meeting)]:
            to = _where(at, meeting, topic)
            if topic.home is not None and to == (topic.home, topic.home_occasion):
                store.agenda.bring_home(topic, at.ms)
            elif to != (topic.meeting, topic.occasion):
                store.agenda.give_back(topic, *to, at.ms)
            shown.add(to[1])
    now = store.meetings.of_id(meeting.id) or meeting
    sittings = [sitting_at(now, occasion) for occasion in sorted(shown)]
    return [agenda_edit(at, store, sitting) for sitting in sittings if is_shown(at, store, sitting)]


def _own(meeting: Meeting) -> list[Topic]:
    """What goes with the meeting's dates; what always stands there, and what was carried over, stays."""
    return [topic for topic in meeting.topics if topic.state == "open" and not topic.standing]


def _where(at: Moment, meeting: Meeting, topic: Topic) -> tuple[int | None, str]:
    """Where the point belongs now: at its own date if there is one, else at the next, else in the backlog."""
    occasion = topic.home_occasion if topic.home == meeting.id else topic.occasion
    if meeting.when is None or meeting.when.rule is None:
        return meeting.id, ""
    if occasion and date_of(meeting, occasion) is not None:
        return meeting.id, occasion
    after = single(occasion, None, meeting.when.zone).begins if occasion else at.ms
    found = next(within(meeting.when, max(after, at.ms), NEVER), None)
    return (meeting.id, origin_of(found)) if found else (None, "")
