"""Backups: all records at one moment and a few small files in one database, encrypted with the same key; and what a
backup must become before the bot may go on from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import field
from pathlib import Path

from storage import engine
from storage.engine import Damaged, StorageKey
from storage.health import is_damaged
from storage.inbox import Inbox
from storage.migrate import version_of
from storage.numbers import skip_numbers
from storage.values import frozen

_SKIPPED = 100
"""Numbers that are never given out after a restore: what was made since the backup may have had them."""


class NoBackup(Exception):
    """The file is no backup of this program's."""


@frozen
class Backup:
    """What a backup says of itself: when it was made (ms), of which account, and how many records of each kind it
    holds. `files` are the small files beside the records, by their paths in the data folder."""

    made: int
    user_id: str
    records: Mapping[str, int]
    files: Mapping[str, bytes] = field(repr=False)


def make_backup(
    path: Path, key: StorageKey | None, target: Path, *, user_id: str, files: Mapping[str, bytes], now: int
) -> Backup:
    """Writes the records of `path` as they are now, beside whoever uses them, and the files, into the empty file
    `target`; gives what can be read there. Raises what `read_backup` raises."""
    with closing(engine.connect(path, key)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(engine.connect(target, key)) as copy:
        copy.execute("PRAGMA journal_mode=MEMORY")
        copy.executescript(
            """
            BEGIN;
            CREATE TABLE backup (made INTEGER NOT NULL, user_id TEXT NOT NULL) STRICT;
            CREATE TABLE backup_files (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
            COMMIT;
            """
        )
        copy.execute("INSERT INTO backup (made, user_id) VALUES (?, ?)", (now, user_id))
        copy.executemany("INSERT INTO backup_files (name, content) VALUES (?, ?)", files.items())
    return read_backup(target, key)


def read_backup(path: Path, key: StorageKey | None) -> Backup:
    """What is in that backup, all of it read once. Raises NoBackup, `storage.migrate.TooNew`,
    `storage.engine.KeyMismatch`, `storage.engine.Damaged`, OperationalError if it cannot be read now."""
    try:
        with closing(engine.connect(path, key, mode="ro")) as connection:
            if is_damaged(connection):
                raise Damaged("the backup is damaged")
            tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"backup", "backup_files", "outbox", "numbers"} <= tables:
                raise NoBackup
            version_of(connection, what="the backup")
            files = {row["name"]: row["content"] for row in connection.execute("SELECT * FROM backup_files")}
            records = {table: _count(connection, table) for table in _COUNTED if table in tables}
            row = connection.execute("SELECT made, user_id FROM backup").fetchone()
            return Backup(row["made"], row["user_id"], records, files)
    except engine.OperationalError:
        raise
    except engine.DatabaseError as fault:
        raise Damaged("the backup is damaged") from fault


_COUNTED = ("meetings", "host_offers", "tasks", "literature", "reminders")


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def take_up(connection: sqlite3.Connection, token: str, missed: Mapping[str, int | None], now: int) -> None:
    """Makes the records of a backup those of a bot that goes on at the place `token`; in a transaction.

    What waited to be said when the backup was made has been said since, or nobody waits for it: none of it is said.
    What members could still answer, take back or wait for ends, because it may have been done. `missed` is how many
    messages of each board room nobody has read since then, None where that is not known.
    """
    made = connection.execute("SELECT made FROM backup").fetchone()["made"]
    for table in ("backup", "backup_files"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute(
        """
        UPDATE outbox SET refused = 'restored', name = NULL, content = NULL, attachment = NULL, thumbnail = NULL
        WHERE sent IS NULL AND refused IS NULL
        """
    )
    for table in ("confirmations", "errands", "deeds", "unread", "restored"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM timers WHERE kind = 'unread message'")
    skip_numbers(connection, _SKIPPED)
    connection.executemany(
        "INSERT INTO restored (room_id, made, time, missed) VALUES (?, ?, ?, ?)",
        [(room_id, made, now, count) for room_id, count in missed.items()],
    )
    Inbox(connection).move(token, now)
