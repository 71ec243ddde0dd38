"""Waiting for what the bot does by itself: as long as it takes, and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 10
"""Seconds after which it is taken for never."""


async def until(holds: Callable[[], bool]) -> None:
    """Waits until it holds, looking again and again. Raises TimeoutError if it never does."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what is waited for knows of no event
            await asyncio.sleep(0.002)
