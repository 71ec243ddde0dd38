"""Lines that wait for their sender's yes, one for each member and chat."""

from __future__ import annotations

import sqlite3
from typing import Final

from storage.values import frozen

KEPT: Final = 24 * 3_600_000
"""Milliseconds for which a line waits."""


@frozen
class Waiting:
    """A line (all of it behind the prefix) that was asked about at `asked` (ms)."""

    line: str
    asked: int


class Confirmations:
    """The waiting lines of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def wait(self, chat: str, user_id: str, event_id: str, line: str, now: int) -> None:
        """The line waits, in place of an older one of that member in that chat. `now` in ms."""
        self._connection.execute(
            """
            INSERT INTO confirmations (room_id, chat, user_id, event_id, line, asked)
            VALUES (:room, :chat, :user, :event, :line, :now)
            ON CONFLICT (room_id, chat, user_id) DO UPDATE SET event_id = :event, line = :line, asked = :now
            """,
            {"room": self._room_id, "chat": chat, "user": user_id, "event": event_id, "line": line, "now": now},
        )

    def waiting(self, chat: str, user_id: str, now: int) -> str | None:
        """The member's line that waits there, if it has not waited too long by `now` (ms)."""
        row = self._connection.execute(
            """
            SELECT line FROM confirmations
            WHERE room_id = :room AND chat = :chat AND user_id = :user AND asked + :kept >= :now
            """,
            {"room": self._room_id, "chat": chat, "user": user_id, "kept": KEPT, "now": now},
        ).fetchone()
        return str(row["line"]) if row else None

    def take(self, chat: str, user_id: str, now: int) -> Waiting | None:
        """Takes away and gives the member's line, unless it has waited too long."""
        row = self._connection.execute(
            """
            DELETE FROM confirmations WHERE room_id = :room AND chat = :chat AND user_id = :user
            RETURNING line, asked
            """,
            {"room": self._room_id, "chat": chat, "user": user_id},
        ).fetchone()
        return Waiting(**row) if row and row["asked"] + KEPT >= now else None

    def asked_in(self, chat: str, user_id: str, event_id: str) -> str | None:
        """The line of the member's that waits for an answer to that message of the bot's."""
        row = self._connection.execute(
            """
            SELECT c.line FROM confirmations c JOIN inbox i ON i.event_id = c.event_id JOIN outbox o ON o.id = i.answer
            WHERE c.room_id = :room AND c.chat = :chat AND c.user_id = :user AND o.event_id = :event
            """,
            {"room": self._room_id, "chat": chat, "user": user_id, "event": event_id},
        ).fetchone()
        return row["line"] if row else None

    def close(self, chat: str, user_id: str) -> None:
        """The member has said something else since: what they were asked is over."""
        self._connection.execute(
            "DELETE FROM confirmations WHERE room_id = :room AND chat = :chat AND user_id = :user",
            {"room": self._room_id, "chat": chat, "user": user_id},
        )

    def settle(self, event_id: str) -> None:
        """The line said in that event was carried out after all, because it was edited."""
        self._connection.execute(
            "DELETE FROM confirmations WHERE room_id = :room AND event_id = :event",
            {"room": self._room_id, "event": event_id},
        )
