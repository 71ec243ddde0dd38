"""A database as all migrations leave it: made once, because a thousand tests begin with one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from storage.migrate import migrate, newest_version
from storage.schema import schema


@cache
def migrated() -> bytes:
    """The file of a new database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        return connection.serialize()


def migrate_at_once(connection: sqlite3.Connection) -> None:
    """As `migrate`; a new database is made as all migrations would leave it, in one step instead of all of theirs."""
    if not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        connection.executescript(f"BEGIN IMMEDIATE;\n{_schema()}\nPRAGMA user_version={newest_version()};\nCOMMIT;")
    migrate(connection)


@cache
def _schema() -> str:
    return schema()


def in_memory() -> sqlite3.Connection:
    """A new database in memory: foreign keys kept and rows by name, as the bot has them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(migrated())
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    return connection
