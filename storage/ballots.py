"""Every vote ever cast on a slot, every answer to who comes, and which of them count (MSC3381).

Of the answers of one member to one slot that are not redacted and came before the poll's end, the latest by
`origin_server_ts` counts, then the latest read; if that one is spoilt or takes the vote back, none does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from typing import Literal, TypeAlias

from storage.values import frozen

VoteChoice: TypeAlias = Literal["yes", "maybe", "no"]
VoteValue: TypeAlias = Literal["yes", "maybe", "no", "none", "spoilt"]
Source: TypeAlias = Literal["poll", "typed", "reaction"]
Coming: TypeAlias = Literal["onsite", "online", "no"]
ComingValue: TypeAlias = Literal["onsite", "online", "no", "none", "spoilt"]


@frozen
class Answer:
    """A vote as it came: `voter` is whose it is, `caster` who said it, `time` its `origin_server_ts` in ms."""

    slot: int
    voter: str
    caster: str
    source: Source
    value: VoteValue
    event_id: str
    time: int


@frozen
class Vote:
    """The vote of a member on a slot that counts now; `spoilt` ones are votes for nothing."""

    slot: int
    voter: str
    caster: str
    value: Literal["yes", "maybe", "no", "spoilt"]


@frozen
class Cast:
    """A vote as one event cast it: on the slot with that number of the meeting with that row id."""

    meeting: int
    slot: int
    voter: str
    caster: str
    value: VoteValue


@frozen
class Unanswered:
    """An open poll in which a member has slots without a vote."""

    meeting: int
    number: int
    title: str
    deadline: int | None
    slots: int

    @property
    def key(self) -> str:
        return f"M{self.number}"


_COUNTING = """
    SELECT v.slot, v.voter, v.caster, v.value,
           row_number() OVER (PARTITION BY v.slot, v.voter ORDER BY v.time DESC, v.id DESC) AS place
    FROM votes v JOIN slots s ON s.id = v.slot JOIN meetings m ON m.id = s.meeting
    WHERE s.dropped IS NULL AND NOT v.redacted AND (coalesce(m.ended, m.deadline) IS NULL
                                                    OR v.time <= coalesce(m.ended, m.deadline))
