"""The occurrences of an RFC 5545 rule, counted on the wall clock: no interval drifts over a clock change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule as Rule
from dateutil.rrule import rruleset, rrulestr

from commands.dates.spans import attach


def occurrences(rrule: str, start: datetime | date, zone: str, n: int) -> list[datetime | date]:
    """The first `n` occurrences from `start` on: aware datetimes in `zone` for a datetime, dates for a date."""
    return list(islice(_occurrences(rrule, start, zone, _naive(start, zone)), n))


def next_occurrence(rrule: str, start: datetime | date, zone: str, after: datetime) -> datetime | date | None:
    """The first occurrence later than `after` (aware), or None if there is none any more.

    A day is later than `after` if it begins later. `start` is the first occurrence, local time in `zone`
    (an aware one is taken to that zone).
    """
    local = after.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    for found in _occurrences(rrule, start, zone, local - timedelta(days=1)):
        begins = found if isinstance(found, datetime) else attach(datetime.combine(found, time()), zone)
        if begins.astimezone(UTC) > after.astimezone(UTC):
            return found
    return None


def first_occurrence(rrule: str, start: datetime, earliest: datetime | None = None) -> datetime | None:
    """The first time (naive) that a rule begun at `start`, whose time of day it takes over, hits from `earliest` on."""
    return next(iter(_rule(rrule, start, "UTC").xafter(earliest or start, inc=True)), None)


def _naive(start: datetime | date, zone: str) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time())
    return start if start.tzinfo is None else start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _occurrences(rrule: str, start: datetime | date, zone: str, earliest: datetime) -> Iterator[datetime | date]:
    rule = _rule(rrule, _naive(start, zone), zone)
    for local in rule.xafter(earliest, inc=True):
        yield attach(local, zone) if isinstance(start, datetime) else local.date()


def _rule(rrule: str, start: datetime, zone: str) -> Rule | rruleset:
    """The rule on naive local time: an UNTIL in UTC, as RFC 5545 §3.3.10 wants it, becomes local."""
    parts = dict(part.split("=", 1) for part in rrule.split(";"))
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = moment.astimezone(ZoneInfo(zone)).strftime("%Y%m%dT%H%M%S")
    elif until and "T" not in until:
        parts["UNTIL"] = f"{until}T235959"
    return rrulestr(";".join(f"{key}={value}" for key, value in parts.items()), dtstart=start)
