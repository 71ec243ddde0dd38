"""How the database is, for the operator: sound or not, how large, what waits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import DatabaseError

from storage.outbox import Outbox


__all__ = ["DatabaseError", "Health", "look"]


@dataclass(frozen=True, slots=True)
class Health:
    """`waiting` messages are still to be sent, the oldest since `oldest` (ms). `size` in bytes."""

    sound: bool
    waiting: int
    oldest: int | None
    size: int


def look(path: Path) -> Health:
    """Looks at the database file beside whoever uses it; changes nothing. DatabaseError if it is none."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        waiting, oldest = Outbox(connection).oldest_waiting()
    return Health(verdict == "ok", waiting, oldest, path.stat().st_size)
