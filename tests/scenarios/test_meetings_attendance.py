"""Who comes: to the next date of a series, asked anew for each; and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from matrixbot.gateway import Event, Person
from tests.board import BERLIN, ROOM, Board, body, withdrawn
from tests.lending import begun

SILENT = "Noch keine Antwort zur Teilnahme: "


@begun
async def series(room: Board) -> None:
    """M1 of Ben's, every Tuesday from 1 December on."""
    await room.says("ben", "!sitzung ansetzen Jour fixe jeden Dienstag 14-15 Uhr")


def questions(board: Board) -> list[str]:
    return [body(poll).partition(": Wer kommt?")[0] for poll in board.polls()]


def at(day: int, hour: int = 16, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BERLIN)


async def test_a_series_asks_for_its_next_date_and_for_each_one_when_its_turn_comes(series: Board) -> None:
    assert questions(series) == ["M1 „Jour fixe“, Di, 1. Dezember 2026, 14:00–15:00"]
    await series.votes("anna", series.polls()[0], "online")
    assert await series.says("ben", "!sitzung zeigen M1") == (
        "M1 „Jour fixe“\n"
        "Findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Di, 8. Dezember 2026, 14:00–15:00; Di, 15. "
        "Dezember 2026, 14:00–15:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–15:00 kommt:\n"
        "Online: Anna.\n"
        "Noch keine Antwort zur Teilnahme: Ben, Cem und Olga."
    )
    await series.later(at(1, 14))
    assert len(questions(series)) == 1
    await series.later(at(1))
    assert questions(series)[1:] == ["M1 „Jour fixe“, Di, 8. Dezember 2026, 14:00–15:00"]
    assert (await series.says("ben", "!sitzung zeigen M1")).splitlines()[-2:] == [
        "Wer am Di, 8. Dezember 2026, 14:00–15:00 kommt:",
        f"{SILENT}Anna, Ben, Cem und Olga.",
    ]
    await series.votes("cem", series.polls()[0], "onsite")  # the old question
    await series.votes("anna", series.polls()[1], "no")
    assert await series.says("ben", "!sitzung zeigen M1") == (
        "M1 „Jour fixe“\n"
        "Findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 8. Dezember 2026, 14:00–15:00; Di, 15. Dezember 2026, 14:00–15:00; Di, 22. "
        "Dezember 2026, 14:00–15:00.\n"
        "Wer am Di, 8. Dezember 2026, 14:00–15:00 kommt:\n"
        "Es kommen nicht: Anna.\n"
        "Noch keine Antwort zur Teilnahme: Ben, Cem und Olga."
    )
    assert "Vor Ort: Cem" not in await series.says("ben", "!sitzung zeigen M1")


async def test_a_date_far_ahead_is_asked_about_a_week_before(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Runde jeden ersten Dienstag im Monat 14-15 Uhr")
    await room.later(at(2))
    assert len(questions(room)) == 1
    assert "Noch ohne Zu- oder Absage" not in await room.says("anna", "!ich")
    await room.later(datetime(2026, 12, 29, 14, 30, tzinfo=BERLIN))
    assert questions(room)[1:] == ["M1 „Runde“, Di, 5. Januar 2027, 14:00–15:00"]
    assert await room.says("anna", "!ich") == (
        "Das wartet auf Anna:\n"
        "Noch ohne Zu- oder Absage\n"
        "• M1 Runde: Di, 5. Januar 2027, 14:00–15:00: !sitzung teilnahme M1 online"
    )


async def test_whoever_answers_earlier_is_asked_at_once(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Runde jeden ersten Dienstag im Monat 14-15 Uhr")
    await room.later(at(2))
    answer = await room.says("anna", "!sitzung teilnahme M1 online")
    assert answer == (
        "Gespeichert für M1 „Runde“: online.\nEs geht um Di, 5. Januar 2027, 14:00–15:00.\nOnline: Anna.\n"
        f"{SILENT}Ben, Cem und Olga."
    )
    assert len(questions(room)) == 2
    await room.later(datetime(2026, 12, 29, 14, 30, tzinfo=BERLIN))
    assert len(questions(room)) == 2
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „Runde“\n"
        "Findet statt: jeden 1. Dienstag im Monat 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 5. Januar 2027, 14:00–15:00; Di, 2. Februar 2027, 14:00–15:00; Di, 2. März "
        "2027, 14:00–15:00.\n"
        "Wer am Di, 5. Januar 2027, 14:00–15:00 kommt:\n"
        "Online: Anna.\n"
        "Noch keine Antwort zur Teilnahme: Ben, Cem und Olga."
    )


async def test_a_date_by_night_is_followed_by_the_next_question_once_it_is_over(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Wache jeden Tag 23:00 bis 23:30 Uhr")
    for day in (25, 26):
        before = len(questions(room))
        await room.later(datetime(2026, 11, day, 23, 10, tzinfo=BERLIN))
        assert len(questions(room)) == before
        await room.later(datetime(2026, 11, day + 1, 8, tzinfo=BERLIN))
        assert len(questions(room)) == before + 1


async def test_after_an_absence_only_the_next_date_is_asked_about(series: Board) -> None:
    await series.stop()
    series.now = at(23, 10)
    await series.start()
    assert questions(series)[1:] == ["M1 „Jour fixe“, Di, 29. Dezember 2026, 14:00–15:00"]
    await series.stop()
    await series.start()
    assert len(questions(series)) == 2


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("!sitzung verschieben M1 1.12. auf 3.12.", "Do, 3. Dezember 2026, 14:00–15:00"),
        ("!sitzung absagen M1 1.12.", "Di, 8. Dezember 2026, 14:00–15:00"),
        ("!sitzung verschieben M1 alle auf Mittwoch", "Mi, 2. Dezember 2026, 14:00–15:00"),
    ],
)
async def test_a_change_of_the_date_asks_anew(series: Board, line: str, day: str) -> None:
    (poll,) = series.polls()
    await series.votes("anna", poll, "online")
    answer = await series.says("ben", line)
    assert questions(series)[1:] == [f"M1 „Jour fixe“, {day}"]
    assert withdrawn(answer.also) == [poll.event_id]
    assert "Online: Anna." not in await series.says("ben", "!sitzung zeigen M1")


