"""What deleted words leave behind in the file, and how it is taken away."""

from __future__ import annotations

import sqlite3
from typing import Final

_MOST: Final = 3
"""How often the file is made anew after a mark, at most: words that wait to be said may wait for days."""
_LONGEST: Final = 400
"""Bytes of the record in which FTS5 keeps the parts of an index. Each time they are merged it grows by a level of two
bytes, and it is read up to two thousand levels, a few years of nights: SQLite opens no index that has more. An index
that is made anew from what it indexes begins with none."""


def wipe(connection: sqlite3.Connection) -> bool:
    """Makes the indexes and the file anew, and empties the journal beside it; outside a transaction. Gives whether the
    journal is empty: as long as another program reads, it keeps what was written lately.

    `secure_delete` overwrites what is deleted, but not what was moved within a page before; the index (FTS5) keeps the
    words of a deleted entry until its parts are merged, and the journal (WAL) holds all that was written lately. FTS5
    has an option of the same name, which would make the file unreadable for SQLite before 3.42.
    """
    tables = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual'")
    for (index,) in tables.fetchall():
        length = connection.execute(f'SELECT length(block) FROM "{index}_data" WHERE id = 10').fetchone()[0]
        work = "optimize" if length < _LONGEST else "rebuild"
        connection.execute(f'INSERT INTO "{index}" ("{index}") VALUES (?)', (work,))
    connection.execute("VACUUM")
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not int(busy)


def mark(connection: sqlite3.Connection) -> None:
    """Something was deleted of which nothing may be left: `wipe_marked` is to follow, as soon as that is committed.
    The mark goes with the connection; every start is followed by a night, which wipes anyway."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS unwiped (times INTEGER NOT NULL)")
    connection.execute("DELETE FROM unwiped")
    connection.execute("INSERT INTO unwiped (times) VALUES (0)")


def is_marked(connection: sqlite3.Connection) -> bool:
    """Whether `wipe_marked` is to follow, as far as this transaction sees."""
    found = connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'unwiped'").fetchone()
    return found is not None


def wipe_marked(connection: sqlite3.Connection) -> bool:
    """Wipes what was marked, and once more when all is said that was to be said then: those words go at last. Where
    that fails, on a full disk or beside a program that reads, it is tried again, and then left to the night. Gives
    whether the journal is empty."""
    row = connection.execute("UPDATE unwiped SET times = times + 1 RETURNING times").fetchone()
    waits = connection.execute("SELECT 1 FROM outbox WHERE sent IS NULL AND refused IS NULL LIMIT 1").fetchone()
    if row["times"] > _MOST:
        connection.execute("DROP TABLE unwiped")
        return False
    emptied = wipe(connection)
    if emptied and not waits:
        connection.execute("DROP TABLE unwiped")
    return emptied
