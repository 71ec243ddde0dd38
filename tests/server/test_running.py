"""The bot as a process on a real homeserver, in an encrypted room: start, answer, stop, kill, come back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import nio
import pytest

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.running import RunningBot, answers, asks, content_of, running_with

MakeMember = Callable[..., Awaitable[Member]]


@dataclass
class Board:
    """An encrypted board room with Anna in it, and the bot running."""

    anna: Member
    room_id: str
    bot: RunningBot


@pytest.fixture
async def board(synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path) -> AsyncIterator[Board]:
    anna = await member("anna")
    async with running_with(anna, synapse, account, tmp_path / "bot") as (room_id, bot):
        yield Board(anna, room_id, bot)


async def test_the_bot_joins_when_invited_and_answers_encrypted(board: Board) -> None:
    event_id = await board.anna.says(board.room_id, "!ping")
    answer = await board.anna.hears(answers(event_id))
    assert content_of(answer)["body"] == "Der Board-Assistent ist da und hört zu."
    assert content_of(answer)["msgtype"] == "m.notice"
    assert answer.decrypted


async def test_what_was_said_while_it_was_down_is_answered_once_after_a_kill(board: Board) -> None:
    assert await asks(board.anna, board.room_id, "!ping")
    await board.bot.kill()
    said = [await board.anna.says(board.room_id, "!ping") for _ in range(12)]
    await board.bot.start()
    for event_id in said:
        await board.anna.hears(answers(event_id))
    await board.bot.kill()
    await board.bot.start()
    assert await asks(board.anna, board.room_id, "!ping")
    for event_id in said:
        assert len([event for event in board.anna.heard if answers(event_id)(event)]) == 1


async def test_it_stops_within_five_seconds_when_asked(board: Board) -> None:
    await board.anna.says(board.room_id, "!ping")
    began = time.monotonic()
    assert await board.bot.stop() == 0
    assert time.monotonic() - began < 5


async def test_a_second_bot_on_the_same_data_is_refused(board: Board) -> None:
    second = RunningBot(board.bot.folder)
    with pytest.raises(AssertionError, match="is in use by another matrixbot"):
        await second.start()
    assert second.process is not None
    assert await second.process.wait() == 2
    assert await asks(board.anna, board.room_id, "!ping")


async def test_a_reminder_due_while_it_was_down_is_said_once_when_it_is_back(board: Board) -> None:
    def rings(event: nio.Event) -> bool:
        said = content_of(event)
        return event.sender != board.anna.user_id and said.get("msgtype") == "m.text" and "Folien" in str(said["body"])

    assert "R1" in await asks(board.anna, board.room_id, "!remind in 10 Sekunden Folien schicken")
    await board.bot.kill()
    await asyncio.sleep(11)
    await board.bot.start()
    await board.anna.hears(rings)
    assert await asks(board.anna, board.room_id, "!ping")
    assert [rings(event) for event in board.anna.heard].count(True) == 1


async def test_nothing_that_was_said_stands_in_the_log(board: Board) -> None:
    await asks(board.anna, board.room_id, "!task add Geheimwort")
    await board.bot.stop()
    assert "eheimwort" not in board.bot.log()


async def test_members_without_identities_are_heard_where_the_operator_allows_it(
    synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna = await member("anna", signed=False)
    room_id = await anna.room(account.user_id)
    folder = tmp_path / "bot"
    bot = RunningBot.configured(
        folder, synapse, account.user_id, account.password, room_id, only_verified_devices="false"
    )
    await bot.start()
    assert await asks(anna, room_id, "!ping") == "Der Board-Assistent ist da und hört zu."
    await bot.close()


async def test_an_unencrypted_room_is_served_where_the_operator_allows_it(
    synapse: Synapse, account: Account, member: MakeMember, tmp_path: Path
) -> None:
    anna = await member("anna")
    room_id = await anna.room(account.user_id, encrypted=False)
    folder = tmp_path / "bot"
    bot = RunningBot.configured(
        folder, synapse, account.user_id, account.password, room_id, allow_unencrypted=f'["{room_id}"]'
    )
    await bot.start()
    assert await asks(anna, room_id, "!ping") == "Der Board-Assistent ist da und hört zu."
    await bot.close()
