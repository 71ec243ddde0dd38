"""That the records come from a backup: since when some are missing, and whether the room was told."""

from __future__ import annotations

import sqlite3

from storage.values import frozen


@frozen
class Restore:
    """The backup was made at `made` and put back at `time` (ms); `missed` messages of the room lie between, None where
    that is not known."""

    made: int
    time: int
    missed: int | None


class Restores:
    """What one board room has to know of it."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def untold(self) -> Restore | None:
        """The restore that the room has not been told of; it has been, from now on."""
        row = self._connection.execute(
            "UPDATE restored SET told = 1 WHERE room_id = :room AND told = 0 RETURNING made, time, missed",
            {"room": self._room_id},
        ).fetchone()
        return Restore(**row) if row else None
