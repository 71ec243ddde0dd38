"""Lengths of time, and what is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from commands.dates import DateError, Span, in_past, read_dates, read_duration
from tests.commands.dates.reading import BERLIN, WEDNESDAY, ZONE


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120), ("2 h", 120), ("90 Minuten", 90), ("90min", 90), ("90 min.", 90), ("45m", 45), ("1h30", 90),
        ("1h 30min", 90), ("2 Stunden 30", 150), ("2 Std.", 120), ("1:30", 90), ("1:30 h", 90), ("2,5 Stunden", 150),
        ("1.5h", 90), ("anderthalb Stunden", 90), ("eineinhalb Stunden", 90), ("zweieinhalb Stunden", 150),
        ("eine halbe Stunde", 30), ("half an hour", 30), ("eine Viertelstunde", 15), ("eine Dreiviertelstunde", 45),
        ("eine Stunde", 60), ("an hour", 60), ("two hours", 120), ("2 hours and 15 minutes", 135),
        ("für 2 Stunden", 120),
        ("7d", 7 * 1440), ("1 Tag", 1440), ("3 Tage", 3 * 1440), ("2 Wochen", 14 * 1440), ("1w", 7 * 1440),
        ("zehn Minuten", 10), ("2 Stunden lang", 120), ("1 1/2 h", 90), ("15'", 15),
    ],
)  # fmt: skip
def test_a_length_is_read(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("10 Sekunden", 10), ("90 Sek.", 90), ("30 seconds", 30), ("zehn Sekunden", 10), ("sechs Minuten", 360)],
)
def test_seconds_are_not_taken_for_sechs(text: str, seconds: int) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("in 10 Sekunden", timedelta(seconds=10)),
        ("in 90 Sek.", timedelta(seconds=90)),
        ("in thirty seconds", timedelta(seconds=30)),
        ("in sechs Stunden", timedelta(hours=6)),
        ("in sechzehn Minuten", timedelta(minutes=16)),
        ("5 seconds ago", timedelta(seconds=-5)),
    ],
)
def test_a_distance_is_counted_from_now(text: str, later: timedelta) -> None:
    (span,) = read_dates(text, WEDNESDAY, ZONE)
    assert span.start == WEDNESDAY + later


@pytest.mark.parametrize(
    "text", ["", "2", "lang", "0h", "0 Minuten", "morgen", "2h 90min", "-2h", "99999 Wochen", "1e9h"]
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="length of time"):
        read_duration(text)


def test_a_time_is_past_when_its_end_is() -> None:
    started = Span(datetime(2026, 11, 25, 9, tzinfo=BERLIN), datetime(2026, 11, 25, 11, tzinfo=BERLIN))
    assert not in_past(started, WEDNESDAY)
    assert in_past(Span(datetime(2026, 11, 25, 9, tzinfo=BERLIN)), WEDNESDAY)


def test_a_day_is_past_when_the_next_one_began() -> None:
    today = Span(date(2026, 11, 25), all_day=True)
    assert not in_past(today, WEDNESDAY)
    assert in_past(today, datetime(2026, 11, 26, 0, 0, tzinfo=BERLIN))


def test_a_series_is_never_past() -> None:
    assert not in_past(Span(date(2020, 1, 1), all_day=True, rrule="FREQ=DAILY"), WEDNESDAY)
