"""Open databases, lent to one test after the other: to open one takes longer than most tests take with it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from storage import Database, database
from tests.board import Board
from tests.on_the_loop import ConnectionOnTheLoop
from tests.records import migrated


class _Lent(NamedTuple):
    """A database and its two connections."""

    path: Path
    writer: sqlite3.Connection
    reader: sqlite3.Connection

    def anew(self) -> Database:
        """As if it had just been opened."""
        return Database(ConnectionOnTheLoop.to(self.writer), ConnectionOnTheLoop.to(self.reader), self.path)  # type: ignore[arg-type]

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


class Lending:
    """Keeps what waits to be lent. What a test has written is deleted before the next one comes; a database that cannot
    be emptied, because it was closed or is in the middle of something, is left."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._waiting: list[_Lent] = []

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database | None]:
        """A database without records, in a folder of its own; None where connections have threads, as in the full run:
        there every board has a file of its own."""
        if database._Connection is not ConnectionOnTheLoop:  # type: ignore[comparison-overlap]
            yield None
            return
        lent = self._waiting.pop() if self._waiting else await self._opened()
        yield lent.anew()
        if emptied(lent.writer):
            self._waiting.append(lent)
        else:
            lent.close()

    @asynccontextmanager
    async def started(self, board: Board) -> AsyncIterator[Board]:
        """Starts that board on a database which is lent, and ends it."""
        async with self.database() as lent:
            if lent is not None:
                board.folder = lent.path.parent
            await board.start(lent)
            yield board
            if board.database is not lent:
                await board.stop()

    def close(self) -> None:
        while self._waiting:
            self._waiting.pop().close()

    async def _opened(self) -> _Lent:
        path = self._folders.mktemp("board") / "board.db"
        path.write_bytes(migrated())
        opened = await Database.open(path)
        return _Lent(path, opened._writer._connection, opened._reader._connection)  # type: ignore[attr-defined]


def emptied(connection: sqlite3.Connection) -> bool:
    """Deletes all records and whatever else a test has left; gives whether it could, and nothing is there."""
    try:
        if not connection.in_transaction:
            _empty(connection)
            return not connection.execute(_filled()).fetchall()
    except sqlite3.Error:
        pass
    return False


def _empty(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN IMMEDIATE")
    for _round in range(2):  # what triggers have counted and noted goes at last
        for (table,) in connection.execute(_filled()).fetchall():
            if not table.endswith("_docsize"):
                connection.execute(f'DELETE FROM "{table}"')
    connection.execute("DELETE FROM literature_words")
    connection.execute("INSERT INTO names (names) VALUES ('delete-all')")
    connection.execute("DROP TABLE IF EXISTS temp.unwiped")
    connection.execute("DELETE FROM temp.changing")
    connection.execute("COMMIT")
    connection.execute("PRAGMA foreign_keys=ON")


@cache
def _filled() -> str:
    """Gives the tables that hold a row, those of the indexes included."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(migrated())
        names = connection.execute("""
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND (type = 'table' OR name GLOB '*_docsize') AND name <> 'sqlite_schema'
        """).fetchall()
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for (name,) in names)
