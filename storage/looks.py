"""What of the released records was found when they were looked at last: triggers forget it where a record changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Literal, TypeAlias

from storage.listings import LISTED, listed_length
from storage.releases import ReleasedRecord
from storage.values import frozen

LookFinding: TypeAlias = Literal["goes", "changed", "hindered", "gone"]
"""It goes out; it was shown otherwise, or the decision holds no more; it may not go out; it is not there."""


@frozen
class AgreedRecord:
    """A record that was agreed to and stands in no later release; `id` and `release` are row ids."""

    id: int
    release: int
    record: ReleasedRecord

    @property
    def place(self) -> tuple[str, int, int]:
        """By kind and number."""
        return self.record.kind, self.record.number, self.id


class Looks:
    """The records of one board room that were agreed to, each once, by what was found."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def known(self) -> int | None:
        """As of whom they were looked at; None before the first time."""
        row = self._connection.execute(
            "SELECT known FROM released_looks WHERE room_id = :room", {"room": self._room_id}
        ).fetchone()
        return int(row["known"]) if row else None

    def forget(self, most: int) -> int:
        """What was found of the first so many counts no more; gives of how many it did."""
        return self._connection.execute(
            """
            UPDATE released_records SET looked = NULL WHERE id IN (
                SELECT r.id FROM releases f JOIN released_records r ON r."release" = f.id
                WHERE f.room_id = :room AND r.looked IS NOT NULL LIMIT :most)
            """,
            {"room": self._room_id, "most": most},
        ).rowcount

    def begin(self, known: int) -> None:
        """From now on they are looked at as of `known`."""
        self._connection.execute(
            """
            INSERT INTO released_looks (room_id, known) VALUES (:room, :known)
            ON CONFLICT (room_id) DO UPDATE SET known = :known
            """,
            {"room": self._room_id, "known": known},
        )

    def found(self, one: AgreedRecord, finding: LookFinding) -> None:
        """Keeps what was found of it just now."""
        self._connection.execute(
            "UPDATE released_records SET looked = :finding WHERE id = :id", {"id": one.id, "finding": finding}
        )

    def count(self, finding: LookFinding) -> int:
        """Of how many that was found and still counts."""
        return listed_length(self._connection, self._room_id, f"released {finding}")

    def page(self, finding: LookFinding, limit: int) -> list[AgreedRecord]:
        """The first of those, by kind and number."""
        return self._listed(f"released {finding}", limit)

    def not_looked_at(self, limit: int = -1) -> list[AgreedRecord]:
        """The first that have changed since they were looked at, or never were, by kind and number."""
        return self._listed("released new", limit)

    def all(self) -> list[AgreedRecord]:
        """All of them, by kind and number."""
        names = ("new", "goes", "changed", "hindered", "gone")
        rows = (one for name in names for one in self._listed(f"released {name}", -1))
        return sorted(rows, key=lambda one: one.place)

    def _listed(self, name: str, limit: int) -> list[AgreedRecord]:
        ids = self._connection.execute(LISTED, {"room": self._room_id, "list": name, "limit": limit, "offset": 0})
        return self._of_ids(row["record"] for row in ids.fetchall())

    def _of_ids(self, ids: Iterable[int]) -> list[AgreedRecord]:
        rows = self._connection.execute(
            """
            SELECT r.id, r."release", r.kind, r.record, r.hash
            FROM json_each(:ids) j JOIN released_records r ON r.id = j.value ORDER BY j.key
            """,
            {"ids": json.dumps(list(ids))},
        )
        return [AgreedRecord(row[0], row[1], ReleasedRecord(*tuple(row)[2:])) for row in rows]
