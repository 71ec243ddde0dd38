"""Rules counted on the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commands.dates import next_occurrence, occurrences, read_dates
from tests.commands.dates.reading import BERLIN, WEDNESDAY, ZONE


def test_the_first_occurrences_of_a_monthly_rule() -> None:
    (span,) = read_dates("jeden ersten Dienstag im Monat 14 Uhr", WEDNESDAY, ZONE)
    assert span.rrule is not None
    assert occurrences(span.rrule, span.start, ZONE, 3) == [
        datetime(2026, 12, 1, 14, tzinfo=BERLIN),
        datetime(2027, 1, 5, 14, tzinfo=BERLIN),
        datetime(2027, 2, 2, 14, tzinfo=BERLIN),
    ]


def test_occurrences_of_whole_days_are_dates() -> None:
    assert occurrences("FREQ=WEEKLY;INTERVAL=2", date(2026, 12, 30), ZONE, 2) == [date(2026, 12, 30), date(2027, 1, 13)]


def test_the_next_occurrence_is_later_than_the_moment_given() -> None:
    start = datetime(2026, 3, 23, 9)  # noqa: DTZ001  (local time)
    after = datetime(2026, 3, 23, 9, tzinfo=BERLIN)
    assert next_occurrence("FREQ=WEEKLY;BYDAY=MO", start, ZONE, after) == datetime(2026, 3, 30, 9, tzinfo=BERLIN)


def test_the_next_day_is_the_one_that_begins_later() -> None:
    after = datetime(2026, 12, 1, 0, 0, tzinfo=BERLIN)
    assert next_occurrence("FREQ=DAILY", date(2026, 11, 1), ZONE, after) == date(2026, 12, 2)


@pytest.mark.parametrize(("rule", "count"), [("FREQ=DAILY;COUNT=3", 3), ("FREQ=DAILY;UNTIL=20261203T225959Z", 3)])
def test_a_rule_ends_with_its_count_or_its_last_day(rule: str, count: int) -> None:
    start = datetime(2026, 12, 1, 9)  # noqa: DTZ001  (local time)
    found = occurrences(rule, start, ZONE, 10)
    assert len(found) == count
    assert next_occurrence(rule, start, ZONE, datetime(2026, 12, 3, 12, tzinfo=UTC)) is None


def test_the_last_day_said_still_belongs_to_the_rule() -> None:
    (span,) = read_dates("jeden Montag 23:30 bis 14.12.", WEDNESDAY, ZONE)
    assert span.rrule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214T225959Z"
    assert occurrences(span.rrule, span.start, ZONE, 9)[-1] == datetime(2026, 12, 14, 23, 30, tzinfo=BERLIN)


def test_the_doubled_hour_happens_once() -> None:
    found = occurrences("FREQ=DAILY", datetime(2026, 10, 24, 2, 30), ZONE, 3)  # noqa: DTZ001  (local time)
    assert [m.astimezone(UTC).hour for m in found if isinstance(m, datetime)] == [0, 0, 1]
