"""Decisions of one board room: what is voted on, by what rules, what came of it; the register and its search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from storage.lengths import length
from storage.names import TitleKind, called, rows_of_room, same
from storage.numbers import next_number
from storage.searching import MOST_RANKED, match_query
from storage.values import frozen

Majority: TypeAlias = Literal["simple", "two thirds", "consent"]
DecisionState: TypeAlias = Literal["voting", "accepted", "rejected", "inquorate", "withdrawn"]
VoteOutcome: TypeAlias = Literal["accepted", "rejected", "inquorate"]

_PLACE: Final = """
    (SELECT (SELECT count(*) FROM topics b
             WHERE b.meeting = t.meeting AND b.occasion = t.occasion AND b.state <> 'dropped'
               AND (b.position, b.id) <= (t.position, t.id))
     FROM topics t JOIN meetings m ON m.id = t.meeting
     WHERE t.id = decisions.topic AND t.state <> 'dropped' AND m.number = decisions.meeting)
"""
"""Where the decision's point stands on the agenda now; null if it has left it."""
_COLUMNS: Final = f"""
    id, number, text, proposer, meeting, iif(topic IS NULL, point, {_PLACE}) AS point, topic,
    majority, eligible, needed, share, state, yes, no, abstain, deadline,
    ended, task, assignee, due, became, successor, repealed, rounds, opened
"""


@frozen
class BallotFigures:
    """How many ballots say what."""

    yes: int
    no: int
    abstain: int

    @property
    def cast(self) -> int:
        """All that count for the quorum."""
        return self.yes + self.no + self.abstain


@frozen
class DecidedTask:
    """The task that a decision becomes once it is accepted: a title, the user id of whoever is asked to take it on,
    and when it is due, as an ISO day or aware moment."""

    title: str
    assignee: str | None
    due: str | None


@frozen
class NewDecision:
    """A decision to be voted on. `meeting` and `point` are numbers (M3, point 4 of its agenda), `topic` the row id of
    that point if the agenda has it: then `point` follows it. `needed` ballots are a quorum, which was asked for as
    `share` ('50 %', '12'); `deadline` in ms."""

    text: str
    proposer: str
    majority: Majority
    needed: int
    share: str
    meeting: int | None = None
    point: int | None = None
    topic: int | None = None
    deadline: int | None = None
    task: DecidedTask | None = None


@frozen
class Decision:
    """A decision. Moments in ms. `figures` are those of the result, None as long
    as there is none. `became` is the number of the task that it has become; `successor` the row id of what was decided,
    or is voted on, in its place."""

    id: int
    number: int
    text: str
    proposer: str
    meeting: int | None
    point: int | None
    topic: int | None
    majority: Majority
    eligible: int
    needed: int
    share: str
    state: DecisionState
    figures: BallotFigures | None
    deadline: int | None
    ended: int | None
    task: DecidedTask | None
    became: int | None
    successor: int | None
    repealed: int | None
    rounds: int
    opened: int

    @property
    def key(self) -> str:
        return f"B{self.number}"

    @property
    def end(self) -> int | None:
        """After this moment no ballot counts (ms); None while there is no end."""
        return self.deadline if self.ended is None else self.ended

    def takes_ballots(self, time: int) -> bool:
        """Whether a ballot cast at that moment (ms) counts."""
        return self.state != "withdrawn" and (self.end is None or time <= self.end)


