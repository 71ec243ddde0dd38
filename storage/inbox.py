"""What was heard: each event that asked for something is handled once, and its outcome is kept."""

from __future__ import annotations

import sqlite3
from typing import Literal, TypeAlias

from storage.fingerprints import fingerprint, place_of
from storage.persons import FORMER
from storage.values import frozen

Outcome: TypeAlias = Literal["done", "failed", "told"]


@frozen
class Heard:
    """An event that was handled: how it went, and the outbox row that answered it."""

    event_id: str
    outcome: Outcome
    answer: int | None


class Inbox:
    """The events that were handled, in all rooms, and the place in the sync stream."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def accept(self, event_id: str, room_id: str, sender: str, time: int, ciphertext: str | None = None) -> bool:
        """Notes the event as done; False if it was handled before. `time` in ms.

        `ciphertext` names the encrypted message that it brought. The same one of the same sender under another event
        id was handled before, too: whoever has no keys can repeat a message, but not make one (Matrix specification,
        `m.megolm.v1.aes-sha2`, «replay attacks»).
        """
        cursor = self._connection.execute(
            """
            INSERT INTO inbox (event_id, room_id, sender, time, outcome) VALUES (:event, :room, :sender, :time, 'done')
            ON CONFLICT (event_id) DO NOTHING
            """,
            {"event": event_id, "room": room_id, "sender": sender, "time": time},
        )
        if cursor.rowcount == 0 or ciphertext is None:
            return cursor.rowcount == 1
        block, bit = place_of(sender, ciphertext)
        cursor = self._connection.execute(
            """
            INSERT INTO ciphertext_blocks (block, done) SELECT :block, :bit
            WHERE NOT EXISTS (SELECT 1 FROM ciphertexts WHERE fingerprint IN (:this, :former))  -- from before blocks
            ON CONFLICT (block) DO UPDATE SET done = done | excluded.done WHERE done & excluded.done = 0
            """,
            {
                "block": block,
                "bit": bit,
                "this": fingerprint(sender, ciphertext),
                "former": fingerprint(FORMER, ciphertext),
            },
        )
        return cursor.rowcount == 1

    def conclude(self, event_id: str, outcome: Outcome, answer: int | None) -> None:
        """Keeps how an accepted event went and which row answers it."""
        self._connection.execute(
            "UPDATE inbox SET outcome = :outcome, answer = coalesce(:answer, answer) WHERE event_id = :event",
            {"event": event_id, "outcome": outcome, "answer": answer},
        )

    def heard(self, event_id: str, sender: str) -> Heard | None:
        """The event as it was handled, if that sender said it."""
        row = self._connection.execute(
            "SELECT event_id, outcome, answer FROM inbox WHERE event_id = :event AND sender = :sender",
            {"event": event_id, "sender": sender},
        ).fetchone()
        return Heard(**row) if row else None

    def is_anothers(self, event_id: str, sender: str) -> bool:
        """Whether somebody else said that event."""
        row = self._connection.execute(
            "SELECT 1 FROM inbox WHERE event_id = :event AND sender <> :sender", {"event": event_id, "sender": sender}
        ).fetchone()
        return row is not None

    def place(self) -> str | None:
        """The token of the last batch that was handled to its end."""
        row = self._connection.execute("SELECT token FROM place").fetchone()
        return str(row["token"]) if row else None

    def last_sync(self) -> int | None:
        """When (ms) the last batch was handled to its end."""
        row = self._connection.execute("SELECT time FROM place").fetchone()
        return int(row["time"]) if row else None

    def move(self, token: str, now: int) -> None:
        """All of the batch before `token` is done at `now` (ms)."""
        self._connection.execute(
            """
            INSERT INTO place (only, token, time) VALUES (1, :token, :now)
            ON CONFLICT (only) DO UPDATE SET token = :token, time = :now
            """,
            {"token": token, "now": now},
        )
