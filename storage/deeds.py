"""Deeds: what a member has changed by one message. Each can be taken back as long as nothing was built on it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from storage import engine
from storage.changes import PASSING, RISING, Table, begin, end, tables
from storage.errands import Errand
from storage.timers import TimerKind
from storage.values import frozen

Row: TypeAlias = Mapping[str, Any]

KEPT: Final = 25 * 3_600_000
"""Milliseconds for which a deed is kept."""
_STALE: Final = frozenset(
    {
        TimerKind.MEETING_REMINDER,
        TimerKind.HOST_REMINDER,
        TimerKind.POLL_NUDGE,
        TimerKind.TASK_DUE,
        TimerKind.DECISION_NUDGE,
        TimerKind.IMPULSE_ASKED,
        TimerKind.IMPULSE_NEAR,
    }
)
"""What only rings: a moment that has gone by meanwhile is not made up for."""
_SIGNALS: Final = frozenset(
    {
        TimerKind.MEETING_CHANGED,
        TimerKind.MEETING_COUNTED,
        TimerKind.MEETING_HEADING,
        TimerKind.MEETING_AGENDA,
        TimerKind.DECISION_STATUS,
        TimerKind.IMPULSE_FOLLOWS,
    }
)
"""What tells another feature of a change: putting back is one more."""


@frozen
class Deed:
    """One message and what it did: names of commands, or `reaction`, `answer`. `rung` are user ids, `time` is in ms."""

    id: int
    event_id: str
    chat: str
    user_id: str
    what: tuple[str, ...]
    rung: tuple[str, ...]
    time: int


@frozen
class Change:
    """What a deed did to one row in the end: as it was before, as it was then; None where there was none."""

    table: str
    key: Row
    before: Row | None
    after: Row | None

    def columns(self) -> tuple[str, ...]:
        """Those that differ; all of them for a row that came or went."""
        if self.before is None or self.after is None:
            return tuple(self.before or self.after or ())
        return tuple(column for column, value in self.after.items() if self.before[column] != value)


@frozen
class BuiltOn:
    """Why a deed cannot be taken back: a row is not as it left it, or others hang on it. `user_id` is who did that, if
    it was a member within a day."""

    user_id: str | None


class Deeds:
    """The deeds of the members of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def begin(self, event_id: str, chat: str, user_id: str, now: int) -> None:
        """What is changed from now on is that member's deed. `now` in ms."""
        row = self._connection.execute(
            """
            INSERT INTO deeds (room_id, chat, user_id, event_id, time) VALUES (:room, :chat, :user, :event, :now)
            ON CONFLICT (event_id) DO UPDATE SET time = :now RETURNING id
            """,
            {"room": self._room_id, "chat": chat, "user": user_id, "event": event_id, "now": now},
        ).fetchone()
        begin(self._connection, row["id"])

    def did(self, event_id: str, what: str) -> None:
        """Part of the deed was that command."""
        self._connection.execute(
            "UPDATE deeds SET what = json_insert(what, '$[#]', :what) WHERE event_id = :event",
            {"what": what, "event": event_id},
        )

    def end(self, event_id: str, rung: Iterable[str]) -> None:
        """The deed is done, and has rung those user ids; one that has changed nothing is forgotten."""
        end(self._connection)
        self._connection.execute(
            "UPDATE deeds SET rung = :rung WHERE event_id = :event",
            {"rung": json.dumps(list(dict.fromkeys(rung))), "event": event_id},
        )
        deed = self._one("event_id = :event", event=event_id)
        if deed:
            self._forget_if_nothing(deed)

    @contextmanager
    def of_errand(self, errand: Errand) -> Iterator[None]:
        """What is changed within belongs to the deed that has sent for something, if one has."""
        row = self._connection.execute(
            """
            SELECT deed FROM changes
            WHERE record = 'errands' AND before IS NULL AND key ->> 'chat' = :chat AND key ->> 'event_id' = :event
              AND key ->> 'kind' = :kind AND key ->> 'target' = :target
            """,
            {"chat": errand.chat, "event": errand.event_id, "kind": errand.kind, "target": errand.target},
        ).fetchone()
        deed = self._one("id = :id", id=row["deed"]) if row else None
        if deed is None:
            yield
            return
        begin(self._connection, deed.id)
        try:
            yield
        finally:
            end(self._connection)
        self._forget_if_nothing(deed)

    def fetched(self, deed: Deed) -> tuple[str, ...]:
        """The events that were fetched for the deed."""
        rows = self._connection.execute(
            """
            SELECT DISTINCT after ->> 'target' AS target FROM changes
            WHERE deed = :id AND record = 'errands' AND before IS NULL
            """,
            {"id": deed.id},
        )
        return tuple(row["target"] for row in rows)

    def _forget_if_nothing(self, deed: Deed) -> None:
        """A deed that has changed nothing in the end is none."""
        if not self.changes(deed):
            self._connection.execute("DELETE FROM deeds WHERE id = :id", {"id": deed.id})

    def resume(self, event_id: str) -> None:
        """What is changed from now on belongs to the deed again that was under way when another was taken back."""
        row = self._connection.execute("SELECT id FROM deeds WHERE event_id = :event", {"event": event_id}).fetchone()
        if row:
            begin(self._connection, row["id"])

    def latest(self, chat: str, user_id: str, event_id: str) -> Deed | None:
        """What the member did last in that chat before that event, of all that was not taken back."""
        where = "chat = :chat AND user_id = :user AND event_id <> :event"
        return self._one(where, chat=chat, user=user_id, event=event_id)

    def of_event(self, event_id: str, user_id: str) -> Deed | None:
        """What the member did by that message."""
        return self._one("event_id = :event AND user_id = :user", event=event_id, user=user_id)

    def changes(self, deed: Deed) -> list[Change]:
        """What the deed did to each row in the end, in the order in which they were first touched."""
        rows = self._connection.execute(
            "SELECT record, key, before, after FROM changes WHERE deed = :id ORDER BY id", {"id": deed.id}
        )
        found: dict[tuple[str, str], Change] = {}
        for row in rows:
            name = (row["record"], row["key"])
            earlier = found.get(name)
            before = earlier.before if earlier else _loaded(row["before"])
            found[name] = Change(row["record"], json.loads(row["key"]), before, _loaded(row["after"]))
        return [change for change in found.values() if change.before != change.after]

    def records(self, changes: Iterable[Change]) -> dict[str, tuple[int, ...]]:
        """The ids of the records that the changed rows are or belong to, by table."""
        known = tables(self._connection)
        found: dict[str, dict[int, None]] = {}
        for change in changes:
            for table, record in self._roots(known, change.table, change.before or change.after or {}):
                found.setdefault(table, {})[record] = None
        return {table: tuple(ids) for table, ids in found.items()}

    def take_back(self, deed: Deed, changes: Sequence[Change], now: int) -> BuiltOn | None:
        """Puts every row back as it was before the deed, and forgets the deed; the caller takes all of that back itself
        if something was built on it. What follows is nobody's deed until `resume`. `now` in ms."""
        known = tables(self._connection)
        for change in changes:
            if change.table not in PASSING and not self._is_as_left(known[change.table], change):
                return BuiltOn(self._later(deed, change))
        own = {(change.table, json.dumps(change.key, sort_keys=True)) for change in changes}
        last = self._connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0]
        end(self._connection)
        begin(self._connection, deed.id)
        try:
            self._put_back(known, changes, now)
        except engine.IntegrityError:  # an address or a place that somebody else has taken meanwhile
            return BuiltOn(None)
        finally:
            end(self._connection)
        gone = self._connection.execute(
            "SELECT record, key FROM changes WHERE id > :last AND after IS NULL", {"last": last}
        ).fetchall()
        for record, key in map(tuple, gone):
            if record not in PASSING and (record, json.dumps(json.loads(key), sort_keys=True)) not in own:
                return BuiltOn(self._later(deed, Change(record, json.loads(key), None, None)))
        self._connection.execute("DELETE FROM deeds WHERE id = :id", {"id": deed.id})
        return None

    def _put_back(self, known: Mapping[str, Table], changes: Sequence[Change], now: int) -> None:
        """What came goes, children first; then what was changed; then what went comes, parents first."""
        came = {(c.table, c.key.get("id")) for c in changes if c.before is None}
        for change in reversed(changes):
            if change.before is None:
                self._remove(known[change.table], change, came, now)
        for change in changes:
            if change.table != "timers" and change.before is not None and change.after is not None:
                self._restore(known[change.table], change)
        for change in reversed(changes):
            if change.table == "timers" and change.before is not None:
                self._set_timer(change.before, now)
            elif change.before is not None and change.after is None:
                names = ", ".join(f'"{column}"' for column in change.before)
                values = ", ".join(f":{column}" for column in change.before)
                self._connection.execute(f'INSERT INTO "{change.table}" ({names}) VALUES ({values})', change.before)

    def _remove(self, table: Table, change: Change, came: set[tuple[str, Any]], now: int) -> None:
        if table.name == "slots" and ("meetings", (change.after or {})["meeting"]) not in came:
            # Its number is not given again while its poll is there.
            self._connection.execute(
                "UPDATE slots SET dropped = :now WHERE id = :id", {"id": change.key["id"], "now": now}
            )
            return
        self._connection.execute(f'DELETE FROM "{table.name}" WHERE {table.where()}', table.named(dict(change.key)))

    def _restore(self, table: Table, change: Change) -> None:
        names = [column for column in change.columns() if column not in RISING.get(table.name, ())]
        if names and change.before is not None:
            values = {column: change.before[column] for column in names}
            sets = ", ".join(f'"{column}" = :{column}' for column in names)
            self._connection.execute(
                f'UPDATE "{table.name}" SET {sets} WHERE {table.where()}', {**values, **table.named(dict(change.key))}
            )

    def _set_timer(self, timer: Row, now: int) -> None:
        if timer["kind"] in _SIGNALS or (timer["kind"] in _STALE and timer["due"] <= now):
            return
        self._connection.execute(
            """
            INSERT INTO timers (room_id, kind, about, tag, due, faults)
            VALUES (:room_id, :kind, :about, :tag, :due, :faults)
            ON CONFLICT (room_id, kind, about, tag) DO UPDATE SET due = :due, faults = :faults
            """,
            dict(timer),
        )

    def _is_as_left(self, table: Table, change: Change) -> bool:
        row = self._row(table, change.key)
        if change.after is None or row is None:
            return change.after is None and row is None
        kept = RISING.get(table.name, ())
        if any(row[column] != change.after[column] for column in change.columns() if column not in kept):
            return False
        if table.name != "meetings" or change.before is None or change.before["asked"] == change.after["asked"]:
            return True
        return self._answered(change.after) is None

    def _row(self, table: Table, key: Row) -> sqlite3.Row | None:
        query = f'SELECT * FROM "{table.name}" WHERE {table.where()}'
        found: sqlite3.Row | None = self._connection.execute(query, table.named(dict(key))).fetchone()
        return found

    def _later(self, deed: Deed, change: Change) -> str | None:
        """Who has touched that row last since this deed, or has answered who comes to the meeting as it has left it."""
        row = self._connection.execute(
            """
            SELECT d.user_id FROM changes c JOIN deeds d ON d.id = c.deed
            WHERE c.record = :table AND c.key = :key AND d.id <> :deed
              AND c.id > (SELECT min(id) FROM changes WHERE deed = :deed)
            ORDER BY c.id DESC LIMIT 1
            """,
            {
                "table": change.table,
                "key": json.dumps(change.key, separators=(",", ":"), ensure_ascii=False),
                "deed": deed.id,
            },
        ).fetchone()
        if row is None and change.table == "meetings" and change.after is not None:
            row = self._answered(change.after)
        return str(row["user_id"]) if row else None

    def _answered(self, meeting: Row) -> sqlite3.Row | None:
        """The latest answer to who comes to that meeting, as often as it was asked then."""
        query = "SELECT user_id FROM attendance WHERE meeting = :id AND asked = :asked ORDER BY time DESC, id DESC"
        found: sqlite3.Row | None = self._connection.execute(
            query, {"id": meeting["id"], "asked": meeting["asked"]}
        ).fetchone()
        return found

    def _roots(self, known: Mapping[str, Table], table: str, row: Row) -> Iterator[tuple[str, int]]:
        """The records that a row is or belongs to: those that have a number of their own."""
        described = known[table]
        if "room_id" in described.columns and "number" in described.columns:
            yield table, row["id"]
            return
        for column, parent in described.parents:
            found = self._row(known[parent], {"id": row[column]}) if row[column] is not None else None
            yield from self._roots(known, parent, dict(found)) if found else [(parent, row[column])]

    def _one(self, where: str, **values: str | int) -> Deed | None:
        row = self._connection.execute(
            "SELECT id, event_id, chat, user_id, what, rung, time FROM deeds "
            f"WHERE room_id = :room AND {where} ORDER BY id DESC LIMIT 1",
            {"room": self._room_id, **values},
        ).fetchone()
        if row is None:
            return None
        lists = {name: tuple(json.loads(row[name])) for name in ("what", "rung")}
        return Deed(**{**dict(row), **lists})


def _loaded(image: str | None) -> Row | None:
    return None if image is None else json.loads(image)
