"""Who would like to hear which impulse: every wish, whichever way it came."""

from __future__ import annotations

import sqlite3

from storage.impulses import Impulse
from storage.values import frozen


@frozen
class Wish:
    """That a member would like to hear an impulse, or no longer: by which event, when (ms); as a reaction, on the
    message of which name."""

    user_id: str
    wished: bool
    event_id: str
    time: int
    message: str = ""


class Wishes:
    """The wishes of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def say(self, impulse: Impulse, wish: Wish) -> None:
        """Of the wishes of one member for it the latest counts."""
        self._connection.execute(
            """
            INSERT INTO impulse_wishes (impulse, user_id, value, event_id, time, message)
            VALUES (:impulse, :user, :value, :event, :time, :message) ON CONFLICT DO NOTHING
            """,
            {
                "impulse": impulse.id,
                "user": wish.user_id,
                "value": wish.wished,
                "event": wish.event_id,
                "time": wish.time,
                "message": wish.message,
            },
        )

    def take_back(self, event_id: str) -> tuple[str, list[int]]:
        """What that event said counts no more, but what was said before; gives the name of the message on which it
        stood, and the row ids of the impulses that it spoke of."""
        rows = self._connection.execute(
            """
            DELETE FROM impulse_wishes WHERE event_id = :event AND impulse IN (
                SELECT id FROM impulses WHERE room_id = :room) RETURNING impulse, message
            """,
            {"event": event_id, "room": self._room_id},
        ).fetchall()
        return next((row["message"] for row in rows), ""), [row["impulse"] for row in rows]

    def clear(self, user_id: str) -> None:
        """The member wishes for nothing any more."""
        self._connection.execute(
            """
            DELETE FROM impulse_wishes WHERE user_id = :user AND impulse IN (
                SELECT id FROM impulses WHERE room_id = :room)
            """,
            {"user": user_id, "room": self._room_id},
        )

    def of_member(self, user_id: str) -> list[int]:
        """The row ids of the impulses that the member has ever wished for."""
        rows = self._connection.execute(
            """
            SELECT DISTINCT impulse FROM impulse_wishes WHERE user_id = :user AND impulse IN (
                SELECT id FROM impulses WHERE room_id = :room)
            """,
            {"user": user_id, "room": self._room_id},
        )
        return [row["impulse"] for row in rows]
