"""A database within another one: all that is written there is taken back at its end."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar, cast

from storage import Database
from storage.database import _storage_fault
from tests.on_the_loop import ConnectionOnTheLoop

T = TypeVar("T")


class Within(Database):
    """As another database, over its writing connection, within one transaction: each write of its own is a savepoint.

    Nobody else sees what is written, and whoever writes to the other one meanwhile has that taken back, too.
    """

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._writer.run(lambda connection: _savepoint(connection, work))

    async def wipe(self, *, if_marked: bool = False) -> bool:
        """There is nothing in the file to be wiped."""
        return True

    async def close(self) -> None:
        """The other one stays open."""


@asynccontextmanager
async def within(database: Database) -> AsyncIterator[Within]:
    """One within that database, or within one that is so itself; taken back at the end."""
    fresh = await begun_within(database)
    try:
        yield fresh
    finally:
        await database._writer.run(_take_back)


async def begun_within(database: Database) -> Within:
    """One within that database, until `take_back`."""
    writer = database._writer
    await writer.run(lambda connection: connection.execute("SAVEPOINT within"))
    return Within(writer, writer, database.path)


def take_back(database: Database) -> None:
    """Takes back, without a loop, what was written within a database whose connection has no thread."""
    _take_back(cast("ConnectionOnTheLoop", database._writer).connection)


def _take_back(connection: sqlite3.Connection) -> None:
    connection.execute("ROLLBACK TO within")
    connection.execute("RELEASE within")


def _savepoint(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("SAVEPOINT written")
    try:
        result = work(connection)
    except BaseException as fault:
        connection.execute("ROLLBACK TO written")
        connection.execute("RELEASE written")
        if isinstance(fault, sqlite3.OperationalError):
            raise _storage_fault(fault) from None
        raise
    connection.execute("RELEASE written")
    return result
