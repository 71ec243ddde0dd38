"""When the bot speaks by itself: not in the quiet hours, and not soon after what it would repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import Moment, Settings, from_ms, to_ms
from commands.base.command import Notice
from commands.calendar.schedule import coming
from commands.words import Said
from storage import Store
from storage.series import NEVER
from storage.timers import Timer, TimerKind

PAUSE: Final = 12 * 3_600_000
"""Milliseconds after a call within which nothing that repeats it rings."""
_BEFORE: Final = timedelta(hours=1)
"""How long before the quiet hours that rings for which the morning is too late."""


def by_day(settings: Settings, due: int, latest: int) -> int:
    """The moment (ms) at which that rings which is due then: in the quiet hours the morning after or, where that is not
    before `latest`, the evening before."""
    if settings.quiet is None:
        return due
    begin, end = settings.quiet
    zone = ZoneInfo(settings.zone)
    local = from_ms(due).astimezone(zone)
    clock = local.time()
    if not (begin <= clock < end if begin <= end else clock >= begin or clock < end):
        return due
    morning = to_ms(datetime.combine(local.date() + timedelta(days=1 if clock >= end else 0), end, zone))
    if morning < latest:
        return morning
    return to_ms(datetime.combine(local.date() - timedelta(days=1 if clock < begin else 0), begin, zone) - _BEFORE)


def by_day_only(notice: Notice, latest: Callable[[Store, Timer], int] = lambda _store, _timer: NEVER) -> Notice:
    """That notice, given by day: what is late because the bot was away waits for the morning as well, unless that is
    not before the `latest` moment (ms) at which it is of use."""

    def given(at: Moment, store: Store, timers: list[Timer]) -> tuple[Said, ...]:
        now: list[Timer] = []
        for timer in timers:
            due = by_day(at.settings, at.ms, latest(store, timer))
            if due <= at.ms:
                now.append(timer)
            else:
                store.timers.set(TimerKind(timer.kind), timer.about, due, timer.tag)
        return notice(at, store, now) if now else ()

    return given


def beginning_of(store: Store, timer: Timer) -> int:
    """Until when (ms) a reminder of the meeting is of use: its next date begins, or its whole days are over."""
    meeting = store.meetings.of_id(timer.about)
    single = coming(meeting.when, timer.due) if meeting and meeting.when else None
    if single is None:
        return NEVER
    return single.over if single.all_day else single.begins
