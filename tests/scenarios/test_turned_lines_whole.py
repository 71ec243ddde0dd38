"""Years, ends, people, places and counts are read where they stand; nothing of a line is taken for something else."""

from __future__ import annotations

import pytest

from commands.base import to_ms
from matrixbot.gateway import Person
from tests.board import ROOM, Board, all_said
from tests.lending import begun
from tests.scenarios.test_turned_lines import SETUP


@begun
async def board(room: Board) -> None:
    for line in SETUP:
        await room.says("ben", line)


LAST = [
    ("!sitzung verschieben M2 ab 2027 auf 12 Uhr", "; jeden Freitag 12:00 ab 1.1.2027"),
    ("!sitzung absagen M2 ab 2027", "Der Termin Fr, 1. Januar 2027, 11:00 und alle späteren sind abgesagt"),
    ("!gastgeber anbieten Ulm: 8.12. und 15.12. je 10-16 Uhr", "Ulm – Di, 8. Dezember 2026, 10:00–16:00 und Di, 15."),
    (
        "!gastgeber anbieten Ulm donnerstags ab 15 Uhr bis 28.3.2027",
        "Ulm – donnerstags, Mi, 25. November 2026 – So, 28. M",
    ),
    ("!aufgabe zuweisen T5 an Cem, bin krank", "Nicht verstanden: „bin krank“.\nSo weit verstanden: Cem ist gebeten"),
    ("!aufgabe neu Einladung bis Freitag an @anna", "„Einladung“ steht als T6 auf der Liste, fällig am Fr, 27."),
    ("!erinnere nur montags 8 Uhr Zeitung", "Regel: jeden Montag 08:00 ab 30.11.2026"),
]


@pytest.mark.parametrize(("line", "part"), LAST)
async def test_years_ends_and_people_are_read_where_they_stand(board: Board, line: str, part: str) -> None:
    await board.says("ben", "!sitzung ansetzen Runde jeden Freitag 11 Uhr")
    assert part in all_said(await board.says("ben", line))


async def test_a_display_name_may_be_typed_with_its_bracket(board: Board) -> None:
    board.matrix.person_joins(ROOM, Person("@max:board.test", "Max Groß (Stadt Ulm)", 0), to_ms(board.now))
    await board.bot.step()
    assert (
        await board.says("ben", "!aufgabe zuweisen T5 an Max Groß (Stadt Ulm)")
        == "Max Groß (Stadt Ulm) ist gebeten, „Protokoll schreiben“ (T5) zu übernehmen."
    )
    assert await board.says("ben", "!erinnere mich und Max am 9.12. um 12 Tee") == (
        "R2 ist vorgemerkt: Ben und Max Groß (Stadt Ulm) werden am Mi, 9. Dezember 2026, 12:00 erinnert: Tee\n"
        "!erinnere löschen R2 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_a_mere_courtesy_is_no_reason(board: Board) -> None:
    answer = await board.says("ben", "!sitzung absagen M1, sorry :-(")
    assert answer == "M1 „Vorstand“ ist abgesagt; alle erhalten Bescheid."
    assert "Grund" not in all_said(answer)


@pytest.mark.parametrize(
    ("words", "unread"),
    [
        *((words, f"„{words}“") for words in ("vielleicht", "falls Anna kommt", "wenn möglich", "M2", "jeden Montag")),
        ("oder doch nicht", "„oder“ und „nicht“"),
        ("am 9.12.", "„9.12.“"),
    ],
)
async def test_what_is_said_behind_a_place_and_is_none_is_asked_about(board: Board, words: str, unread: str) -> None:
    answer = await board.says("ben", f"!sitzung ort M1 Rathaus {words}")
    assert answer == (
        f"Noch ist nichts geschehen. Nicht verstanden: {unread}.\n"
        "So weit verstanden: M1 „Vorstand“ ist geändert; alle erhalten Bescheid.\n"
        f"Ort: keine Angabe → Rathaus {words}\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert answer.also == []


async def test_each_date_that_is_named_has_to_be_one_of_the_series(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Jour jeden Montag 9 Uhr")
    answer = await room.says("ben", "!sitzung absagen M1 7.12. und 9.12.")
    assert answer == "⚠️ M1 hat keinen Termin am Mi, 9. Dezember 2026.\n!sitzung zeigen M1"


async def test_days_that_are_offered_as_well_come_to_those_before(room: Board) -> None:
    await room.says("ben", "!gastgeber anbieten Gera, mittwochs, für 30")
    answer = await room.says("ben", "!gastgeber ändern Gera auch donnerstags")
    assert answer == "H1 ist geändert: Gera – mittwochs und donnerstags – 30 Plätze."


async def test_no_letter_of_a_count_becomes_a_reason_and_a_title_before_a_date_is_no_date(board: Board) -> None:
    await board.says("ben", "!sitzung ansetzen Jour jeden Montag 9 Uhr")
    answer = await board.says("ben", "!sitzung absagen M2 die nächsten zwei Male")
    assert answer == "M2 „Jour“: Diese 2 Termine sind abgesagt; alle erhalten Bescheid."
    assert "Grund" not in all_said(answer)
    assert (
        await board.says("ben", "!aufgabe frist Protokoll schreiben 18.12. 12 Uhr")
        == "„Protokoll schreiben“ (T5) ist jetzt am Fr, 18. Dezember 2026, 12:00 fällig statt am Mi, 9. Dezember 2026."
    )
