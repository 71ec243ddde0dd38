"""When the bot speaks of a host: before a meeting, at the end of an offer, and until when it waits for an answer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import Call, Moment, to_ms
from commands.calendar.schedule import coming, reminded
from commands.hosting.sentences import next_date
from commands.quiet import by_day
from storage import Store
from storage.hosting import Offer
from storage.meetings import Meeting
from storage.series import NEVER
from storage.timers import TimerKind


def arrange(at: Call | Moment, store: Store, meeting: Meeting) -> int | None:
    """Sets the host's reminders as the records stand now, of a series for its next date; gives the first (ms)."""
    store.timers.clear(TimerKind.HOST_REMINDER, meeting.id)
    if store.hosting.choice(meeting.id) is None or meeting.state != "fixed":
        return None
    set_for = []
    for before in at.settings.host_reminders:
        single = coming(meeting.date, at.ms)
        while single is not None:
            due = reminded(single, before)
            if due is not None:
                due = by_day(at.settings, due, single.begins)
            if due is not None and due > at.ms:
                store.timers.set(TimerKind.HOST_REMINDER, meeting.id, due, str(before))
                set_for.append(due)
                break
            single = coming(meeting.date, single.over) if meeting.date.rule else None
    return min(set_for, default=None)


ANSWER_WITHIN: Final = 2 * 24 * 3_600_000
"""Milliseconds that whoever is asked for a room has for an answer."""
EVERYBODY: Final = "room"
"""The tag of a request to the whole room; else it is the numbers of the offers that were asked for, the latest last."""


def await_answer(at: Call | Moment, store: Store, meeting: Meeting, tag: str) -> None:
    """An answer is waited for: two days, before a meeting that is nearer half of the time that is left."""
    store.timers.clear(TimerKind.HOST_WANTED, meeting.id)
    when = next_date(meeting, at)
    begins = when.begins if when else NEVER
    due = at.ms + min(ANSWER_WITHIN, max(0, begins - at.ms) // 2)
    store.timers.set(TimerKind.HOST_WANTED, meeting.id, by_day(at.settings, due, begins), tag)


def set_end(at: Call | Moment, store: Store, offer: Offer) -> None:
    """An offer for single days is told to be over on the morning after the last."""
    store.timers.clear(TimerKind.HOST_OFFER_OVER, offer.id)
    lasts = [days.last for days in offer.terms.dates]
    ends = [last for last in lasts if last is not None]
    if ends and len(ends) == len(lasts):
        after = datetime.combine(max(ends) + timedelta(days=1), time(), ZoneInfo(at.settings.zone))
        store.timers.set(TimerKind.HOST_OFFER_OVER, offer.id, by_day(at.settings, to_ms(after), NEVER))


def set_place(at: Call | Moment, store: Store, meeting: Meeting, place: str | None) -> Meeting:
    """The meeting with that place; its heading shows it, the host's reminders follow."""
    changed = store.meetings.set_place(meeting.id, place, at.ms)
    store.timers.set(TimerKind.MEETING_HEADING, meeting.id, at.ms)
    arrange(at, store, changed)
    return changed