@pytest.mark.parametrize(
    "line", ["!sitzung verschieben M1 15.12. auf 16.12.", "!sitzung absagen M1 8.12.", "!sitzung absagen M1 ab 15.12."]
)
async def test_a_change_of_another_date_asks_nobody(series: Board, line: str) -> None:
    await series.votes("anna", series.polls()[0], "online")
    await series.says("ben", line)
    assert len(questions(series)) == 1
    assert (await series.says("ben", "!sitzung zeigen M1")).splitlines()[-2:] == [
        "Online: Anna.",
        f"{SILENT}Ben, Cem und Olga.",
    ]


async def test_who_stays_away_from_one_date_is_reminded_of_the_next(series: Board) -> None:
    await series.says("anna", "!sitzung teilnahme M1 nein")
    rung = [
        e.content["m.mentions"].get("user_ids", []) for e in await series.later(at(1, 13)) if "Erinnerung" in body(e)
    ]
    assert rung == [["@ben:board.test", "@cem:board.test", "@olga:board.test"]]
    await series.later(at(1))
    rung = [
        e.content["m.mentions"].get("user_ids", []) for e in await series.later(at(7, 14)) if "Erinnerung" in body(e)
    ]
    assert rung == [["@anna:board.test", "@ben:board.test", "@cem:board.test", "@olga:board.test"]]


async def test_taking_a_change_back_brings_the_question_back(series: Board) -> None:
    await series.votes("anna", series.polls()[0], "online")
    await series.says("ben", "!sitzung verschieben M1 1.12. auf 3.12.")
    assert await series.says("ben", "!undo") == (
        "Zurückgenommen: !sitzung verschieben (M1 „Jour fixe“).\n"
        "Sie findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Steht der alte Termin noch im Kalender, bitte löschen.\n"
        "Wer dadurch benachrichtigt wurde, erfährt es: Anna, Cem und Olga.\n"
        "Mit !rückgängig lässt sich das nicht wieder umkehren: Was doch gelten soll, bitte neu sagen."
    )
    assert questions(series)[-1] == "M1 „Jour fixe“, Di, 1. Dezember 2026, 14:00–15:00"
    assert await series.says("ben", "!sitzung zeigen M1") == (
        "M1 „Jour fixe“\n"
        "Findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Di, 8. Dezember 2026, 14:00–15:00; Di, 15. "
        "Dezember 2026, 14:00–15:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–15:00 kommt:\n"
        "Online: Anna.\n"
        "Noch keine Antwort zur Teilnahme: Ben, Cem und Olga."
    )


