"""A whole year of Berlin days, with both clock changes, against an oracle that knows only the law.

Summer time lasts from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC (2000/84/EC).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from commands.dates import DateError, occurrences, read_dates
from tests.commands.dates.reading import ZONE

YEAR = 2026
DAYS = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
HOUR = timedelta(hours=1)


def utc(moment: datetime | date | None) -> datetime:
    """The instant: Python never calls a doubled time equal to one of another zone (PEP 495)."""
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


def last_sunday(month: int) -> datetime:
    """01:00 UTC on the last Sunday of the month (of 31 days)."""
    last = datetime(YEAR, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def instants(day: date, hour: int, minute: int) -> list[datetime]:
    """All moments at which clocks in Berlin show that time: none, one or two."""
    shown = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
    found = []
    for offset in (2, 1):
        moment = shown - offset * HOUR
        summer = last_sunday(3) <= moment < last_sunday(10)
        if summer == (offset == 2):
            found.append(moment)
    return found


# what reaches over a change can only differ near one; the ends of months and of the year are there too
NEAR = [
    day
    for day in DAYS
    if day.day == 1
    or (day + timedelta(days=1)).day == 1
    or any(abs((day - last_sunday(month).date()).days) <= 15 for month in (3, 10))
]


@pytest.mark.parametrize(
    ("clock", "days"), [((1, 59), NEAR), ((2, 0), NEAR), ((2, 59), NEAR), ((3, 0), NEAR), ((9, 0), DAYS)]
)
def test_tomorrow_at_a_time_is_that_time_on_every_day_of_the_year(clock: tuple[int, int], days: list[date]) -> None:
    hour, minute = clock
    for day in days:
        now = instants(day, 12, 0)[0]
        tomorrow = day + timedelta(days=1)
        expected = instants(tomorrow, hour, minute)
        text = f"morgen {hour:02}:{minute:02}"
        if not expected:
            with pytest.raises(DateError, match="does not exist"):
                read_dates(text, now, ZONE)
            continue
        (span,) = read_dates(text, now, ZONE)
        assert utc(span.start) == expected[0]
        assert (span.ask is not None) == (len(expected) == 2)
        if span.ask is not None:
            assert span.ask.other is not None
            assert utc(span.ask.other.start) == expected[1]


def test_hours_from_now_are_real_time() -> None:
    for day in NEAR:
        for hours in (13, 24):
            now = instants(day, 13, 30)[0]
            (span,) = read_dates(f"in {hours} Stunden", now, ZONE)
            assert utc(span.start) == now + hours * HOUR


def test_days_from_now_keep_the_time_on_the_wall() -> None:
    for day in NEAR:
        now = instants(day, 13, 30)[0]
        (span,) = read_dates("in 2 Wochen um 14:00", now, ZONE)
        assert utc(span.start) == instants(day + timedelta(days=14), 14, 0)[0]


def test_a_range_over_the_change_ends_when_the_clock_shows_its_end() -> None:
    for day in NEAR:
        now = instants(day, 12, 0)[0]
        (span,) = read_dates("heute 22:00-06:00", now, ZONE)
        assert utc(span.start) == instants(day, 22, 0)[0]
        assert utc(span.end) == instants(day + timedelta(days=1), 6, 0)[0]


def test_a_length_over_the_change_is_real_time() -> None:
    for day in NEAR:
        now = instants(day, 12, 0)[0]
        (span,) = read_dates("heute 23:00 für 6 Stunden", now, ZONE)
        assert utc(span.end) == instants(day, 23, 0)[0] + 6 * HOUR


def test_a_daily_rule_never_drifts_through_the_year() -> None:
    (span,) = read_dates("täglich 9:00", instants(DAYS[0], 8, 0)[0], ZONE)
    assert span.rrule is not None
    found = [utc(moment) for moment in occurrences(span.rrule, span.start, ZONE, 365)]
    assert found == [instants(day, 9, 0)[0] for day in DAYS]


def test_a_rule_in_the_missing_hour_moves_forward_that_day_only() -> None:
    (span,) = read_dates("täglich 2:30 Uhr", instants(DAYS[0], 0, 0)[0], ZONE)
    assert span.rrule is not None
    for day, moment in zip(DAYS, occurrences(span.rrule, span.start, ZONE, 365), strict=True):
        expected = instants(day, 2, 30) or instants(day, 3, 30)
        assert utc(moment) == expected[0]
