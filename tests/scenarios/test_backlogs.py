"""Much was said while the bot was down: who speaks meanwhile waits no longer than that must take."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from matrixbot.bot.answers import Answering
from matrixbot.bot.dispatch import BACKLOG, Dispatch
from matrixbot.bot.sync import REPLIES_FIRST
from matrixbot.gateway import Event
from tests.board import Board, body


@pytest.mark.parametrize(("said", "beforehand"), [(BACKLOG, BACKLOG), (BACKLOG + 10, 0)])
async def test_of_a_backlog_each_line_is_one_way_into_the_thread_of_the_database(
    room: Board, monkeypatch: pytest.MonkeyPatch, said: int, beforehand: int
) -> None:
    looked, look = 0, Answering.beforehand

    async def count(self: Answering, *args: object) -> object:
        nonlocal looked
        looked += 1
        return await look(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Answering, "beforehand", count)
    before = len(room.heard())
    for number in range(said):
        line = "!aufgabe neu Beamer" if number == said // 2 else "!aufgabe liste"
        room.said("anna", {"msgtype": "m.text", "body": line})
    await room.bot.step()
    named = ["Beamer" in body(event) for event in room.heard()[before:]]
    assert looked == beforehand
    assert named == [False] * (said // 2) + [True] * (said - said // 2)


@pytest.mark.parametrize("seconds", [0.0, 2 * REPLIES_FIRST])
async def test_after_a_batch_that_took_long_the_next_one_is_asked_for_at_once(
    room: Board, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    handle, waits, asked = Dispatch.handle, list[float](), asyncio.Event()

    async def slowly(self: Dispatch, event: Event, *, late_key: bool = False) -> None:
        await asyncio.sleep(seconds)
        await handle(self, event, late_key=late_key)

    async def quiet(longest: float) -> None:
        waits.append(longest)
        asked.set()
        await asyncio.sleep(3600)

    monkeypatch.setattr(Dispatch, "handle", slowly)
    monkeypatch.setattr(room.bot.sender, "quiet", quiet)
    room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    reading = asyncio.create_task(room.bot.sync.run())
    await asyncio.wait_for(asked.wait(), 10)
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    assert (waits[0] == 0.0) == (seconds > 0)
    assert waits[0] <= REPLIES_FIRST
