"""Requests to take a task on that wait for an answer."""

from __future__ import annotations

import sqlite3

from storage.values import frozen


@frozen
class TaskOffer:
    """`asked` was asked by `asker` to take the task on, from `giver` if it is their place. `time` in ms."""

    id: int
    task_id: int
    asked: str
    asker: str
    giver: str | None
    time: int


class TaskOffers:
    """The requests in one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def make(self, task_id: int, asked: str, asker: str, giver: str | None, now: int) -> TaskOffer:
        """Notes that somebody was asked; an earlier request to the same member is replaced."""
        self._connection.execute(
            "DELETE FROM task_offers WHERE task_id = :id AND asked = :asked", {"id": task_id, "asked": asked}
        )
        row = self._connection.execute(
            """
            INSERT INTO task_offers (task_id, asked, asker, giver, time) VALUES (:id, :asked, :asker, :giver, :now)
            RETURNING id, task_id, asked, asker, giver, time
            """,
            {"id": task_id, "asked": asked, "asker": asker, "giver": giver, "now": now},
        ).fetchone()
        return TaskOffer(**row)

    def by_id(self, offer_id: int) -> TaskOffer | None:
        """The request with that id, if it still waits for an answer and is this room's."""
        row = self._connection.execute(
            """
            SELECT task_offers.id, task_id, asked, asker, giver, time FROM task_offers JOIN tasks ON tasks.id = task_id
            WHERE task_offers.id = :id AND room_id = :room
            """,
            {"id": offer_id, "room": self._room_id},
        ).fetchone()
        return TaskOffer(**row) if row else None

    def to(self, task_id: int, user_id: str) -> TaskOffer | None:
        """The request to that user to take the task on."""
        row = self._connection.execute(
            "SELECT id, task_id, asked, asker, giver, time FROM task_offers WHERE task_id = :id AND asked = :user",
            {"id": task_id, "user": user_id},
        ).fetchone()
        return TaskOffer(**row) if row else None

    def waiting_for(self, user_id: str) -> list[int]:
        """The row ids of the tasks that the user is asked to take on: of those that have a free place, or a giver's."""
        rows = self._connection.execute(
            """
            SELECT task_id FROM task_offers JOIN tasks ON tasks.id = task_id
            WHERE asked = :user AND +room_id = :room AND +state = 'open' AND (giver IS NOT NULL OR taken < places)
            ORDER BY time
            """,
            {"user": user_id, "room": self._room_id},
        )
        return [row["task_id"] for row in rows]

    def withdraw(self, offer: TaskOffer) -> None:
        self._connection.execute("DELETE FROM task_offers WHERE id = :id", {"id": offer.id})

    def withdraw_all(self, task_id: int) -> None:
        self._connection.execute("DELETE FROM task_offers WHERE task_id = :id", {"id": task_id})

    def withdraw_of_giver(self, task_id: int, user_id: str) -> None:
        """Nobody is waited for any more to take it over from that user."""
        self._connection.execute(
            "DELETE FROM task_offers WHERE task_id = :id AND giver = :user", {"id": task_id, "user": user_id}
        )

    def forget(self, user_id: str) -> None:
        """Nobody waits any more for that user, who is gone."""
        self._connection.execute(
            """
            DELETE FROM task_offers
            WHERE asked = :user AND task_id IN (SELECT id FROM tasks WHERE room_id = :room)
            """,
            {"user": user_id, "room": self._room_id},
        )
