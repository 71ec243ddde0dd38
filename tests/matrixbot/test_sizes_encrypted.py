"""A whole conversation on a board whose records are at their limits, as the homeserver gets it: every event, encrypted,
is as large as an event may be, and nothing is lost in it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from commands.base import to_ms
from commands.words import Member, Message, _
from commands.words.render import Style
from matrixbot.bot.speech import Speech
from storage import Store
from tests.commands.full_board import NOW, FullBoard
from tests.commands.test_sizes import lines_to_say
from tests.matrixbot.board import ANNA, Board
from tests.matrixbot.homeserver import BOT, ROOM, Homeserver, Peer, room_state
from tests.records import in_memory
from tests.selection import some

pytestmark = pytest.mark.long

LARGEST = 65_536
ENVELOPE = 3_000
"""What a homeserver puts around a content: sender, room and event ids, twenty parents, hashes, signatures."""
LONG_ID = "@" + "m" * 240 + "{:03}:test.de"
LETTERS = some(["🎉", "&"], 2)
PEOPLE = len(some(range(200), 7))


@cache
def full_board(letter: str) -> tuple[tuple[Member, ...], bytes]:
    """The members, and the file of a database that is full of what they did."""
    with closing(in_memory()) as connection:
        full = FullBoard(letter, PEOPLE, connection=connection, room_id=ROOM, user_id=LONG_ID)
        connection.execute("COMMIT")
        return full.members, connection.serialize()


class Crowd:
    """The whole bot in an encrypted room full of people, and Anna, who reads everything."""

    def __init__(self, server: Homeserver, anna: Peer, folder: Path, letter: str) -> None:
        self.server, self.anna, self.letter = server, anna, letter
        self.board = Board(server, folder)
        self.heard = 0

    async def start(self) -> Crowd:
        path = self.board.folder / "board.db"
        self.board.folder.mkdir(exist_ok=True)
        members, records = full_board(self.letter)
        path.write_bytes(records)
        self.members = members
        self.board.now = NOW
        await self.board.start()
        await self.board.bot.publish()
        state = room_state(BOT, ANNA, *(member.user_id for member in members))
        names = {member.user_id: member.name for member in members}
        for event in state:
            if event["state_key"] in names:
                event["content"]["displayname"] = names[event["state_key"]]
        await self.board.hears(state=state)
        await self.board.hears(to_device=[self.anna.room_key(self.board.bot.machine)])
        return self

    async def says(self, line: str) -> list[dict[str, Any]]:
        """Anna says it; what the bot says then, as she reads it."""
        self.board.now += timedelta(seconds=2)
        self.server.said.clear()
        if self.anna.outbound.expired:
            self.anna.new_session()
        said = {**self.anna.says(line), "origin_server_ts": to_ms(self.board.now)}
        await self.board.hears(said, to_device=[self.anna.room_key(self.board.bot.machine)])
        return self.read()

    async def later(self, span: timedelta) -> list[dict[str, Any]]:
        """Time goes by; what the bot says by itself."""
        self.board.now += span
        self.server.said.clear()
        await self.board.hears()
        return self.read()

    def read(self) -> list[dict[str, Any]]:
        """What the homeserver was given last, each event measured as it was, and opened by Anna."""
        machine = self.anna.machine
        for kind, user, _device, content in self.server.to_device[self.heard :]:
            if (kind, user) == ("m.room.encrypted", ANNA):
                message = machine.open_olm({"type": kind, "sender": BOT, "content": content})
                assert message is not None
                if message.type == "m.room_key":
                    assert machine.keep_room_key(message)
        self.heard = len(self.server.to_device)
        opened = []
        for number, (_room, kind, content) in enumerate(self.server.said):
            size = len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()) + ENVELOPE
            assert size <= LARGEST, (kind, size)
            if kind == "m.reaction":  # which Matrix never encrypts: it is to say nothing but its key
                assert set(content) == {"m.relates_to", "m.mentions"}
                continue
            assert kind == "m.room.encrypted"
            event = {"content": content, "event_id": f"${len(self.server.asked)}-{number}"}
            opened.append(dict(machine.open_megolm(ROOM, event).content))
        return opened


@pytest.fixture(params=LETTERS)
async def crowd(request: pytest.FixtureRequest, server: Homeserver, anna: Peer, tmp_path: Path) -> AsyncIterator[Crowd]:
    crowd = await Crowd(server, anna, tmp_path / "bot", request.param).start()
    yield crowd
    await crowd.board.stop()


def body(content: dict[str, Any]) -> str:
    return str(content.get("m.new_content", content).get("body", ""))


async def test_every_line_and_everything_said_unasked_fits_encrypted_into_an_event(crowd: Crowd) -> None:
    silent = []
    for line in some(lines_to_say(), 23):
        said = await crowd.says(line)
        if not any(body(content) for content in said):
            silent.append(line)
    assert silent == []
    unasked = []
    for _day in range(60):
        unasked += await crowd.later(timedelta(hours=23))
    assert len(unasked) > 30
    assert not [content for content in unasked if "zu lang" in body(content)], "nothing was given up"
    with closing(sqlite3.connect(crowd.board.folder / "board.db")) as connection:
        assert connection.execute("SELECT refused FROM outbox WHERE refused IS NOT NULL").fetchall() == []


async def test_lists_name_every_record_once_over_their_pages(crowd: Crowd) -> None:
    expected = {"task list": 25, "task overdue": 12, "lit list": 25, "remind list": 25, "host list": 25}
    expected |= {"meeting list": 50, "meeting list past": 25, "host history": 20}
    for listing, count in expected.items():
        rows: list[str] = []
        for page in range(1, 12):
            (answer,) = await crowd.says(f"!{listing} {page}")
            found = re.findall(r"(?m)^• .*", body(answer))
            if not found or found[0] in rows:
                break  # behind the last page
            rows += found
        assert len(rows) == count, listing
        assert len({re.search(r"\b[MHTLR]\d+\b", row)[0] for row in rows}) == count, listing  # type: ignore[index]


async def test_a_message_that_rings_more_than_an_event_holds_rings_each_once_and_says_its_words_once(
    crowd: Crowd,
) -> None:
    members = tuple(Member(LONG_ID.format(n), f"{n} {crowd.letter * 50}", 0) for n in range(500))

    def say(connection: sqlite3.Connection) -> None:
        text = _("Good morning to {members}.", members=members)
        told = Message(text, rings=members, name="morning")
        for _again in range(2):
            Speech(Store(connection, ROOM), Style("de", "Europe/Berlin"), to_ms(NOW)).say_all([told], ROOM)

    await crowd.board.database.write(say)
    said = await crowd.later(timedelta(seconds=5))
    rung = [user for content in said for user in content["m.mentions"].get("user_ids", ())]
    assert sorted(rung) == sorted(member.user_id for member in members)
    assert all(content["msgtype"] == "m.text" for content in said)
    assert ["Good morning" in body(content) for content in said] == [True] + [False] * (len(said) - 1)
    assert body(said[1]).startswith("Die Nachricht davor gilt auch für ")
    named = [int(n) for n in re.findall(r"(\d+) weitere", "\n".join(map(body, said)))]
    assert named[0] == 500 - 12
