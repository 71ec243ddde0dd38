"""Up to when a board room has been told what is new."""

from __future__ import annotations

import sqlite3


class Digests:
    """The weekly overviews of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def told(self) -> int | None:
        """Up to when (ms) the room has been told; None before its first overview."""
        row = self._connection.execute("SELECT told FROM digests WHERE room_id = :room", {"room": self._room_id})
        found = row.fetchone()
        return int(found["told"]) if found else None

    def tell(self, now: int) -> None:
        """The room is told all that is new until `now` (ms)."""
        self._connection.execute(
            """
            INSERT INTO digests (room_id, told) VALUES (:room, :now)
            ON CONFLICT (room_id) DO UPDATE SET told = :now
            """,
            {"room": self._room_id, "now": now},
        )
