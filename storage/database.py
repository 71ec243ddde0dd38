"""The database file: one writing connection, one reading connection, and whole transactions in one hop.

A transaction is a function that runs in the connection's own thread, from `BEGIN IMMEDIATE` to `COMMIT`. So it
costs one hop (0.1 ms) instead of one per statement, nothing can await the network in the middle of it, and a
cancelled caller cannot leave it half done: it is committed whole or rolled back whole.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import aiosqlite

from storage import engine
from storage.changes import watch
from storage.engine import Damaged, StorageKey
from storage.health import is_damaged
from storage.migrate import migrate
from storage.traces import is_marked, wipe, wipe_marked

T = TypeVar("T")

CACHE_KIB = 512
"""Pages that each connection keeps: the system keeps the whole file in its own cache anyway."""

# aiosqlite logs every parameter of every statement at debug: what members say must not reach a log.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)


class StorageBusy(Exception):
    """The disk is full, the file is locked or cannot be read now: nothing was changed, the same may work later."""


class _Connection(aiosqlite.Connection):
    """An aiosqlite connection that can run a whole function in its thread."""

    async def begin(self) -> None:
        """Opens it; if that fails, or nobody waits for it any more, it is closed and its thread has ended before this
        raises."""
        opening = asyncio.ensure_future(self)
        try:
            await asyncio.shield(opening)
        except BaseException:
            await asyncio.wait([opening])
            if not opening.cancelled() and opening.exception() is None:
                await self.close()
            if self._thread.ident is not None:
                await asyncio.to_thread(self._thread.join)
            raise

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `work` with the connection in its thread and gives its result."""
        return await self._execute(work, self._conn)  # type: ignore[no-untyped-call,no-any-return]  # untyped there


class Database:
    """The open database of one bot."""

    def __init__(self, writer: _Connection, reader: _Connection, path: Path) -> None:
        self._writer = writer
        self._reader = reader
        self._along: Callable[[sqlite3.Connection], None] | None = None
        self.path = path

    @classmethod
    async def open(cls, path: Path, key: StorageKey | None = None) -> Database:
        """Opens or creates the file (mode 0600), encrypted if there is a key, and brings it to the newest version.

        Raises `storage.migrate.TooNew` if a newer program wrote it, `storage.engine.KeyMismatch` if it is not that
        key's, `storage.engine.DatabaseError` if it is damaged; then nothing is touched.
        """
        writer = _Connection(lambda: _connect(path, key), 64)
        await writer.begin()
        try:
            await writer.run(_check)
            await writer.run(migrate)
            await writer.run(watch)
            reader = _Connection(lambda: _connect(path, key, read_only=True), 64)
            await reader.begin()
        except BaseException:
            await writer.close()
            raise
        return cls(writer, reader, path)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One transaction: `work` and its result are committed, or nothing is. Raises `StorageBusy`, or what
        `work` raised."""
        along = self._along
        both = work if along is None else _behind(along, work)
        result = await self._writer.run(lambda connection: _transaction(connection, both))
        if self._along is along:
            self._along = None
        return result

    def along(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """`work` is done with the next transaction that is committed, or by `settle`: each commit waits for a disk. It
        takes the place of what waits so already, and is lost in a crash."""
        self._along = work

    async def settle(self) -> None:
        """Does what waits for the next transaction. Raises `StorageBusy`: then it still waits."""
        along, self._along = self._along, None
        if along is not None:
            try:
                await self.write(along)
            except StorageBusy:
                self._along = self._along or along
                raise

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A look at what is committed, on a connection of its own: no write waits for it. Raises `StorageBusy`, or what
        `work` raised."""
        try:
            return await self._reader.run(work)
        except engine.OperationalError as fault:
            raise _storage_fault(fault) from None

    async def wipe(self, *, if_marked: bool = False) -> bool:
        """Leaves nothing in the file or beside it of what was deleted; with `if_marked` only if a transaction has
        marked that. Gives whether it could: not beside another program that reads. Raises `StorageBusy`: nothing was
        changed."""
        try:
            return await self._writer.run(_wipe_if_marked if if_marked else wipe)
        except engine.OperationalError as fault:
            raise _storage_fault(fault) from None

    async def close(self) -> None:
        """Closes both connections; a transaction under way is finished first."""
        try:
            with suppress(StorageBusy):
                await self.settle()
            await self._reader.close()
        finally:
            await self._writer.close()


def _check(connection: sqlite3.Connection) -> None:
    if is_damaged(connection):
        raise Damaged("the file is damaged")


def _connect(path: Path, key: StorageKey | None, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection with our settings: durable at every commit, foreign keys kept, rows by name."""
    if not read_only and not path.exists():
        path.touch(mode=0o600)
    connection = engine.connect(path, key, mode="ro" if read_only else "rw", known=read_only)
    try:
        connection.execute("PRAGMA busy_timeout=5000")
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    except BaseException:
        connection.close()
        raise
    return connection


def _behind(
    first: Callable[[sqlite3.Connection], None], work: Callable[[sqlite3.Connection], T]
) -> Callable[[sqlite3.Connection], T]:
    """Both, one behind the other."""

    def both(connection: sqlite3.Connection) -> T:
        first(connection)
        return work(connection)

    return both


def _transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    try:
        connection.execute("BEGIN IMMEDIATE")
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException as fault:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(fault, engine.OperationalError):
            raise _storage_fault(fault) from None
        raise
    return result


def _wipe_if_marked(connection: sqlite3.Connection) -> bool:
    return wipe_marked(connection) if is_marked(connection) else True


def passes(fault: BaseException) -> bool:
    """Whether the fault lies in the disk or the lock, not in our statement: the same may work later."""
    passing = {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
    }
    if not isinstance(fault, engine.OperationalError):
        return isinstance(fault, StorageBusy)
    code: int | None = getattr(fault, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in passing


def _storage_fault(fault: Exception) -> Exception:
    return StorageBusy(getattr(fault, "sqlite_errorname", "")) if passes(fault) else fault


@contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """Inside a transaction: what is done here is taken back, alone, if it raises."""
    connection.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended the whole transaction
            connection.execute("ROLLBACK TO attempt")
            connection.execute("RELEASE attempt")
        raise
    connection.execute("RELEASE attempt")
