"""Speakers from outside whom the board would like to hear: ideas, who asks them, what came of it, and who wishes for
them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, TypeAlias

from storage.listings import LISTED, listed_length
from storage.names import TitleKind, called
from storage.numbers import next_number
from storage.timers import TimerKind, Timers
from storage.values import frozen

ImpulseState: TypeAlias = Literal["idea", "asked", "confirmed", "declined", "held", "dropped"]
OPEN: Final[tuple[ImpulseState, ...]] = ("idea", "asked", "confirmed")
"""States of which something is still to come."""
ALL: Final[tuple[ImpulseState, ...]] = (*OPEN, "held", "declined", "dropped")
"""All states, in the order in which they are listed."""
OUTSIDERS_KEPT: Final = 365 * 86_400_000
"""Milliseconds for which it is kept who has declined, or was dropped: twelve months."""
_FORGOTTEN_AT_ONCE: Final = 50

_WISHES: Final = """
    (SELECT json_group_array(user_id) FROM (
        SELECT w.user_id FROM impulse_wishes w WHERE w.impulse = i.id AND w.value = 1 AND NOT EXISTS (
            SELECT 1 FROM impulse_wishes later WHERE later.impulse = w.impulse AND later.user_id = w.user_id
              AND (later.time, later.id) > (w.time, w.id))
        ORDER BY w.time, w.id)) AS wishes
"""
_COLUMNS: Final = f"""
    i.id, i.number, i.topic, i.person, i.office, i.state, i.author, i.contact, i.asker, i.until, i.point, i.told,
    i.ended, i.created, i.changed, t.meeting, coalesce(t.occasion, '') AS occasion, t.minutes, {_WISHES}
"""
_RANK: Final = """
    CASE i.state WHEN 'idea' THEN 0 WHEN 'asked' THEN 1 WHEN 'confirmed' THEN 2 WHEN 'held' THEN 3
        WHEN 'declined' THEN 4 ELSE 5 END,
    iif(i.state IN ('idea', 'asked', 'confirmed'), -json_array_length(wishes), -i.ended), i.number
"""
GUEST: Final = """
    (SELECT iif(g.person = '' OR g.office = '', g.person || g.office, g.person || ', ' || g.office)
     FROM impulses g WHERE g.point = {topic} AND g.state IN ('confirmed', 'held'))
