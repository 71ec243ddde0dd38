"""What deleted words leave behind in the file, and how it is taken away."""

from __future__ import annotations

import sqlite3


def wipe(connection: sqlite3.Connection) -> None:
    """Makes the search index and the file anew, and empties the journal beside it; outside a transaction.

    `secure_delete` overwrites what is deleted, but not what was moved within a page before; the index (FTS5) keeps the
    words of a deleted entry until its parts are merged, and the journal (WAL) holds all that was written lately. FTS5
    has an option of the same name, which would make the file unreadable for SQLite before 3.42.
    """
    connection.execute("INSERT INTO literature_words (literature_words) VALUES ('optimize')")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
