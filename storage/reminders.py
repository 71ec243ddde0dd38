"""Reminders that members set: what, whom, when, where, and how far each has come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from storage.listings import LISTED, listed_length
from storage.names import TitleKind, called
from storage.numbers import next_number
from storage.series import NEVER
from storage.timers import TimerKind, Timers
from storage.values import frozen

UNHEARD = "unheard"
"""The tag of the timer of a reminder whose message the homeserver would not take."""

ReminderState: TypeAlias = Literal["waiting", "rang", "done", "cancelled"]


@frozen
class Repeat:
    """An RFC 5545 rule with the local time (`2026-11-30T08:30:00`) at which it begins, and its IANA zone."""

    rule: str
    first: str
    zone: str


@frozen
class FromMeeting:
    """When it rings, counted from a meeting: `seconds` from it, negative before it. `meeting` is its row id, None for
    every meeting, `number` its own, `series` whether it has several dates. With a `clock` (`09:00`) whole days are
    counted, from its day to that time of another one."""

    meeting: int | None
    seconds: int
    clock: str | None = None
    number: int | None = None
    series: bool = False


@frozen
class NewReminder:
    """A reminder to be set. `due` in ms; `members` are user ids; `origin` is the reminder it is a copy of, `message`
    the event it is about."""

    text: str
    creator: str
    chat: str
    due: int
    members: tuple[str, ...] = ()
    everyone: bool = False
    repeat: Repeat | None = None
    origin: int | None = None
    counted: FromMeeting | None = None
    message: str | None = None


@frozen
class Reminder:
    """A reminder as it stands. `due` (ms) is when it rings next; of one that rang, when it was due last; NEVER where no
    meeting is to come that it is counted from."""

    id: int
    number: int
    text: str
    creator: str
    chat: str
    everyone: bool
    due: int
    repeat: Repeat | None
    state: ReminderState
    rang_in: str | None
    members: tuple[str, ...]
    counted: FromMeeting | None
    message: str | None

    @property
    def key(self) -> str:
        return f"R{self.number}"

    @property
    def repeats(self) -> bool:
        """Whether it comes again and again: by a rule, before every meeting, before each date of a series."""
        counted = self.counted
        return self.repeat is not None or (counted is not None and (counted.meeting is None or counted.series))

    @property
    def goes_on(self) -> bool:
        """Whether it rings again by itself after it has rung: it has a rule, or a series of meetings to come."""
        return self.repeat is not None or (self.counted is not None and self.state == "waiting")


_COLUMNS = """
    id, number, text, creator, coalesce(direct, room_id) AS chat, everyone, due, rule, first, zone, state, rang_in,
    "offset", clock, anchor, (SELECT number FROM meetings WHERE meetings.id = anchor) AS meeting,
    (SELECT meetings.rule IS NOT NULL FROM meetings WHERE meetings.id = anchor) AS series, message,
    (SELECT json_group_array(user_id) FROM reminder_members WHERE reminder = reminders.id) AS members
