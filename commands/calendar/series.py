"""What can be done to a series: one date moved or left out, an end, another rule from a date on. All give a new series.

`at` is a moment in ms. What lies before it stays as it was; a moved date counts where it takes place.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from commands.calendar.schedule import by_rule, later, length_of, naive, parts_of, recounted, single, within
from commands.patterns import regex
from storage.series import NEVER, MovedDate, Part, When

_END: Final = regex(r";?(?:UNTIL|COUNT)=[^;]*")
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def origin_of(one: When) -> str:
    """Where the rule has a single date."""
    return one.origin or one.start


def without(when: When, one: When) -> When:
    """The series without that date, wherever it takes place by now."""
    origin = origin_of(one)
    moved = tuple(other for other in when.moved if other.origin != origin)
    return recounted(replace(when, skipped=tuple(sorted({*when.skipped, origin})), moved=moved))


def put_back(when: When, starts: Collection[str]) -> When:
    """The series with those dates that fell out of it, by their starts, as the rule has them."""
    return recounted(replace(when, skipped=tuple(start for start in when.skipped if start not in starts)))


def with_moved(when: When, one: When, start: str, end: str | None) -> When:
    """The series with that date from `start` to `end`; back where the rule has it, it is none that was moved."""
    origin = origin_of(one)
    moved = [other for other in when.moved if other.origin != origin]
    if single(start, end, when.zone, origin) != _by_rule_at(when, origin):
        moved.append(MovedDate(origin, start, end))
    return recounted(replace(when, moved=tuple(sorted(moved, key=lambda other: other.origin))))


def clash(when: When, one: When, to: When) -> When | None:
    """Another date of the series that shares time with `to`, where `one` is to be moved."""
    return next((other for other in within(when, to.begins, to.over) if origin_of(other) != origin_of(one)), None)


def cut(when: When, at: int) -> When | None:
    """The series without all dates that begin at `at` or later; None if none is left."""
    kept = list(takewhile(lambda one: one.begins < at, within(when, when.begins, NEVER)))
    if not kept:
        return None
    shorter = _ended(when, max(origin_of(one) for one in kept))
    for one in list(within(shorter, at, NEVER)):
        if one.begins >= at:
            shorter = without(shorter, one)
    return shorter


def _ended(when: When, last: str) -> When:
    """The series with no dates by its rule behind that start; those that were moved stay where they are."""
    parts = [part for part in parts_of(when) if part.start <= last]
    until = f"UNTIL={last[:10].replace('-', '')}"
    parts[-1] = replace(parts[-1], rule=f"{endless(parts[-1].rule)};{until}")
    moved = tuple(other for other in when.moved if other.origin <= last)
    skipped = tuple(origin for origin in when.skipped if origin <= last)
    return recounted(replace(when, rule=parts[0].rule, parts=tuple(parts[1:]), skipped=skipped, moved=moved))


def reruled(when: When, at: int, part: Part) -> When:
    """The series under one other rule from `at` on. Days that were left out or moved stay so where the rule has them.

    A rule without an end of its own ends when the one before it did: on the same day, or after as many dates.
    """
    before, gone = _kept(when, at)
    if not _END.search(part.rule):
        last = parts_of(when)[-1].rule
        dates = (one for each in parts_of(when) for one in by_rule(each, when, when.begins))
        left = sum(one.start > gone for one in dates) if "COUNT=" in last else 0
        part = _with_end(part, last, when.zone, left)
    return _joined(when, before, gone, (part,), None)


def altered(
    when: When, at: int, change: Callable[[Part, When], Part | None], weekday: int | None = None
) -> When | None:
    """The series with each of its rules changed from `at` on; None if one cannot be.

    `change` takes a rule without its end and the first date of it that changes, and gives the rule from there on; if it
    moves them to another weekday, that is `weekday` (0 is Monday). Dates that were left out, or moved alone, stay so.
    """
    before, gone = _split(when, at)
    parts: list[Part] = []
    for part in parts_of(when):
        dates = by_rule(part, when, when.begins)
        first = next((one for one in dates if one.start > gone), None)
        if first is None:
            continue
        left = 1 + sum(1 for _one in dates) if "COUNT=" in part.rule else 0
        new = change(replace(part, rule=endless(part.rule)), first)
        if new is None:
            return None
        end = _later_end(part.rule, _days(first.start, weekday), when.zone)
        parts.append(_with_end(new, end, when.zone, left))
    return _joined(when, before, gone, tuple(parts), weekday)


def _days(start: str, weekday: int | None) -> int:
    """By how many days a date moves to that weekday of its week."""
    return 0 if weekday is None else weekday - naive(start).weekday()


def _kept(when: When, at: int) -> tuple[When | None, str]:
    """The series before `at`, and the last start by its rule that lies there."""
    before = cut(when, at)
    kept = (origin_of(one) for one in within(before, before.begins, NEVER)) if before else iter(())
    return before, max(kept, default="")


def _split(when: When, at: int) -> tuple[When | None, str]:
    """The dates that the rule has before `at`, wherever they were moved, and the last start of them by the rule."""
    early = (takewhile(lambda one: one.begins < at, by_rule(part, when, 0)) for part in parts_of(when))
    gone = max((one.start for dates in early for one in dates), default="")
    before = _ended(when, gone) if gone else None
    return (before if before and next(within(before, 0, NEVER), None) else None), gone


def _joined(when: When, before: When | None, gone: str, parts: tuple[Part, ...], weekday: int | None) -> When:
    """What was before `at`, and those rules from there on, with the exceptions of the old ones behind `gone`."""
    first, *others = parts
    alone = When(
        first.start, first.end, zone=when.zone, begins=when.begins, over=when.over, rule=first.rule, parts=tuple(others)
    )

    def now_at(origin: str) -> str | None:
        # The first Wednesday may lie a week nearer to the first Tuesday, or a week farther.
        days = (_days(origin, weekday) + week for week in ((0, -7, 7) if "FREQ=MONTHLY" in first.rule else (0,)))
        there = (one.start for by in days for one in _on_day(alone, (naive(origin) + timedelta(days=by)).date()))
        return next(there, None)

    skipped = {there for origin in when.skipped if origin > gone and (there := now_at(origin))}
    moved = tuple(
        MovedDate(there, other.start, other.end)
        for other in when.moved
        if other.origin > gone and (there := now_at(other.origin))
    )
    if before is None:
        return recounted(replace(alone, skipped=tuple(sorted(skipped)), moved=moved))
    all_skipped = tuple(sorted({*before.skipped, *skipped}))
    return recounted(replace(before, parts=(*before.parts, *parts), skipped=all_skipped, moved=(*before.moved, *moved)))


def on_weekday(part: Part, base: When, weekday: int) -> Part | None:
    """The rule on another weekday (0 is Monday) from the week or month of `base` on; None if its days are not one."""
    days = re.search(r"BYDAY=(-?\d)?(MO|TU|WE|TH|FR|SA|SU)(?=;|$)", part.rule)
    if not days or "BYSETPOS" in part.rule:
        return None
    rule = part.rule.replace(days[0], f"BYDAY={days[1] or ''}{_WEEKDAYS[weekday]}")
    start = date.fromisoformat(origin_of(base)[:10])
    first = start - timedelta(days=start.weekday()) if "FREQ=WEEKLY" in rule else start.replace(day=1)
    return starting(replace(part, rule=rule), first, base.zone)


def starting(part: Part, day: date, zone: str) -> Part:
    """The rule from its first date on that is not before `day`, at the same time of day."""
    start = f"{day.isoformat()}{part.start[10:]}"
    length = length_of(part.start, part.end)
    end = None if length is None else later(start, length)
    endless_part = Part(start, end, endless(part.rule))
    whole = When(start, end, zone=zone, begins=0, over=NEVER, rule=endless_part.rule)
    first = next(by_rule(endless_part, whole, single(start, None, zone).begins))
    return Part(first.start, first.end, part.rule)


def part_at(when: When, one: When) -> Part:
    """The rule that makes that date."""
    return [part for part in parts_of(when) if part.start <= origin_of(one)][-1]


def _with_end(part: Part, old: str, zone: str, left: int) -> Part:
    """The part with the end of the rule `old`: the last day stays, or `left` dates are left."""
    if until := last_day(old, zone):
        return replace(part, rule=f"{part.rule};UNTIL={until:%Y%m%d}")
    return replace(part, rule=f"{part.rule};COUNT={left}") if "COUNT=" in old else part


def _later_end(rule: str, days: int, zone: str) -> str:
    """The rule with its last day where no date is lost that moves by some days; by months, its month stays."""
    until = last_day(rule, zone)
    if until is None or not days:
        return rule
    if "FREQ=MONTHLY" in rule:
        until = until.replace(day=monthrange(until.year, until.month)[1])
    else:
        until += timedelta(days=days)
    return f"{endless(rule)};UNTIL={until:%Y%m%d}"


def endless(rule: str) -> str:
    """The rule without its end."""
    return _END.sub("", rule).lstrip(";")


def last_day(rule: str, zone: str) -> date | None:
    """The last day that the rule names, local; None if it names none."""
    found = re.search(r"UNTIL=(\d{8})(?:T(\d{6})(Z?))?", rule)
    if found is None:
        return None
    if not found[3]:
        return date.fromisoformat(found[1])
    return datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def _by_rule_at(when: When, origin: str) -> When | None:
    """The date that the rule has there."""
    return next((one for part in parts_of(when) for one in _on_day_of(part, when, origin) if one.start == origin), None)


def _on_day(when: When, day: date) -> Iterator[When]:
    for part in parts_of(when):
        yield from _on_day_of(part, when, day.isoformat())


def _on_day_of(part: Part, when: When, origin: str) -> Iterator[When]:
    """The dates that a rule has on the day of that start."""
    midnight = single(origin[:10], None, when.zone)
    for one in by_rule(part, when, midnight.begins):
        if one.begins >= midnight.over:
            return
        if one.start[:10] == origin[:10]:
            yield one
