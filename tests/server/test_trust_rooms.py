"""Where the bot speaks on a real homeserver: not in clear, not to a third, only in the room that takes another's place;
and how it begins anew in a room that it knew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.running import RunningBot, asks, running_with

MakeMember = Callable[..., Awaitable[Member]]
PONG = "Der Board-Assistent ist da und hört zu."
WORDS = ("m.room.message", "m.room.encrypted")


@dataclass
class Board:
    """An encrypted board room with Anna in it, and the bot running."""

    anna: Member
    room_id: str
    bot: RunningBot
    bot_id: str

    async def joined(self, room_id: str) -> None:
        """Waits until the bot has joined."""
        for _ in range(100):
            members = (await self.anna.call("GET", f"/rooms/{room_id}/joined_members"))["joined"]
            if self.bot_id in members:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(self.bot.log())

    async def said_in(self, room_id: str) -> list[str]:
        """The types of what the bot has said there."""
        page = await self.anna.call("GET", f"/rooms/{room_id}/messages?dir=b&limit=100")
        return [one["type"] for one in page["chunk"] if one["sender"] == self.bot_id and one["type"] in WORDS]

    async def is_silent(self, room_id: str, line: str = "!aufgabe liste") -> bool:
        """Whether the bot says nothing to that line there, while it answers in the board room."""
        before = await self.said_in(room_id)
        await self.anna.says(room_id, line)
        assert await asks(self.anna, self.room_id, "!ping") == PONG
        await asyncio.sleep(0.5)
        return await self.said_in(room_id) == before


@pytest.fixture
async def board(synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path) -> AsyncIterator[Board]:
    anna = await member("anna")
    async with running_with(anna, synapse, account, tmp_path / "bot") as (room_id, bot):
        yield Board(anna, room_id, bot, account.user_id)


async def test_a_direct_chat_in_clear_gets_one_sentence_and_nothing_else(board: Board) -> None:
    chat = await board.anna.room(board.bot_id, encrypted=False, is_direct=True)
    await board.joined(chat)
    await board.anna.says(chat, "!aufgabe liste")
    await board.anna.hears("Dieser Chat ist nicht verschlüsselt")
    assert await board.is_silent(chat)
    assert await board.is_silent(chat, "!aufgabe neu Untergeschoben")
    assert await board.said_in(chat) == ["m.room.message"]
    assert "Untergeschoben" not in await asks(board.anna, board.room_id, "!aufgabe")


async def test_a_third_in_a_direct_chat_silences_the_bot_there(board: Board, member: MakeMember) -> None:
    chat = await board.anna.room(board.bot_id, is_direct=True)
    await board.joined(chat)
    assert await asks(board.anna, chat, "!ping") == PONG
    eve = await member("eve")
    await board.anna.nio.room_invite(chat, eve.user_id)
    assert await board.is_silent(chat)
    await eve.join(chat)
    assert await board.is_silent(chat)
    assert set(await board.said_in(chat)) == {"m.room.encrypted"}


@pytest.mark.parametrize("encrypted", [True, False])
async def test_an_upgrade_takes_the_records_into_an_encrypted_room_alone(board: Board, encrypted: bool) -> None:
    await asks(board.anna, board.room_id, "!aufgabe neu Leitfaden")
    old = {"room_id": board.room_id, "event_id": "$last"}
    new = await board.anna.room(encrypted=encrypted, predecessor=old)
    content = {"body": "moved", "replacement_room": new}
    await board.anna.call("PUT", f"/rooms/{board.room_id}/state/m.room.tombstone/", content)
    assert await asks(board.anna, board.room_id, "!ping") == PONG
    await board.anna.nio.room_invite(new, board.bot_id)
    await board.joined(new)
    if encrypted:
        assert "Leitfaden" in await asks(board.anna, new, "!aufgabe")
        return
    await board.anna.says(new, "!aufgabe liste")
    await board.anna.hears("Dieser Chat ist nicht verschlüsselt")
    assert await board.is_silent(new)
    assert await board.said_in(new) == ["m.room.message"]
    assert "the bot does not follow" in board.bot.log()
    assert "Leitfaden" in await asks(board.anna, board.room_id, "!aufgabe")


async def test_without_its_database_the_bot_begins_anew_in_the_old_room_when_the_session_is_removed_too(
    board: Board,
) -> None:
    await asks(board.anna, board.room_id, "!aufgabe neu Leitfaden")
    trust = await asks(board.anna, board.room_id, "!vertrauen")
    await board.bot.kill()
    data = board.bot.folder / "data"
    for file in data.glob("board.db*"):
        file.unlink()
    await board.anna.says(board.room_id, "!aufgabe neu Versäumt")
    await board.bot.start(ready=False)
    assert await board.bot.ended(20)
    assert board.bot.process is not None
    assert board.bot.process.returncode == 2
    (data / "session.json").unlink()  # as the sentence and docs/operations.md say
    before = await board.said_in(board.room_id)
    await board.bot.start()
    await asyncio.sleep(1)
    assert await board.said_in(board.room_id) == before, "nothing is greeted, answered or rung anew"
    await board.anna.nio.sync()
    await board.anna.nio.keys_query()
    tasks = await asks(board.anna, board.room_id, "!aufgabe")
    assert "Leitfaden" not in tasks
    assert "Versäumt" not in tasks
    await asks(board.anna, board.room_id, "!aufgabe neu Neuanfang")
    assert "Neuanfang" in await asks(board.anna, board.room_id, "!aufgabe")
    assert await asks(board.anna, board.room_id, "!vertrauen") == trust, "the identity is the same"
    await board.bot.kill()
    await board.bot.start()
    assert "Neuanfang" in await asks(board.anna, board.room_id, "!aufgabe")


async def test_a_room_in_clear_is_allowed_by_its_alias_and_stays_the_one_that_it_first_meant(
    synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna = await member("anna")
    alias = f"{anna.user_id[1:].partition(':')[0]}-board"
    room_id = await anna.room(account.user_id, encrypted=False, alias=alias)
    name = f"#{alias}:{anna.user_id.partition(':')[2]}"
    allowed = {"allow_unencrypted": f'["{name}"]'}
    bot = RunningBot.configured(tmp_path / "bot", synapse, account.user_id, account.password, name, **allowed)
    await bot.start()
    assert await asks(anna, room_id, "!ping") == PONG
    await bot.kill()
    await anna.call("DELETE", f"/directory/room/{quote(name)}")
    other = await anna.room(account.user_id, encrypted=False, alias=alias)
    await bot.start()
    assert "points to another room than at first" in bot.log()
    assert await asks(anna, room_id, "!aufgabe") != ""
    page = await anna.call("GET", f"/rooms/{other}/joined_members")
    assert account.user_id not in page["joined"]
    await bot.close()
