"""The ballots on decisions, and which of them count.

Of the ballots of one voter that are not redacted and were cast before the end of the vote, the latest by
`origin_server_ts` counts, then the latest read; if that one is spoilt or takes the ballot back, none does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final, Literal, TypeAlias

from storage.ballots import Source
from storage.decisions import BallotFigures
from storage.listings import listed_length
from storage.values import frozen

BallotChoice: TypeAlias = Literal["yes", "no", "abstain"]
BallotValue: TypeAlias = Literal["yes", "no", "abstain", "none", "spoilt"]


@frozen
class NewBallot:
    """A ballot as it came: `voter` is the user id whose it is, `caster` who said it, `time` its `origin_server_ts` in
    ms."""

    decision: int
    voter: str
    caster: str
    source: Source
    value: BallotValue
    event_id: str
    time: int
    reason: str | None = None


@frozen
class Ballot:
    """What a voter says; `value` and `caster` are None where nothing counts."""

    voter: str
    caster: str | None
    value: BallotChoice | None
    reason: str | None
    spoilt: bool


@frozen
class CastBallot:
    """A ballot that one event has cast, on the decision with that row id."""

    decision: int
    voter: str


_COUNTING: Final = """
    SELECT b.voter, b.caster, b.value, b.reason, b.source,
           row_number() OVER (PARTITION BY b.voter ORDER BY b.time DESC, b.id DESC) AS place
    FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter JOIN decisions d ON d.id = v.decision
    WHERE d.id = :id AND d.room_id = :room AND NOT b.redacted
      AND b.time <= coalesce(:until, d.ended, d.deadline, b.time)
