"""When the bot speaks by itself: not in the quiet hours, and not soon after what it would repeat."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import Settings, from_ms, to_ms

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
