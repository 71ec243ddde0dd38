"""The phrases of German offices, read as they are meant."""

from __future__ import annotations

import pytest

from commands.dates import DateError, read_dates
from tests.commands.dates.reading import WEDNESDAY, ZONE, answer, read, sections

SECTIONS = sections()


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_phrases_mean_what_the_table_says(heading: str) -> None:
    expected = {(now, text): meaning for now, text, meaning in SECTIONS[heading]}
    assert {(now, text): answer(text, now) for now, text in expected} == expected


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_line_that_a_question_offers_is_read_as_the_other_reading_and_surely(heading: str) -> None:
    for now, text, meaning in SECTIONS[heading]:
        for span in read(text, now) if "?" in meaning else ():
            if span.ask is not None:
                (said,) = read_dates(span.ask.say, now, ZONE)
                assert (said.key, said.ask) == ((span.ask.other or span).key, None), text


@pytest.mark.parametrize(
    "text", ["25 Uhr", "am 3.12. um 25 Uhr", "3.12. 14:75", "24:30 Uhr", "morgen um 26", "14-25 Uhr"]
)
def test_a_time_that_no_day_has_is_named(text: str) -> None:
    with pytest.raises(DateError, match="There is no time"):
        read_dates(text, WEDNESDAY, ZONE)


@pytest.mark.parametrize("text", ["morgen 9 Uhr für ein paar Stunden", "morgen 9 Uhr den halben Tag"])
def test_a_length_that_is_not_understood_is_named(text: str) -> None:
    with pytest.raises(DateError, match="How long"):
        read_dates(text, WEDNESDAY, ZONE)


def test_the_table_has_questions_and_refusals_beside_answers() -> None:
    answers = [meaning for rows in SECTIONS.values() for _, _, meaning in rows]
    assert len(answers) >= 800
    assert sum("?" in a for a in answers) > 100
    assert answers.count("-") > 100


@pytest.mark.parametrize(
    "text", ["2 Tage vor M1", "eine Woche nach M1", "am Tag nach der Sitzung M1 um 10 Uhr", "Di vor M1"]
)
def test_a_record_from_which_days_are_counted_is_named(text: str) -> None:
    with pytest.raises(DateError, match="Days are not counted") as refused:
        read_dates(text, WEDNESDAY, ZONE)
    assert refused.value.text.values["key"] == "M1"
