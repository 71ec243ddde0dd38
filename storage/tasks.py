"""Tasks and standing duties of one board room: who holds them, and the notes on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, TypeAlias

from storage.lengths import length
from storage.listings import LISTED, listed_length, listed_since
from storage.names import TitleKind, called, same
from storage.numbers import next_number
from storage.reminders import Repeat
from storage.task_lists import BY_DUE, LISTS, Listed, values_of_lists
from storage.task_offers import TaskOffers
from storage.timers import TimerKind
from storage.values import frozen

TaskState: TypeAlias = Literal["open", "done", "dropped"]

_A_WEEK: Final = (7 * 24 - 2) * 3_600_000
"""Milliseconds within which what is overdue is said again: those of a week in which the hour is changed."""
_NOT_PUT_OFF: Final = 5 * 24 * 3_600_000
"""Milliseconds after the date within which a task is first said to be overdue, whatever the zone."""

_TASKS = """
    SELECT id, number, key AS duty, title, places, due, state, creator, created, closer, closed, follows, turn,
        CASE WHEN rule IS NOT NULL THEN json_array(rule, first, zone) END AS repeat,
        (SELECT json_group_array(json_array(user_id, since, until, confirmed, asked))
         FROM (SELECT * FROM task_owners WHERE task_id = tasks.id ORDER BY since, place)) AS owners
    FROM tasks
