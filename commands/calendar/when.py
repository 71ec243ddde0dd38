"""Between the dates that members say and those that are kept, and the single dates of a series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import to_ms
from commands.dates import Span, next_occurrence
from commands.words import Period
from storage.meetings import NEVER, When

UNSAID_LENGTH: Final = timedelta(hours=2)
"""How long a meeting counts as going on whose end nobody said."""
_MORNING: Final = time(9)
"""When whole days are reminded of."""


def keep(span: Span, zone: str) -> When:
    """The span as it is kept."""
    end = span.end.isoformat() if isinstance(span.end, date) and not isinstance(span.end, datetime) else None
    if isinstance(span.end, datetime):
        end = _clock(span.end, zone)
    start = _clock(span.start, zone) if isinstance(span.start, datetime) else span.start.isoformat()
    when = When(start, end, zone, _begins(start, zone), _over(start, end, zone), span.rrule)
    return replace(when, over=_over_of_series(when)) if when.rule else when


def period(when: When) -> Period:
    """The date, of a series its first, as a value for a sentence."""
    if when.all_day:
        last = date.fromisoformat(when.end) if when.end else None
        return Period(date.fromisoformat(when.start), last, all_day=True)
    end = moment_of(when.end, when.zone) if when.end else None
    return Period(moment_of(when.start, when.zone), end)


def minutes(number: int | None) -> timedelta | None:
    """A kept length of time."""
    return None if number is None else timedelta(minutes=number)


def days_of(when: When) -> tuple[date, date]:
    """The first and the last day of a single date."""
    if when.all_day:
        return date.fromisoformat(when.start), date.fromisoformat(when.end or when.start)
    return local(when.begins, when.zone).date(), local(when.over - 1, when.zone).date()


def local(ms: int, zone: str) -> datetime:
    """A kept moment in that zone."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(zone))


def shifted(old: When, span: Span, zone: str) -> When:
    """The span as the new date of what took place at `old`: as long as before if nobody said an end."""
    new = keep(span, zone)
    if new.end is not None or old.end is None or new.all_day != old.all_day:
        return new
    length = _naive(old.end) - _naive(old.start)
    return keep(replace(span, end=_added(span.start, length)), zone)


def lasting(span: Span, length: timedelta | None) -> Span:
    """The span with an end `length` after its beginning if it has a time of day and no end of its own."""
    if length is None or span.end is not None or not isinstance(span.start, datetime):
        return span
    return replace(span, end=_added(span.start, length))


def coming(when: When, after: int) -> When | None:
    """The date if it is not over at `after` (ms); of a series the first such single date."""
    if when.rule is None:
        return when if when.over > after else None
    return next((single for single in _singles(when, after) if single.over > after), None)


def within(when: When, begins: int, over: int) -> Iterator[When]:
    """The single dates that share time with the stretch from `begins` to `over` (ms)."""
    if when.rule is None:
        if when.begins < over and when.over > begins:
            yield when
        return
    for single in _singles(when, begins):
        if single.begins >= over:
            return
        if single.over > begins:
            yield single


def without(when: When, start: str) -> When:
    """The series without the single date that starts then."""
    fewer = replace(when, skipped=tuple(sorted({*when.skipped, start})))
    return replace(fewer, over=_over_of_series(fewer))


def reminded(single: When, before: timedelta) -> int | None:
    """When to remind of a single date (ms): whole days before keep the time of day, over a clock change too.

    Whole days are reminded of at nine in the morning, by hours not at all.
    """
    whole_days = before % timedelta(days=1) == timedelta(0)
    if single.all_day:
        if not whole_days:
            return None
        day = date.fromisoformat(single.start) - before
        return to_ms(datetime.combine(day, _MORNING, ZoneInfo(single.zone)))
    if whole_days:
        return to_ms(moment_of((_naive(single.start) - before).isoformat(), single.zone))
    return single.begins - round(before.total_seconds() * 1000)


def _singles(when: When, after: int) -> Iterator[When]:
    """The single dates of a series from a little before `after` (ms) on."""
    if when.rule is None:
        return
    length = _naive(when.end) - _naive(when.start) if when.end else None
    moment = datetime.fromtimestamp(after / 1000, UTC) - (length or UNSAID_LENGTH) - timedelta(days=1)
    while found := next_occurrence(when.rule, _said(when.start), when.zone, moment):
        single = _single(when, found, length)
        moment = datetime.fromtimestamp(single.begins / 1000, UTC)
        if single.start not in when.skipped:
            yield single


def _single(when: When, found: datetime | date, length: timedelta | None) -> When:
    start = _clock(found, when.zone) if isinstance(found, datetime) else found.isoformat()
    end = None
    if length is not None:
        last = _naive(start) + length
        end = last.date().isoformat() if when.all_day else last.isoformat(timespec="seconds")
    return When(start, end, when.zone, _begins(start, when.zone), _over(start, end, when.zone))


def _over_of_series(when: When) -> int:
    """The end of the last single date (ms)."""
    if when.rule is None or not ("COUNT=" in when.rule or "UNTIL=" in when.rule):
        return NEVER
    return max((single.over for single in _singles(when, when.begins)), default=when.begins)


def _said(kept: str) -> datetime | date:
    return _naive(kept) if "T" in kept else date.fromisoformat(kept)


def _clock(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="seconds")


def _naive(kept: str) -> datetime:
    return datetime.fromisoformat(kept)


def moment_of(kept: str, zone: str) -> datetime:
    """A kept local time; one that the clock change leaves out moves forward (RFC 5545 §3.3.5)."""
    local = _naive(kept).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone))


def _added(start: datetime | date, length: timedelta) -> datetime | date:
    """`length` of real time after `start`."""
    if not isinstance(start, datetime):
        return start + length
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)


def _begins(start: str, zone: str) -> int:
    return to_ms(moment_of(start, zone))


def _over(start: str, end: str | None, zone: str) -> int:
    if "T" not in start:
        return to_ms(moment_of((_naive(end or start) + timedelta(days=1)).isoformat(), zone))
    return to_ms(moment_of(end, zone) if end else _added_aware(start, zone))


def _added_aware(start: str, zone: str) -> datetime:
    return moment_of(start, zone) + UNSAID_LENGTH
