"""Reminders before meetings: said once, with how late they are; what is of no use any more in one line."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import Final

from commands.base import Moment
from commands.calendar.schedule import coming, local, period
from commands.meetings.fixed.attendance import attendance
from commands.meetings.sentences import particulars
from commands.meetings.timers import before_of, reminded_of, set_reminder
from commands.topics import reminded_topics
from commands.words import Content, Member, Message, Said, Text, Value, _, lines
from commands.words.sizes import paged
from storage import Store
from storage.meetings import Meeting
from storage.series import When
from storage.timers import Timer
from storage.values import frozen

LATE: Final = timedelta(minutes=2)
"""From so much on a reminder says how late it is."""


@frozen
class _Due:
    """A date to be reminded of; `late` is None for a reminder in time."""

    meeting: Meeting
    single: When
    late: timedelta | None


def meetings_due(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
    """One message for all reminders that are due, or as few as hold them: the latest of each meeting.

    Series wait for their next date.
    """
    due: dict[int, _Due] = {}
    over: dict[int, Meeting] = {}
    for timer in timers:
        meeting = store.meetings.of_id(timer.about)
        if meeting is None or meeting.state != "fixed" or meeting.when is None:
            continue
        planned = reminded_of(at.settings, meeting, before_of(timer.tag), timer.due)
        rings, single = planned or (timer.due, coming(meeting.when, timer.due))
        if single is not None and (single.over if single.all_day else single.begins) > at.ms:
            late = timedelta(milliseconds=at.ms - rings)
            due[meeting.id] = _Due(meeting, single, late if late >= LATE else None)
        elif single is not None:
            over[meeting.id] = meeting
        if meeting.when.rule is not None:
            set_reminder(at.settings, store, meeting, before_of(timer.tag), at.ms)
    missed = [meeting for key, meeting in over.items() if key not in due]
    ready = iter(due.values())
    texts = [lines(*_lines(at, one)) for one in due.values()]
    said: list[Said] = [
        _reminder(at, store, list(islice(ready, len(part))), part) for part in paged(texts, at.settings.style)
    ]
    if missed:
        named = tuple(_("{key} {title}", key=m.key, title=m.title) for m in missed)
        said.append(Message(_("While the assistant was away, these meetings began: {meetings}.", meetings=named)))
    return tuple(said)


def _reminder(at: Moment, store: Store, due: list[_Due], texts: list[Content]) -> Message:
    staying_away = [
        set(attendance(at, store, one.meeting)["no"]) if one.meeting.asks_about(one.single) else set() for one in due
    ]
    rings: tuple[Member, ...] = tuple(m for m in at.room.members if not all(m in away for away in staying_away))
    about = due[0].meeting.key if len(due) == 1 else None
    return Message(lines(*texts), rings, about=about)


def _lines(at: Moment, one: _Due) -> list[Content | None]:
    meeting = one.meeting
    title: dict[str, Value] = {"key": meeting.key, "title": meeting.title, "when": period(one.single)}
    late = [_("This reminder is {late} late; the assistant was away.", late=one.late)] if one.late else []
    agenda = reminded_topics(at, meeting, one.single)
    return [_head(at, one.single, title), *particulars(meeting, at.settings.zone), *late, agenda]


def _head(at: Moment, single: When, title: dict[str, Value]) -> Text:
    """How long it is until then: whole days are counted in days."""
    if not single.all_day:
        left = timedelta(milliseconds=single.begins - at.ms)
        return _("**Reminder: {key} {title}** begins in {left}: {when}.", left=left, **title)
    days = date.fromisoformat(single.start) - local(at.ms, single.zone).date()
    if days <= timedelta(0):
        return _("**Reminder: {key} {title}** is today: {when}.", **title)
    return _("**Reminder: {key} {title}** begins in {left}: {when}.", left=days, **title)
