"""Short names of records: M3, T4, numbered per board room, never given twice."""

from __future__ import annotations

import sqlite3


def next_number(connection: sqlite3.Connection, room_id: str, kind: str) -> int:
    """The next free number of that kind in that room, beginning with 1."""
    row = connection.execute(
        """
        INSERT INTO numbers (room_id, kind, last) VALUES (:room, :kind, 1)
        ON CONFLICT (room_id, kind) DO UPDATE SET last = last + 1
        RETURNING last
        """,
        {"room": room_id, "kind": kind},
    ).fetchone()
    return int(row["last"])
