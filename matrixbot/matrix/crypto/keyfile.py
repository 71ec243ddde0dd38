"""The file that a device's keys are kept in: an SQLite database with the tables that matrix-nio gave it.

Boards have such files, and a device is lost with its file: the tables stay as they are.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_ACCOUNT = "account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE"
TABLES = f"""
CREATE TABLE IF NOT EXISTS storeversion (id INTEGER NOT NULL PRIMARY KEY, version INTEGER NOT NULL);
INSERT INTO storeversion (version) SELECT 2 WHERE NOT EXISTS (SELECT 1 FROM storeversion);
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER NOT NULL PRIMARY KEY, account BLOB NOT NULL, user_id TEXT NOT NULL, device_id TEXT NOT NULL,
    shared INTEGER NOT NULL, UNIQUE (user_id, device_id));
CREATE TABLE IF NOT EXISTS olmsessions (
    session_id TEXT NOT NULL PRIMARY KEY, creation_time TEXT NOT NULL, last_usage_date TEXT NOT NULL,
    sender_key TEXT NOT NULL, {_ACCOUNT}, session BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS olmsessions_account_id ON olmsessions (account_id);
CREATE TABLE IF NOT EXISTS megolminboundsessions (
    session_id TEXT NOT NULL PRIMARY KEY, sender_key TEXT NOT NULL, {_ACCOUNT}, fp_key TEXT NOT NULL,
    room_id TEXT NOT NULL, session BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS megolminboundsessions_account_id ON megolminboundsessions (account_id);
CREATE TABLE IF NOT EXISTS encryptedrooms (
    id INTEGER NOT NULL PRIMARY KEY, room_id TEXT NOT NULL, {_ACCOUNT}, UNIQUE (room_id, account_id));
"""


KeyFileFault = sqlite3.Error
KeyDiskFault = sqlite3.OperationalError
"""What the disk does; the file is never SQLCipher's, whose exceptions are others."""


class KeyFile:
    """The open file. What goes wrong is KeyDiskFault, or KeyFileFault where more than the disk is to blame.

    A transaction waits for the disk once, and then holds through a power cut; what was deleted is overwritten."""

    def __init__(self, path: Path, synchronous: str = "full") -> None:
        self._connection: sqlite3.Connection | None = sqlite3.connect(path, isolation_level=None)
        try:
            for pragma in (
                "foreign_keys = 1",
                "secure_delete = 1",
                "journal_mode = wal",
                f"synchronous = {synchronous}",
            ):
                self.run(f"PRAGMA {pragma}")
            self._connection.executescript(TABLES)
        except BaseException:  # nobody else gets hold of it
            self.close()
            raise

    def run(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """One statement, in a transaction of its own unless one is open."""
        if self._connection is None:
            raise KeyDiskFault("the file of keys is closed")
        return self._connection.execute(statement, values)

    @contextlib.contextmanager
    def atomic(self) -> Iterator[None]:
        """All that is done in here, or nothing of it."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with contextlib.suppress(KeyFileFault):
                self.run("ROLLBACK")
            raise

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @property
    def is_closed(self) -> bool:
        return self._connection is None
