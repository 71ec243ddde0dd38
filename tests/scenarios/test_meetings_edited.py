"""Meetings that are edited, moved by what a line says and no more, brought back; whole days; polls nobody voted in."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board, all_said, body, file_of, rung

SINGLE = "!sitzung ansetzen Vorstand 8.12. 14-16 Uhr"
POLL = "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 27.11. 18:00"
OLD_ENTRY = "Steht der alte Termin noch im Kalender, bitte löschen."


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("15 Uhr", "Di, 8. Dezember 2026, 15:00–17:00"),
        ("auf 9.12.", "Mi, 9. Dezember 2026, 14:00–16:00"),
        ("auf 16-18 Uhr", "Di, 8. Dezember 2026, 16:00–18:00"),
        ("16-19 Uhr", "Di, 8. Dezember 2026, 16:00–19:00"),
        ("9.12. 15 Uhr", "Mi, 9. Dezember 2026, 15:00–17:00"),
        ("um eine Stunde", "Di, 8. Dezember 2026, 15:00–17:00"),
        ("um 30 Minuten nach hinten", "Di, 8. Dezember 2026, 14:30–16:30"),
        ("eine Woche später", "Di, 15. Dezember 2026, 14:00–16:00"),
        ("einen Tag früher", "Mo, 7. Dezember 2026, 14:00–16:00"),
        ("vom 8.12. auf den 9.12. 15 Uhr", "Mi, 9. Dezember 2026, 15:00–17:00"),
        ("von Dienstag auf Donnerstag 10.12.", "Do, 10. Dezember 2026, 14:00–16:00"),
        ("von 14 auf 15 Uhr", "Di, 8. Dezember 2026, 15:00–17:00"),
        ("to 3pm", "Di, 8. Dezember 2026, 15:00–17:00"),
        ("from Dec 8 to Dec 9", "Mi, 9. Dezember 2026, 14:00–16:00"),
        ("→ 9.12.", "Mi, 9. Dezember 2026, 14:00–16:00"),
        ("15 Uhr statt 14 Uhr", "Di, 8. Dezember 2026, 15:00–17:00"),
        ("9.12. ganztägig", "Mi, 9. Dezember 2026"),
        ("ganztägig", "Di, 8. Dezember 2026"),
        ("eine halbe Stunde später", "Di, 8. Dezember 2026, 14:30–16:30"),
        ("morgen", "Do, 26. November 2026, 14:00–16:00"),
    ],
)
async def test_what_is_not_said_of_a_new_date_stays(room: Board, line: str, new: str) -> None:
    await room.says("ben", SINGLE)
    answer = await room.says("ben", f"!sitzung verschieben M1 {line}")
    assert answer == "M1 „Vorstand“ ist geändert; alle erhalten Bescheid."
    assert rung(answer) == [
        f"M1 „Vorstand“ hat sich geändert.\nTermin: Di, 8. Dezember 2026, 14:00–16:00 → {new}\n{OLD_ENTRY}"
    ]


A_DAY_OF_ITS_OWN = "15.12.2026"
"""A week behind the meeting: what nobody has said."""


@pytest.mark.parametrize(
    ("line", "said", "offered"),
    [
        ("vom 7.12. auf 9.12.", "M1 ist am Di, 8. Dezember 2026, 14:00–16:00, nicht „7.12.“.", "9.12."),
        ("von 15 auf 16 Uhr", "M1 ist am Di, 8. Dezember 2026, 14:00–16:00, nicht „15 Uhr“.", "16 Uhr"),
        ("bis 17 Uhr", "Ab wann? Ein Ende allein ist kein neuer Termin.", A_DAY_OF_ITS_OWN),
        (
            "nächste Woche",
            "Mo, 30. November 2026 – So, 6. Dezember 2026 ist kein einzelner Tag.",
            A_DAY_OF_ITS_OWN,
        ),
        (
            "9.12. 14 Uhr nach Essen",
            "Nicht verstanden: „nach Essen“.",
            "9.12. 14 Uhr und !sitzung ort M1 Essen",
        ),
        (
            "nicht auf 9.12.",
            "„nicht auf 9.12.“ ist hier nicht eindeutig; bitte nur den neuen Termin nennen.",
            A_DAY_OF_ITS_OWN,
        ),
    ],
)
async def test_what_does_not_fit_moves_nothing(room: Board, line: str, said: str, offered: str) -> None:
    await room.says("ben", SINGLE)
    answer = await room.says("ben", f"!sitzung verschieben M1 {line}")
    example = "Zum Beispiel: " if offered == A_DAY_OF_ITS_OWN else ""
    assert answer == f"⚠️ {said}\n{example}!sitzung verschieben M1 {offered}"
    assert answer.also == []
    assert await room.says("ben", "!sitzung verschieben M1 14 Uhr") == (
        "⚠️ M1 liegt schon auf diesem Termin.\n!sitzung zeigen M1"
    )


async def test_a_weekday_alone_is_meant_in_the_week_of_the_old_date_and_asked_about(room: Board) -> None:
    await room.says("ben", SINGLE)
    answer = await room.says("ben", "!sitzung verschieben M1 Montag")
    assert answer == (
        "Ist Mo, 7. Dezember 2026, 14:00–16:00 gemeint? Dann genügt !ja. "
        "Für Mo, 30. November 2026, 14:00–16:00: !sitzung verschieben M1 30.11.2026 14:00-16:00"
    )
    done = await room.says("ben", "!ja")
    assert (
        rung(done)[0].splitlines()[1] == "Termin: Di, 8. Dezember 2026, 14:00–16:00 → Mo, 7. Dezember 2026, 14:00–16:00"
    )


async def test_title_length_and_description_are_told_at_once_and_go_into_the_file(room: Board) -> None:
    await room.says("ben", SINGLE)
    answer = await room.says("ben", "!sitzung ändern M1 Titel: Sommerfest; Dauer: 3h\nBeschreibung: Bitte Kekse, viele")
    assert answer == "M1 „Sommerfest“ ist geändert; alle erhalten Bescheid."
    assert rung(answer) == [
        "M1 „Sommerfest“ hat sich geändert.\n"
        "Titel: Vorstand → Sommerfest\n"
        "Beschreibung: keine Angabe → Bitte Kekse, viele\n"
        "Termin: Di, 8. Dezember 2026, 14:00–16:00 → Di, 8. Dezember 2026, 14:00–17:00"
    ]
    file = await file_of(room, answer)
    assert set(file) >= {
        "SUMMARY:Sommerfest",
        "DESCRIPTION:Bitte Kekse\\, viele",
        "DTEND;TZID=Europe/Berlin:20261208T170000",
    }
    assert await room.says("ben", "!sitzung ändern M1 Sommerfest im Park") == (
        "⚠️ Was soll „Sommerfest im Park“ sein: Titel, Ort, Beschreibung?\n!sitzung ändern M1 Titel: Sommerfest im Park"
    )
    assert (
        await room.says("anna", "!sitzung ändern M1 Titel: X")
        == "⚠️ Das können bei M1 nur Ben oder jemand aus der Organisation tun."
    )


async def test_the_length_of_a_poll_is_that_of_its_slots_and_no_vote_is_lost(room: Board) -> None:
    await room.says("ben", POLL)
    await room.says("anna", "!vote M1 1 ja")
    assert (await room.says("ben", "!sitzung ändern M1 Dauer: 3h")).splitlines()[1] == "Dauer: keine Angabe → 3 Stunden"
    shown = await room.says("ben", "!sitzung zeigen M1")
    assert shown == (
        "M1 „Klausur“\n"
        "Abgestimmt wird bis Fr, 27. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–17:00\n"
        "Ja: Anna · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00–13:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–17:00.\n"
        "Noch nicht abgestimmt: Ben, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Anna (2).\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )


@pytest.mark.parametrize(
    "line", ["!sitzung ändern M1 Länge: 3h", "!meeting edit M1 length: 3h", "!sitzung ändern M1 Laenge: 3 Stunden"]
)
async def test_the_length_has_several_names(room: Board, line: str) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    assert all_said(await room.says("ben", line)) == (
        "M1 „Klausur“ ist geändert; alle erhalten Bescheid.\n"
        "M1 „Klausur“ hat sich geändert.\n"
        "Termin: Di, 15. Dezember 2026, 09:00–17:00 → Di, 15. Dezember 2026, 09:00–12:00\n"
        "M1-klausur.ics"
    )


async def test_a_name_without_its_colon_is_offered_with_it(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    assert await room.says("ben", "!sitzung ändern M1 Länge 2h") == (
        "⚠️ Nach „Länge“ fehlt ein Doppelpunkt.\n!sitzung ändern M1 Länge: 2h"
    )
    await room.says("ben", "!sitzung vorschlagen Runde; 8.12. 14 Uhr; 9.12. 10 Uhr; Länge 90 min")
    assert await room.says("ben", "!sitzung zeigen M2") == (
        "M2 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–15:30\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00–11:30\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "!abstimmen M2 1 ja, 2 vielleicht"
    )


async def test_nobody_is_said_not_to_be_able_to_come_in_figures(room: Board) -> None:
    await room.says("ben", POLL)
    assert await room.says("ben", "!sitzung festlegen M1") == "⚠️ Niemand hat abgestimmt.\n!sitzung festlegen M1 1"
    answer = await room.says("ben", "!sitzung festlegen M1 1")
    assert rung(answer)[0].splitlines()[1] == "Ausgewählt von Ben: noch niemand hat zugesagt."


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ("17.12. ganztägig", "Do, 17. Dezember 2026"),
        ("17.-18.12.", "Do, 17. Dezember 2026 – Fr, 18. Dezember 2026"),
        ("17.12.", "Do, 17. Dezember 2026"),
    ],
)
async def test_whole_days_ring_at_nine_in_the_calendar_and_never_by_the_hour(
    room: Board, dates: str, days: str
) -> None:
    planned = await room.says("ben", f"!sitzung ansetzen Klausur {dates}")
    if planned.also == []:
        planned = await room.says("ben", "!ja")
    file = await file_of(room, planned)
    assert [line for line in file if line.startswith("TRIGGER")] == ["TRIGGER:-P6DT15H", "TRIGGER:-PT15H"]
    await room.later(datetime(2026, 12, 10, 8, 59, tzinfo=BERLIN))
    (week,) = await room.later(datetime(2026, 12, 10, 9, 0, tzinfo=BERLIN))
    assert body(week) == f"Erinnerung: M1 „Klausur“ – noch 7 Tage: {days}."
    (day,) = await room.later(datetime(2026, 12, 16, 9, 0, tzinfo=BERLIN))
    assert body(day) == f"Erinnerung: M1 „Klausur“ – noch 1 Tag: {days}."
    assert await room.later(datetime(2026, 12, 17, 9, 0, tzinfo=BERLIN)) == []


async def test_cancelling_says_the_day_of_the_meeting_but_never_another(room: Board) -> None:
    await room.says("ben", SINGLE)
    assert await room.says("ben", "!sitzung absagen M1 9.12.") == (
        "⚠️ M1 ist am Di, 8. Dezember 2026, 14:00–16:00.\n!sitzung absagen M1"
    )
    answer = await room.says("ben", "!sitzung absagen M1 am 8.12.; Grund: Streik")
    assert rung(answer) == [
        f"M1 „Vorstand“ ist abgesagt. Vorgesehen war: Di, 8. Dezember 2026, 14:00–16:00.\nGrund: Streik\n{OLD_ENTRY}"
    ]


@pytest.mark.parametrize(
    "words", ["ändern Titel: Fest", "ort Bochum", "link https://meet.example.org/b", "absagen wegen Krankheit"]
)
async def test_which_of_two_meetings_is_meant_is_asked_in_the_words_of_the_member(room: Board, words: str) -> None:
    await room.says("ben", SINGLE)
    await room.says("ben", "!sitzung ansetzen Beirat 9.12. 10 Uhr")
    verb, rest = words.split(" ", 1)
    answer = await room.says("ben", f"!sitzung {words}")
    assert answer == (
        "⚠️ Welche Sitzung ist gemeint: M1 „Vorstand“ oder M2 „Beirat“?\n"
        f"!sitzung {verb} M1 {rest}\n!sitzung {verb} M2 {rest}"
    )
    assert answer.also == []


QUOTED = [
    ("verschieben M1 auf 9.12. 15 Uhr wegen „Fest am 8.12.“", "Wegen „Fest am 8.12.“."),
    ("absagen M1 „Fest: nicht alle“ geht vor", "Grund: „Fest: nicht alle“ geht vor"),
    ("absagen M1 Grund: „Klausur auf 9.12.“", "Grund: „Klausur auf 9.12.“"),
]


@pytest.mark.parametrize(("line", "why"), QUOTED)
async def test_nothing_in_the_quotes_of_a_reason_is_read_and_they_stay_as_typed(
    room: Board, line: str, why: str
) -> None:
    await room.says("ben", SINGLE)
    assert why in all_said(await room.says("ben", f"!sitzung {line}")).split("\n")


TITLED = [
    ("ansetzen ‚Nikolaus 6.12.‘ 7.12. 16 Uhr", "M1 „Nikolaus 6.12.“ findet statt: Mo, 7. Dezember 2026, 16:00."),
    (
        "ansetzen Lesung „Teil: 1; Am 8.12.“ 9.12. 14 Uhr",
        "M1 „Lesung „Teil: 1; Am 8.12.““ findet statt: Mi, 9. Dezember 2026, 14:00.",
    ),
    ("vorschlagen Thema „A; B“; 8.12. 14 Uhr; 9.12. 10 Uhr", "M1 „Thema „A; B““ steht zur Abstimmung, mit 2 Terminen."),
]


@pytest.mark.parametrize(("line", "said"), TITLED)
async def test_what_is_quoted_in_a_title_is_no_part_of_its_dates(room: Board, line: str, said: str) -> None:
    assert said in all_said(await room.says("ben", f"!sitzung {line}")).split("\n")
