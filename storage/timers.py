"""Moments at which the bot has something to do: rows, so that neither a crash nor a clock loses one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from enum import StrEnum

from storage.values import frozen


class TimerKind(StrEnum):
    """What is due: the one list of the notices that are given unasked. `about` is the row id of what is named first."""

    POLL_DEADLINE = "poll deadline"
    POLL_NUDGE = "poll nudge"
    POLL_VOTED = "poll voted"
    """The last vote came in the quiet hours: whoever fixes the date is to be told."""
    MEETING_REMINDER = "meeting reminder"
    ATTENDANCE = "attendance"
    """The next date of a series is to be asked about."""
    MEETING_HEADING = "meeting heading"
    """Something else about the meeting has changed: its heading is to show it."""
    MEETING_CHANGED = "meeting changed"
    """Its date has changed: who hosts it is to be told."""
    MEETING_COUNTED = "meeting counted"
    """It was fixed or has changed: reminders that are counted from it follow."""
    MEETING_AGENDA = "meeting agenda"
    """It has changed: the points of its agenda follow."""
    HOST_REMINDER = "host reminder"
    HOST_WANTED = "host wanted"
    """Nobody has answered whether a meeting can be at their place; `tag` says who was asked."""
    HOST_OFFER_OVER = "host offer over"
    """The last day of an offer is over."""
    HOST_CHOSEN = "host chosen"
    """A host was chosen together with a meeting's date; `tag` is the number of the offer that was chosen before."""
    TASK_DUE = "task due"
    TASK_ASK = "task ask"
    """Whether it is still being done."""
    TASK_FREE = "task free"
    """Nobody answered that."""
    TASK_TERM = "task term"
    """The term of a standing task is over."""
    TASK_NEXT = "task next"
    """The day of a task that comes again: the next one opens."""
    TASK_ARISEN = "task arisen"
    """What was decided has become a task: its reminders are to be set; `tag` is who is to be asked to take it on."""
    DECISION_END = "decision end"
    """The vote on a decision ends: its deadline, or all have voted."""
    DECISION_NUDGE = "decision nudge"
    DECISION_STATUS = "decision status"
    """Something about the decision has changed elsewhere: its status message is to show it."""
    IMPULSE_ASKED = "impulse asked"
    """Whether whoever was asked to speak has answered."""
    IMPULSE_NEAR = "impulse near"
    """The meeting at which somebody from outside speaks comes near."""
    IMPULSE_FOLLOWS = "impulse follows"
    """The point at which somebody from outside speaks, or its meeting, has changed: the contact is to be told."""
    IMPULSE_OVER = "impulse over"
    """Who has declined, or was dropped, is kept no longer."""
    REMINDER = "reminder"
    DIGEST = "digest"
    """The weekly overview; the tag is the time of the week that the configuration gave it."""
    MEMBER_GONE = "member gone"
    UNREAD_MESSAGE = "unread message"


SAID_ONCE = frozenset({TimerKind.DIGEST, TimerKind.POLL_NUDGE})
"""What is of no use to anybody who may have read it already."""


class Pause(StrEnum):
    """For what nobody is rung again before its end: who was rung is kept among the timers, as it ends like one, but
    nothing is said then. `about` is the row id of the record."""

    POLL_NUDGED = "poll nudged"
    """The member was asked to vote."""
    MEETING_TOLD = "meeting told"
    """The member was rung with a change of the meeting."""
    HOST_CALLED = "host called"
    """The room was asked who can host the meeting."""
    TASK_OFFERED = "task offered"
    """The member was rung to take the task on."""
    DECISION_NUDGED = "decision nudged"
    """The member was asked to vote on the decision."""
    IMPULSE_TOLD = "impulse told"
    """The contact was rung with another date or place for who speaks."""


_PAUSES = frozenset(Pause)


@frozen
class Timer:
    """Something due at `due` (ms): the notice `kind` about the record with the row id `about`.

    `faults` is how often that notice has failed in a way that nobody foresaw.
    """

    id: int
    room_id: str
    kind: str
    about: int
    tag: str
    due: int
    faults: int = 0


