"""What the board gives to others: who proposed which records, what was shown of them, who agreed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from storage.lengths import length
from storage.listings import listed_length
from storage.numbers import next_number
from storage.values import frozen

RecordKind: TypeAlias = Literal["B", "L", "M"]
ReleaseState: TypeAlias = Literal["open", "agreed", "rejected", "withdrawn"]


@frozen
class ReleasedRecord:
    """A record of a release by its short name's letter and number; `hash` is that of the fields that were shown."""

    kind: RecordKind
    number: int
    hash: str

    @property
    def key(self) -> str:
        return f"{self.kind}{self.number}"


@frozen
class Release:
    """A release as it stands; user ids, moments in ms. `records` are those that no later release has taken over.

    `decision` is the number of the one by which it was agreed to; `closer` has rejected or withdrawn it.
    """

    id: int
    number: int
    proposer: str
    proposed: int
    state: ReleaseState
    agreer: str | None
    agreed: int | None
    decision: int | None
    closer: str | None
    closed: int | None
    reason: str | None
    records: tuple[ReleasedRecord, ...]

    @property
    def key(self) -> str:
        return f"F{self.number}"


_RELEASES: Final = """
    SELECT id, number, proposer, proposed, state, agreer, agreed, decision, closer, closed, reason,
        (SELECT json_group_array(json_array(kind, record, hash))
         FROM (SELECT * FROM released_records r WHERE r.release = releases.id AND r.later IS NULL ORDER BY r.id)
        ) AS records
    FROM releases
"""