class Decisions:
    """The decisions of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def open(self, new: NewDecision, voters: Iterable[str], now: int) -> Decision:
        """A vote under the next number, with who may vote frozen (user ids, at least one). `now` in ms."""
        eligible = list(dict.fromkeys(voters))
        row = self._connection.execute(
            """
            INSERT INTO decisions (room_id, number, text, proposer, meeting, point, topic, majority, eligible, needed,
                                   share, deadline, task, assignee, due, opened)
            VALUES (:room, :number, :text, :proposer, :meeting, :point, :topic, :majority, :eligible, :needed,
                    :share, :deadline, :task, :assignee, :due, :now) RETURNING id
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "decision"),
                "text": new.text,
                "proposer": new.proposer,
                "meeting": new.meeting,
                "point": new.point,
                "topic": new.topic,
                "majority": new.majority,
                "eligible": len(eligible),
                "needed": new.needed,
                "share": new.share,
                "deadline": new.deadline,
                "task": new.task.title if new.task else None,
                "assignee": new.task.assignee if new.task else None,
                "due": new.task.due if new.task else None,
                "now": now,
            },
        ).fetchone()
        self._connection.executemany(
            "INSERT INTO decision_voters (decision, user_id) VALUES (?, ?)", [(row["id"], one) for one in eligible]
        )
        return self.get(row["id"])

    # --- looking ------------------------------------------------------------------------------------------------------

    def get(self, decision_id: int) -> Decision:
        """The decision with that row id. Raises LookupError if this room has none."""
        found = self.of_id(decision_id)
        if found is None:
            raise LookupError("no such decision in this room")
        return found

    def of_id(self, decision_id: int) -> Decision | None:
        return next(iter(self._select("id = :id", id=decision_id)), None)

    def find(self, number: int) -> Decision | None:
        """The decision of that number (B4)."""
        return next(iter(self._select("number = :number", number=number)), None)

    def called(self, words: str) -> list[Decision]:
        """Those whose text the words may name (`storage.names`)."""
        numbers = json.dumps(called(self._connection, self._room_id, TitleKind.DECISION, words))
        return self._select("number IN (SELECT value FROM json_each(:numbers))", numbers=numbers)

    def voted_on_as(self, text: str) -> list[Decision]:
        """Those that have no result yet and may have just that text."""
        numbers = json.dumps(same(self._connection, self._room_id, TitleKind.DECISION, text))
        return self._select("state = 'voting' AND number IN (SELECT value FROM json_each(:numbers))", numbers=numbers)

    def voting(self, limit: int = -1) -> list[Decision]:
        """Those that have no result yet, the oldest first."""
        return self._select("state = 'voting'", "number", limit=limit)

    def count_voting(self) -> int:
        """How many `voting` gives in all."""
        return length(self._connection, self._room_id, "voting")

    def newest(self, limit: int, offset: int = 0) -> list[Decision]:
        """All of the register, the newest first."""
        return self._select("TRUE", "number DESC", limit=limit, offset=offset)

    def count(self) -> int:
        """How many there are."""
        return length(self._connection, self._room_id, "decisions")

    def decided_since(self, since: int) -> list[Decision]:
        """Those with a result since then (ms), the oldest first."""
        return self._select("yes IS NOT NULL AND ended >= :since", "ended, number", since=since)

    def open_to(self, user_id: str) -> list[Decision]:
        """Those that are voted on and that this member has proposed or may vote on."""
        return self._select(
            "state = 'voting' AND (proposer = :user OR EXISTS "
            "(SELECT 1 FROM decision_voters v WHERE v.decision = decisions.id AND v.user_id = :user))",
            user=user_id,
        )

    def of_meeting(self, number: int) -> list[Decision]:
        """Those of the meeting M{number}, in the order of its agenda: what its minutes list."""
        return self._select("meeting = :meeting", "point IS NULL, point, number", meeting=number)

    def search(self, text: str, limit: int) -> list[Decision]:
        """Those in which all the words stand, the best first, of very many the newest; beginnings of words are enough.
        None without a word."""
        query = match_query(text.replace("#", " "))
        if query is None:
            return []
        first, last = rows_of_room(self._connection, self._room_id)
        values = {"query": query, "first": first, "last": last, "most": MOST_RANKED + 1}
        found = (
            "SELECT rowid - :first AS id FROM decisions_words "
            "WHERE decisions_words MATCH :query AND rowid BETWEEN :first AND :last"
        )
        rows = self._connection.execute(f"{found} ORDER BY rowid DESC LIMIT :most", values).fetchall()
        if len(rows) <= MOST_RANKED:
            rows = self._connection.execute(
                f"{found} ORDER BY rank, rowid DESC LIMIT :limit", {**values, "limit": limit}
            ).fetchall()
        return [self.get(row["id"]) for row in rows[:limit]]

    def _select(
        self, where: str, order: str = "number", *, limit: int = -1, offset: int = 0, **values: str | int
    ) -> list[Decision]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM decisions WHERE room_id = :room AND {where} ORDER BY {order} "
            "LIMIT :limit OFFSET :offset",
            {"room": self._room_id, "limit": limit, "offset": offset, **values},
        )
        return [_decision(row) for row in rows]

    # --- changing -----------------------------------------------------------------------------------------------------

    def conclude(self, decision: Decision, verdict: VoteOutcome, figures: BallotFigures, ended: int) -> Decision:
        """The vote has ended at that moment (ms) with that result. Of one that has a result already, the moment stays:
        it is counted again, as a ballot came late that was cast in time. A withdrawn one is left as it is."""
        self._connection.execute(
            """
            UPDATE decisions SET state = :state, yes = :yes, no = :no, abstain = :abstain,
                ended = coalesce(ended, :ended)
            WHERE id = :id AND state <> 'withdrawn'
            """,
            {
                "id": decision.id,
                "state": verdict,
                "yes": figures.yes,
                "no": figures.no,
                "abstain": figures.abstain,
                "ended": ended,
            },
        )
        return self.get(decision.id)

    def withdraw(self, decision: Decision, now: int, successor: int | None = None) -> Decision:
        """Nobody votes on it any more, and it has no result; perhaps another (row id) is voted on in its place."""
        self._connection.execute(
            "UPDATE decisions SET state = 'withdrawn', ended = :now, successor = :successor "
            "WHERE id = :id AND state = 'voting'",
            {"id": decision.id, "now": now, "successor": successor},
        )
        return self.get(decision.id)

    def repeal(self, decision: Decision, successor: Decision, now: int) -> Decision:
        """It holds no more; the successor does."""
        self._connection.execute(
            "UPDATE decisions SET successor = :successor, repealed = :now WHERE id = :id AND state = 'accepted'",
            {"id": decision.id, "successor": successor.id, "now": now},
        )
        return self.get(decision.id)

    def reword(self, decision: Decision, text: str) -> Decision:
        """Another text, and another native poll to be posted, of one on which nobody has voted."""
        self._connection.execute(
            "UPDATE decisions SET text = :text, rounds = rounds + 1 WHERE id = :id",
            {"id": decision.id, "text": text},
        )
        return self.get(decision.id)

    def set_deadline(self, decision: Decision, deadline: int) -> Decision:
        """Another end of the vote (ms)."""
        self._connection.execute(
            "UPDATE decisions SET deadline = :deadline WHERE id = :id", {"id": decision.id, "deadline": deadline}
        )
        return self.get(decision.id)

    def became(self, decision: Decision, task: int) -> Decision:
        """It has become the task of that number."""
        self._connection.execute(
            "UPDATE decisions SET became = :task WHERE id = :id", {"id": decision.id, "task": task}
        )
        return self.get(decision.id)


def _decision(row: sqlite3.Row) -> Decision:
    values = dict(row)
    yes, no, abstain = (values.pop(name) for name in ("yes", "no", "abstain"))
    title, assignee, due = (values.pop(name) for name in ("task", "assignee", "due"))
    return Decision(
        **values,
        figures=None if yes is None else BallotFigures(yes, no, abstain),
        task=None if title is None else DecidedTask(title, assignee, due),
    )
