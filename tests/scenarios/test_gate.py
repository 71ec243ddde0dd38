"""Where words go in and out: only encrypted rooms, only the people that are meant, only the room that was replaced."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from matrixbot.gateway import Event, Invite, Person, Refused
from tests.board import PEOPLE, ROOM, Board, body

CHAT, NEW = "!chat:board.test", "!new:board.test"
EVE = Person("@eve:board.test", "Eve")
ASKS = (
    "Dieser Chat ist nicht verschlüsselt, deshalb liest und antwortet der Assistent hier nicht. Bitte einen neuen Chat "
    "mit ihm beginnen, mit eingeschalteter Verschlüsselung."
)


def change(room: Board, room_id: str, **state: object) -> None:
    one = room.matrix._rooms[room_id]
    one.state = replace(one.state, **state)  # type: ignore[arg-type]


@pytest.fixture
async def chat(room: Board) -> AsyncIterator[Board]:
    """A board whose Anna has a direct chat with the bot."""
    room.matrix.add_room(CHAT, PEOPLE[0], direct=True)
    yield room


async def test_an_unencrypted_direct_chat_gets_one_sentence_and_nothing_is_obeyed(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Leitfaden")
    room.matrix.add_room(CHAT, PEOPLE[0], direct=True, encrypted=False)
    for said in ("!aufgabe liste", "hilfe", "!aufgabe neu Geheimnis", "!erinnere morgen 9 Uhr Tee"):
        await room.answer_to(room.said("anna", {"msgtype": "m.text", "body": said}, room=CHAT, encrypted=False))
    await room.stop()
    await room.start()
    await room.answer_to(room.said("anna", {"msgtype": "m.text", "body": "!ping"}, room=CHAT, encrypted=False))
    assert [body(event) for event in room.matrix.said_by_bot(CHAT)] == [ASKS]
    assert "Geheimnis" not in await room.says("anna", "!aufgabe")


async def test_a_stranger_gets_nothing_in_an_unencrypted_chat(room: Board) -> None:
    room.matrix.add_room(CHAT, EVE, direct=True, encrypted=False)
    await room.answer_to(room.said("eve", {"msgtype": "m.text", "body": "!ping"}, room=CHAT, encrypted=False))
    assert room.matrix.said_by_bot(CHAT) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"type": "m.room.message", "encrypted": False},
        {"type": "m.room.message", "encrypted": False, "state_key": ""},
        {"type": "m.room.message", "encrypted": False, "state_key": "@anna:board.test"},
        {"type": "m.room.message", "encrypted": True, "obeyed": False},
    ],
)
async def test_a_forged_command_is_not_obeyed(room: Board, forged: dict[str, object]) -> None:
    assert await room.answer_to(room.said("anna", {"msgtype": "m.text", "body": "!ping"}, **forged)) == ""


async def test_a_room_that_the_bot_does_not_know_is_not_obeyed(room: Board) -> None:
    room.matrix.add_room(NEW, *PEOPLE)
    assert await room.says("anna", "!ping", room=NEW) == ""


async def test_an_answer_is_not_said_to_a_third_who_came_meanwhile(chat: Board) -> None:
    chat.said("anna", {"msgtype": "m.text", "body": "!ich"}, room=CHAT)
    await chat.bot.sync.step(0)
    change(chat, CHAT, direct=False, people={p.user_id: p for p in (PEOPLE[0], EVE)})
    await chat.bot.step()
    assert chat.matrix.said_by_bot(CHAT) == []
    assert [body(event) for event in chat.heard()] == [
        "Anna, eine Antwort wurde nicht gesagt: Der Chat, in dem gefragt wurde, ist kein verschlüsselter mehr, in dem "
        "nur Sie und der Assistent sind. Bitte in einem neuen Direktchat noch einmal fragen."
    ]


async def test_an_answer_is_not_said_to_another_who_took_the_askers_place(chat: Board) -> None:
    chat.said("anna", {"msgtype": "m.text", "body": "!ich"}, room=CHAT)
    await chat.bot.sync.step(0)
    change(chat, CHAT, people={EVE.user_id: EVE, chat.matrix.user_id: Person(chat.matrix.user_id, "Bot")})
    await chat.bot.step()
    assert chat.matrix.said_by_bot(CHAT) == []
    assert len(chat.heard()) == 1


async def test_an_answer_is_not_said_in_a_chat_that_was_left(chat: Board) -> None:
    chat.said("anna", {"msgtype": "m.text", "body": "!ich"}, room=CHAT)
    await chat.bot.sync.step(0)
    del chat.matrix._rooms[CHAT]
    await chat.bot.step()
    assert len(chat.heard()) == 1


async def test_what_is_for_the_board_room_waits_until_it_is_encrypted_again(room: Board) -> None:
    room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    await room.bot.sync.step(0)
    change(room, ROOM, encrypted=False)
    await room.bot.step()
    assert [body(event) for event in room.heard() if event.encrypted] == []
    change(room, ROOM, encrypted=True)
    await room.bot.step()
    assert [body(event) for event in room.heard() if event.encrypted] == ["Der Board-Assistent ist da und hört zu."]


@pytest.mark.parametrize(
    "successor",
    [
        {"encrypted": False},
        {"encrypted": True, "predecessor": None},
        {"encrypted": True, "predecessor": "!other:board.test"},
    ],
)
async def test_an_upgrade_to_a_room_that_is_no_successor_is_not_followed(
    room: Board, successor: dict[str, object]
) -> None:
    await room.says("anna", "!aufgabe neu Leitfaden")
    room.matrix.add_room(NEW, *PEOPLE)
    room.matrix.upgrade(ROOM, NEW)
    change(room, NEW, **successor)
    await room.bot.step()
    assert await room.says("anna", "!aufgabe", room=NEW) == ""
    assert room.matrix.said_by_bot(NEW) == []
    assert await room.says("anna", "!aufgabe") == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )


async def test_an_upgrade_is_followed_when_the_bot_has_been_let_in(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Leitfaden")
    room.matrix.upgrade(ROOM, NEW)
    await room.bot.step()
    assert room.matrix.joined == [NEW]
    assert await room.says("anna", "!aufgabe") == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )
    room.matrix.add_room(NEW, *PEOPLE)
    change(room, NEW, predecessor=ROOM)
    await room.bot.step()
    assert await room.says("anna", "!aufgabe", room=NEW) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )


async def test_an_invitation_into_the_room_that_replaces_the_board_room_is_welcome(room: Board) -> None:
    room.matrix.upgrade(ROOM, NEW)
    await room.bot.step()
    room.matrix.invites(Invite(NEW, EVE.user_id))
    room.matrix.invites(Invite("!another:board.test", EVE.user_id))
    await room.bot.step()
    assert room.matrix.joined == [NEW, NEW]
    assert room.matrix.declined == ["!another:board.test"]


async def test_what_a_replaced_room_refuses_is_said_in_the_new_one(room: Board) -> None:
    room.matrix.upgrade(ROOM, NEW)
    await room.bot.step()
    room.matrix.fail_next.append(Refused("403"))
    room.said("anna", {"msgtype": "m.text", "body": "!sitzung planen 4.12. 10 Uhr Sitzung"})
    await room.bot.step()
    before = [body(event) for event in room.heard()]
    room.matrix.add_room(NEW, *PEOPLE)
    change(room, NEW, predecessor=ROOM)
    await room.bot.step()
    await room.bot.step()
    assert room.matrix.said_by_bot(NEW)
    assert [body(event) for event in room.heard()] == before


async def test_two_rooms_that_name_each_other_end_nothing(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Leitfaden")
    room.matrix.add_room(NEW, *PEOPLE)
    room.matrix.upgrade(ROOM, NEW)
    room.matrix.upgrade(NEW, ROOM)
    for _ in range(5):
        await room.bot.step()
    assert await room.says("anna", "!aufgabe", room=NEW) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )
    await room.stop()
    await room.start()
    for _ in range(3):
        await room.bot.step()
    assert await room.says("anna", "!aufgabe", room=NEW) == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Leitfaden – noch frei"
    )


async def test_an_edit_counts_only_from_who_said_it(room: Board) -> None:
    await room.says("anna", "!aufgabe übernehmen T99")
    own = room.last
    new = {"msgtype": "m.text", "body": "!aufgabe neu Untergeschoben"}
    relation = {"rel_type": "m.replace", "event_id": own.event_id}
    content = {"msgtype": "m.text", "body": "*", "m.new_content": new, "m.relates_to": relation}
    edit: Event = room.said("ben", content)
    assert await room.answer_to(edit) == ""
    assert "Untergeschoben" not in await room.says("anna", "!aufgabe")


async def test_an_allowed_room_is_served_in_clear_and_no_other(tmp_path: Path) -> None:
    board = Board(tmp_path, allow_unencrypted=[ROOM])
    board.matrix.add_room(ROOM, *PEOPLE, encrypted=False)
    board.matrix.add_room(CHAT, PEOPLE[0], direct=True, encrypted=False)
    await board.start()
    clear = {"msgtype": "m.text", "body": "!ping"}
    assert await board.answer_to(board.said("anna", clear, encrypted=False))
    await board.answer_to(board.said("anna", clear, room=CHAT, encrypted=False))
    assert [body(event) for event in board.matrix.said_by_bot(CHAT)] == [ASKS]
    await board.stop()


async def test_who_floods_is_told_once_and_every_command_is_answered(room: Board) -> None:
    for _ in range(200):
        room.said("cem", {"msgtype": "m.text", "body": "!ping"})
    ben = room.said("ben", {"msgtype": "m.text", "body": "!ping"})
    await room.answer_to(ben)
    said = [body(event) for event in room.heard()]
    pong = "Der Board-Assistent ist da und hört zu."
    assert len([words for words in said if words.startswith(pong)]) == len(said) == 201
    assert [words for words in said if "Befehle" in words] == [
        f"{pong}\n"
        "Cem, das sind mehr als 60 Befehle in einer Minute. Dazwischen kommen andere zu Wort, deshalb dauern die "
        "Antworten länger. Keiner geht verloren; bitte nicht wiederholen."
    ]


async def test_the_vote_of_somebody_who_never_was_in_the_room_is_none(room: Board) -> None:
    await room.says("anna", "!sitzung vorschlagen Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    poll = room.polls()[-1]
    await room.votes("eve", poll, "yes")
    assert "eve" not in await room.says("anna", "!sitzung zeigen M1")
    await room.joins("eve")
    assert "Ja: Eve" not in await room.says("anna", "!sitzung zeigen M1")


async def test_the_vote_of_a_member_who_has_just_left_is_kept_for_their_return(room: Board) -> None:
    await room.says("anna", "!sitzung vorschlagen Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    room.matrix.person_leaves(ROOM, "@ben:board.test", 0)
    await room.votes("ben", room.polls()[-1], "yes")
    await room.joins("ben")
    assert await room.says("anna", "!sitzung zeigen M1") == (
        "M1 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "Vorn liegt: 2. Mi, 9. Dezember 2026, 10:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (1).\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )


async def test_in_a_direct_chat_only_who_is_in_it_is_obeyed(chat: Board) -> None:
    await chat.says("ben", "!aufgabe neu Untergeschoben", room=CHAT)
    assert chat.matrix.said_by_bot(CHAT) == chat.heard() == []
    assert "Untergeschoben" not in await chat.says("anna", "!aufgabe")


async def test_words_for_a_direct_chat_name_their_readers_and_a_rooms_own_do_not(chat: Board) -> None:
    chat.matrix.readers.clear()
    await chat.says("anna", "hilfe", room=CHAT)
    assert list(chat.matrix.readers.values()) == [frozenset({"@anna:board.test"})]
    await chat.says("anna", "!ping")
    assert list(chat.matrix.readers.values())[1:] == [None]


async def test_what_a_reaction_in_a_direct_chat_causes_is_not_said_to_another_who_took_the_place(chat: Board) -> None:
    await chat.says("anna", "erinnere in 10 Minuten Tee", room=CHAT)
    await chat.passes(minutes=10)
    rang = chat.matrix.said_by_bot(CHAT)[-1]
    assert body(rang) == "⏰ Anna: Tee\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    relation = {"rel_type": "m.annotation", "event_id": rang.event_id, "key": "💤"}
    chat.said("anna", {"m.relates_to": relation}, type="m.reaction", room=CHAT, encrypted=False)
    await chat.bot.sync.step(0)
    change(chat, CHAT, people={EVE.user_id: EVE, chat.matrix.user_id: Person(chat.matrix.user_id, "Bot")})
    await chat.bot.step()
    assert chat.matrix.said_by_bot(CHAT)[-1] is rang
    assert [body(event) for event in chat.heard()][-1] == (
        "Anna, eine Antwort wurde nicht gesagt: Der Chat, in dem gefragt wurde, ist kein "
        "verschlüsselter mehr, in dem nur Sie und der Assistent sind. Bitte in einem neuen "
        "Direktchat noch einmal fragen."
    )
