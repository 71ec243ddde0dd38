"""Rules that leave out months, weekdays and days, and the line that says such a rule."""

from __future__ import annotations

import pytest

from commands.dates import DateError, occurrences, read_dates
from commands.dates.resolve.saying import line
from tests.commands.dates.reading import WEDNESDAY, ZONE


@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "jeden Mittwoch um 15 Uhr außer im August",
        "every Wednesday at 3pm except in July, August and December",
        "jeden letzten Sonntag im März um 15 Uhr",
        "jeden 24.12. 15 Uhr",
        "jedes Wochenende um 15 Uhr",
        "jeden ersten Dienstag im Monat 14 Uhr außer im August",
        "jeden Mittwoch bis 30.6. außer im Mai",
        "jeden Mittwoch 9 Uhr außer 23.12. und 30.12.",
        "jeden ersten Dienstag im Monat 14-15 Uhr bis 30.6. außer 5.1. und im März",
        "täglich außer 24.-26.12.",
    ],
)
def test_the_line_that_says_a_rule_is_read_as_that_rule(text: str, english: bool) -> None:
    (rule,) = read_dates(text, WEDNESDAY, ZONE)
    (again,) = read_dates(line(rule, ZONE, english=english), WEDNESDAY, ZONE)
    assert (again.key, again.ask) == (rule.key, None)


def test_a_month_that_is_left_out_has_no_occurrence() -> None:
    (rule,) = read_dates("jeden Mittwoch 9 Uhr, nicht im August", WEDNESDAY, ZONE)
    assert rule.rrule is not None
    assert 8 not in {moment.month for moment in occurrences(rule.rrule, rule.start, ZONE, 80)}


def test_a_day_that_is_left_out_has_no_occurrence_and_its_neighbours_stay() -> None:
    (rule,) = read_dates("jeden Mittwoch 9 Uhr außer 9.12. und 30.12.", WEDNESDAY, ZONE)
    assert rule.rrule is not None
    days = [f"{day:%d.%m.}" for day in occurrences(rule.rrule, rule.start, ZONE, 4)]
    assert days == ["02.12.", "16.12.", "23.12.", "06.01."]


def test_a_day_that_the_rule_does_not_have_cannot_be_left_out() -> None:
    with pytest.raises(DateError, match="no date on"):
        read_dates("jeden Mittwoch 9 Uhr außer 24.12.", WEDNESDAY, ZONE)


def test_a_refusal_names_what_was_not_understood() -> None:
    with pytest.raises(DateError) as refused:
        read_dates("Kuchen backen", WEDNESDAY, ZONE)
    assert "Kuchen backen" in repr(refused.value.args) + repr(vars(refused.value))
