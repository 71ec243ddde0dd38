"""Reads all records of a board room, to be copied out of the database: beside the bot, and changing nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from storage import engine
from storage.engine import StorageKey
from storage.keeping import KEPT, Kept
from storage.migrate import newest_version, version_of
from storage.persons import row_scope, shown_row
from storage.values import frozen


class TooOld(Exception):
    """The database was written by an older program and not brought up to date yet."""


@frozen
class KindCopy:
    """All rows of one table that are a board room's; `columns` in the order of the table, moments as ISO 8601."""

    kept: Kept
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


@contextmanager
def reading(path: Path, key: StorageKey | None) -> Iterator[sqlite3.Connection]:
    """The database as it is at this moment, whatever the bot writes meanwhile. Raises TooOld, TooNew,
    KeyMismatch, DatabaseError."""
    with closing(engine.connect(path, key, mode="ro")) as connection:
        connection.execute("BEGIN")
        version = version_of(connection)
        if version < newest_version():
            raise TooOld(f"the database has version {version}, this program has {newest_version()}")
        yield connection


def rooms_with_records(connection: sqlite3.Connection) -> list[str]:
    """The ids of the board rooms of which there is any record."""
    tables = [kept.table for kept in KEPT if kept.file and kept.letter] + ["members"]
    query = " UNION ".join(f'SELECT room_id FROM "{table}"' for table in tables)
    return [row["room_id"] for row in connection.execute(f"{query} ORDER BY room_id")]


def records_in(connection: sqlite3.Connection, room_id: str) -> list[KindCopy]:
    """The copy of every table of records."""
    return [_copied(connection, kept, room_id) for kept in KEPT if kept.file]


def _copied(connection: sqlite3.Connection, kept: Kept, room_id: str) -> KindCopy:
    scope = row_scope(connection, kept.table)
    cursor = connection.execute(f'SELECT * FROM "{kept.table}" WHERE {scope}', {"room": room_id})
    columns = tuple(column[0] for column in cursor.description)
    return KindCopy(kept, columns, tuple(shown_row(connection, kept, row) for row in cursor.fetchall()))
