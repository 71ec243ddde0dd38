"""Random histories of a series against a plain list of dates, and through another reader of its calendar file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commands.base import Moment, Room, Settings
from commands.calendar.schedule import keep, later, single, within
from commands.calendar.series import altered, clash, cut, on_weekday, with_moved, without
from commands.calendar_files import calendar_file
from commands.dates import Span
from storage.meetings import Meeting
from storage.series import NEVER, Part, When

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 12, 1, 14, 0, tzinfo=BERLIN)
HORIZON = datetime(2027, 12, 31, tzinfo=BERLIN)
"""Long enough for both clock changes of a year."""
LIMIT = HORIZON - timedelta(days=40)
"""So far dates are compared: behind it they may move over the horizon in both directions."""
RULES = ("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU;COUNT=20")
UNTIL = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"


@dataclass(frozen=True)
class Known:
    """A date as the onlooker knows it: its start, and whether it was moved alone."""

    start: datetime
    alone: bool = False


def starts(when: When) -> list[str]:
    """The starts of all dates up to the horizon, local."""
    last = round(HORIZON.timestamp() * 1000)
    return [one.start for one in takewhile(lambda one: one.begins < last, within(when, 0, NEVER))]


def local(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def wall(moment: datetime, by: timedelta) -> datetime:
    """Moved on the clock of the wall."""
    return (moment.replace(tzinfo=None) + by).replace(tzinfo=BERLIN)


def at_hour(moment: datetime, hour: int) -> datetime:
    return datetime(moment.year, moment.month, moment.day, hour, tzinfo=BERLIN)


def series(rule: str) -> When:
    return keep(Span(FIRST, FIRST + timedelta(hours=2), rrule=rule), "Europe/Berlin")


def all_of(when: When) -> list[When]:
    return list(takewhile(lambda one: one.begins < round(HORIZON.timestamp() * 1000), within(when, 0, NEVER)))


@st.composite
def deeds(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """What is done, to which date (counted around), by how many days, to which hour."""
    kind = draw(st.sampled_from(("move", "move", "back", "cancel", "cut", "time from", "weekday from")))
    return kind, draw(st.integers(0, 30)), draw(st.integers(-6, 6)), draw(st.sampled_from((8, 10, 15, 18)))


def do(when: When, known: list[Known], deed: tuple[str, int, int, int]) -> tuple[When, list[Known]]:
    """Does it to the series and to the list; what cannot be done changes neither."""
    kind, place, days, hour = deed
    dates = all_of(when)
    if not dates:
        return when, known
    one = dates[place % len(dates)]
    mine = next(entry for entry in known if local(entry.start) == one.start)
    others = [entry for entry in known if entry is not mine]
    if kind == "move":
        return move(when, one, others, at_hour(wall(mine.start, timedelta(days=days)), hour), alone=True)
    if kind == "back":
        origin = datetime.fromisoformat(one.origin or one.start).replace(tzinfo=BERLIN)
        return move(when, one, others, origin, alone=False)
    if kind == "cancel":
        return without(when, one), others
    if kind == "cut":
        left = cut(when, one.begins)
        return (left, [entry for entry in known if entry.start < mine.start]) if left else (when, known)
    return (when, known) if mine.alone else change_from(when, one, known, deed)


def move(when: When, one: When, others: list[Known], to: datetime, *, alone: bool) -> tuple[When, list[Known]]:
    target = single(local(to), local(wall(to, timedelta(hours=2))), "Europe/Berlin", one.origin)
    taken = any(abs((entry.start - to).total_seconds()) < 7200 for entry in others)
    assert (clash(when, one, target) is not None) == taken
    if taken:
        mine = Known(datetime.fromisoformat(one.start).replace(tzinfo=BERLIN), alone=one.start != one.origin)
        return when, [*others, mine]
    alone = alone and target.start != (one.origin or one.start)  # back where the rule has it, it goes with the rule
    return with_moved(when, one, target.start, target.end), [*others, Known(to, alone=alone)]


def change_from(when: When, one: When, known: list[Known], deed: tuple[str, int, int, int]) -> tuple[When, list[Known]]:
    """All dates from that one on at another hour, or on another weekday; those that were moved alone stay."""
    kind, _place, days, hour = deed
    first = datetime.fromisoformat(one.start).replace(tzinfo=BERLIN)
    weekday = (first.weekday() + days) % 7

    def changed(entry: Known) -> Known:
        if entry.alone:
            return entry
        if kind == "time from":
            return Known(at_hour(entry.start, hour))
        return Known(wall(entry.start, timedelta(days=weekday - entry.start.weekday())))

    before = [entry for entry in known if entry.start < first]
    behind = [changed(entry) for entry in known if entry.start >= first]
    if _tangled(before, behind):
        return when, known
    if kind == "time from":
        new = altered(when, one.begins, lambda part, start: at_time(part, start, hour))
    else:
        new = altered(when, one.begins, lambda part, start: on_weekday(part, start, weekday), weekday)
    assert new is not None
    return new, [*before, *behind]


def at_time(part: Part, first: When, hour: int) -> Part:
    start = f"{first.start[:10]}T{hour:02}:00:00"
    return replace(part, start=start, end=later(start, timedelta(hours=2)))


def _tangled(before: list[Known], moved: list[Known]) -> bool:
    """Whether two dates would meet, which the board is never asked to do in one go."""
    all_starts = [entry.start for entry in (*before, *moved)]
    if len(set(all_starts)) < len(all_starts):
        return True
    return bool(before) and min(entry.start for entry in moved) <= max(entry.start for entry in before)


def expected_of(known: list[Known]) -> list[str]:
    return sorted(local(entry.start) for entry in known if entry.start < LIMIT)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from((*RULES, UNTIL)), st.lists(deeds(), max_size=6))
@example(RULES[0], [("move", 1, -3, 8), ("move", 1, -4, 8), ("time from", 1, 0, 10)])
@example(RULES[0], [("move", 0, 6, 8), ("move", 0, 6, 8), ("time from", 1, 0, 10)])
@example(RULES[0], [("move", 1, 0, 8), ("time from", 0, 0, 8), ("time from", 0, 0, 10)])
def test_a_series_always_has_the_dates_that_an_onlooker_would_list(
    rule: str, done: list[tuple[str, int, int, int]]
) -> None:
    when = series(rule)
    known = [Known(datetime.fromisoformat(start).replace(tzinfo=BERLIN)) for start in starts(when)]
    for deed in done:
        when, known = do(when, known, deed)
        assert [start for start in starts(when) if start < local(LIMIT)] == expected_of(known)
    assert sorted(start for start in from_file(when) if start < local(LIMIT)) == expected_of(known)


def from_file(when: When) -> Iterator[str]:
    """The starts that the calendar file gives an independent reader (RFC 5545 §3.8.4.4 and §3.8.5)."""
    meeting = Meeting(
        1, "!a:b", 1, "Reihe", "@anna:b", "fixed", when, None, None, None, False, None, None, 0, None, "uid", 3, 0, 0
    )
    at = Moment(Room("!a:b", (), "@bot:b"), datetime(2026, 11, 25, tzinfo=UTC), Settings())
    calendar = icalendar.Calendar.from_ical(calendar_file(at, meeting).data)
    events = list(calendar.walk("VEVENT"))
    replaced = {
        (str(event["UID"]), event["RECURRENCE-ID"].dt.replace(tzinfo=None))
        for event in events
        if "RECURRENCE-ID" in event
    }
    for event in events:
        if "RECURRENCE-ID" in event:
            yield _start(event["DTSTART"].dt)
            continue
        excluded = event.get("EXDATE", [])
        excluded = excluded if isinstance(excluded, list) else [excluded]
        out = {moment.dt.replace(tzinfo=None) for dates in excluded for moment in dates.dts}
        start = event["DTSTART"].dt.replace(tzinfo=None)
        rule = re.sub(
            r"UNTIL=(\d{8}T\d{6})Z",
            lambda m: "UNTIL=" + _local(m[1]),
            event["RRULE"].to_ical().decode(),
        )
        generated = list(
            takewhile(lambda m: m < HORIZON.replace(tzinfo=None) + timedelta(days=40), rrulestr(rule, dtstart=start))
        )
        assert generated[0] == start
        assert {moment for uid, moment in replaced if uid == str(event["UID"])} <= set(generated)
        for moment in generated:
            if moment not in out and (str(event["UID"]), moment) not in replaced:
                yield _start(moment)


def _local(utc: str) -> str:
    moment = datetime.strptime(utc, "%Y%m%dT%H%M%S").replace(tzinfo=UTC).astimezone(BERLIN)
    return moment.strftime("%Y%m%dT%H%M%S")


def _start(moment: datetime | date) -> str:
    assert isinstance(moment, datetime)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")