class Timers:
    """The timers of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def set(self, kind: TimerKind, about: int, due: int, tag: str = "") -> None:
        """Sets the timer, or moves it if it was set."""
        self._set(kind, about, due, tag)

    def pause(self, pause: Pause, about: int, until: int, user_id: str = "") -> None:
        """Keeps that the member (or the whole room) was rung for this, until then (ms)."""
        self._set(pause, about, until, user_id)

    def pauses(self, pause: Pause, about: int, now: int, user_id: str = "") -> bool:
        """Whether the member (or the whole room) was rung for this, and is not to be rung again at `now` (ms)."""
        until = self.due_of(pause, about, user_id)
        return until is not None and until > now

    def _set(self, kind: str, about: int, due: int, tag: str) -> None:
        self._connection.execute(
            """
            INSERT INTO timers (room_id, kind, about, tag, due) VALUES (:room, :kind, :about, :tag, :due)
            ON CONFLICT (room_id, kind, about, tag) DO UPDATE SET due = :due, faults = 0
            """,
            {"room": self._room_id, "kind": kind, "about": about, "tag": tag, "due": due},
        )

    def bring_forward(self, kind: TimerKind, about: int, due: int, tag: str = "") -> None:
        """Sets the timer, or moves it to `due` (ms) if it was set for later; one that is tried again stays."""
        self._connection.execute(
            """
            INSERT INTO timers (room_id, kind, about, tag, due) VALUES (:room, :kind, :about, :tag, :due)
            ON CONFLICT (room_id, kind, about, tag) DO UPDATE SET due = :due WHERE due > :due AND faults = 0
            """,
            {"room": self._room_id, "kind": kind, "about": about, "tag": tag, "due": due},
        )

    def again(self, timer: Timer, due: int) -> None:
        """Sets a timer that was taken for another try at `due` (ms), unless it is set already."""
        self._connection.execute(
            """
            INSERT INTO timers (room_id, kind, about, tag, due, faults)
            VALUES (:room, :kind, :about, :tag, :due, :faults)
            ON CONFLICT DO NOTHING
            """,
            {
                "room": self._room_id,
                "kind": timer.kind,
                "about": timer.about,
                "tag": timer.tag,
                "due": due,
                "faults": timer.faults + 1,
            },
        )

    def clear(self, kind: str, about: int) -> None:
        """Takes back all timers of that kind about that record."""
        self._connection.execute(
            "DELETE FROM timers WHERE room_id = :room AND kind = :kind AND about = :about",
            {"room": self._room_id, "kind": kind, "about": about},
        )

    def tags_of(self, kind: str, about: int) -> list[str]:
        """The tags of the timers of that kind about that record."""
        rows = self._connection.execute(
            "SELECT tag FROM timers WHERE room_id = :room AND kind = :kind AND about = :about ORDER BY id",
            {"room": self._room_id, "kind": kind, "about": about},
        )
        return [row["tag"] for row in rows]

    def due_of(self, kind: str, about: int, tag: str = "") -> int | None:
        """When that timer is due (ms), or None if it is not set."""
        row = self._connection.execute(
            "SELECT due FROM timers WHERE room_id = :room AND kind = :kind AND about = :about AND tag = :tag",
            {"room": self._room_id, "kind": kind, "about": about, "tag": tag},
        ).fetchone()
        return int(row["due"]) if row else None


def take_due(connection: sqlite3.Connection, now: int, rooms: Sequence[str], limit: int) -> list[Timer]:
    """Takes away the timers of those rooms that are due at `now` (ms), earliest first, at most `limit`; gives those
    for which something is to be said.

    Timers of other rooms wait: the bot may be invited back.
    """
    # `+room_id`: SQLite shall walk through the index by due time, not through all timers of the rooms.
    rows = connection.execute(
        """
        DELETE FROM timers WHERE id IN (
            SELECT id FROM timers WHERE due <= :now AND +room_id IN (SELECT value FROM json_each(:rooms))
            ORDER BY due, id LIMIT :limit)
        RETURNING id, room_id, kind, about, tag, due, faults
        """,
        {"now": now, "rooms": json.dumps(list(rooms)), "limit": limit},
    ).fetchall()
    return sorted((Timer(**row) for row in rows if row["kind"] not in _PAUSES), key=lambda timer: (timer.due, timer.id))


def next_due(connection: sqlite3.Connection, rooms: Sequence[str]) -> int | None:
    """The moment (ms) of the earliest timer of those rooms."""
    row = connection.execute(
        "SELECT min(due) AS due FROM timers WHERE +room_id IN (SELECT value FROM json_each(:rooms))",
        {"rooms": json.dumps(list(rooms))},
    ).fetchone()
    return None if row["due"] is None else int(row["due"])


def stirs(connection: sqlite3.Connection, until: int) -> bool:
    """Whether there is anything to fetch, or a timer of any room is due before that moment (ms)."""
    query = "SELECT EXISTS (SELECT 1 FROM errands) OR EXISTS (SELECT 1 FROM timers WHERE due < :until)"
    return bool(connection.execute(query, {"until": until}).fetchone()[0])


def restored_at(connection: sqlite3.Connection) -> int:
    """When (ms) the records were put back from a backup, 0 for never: what was due until then may have rung."""
    return int(connection.execute("SELECT coalesce(max(time), 0) FROM restored").fetchone()[0])
