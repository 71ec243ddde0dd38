"""Waiting for an event or for the time to be over, once or in a loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from matrixbot.bot.faults import log_fault
from matrixbot.gateway import SessionEnded
from storage.database import StorageBusy

log = logging.getLogger(__name__)


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


async def either(*events: asyncio.Event) -> None:
    """Waits until one of the events has come."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


async def look_on(look: Callable[[], Awaitable[float]], woken: asyncio.Event, pause: float) -> None:
    """Looks until cancelled: again when woken, after the seconds that `look` gives, or after a pause while it fails.

    What is due stays due, and a fault that comes again and again stands in the log once. Raises SessionEnded.
    """
    failures = 0
    while True:
        woken.clear()
        try:
            await happens(woken, await look())
            failures = 0
        except SessionEnded:
            raise
        except StorageBusy as busy:
            log.warning("the database cannot be used (%s); trying again", busy)
            await asyncio.sleep(pause)
        except Exception as fault:  # the loop goes on
            if not failures:
                log_fault(fault)
            failures += 1
            await asyncio.sleep(pause)