"""


class Reminders:
    """The reminders of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id
        self._timers = Timers(connection, room_id)

    def add(self, new: NewReminder, now: int) -> Reminder:
        """Sets a reminder with its timer. `now` in ms."""
        row = self._connection.execute(
            """
            INSERT INTO reminders (room_id, number, text, creator, direct, everyone, due, rule, first, zone, origin,
                                   "offset", clock, anchor, message, created)
            VALUES (:room, :number, :text, :creator, :direct, :everyone, :due, :rule, :first, :zone, :origin,
                    :offset, :clock, :anchor, :message, :now)
            RETURNING id
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "reminder"),
                "text": new.text,
                "creator": new.creator,
                "direct": None if new.chat == self._room_id else new.chat,
                "everyone": new.everyone,
                "due": new.due,
                **_repeat_values(new.repeat),
                **_counted_values(new.counted),
                "origin": new.origin,
                "message": new.message,
                "now": now,
            },
        ).fetchone()
        self._connection.executemany(
            "INSERT INTO reminder_members (reminder, user_id) VALUES (:id, :member)",
            [{"id": row["id"], "member": member} for member in new.members],
        )
        self._set_timer(row["id"], new.due)
        return self.of_ids([row["id"]])[0]

    def find(self, number: int, chats: Sequence[str], creator: str | None = None) -> Reminder | None:
        """The reminder of that number, if it was set in one of those chats, or by `creator` wherever it was."""
        found = self._select(
            "room_id = :room AND number = :number AND "
            "(coalesce(direct, room_id) IN (SELECT value FROM json_each(:chats)) OR creator = :creator)",
            number=number,
            chats=json.dumps(list(chats)),
            creator=creator,
        )
        return found[0] if found else None

    def of_ids(self, ids: Iterable[int]) -> list[Reminder]:
        """The reminders with those row ids, by due time."""
        return self._select("id IN (SELECT value FROM json_each(:ids)) AND +room_id = :room", ids=json.dumps(list(ids)))

    def rang_in(self, name: str) -> list[Reminder]:
        """The reminders that rang last in the message of that name."""
        return self._select("rang_in = :name AND +room_id = :room", name=name)

    def waiting(
        self, chat: str | None, member: str | None = None, *, limit: int = -1, offset: int = 0
    ) -> list[Reminder]:
        """Those set in that chat, None for any, which are still to ring, the next first; with `member`, those that
        ring them by name. One of both is given."""
        return self._select(f"id IN ({LISTED})", list=_list_of(chat, member), limit=limit, offset=offset)

    def called(self, words: str, chat: str | None, member: str | None = None) -> list[Reminder]:
        """Those of `waiting` that the words may name (`storage.names`)."""
        numbers = json.dumps(called(self._connection, self._room_id, TitleKind.REMINDER, words))
        given = "SELECT value FROM json_each(:numbers)"
        few = f"SELECT r.id FROM reminders r WHERE r.room_id = :room AND r.number IN ({given})"
        found = self._select(f"id IN ({few}) AND +room_id = :room AND state = 'waiting'", numbers=numbers)
        return [one for one in found if chat in (None, one.chat) and (member is None or member in one.members)]

    def count_waiting(self, chat: str | None, member: str | None = None) -> int:
        """How many `waiting` gives in all."""
        return listed_length(self._connection, self._room_id, _list_of(chat, member))

    def rang_after(self, moment: int) -> list[Reminder]:
        """The series that go on and rang later than `moment` (ms), which is to come: by a clock that was wrong."""
        return self._select(
            "rang > :moment AND rule IS NOT NULL AND state IN ('waiting', 'rang') AND +room_id = :room", moment=moment
        )

    def copy_of(self, origin: int, creator: str) -> Reminder | None:
        """The member's own copy of that reminder, if one is still to ring."""
        found = self._select(
            "origin = :origin AND creator = :creator AND state = 'waiting' AND +room_id = :room",
            origin=origin,
            creator=creator,
        )
        return found[0] if found else None

    def move(
        self, reminder_id: int, due: int, repeat: Repeat | None = None, counted: FromMeeting | None = None
    ) -> None:
        """It rings at `due` (ms), whatever it did before, and then as `repeat` says, or follows its meeting."""
        self._connection.execute(
            """
            UPDATE reminders SET due = :due, rule = :rule, first = :first, zone = :zone, "offset" = :offset,
                                 clock = :clock, anchor = :anchor, resting = 0, state = 'waiting', rang = NULL
            WHERE id = :id AND room_id = :room
            """,
            {
                "id": reminder_id,
                "room": self._room_id,
                "due": due,
                **_repeat_values(repeat),
                **_counted_values(counted),
            },
        )
        self._set_timer(reminder_id, due)

    def counted_from(self, meeting_id: int) -> list[Reminder]:
        """Those that follow that meeting, or every meeting, and have not rung yet, with those that rest."""
        return self._select(
            '"offset" IS NOT NULL AND room_id = :room AND (anchor = :meeting OR anchor IS NULL) '
            "AND (+state = 'waiting' OR resting)",
            meeting=meeting_id,
        )

    def before_every(self, chat: str, creator: str) -> Reminder | None:
        """The lead time before every meeting that this member has set in that chat."""
        found = self._select(
            """
            "offset" IS NOT NULL AND anchor IS NULL AND room_id = :room AND +state = 'waiting'
            AND coalesce(direct, room_id) = :chat AND creator = :creator
            """,
            chat=chat,
            creator=creator,
        )
        return found[0] if found else None

    def rest(self, reminder_id: int) -> None:
        """Its meeting has no date: it rings no more, unless there is one again."""
        self.settle(reminder_id, "cancelled")
        self._connection.execute(
            "UPDATE reminders SET resting = 1 WHERE id = :id AND room_id = :room",
            {"id": reminder_id, "room": self._room_id},
        )

    def _set_timer(self, reminder_id: int, due: int) -> None:
        if due < NEVER:
            self._timers.set(TimerKind.REMINDER, reminder_id, due)
        else:
            self._timers.clear(TimerKind.REMINDER, reminder_id)

    def settle(self, reminder_id: int, state: ReminderState) -> None:
        """It rings no more: it was cancelled, or is done."""
        self._connection.execute(
            "UPDATE reminders SET state = :state, resting = 0 WHERE id = :id AND room_id = :room",
            {"id": reminder_id, "room": self._room_id, "state": state},
        )
        self._timers.clear(TimerKind.REMINDER, reminder_id)

    def rang(self, reminder_id: int, name: str, now: int, again: int | None) -> None:
        """It rang in the message of that name `now` (ms), and will do so `again`, or never."""
        self._connection.execute(
            """
            UPDATE reminders SET rang_in = :name, rang = :now, due = coalesce(:again, due),
                                 state = CASE WHEN :again IS NULL THEN 'rang' ELSE 'waiting' END
            WHERE id = :id AND room_id = :room
            """,
            {"id": reminder_id, "room": self._room_id, "name": name, "now": now, "again": again},
        )
        if again is not None:
            self._set_timer(reminder_id, again)

    def join(self, reminder_id: int, user_id: str, reaction: str) -> bool:
        """Rings that member as well, because of that reaction; False if it already does."""
        cursor = self._connection.execute(
            """
            INSERT INTO reminder_members (reminder, user_id, reaction) VALUES (:id, :member, :reaction)
            ON CONFLICT DO NOTHING
            """,
            {"id": reminder_id, "member": user_id, "reaction": reaction},
        )
        return cursor.rowcount == 1

    def leave(self, reminder_id: int, user_id: str) -> None:
        """Rings that member no more."""
        self._connection.execute(
            "DELETE FROM reminder_members WHERE reminder = :id AND user_id = :member",
            {"id": reminder_id, "member": user_id},
        )

    def take_back(self, reaction: str) -> Reminder | None:
        """The reaction by which a member joined in was removed; gives the reminder it stood under."""
        row = self._connection.execute(
            """
            DELETE FROM reminder_members WHERE reaction = :reaction
            AND reminder IN (SELECT id FROM reminders WHERE room_id = :room)
            RETURNING reminder
            """,
            {"reaction": reaction, "room": self._room_id},
        ).fetchone()
        return self.of_ids([row["reminder"]])[0] if row else None

    def _select(self, where: str, **values: str | int | None) -> list[Reminder]:
        """Those that fit, the next first. `where` names the room; `+room_id` keeps SQLite from walking through all
        reminders of the room where another index leads to the few that are meant."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM reminders WHERE {where} ORDER BY due, id",
            {"room": self._room_id, **values},
        )
        return [_reminder(row) for row in rows]


def unheard(connection: sqlite3.Connection, name: str) -> bool:
    """The message of that name will never be said: what was to ring in it in a direct chat is due at once, with the
    tag UNHEARD; whether there was any. In the board room there is no other place to say it."""
    rows = connection.execute(
        """
        UPDATE reminders SET state = 'waiting'
        WHERE rang_in = :name AND direct IS NOT NULL AND state IN ('rang', 'waiting') RETURNING id, room_id
        """,
        {"name": name},
    ).fetchall()
    for row in rows:
        Timers(connection, row["room_id"]).set(TimerKind.REMINDER, row["id"], 0, UNHEARD)
    return bool(rows)


def _list_of(chat: str | None, member: str | None) -> str:
    """The list (`storage.listings`) of reminders to come in that chat, of that member, or both."""
    parts = ([f"for {member}"] if member is not None else []) + ([f"in {chat}"] if chat is not None else [])
    return " ".join(parts)


def _repeat_values(repeat: Repeat | None) -> dict[str, str | None]:
    if repeat is None:
        return {"rule": None, "first": None, "zone": None}
    return {"rule": repeat.rule, "first": repeat.first, "zone": repeat.zone}


def _counted_values(counted: FromMeeting | None) -> dict[str, str | int | None]:
    if counted is None:
        return {"offset": None, "clock": None, "anchor": None}
    return {"offset": counted.seconds, "clock": counted.clock, "anchor": counted.meeting}


def _reminder(row: sqlite3.Row) -> Reminder:
    counted = None
    if row["offset"] is not None:
        counted = FromMeeting(
            row["anchor"], row["offset"], clock=row["clock"], number=row["meeting"], series=bool(row["series"])
        )
    repeat = Repeat(row["rule"], row["first"], row["zone"]) if row["rule"] is not None else None
    names = ("id", "number", "text", "creator", "chat", "due", "state", "rang_in", "message")
    return Reminder(
        **{name: row[name] for name in names},
        everyone=bool(row["everyone"]),
        repeat=repeat,
        counted=counted,
        members=tuple(json.loads(row["members"])),
    )