"""


@frozen
class Owner:
    """A member who has taken a task on. Moments in ms; `until` is the last day of a duty's term.

    `confirmed` is when they last said that they hold it, `asked` when the bot asked, None once that is answered.
    """

    user_id: str
    since: int
    until: date | None
    confirmed: int
    asked: int | None


@frozen
class HeldForNow:
    """A task, by its row id, that a member holds until the last day of a term, or until it is `freed` (ms; 0: never),
    as they were asked whether they still do it."""

    id: int
    until: date | None
    freed: int


@frozen
class Task:
    """A task; `duty` is the configuration's key of a standing one. `due` is a day or an aware moment, the others ms.

    Of one that comes again `repeat` is the rule and `turn` which of its dates this one is for; `follows` is the row id
    of the one before it.
    """

    id: int
    number: int
    duty: str | None
    title: str
    places: int
    due: date | datetime | None
    state: TaskState
    creator: str | None
    created: int
    closer: str | None
    closed: int | None
    follows: int | None
    turn: date | datetime | None
    repeat: Repeat | None
    owners: tuple[Owner, ...]

    @property
    def key(self) -> str:
        return f"T{self.number}"

    @property
    def free(self) -> int:
        """How many more members may take it on."""
        return max(0, self.places - len(self.owners))

    def owner(self, user_id: str) -> Owner | None:
        return next((owner for owner in self.owners if owner.user_id == user_id), None)


@frozen
class Note:
    author: str
    time: int
    text: str


class Tasks:
    """The tasks of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id
        self._offers = TaskOffers(connection, room_id)

    def add(
        self,
        title: str,
        now: int,
        *,
        creator: str | None = None,
        due: date | datetime | None = None,
        places: int = 1,
        duty: str | None = None,
    ) -> Task:
        """A new open task under the next number. `now` in ms."""
        number = next_number(self._connection, self._room_id, "task")
        row = self._connection.execute(
            """
            INSERT INTO tasks (room_id, number, key, title, places, due, creator, created)
            VALUES (:room, :number, :key, :title, :places, :due, :creator, :now) RETURNING id
            """,
            {
                "room": self._room_id,
                "number": number,
                "key": duty,
                "title": title,
                "places": places,
                "due": due.isoformat() if due else None,
                "creator": creator,
                "now": now,
            },
        ).fetchone()
        return self.get(row["id"])

    def get(self, task_id: int) -> Task:
        """The task with that row id. Raises LookupError if this room has none."""
        found = self._select("room_id = :room AND id = :id", id=task_id)
        if not found:
            raise LookupError("no such task in this room")
        return found[0]

    def find(self, task_id: int) -> Task | None:
        """The task with that row id, if this room has it."""
        return next(iter(self._select("room_id = :room AND id = :id", id=task_id)), None)

    def by_number(self, number: int) -> Task | None:
        return next(iter(self._select("room_id = :room AND number = :number", number=number)), None)

    def of_duty(self, key: str) -> Task | None:
        """The standing task with that key in the configuration, whatever its state."""
        return next(iter(self._select("room_id = :room AND key = :key", key=key)), None)

    def called(self, words: str, *, finished: bool = False) -> list[Task]:
        """The open tasks, or the finished ones, that the words may name (`storage.names`), and all standing ones, which
        have other names besides their titles; in the order of their numbers."""
        state = "state <> 'open'" if finished else "state = 'open'"
        kind = TitleKind.FINISHED_TASK if finished else TitleKind.OPEN_TASK
        numbers = json.dumps(called(self._connection, self._room_id, kind, words))
        where = f"""
            +room_id = :room AND {state} AND id IN (
                SELECT id FROM tasks WHERE room_id = :room AND number IN (SELECT value FROM json_each(:numbers))
                UNION SELECT id FROM tasks WHERE room_id = :room AND key IS NOT NULL)
        """
        return self._select(where, "+number", numbers=numbers)

    def same(self, title: str) -> list[Task]:
        """The few open tasks that may have just that title."""
        numbers = json.dumps(same(self._connection, self._room_id, TitleKind.OPEN_TASK, title))
        given = "SELECT value FROM json_each(:numbers)"
        return self._select(f"room_id = :room AND +state = 'open' AND number IN ({given})", numbers=numbers)

    def open(self) -> list[Task]:
        """All that is not finished: what is due first comes first, what has no date last."""
        return self._select(*LISTS["open"])

    def done(self) -> list[Task]:
        """All that is finished, the latest first."""
        return self._select(*LISTS["done"])

    def done_since(self, since: int) -> list[Task]:
        """What was finished at `since` (ms) or later, the latest first."""
        where, order = LISTS["done"]
        return self._select(f"{where} AND closed >= :since", order, since=since)

    def created_between(self, begin: int, end: int) -> list[Task]:
        """Those that came from `begin` to before `end` (ms), but for standing ones and those that were dropped."""
        where = "room_id = :room AND created >= :begin AND created < :end AND key IS NULL AND state <> 'dropped'"
        return self._select(where, begin=begin, end=end)

    def open_since(self, since: int) -> list[Task]:
        """Those that came at `since` (ms) or later and are open, what is due first before the others."""
        return self._select("room_id = :room AND created >= :since AND +state = 'open'", BY_DUE, since=since)

    def due_within(self, first: date, last: date, limit: int) -> list[Task]:
        """Open ones that are due on those days or between, as their dates are kept, the first of them."""
        where = "room_id = :room AND state = 'open' AND (due IS NULL) = 0 AND due >= :first AND due < :after"
        after = (last + timedelta(days=1)).isoformat()
        return self._select(where, "due, number", limit=limit, first=first.isoformat(), after=after)

    def unreminded(self, due_from: Mapping[str, date], weekly: str, now: int) -> list[Task]:
        """Open ones of whose reminders one may be missing, or put off, at `now` (ms). Each has the timer with the tag
        `weekly`, which comes again once it is overdue, and one for each tag of `due_from` if it is due on that day or
        later."""
        days: dict[str, Any] = {f"day{number}": day.isoformat() for number, day in enumerate(due_from.values())}
        expected = " + ".join(("1", *(f"(due >= :{name})" for name in days)))
        where = f"""
            room_id = :room AND state = 'open' AND (due IS NULL) = 0 AND {expected} > (
                SELECT count(*) FROM timers
                WHERE room_id = :room AND kind = '{TimerKind.TASK_DUE}' AND about = tasks.id
                  AND tag IN (SELECT value FROM json_each(:tags))
                  AND timers.due <= max(:week, unixepoch(tasks.due) * 1000 + {_NOT_PUT_OFF}))
        """
        tags = json.dumps([weekly, *due_from])
        return self._select(where, "+number", week=now + _A_WEEK, tags=tags, **days)

    def held_by(self, user_id: str) -> list[Task]:
        """The open tasks which that user has taken on."""
        return self._held(user_id)

    def held_for_now(self, user_id: str) -> list[HeldForNow]:
        """Of those the ones whose term ends, or of which the user was asked whether they still do them."""
        rows = self._connection.execute(
            f"""
            SELECT t.id, o.until, coalesce(iif(o.asked IS NULL, NULL, (
                SELECT f.due FROM timers f WHERE f.room_id = :room AND f.kind = '{TimerKind.TASK_FREE}'
                  AND f.about = t.id AND f.tag = :user)), 0) AS freed
            FROM task_owners o CROSS JOIN tasks t ON t.id = o.task_id
            WHERE o.user_id = :user AND (o.asked IS NOT NULL OR o.until IS NOT NULL)
              AND t.room_id = :room AND t.state = 'open' ORDER BY {BY_DUE}
            """,
            {"room": self._room_id, "user": user_id},
        )
        days = ((row, date.fromisoformat(row["until"]) if row["until"] else None) for row in rows)
        return [HeldForNow(row["id"], until, row["freed"]) for row, until in days]

    def _held(self, user_id: str, limit: int = -1, offset: int = 0) -> list[Task]:
        rows = self._connection.execute(
            f"{_TASKS} WHERE id IN ({LISTED}) ORDER BY {BY_DUE}",
            {"room": self._room_id, "list": f"held {user_id}", "limit": limit, "offset": offset},
        )
        return [_task(row) for row in rows]

    def page(self, listed: Listed, user_id: str, now: datetime, limit: int, offset: int = 0) -> list[Task]:
        """That many of a list: what is due first stands first, of what is finished the latest.

        `user_id` is who holds what is `held`; `now` is aware, in the zone in which days end.
        """
        if listed == "held":
            return self._held(user_id, limit, offset)
        return self._select(*LISTS[listed], limit=limit, offset=offset, **values_of_lists(now))

    def count(self, listed: Listed, user_id: str, now: datetime) -> int:
        """How long that list is."""
        if listed in ("open", "free", "done"):
            return length(self._connection, self._room_id, listed)
        if listed == "held":
            return listed_length(self._connection, self._room_id, f"held {user_id}")
        today = datetime.combine(now.date(), time(), UTC)
        days = self._due_before("by day due", int(today.timestamp()) * 1000)
        return days + self._due_before("by day due at", int(now.timestamp()) * 1000 + 1)

    def _due_before(self, name: str, moment: int) -> int:
        """How many of that list were due before that moment (ms): of a whole day its beginning in UTC."""
        later = listed_since(self._connection, self._room_id, name, moment)
        return listed_length(self._connection, self._room_id, name) - later

    def _select(
        self, where: str, order: str = "number", *, limit: int = -1, offset: int = 0, **values: str | int
    ) -> list[Task]:
        rows = self._connection.execute(
            f"{_TASKS} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
            {"room": self._room_id, "limit": limit, "offset": offset, **values},
        )
        return [_task(row) for row in rows]

    def change(self, task: Task, *, title: str, places: int, due: date | datetime | None) -> Task:
        """The task with that title, those places and that due date."""
        self._connection.execute(
            "UPDATE tasks SET title = :title, places = :places, due = :due WHERE id = :id",
            {"id": task.id, "title": title, "places": places, "due": due.isoformat() if due else None},
        )
        return self.get(task.id)

    def close(self, task: Task, state: Literal["done", "dropped"], closer: str, now: int) -> Task:
        """Finishes or drops an open task; who held it stays on record, who was asked to is not waited for."""
        self._connection.execute(
            "UPDATE tasks SET state = :state, closer = :closer, closed = :now WHERE id = :id AND state = 'open'",
            {"id": task.id, "state": state, "closer": closer, "now": now},
        )
        self._offers.withdraw_all(task.id)
        return self.get(task.id)

    def reopen(self, task: Task) -> Task:
        """Opens a closed task; who held it holds it again."""
        self._connection.execute(
            "UPDATE tasks SET state = 'open', closer = NULL, closed = NULL WHERE id = :id", {"id": task.id}
        )
        return self.get(task.id)

    def claim(self, task: Task, user_id: str, now: int, until: date | None = None) -> bool:
        """Gives the user a free place of an open task; False if none is left. Of many at once the row decides."""
        row = self._connection.execute(
            """
            WITH RECURSIVE seats (place, places) AS (
                SELECT 1, places FROM tasks WHERE id = :id AND state = 'open'
                UNION ALL SELECT place + 1, places FROM seats WHERE place < places)
            INSERT INTO task_owners (task_id, place, user_id, since, until, confirmed)
            SELECT :id, place, :user, :now, :until, :now FROM seats
            WHERE place NOT IN (SELECT place FROM task_owners WHERE task_id = :id) ORDER BY place LIMIT 1
            ON CONFLICT DO NOTHING
            RETURNING place
            """,
            {"id": task.id, "user": user_id, "now": now, "until": until.isoformat() if until else None},
        ).fetchone()
        return row is not None

    def confirm(self, task: Task, user_id: str, now: int) -> None:
        """The owner says that they still hold it."""
        self._connection.execute(
            "UPDATE task_owners SET confirmed = :now, asked = NULL WHERE task_id = :id AND user_id = :user",
            {"id": task.id, "user": user_id, "now": now},
        )

    def ask(self, task: Task, user_id: str, now: int) -> None:
        """The owner was asked whether they still hold it."""
        self._connection.execute(
            "UPDATE task_owners SET asked = :now WHERE task_id = :id AND user_id = :user",
            {"id": task.id, "user": user_id, "now": now},
        )

    def set_term(self, task: Task, user_id: str, until: date | None) -> None:
        """The last day for which the owner holds a duty."""
        self._connection.execute(
            "UPDATE task_owners SET until = :until WHERE task_id = :id AND user_id = :user",
            {"id": task.id, "user": user_id, "until": until.isoformat() if until else None},
        )

    def release(self, task: Task, user_id: str) -> bool:
        """Frees the user's place; False if they held none. Nobody is waited for to take it from them any more."""
        row = self._connection.execute(
            "DELETE FROM task_owners WHERE task_id = :id AND user_id = :user RETURNING place",
            {"id": task.id, "user": user_id},
        ).fetchone()
        self._offers.withdraw_of_giver(task.id, user_id)
        return row is not None

    def add_note(self, task: Task, author: str, text: str, now: int) -> None:
        self._connection.execute(
            "INSERT INTO task_notes (task_id, author, time, text) VALUES (:id, :author, :now, :text)",
            {"id": task.id, "author": author, "now": now, "text": text},
        )

    def notes(self, task: Task) -> list[Note]:
        """The notes on the task, oldest first."""
        rows = self._connection.execute(
            "SELECT author, time, text FROM task_notes WHERE task_id = :id ORDER BY id", {"id": task.id}
        )
        return [Note(**row) for row in rows]


def _task(row: sqlite3.Row) -> Task:
    owners = tuple(
        Owner(user_id, since, until=date.fromisoformat(until) if until else None, confirmed=confirmed, asked=asked)
        for user_id, since, until, confirmed, asked in json.loads(row["owners"])
    )
    repeat = Repeat(*json.loads(row["repeat"])) if row["repeat"] else None
    moments = {part: day_or_moment(row[part]) if row[part] else None for part in ("due", "turn")}
    read = {"repeat": repeat, "owners": owners, **moments}
    return Task(**{**dict(row), **read})


def day_or_moment(text: str) -> date | datetime:
    """A day, or an aware moment, as it is kept."""
    return date.fromisoformat(text) if len(text) == len("2027-01-15") else datetime.fromisoformat(text)
