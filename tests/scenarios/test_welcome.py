"""Somebody new is told once what is open, how one votes by words, and nobody else is rung."""

from __future__ import annotations

from pathlib import Path

from commands.base import Settings
from matrixbot.gateway import Event, Person
from tests.board import DUTIES, ROOM, Board, body, rings

DANA = "@dana:board.test"
WELCOME = (
    "Willkommen, Dana! Was hier vorher gesagt wurde, ist für neue Mitglieder nicht lesbar. Das ist offen:\n"
    "• M1 „Klausur“: Welche Termine passen? Liste und Umfragen folgen.\n"
    "• M2 „Vorstand“: Do, 10. Dezember 2026, 14:00. Wer kommt, sagt es: !sitzung teilnahme M2 online\n"
    "!ich zeigt alles, was auf Sie wartet, !hilfe, was man sagen kann, hier oder in einem direkten Chat mit dem "
    "Assistenten."
)


async def something_open(board: Board) -> None:
    await board.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 2.12. 12:00")
    await board.says("ben", "!sitzung ansetzen Vorstand 10.12. 14 Uhr")


def welcomes(events: list[Event]) -> list[str]:
    return [body(event) for event in events if body(event).startswith("Willkommen")]


async def test_who_joins_is_told_what_is_open_and_is_in_the_heading(room: Board) -> None:
    await something_open(room)
    said = await room.joins("dana")
    assert welcomes(said) == [WELCOME]
    assert [rings(event) for event in said if body(event) == WELCOME] == [[DANA]]
    heading = next(body(event) for event in said if body(event).startswith("M1"))
    assert heading == (
        "M1 „Klausur“: Welche Termine passen?\n"
        "Vorgeschlagen von Ben.\n"
        "Abgestimmt wird bis Mi, 2. Dezember 2026, 12:00.\n"
        "1. Di, 8. Dezember 2026, 14:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem, Olga und Dana.\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1"
    )
    await room.says("dana", "!abstimmen M1 1 ja, 2 vielleicht")
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „Klausur“\n"
        "Abgestimmt wird bis Mi, 2. Dezember 2026, 12:00.\n"
        "1. Di, 8. Dezember 2026, 14:00\n"
        "Ja: Dana · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: Dana · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00.\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )


async def test_where_somebody_has_clicked_the_dates_are_said_with_the_line_that_votes(room: Board) -> None:
    await something_open(room)
    await room.votes("ben", room.polls()[0], "yes")
    (said,) = welcomes(await room.joins("dana"))
    assert said.splitlines()[1:5] == [
        "• M1 „Klausur“: Welche Termine passen? Abgestimmt wird bis Mi, 2. Dezember 2026, 12:00.",
        "  1. Di, 8. Dezember 2026, 14:00",
        "  2. Mi, 9. Dezember 2026, 10:00",
        "  Abstimmen: !abstimmen M1 1 ja, 2 vielleicht",
    ]


async def test_it_is_told_once_and_not_to_who_is_back_within_the_day(room: Board) -> None:
    await something_open(room)
    assert len(welcomes(await room.joins("dana"))) == 1
    await room.stop()
    await room.start()
    await room.leaves("dana")
    await room.passes(hours=20)
    await room.joins("dana")
    assert len(welcomes(room.heard())) == 1
    await room.leaves("dana")
    await room.passes(days=2)
    await room.joins("dana")
    assert len(welcomes(room.heard())) == 2


async def test_who_joined_while_the_bot_was_away_is_told_at_the_start(room: Board) -> None:
    await something_open(room)
    await room.stop()
    room.matrix.person_joins(ROOM, Person(DANA, "Dana"), 0)
    await room.start()
    assert welcomes(room.heard()) == [WELCOME]


async def test_where_nothing_is_open_nobody_is_told(room: Board) -> None:
    assert welcomes(await room.joins("dana")) == []


async def test_a_newcomer_who_waits_is_told_when_an_organiser_vouches(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(duties=DUTIES, newcomers_wait=True)).start()
    await something_open(board)
    assert welcomes(await board.joins("dana")) == []
    answer = await board.says("olga", "!vertrauen @dana")
    assert welcomes(answer.also) == [WELCOME]
    assert not board.matrix.withheld(ROOM, DANA)
    await board.stop()


async def test_a_nudge_gives_the_line_to_vote_with_first(room: Board) -> None:
    await something_open(room)
    nudged = (await room.says("ben", "!sitzung nachhaken M1")).also[0]
    assert body(nudged).split("\n")[1] == (
        "Bitte !abstimmen M1 1 ja, 2 vielleicht schreiben oder in den Umfragen oben antworten."
    )


async def test_hello_in_a_direct_chat_is_answered(room: Board) -> None:
    room.matrix.add_room("!dana:board.test", Person(DANA, "Dana"), direct=True)
    await room.joins("dana")
    assert await room.says("dana", "Hallo", room="!dana:board.test") == (
        "Hallo Dana. Auch in diesem Chat kann man fragen, abstimmen und sich erinnern lassen.\n"
        "!ich zeigt, was auf Sie wartet, !hilfe, was man sagen kann.\n"
        "In English: !language en"
    )