"""


_ASKED: Final = "FROM listed WHERE room = :room AND list = :list AND place > :now"


def counted(ballots: Iterable[Ballot]) -> BallotFigures:
    """How many of those say what."""
    said = [ballot.value for ballot in ballots]
    return BallotFigures(said.count("yes"), said.count("no"), said.count("abstain"))


class DecisionBallots:
    """The ballots in one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def cast(self, ballot: NewBallot) -> bool:
        """Keeps the ballot; of several of one event the last one holds. False if the voter may not vote on it."""
        row = self._connection.execute(
            """
            INSERT INTO decision_ballots (voter, caster, source, value, reason, event_id, time)
            SELECT v.id, :caster, :source, :value, :reason, :event_id, :time
            FROM decision_voters v JOIN decisions d ON d.id = v.decision
            WHERE v.decision = :decision AND v.user_id = :voter AND d.room_id = :room
            ON CONFLICT (voter, event_id) DO UPDATE SET value = excluded.value, reason = excluded.reason,
                redacted = 0
            RETURNING id
            """,
            {**asdict(ballot), "room": self._room_id},
        ).fetchone()
        return row is not None

    def all(self, decision_id: int, until: int | None = None) -> list[Ballot]:
        """What each voter says, in the order of the frozen list; also of those who say nothing. What was cast after the
        decision's end, or after `until` (ms) if that is given, does not count."""
        rows = self._connection.execute(
            f"""
            SELECT v.user_id AS voter, c.caster, c.value, c.reason FROM decision_voters v
            LEFT JOIN ({_COUNTING}) c ON c.voter = v.id AND c.place = 1
            WHERE v.decision = :id ORDER BY v.id
            """,
            {"id": decision_id, "room": self._room_id, "until": until},
        )
        return [
            Ballot(
                row["voter"],
                caster=row["caster"],
                value=row["value"] if row["value"] in ("yes", "no", "abstain") else None,
                reason=row["reason"],
                spoilt=row["value"] == "spoilt",
            )
            for row in rows
        ]

    def figures(self, decision_id: int, until: int | None = None) -> BallotFigures:
        """How many of those ballots say what."""
        return counted(self.all(decision_id, until))

    def latest(self, decision_id: int) -> int:
        """When the latest ballot was cast on it, by its own word (ms); 0 if none was."""
        row = self._connection.execute(
            """
            SELECT max(b.time) AS time FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter
            WHERE v.decision = :id AND NOT b.redacted
            """,
            {"id": decision_id},
        ).fetchone()
        return int(row["time"] or 0)

    def any_cast(self, decision_id: int) -> bool:
        """Whether a ballot was ever cast on it, even one that was taken back."""
        row = self._connection.execute(
            "SELECT 1 FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter WHERE v.decision = :id LIMIT 1",
            {"id": decision_id},
        ).fetchone()
        return row is not None

    def ever_voted(self, user_id: str) -> bool:
        """Whether a ballot of that member is kept on any decision."""
        row = self._connection.execute(
            """
            SELECT 1 FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter
            JOIN decisions d ON d.id = v.decision WHERE v.user_id = :user AND d.room_id = :room LIMIT 1
            """,
            {"user": user_id, "room": self._room_id},
        ).fetchone()
        return row is not None

    def may_vote(self, decision_id: int, user_id: str) -> bool:
        """Whether that member stands in the frozen list."""
        row = self._connection.execute(
            "SELECT 1 FROM decision_voters WHERE decision = :id AND user_id = :user",
            {"id": decision_id, "user": user_id},
        ).fetchone()
        return row is not None

    def late(self, decision_id: int) -> list[str]:
        """The user ids of those whose ballot came after the end."""
        rows = self._connection.execute(
            """
            SELECT DISTINCT v.user_id FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter
            JOIN decisions d ON d.id = v.decision
            WHERE d.id = :id AND d.room_id = :room AND NOT b.redacted AND b.time > coalesce(d.ended, d.deadline)
            ORDER BY v.user_id
            """,
            {"id": decision_id, "room": self._room_id},
        )
        return [row["user_id"] for row in rows]

    def of_event(self, event_id: str) -> list[CastBallot]:
        """The ballots that the event cast and that are not taken back."""
        rows = self._connection.execute(
            """
            SELECT v.decision, v.user_id AS voter FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter
            JOIN decisions d ON d.id = v.decision
            WHERE b.event_id = :event AND d.room_id = :room AND NOT b.redacted ORDER BY v.decision, v.id
            """,
            {"event": event_id, "room": self._room_id},
        )
        return [CastBallot(**row) for row in rows]

    def redact(self, event_id: str) -> set[int]:
        """The ballots of that event on what is still voted on count no more, so those before do; gives those decisions
        (row ids). What has a result keeps it."""
        rows = self._connection.execute(
            """
            UPDATE decision_ballots SET redacted = 1 WHERE event_id = :event AND NOT redacted AND voter IN
                (SELECT v.id FROM decision_voters v JOIN decisions d ON d.id = v.decision
                 WHERE d.room_id = :room AND d.state = 'voting')
            RETURNING (SELECT decision FROM decision_voters WHERE id = voter) AS decision
            """,
            {"event": event_id, "room": self._room_id},
        ).fetchall()
        return {row["decision"] for row in rows}

    def take_back(self, decision_id: int, user_id: str) -> bool:
        """The latest ballot that was cast for that member counts no more, whoever cast it; False if there is none."""
        row = self._connection.execute(
            """
            UPDATE decision_ballots SET redacted = 1 WHERE id = (
                SELECT b.id FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter
                WHERE v.decision = :id AND v.user_id = :user AND NOT b.redacted ORDER BY b.time DESC, b.id DESC LIMIT 1)
            RETURNING id
            """,
            {"id": decision_id, "user": user_id},
        ).fetchone()
        return row is not None

    def asks(self, user_id: str, now: int, limit: int = -1) -> list[int]:
        """The decisions (row ids) on which that member may vote at `now` (ms) and has not, by their deadline."""
        rows = self._connection.execute(
            f"SELECT record {_ASKED} ORDER BY place, record LIMIT :limit",
            {"list": f"asked {user_id}", "room": self._room_id, "now": now, "limit": limit},
        )
        return [row["record"] for row in rows]

    def count_asks(self, user_id: str, now: int) -> int:
        """How many `asks` gives in all: what has gone by and is not ended yet is little, and is counted instead."""
        asked = f"asked {user_id}"
        gone_by = self._connection.execute(
            "SELECT count(*) AS n FROM listed WHERE room = :room AND list = :list AND place <= :now",
            {"room": self._room_id, "list": asked, "now": now},
        ).fetchone()
        return listed_length(self._connection, self._room_id, asked) - int(gone_by["n"])
