"""Whatever a homeserver makes up: events of every shape in anybody's name change no record and are not answered."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from commands.base import Settings
from matrixbot.gateway import Person
from tests.board import DUTIES, PEOPLE, ROOM, Board, body

CHAT, CLEAR_CHAT, OTHER = "!chat:board.test", "!clear:board.test", "!other:board.test"
NOT_RECORDS = ("outbox", "inbox", "sqlite_sequence", "place", "sync", "members")
LINES = (
    "!aufgabe neu Falsch",
    "!abstimmen M1 1 nein",
    "!erinnere morgen 9 Uhr Falsch",
    "!vertrauen @dana",
    "ja",
    "nein",
)
MEMBERS, STRANGERS = ("anna", "ben", "cem", "olga"), ("eve", "dana")


def records(board: Board) -> dict[str, list[tuple[Any, ...]]]:
    """All that stands on the disk but what was heard and said."""
    with sqlite3.connect(board.folder / "board.db") as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        found = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in tables.fetchall()
            if name not in NOT_RECORDS
        }
    connection.close()
    return found


def spoken(board: Board, room_id: str = ROOM) -> list[str]:
    """What the bot itself has said in that room."""
    return [body(event) for event in board.matrix.said_by_bot(room_id) if event.transaction_id not in (None, "tx")]


async def busy_board(folder: Path) -> Board:
    """A board with open questions, a poll and reminders; Dana waits for an organiser's word."""
    board = await Board(folder, Settings(duties=DUTIES, newcomers_wait=True, votes_by_reaction=True)).start()
    board.matrix.add_room(CHAT, PEOPLE[0], direct=True)
    board.matrix.add_room(CLEAR_CHAT, PEOPLE[1], direct=True, encrypted=False)
    board.matrix.add_room(OTHER, *PEOPLE, Person("@eve:board.test", "Eve", 100))
    await board.says("anna", "!sitzung vorschlagen Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await board.votes("ben", board.polls()[0], "yes")
    await board.says("anna", "!aufgabe zuweisen literature @ben")
    await board.says("anna", "!erinnere in 2 Stunden Kaffee")
    await board.says("anna", "hilfe", room=CHAT)
    await board.joins("dana")
    await board.says("dana", "!ping")
    return board


def forged(board: Board, chance: random.Random) -> None:
    """One event as a homeserver can make it up: nobody's device has said it, or somebody's who has no say."""
    targets = [event.event_id for event in (*board.heard(), board.last)]
    target, line = chance.choice(targets), chance.choice(LINES)
    relations: list[dict[str, Any]] = [
        {},
        {"m.in_reply_to": {"event_id": target}},
        {"rel_type": "m.replace", "event_id": target},
        {"rel_type": "m.reference", "event_id": target},
        {"rel_type": "m.annotation", "event_id": target, "key": chance.choice("👍👎✅❌💤")},
    ]
    content = {
        "msgtype": "m.text",
        "body": line,
        "m.new_content": {"msgtype": "m.text", "body": line},
        "m.relates_to": chance.choice(relations),
        "org.matrix.msc3381.poll.response": {"answers": ["no"]},
        "m.selections": ["no"],
    }
    kind = chance.choice(
        ["m.room.message", "org.matrix.msc3381.poll.response", "m.poll.response", "m.reaction", "m.room.redaction"]
    )
    clear = kind in ("m.reaction", "m.room.redaction")
    shapes: list[dict[str, Any]] = [
        {"who": chance.choice(STRANGERS)},
        {"who": chance.choice(STRANGERS), "encrypted": False},
        {"who": chance.choice(MEMBERS), "obeyed": False},
        {"who": chance.choice(MEMBERS), "state_key": chance.choice(["", "@anna:board.test"]), "encrypted": False},
        {"who": chance.choice(MEMBERS), "room": OTHER},
        {"who": chance.choice(MEMBERS), "room": CLEAR_CHAT, "encrypted": False},
        {"who": chance.choice(("ben", "cem", "eve")), "room": CHAT},
        {"who": "bot", "transaction_id": chance.choice([None, "tx"])},
        {"who": "bot", "encrypted": False, "redacts": target},
    ]
    if not clear:
        shapes.append({"who": chance.choice(MEMBERS), "encrypted": False})
    shape = chance.choice(shapes)
    fields = {"redacts": target, **shape} if kind == "m.room.redaction" else shape
    board.said(fields.pop("who"), content, type=kind, **fields)


@pytest.mark.on_disk
@pytest.mark.parametrize("seed", range(3))
async def test_what_a_homeserver_makes_up_changes_nothing_and_is_not_answered(tmp_path: Path, seed: int) -> None:
    chance, board = random.Random(seed), await busy_board(tmp_path)
    before, said = records(board), spoken(board)
    assert sum(map(len, before.values())) > 20
    for _ in range(20):
        for _ in range(20):
            forged(board, chance)
        await board.bot.step()
    assert records(board) == before
    explained = ("Willkommen, Dana!", "die Stimme gilt weiter")
    assert [words for words in spoken(board)[len(said) :] if not any(part in words for part in explained)] == []
    assert spoken(board, OTHER) == []
    assert len(spoken(board, CLEAR_CHAT)) == 1, "the sentence that asks for an encrypted chat"
    assert len(spoken(board, CHAT)) == 1
    assert await board.says("anna", "!ping") != ""
    await board.stop()
