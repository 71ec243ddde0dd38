"""Public holidays as the states' laws have them."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from commands.meetings.fixed.public_holidays import STATES, Holiday, holidays_on


@pytest.mark.parametrize(
    ("day", "name", "states"),
    [
        (date(2026, 1, 6), "Heilige Drei Könige", "BW BY ST"),
        (date(2026, 3, 8), "Frauentag", "BE MV"),
        (date(2026, 4, 5), "Ostersonntag", "BB"),
        (date(2027, 5, 27), "Fronleichnam", "BW BY HE NW RP SL SN TH"),
        (date(2026, 8, 15), "Mariä Himmelfahrt", "BY SL"),
        (date(2026, 9, 20), "Weltkindertag", "TH"),
        (date(2026, 10, 31), "Reformationstag", "BB HB HH MV NI SH SN ST TH"),
        (date(2026, 11, 1), "Allerheiligen", "BW BY NW RP SL"),
        (date(2026, 11, 18), "Buß- und Bettag", "SN"),
    ],
)
def test_a_holiday_of_some_states_names_them(day: date, name: str, states: str) -> None:
    assert holidays_on(day) == [Holiday(name, tuple(states.split()), nationwide=False)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "Neujahr"),
        (date(2027, 3, 26), "Karfreitag"),
        (date(2027, 3, 29), "Ostermontag"),
        (date(2026, 5, 1), "Erster Mai"),
        (date(2026, 5, 14), "Christi Himmelfahrt"),
        (date(2026, 5, 25), "Pfingstmontag"),
        (date(2026, 10, 3), "Tag der Deutschen Einheit"),
        (date(2026, 12, 25), "Erster Weihnachtstag"),
        (date(2026, 12, 26), "Zweiter Weihnachtstag"),
    ],
)
def test_a_holiday_of_all_states_is_nationwide(day: date, name: str) -> None:
    assert holidays_on(day) == [Holiday(name, STATES, nationwide=True)]


def test_only_the_states_asked_for_are_looked_at() -> None:
    assert holidays_on(date(2026, 11, 1), ("NW", "BE")) == [Holiday("Allerheiligen", ("NW",), nationwide=False)]
    assert holidays_on(date(2026, 11, 1), ("BE",)) == []
    assert holidays_on(date(2026, 12, 25), ("BE",)) == [Holiday("Erster Weihnachtstag", ("BE",), nationwide=True)]


def test_two_holidays_on_one_day_are_two() -> None:
    names = {holiday.name for holiday in holidays_on(date(2008, 5, 1))}
    assert names == {"Erster Mai", "Christi Himmelfahrt"}


def test_a_day_like_any_other_is_none() -> None:
    assert holidays_on(date(2026, 12, 8)) == []
    assert holidays_on(date(2026, 12, 24)) == []


def test_a_year_once_known_is_looked_up_at_once() -> None:
    holidays_on(date(2031, 1, 1))
    started = time.thread_time()
    for n in range(365):
        holidays_on(date(2031, 1, 1) + timedelta(days=n))
    assert time.thread_time() - started < 0.05
