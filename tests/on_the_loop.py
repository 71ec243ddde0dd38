"""A database connection without a thread of its own: what the quick run uses, because a thread's answer costs more than
most statements do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from storage import database

T = TypeVar("T")

THREADED = database._Connection
"""The connection of the product: all runs but the quick one have it, and the tests that are about waiting."""


class ConnectionOnTheLoop:
    """As the product's: who asks waits until the loop comes round, what was asked first is done first, and it is done
    even if nobody waits for it any more."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], _iter_chunk_size: int) -> None:
        self._connector = connector

    @classmethod
    def to(cls, connection: sqlite3.Connection) -> ConnectionOnTheLoop:
        """Over what is open already."""
        made = cls(lambda: connection, 0)
        made.connection = connection
        return made

    async def begin(self) -> None:
        self.connection = self._connector()

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self.connection)
        finally:
            await asyncio.sleep(0)

    async def close(self) -> None:
        await self.run(lambda connection: connection.close())
