"""Somebody new under `newcomers: ask`: no keys, no orders, and one sentence a day, until an organiser vouches."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands.base import Settings, to_ms
from matrixbot.gateway import Event, Person
from storage.health import newcomers
from tests.board import DUTIES, PEOPLE, ROOM, Board, body, rings
from tests.lending import Lending

DANA = "@dana:board.test"
DIRECT = "!dana:board.test"
WORD = (
    "Willkommen, Dana! Befehle gelten hier, und was der Assistent sagt, wird lesbar, sobald jemand, der organisiert, "
    "!vertrauen @dana:board.test sagt.\nDas kann: Olga."
)


@pytest.fixture
async def room(tmp_path: Path, lending: Lending) -> AsyncIterator[Board]:
    async with lending.started(Board(tmp_path, Settings(duties=DUTIES, newcomers_wait=True))) as board:
        yield board


async def told(board: Board, who: str, line: str, chat: str = ROOM) -> list[Event]:
    """All that is said after that line."""
    before = len(board.matrix.said_by_bot(chat))
    await board.says(who, line, room=chat)
    return board.matrix.said_by_bot(chat)[before:]


async def test_a_newcomer_is_named_with_the_line_that_an_organiser_says(room: Board) -> None:
    (named,) = await room.joins("dana")
    assert body(named) == (
        "Neu im Raum: Dana (@dana:board.test).\n"
        "Wer neu ist, bekommt vom Assistenten keine Schlüssel und kann keine Befehle geben, bis jemand zustimmt, der "
        "organisiert: !vertrauen @dana:board.test. Wer hier nicht erwartet wird, sollte aus dem Raum entfernt werden."
    )
    assert named.encrypted
    assert rings(named) == ["@olga:board.test"]


async def test_a_newcomer_is_not_obeyed_and_hears_once_a_day_whose_word_is_missing(room: Board) -> None:
    await room.joins("dana")
    assert await told(room, "dana", "guten Morgen") == []
    (sentence,) = await told(room, "dana", "!task claim literature")
    assert body(sentence) == WORD
    assert not sentence.encrypted, "she has no key to read it with"
    assert rings(sentence) == [DANA]
    assert await told(room, "dana", "!ping") == []
    await room.passes(days=1)
    assert [body(event) for event in await told(room, "dana", "!ping")] == [WORD]
    assert "Dana" not in await room.says("anna", "!task list")


async def test_a_newcomer_is_not_obeyed_in_the_very_batch_in_which_they_come(room: Board) -> None:
    room.matrix.person_joins(ROOM, Person(DANA, "Dana"), to_ms(room.now))
    assert await room.says("dana", "!task claim literature") == ""
    assert room.matrix.withheld(ROOM, DANA)
    assert not room.matrix.withheld(ROOM, "@anna:board.test")


async def test_an_organisers_word_lets_the_newcomer_in_and_nobody_elses_does(room: Board) -> None:
    await room.joins("dana")
    refused = "⚠️ Für neue Mitglieder kann nur bürgen, wer organisiert.\n!vertrauen"
    assert await room.says("anna", "!trust @dana") == refused
    assert await room.says("dana", "!trust @dana") == ""
    assert room.matrix.withheld(ROOM, DANA)
    assert await room.says("olga", "!vertrauen @dana") == (
        "Olga bürgt für Dana: Ab jetzt gelten Befehle von Dana, und was der Assistent sagt, ist für Dana lesbar."
    )
    assert not room.matrix.withheld(ROOM, DANA)
    assert await room.says("dana", "!task claim literature") == "Dana hat „Literaturverwaltung“ (T1) übernommen."


async def test_a_restart_keeps_who_waits_and_who_was_let_in(room: Board) -> None:
    await room.joins("dana")
    await room.joins("emil")
    await room.says("olga", "!trust @emil")
    await room.stop()
    await room.start()
    assert room.matrix.withheld(ROOM, DANA)
    assert not room.matrix.withheld(ROOM, "@emil:board.test")
    assert [body(event) for event in await told(room, "dana", "!ping")] == [WORD]
    assert await room.says("emil", "!ping") != ""


async def test_who_came_while_the_bot_was_away_waits_too(room: Board) -> None:
    await room.stop()
    room.matrix.person_joins(ROOM, Person(DANA, "Dana"), to_ms(room.now))
    await room.start()
    assert room.matrix.withheld(ROOM, DANA)
    assert await room.says("dana", "!task claim literature") == ""


async def test_in_a_direct_chat_a_newcomer_hears_the_same_and_gets_no_keys(room: Board) -> None:
    await room.joins("dana")
    room.matrix.add_room(DIRECT, Person(DANA, "Dana"), direct=True)
    assert [body(event) for event in await told(room, "dana", "aufgaben", DIRECT)] == [WORD]
    assert room.matrix.withheld(DIRECT, DANA)
    assert await told(room, "dana", "hilfe", DIRECT) == []
    await room.says("olga", "!trust @dana")
    assert not room.matrix.withheld(DIRECT, DANA)
    assert await room.says("dana", "hilfe", room=DIRECT) != ""


async def test_no_poll_waits_for_a_newcomer_and_none_counts_their_vote(room: Board) -> None:
    await room.joins("dana")
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    poll = room.polls()[-1]
    await room.votes("dana", poll, "0")
    assert "Dana" not in await room.says("anna", "!meeting show M1")


async def test_power_given_to_a_newcomer_lets_them_in_no_more_than_others(room: Board) -> None:
    room.matrix.person_joins(ROOM, Person(DANA, "Dana", 100), to_ms(room.now))
    await room.bot.step()
    assert room.matrix.withheld(ROOM, DANA)
    assert await room.says("dana", "!trust @dana") == ""
    assert room.matrix.withheld(ROOM, DANA)


async def test_coming_and_going_lets_nobody_in(room: Board) -> None:
    await room.joins("dana")
    await room.leaves("dana")
    await room.joins("dana")
    assert room.matrix.withheld(ROOM, DANA)
    await room.leaves("dana")
    await room.passes(days=2)
    await room.joins("dana")
    assert room.matrix.withheld(ROOM, DANA)


async def test_whom_the_configuration_names_needs_no_word(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(newcomers_wait=True), organisers=[DANA]).start()
    await board.joins("dana")
    assert not board.matrix.withheld(ROOM, DANA)
    assert await board.says("dana", "!ping") != ""
    await board.stop()


async def test_an_upgraded_room_keeps_who_waits(room: Board) -> None:
    await room.joins("dana")
    new = "!new:board.test"
    room.matrix.add_room(new, *PEOPLE, Person(DANA, "Dana"))
    room.matrix.upgrade(ROOM, new)
    await room.bot.step()
    assert room.matrix.withheld(new, DANA)
    assert not room.matrix.withheld(new, "@anna:board.test")
    await room.bot.step()
    assert room.matrix.withheld(new, DANA)


async def test_by_default_a_newcomer_is_obeyed_at_once(tmp_path: Path) -> None:
    board = await Board(tmp_path).start()
    await board.joins("dana")
    assert not board.matrix.withheld(ROOM, DANA)
    assert await board.says("dana", "!ping") != ""
    board.settings = replace(board.settings, newcomers_wait=True)
    await board.stop()
    await board.start()
    assert await board.says("dana", "!ping") != "", "who was let in before stays in"
    await board.stop()


@pytest.mark.on_disk
async def test_the_operator_is_shown_who_waits(room: Board) -> None:
    await room.joins("dana")
    await room.joins("emil")
    await room.says("olga", "!trust @emil")
    assert newcomers(room.folder / "board.db") == [(ROOM, DANA)]
    await room.leaves("dana")
    assert newcomers(room.folder / "board.db") == []


async def test_a_newcomer_who_votes_and_leaves_at_once_has_not_voted(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await room.joins("dana")
    room.matrix.person_leaves(ROOM, DANA, to_ms(room.now))
    await room.votes("dana", room.polls()[-1], "yes")
    await room.joins("dana")
    await room.says("olga", "!trust @dana")
    assert "Ja: Dana" not in await room.says("anna", "!meeting show M1")


@pytest.mark.parametrize("kind", ["command", "edit", "reaction", "redaction", "yes"])
async def test_no_other_kind_of_event_lets_a_newcomer_act(room: Board, kind: str) -> None:
    answer = await room.says("anna", "!remind in 10 Minuten Kaffee")
    own = room.last
    assert answer.event is not None
    await room.joins("dana")
    heard, before = len(room.heard()), await room.says("anna", "!remind")
    if kind == "command":
        await room.says("dana", "!remind in 20 Minuten Tee")
    elif kind == "edit":
        await room.says("dana", "!unsinn")
        await room.edits("dana", room.last.event_id, "!remind in 20 Minuten Tee")
    elif kind == "reaction":
        await room.reacts("dana", answer.event, "👍")
    elif kind == "redaction":
        await room.redacts("dana", own)
    else:
        await room.says("dana", "ja", **{"m.relates_to": {"m.in_reply_to": {"event_id": answer.event.event_id}}})
    assert await room.says("anna", "!remind") == before
    assert {body(event) for event in room.heard()[heard:]} <= {before, WORD}


async def test_a_word_in_one_board_room_lets_nobody_into_another(tmp_path: Path) -> None:
    other = "!other:board.test"
    board = Board(tmp_path, Settings(duties=DUTIES, newcomers_wait=True), room_ids=[ROOM, other])
    board.matrix.add_room(other, *PEOPLE)
    await board.start()
    await board.joins("dana")
    board.matrix.person_joins(other, Person(DANA, "Dana"), to_ms(board.now))
    await board.bot.step()
    await board.says("olga", "!trust @dana")
    assert await board.says("dana", "!ping") != ""
    assert [body(event) for event in await told(board, "dana", "!task claim literature", other)] == [WORD]
    assert board.matrix.withheld(other, DANA)
    board.matrix.add_room(DIRECT, Person(DANA, "Dana"), direct=True)
    await board.says("dana", "!aufgabe neu Leitfaden", room=DIRECT)
    assert "Leitfaden" not in await board.says("anna", "!task", room=other)
    await board.stop()
