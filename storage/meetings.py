"""Meetings of a board room: the poll that finds their date, the date itself, who was there."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable
from typing import Any, Final, Literal, TypeAlias

from storage.agenda import TOPICS, Topic, topics_of
from storage.listings import listed_length, listed_since
from storage.names import TitleKind, called
from storage.numbers import next_number
from storage.series import EXCEPTIONS, NEVER, NONE, When, keep_exceptions, moved_of, parts_of, when_values
from storage.slots import NewSlot, Slots
from storage.timers import TimerKind, Timers
from storage.values import frozen

MeetingState: TypeAlias = Literal["voting", "fixed", "cancelled"]
_DAYS = 172_800_000
"""What is longer than that many ms lasts for days: it stands in an index of its own."""
_SHORT = "state = 'fixed' AND rule IS NULL AND over - begins <= 172800000"
_LONG = "state = 'fixed' AND (rule IS NOT NULL OR over - begins > 172800000)"
_BY_LONG = "INDEXED BY meetings_long"
"""SQLite would look through all that are to come for the few that last for days."""
BEGUN: Final = f"""
    (SELECT id, number FROM meetings
     WHERE room_id = :room AND {_SHORT} AND begins > :since - {_DAYS} AND begins <= :now AND over > :since
     UNION ALL
     SELECT id, number FROM meetings {_BY_LONG} WHERE room_id = :room AND {_LONG} AND over > :since AND begins <= :now)
