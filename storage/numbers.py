"""Short names of records: M3, T4, numbered per board room, never given twice."""

from __future__ import annotations

import sqlite3


def next_number(connection: sqlite3.Connection, room_id: str, kind: str) -> int:
    """The next free number of that kind in that room, beginning with 1, or behind those that are skipped everywhere
    (the row of no room and no kind)."""
    row = connection.execute(
        """
        INSERT INTO numbers (room_id, kind, last)
        VALUES (:room, :kind, 1 + coalesce((SELECT last FROM numbers WHERE room_id = '' AND kind = ''), 0))
        ON CONFLICT (room_id, kind) DO UPDATE SET last = last + 1
        RETURNING last
        """,
        {"room": room_id, "kind": kind},
    ).fetchone()
    return int(row["last"])


def skip_numbers(connection: sqlite3.Connection, count: int) -> None:
    """So many numbers of every kind in every room are never given out."""
    connection.execute("INSERT INTO numbers (room_id, kind, last) VALUES ('', '', 0) ON CONFLICT DO NOTHING")
    connection.execute("UPDATE numbers SET last = last + :count", {"count": count})
