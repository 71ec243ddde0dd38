"""Local times and instants: what the clock changes do, and what a zone said beside a time does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from commands.dates import refusals
from commands.dates.spans import attach


def at_minutes(day: date, minutes: int) -> datetime:
    """Naive local time so many minutes after the midnight that begins `day`; 1440 is the next midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def exists(naive: datetime, zone: str) -> bool:
    """Whether the clocks in `zone` ever show this time: the round trip through UTC must bring it back."""
    return attach(naive, zone).replace(tzinfo=None) == naive


def doubled(naive: datetime, zone: str) -> bool:
    """Whether the clocks show this time twice, as when summer time ends."""
    tz = ZoneInfo(zone)
    earlier, later = naive.replace(tzinfo=tz, fold=0), naive.replace(tzinfo=tz, fold=1)
    return exists(naive, zone) and earlier.utcoffset() != later.utcoffset()


def second_of(naive: datetime, zone: str) -> datetime:
    """The second of a doubled time."""
    return naive.replace(tzinfo=ZoneInfo(zone), fold=1)


def instant(naive: datetime, zone: str) -> datetime:
    """The aware time in `zone`; DateError with the nearest right one if the clocks jump over it."""
    aware = attach(naive, zone)
    if aware.replace(tzinfo=None) != naive:
        raise refusals.no_such_time(aware)
    return aware


def from_offset(naive: datetime, minutes: int, zone: str) -> datetime:
    """The time in `zone` when it is `naive` at so many minutes east of UTC."""
    return naive.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(ZoneInfo(zone))


def offset_of(aware: datetime) -> int:
    """Minutes east of UTC."""
    offset = aware.utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60


def later_by(aware: datetime, length: timedelta) -> datetime:
    """Real time later: an hour is an hour, whatever the clocks do."""
    return (aware.astimezone(UTC) + length).astimezone(aware.tzinfo)
