"""How the bot is, for organisers and the operator: what it heard and said last, what waits, how large it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from storage import engine
from storage.engine import StorageKey
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.values import frozen

__all__ = ["Health", "is_damaged", "is_empty", "is_sound", "look", "measure", "newcomers"]


@frozen
class Health:
    """Moments in ms, None for never. `waiting` messages are still to be sent, the oldest since `oldest`.

    `last_sync` is when the last batch was handled to its end, `last_unasked` when a reminder or notice was said last.
    `size` is that of the database in bytes.
    """

    last_sync: int | None
    waiting: int
    oldest: int | None
    last_unasked: int | None
    size: int


def measure(connection: sqlite3.Connection) -> Health:
    """The health as the database knows it."""
    outbox = Outbox(connection)
    count, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    pages = int(count) * int(size)  # SQLCipher gives the size as a text
    return Health(Inbox(connection).last_sync(), *outbox.oldest_waiting(), outbox.last_unasked(), pages)


def look(path: Path, key: StorageKey | None = None) -> Health:
    """The health of that file, beside whoever uses it; changes nothing. DatabaseError if it cannot be read."""
    with closing(engine.connect(path, key, mode="ro")) as connection:
        return measure(connection)


def newcomers(path: Path, key: StorageKey | None = None) -> list[tuple[str, str]]:
    """Room id and user id of everybody for whom an organiser's word is awaited, as that file knows it."""
    with closing(engine.connect(path, key, mode="ro")) as connection:
        if "accepted" not in {row["name"] for row in connection.execute("PRAGMA table_info(members)")}:
            return []  # the next start brings the file up to date
        rows = connection.execute(
            "SELECT room_id, user_id FROM members WHERE accepted = 0 AND gone IS NULL ORDER BY id"
        )
        return [(row["room_id"], row["user_id"]) for row in rows]


def is_sound(path: Path, key: StorageKey | None = None) -> bool:
    """Whether the file is a database without damage. KeyMismatch or OperationalError, as of a locked one, if that
    cannot be told."""
    try:
        with closing(engine.connect(path, key)) as connection:
            return not is_damaged(connection)
    except engine.OperationalError:
        raise
    except engine.DatabaseError:
        return False


def is_empty(path: Path, key: StorageKey | None = None) -> bool:
    """Whether there is no such file, or nothing was ever written to it. DatabaseError if it is no database, KeyMismatch
    if the key is not its own."""
    if not path.exists():
        return True
    with closing(engine.connect(path, key)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def is_damaged(connection: sqlite3.Connection) -> bool:
    """Whether the pages do not hang together. DatabaseError if it is no database at all.

    SQLite before 3.41 finds NULL where there is none, in tables without row ids: that is no damage.
    """
    found = [row[0] for row in connection.execute("PRAGMA quick_check")]
    return any(line != "ok" and not line.startswith("NULL value in ") for line in found)
