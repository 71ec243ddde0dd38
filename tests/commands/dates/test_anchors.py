"""Days counted from records: the reader asks for their moments, and says from which one it counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from commands.dates import DateError, find_date, find_due, read_dates, refusal
from tests.commands.dates.reading import BERLIN, WEDNESDAY, ZONE, shown

MOMENTS: Final = {"M3": datetime(2026, 12, 8, 14, tzinfo=BERLIN), "M4": date(2026, 12, 9)}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2 Tage vor M3", "2026-12-06"),
        ("2 Tage vor der Sitzung m3 um 9 Uhr", "2026-12-06 09:00"),
        ("am Tag nach M4", "2026-12-10"),
        ("eine Woche nach M3", "2026-12-15"),
        ("Woche nach M3", "2026-12-14..2026-12-20 ? 2026-12-07..2026-12-13"),
        ("Dienstag nach M4", "2026-12-15"),
        ("the day before M3 at 5 pm", "2026-12-07 17:00"),
        ("2 Stunden vor M3", "2026-12-08 12:00"),
        ("90 min after M3", "2026-12-08 15:30"),
    ],
)
def test_a_day_is_counted_from_a_record(text: str, meaning: str) -> None:
    (span,) = read_dates(text, WEDNESDAY, ZONE, MOMENTS.get)
    assert (shown(span), span.record) == (meaning, "M4" if "4" in text else "M3")


def test_it_follows_when_the_words_are_read_again() -> None:
    moved = {"M3": MOMENTS["M3"] + timedelta(days=7)}
    assert read_dates("2 Tage vor M3", WEDNESDAY, ZONE, moved.get)[0].start == date(2026, 12, 13)


def test_a_moment_of_another_zone_is_the_day_that_it_is_here() -> None:
    late = {"M3": datetime(2026, 12, 7, 23, 30, tzinfo=UTC)}
    assert read_dates("am Tag vor M3", WEDNESDAY, ZONE, late.get)[0].start == date(2026, 12, 7)


def test_of_several_dates_each_says_from_what_it_was_counted() -> None:
    spans = read_dates("2 Tage vor M3 oder 10.12.", WEDNESDAY, ZONE, MOMENTS.get)
    assert [(shown(span), span.record) for span in spans] == [("2026-12-06", "M3"), ("2026-12-10", "")]


def test_it_is_found_in_a_longer_line() -> None:
    found = find_date("2 Tage vor M3 Unterlagen schicken", WEDNESDAY, ZONE, anchors=MOMENTS.get)
    due = find_due("Protokoll bis 2 Tage vor M3", WEDNESDAY, ZONE, anchors=MOMENTS.get)
    assert found is not None and due is not None
    assert (found.after, found.spans[0].record) == ("Unterlagen schicken", "M3")
    assert (due.before, due.spans[0].record) == ("Protokoll", "M3")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("2 Tage vor M5", "not counted from"), ("nach M3", "not counted from"), ("2 Stunden vor M4", "has a day but no")],
)
def test_what_cannot_be_counted_is_refused_by_its_key(text: str, sentence: str) -> None:
    with pytest.raises(DateError, match=sentence) as refused:
        read_dates(text, WEDNESDAY, ZONE, MOMENTS.get)
    assert refused.value.text.values["key"] == text[-2:]
    mistake = refusal(text, WEDNESDAY, ZONE, MOMENTS.get)
    assert mistake is not None and mistake.text.values["key"] == text[-2:]
