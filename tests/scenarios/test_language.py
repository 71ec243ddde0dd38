"""`!language`: a member alone is spoken with in the language they chose, the board room in its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands.base import Settings
from tests.board import DUTIES, PEOPLE, ROOM, Board, body
from tests.lending import Lending

DIRECT, BENS = "!anna:board.test", "!ben:board.test"


@pytest.fixture
async def room(tmp_path: Path, lending: Lending) -> AsyncIterator[Board]:
    board = Board(tmp_path)
    board.matrix.add_room(DIRECT, PEOPLE[0], direct=True)
    board.matrix.add_room(BENS, PEOPLE[1], direct=True)
    async with lending.started(board):
        yield board


async def test_a_member_chooses_it_and_keeps_it_and_nobody_elses_changes(room: Board) -> None:
    assert await room.says("anna", "!language en", room=DIRECT) == (
        "In a direct chat with you the assistant speaks English from now on; in the board room it stays German."
    )
    await room.stop()
    await room.start()
    assert await room.says("anna", "Hello", room=DIRECT) == (
        "Hello Anna. One can ask, vote and set reminders in this chat, too.\n"
        "!me shows what waits for you, !help what one can say.\n"
        "Auf Deutsch: !sprache de"
    )
    assert await room.says("anna", "!ping") == "Der Board-Assistent ist da und hört zu."
    assert await room.says("ben", "!ping", room=BENS) == "Der Board-Assistent ist da und hört zu."
    assert await room.says("anna", "!sprache deutsch", room=DIRECT) == (
        "Im direkten Chat mit Ihnen spricht der Assistent ab jetzt Deutsch; im Board-Raum bleibt es bei Deutsch."
    )
    assert await room.says("anna", "Hallo", room=DIRECT) == (
        "Hallo Anna. Auch in diesem Chat kann man fragen, abstimmen und sich erinnern lassen.\n"
        "!ich zeigt, was auf Sie wartet, !hilfe, was man sagen kann.\n"
        "In English: !language en"
    )


async def test_it_may_be_said_in_the_board_room_and_asked_for(room: Board) -> None:
    assert await room.says("anna", "!sprache englisch") == (
        "Im direkten Chat mit Ihnen spricht der Assistent ab jetzt Englisch; im Board-Raum bleibt es bei Deutsch."
    )
    assert await room.says("anna", "!language", room=DIRECT) == (
        "In a direct chat with you the assistant speaks English, in the board room German. Another one: !language de"
    )
    assert await room.says("ben", "!sprache") == (
        "Im direkten Chat mit Ihnen spricht der Assistent Deutsch, im Board-Raum Deutsch. Eine andere Sprache: "
        "!sprache en"
    )
    assert await room.says("ben", "!sprache latein") == (
        "⚠️ Der Assistent spricht Deutsch und Englisch, „latein“ nicht.\n!sprache en"
    )


async def test_mistakes_lists_files_and_rules_are_in_it_too(room: Board) -> None:
    await room.says("anna", "!language en", room=DIRECT)
    await room.says("ben", "!sitzung ansetzen Jour fixe jeden ersten Dienstag im Monat 14-15 Uhr")
    assert await room.says("anna", "!meting", room=DIRECT) == "⚠️ There is no command “!meting”.\n!meeting"
    shown = await room.says("anna", "!meeting show M1", room=DIRECT)
    assert shown == (
        "M1 Jour fixe\n"
        "Takes place: every 1st Tuesday of the month 14:00-15:00 from 1.12.2026.\n"
        "Next dates: Tue, 1 December 2026, 14:00–15:00; Tue, 5 January 2027, 14:00–15:00; Tue, 2 February 2027, "
        "14:00–15:00.\n"
        "Who comes on Tue, 1 December 2026, 14:00–15:00:\n"
        "Not said yet: Anna, Ben, Cem, and Olga."
    )
    (file,) = (await room.says("anna", "!meeting ics", room=DIRECT)).also
    assert file.content["filename"] == "meetings.ics"
    assert await room.says("anna", "!meeting show M1") == (
        "M1 „Jour fixe“\n"
        "Findet statt: jeden 1. Dienstag im Monat 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Di, 5. Januar 2027, 14:00–15:00; Di, 2. "
        "Februar 2027, 14:00–15:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–15:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_what_a_direct_chat_causes_in_the_board_room_is_in_the_boards_language(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr")
    await room.says("anna", "!language en", room=DIRECT)
    before = len(room.heard())
    answer = await room.says("anna", "!vote M1 1 yes", room=DIRECT)
    assert answer == "Saved for M1 Klausur:\n1. Tue, 8 December 2026, 14:00: yes\nWithout a vote yet: 2."
    await room.passes(seconds=10)
    (heading,) = room.heard()[before:]
    assert body(heading) == (
        "M1 „Klausur“: Welche Termine passen?\n"
        "Vorgeschlagen von Ben.\n"
        "1. Di, 8. Dezember 2026, 14:00 – 1 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00.\n"
        "Noch nicht abgestimmt: Ben, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Anna (2).\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1"
    )
    assert await room.says("anna", "!vote M1 1 -, 2 vielleicht", room=DIRECT) != ""
    undone = await room.says("anna", "!undo", room=DIRECT)
    assert undone == (
        "Taken back: !vote (M1 Klausur).\n"
        "This is not taken back by !undo in turn: please say anew what is to hold after all."
    )


async def test_a_private_reminder_rings_in_it(room: Board) -> None:
    await room.says("anna", "!language en", room=DIRECT)
    await room.says("anna", "!remind in 2 hours Tee", room=DIRECT)
    await room.passes(hours=3)
    rung = room.matrix.said_by_bot(DIRECT)[-1]
    assert rung.content["msgtype"] == "m.text"
    assert body(rung) == (
        "⏰ This reminder comes late:\n"
        "• Anna: Tee (R1, was due on Wed, 25 November 2026, 12:00, 1 hour late)\n"
        "✅ done · 💤 in an hour · ▶️ tomorrow"
    )
    assert "Erinnerung" not in body(rung)


async def test_who_is_forgotten_is_so_with_their_language(room: Board) -> None:
    await room.says("anna", "!language en", room=DIRECT)
    await room.leaves("anna")
    await room.passes(days=2)
    await room.joins("anna")
    room.matrix.add_room(DIRECT, PEOPLE[0], direct=True)
    assert await room.says("anna", "Hallo", room=DIRECT) == (
        "Hallo Anna. Auch in diesem Chat kann man fragen, abstimmen und sich erinnern lassen.\n"
        "!ich zeigt, was auf Sie wartet, !hilfe, was man sagen kann.\n"
        "In English: !language en"
    )


async def test_a_board_that_speaks_english_and_a_member_who_does_not(tmp_path: Path) -> None:
    board = Board(tmp_path, replace(Settings(duties=DUTIES), language="en"))
    board.matrix.add_room(DIRECT, PEOPLE[0], direct=True)
    await board.start()
    assert await board.says("anna", "Hallo", room=DIRECT) == (
        "Hello Anna. One can ask, vote and set reminders in this chat, too.\n"
        "!me shows what waits for you, !help what one can say.\n"
        "Auf Deutsch: !sprache de"
    )
    await board.says("anna", "!sprache de", room=DIRECT)
    assert await board.says("anna", "!ping", room=DIRECT) == "Der Board-Assistent ist da und hört zu."
    assert await board.says("anna", "!ping", room=ROOM) == "The board assistant is here and listening."
    await board.stop()