async def test_a_series_that_is_cancelled_asks_no_more_and_asks_again_when_it_is_back(series: Board) -> None:
    answer = await series.says("ben", "!sitzung absagen M1 alle")
    assert withdrawn(answer.also) == [series.polls()[0].event_id]
    await series.later(at(1))
    assert len(questions(series)) == 1
    await series.says("ben", "!sitzung wieder M1")
    assert questions(series)[1:] == ["M1 „Jour fixe“, Di, 8. Dezember 2026, 14:00–15:00"]


# --- as a table


def table(board: Board, file: Event) -> list[dict[str, str]]:
    data = board.matrix.files[file.content["file"]["url"]]
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "line", ["!sitzung teilnahme liste M1", "!meeting attend list M1", "!sitzung teilnahme M1 liste"]
)
async def test_who_comes_is_sent_as_a_table(room: Board, line: str) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.says("anna", "!sitzung teilnahme M1 online")
    await room.says("cem", "!sitzung teilnahme M1 vor Ort")
    answer = await room.says("ben", line)
    assert answer == (
        "Es folgt die Liste zu M1 „Klausur“: 2 haben gesagt, wie sie teilnehmen.\n"
        "Es geht um Di, 15. Dezember 2026, 09:00–17:00."
    )
    [file] = answer.also
    assert (file.content["filename"], file.content["info"]["mimetype"]) == ("M1-teilnahme-2026-12-15.csv", "text/csv")
    assert [(row["Name"], row["Matrix-Kennung"], row["Teilnahme"]) for row in table(room, file)] == [
        ("Anna", "'@anna:board.test", "Online"),
        ("Ben", "'@ben:board.test", ""),
        ("Cem", "'@cem:board.test", "Vor Ort"),
        ("Olga", "'@olga:board.test", ""),
    ]


async def test_the_table_of_a_series_is_that_of_the_date_that_was_asked_about(series: Board) -> None:
    await series.says("ben", "!sitzung absagen M1 ab 8.12.")
    await series.says("anna", "!sitzung teilnahme M1 online")
    for day in (1, 2):
        await series.later(at(day, 13))
        answer = await series.says("ben", "!sitzung teilnahme M1 wer kommt")
        assert answer == (
            "Es folgt die Liste zu M1 „Jour fixe“: eine Person hat gesagt, wie sie teilnimmt.\n"
            "Es geht um Di, 1. Dezember 2026, 14:00–15:00."
        )
        assert [row["Teilnahme"] for row in table(series, answer.also[-1])] == ["Online", "", "", ""]


async def test_after_the_meeting_the_table_says_who_was_there(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    await room.later(at(16))
    await room.says("ben", "!sitzung fertig M1 anna, cem")
    [file] = (await room.says("ben", "!sitzung teilnahme liste M1")).also
    assert [row["Anwesend"] for row in table(room, file)] == ["ja", "", "ja", ""]


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+49 171", "-1+1", "@SUM(1)", "\t=1", "＝1", 'a";=1', "x;y", "a\n=1", "Ö" * 40]
)
async def test_no_name_is_a_formula(room: Board, name: str) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    room.matrix.person_joins(ROOM, Person("@dana:board.test", name), 0)
    await room.bot.step()
    [file] = (await room.says("ben", "!sitzung teilnahme liste M1")).also
    rows = table(room, file)
    assert len(rows) == 5
    assert all(set(row) == {"Name", "Matrix-Kennung", "Teilnahme"} for row in rows)
    [named] = [row["Name"] for row in rows if row["Matrix-Kennung"].endswith("@dana:board.test")]
    assert not named.startswith(("=", "+", "-", "@", "\t", "＝"))


async def test_no_table_of_what_is_voted_on(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Frühjahrssitzung: 8.12. 14-16 Uhr; 9.12. 10-12 Uhr")
    assert await room.says("ben", "!sitzung teilnahme liste M1") == (
        "⚠️ Für M1 steht noch kein Termin fest.\n!sitzung zeigen M1"
    )


@pytest.mark.parametrize("line", ["!sitzung absage M1", "!sitzung bitte absage M1", "!sitzung Absage, M1"])
async def test_who_calls_off_is_offered_the_line_that_says_no(series: Board, line: str) -> None:
    assert await series.says("anna", line) == (
        "⚠️ Wie ist die Teilnahme geplant: vor Ort, online oder nein?\n!sitzung teilnahme M1 nein"
    )


async def test_who_says_no_more_than_the_meeting_is_offered_a_line_that_says_yes(series: Board) -> None:
    assert await series.says("anna", "!sitzung zusage M1") == (
        "⚠️ Wie ist die Teilnahme geplant: vor Ort, online oder nein?\n!sitzung teilnahme M1 online"
    )
