"""The occurrences of an RFC 5545 rule, counted on the wall clock: no interval drifts over a clock change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from commands.dates.spans import attach

if TYPE_CHECKING:
    from dateutil.rrule import rrule as Rule
    from dateutil.rrule import rruleset

_LEFT_OUT: Final = "\nEXDATE:"


def occurrences(rrule: str, start: datetime | date, zone: str, n: int) -> list[datetime | date]:
    """The first `n` occurrences from `start` on: aware datetimes in `zone` for a datetime, dates for a date."""
    return list(islice(_occurrences(rrule, start, zone, _naive(start, zone)), n))


def next_occurrence(rrule: str, start: datetime | date, zone: str, after: datetime) -> datetime | date | None:
    """The first occurrence later than `after` (aware), or None if there is none any more.

    A day is later than `after` if it begins later. `start` is the first occurrence, local time in `zone`
    (an aware one is taken to that zone).
    """
    return next(later_occurrences(rrule, start, zone, after), None)


def later_occurrences(rrule: str, start: datetime | date, zone: str, after: datetime) -> Iterator[datetime | date]:
    """All occurrences that `next_occurrence` gives one after the other, the rule counted from its start only once."""
    local = after.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    latest = after.astimezone(UTC)
    for found in _occurrences(rrule, start, zone, local - timedelta(days=1)):
        begins = found if isinstance(found, datetime) else attach(datetime.combine(found, time()), zone)
        if begins.astimezone(UTC) > latest:
            latest = begins.astimezone(UTC)
            yield found


def first_occurrence(
    rrule: str, start: datetime, earliest: datetime | None = None, zone: str = "UTC"
) -> datetime | None:
    """The first time (naive) that a rule begun at `start`, whose time of day it takes over, hits from `earliest` on."""
    return next(iter(_rule(rrule, start, zone).xafter(earliest or start, inc=True)), None)


def on_days(rrule: str, start: datetime, zone: str, days: Iterable[date]) -> list[datetime]:
    """The times (naive) that a rule begun at `start` hits on those days."""
    rule = _rule(rrule, start, zone)
    each = (rule.between(datetime.combine(day, time()), datetime.combine(day, time.max), inc=True) for day in days)
    return list(chain.from_iterable(each))


def without(rrule: str, starts: Iterable[datetime], *, all_day: bool) -> str:
    """The rule without those of its dates: RFC 5545 says them on a line of their own."""
    form = "%Y%m%d" if all_day else "%Y%m%dT%H%M%S"
    left_out = ",".join(sorted({start.strftime(form) for start in starts}))
    return f"{rrule}{_LEFT_OUT}{left_out}" if left_out else rrule


def apart(rrule: str) -> tuple[str, tuple[date, ...]]:
    """The rule alone, and the days that fall out of it."""
    rule, _, left_out = rrule.partition(_LEFT_OUT)
    days = (datetime.strptime(day[:8], "%Y%m%d").date() for day in left_out.split(",") if day)  # noqa: DTZ007
    return rule, tuple(days)


def rule_parts(rrule: str) -> dict[str, str]:
    """What the rule says by its names, `FREQ` and the like."""
    alone, _days = apart(rrule)
    return dict(part.split("=", 1) for part in alone.split(";"))


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
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - for what comes again alone

    _alone, days = apart(rrule)
    parts = rule_parts(rrule)
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = moment.astimezone(ZoneInfo(zone)).strftime("%Y%m%dT%H%M%S")
    elif until and "T" not in until:
        parts["UNTIL"] = f"{until}T235959"
    rule = ";".join(f"{key}={value}" for key, value in parts.items())
    left_out = (datetime.combine(day, start.time()) for day in days)  # a day falls out, whatever its time has become
    return rrulestr(without(rule, left_out, all_day=False), dtstart=start)
