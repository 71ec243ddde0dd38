"""Dates at the start or the end of a line, and behind `bis`; titles stay whole."""

from __future__ import annotations

import pytest

from commands.dates import find_date, find_due, refusal
from tests.commands.dates.reading import WEDNESDAY, ZONE, shown


@pytest.mark.parametrize(
    ("text", "dates", "rest"),
    [
        ("morgen 9 Uhr Folien schicken", "2026-11-26 09:00", "Folien schicken"),
        ("in 2 Tagen Folien schicken", "2026-11-27", "Folien schicken"),
        ("jeden Montag 8:30 Wochenbericht", "2026-11-30 08:30 [FREQ=WEEKLY;BYDAY=MO]", "Wochenbericht"),
        ("Fr 12 Uhr Müsli kaufen", "2026-11-27 12:00", "Müsli kaufen"),
        ("morgen um 9 Folien schicken", "2026-11-26 09:00", "Folien schicken"),
        ("morgen Termin mit Anna absprechen", "2026-11-26", "Termin mit Anna absprechen"),
        ("in 90 Minuten: Kuchen", "2026-11-25 11:30", "Kuchen"),
        ("morgen Montag-Bericht lesen", "2026-11-26", "Montag-Bericht lesen"),
        ("Freitag Mai-Feier planen", "2026-11-27", "Mai-Feier planen"),
        ("morgen 3 Folien schicken", "2026-11-26", "3 Folien schicken"),
        ("8.12. 14-16 Uhr, Rathaus", "2026-12-08 14:00..16:00", "Rathaus"),
        ("am 8.12. um 10 Uhr in Bochum treffen", "2026-12-08 10:00", "in Bochum treffen"),
        ("tomorrow 9am send the slides", "2026-11-26 09:00", "send the slides"),
        (
            "jeden ersten Dienstag im Monat 14-15 Uhr Jour fixe",
            "2026-12-01 14:00..15:00 [FREQ=MONTHLY;BYDAY=1TU]",
            "Jour fixe",
        ),
    ],
)
def test_the_date_at_the_start_is_found_and_the_rest_stays(text: str, dates: str, rest: str) -> None:
    found = find_date(text, WEDNESDAY, ZONE)
    assert found is not None
    assert "; ".join(map(shown, found.spans)) == dates
    assert (found.before, found.after) == ("", rest)


@pytest.mark.parametrize(
    "text", ["Folien morgen schicken", "Raum 204", "", "die Folien", "nicht am Dienstag", "31.2. Fest"]
)
def test_what_does_not_start_with_a_date_is_left_alone(text: str) -> None:
    assert find_date(text, WEDNESDAY, ZONE) is None


@pytest.mark.parametrize(
    ("text", "title", "date"),
    [
        (
            "Jour fixe jeden ersten Dienstag im Monat 14-15 Uhr",
            "Jour fixe",
            "2026-12-01 14:00..15:00 [FREQ=MONTHLY;BYDAY=1TU]",
        ),
        ("Frühjahrssitzung 8.12. 14-16 Uhr", "Frühjahrssitzung", "2026-12-08 14:00..16:00"),
        ("Kassensturz am 8.12.", "Kassensturz", "2026-12-08"),
        ("Planung mo di nächste woche 10 uhr", "Planung", "2026-11-30 10:00; 2026-12-01 10:00"),
        ("Treffen Montag Dienstag 9 Uhr", "Treffen", "2026-11-30 09:00; 2026-12-01 09:00"),
        ("can we do fr 11 uhr", "can we do", "2026-11-27 11:00"),
        ("Klausur „Mai“ Freitag 9 Uhr", "Klausur „Mai“", "2026-11-27 09:00"),
    ],
)
def test_the_date_at_the_end_is_found_behind_a_title(text: str, title: str, date: str) -> None:
    found = find_date(text, WEDNESDAY, ZONE, where="end")
    assert found is not None
    assert (found.before, "; ".join(map(shown, found.spans)), found.after) == (title, date, "")


