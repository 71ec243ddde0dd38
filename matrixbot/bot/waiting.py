"""Waiting for an event or for the time to be over."""

from __future__ import annotations

import asyncio


async def happens(event: asyncio.Event, seconds: float | None) -> bool:
    """Waits for the event, at most that long (None: for ever); whether it came.

    Before Python 3.12 `asyncio.wait_for` swallows a cancellation in the moment of the event (bpo-37658): the loop that
    waits could never be ended then.
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