"""


class Ballots:
    """The votes in one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def cast(self, answer: Answer) -> None:
        """Keeps the answer; the same event again changes nothing."""
        self._connection.execute(
            """
            INSERT INTO votes (slot, voter, caster, source, value, event_id, time)
            VALUES (:slot, :voter, :caster, :source, :value, :event_id, :time) ON CONFLICT DO NOTHING
            """,
            asdict(answer),
        )

    def counting(self, meeting_id: int) -> list[Vote]:
        """The votes in that meeting's poll that count now, of whomever they are."""
        rows = self._connection.execute(
            f"""
            SELECT slot, voter, caster, value FROM ({_COUNTING} AND m.id = :id AND m.room_id = :room)
            WHERE place = 1 AND value != 'none'
            """,
            {"id": meeting_id, "room": self._room_id},
        )
        return [Vote(**row) for row in rows]

    def polls_of(self, voter: str) -> list[int]:
        """The row ids of the open polls in which that member has voted."""
        rows = self._connection.execute(
            """
            SELECT DISTINCT m.id FROM votes v JOIN slots s ON s.id = v.slot JOIN meetings m ON m.id = s.meeting
            WHERE m.room_id = :room AND m.state = 'voting' AND v.voter = :voter ORDER BY m.id
            """,
            {"room": self._room_id, "voter": voter},
        )
        return [row["id"] for row in rows]

    def clicked(self, meeting_id: int) -> bool:
        """Whether anybody has ever answered one of its native polls."""
        row = self._connection.execute(
            """
            SELECT 1 FROM votes v JOIN slots s ON s.id = v.slot JOIN meetings m ON m.id = s.meeting
            WHERE m.id = :id AND m.room_id = :room AND v.source = 'poll' LIMIT 1
            """,
            {"id": meeting_id, "room": self._room_id},
        ).fetchone()
        return row is not None

    def late(self, meeting_id: int) -> list[str]:
        """The user ids of those whose answer came after the end."""
        rows = self._connection.execute(
            """
            SELECT DISTINCT v.voter FROM votes v JOIN slots s ON s.id = v.slot JOIN meetings m ON m.id = s.meeting
            WHERE m.id = :id AND m.room_id = :room AND NOT v.redacted AND v.time > coalesce(m.ended, m.deadline)
            ORDER BY v.voter
            """,
            {"id": meeting_id, "room": self._room_id},
        )
        return [row["voter"] for row in rows]

    def redact(self, event_id: str) -> set[int]:
        """Votes and answers of that event count no more, so those before do; gives the meetings they belonged to."""
        votes = self._connection.execute(
            """
            UPDATE votes SET redacted = 1 WHERE event_id = :event AND slot IN
                (SELECT s.id FROM slots s JOIN meetings m ON m.id = s.meeting WHERE m.room_id = :room)
            RETURNING (SELECT meeting FROM slots WHERE id = slot) AS meeting
            """,
            {"event": event_id, "room": self._room_id},
        ).fetchall()
        self._connection.execute(
            """
            UPDATE attendance SET redacted = 1
            WHERE event_id = :event AND meeting IN (SELECT id FROM meetings WHERE room_id = :room)
            """,
            {"event": event_id, "room": self._room_id},
        )
        return {row["meeting"] for row in votes}

    def of_event(self, event_id: str) -> list[Cast]:
        """The votes that the event cast and that are not taken back, by meeting and slot."""
        rows = self._connection.execute(
            """
            SELECT s.meeting, s.number AS slot, v.voter, v.caster, v.value
            FROM votes v JOIN slots s ON s.id = v.slot JOIN meetings m ON m.id = s.meeting
            WHERE v.event_id = :event AND m.room_id = :room AND NOT v.redacted ORDER BY s.meeting, s.number
            """,
            {"event": event_id, "room": self._room_id},
        )
        return [Cast(**row) for row in rows]

    def latest_event(self, meeting_id: int, voter: str) -> str | None:
        """The event of the latest votes of that member in the poll that are not taken back, whoever cast them."""
        row = self._connection.execute(
            """
            SELECT v.event_id FROM votes v JOIN slots s ON s.id = v.slot JOIN meetings m ON m.id = s.meeting
            WHERE m.id = :id AND m.room_id = :room AND v.voter = :voter AND NOT v.redacted
            ORDER BY v.time DESC, v.id DESC LIMIT 1
            """,
            {"id": meeting_id, "room": self._room_id, "voter": voter},
        ).fetchone()
        return row["event_id"] if row else None

    def take_back(self, event_id: str, voter: str) -> None:
        """That member's votes of the event count no more; what it said for others stays."""
        self._connection.execute(
            "UPDATE votes SET redacted = 1 WHERE event_id = :event AND voter = :voter",
            {"event": event_id, "voter": voter},
        )

    def unanswered(self, user_id: str, now: int) -> list[Unanswered]:
        """The polls open at `now` (ms) in which that member has slots without a vote, the oldest first."""
        rows = self._connection.execute(
            f"""
            SELECT m.id AS meeting, m.number, m.title, m.deadline, count(*) AS slots
            FROM meetings m JOIN slots s ON s.meeting = m.id AND s.dropped IS NULL
            WHERE m.room_id = :room AND m.state = 'voting' AND m.ended IS NULL
              AND (m.deadline IS NULL OR m.deadline > :now)
              AND s.id NOT IN (SELECT slot FROM ({_COUNTING} AND m.room_id = :room AND m.state = 'voting'
                                                 AND v.voter = :member)
                               WHERE place = 1 AND value IN ('yes', 'maybe', 'no'))
            GROUP BY m.id ORDER BY m.number
            """,
            {"room": self._room_id, "member": user_id, "now": now},
        )
        return [Unanswered(**row) for row in rows]

    def to_be_fixed(self, proposer: str | None, now: int) -> list[int]:
        """The row ids of that member's polls (None: of everybody's) of which a date is to be fixed: all have voted, or
        voting has ended by `now` (ms)."""
        rows = self._connection.execute(
            """
            SELECT id FROM meetings WHERE room_id = :room AND state = 'voting'
                AND proposer = coalesce(:proposer, proposer)
                AND (asked_to_fix OR coalesce(ended, deadline) <= :now) ORDER BY +number
            """,
            {"room": self._room_id, "proposer": proposer, "now": now},
        )
        return [row["id"] for row in rows]

    def answer_coming(
        self, meeting_id: int, asked: int, user_id: str, value: ComingValue, event_id: str, time: int
    ) -> None:
        """Keeps what a member says to the `asked`-th asking of who comes. `time` in ms."""
        self._connection.execute(
            """
            INSERT INTO attendance (meeting, asked, user_id, value, event_id, time)
            VALUES (:id, :asked, :member, :value, :event, :time) ON CONFLICT DO NOTHING
            """,
            {"id": meeting_id, "asked": asked, "member": user_id, "value": value, "event": event_id, "time": time},
        )

    def coming(self, meeting_id: int) -> dict[str, Coming]:
        """What members say to the latest asking of who comes, by user id."""
        rows = self._connection.execute(
            """
            SELECT user_id, value FROM (
                SELECT a.user_id, a.value,
                       row_number() OVER (PARTITION BY a.user_id ORDER BY a.time DESC, a.id DESC) AS place
                FROM attendance a JOIN meetings m ON m.id = a.meeting
                WHERE m.id = :id AND m.room_id = :room AND a.asked = m.asked AND NOT a.redacted)
            WHERE place = 1 AND value IN ('onsite', 'online', 'no')
            """,
            {"id": meeting_id, "room": self._room_id},
        )
        return {row["user_id"]: row["value"] for row in rows}

    def said_whether_coming(self, user_id: str, meetings: Iterable[int]) -> set[int]:
        """Of which of those meetings (row ids) that member stands in `coming`."""
        rows = self._connection.execute(
            """
            SELECT m.id FROM json_each(:ids) AS given CROSS JOIN meetings m ON m.id = given.value
            WHERE m.room_id = :room AND (
                SELECT a.value FROM attendance a
                WHERE a.meeting = m.id AND a.user_id = :user AND a.asked = m.asked AND NOT a.redacted
                ORDER BY a.time DESC, a.id DESC LIMIT 1) IN ('onsite', 'online', 'no')
            """,
            {"ids": json.dumps(list(meetings)), "user": user_id, "room": self._room_id},
        )
        return {row["id"] for row in rows}