@pytest.mark.parametrize("text", ["Rückblick nach Ostern", "Bericht vor Freitag", "Feier vor Pfingsten 14 Uhr"])
def test_what_is_before_or_after_a_date_is_not_that_date(text: str) -> None:
    assert find_date(text, WEDNESDAY, ZONE, where="end") is None


def test_the_end_of_a_list_with_dashes_is_not_taken_for_all_of_it() -> None:
    assert find_date("Treffen Mo 10-12 - Di 14-16", WEDNESDAY, ZONE, where="end") is None


@pytest.mark.parametrize(
    "week", ["in der Karwoche", "in der ersten Januarwoche", "in der KW 50", "in der Woche vor Ostern"]
)
def test_small_words_before_a_week_belong_to_it(week: str) -> None:
    found = find_date(f"Klausur {week}", WEDNESDAY, ZONE, where="end")
    assert found is not None
    assert (found.before, found.after) == ("Klausur", "")


def test_a_date_with_a_time_that_no_day_has_is_refused_as_a_whole() -> None:
    assert find_date("3.12. 25 Uhr Folien schicken", WEDNESDAY, ZONE) is None
    mistake = refusal("3.12. 25 Uhr Folien schicken", WEDNESDAY, ZONE)
    assert mistake is not None
    assert "There is no time" in str(mistake)


def test_numbers_behind_a_time_are_left_alone() -> None:
    found = find_date("morgen 9 Uhr 60:40 besprechen", WEDNESDAY, ZONE)
    assert found is not None
    assert [shown(s) for s in found.spans] == ["2026-11-26 09:00"]


def test_a_date_anywhere_is_the_longest_one() -> None:
    found = find_date("Protokoll vom 8.12. 14-16 Uhr nachreichen", WEDNESDAY, ZONE, where="anywhere")
    assert found is not None
    assert [shown(s) for s in found.spans] == ["2026-12-08 14:00..16:00"]
    assert (found.before, found.after) == ("Protokoll", "nachreichen")


@pytest.mark.parametrize(
    ("text", "title", "date"),
    [
        ("Protokoll bis Freitag schreiben", "Protokoll schreiben", "2026-11-27"),
        ("Positionspapier entwerfen bis 15.1.", "Positionspapier entwerfen", "2027-01-15"),
        ("Positionspapier entwerfen bis spätestens 15.1., 12 Uhr", "Positionspapier entwerfen", "2027-01-15 12:00"),
        ("Write minutes by Friday", "Write minutes", "2026-11-27"),
        ("Vortrag, fällig am 3.12.", "Vortrag", "2026-12-03"),
        ("Frist: 30.11. 18:00 Bericht", "Bericht", "2026-11-30 18:00"),
        ("Brücke bis Nürnberg bauen bis 3.12.", "Brücke bis Nürnberg bauen", "2026-12-03"),
        ("Jahresplan bis Ende Januar", "Jahresplan", "2027-01-31"),
        ("Bericht due 3 Dec", "Bericht", "2026-12-03"),
    ],
)
def test_a_due_date_is_found_behind_its_word_and_taken_out_of_the_title(text: str, title: str, date: str) -> None:
    found = find_due(text, WEDNESDAY, ZONE)
    assert found is not None
    assert " ".join(part for part in (found.before, found.after) if part) == title
    assert [shown(s) for s in found.spans] == [date]


@pytest.mark.parametrize(
    "text", ["Bericht vom Freitag", "Brücke bis Nürnberg", "Freitag", "3.12. Fest planen", "bis bald"]
)
def test_without_such_a_word_a_date_belongs_to_the_title(text: str) -> None:
    assert find_due(text, WEDNESDAY, ZONE) is None


def test_a_date_that_does_not_exist_at_the_start_says_why() -> None:
    mistake = refusal("31.2. Folien schicken", WEDNESDAY, ZONE)
    assert mistake is not None
    assert "There is no day" in str(mistake)


def test_a_title_alone_is_no_mistake() -> None:
    assert refusal("Folien schicken", WEDNESDAY, ZONE) is None
