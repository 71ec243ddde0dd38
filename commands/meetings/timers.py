"""The moments of a meeting: the end of its poll, the nudges before it, the reminders before the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from commands.base import Call, Moment, Settings
from commands.calendar.schedule import reminded, within
from commands.quiet import PAUSE, by_day
from commands.words import Member, Said
from storage import Store
from storage.meetings import Meeting
from storage.series import NEVER, When
from storage.timers import Pause, Timer, TimerKind

_ONE_RING: Final = 60_000
"""Milliseconds within which several changes of one meeting ring once."""
_NIGHT: Final = 24 * 3_600_000
"""Milliseconds that a late reminder waits for the morning, at most."""
NUDGES = {"48h": timedelta(hours=48), "12h": timedelta(hours=12)}
"""How long before the end of voting those who are missing are rung."""


def is_open(meeting: Meeting, time: int) -> bool:
    """Whether it is voted on at `time` (ms). A vote of the very last moment counts though the poll has ended."""
    return meeting.ended is None and meeting.takes_votes(time)


def set_poll_timers(at: Call | Moment, store: Store, meeting: Meeting) -> None:
    """The end of voting, told by day, and the nudges before it that do not follow upon the call to vote."""
    if meeting.deadline is None:
        return
    store.timers.set(TimerKind.POLL_DEADLINE, meeting.id, by_day(at.settings, meeting.deadline, NEVER))
    for tag, before in NUDGES.items():
        due = by_day(at.settings, meeting.deadline - round(before.total_seconds() * 1000), meeting.deadline)
        if due > at.ms + PAUSE:
            store.timers.set(TimerKind.POLL_NUDGE, meeting.id, due, tag)


def clear_poll_timers(store: Store, meeting: Meeting) -> None:
    """The poll is over."""
    store.timers.clear(TimerKind.POLL_DEADLINE, meeting.id)
    store.timers.clear(TimerKind.POLL_NUDGE, meeting.id)
    store.timers.clear(Pause.POLL_NUDGED, meeting.id)


def set_reminders(at: Call | Moment, store: Store, meeting: Meeting) -> None:
    """The reminders of a fixed meeting that has just been told of, of a series those of the next date for each; earlier
    ones are taken back."""
    store.timers.clear(TimerKind.MEETING_REMINDER, meeting.id)
    if meeting.state != "fixed" or meeting.when is None:
        return
    for before in at.settings.meeting_reminders:
        set_reminder(at.settings, store, meeting, before, at.ms + PAUSE)


def set_reminder(settings: Settings, store: Store, meeting: Meeting, before: timedelta, after: int) -> None:
    """The first reminder `before` a date of the meeting that is due later than `after` (ms)."""
    due = _next_reminder(settings, meeting, before, after)
    if due is not None:
        store.timers.set(TimerKind.MEETING_REMINDER, meeting.id, due, tag(before))


def set_right(at: Moment, store: Store) -> tuple[Said, ...]:
    """Reminders that a clock that was ahead has spent, or put off to a later date of a series, come in their time; not
    those that were left out because the meeting had just been told of."""
    for meeting in store.meetings.to_come(at.ms):
        told = meeting.changed if meeting.changed <= at.ms else at.ms - PAUSE
        for before in at.settings.meeting_reminders:
            due = _next_reminder(at.settings, meeting, before, max(at.ms, told + PAUSE))
            if due is not None:
                store.timers.bring_forward(TimerKind.MEETING_REMINDER, meeting.id, due, tag(before))
    return ()


def _next_reminder(settings: Settings, meeting: Meeting, before: timedelta, after: int) -> int | None:
    for single in within(meeting.date, after, NEVER):
        due = _rings(settings, single, before)
        if due is None or due > after:
            return due
    return None


def reminded_of(settings: Settings, meeting: Meeting, before: timedelta, due: int) -> tuple[int, When] | None:
    """When (ms) a reminder so long `before` the meeting was due last, then or within the night before, and of which of
    its dates."""
    latest = due + round((before + timedelta(days=2)).total_seconds() * 1000)
    dates = ((_rings(settings, one, before), one) for one in within(meeting.date, due, latest))
    found = [(rings, one) for rings, one in dates if rings is not None and due - _NIGHT < rings <= due]
    return max(found, key=lambda pair: pair[0], default=None)


def deadline_of(store: Store, timer: Timer) -> int:
    """Until when (ms) a nudge is of use."""
    meeting = store.meetings.of_id(timer.about)
    return NEVER if meeting is None or meeting.deadline is None else meeting.deadline


def _rings(settings: Settings, single: When, before: timedelta) -> int | None:
    """When a single date is reminded of (ms), in no quiet hour."""
    due = reminded(single, before)
    return None if due is None else by_day(settings, due, single.over if single.all_day else single.begins)


def tag(before: timedelta) -> str:
    """What tells the reminders of one meeting apart: the seconds before it."""
    return f"{round(before.total_seconds())}s"


def before_of(timer_tag: str) -> timedelta:
    """How long before the meeting a reminder with that tag rings."""
    return timedelta(seconds=int(timer_tag.removesuffix("s")))


def rung_once(at: Call | Moment, store: Store, meeting: Meeting, members: Sequence[Member]) -> tuple[Member, ...]:
    """Those of the members who are rung with a change of the meeting: nobody whom another change has rung within a
    minute.

    That it, or a date of it, is off or is on again always rings: who was told of a new place must hear that.
    """
    rung = tuple(m for m in members if not store.timers.pauses(Pause.MEETING_TOLD, meeting.id, at.ms, m.user_id))
    for member in rung:
        store.timers.pause(Pause.MEETING_TOLD, meeting.id, at.ms + _ONE_RING, member.user_id)
    return rung
