"""What must be fetched from the homeserver before it can be answered: kept until it is done, also over a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from storage.values import frozen


class ErrandKind(StrEnum):
    """What is fetched, or made."""

    FILE = "file"
    LINKS = "links"
    TITLES = "titles"
    MINUTES = "minutes"


AT_HOMESERVER: Final = (ErrandKind.FILE, ErrandKind.LINKS)
AT_STRANGERS: Final = (ErrandKind.TITLES,)
AT_HOME: Final = (ErrandKind.MINUTES,)
"""Whom the kinds are fetched from, or that they are made here: none waits for the others."""


@frozen
class Errand:
    """Something to be fetched or made. `event_id` is what is answered; `target` the event that is fetched, of titles
    the row ids of the entries, of minutes that of the meeting and, of a series, the date; `answer` the outbox row that
    becomes the answer; `confirmed` (ms) is set if the member has confirmed it."""

    id: int
    room_id: str
    chat: str
    user_id: str
    event_id: str
    thread: str | None
    answer: int | None
    kind: str
    target: str
    confirmed: int | None
    asked: int
    tries: int


_COLUMNS = "id, room_id, chat, user_id, event_id, thread, answer, kind, target, confirmed, asked, tries"


class Errands:
    """The errands of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def add(
        self, kind: ErrandKind, chat: str, user_id: str, event_id: str, target: str, now: int, confirmed: int | None
    ) -> None:
        """The target will be fetched for that member. `now` and `confirmed` in ms."""
        self._connection.execute(
            """
            INSERT INTO errands (room_id, chat, user_id, event_id, kind, target, confirmed, asked, not_before)
            VALUES (:room, :chat, :user, :event, :kind, :target, :confirmed, :now, :now) ON CONFLICT DO NOTHING
            """,
            {
                "room": self._room_id,
                "chat": chat,
                "user": user_id,
                "event": event_id,
                "kind": kind,
                "target": target,
                "confirmed": confirmed,
                "now": now,
            },
        )

    def answered_in(self, event_id: str, thread: str | None, answer: int | None) -> None:
        """Where the answer to that event goes: its thread, and the outbox row that is edited, None for a new one."""
        self._connection.execute(
            "UPDATE errands SET thread = :thread, answer = :answer WHERE event_id = :event",
            {"event": event_id, "thread": thread, "answer": answer},
        )


def due_errands(
    connection: sqlite3.Connection, now: int, rooms: Collection[str], kinds: Collection[ErrandKind], limit: int
) -> list[Errand]:
    """The first errands of those board rooms and kinds that may be done now (ms)."""
    marks, kind_marks = ", ".join("?" * len(rooms)), ", ".join("?" * len(kinds))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM errands WHERE not_before <= ? AND room_id IN ({marks}) AND kind IN ({kind_marks}) "
        "ORDER BY id LIMIT ?",
        (now, *rooms, *kinds, limit),
    )
    return [Errand(**row) for row in rows]


def put_off(connection: sqlite3.Connection, errand: Errand, until: int) -> None:
    """It is tried again at that moment (ms)."""
    connection.execute(
        "UPDATE errands SET not_before = :until, tries = tries + 1 WHERE id = :id", {"id": errand.id, "until": until}
    )


def finish(connection: sqlite3.Connection, errand: Errand) -> bool:
    """It is done; False if it was before."""
    return connection.execute("DELETE FROM errands WHERE id = :id", {"id": errand.id}).rowcount == 1
