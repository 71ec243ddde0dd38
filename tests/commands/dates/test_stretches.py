"""Which parts of a line carry the meaning of a date, and which words only look like it."""

from __future__ import annotations

import time

import pytest

from commands.dates import carries


def carried(text: str) -> dict[str, str]:
    return {text[s.start : s.end]: s.kind for s in carries(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Protokoll schreiben Freitag", {"Freitag": "date"}),
        ("Protokoll 5.1. schreiben", {"5.1.": "date"}),
        ("Plakate KW 5", {"KW 5": "date"}),
        ("Grillen Sa+So", {"Sa+So": "date"}),
        ("Sitzung Mo", {"Mo": "date"}),
        ("Sitzung nächste Woche", {"nächste Woche": "date"}),
        ("31.2. klappt um 25 Uhr", {"31.2.": "date", "25 Uhr": "time"}),
        ("Sitzung 14-16 Uhr", {"14-16 Uhr": "time"}),
        ("Klausur, 90 min", {"90 min": "length"}),
        ("jeden Montag außer 23.12.", {"jeden Montag": "rule", "außer": "exception", "23.12.": "date"}),
        ("Kaffee kochen jede Wochen", {"jede Wochen": "rule"}),
        ("Wer kocht Kaffee, jeder?", {"jeder": "rule"}),
        ("every day except Monday", {"every day": "rule", "except": "exception", "Monday": "date"}),
        ("alle bis auf Freitag", {"bis auf": "exception", "Freitag": "date"}),
        ("nicht am Dienstag", {"nicht": "negation", "Dienstag": "date"}),
        ("keine Sitzung im Mai", {"keine": "negation", "im Mai": "date"}),
        ("Sitzung ohne Gäste", {"ohne": "exception"}),
        ("not on Monday", {"not": "negation", "Monday": "date"}),
        ("Raum 3 am dritten Advent", {"dritten Advent": "date"}),
        ("Umzug nach Raum 3 am Vormittag", {"am Vormittag": "time"}),
        ("Umzug nach Saal 3 am 8.12. 9 am", {"8.12.": "date", "9 am": "time"}),
        ("9 am Easter Monday", {"9 am": "time", "Easter Monday": "date"}),
        ("blue bathroom 9 am", {"9 am": "time"}),
        ("heute Abend 18 Uhr", {"heute": "date", "Abend 18 Uhr": "time"}),
    ],
)
def test_a_date_a_rule_an_exception_and_a_negation_are_told_with_their_place(
    text: str, expected: dict[str, str]
) -> None:
    assert carried(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Plakate drucken, so schnell wie möglich",
        "Herr Maier und Frau Sommer",
        "Mai lädt ein",
        "Fr. Müller fragen",
        "Do the minutes",
        "Die Do-Gruppe",
        "mo und so im Wort: Montage, Sofa",
        "Python 3.12 und Version 2.0 einspielen",
        "1. OG rechts, Raum 2.04",
        "Raum 3 am Markt",
        "Sitzungssaal drei am Rathaus",
        "Hauptstraße 3 am",
        "TOP 3 am Ende",
        "§ 5 Abs. 2 lesen",
        "15. Kongress der Kommunen",
        "Abend der Begegnung vorbereiten",
        "Haushalt 2026/27 und Etat 2027 prüfen",
        "10 Personen, 5G, IT-Planungsrat",
        "„Nicht am Freitag“ lesen",
        'Film "Jeden Montag außer 5.1." zeigen',
        "»Freitag, der 13.« und “Every Monday” ansehen",
    ],
)
def test_ordinary_words_numbers_and_quotations_carry_no_date(text: str) -> None:
    assert carried(text) == {}


def test_twice_the_text_takes_about_twice_the_time() -> None:
    def seconds(times: int) -> float:
        text = "Protokoll so um10 Do10.12. nicht Mo, Fr 5.1. um 18 Uhr " * times
        started = time.perf_counter()
        carries(text)
        return time.perf_counter() - started

    seconds(20)
    short, long = (min(seconds(times) for _ in range(3)) for times in (40, 160))
    assert long < 4 * 2.5 * short
