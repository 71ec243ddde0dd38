"""Tasks that come again: the rule lies with the latest of them, and goes on to the next one."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from storage.numbers import next_number
from storage.reminders import Repeat


class TaskRules:
    """The rules of the tasks in one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def set(self, task_id: int, repeat: Repeat, turn: date | datetime) -> None:
        """The task comes again by that rule, of whose dates it is for `turn`."""
        self._connection.execute(
            "UPDATE tasks SET rule = :rule, first = :first, zone = :zone, turn = :turn WHERE id = :id",
            {
                "id": task_id,
                "rule": repeat.rule,
                "first": repeat.first,
                "zone": repeat.zone,
                "turn": turn.isoformat(),
            },
        )

    def correct(self, task_id: int, repeat: Repeat, turn: date | datetime, now: int) -> None:
        """The task was opened for another date than it seemed, and now (ms)."""
        self.set(task_id, repeat, turn)
        self._connection.execute(
            "UPDATE tasks SET due = turn, created = :now WHERE id = :id", {"id": task_id, "now": now}
        )

    def end(self, task_id: int) -> None:
        """The task comes no more after this one."""
        self._connection.execute(
            "UPDATE tasks SET rule = NULL, first = NULL, zone = NULL, turn = NULL WHERE id = :id", {"id": task_id}
        )

    def open_next(self, task_id: int, turn: date | datetime, now: int) -> int:
        """The next one, due on `turn`, held by whoever holds this one; the rule goes on to it. Gives its row id."""
        row = self._connection.execute(
            """
            INSERT INTO tasks (room_id, number, title, places, due, creator, created, rule, first, zone, turn, follows)
            SELECT room_id, :number, title, places, :turn, creator, :now, rule, first, zone, :turn, id
            FROM tasks WHERE id = :id AND rule IS NOT NULL RETURNING id
            """,
            {
                "id": task_id,
                "number": next_number(self._connection, self._room_id, "task"),
                "turn": turn.isoformat(),
                "now": now,
            },
        ).fetchone()
        self._connection.execute(
            """
            INSERT INTO task_owners (task_id, place, user_id, since, confirmed)
            SELECT :next, place, user_id, since, :now FROM task_owners WHERE task_id = :id
            """,
            {"id": task_id, "next": row["id"], "now": now},
        )
        self.end(task_id)
        return int(row["id"])

    def after(self, task_id: int) -> int | None:
        """The row id of the open task that followed that one."""
        row = self._connection.execute(
            "SELECT id FROM tasks WHERE follows = :id AND room_id = :room AND state = 'open'",
            {"id": task_id, "room": self._room_id},
        ).fetchone()
        return int(row["id"]) if row else None
