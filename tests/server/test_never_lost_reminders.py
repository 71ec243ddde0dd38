"""Reminders, many at once: punctual, while commands are answered; once, however the bot ends in that moment."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import pytest_asyncio

from matrixbot.demo.synapse import Synapse
from storage import Store
from storage.reminders import NewReminder
from tests.server.faults import Board, board
from tests.server.kills.driver import WRAPPED
from tests.server.running import answers

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY = 1000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Board]:
    async with board(synapse, tmp_path_factory.mktemp("reminders")) as made:
        await made.bot.stop()
        yield made


def set_reminders(there: Board, name: str, count: int, due: float) -> list[str]:
    """Reminders for Anna and Ben by turns, while the bot is down; `due` as `time.time`. Gives their texts."""
    texts = [f"{name}-{number:04}." for number in range(count)]
    with closing(sqlite3.connect(there.database)) as connection:
        connection.row_factory = sqlite3.Row
        store = Store(connection, there.room_id)
        for number, text in enumerate(texts):
            member = there.members[number % 2].user_id
            new = NewReminder(text, member, there.room_id, int(due * 1000), (member,))
            store.reminders.add(new, int(time.time() * 1000))
        connection.commit()
    return texts


async def times_said(there: Board, texts: list[str]) -> Counter[int]:
    """How many of the texts were rung how often."""
    said = [word.text for word in await there.said() if word.content.get("msgtype") == "m.text"]
    return Counter(sum(text in one for one in said) for text in texts)


async def until_said(there: Board, texts: list[str], end: float) -> float:
    """Until each was rung once, or it is `end` (`time.time`); gives when that was."""
    while time.time() < end:
        if not (await times_said(there, texts))[0]:
            break
        await asyncio.sleep(0.3)
    return time.time()


async def test_a_thousand_in_one_second_are_said_once_while_commands_are_answered(there: Board) -> None:
    ben = there.members[1]
    due = time.time() + 6
    texts = set_reminders(there, "viele", MANY, due)
    await there.bot.start()
    await asyncio.sleep(max(0.0, due - time.time()))
    waits = []
    for _ in range(4):
        asked = await ben.says(there.room_id, "!ping")
        began = time.monotonic()
        await ben.hears(answers(asked))
        waits.append(time.monotonic() - began)
    said = await until_said(there, texts, due + 15)
    await there.bot.stop()
    assert await times_said(there, texts) == {1: MANY}
    assert said < due + 15
    assert max(waits) < 1


async def test_thirty_that_were_due_while_it_was_down_are_said_once_in_few_messages_and_marked(there: Board) -> None:
    texts = set_reminders(there, "verpasst", 30, time.time() - 300)
    before = len(await there.said())
    began = time.time()
    await there.bot.start()
    await until_said(there, texts, began + 10)
    await there.bot.stop()
    assert await times_said(there, texts) == {1: 30}
    new = (await there.said())[before:]
    assert len(new) <= 2
    assert "spät" in new[0].text


@pytest.mark.parametrize(
    "point",
    ["take due: after", "commit reminder: before", "commit reminder: after", "send message: written", "note: before"],
)
async def test_thirty_are_said_once_though_the_bot_is_killed_in_the_moment_they_are_due(
    there: Board, point: str
) -> None:
    texts = set_reminders(there, point.replace(" ", ""), 30, time.time() + 2)
    await there.bot.start(WRAPPED, ready=False, KILL_AT=f"{point} 1")
    assert await there.bot.ended(15)
    await there.bot.start()
    await until_said(there, texts, time.time() + 10)
    await asyncio.sleep(0.5)
    await there.bot.stop()
    assert await times_said(there, texts) == {1: 30}