"""
"""The fixed ones that have begun at `:now` and were not over at `:since` (ms), by row id and number."""
_BESIDE = f"{EXCEPTIONS}, {TOPICS}"
"""What is read beside a row: what a series keeps, the points of the agendas."""


@frozen
class NewMeeting:
    """A meeting to be kept: a poll without `when`, a fixed date with it. `deadline` in ms."""

    title: str
    proposer: str
    when: When | None = None
    place: str | None = None
    link: str | None = None
    deadline: int | None = None
    auto: bool = False
    minutes: int | None = None


@frozen
class Meeting:
    """A meeting as it stands; moments in ms.

    `asked` counts how often it was asked who comes, `rounds` how often the meeting was brought back. `asked_for` is, of
    a series, the start of the date that was asked about last. `topics` are the points of its agendas, of all its dates.
    """

    id: int
    room_id: str
    number: int
    title: str
    proposer: str
    state: MeetingState
    when: When | None
    place: str | None
    link: str | None
    deadline: int | None
    auto: bool
    minutes: int | None
    ended: int | None
    asked: int
    done: int | None
    uid: str
    sequence: int
    created: int
    changed: int
    description: str | None = None
    rounds: int = 0
    asked_for: str | None = None
    topics: tuple[Topic, ...] = ()

    @property
    def key(self) -> str:
        return f"M{self.number}"

    @property
    def end(self) -> int | None:
        """When voting ends or ended (ms)."""
        return self.ended if self.ended is not None else self.deadline

    @property
    def date(self) -> When:
        """When it takes place. Raises ValueError before a date is fixed."""
        if self.when is None:
            raise ValueError("no date is fixed")
        return self.when

    def asks_about(self, one: When) -> bool:
        """Whether members are asked who comes to that date of its own."""
        return self.date.rule is None or self.asked_for == one.start

    def takes_votes(self, time: int) -> bool:
        """Whether a vote cast at `time` (ms) counts."""
        return self.state == "voting" and (self.end is None or time <= self.end)


class Meetings:
    """The meetings of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def add(self, new: NewMeeting, slots: Iterable[NewSlot], now: int) -> Meeting:
        """Keeps a new meeting under the next number; with a date it is fixed, without one it is voted on."""
        row = self._connection.execute(
            f"""
            INSERT INTO meetings (room_id, number, title, proposer, state, place, link, deadline, auto, minutes, uid,
                                  start, "end", zone, rule, skipped, begins, over, created, changed)
            VALUES (:room, :number, :title, :proposer, :state, :place, :link, :deadline, :auto, :minutes, :uid,
                    :start, :end, :zone, :rule, :skipped, :begins, :over, :now, :now)
            RETURNING *, {_BESIDE}
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "meeting"),
                "title": new.title,
                "proposer": new.proposer,
                "state": "fixed" if new.when else "voting",
                "place": new.place,
                "link": new.link,
                "deadline": new.deadline,
                "auto": new.auto,
                "minutes": new.minutes,
                "uid": secrets.token_urlsafe(18),
                "now": now,
                **when_values(new.when),
            },
        ).fetchone()
        meeting = _meeting(row)
        for slot in slots:
            Slots(self._connection, self._room_id).add(meeting.id, slot)
        if new.when:
            Timers(self._connection, self._room_id).set(TimerKind.MEETING_COUNTED, meeting.id, now)
        return meeting

    def find(self, number: int) -> Meeting | None:
        """The meeting of that number."""
        return _first(self._select("number = :number", number=number))

    def of_id(self, meeting_id: int) -> Meeting | None:
        return _first(self._select("id = :id", id=meeting_id))

    def voting(self) -> list[Meeting]:
        """Those without a date yet, the oldest first."""
        return self._select("state = 'voting'", order="+number")  # the few that are voted on, not all in order

    def to_come(self, now: int, limit: int = -1) -> list[Meeting]:
        """The fixed ones that are not over at `now` (ms), the next first; a series stands where it first began, and is
        there whatever the limit."""
        return self._fixed(now, limit=limit)

    def count_to_come(self, now: int) -> int:
        """How many `to_come` gives in all."""
        return listed_since(self._connection, self._room_id, "by day over", now + 1)

    def called(self, words: str) -> list[Meeting]:
        """Those that the words may name and that were not cancelled (`storage.names`)."""
        numbers = json.dumps(called(self._connection, self._room_id, TitleKind.MEETING, words))
        return self._select("number IN (SELECT value FROM json_each(:numbers))", numbers=numbers)

    def cancelled(self, limit: int) -> list[Meeting]:
        """Those that do not take place, the latest first."""
        return self._select("state = 'cancelled'", order="id DESC", limit=limit)

    def past(self, now: int, limit: int, offset: int = 0) -> list[Meeting]:
        """The fixed ones that are over at `now` (ms), the latest first."""
        return self._select(
            "state = 'fixed' AND over <= :now", order="over DESC, id DESC", now=now, limit=limit, offset=offset
        )

    def count_past(self, now: int) -> int:
        return listed_length(self._connection, self._room_id, "by day over") - self.count_to_come(now)

    def between(self, begins: int, over: int, limit: int = -1) -> list[Meeting]:
        """The fixed ones that begin before `over` and are over after `begins` (ms): series may pause there."""
        return self._fixed(begins, over, limit)

    def begun_last(self, after: int, now: int) -> list[Meeting]:
        """Of the fixed ones that have begun at `now` and were not over at `after` (ms) the one that began last, of
        several at a time the oldest; beside it what lasts for days and series, of which all are there."""
        return self._fixed(after, now + 1, limit=1, order="begins DESC, id")

    def end_poll(self, meeting_id: int, time: int) -> Meeting:
        """Voting ended at `time` (ms), or at the deadline if that was earlier, or has ended before."""
        return self._set(
            meeting_id, "ended = coalesce(ended, min(:time, coalesce(deadline, :time)))", time=time, now=time
        )

    def fix(self, meeting_id: int, when: When, now: int) -> Meeting:
        """It takes place then; another date than before asks anew who comes, and makes a new calendar file."""
        keep_exceptions(self._connection, meeting_id, when.moved, when.parts)
        return self._set(
            meeting_id,
            """
            state = 'fixed', start = :start, "end" = :end, zone = :zone, rule = :rule, skipped = :skipped,
            begins = :begins, over = :over, asked = asked + 1, sequence = sequence + (start IS NOT NULL OR rounds > 0)
            """,
            now=now,
            **when_values(when),
        )

    def reschedule(self, meeting_id: int, when: When, now: int) -> Meeting:
        """Other times than before, of which some may stay: nobody is asked anew who comes."""
        keep_exceptions(self._connection, meeting_id, when.moved, when.parts)
        return self._set(
            meeting_id,
            """
            start = :start, "end" = :end, zone = :zone, rule = :rule, skipped = :skipped, begins = :begins,
            over = :over, sequence = sequence + 1
            """,
            now=now,
            **when_values(when),
        )

    def ask_about(self, meeting_id: int, start: str) -> Meeting:
        """From now on members are asked who comes to the date of the series that begins then."""
        row = self._connection.execute(
            f"UPDATE meetings SET asked = asked + 1, asked_for = :start WHERE id = :id RETURNING *, {_BESIDE}",
            {"id": meeting_id, "start": start},
        ).fetchone()
        return _meeting(row)

    def set_place(self, meeting_id: int, place: str | None, now: int) -> Meeting:
        """It takes place there; None is nowhere yet."""
        return self._set(meeting_id, f"place = :place, {_SEQUENCE_OF_FIXED}", now=now, place=place)

    def set_link(self, meeting_id: int, link: str | None, now: int) -> Meeting:
        return self._set(meeting_id, f"link = :link, {_SEQUENCE_OF_FIXED}", now=now, link=link)

    def set_title(self, meeting_id: int, title: str, now: int) -> Meeting:
        return self._set(meeting_id, f"title = :title, {_SEQUENCE_OF_FIXED}", now=now, title=title)

    def set_description(self, meeting_id: int, description: str | None, now: int) -> Meeting:
        """What the calendar file says about it; None is nothing."""
        change = f"description = :description, {_SEQUENCE_OF_FIXED}"
        return self._set(meeting_id, change, now=now, description=description)

    def set_deadline(self, meeting_id: int, deadline: int | None, now: int) -> Meeting:
        """Voting ends then (ms), or when somebody ends it. `open_poll` opens one that has ended."""
        return self._set(meeting_id, "deadline = :deadline", now=now, deadline=deadline)

    def set_length(self, meeting_id: int, minutes: int, now: int) -> Meeting:
        """So long last those slots of a poll that say no end of their own, from now on."""
        return self._set(meeting_id, "minutes = :minutes", now=now, minutes=minutes)

    def open_poll(self, meeting_id: int, deadline: int | None, now: int) -> Meeting:
        """It is voted on again until `deadline` (ms); no date is fixed, nor a slot's own place; all votes stay."""
        keep_exceptions(self._connection, meeting_id, (), ())
        return self._set(
            meeting_id,
            """
            state = 'voting', deadline = :deadline, ended = NULL, asked_to_fix = 0, rounds = rounds + 1,
            sequence = sequence + (start IS NOT NULL), start = NULL, "end" = NULL, zone = NULL, rule = NULL,
            skipped = '[]', begins = NULL, over = NULL,
            place = iif(place IN (SELECT place FROM slots WHERE meeting = :id), NULL, place)
            """,
            now=now,
            deadline=deadline,
        )

    def next_round(self, meeting_id: int, now: int) -> Meeting:
        """Its native polls are posted once more, under other names."""
        return self._set(meeting_id, "rounds = rounds + 1", now=now)

    def bring_back(self, meeting_id: int, now: int) -> Meeting:
        """It takes place after all, as it was fixed before it was cancelled."""
        return self._set(meeting_id, "state = 'fixed', rounds = rounds + 1, sequence = sequence + 1", now=now)

    def put_back(self, meeting_id: int, now: int) -> Meeting:
        """It is as it was before a change; its calendar file is newer than one that took it out of calendars."""
        return self._set(meeting_id, "sequence = sequence + 2", now=now)

    def cancel(self, meeting_id: int, now: int) -> Meeting:
        return self._set(meeting_id, f"state = 'cancelled', {_SEQUENCE_OF_FIXED}", now=now)

    def ask_to_fix(self, meeting_id: int) -> bool:
        """Notes that the proposer is asked to fix a date; False if that was noted before."""
        cursor = self._connection.execute(
            "UPDATE meetings SET asked_to_fix = 1 WHERE id = :id AND room_id = :room AND NOT asked_to_fix",
            {"id": meeting_id, "room": self._room_id},
        )
        return cursor.rowcount == 1

    def conclude(self, meeting_id: int, attended: Iterable[str], now: int) -> Meeting:
        """It has taken place, and those members were there; said again, the later list counts."""
        self._connection.execute("DELETE FROM attended WHERE meeting = :id", {"id": meeting_id})
        self._connection.executemany(
            "INSERT INTO attended (meeting, user_id) VALUES (:id, :member)",
            [{"id": meeting_id, "member": member} for member in attended],
        )
        return self._set(meeting_id, "done = :now", now=now)

    def attended(self, meeting_id: int) -> list[str]:
        """The user ids of those who were there."""
        rows = self._connection.execute(
            "SELECT user_id FROM attended WHERE meeting = :id ORDER BY user_id", {"id": meeting_id}
        )
        return [row["user_id"] for row in rows]

    def mute(self, meeting_id: int, user_id: str, *, muted: bool) -> bool:
        """Whether that member is asked to vote; False if nothing changed."""
        mute = "INSERT INTO mutes (meeting, user_id) VALUES (:id, :member) ON CONFLICT DO NOTHING"
        statement = mute if muted else "DELETE FROM mutes WHERE meeting = :id AND user_id = :member"
        return self._connection.execute(statement, {"id": meeting_id, "member": user_id}).rowcount == 1

    def muted(self, meeting_id: int) -> set[str]:
        """The user ids of those who do not want to be asked."""
        rows = self._connection.execute("SELECT user_id FROM mutes WHERE meeting = :id", {"id": meeting_id})
        return {row["user_id"] for row in rows}

    def _set(self, meeting_id: int, change: str, *, now: int, **values: Any) -> Meeting:
        row = self._connection.execute(
            f"UPDATE meetings SET {change}, changed = :now WHERE id = :id AND room_id = :room RETURNING *, {_BESIDE}",
            {"id": meeting_id, "room": self._room_id, "now": now, **values},
        ).fetchone()
        timers = Timers(self._connection, self._room_id)
        timers.set(TimerKind.MEETING_CHANGED, meeting_id, now)
        timers.set(TimerKind.MEETING_COUNTED, meeting_id, now)
        timers.set(TimerKind.MEETING_AGENDA, meeting_id, now)
        return _meeting(row)

    def _fixed(self, after: int, before: int = NEVER, limit: int = -1, order: str = "begins, id") -> list[Meeting]:
        """The fixed ones that are over after the one moment and begin before the other (ms), the earliest first; but
        for what lasts for days and series, of which all are there, at most `limit`, the first in that order."""
        begins = f"begins > :after - {_DAYS} AND begins < :before AND over > :after"
        short = self._select(f"{_SHORT} AND {begins}", order=order, limit=limit, after=after, before=before)
        long = self._select(
            f"{_LONG} AND over > :after AND begins < :before", index=_BY_LONG, after=after, before=before
        )
        return sorted([*short, *long], key=lambda one: (one.date.begins, one.id))

    def _select(
        self, where: str, *, order: str = "id", limit: int = -1, offset: int = 0, index: str = "", **values: int | str
    ) -> list[Meeting]:
        rows = self._connection.execute(
            f"SELECT *, {_BESIDE} FROM meetings {index} WHERE room_id = :room AND {where} ORDER BY {order} "
            "LIMIT :limit OFFSET :offset",
            {"room": self._room_id, "limit": limit, "offset": offset, **values},
        )
        return [_meeting(row) for row in rows]


_SEQUENCE_OF_FIXED = "sequence = sequence + (state = 'fixed')"


def _first(found: Iterable[Meeting]) -> Meeting | None:
    return next(iter(found), None)


def _meeting(row: sqlite3.Row) -> Meeting:
    names = (
        "id", "room_id", "number", "title", "proposer", "state", "place", "link", "description", "deadline",
        "minutes", "ended", "asked", "asked_for", "rounds", "done", "uid", "sequence", "created", "changed",
    )  # fmt: skip
    when = None
    if row["start"] is not None:
        when = When(
            row["start"], row["end"], zone=row["zone"], begins=row["begins"], over=row["over"], rule=row["rule"],
            skipped=() if row["skipped"] == NONE else tuple(json.loads(row["skipped"])), moved=moved_of(row),
            parts=parts_of(row),
        )  # fmt: skip
    topics = topics_of(row) if row["topics"] != NONE else ()
    return Meeting(**{name: row[name] for name in names}, auto=bool(row["auto"]), when=when, topics=topics)
