"""Waiting for an event: it comes, it does not come, or the waiting itself is ended."""

from __future__ import annotations

import asyncio

import pytest

from matrixbot.bot.waiting import happens


async def test_it_says_whether_the_event_came() -> None:
    event = asyncio.Event()
    assert not await happens(event, 0.001)
    event.set()
    assert await happens(event, 0.001)
    assert await happens(event, None)


async def test_who_is_cancelled_in_the_moment_of_the_event_does_not_go_on() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(happens(event, 60))
    for _ in range(3):
        await asyncio.sleep(0)
    event.set()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
