"""Where a title ends and its dates begin, and what is said about a meeting besides."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from commands.base import Call, Room, Settings, UserError
from commands.base.claims import Claims
from commands.base.options import claim_options
from commands.deadlines import read_deadline
from commands.meetings.dates_said import read_slots
from commands.meetings.details import OPTIONS, read_link, take_from_dates
from commands.meetings.line import Named, split_title
from commands.words import Member

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
ANNA = Member("@anna:board.test", "Anna")
CALL = Call(Room("!r", (ANNA,), "@bot:board.test"), ANNA, NOW, Settings(), "$e", "!r")


@pytest.mark.parametrize(
    ("text", "title", "dates"),
    [
        ("Frühjahrssitzung\nDi 8.12. 14:00\nMi 9.12.", "Frühjahrssitzung", "Di 8.12. 14:00\nMi 9.12."),
        ('"Jour fixe": 8.12. 14 Uhr; 9.12. 10 Uhr', "Jour fixe", "8.12. 14 Uhr; 9.12. 10 Uhr"),
        ("„Jour fixe“ 8.12. 14 Uhr", "Jour fixe", "8.12. 14 Uhr"),
        ("Jour fixe 8.12. 14 Uhr; 9.12. 10 Uhr", "Jour fixe", "8.12. 14 Uhr;9.12. 10 Uhr"),
        ("Jour fixe am 8.12. um 14 Uhr", "Jour fixe", "am 8.12. um 14 Uhr"),
        ("Sitzung online: 8.12. 14 Uhr", "Sitzung online", "8.12. 14 Uhr"),
        ("Klausur 2027\n8.1.2027 14 Uhr", "Klausur 2027", "8.1.2027 14 Uhr"),
        ("Runde Di 8.12. 14 Uhr\nMi 9.12. 14 Uhr", "Runde", "Di 8.12. 14 Uhr\nMi 9.12. 14 Uhr"),
        ("X 3., 4. und 7.12. jeweils 14 Uhr", "X", "3., 4. und 7.12. jeweils 14 Uhr"),
        ("Fest 31.2. 14 Uhr", "Fest", "31.2. 14 Uhr"),
        ("Plausch nächsten Freitag 14 Uhr", "Plausch", "nächsten Freitag 14 Uhr"),
        ("Jour fixe jeden ersten Dienstag im Monat 14-15 Uhr", "Jour fixe", "jeden ersten Dienstag im Monat 14-15 Uhr"),
        ("Nur ein Titel", "Nur ein Titel", ""),
        ("Runde: Vorstand\n8.12. 14 Uhr", "Runde: Vorstand", "8.12. 14 Uhr"),
        ("Runde: Planung 2027 am 8.12. 14 Uhr", "Runde: Planung 2027", "am 8.12. 14 Uhr"),
        ("X: 3.; 4.; 7.12. jeweils 14 Uhr", "X", "3.; 4.; 7.12. jeweils 14 Uhr"),
        ("– Runde 8.12. 14 Uhr", "Runde", "8.12. 14 Uhr"),
    ],
)
def test_a_title_ends_where_its_dates_begin(text: str, title: str, dates: str) -> None:
    named = split_title(CALL, text)
    assert Named(named.title, named.dates.replace("; ", ";")) == Named(title, dates.replace("; ", ";"))


def test_no_row_is_passed_over_silently() -> None:
    with pytest.raises(UserError) as mistake:
        read_slots(CALL, "8.12. 14 Uhr\nganz egal")
    assert mistake.value.text.values["piece"] == "ganz egal"


def test_more_dates_than_the_reader_takes_at_once_are_read_row_by_row() -> None:
    rows = "\n".join(f"Dienstag, den {day}. Januar 2027 von 14:00 Uhr bis 16:30 Uhr" for day in (5, 12, 19, 26))
    assert len(read_slots(CALL, f"{rows}\n{rows.replace('Januar 2027', 'Oktober 2027')}")) == 8


def test_a_deadline_without_a_time_is_the_end_of_that_day() -> None:
    _span, ms = read_deadline(CALL, "30.11.")
    assert datetime.fromtimestamp(ms / 1000, NOW.tzinfo) == datetime(2026, 11, 30, 23, 59, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "https://", "meet.example.org", "https://a b", "ftp://a.b"])
def test_only_web_addresses_are_links(text: str) -> None:
    with pytest.raises(UserError):
        read_link(text)


@pytest.mark.parametrize(
    ("text", "rest", "said"),
    [
        ("X 8.12. 14 Uhr Frist: 30.11. 18:00", "X 8.12. 14 Uhr", {"deadline": "30.11. 18:00"}),
        ("X 8.12. 14 Uhr, Ort: Bochum, Dauer: 2h", "X 8.12. 14 Uhr", {"place": "Bochum", "duration": "2h"}),
        ("X Ort: Bochum; 8.12.", "X; 8.12.", {"place": "Bochum"}),
        ("X Link: https://a.example/b\n8.12.", "X\n8.12.", {"link": "https://a.example/b"}),
        ("Fristen: 8.12.", "Fristen: 8.12.", {}),
    ],
)
def test_particulars_are_found_in_the_middle_of_a_line(text: str, rest: str, said: dict[str, str]) -> None:
    line = Claims(text)
    taken = claim_options(line, OPTIONS)
    assert (line.rest(), {OPTIONS[name]: value for name, value in taken.items()}) == (rest, said)


@pytest.mark.parametrize(
    ("text", "rest", "said"),
    [
        ("8.12. 14 Uhr\nFrist 30.11. 18 Uhr", "8.12. 14 Uhr", {"deadline": "30.11. 18 Uhr"}),
        ("8.12. 14 Uhr Deadline 30.11.", "8.12. 14 Uhr", {"deadline": "30.11."}),
        ("8.12. 14 Uhr; Ort Bochum; Dauer 2h", "8.12. 14 Uhr", {"place": "Bochum", "duration": "2h"}),
        ("8.12. 14 Uhr; Ort „Saal; Frist 3“", "8.12. 14 Uhr", {"place": "„Saal; Frist 3“"}),
        ("8.12. 14 Uhr; 9.12.", "8.12. 14 Uhr; 9.12.", {}),
    ],
)
def test_a_deadline_without_a_colon_does_not_become_a_slot(text: str, rest: str, said: dict[str, str]) -> None:
    found, taken = take_from_dates(text)
    assert (found, taken) == (rest, said)
