"""Board rooms: joined, refused, upgraded; strangers and direct chats."""

from __future__ import annotations

from pathlib import Path

import pytest

from matrixbot.gateway import Invite, Person
from tests.board import PEOPLE, ROOM, Board, body

NEW = "!upgraded:board.test"
CHAT = "!chat:board.test"


async def test_the_records_move_with_an_upgraded_room_and_stay_there_after_a_restart(room: Board) -> None:
    await room.says("anna", "!task add Leitfaden")
    room.matrix.add_room(NEW, *PEOPLE)
    room.matrix.upgrade(ROOM, NEW)
    await room.passes(seconds=1)
    assert await room.says("ben", "!task", room=NEW) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )
    await room.stop()
    await room.start()
    assert await room.says("ben", "!task", room=NEW) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )
    assert await room.says("ben", "!task") == ""


async def test_an_unencrypted_room_is_refused_once_with_the_reason(tmp_path: Path) -> None:
    board = Board(tmp_path)
    board.matrix.add_room(ROOM, *PEOPLE, encrypted=False)
    await board.start()
    await board.stop()
    await board.start()
    (told,) = board.heard()
    assert body(told) == (
        "Dieser Raum ist nicht verschlüsselt, deshalb arbeitet der Assistent hier nicht: Was das "
        "Board bespricht, ist vertraulich. Bitte in den Raumeinstellungen die Verschlüsselung "
        "einschalten."
    )
    assert await board.says("anna", "!ping") == ""
    await board.stop()


async def test_an_unencrypted_room_is_served_where_the_operator_allows_it(tmp_path: Path) -> None:
    board = Board(tmp_path, allow_unencrypted=[ROOM])
    board.matrix.add_room(ROOM, *PEOPLE, encrypted=False)
    await board.start()
    event = board.said("anna", {"msgtype": "m.text", "body": "!ping"}, encrypted=False)
    assert await board.answer_to(event)
    await board.stop()


async def test_a_stranger_gets_one_polite_refusal_a_day(room: Board) -> None:
    room.matrix.add_room(CHAT, Person("@eve:board.test", "Eve"), direct=True)
    assert (await room.says("eve", "!task", room=CHAT)) == ""
    (refusal,) = room.matrix.said_by_bot(CHAT)
    assert body(refusal) == (
        "Dieser Assistent ist nur für die Mitglieder seines Board-Raums da. Wer mitmachen möchte, "
        "wendet sich bitte an diese."
    )
    await room.says("eve", "!task", room=CHAT)
    assert len(room.matrix.said_by_bot(CHAT)) == 1
    await room.passes(days=1)
    await room.says("eve", "!task", room=CHAT)
    assert len(room.matrix.said_by_bot(CHAT)) == 2


async def test_a_member_can_ask_in_a_direct_chat(room: Board) -> None:
    room.matrix.add_room(CHAT, PEOPLE[0], direct=True)
    assert await room.says("anna", "!ping", room=CHAT) == "Der Board-Assistent ist da und hört zu."


@pytest.mark.parametrize(
    ("invite", "welcome"),
    [
        (Invite(CHAT, "@anna:board.test", direct=True), True),
        (Invite(CHAT, "@eve:board.test", direct=True), False),
        (Invite(CHAT, "@anna:board.test", direct=False), False),
        (Invite(ROOM, "@eve:board.test"), True),
    ],
)
async def test_only_board_rooms_and_members_chats_are_joined(room: Board, invite: Invite, welcome: bool) -> None:
    room.matrix.invites(invite)
    await room.bot.step()
    assert (room.matrix.joined, room.matrix.declined) == (([invite.room_id], []) if welcome else ([], [invite.room_id]))


async def test_in_a_direct_chat_of_a_member_of_two_boards_the_bot_asks_which_once(tmp_path: Path) -> None:
    other = "!other:board.test"
    board = Board(tmp_path, room_ids=[ROOM, other])
    board.matrix.add_room(other, *PEOPLE, name="Nordkreis")
    board.matrix.add_room(CHAT, PEOPLE[0], direct=True)
    await board.start()
    await board.says("ben", "!task add Leitfaden", room=other)
    assert await board.says("anna", "!task", room=CHAT) == (
        "⚠️ Welcher Board-Raum ist gemeint? 1: !board:board.test und 2: Nordkreis. "
        "Bitte einmal mit der Nummer wählen.\n!board 1"
    )
    assert await board.says("anna", "!board 2", room=CHAT) == "In diesem Chat geht es ab jetzt um „Nordkreis“."
    assert await board.says("anna", "!task", room=CHAT) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )
    assert "Leitfaden" not in await board.says("anna", "!task")
    await board.stop()