class Releases:
    """The releases of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def propose(self, proposer: str, records: Iterable[ReleasedRecord], now: int) -> Release:
        """A proposal under the next number. Proposals that are still open lose what stands in this one; one that has
        nothing left is withdrawn. `now` in ms."""
        row = self._connection.execute(
            """
            INSERT INTO releases (room_id, number, proposer, proposed) VALUES (:room, :number, :proposer, :now)
            RETURNING id, number
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "release"),
                "proposer": proposer,
                "now": now,
            },
        ).fetchone()
        self._connection.executemany(
            "INSERT INTO released_records (release, kind, record, hash) VALUES (:release, :kind, :record, :hash)",
            [{"release": row["id"], "kind": one.kind, "record": one.number, "hash": one.hash} for one in records],
        )
        release = self.get(row["id"])
        for other in self._take_over(release, "open"):
            if not other.records:
                self._close(other, "withdrawn", proposer, None, now)
        return release

    def agree(self, release: Release, agreer: str, decision: int | None, now: int) -> Release:
        """What was shown may go out from now on, and what earlier releases showed of these records no more."""
        self._connection.execute(
            "UPDATE releases SET state = 'agreed', agreer = :agreer, agreed = :now, decision = :decision "
            "WHERE id = :id AND state = 'open'",
            {"id": release.id, "agreer": agreer, "decision": decision, "now": now},
        )
        self._take_over(release, "agreed")
        return self.get(release.id)

    def reject(self, release: Release, closer: str, reason: str | None, now: int) -> Release:
        """It is not agreed to."""
        return self._close(release, "rejected", closer, reason, now)

    def withdraw(self, release: Release, closer: str, now: int) -> Release:
        """It does not go out any more, or never did."""
        return self._close(release, "withdrawn", closer, None, now)

    # --- looking ------------------------------------------------------------------------------------------------------

    def get(self, release_id: int) -> Release:
        """The release with that row id. Raises LookupError if this room has none."""
        found = self.of_id(release_id)
        if found is None:
            raise LookupError("no such release in this room")
        return found

    def of_id(self, release_id: int) -> Release | None:
        return next(iter(self._select("id = :id", id=release_id)), None)

    def find(self, number: int) -> Release | None:
        """The release of that number (F2)."""
        return next(iter(self._select("number = :number", number=number)), None)

    def open(self, limit: int, offset: int = 0, *, but_of: str = "") -> list[Release]:
        """Those that nobody has agreed to yet and that this user (id) has not proposed, the oldest first."""
        return self._select("state = 'open' AND proposer <> :user", limit=limit, offset=offset, user=but_of)

    def count_open(self, *, but_of: str = "") -> int:
        """How many `open` gives in all."""
        own = listed_length(self._connection, self._room_id, f"open releases of {but_of}")
        return listed_length(self._connection, self._room_id, "open releases") - own

    def agreed(self) -> list[Release]:
        """Those that were agreed to and not withdrawn, the oldest first."""
        return self._select("state = 'agreed'")

    def latest(self, state: ReleaseState, most: int) -> list[Release]:
        """The newest in that state, the oldest of them first."""
        return self._select("state = :state", order="number DESC", limit=most, state=state)[::-1]

    def agreed_since(self, since: int) -> list[Release]:
        """Those that were agreed to since then (ms) and not withdrawn, the oldest first."""
        return self._select("state = 'agreed' AND agreed >= :since", since=since)

    def holding(self, kind: RecordKind, number: int) -> list[Release]:
        """Those, open or agreed to, in which that record stands, the latest first."""
        return self._select(
            "state IN ('open', 'agreed') AND id IN (SELECT release FROM released_records "
            "WHERE kind = :kind AND record = :number AND later IS NULL)",
            order="number DESC",
            few=True,
            kind=kind,
            number=number,
        )

    def newest(self, limit: int, offset: int = 0) -> list[Release]:
        """All of them, the newest first."""
        return self._select("TRUE", order="number DESC", limit=limit, offset=offset)

    def of_ids(self, ids: Iterable[int]) -> dict[int, Release]:
        """Those of these row ids, by them."""
        wanted = json.dumps(list(ids))
        found = self._select("id IN (SELECT value FROM json_each(:ids))", few=True, ids=wanted)
        return {one.id: one for one in found}

    def count(self) -> int:
        """How many there are."""
        return length(self._connection, self._room_id, "releases")

    def _take_over(self, release: Release, state: ReleaseState) -> list[Release]:
        """Other releases in that state lose the records of this one; gives those that have lost any."""
        rows = self._connection.execute(
            """
            UPDATE released_records SET later = :number
            WHERE later IS NULL AND release <> :id
              AND (kind, record) IN (SELECT kind, record FROM released_records WHERE release = :id AND later IS NULL)
              AND (SELECT room_id = :room AND state = :state FROM releases WHERE id = release)
            RETURNING release
            """,
            {"id": release.id, "number": release.number, "room": self._room_id, "state": state},
        )
        return [self.get(release_id) for release_id in {row["release"] for row in rows.fetchall()}]

    def _close(self, release: Release, state: ReleaseState, closer: str, reason: str | None, now: int) -> Release:
        self._connection.execute(
            "UPDATE releases SET state = :state, closer = :closer, closed = :now, reason = :reason "
            "WHERE id = :id AND state IN ('open', 'agreed')",
            {"id": release.id, "state": state, "closer": closer, "reason": reason, "now": now},
        )
        return self.get(release.id)

    def _select(
        self,
        where: str,
        *,
        order: str = "number",
        limit: int = -1,
        offset: int = 0,
        few: bool = False,
        **values: str | int,
    ) -> list[Release]:
        """`few`: they are found by what `where` says of them, not by their room, which has more."""
        rows = self._connection.execute(
            f"{_RELEASES} WHERE {'+' if few else ''}room_id = :room AND {where} ORDER BY {'+' if few else ''}{order} "
            "LIMIT :limit OFFSET :offset",
            {"room": self._room_id, "limit": limit, "offset": offset, **values},
        )
        return [_release(row) for row in rows]


def _release(row: sqlite3.Row) -> Release:
    records = tuple(ReleasedRecord(*values) for values in json.loads(row["records"]))
    return Release(**{**dict(row), "records": records})
