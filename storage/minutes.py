"""What minutes are made of beside the other records: notes and who was there; and the versions that were approved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

from storage.meetings import BEGUN
from storage.values import frozen


@frozen
class MinutesNote:
    """A note of the member `author` on the point with the row id `topic`, None for the meeting as a whole. `time` in
    ms."""

    id: int
    topic: int | None
    author: str
    time: int
    text: str


@frozen
class MinutesVersion:
    """What was approved: `content` is canonical JSON, `hash` its SHA-256 at that moment; `changes` (JSON) tell what is
    different from the version before. `approver` is empty of a former member; `approved` in ms."""

    version: int
    content: str
    hash: str
    changes: str
    approver: str
    approved: int


class MinutesRecords:
    """The minutes of one board room. `occasion` is, of a series, where its rule has the date."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def note(self, meeting: int, occasion: str, topic: int | None, author: str, text: str, now: int) -> None:
        """Keeps a note."""
        self._connection.execute(
            """
            INSERT INTO minutes_notes (meeting, occasion, topic, author, time, text)
            VALUES (:meeting, :occasion, :topic, :author, :now, :text)
            """,
            {"meeting": meeting, "occasion": occasion, "topic": topic, "author": author, "now": now, "text": text},
        )

    def notes(self, meeting: int, occasion: str) -> list[MinutesNote]:
        """All notes of that date, in the order in which they were taken."""
        rows = self._connection.execute(
            "SELECT id, topic, author, time, text FROM minutes_notes "
            "WHERE meeting = :meeting AND occasion = :occasion ORDER BY time, id",
            {"meeting": meeting, "occasion": occasion},
        )
        return [MinutesNote(**row) for row in rows]

    def unapproved(self, since: int, now: int) -> set[tuple[int, str]]:
        """The fixed meetings (row ids) that began before `now` and were not over at `since` (ms), and their dates, of
        which something was noted and nothing approved."""
        rows = self._connection.execute(
            f"""
            SELECT DISTINCT m.id, n.occasion FROM {BEGUN} m CROSS JOIN minutes_notes n ON n.meeting = m.id
            WHERE NOT EXISTS (SELECT 1 FROM minutes_versions v
                              WHERE v.room_id = :room AND v.sitting = m.number AND v.occasion = n.occasion)
            """,
            {"room": self._room_id, "since": since, "now": now},
        )
        return {(row["id"], row["occasion"]) for row in rows}

    def remove_note(self, note: MinutesNote) -> None:
        self._connection.execute("DELETE FROM minutes_notes WHERE id = :id", {"id": note.id})

    def set_present(self, meeting: int, occasion: str, members: Iterable[str]) -> None:
        """Those were there (user ids); said again, the later list counts."""
        where = {"meeting": meeting, "occasion": occasion}
        self._connection.execute("DELETE FROM minutes_present WHERE meeting = :meeting AND occasion = :occasion", where)
        self._connection.executemany(
            "INSERT INTO minutes_present (meeting, occasion, user_id) VALUES (:meeting, :occasion, :user)",
            [{**where, "user": member} for member in dict.fromkeys(members)],
        )

    def present(self, meeting: int, occasion: str) -> list[str]:
        """The user ids of those who were there."""
        rows = self._connection.execute(
            "SELECT user_id FROM minutes_present WHERE meeting = :meeting AND occasion = :occasion ORDER BY user_id",
            {"meeting": meeting, "occasion": occasion},
        )
        return [row["user_id"] for row in rows]

    def approve(
        self, sitting: int, occasion: str, content: str, hashed: str, changes: str, approver: str, now: int
    ) -> MinutesVersion:
        """Keeps a version of the minutes of the meeting of that number; it never changes."""
        row = self._connection.execute(
            f"""
            INSERT INTO minutes_versions
                (room_id, meeting, sitting, occasion, version, content, hash, changes, approver, approved)
            VALUES (:room, (SELECT id FROM meetings WHERE room_id = :room AND number = :sitting), :sitting, :occasion,
                    (SELECT coalesce(max(version), 0) + 1 FROM minutes_versions
                     WHERE room_id = :room AND sitting = :sitting AND occasion = :occasion),
                    :content, :hash, :changes, :approver, :now)
            RETURNING {_VERSION}
            """,
            {
                "room": self._room_id,
                "sitting": sitting,
                "occasion": occasion,
                "content": content,
                "hash": hashed,
                "changes": changes,
                "approver": approver,
                "now": now,
            },
        ).fetchone()
        return MinutesVersion(**row)

    def versions(self, sitting: int, occasion: str) -> list[MinutesVersion]:
        """What was approved of that date, the first version first."""
        rows = self._connection.execute(
            f"SELECT {_VERSION} FROM minutes_versions "
            "WHERE room_id = :room AND sitting = :sitting AND occasion = :occasion ORDER BY version",
            {"room": self._room_id, "sitting": sitting, "occasion": occasion},
        )
        return [MinutesVersion(**row) for row in rows]


_VERSION: Final = "version, content, hash, changes, approver, approved"


def canonical(content: Mapping[str, Any]) -> str:
    """The one form of those values as JSON: keys in order, no blanks (as RFC 8785 has it, but for numbers)."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def forget_in_minutes(connection: sqlite3.Connection, room_id: str, user_id: str) -> None:
    """In what was approved nobody stands in that member's place from now on; the hash is still that of before."""
    rows = connection.execute(
        "SELECT id, content FROM minutes_versions WHERE room_id = :room AND instr(content, :user)",
        {"room": room_id, "user": user_id},
    ).fetchall()
    for row in rows:
        connection.execute(
            "UPDATE minutes_versions SET content = :content WHERE id = :id",
            {"id": row["id"], "content": canonical(_without(json.loads(row["content"]), user_id))},
        )


def _without(value: Any, user_id: str) -> Any:
    """The values with nobody in that member's place."""
    if isinstance(value, dict):
        if value.get("member") == user_id:
            return {"member": "", "name": ""}
        return {key: _without(inner, user_id) for key, inner in value.items()}
    return [_without(inner, user_id) for inner in value] if isinstance(value, list) else value