"""
"""Who from outside speaks at the point whose row id is `{topic}`."""


@frozen
class NewImpulse:
    """An idea to be kept: a topic or a person at least. `author` and `contact` are user ids."""

    topic: str
    person: str
    office: str
    author: str
    contact: str | None = None


@frozen
class Impulse:
    """An impulse as it stands. Moments in ms. `point` is the row id of its point, whose `meeting` (a row id, None in
    the backlog), `occasion` and `minutes` are its own. `wishes` are the user ids of those who would like to hear it."""

    id: int
    number: int
    topic: str
    person: str
    office: str
    state: ImpulseState
    author: str
    contact: str | None
    asker: str | None
    until: int | None
    point: int | None
    told: str
    ended: int | None
    created: int
    changed: int
    meeting: int | None
    occasion: str
    minutes: int | None
    wishes: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"I{self.number}"

    @property
    def speaker(self) -> str:
        """The name and where they are from; empty if nobody is known."""
        return ", ".join(part for part in (self.person, self.office) if part)

    @property
    def title(self) -> str:
        """What it is called: by its topic, else by who speaks."""
        return self.topic or self.speaker

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in OPEN


@frozen
class ImpulseTitle:
    """By what an impulse may be meant."""

    number: int
    topic: str
    person: str
    office: str


@frozen
class ImpulseStep:
    """When it came to be in that state (ms), by whose word (a user id); `note` is the reason, the meeting's short name
    or the ISO day by which an answer is expected."""

    state: ImpulseState
    member: str
    time: int
    note: str


class Impulses:
    """The impulses of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def add(self, new: NewImpulse, now: int) -> Impulse:
        """Keeps an idea under the next number."""
        row = self._connection.execute(
            """
            INSERT INTO impulses (room_id, number, topic, person, office, author, contact, created, changed)
            VALUES (:room, :number, :topic, :person, :office, :author, :contact, :now, :now) RETURNING id
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "impulse"),
                "topic": new.topic,
                "person": new.person,
                "office": new.office,
                "author": new.author,
                "contact": new.contact,
                "now": now,
            },
        ).fetchone()
        self._step(row["id"], "idea", new.author, now, "")
        return self.get(row["id"])

    # --- looking ------------------------------------------------------------------------------------------------------

    def get(self, impulse_id: int) -> Impulse:
        """The impulse with that row id. Raises LookupError if this room has none."""
        found = self.of_id(impulse_id)
        if found is None:
            raise LookupError("no such impulse in this room")
        return found

    def of_id(self, impulse_id: int) -> Impulse | None:
        return next(iter(self._select("i.id = :id", id=impulse_id)), None)

    def find(self, number: int) -> Impulse | None:
        """The impulse of that number (I5)."""
        return next(iter(self._select("i.room_id = :room AND i.number = :number", number=number)), None)

    def of_ids(self, ids: Iterable[int]) -> list[Impulse]:
        """Those of them that there are, in that order."""
        wanted = list(ids)
        found = self._select("i.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(wanted))
        return sorted(found, key=lambda one: wanted.index(one.id))

    def listed(self, states: Sequence[ImpulseState], limit: int = -1, offset: int = 0) -> list[Impulse]:
        """Those in one of the states: ideas first, those that most members wish for before the others."""
        found: list[Impulse] = []
        for state in ALL:
            if state not in states or len(found) == limit:
                continue
            length = listed_length(self._connection, self._room_id, f"impulses {state}")
            if offset < length:
                left = limit - len(found) if limit >= 0 else -1
                found += self._select(f"i.id IN ({LISTED})", list=f"impulses {state}", limit=left, offset=offset)
            offset = max(0, offset - length)
        return found

    def of_person(self, person: str) -> list[Impulse]:
        """Those whose person may be called like that (`storage.names`)."""
        numbers = json.dumps(called(self._connection, self._room_id, TitleKind.SPEAKER, person))
        return self._select(
            "i.room_id = :room AND i.number IN (SELECT value FROM json_each(:numbers))", numbers=numbers
        )

    def titles(self, limit: int = -1) -> list[ImpulseTitle]:
        """By what all of them are called, the newest first."""
        rows = self._connection.execute(
            """
            SELECT number, topic, person, office FROM impulses WHERE room_id = :room ORDER BY number DESC LIMIT :limit
            """,
            {"room": self._room_id, "limit": limit},
        )
        return [ImpulseTitle(**row) for row in rows]

    def changed_since(self, since: int) -> bool:
        """Whether any that is open has changed since then (ms)."""
        row = self._connection.execute(
            """
            SELECT 1 FROM impulses WHERE room_id = :room AND state IN ('idea', 'asked', 'confirmed')
              AND changed >= :since LIMIT 1
            """,
            {"room": self._room_id, "since": since},
        ).fetchone()
        return row is not None

    def count(self, states: Sequence[ImpulseState]) -> int:
        """How many are in one of the states."""
        return sum(listed_length(self._connection, self._room_id, f"impulses {state}") for state in states)

    def of_member(self, user_id: str, limit: int = -1) -> list[Impulse]:
        """The open ones whose contact that member keeps, or whom they have asked, of many the oldest."""
        return self._select(f"i.id IN ({LISTED})", list=f"impulses of {user_id}", limit=limit, offset=0)

    def on(self, meeting: int, occasion: str) -> list[Impulse]:
        """Those who have confirmed for that date of the meeting with that row id."""
        return self._select(
            "i.point IN (SELECT id FROM topics WHERE meeting = :meeting) AND i.state = 'confirmed' "
            "AND t.occasion = :occasion AND t.state = 'open'",
            meeting=meeting,
            occasion=occasion,
        )

    def steps(self, impulse: Impulse) -> list[ImpulseStep]:
        """How it came to that, the first step first."""
        rows = self._connection.execute(
            "SELECT state, member, time, note FROM impulse_steps WHERE impulse = :id ORDER BY id", {"id": impulse.id}
        )
        return [ImpulseStep(**row) for row in rows]

    def _select(self, where: str, **values: str | int) -> list[Impulse]:
        rows = self._connection.execute(
            f"""
            SELECT {_COLUMNS} FROM impulses i LEFT JOIN topics t ON t.id = i.point AND t.state <> 'dropped'
            WHERE {where} AND +i.room_id = :room ORDER BY {_RANK}
            """,
            {"room": self._room_id, **values},
        )
        return [Impulse(**{**dict(row), "wishes": tuple(json.loads(row["wishes"]))}) for row in rows]

    # --- changing -----------------------------------------------------------------------------------------------------

    def change(self, impulse: Impulse, now: int) -> Impulse:
        """Topic, person, office and contact are as that value has them."""
        return self._set(
            impulse,
            "topic = :topic, person = :person, office = :office, contact = :contact",
            now,
            topic=impulse.topic,
            person=impulse.person,
            office=impulse.office,
            contact=impulse.contact,
        )

    def ask(self, impulse: Impulse, asker: str, until: int | None, step: ImpulseStep) -> Impulse:
        """The person is being asked by that member, who keeps the contact if nobody does."""
        self._step(impulse.id, "asked", step.member, step.time, step.note)
        return self._set(
            impulse,
            "state = 'asked', asker = :asker, contact = coalesce(contact, :asker), until = :until, ended = NULL",
            step.time,
            asker=asker,
            until=until,
        )

    def confirm(self, impulse: Impulse, point: int, told: str, step: ImpulseStep) -> Impulse:
        """They have confirmed, and speak at that point; the contact, who is there from now on, knows what was told."""
        self._step(impulse.id, "confirmed", step.member, step.time, step.note)
        return self._set(
            impulse,
            "state = 'confirmed', point = :point, told = :told, until = NULL, ended = NULL, "
            "contact = coalesce(contact, asker, :member)",
            step.time,
            point=point,
            told=told,
            member=step.member,
        )

    def end(self, impulse: Impulse, ended: int, step: ImpulseStep) -> Impulse:
        """It is declined, dropped or held, since `ended` (ms). Of one that was held its point stays."""
        self._step(impulse.id, step.state, step.member, step.time, step.note)
        return self._set(
            impulse,
            "state = :state, ended = :ended, until = NULL, point = iif(:state = 'held', point, NULL)",
            step.time,
            state=step.state,
            ended=ended,
        )

    def tell(self, impulse: Impulse, told: str) -> None:
        """That is what the contact was told last."""
        self._connection.execute("UPDATE impulses SET told = :told WHERE id = :id", {"id": impulse.id, "told": told})

    def take_over(self, impulse: Impulse, user_id: str, now: int) -> Impulse:
        """The member keeps the contact from now on, and waits for the answer where one is awaited."""
        return self._set(impulse, "contact = :user, asker = iif(state = 'asked', :user, asker)", now, user=user_id)

    def release(self, user_id: str, now: int) -> list[Impulse]:
        """The member keeps the contact of none any more, and asks nobody; gives the open ones that were theirs. Whoever
        was asked by them is an idea again, unless somebody else keeps the contact: then that one asks."""
        held = self.of_member(user_id)
        self._connection.execute(
            """
            UPDATE impulses SET
                contact = nullif(contact, :user),
                asker = iif(asker = :user, nullif(contact, :user), asker),
                until = iif(state = 'asked' AND asker = :user AND nullif(contact, :user) IS NULL, NULL, until),
                state = iif(state = 'asked' AND asker = :user AND nullif(contact, :user) IS NULL, 'idea', state),
                changed = :now
            WHERE room_id = :room AND :user IN (contact, asker)
            """,
            {"room": self._room_id, "user": user_id, "now": now},
        )
        return self.of_ids(one.id for one in held)

    def follow(self, meeting: int, now: int) -> None:
        """The meeting with that row id has changed: what follows for who speaks there is due at `now` (ms)."""
        rows = self._connection.execute(
            """
            SELECT t.id FROM topics t JOIN impulses i ON i.point = t.id
            WHERE i.room_id = :room AND :meeting IN (t.meeting, t.home)
            """,
            {"room": self._room_id, "meeting": meeting},
        )
        for row in rows.fetchall():
            point_changed(self._connection, self._room_id, row["id"], now)

    def _set(self, impulse: Impulse, change: str, now: int, **values: Any) -> Impulse:
        self._connection.execute(
            f"UPDATE impulses SET {change}, changed = :now WHERE id = :id AND room_id = :room",
            {"id": impulse.id, "room": self._room_id, "now": now, **values},
        )
        return self.get(impulse.id)

    def _step(self, impulse_id: int, state: ImpulseState, member: str, time: int, note: str) -> None:
        self._connection.execute(
            "INSERT INTO impulse_steps (impulse, state, member, time, note) VALUES (?, ?, ?, ?, ?)",
            (impulse_id, state, member, time, note),
        )

    def forget(self, impulse: Impulse) -> None:
        """Nothing is kept of it any more."""
        self._connection.execute("DELETE FROM impulses WHERE id = :id", {"id": impulse.id})


def point_changed(connection: sqlite3.Connection, room_id: str, topic: int, now: int) -> None:
    """A point stands elsewhere, or nowhere any more: what follows for who speaks there is due at `now` (ms)."""
    rows = connection.execute("SELECT id FROM impulses WHERE point = :topic", {"topic": topic}).fetchall()
    for row in rows:
        Timers(connection, room_id).bring_forward(TimerKind.IMPULSE_FOLLOWS, row["id"], now)


def point_carried(connection: sqlite3.Connection, topic: int, successor: int | None) -> None:
    """Who speaks at that point speaks at its successor, or at none where there is none."""
    connection.execute(
        "UPDATE impulses SET point = :successor WHERE point = :topic", {"topic": topic, "successor": successor}
    )


def forget_outsiders(connection: sqlite3.Connection, before: int) -> int:
    """Deletes what was declined or dropped before that moment (ms), some at once; gives how many. In all rooms: who
    is from outside has asked none of them to keep it."""
    return connection.execute(
        """
        DELETE FROM impulses WHERE id IN (
            SELECT id FROM impulses WHERE state IN ('declined', 'dropped') AND ended < :before LIMIT :limit)
        """,
        {"before": before, "limit": _FORGOTTEN_AT_ONCE},
    ).rowcount
