"""Between the dates that members say and those that are kept, and the single dates of a series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import to_ms
from commands.dates import Span, apart, later_occurrences
from commands.words import Period
from storage.series import NEVER, Part, When

UNSAID_LENGTH: Final = timedelta(hours=2)
"""How long a meeting counts as going on whose end nobody said."""
MORNING: Final = time(9)
"""When whole days are reminded of."""
_DAY: Final = timedelta(days=1)


def keep(span: Span, zone: str) -> When:
    """The span as it is kept."""
    end = span.end.isoformat() if isinstance(span.end, date) and not isinstance(span.end, datetime) else None
    if isinstance(span.end, datetime):
        end = _clock(span.end, zone)
    start = _clock(span.start, zone) if isinstance(span.start, datetime) else span.start.isoformat()
    begins, over = _begins(start, zone), _over(start, end, zone)
    if span.rrule is None:
        return When(start, end, zone=zone, begins=begins, over=over)
    rule, left_out = apart(span.rrule)
    skipped = tuple(f"{day.isoformat()}{start[len('2026-12-03') :]}" for day in left_out)
    return recounted(When(start, end, zone=zone, begins=begins, over=over, rule=rule, skipped=skipped))


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


def hours_of(when: When) -> tuple[time | None, time | None]:
    """From when to when it lasts on the clock; None for a whole day, and for an end that nobody said."""
    if when.all_day:
        return None, None
    ends = moment_of(when.end, when.zone).time() if when.end else None
    return local(when.begins, when.zone).time(), ends


def local(ms: int, zone: str) -> datetime:
    """A kept moment in that zone."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(zone))


def lasting(span: Span, length: timedelta | None) -> Span:
    """The span with an end `length` after its beginning if it has none of its own: whole days last whole days."""
    if length is None or span.end is not None:
        return span
    if isinstance(span.start, datetime):
        return replace(span, end=_added(span.start, length))
    days = length // _DAY
    return replace(span, end=span.start + timedelta(days=days - 1)) if days > 1 and not length % _DAY else span


def coming(when: When, after: int) -> When | None:
    """The date if it is not over at `after` (ms); of a series the first such single date."""
    if when.rule is None:
        return when if when.over > after else None
    return next((one for one in _singles(when, after) if one.over > after), None)


def first_from(when: When, at: int) -> When | None:
    """The first date that begins at `at` (ms) or later."""
    return next((one for one in within(when, at, NEVER) if one.begins >= at), None)


def within(when: When, begins: int, over: int) -> Iterator[When]:
    """The single dates that share time with the stretch from `begins` to `over` (ms)."""
    if when.rule is None:
        if when.begins < over and when.over > begins:
            yield when
        return
    for one in _singles(when, begins):
        if one.begins >= over:
            return
        if one.over > begins:
            yield one


def reminded(date_: When, before: timedelta) -> int | None:
    """When to remind of a single date (ms): whole days before keep the time of day, over a clock change too.

    Whole days are reminded of at nine in the morning, by hours not at all.
    """
    whole_days = before % _DAY == timedelta(0)
    if date_.all_day:
        if not whole_days:
            return None
        day = date.fromisoformat(date_.start) - before
        return to_ms(datetime.combine(day, MORNING, ZoneInfo(date_.zone)))
    if whole_days:
        return to_ms(moment_of((naive(date_.start) - before).isoformat(), date_.zone))
    return date_.begins - round(before.total_seconds() * 1000)


def parts_of(when: When) -> tuple[Part, ...]:
    """The rules of a series in their order; none of a single date."""
    return (Part(when.start, when.end, when.rule), *when.parts) if when.rule else ()


def recounted(when: When) -> When:
    """The series with its first beginning and its last end as its rules and moved dates have them."""
    first = min(_begins(start, when.zone) for start in (when.start, *(moved.start for moved in when.moved)))
    last = parts_of(when)[-1].rule if when.rule else ""
    if "COUNT=" not in last and "UNTIL=" not in last:
        return replace(when, begins=first, over=NEVER)
    return replace(when, begins=first, over=max((one.over for one in _singles(when, first)), default=first))


def single(start: str, end: str | None, zone: str, origin: str | None = None) -> When:
    """A single date as it is kept; `origin` of one that belongs to a series."""
    return When(start, end, zone=zone, begins=_begins(start, zone), over=_over(start, end, zone), origin=origin)


def naive(kept: str) -> datetime:
    """A kept local time or day on the clock of the wall."""
    return datetime.fromisoformat(kept)


def later(kept: str, by: timedelta) -> str:
    """A kept time or day, moved on the clock of the wall."""
    moved = naive(kept) + by
    return moved.isoformat(timespec="seconds") if "T" in kept else moved.date().isoformat()


def length_of(start: str, end: str | None) -> timedelta | None:
    """How long a kept date lasts on the clock of the wall; of whole days, from the first to the last."""
    return naive(end) - naive(start) if end else None


def by_rule(part: Part, when: When, after: int) -> Iterator[When]:
    """The dates that one rule of the series makes, from a little before `after` (ms) on; exceptions are among them."""
    length = length_of(part.start, part.end)
    moment = datetime.fromtimestamp(after / 1000, UTC) - (length or UNSAID_LENGTH) - _DAY
    for found in later_occurrences(part.rule, _said(part.start), when.zone, moment):
        start = _clock(found, when.zone) if isinstance(found, datetime) else found.isoformat()
        yield single(start, later(start, length) if length is not None else None, when.zone, start)


def _singles(when: When, after: int) -> Iterator[When]:
    """The single dates of a series from a little before `after` (ms) on, in the order in which they take place."""
    elsewhere = {*when.skipped, *(moved.origin for moved in when.moved)}
    regular = chain.from_iterable(by_rule(part, when, after) for part in parts_of(when))
    moved = [single(one.start, one.end, when.zone, one.origin) for one in when.moved]
    moved = sorted((one for one in moved if one.over > after), key=lambda one: one.begins)
    return merge((one for one in regular if one.origin not in elsewhere), moved, key=lambda one: one.begins)


def _said(kept: str) -> datetime | date:
    return naive(kept) if "T" in kept else date.fromisoformat(kept)


def _clock(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="seconds")


def moment_of(kept: str, zone: str) -> datetime:
    """A kept local time; one that the clock change leaves out moves forward (RFC 5545 §3.3.5)."""
    local = naive(kept).replace(tzinfo=ZoneInfo(zone))
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
        return to_ms(moment_of((naive(end or start) + timedelta(days=1)).isoformat(), zone))
    return to_ms(moment_of(end, zone) if end else _added_aware(start, zone))


def _added_aware(start: str, zone: str) -> datetime:
    return moment_of(start, zone) + UNSAID_LENGTH
