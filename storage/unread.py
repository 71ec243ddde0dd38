"""Messages whose key has not come: who said them, and whether the room was told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from storage.values import frozen

MOST_OF_ONE_SENDER = 500
"""Messages of one sender that are noted; who sends more of what cannot be read, or is made to, fills no disk."""


@frozen
class Unread:
    """A message that could not be read, said by `sender` in `chat`."""

    id: int
    chat: str
    sender: str


class UnreadMessages:
    """The unread messages of one board room and its members' direct chats."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def keep(self, event_id: str, chat: str, sender: str, session: str, poll: str | None = None) -> int | None:
        """Notes the message, which may answer that poll; gives its row, or None if it is known already, or
        one of more than its sender may have."""
        row = self._connection.execute(
            """
            INSERT INTO unread (event_id, room_id, chat, sender, session, poll)
            SELECT :event, :room, :chat, :sender, :session, :poll
            WHERE (SELECT count(*) FROM unread WHERE sender = :sender) < :most
            ON CONFLICT (event_id) DO NOTHING RETURNING id
            """,
            {
                "event": event_id,
                "room": self._room_id,
                "chat": chat,
                "sender": sender,
                "session": session,
                "poll": poll,
                "most": MOST_OF_ONE_SENDER,
            },
        ).fetchone()
        return int(row["id"]) if row else None

    def answers(self, polls: Iterable[str]) -> set[str]:
        """The user ids of those whose answers to these polls cannot be read yet."""
        rows = self._connection.execute(
            """
            SELECT DISTINCT sender FROM unread
            WHERE room_id = :room AND poll IN (SELECT value FROM json_each(:polls))
            """,
            {"room": self._room_id, "polls": json.dumps(list(polls))},
        )
        return {row["sender"] for row in rows}

    def tell(self, row_ids: list[int], now: int) -> list[Unread]:
        """Marks those that still wait as told at `now` (ms); gives them, without those of a session that was told of
        before."""
        told = []
        for row_id in row_ids:
            row = self._connection.execute(
                """
                UPDATE unread SET told = :now WHERE id = :id AND told IS NULL
                RETURNING id, chat, sender, (SELECT count(*) FROM unread AS other WHERE other.sender = unread.sender
                    AND other.session = unread.session AND other.told < :now) AS before
                """,
                {"id": row_id, "now": now},
            ).fetchone()
            if row and not row["before"]:
                told.append(Unread(row["id"], row["chat"], row["sender"]))
        return told

    def came(self, event_id: str) -> bool:
        """The message has become readable. False if its sender was already asked to say it again: that would be done
        twice; an answer to a poll cannot be."""
        row = self._connection.execute(
            "DELETE FROM unread WHERE event_id = :event AND (told IS NULL OR poll IS NOT NULL) RETURNING id",
            {"event": event_id},
        ).fetchone()
        if row:
            return True
        known = self._connection.execute("SELECT 1 FROM unread WHERE event_id = :event", {"event": event_id})
        return known.fetchone() is None
