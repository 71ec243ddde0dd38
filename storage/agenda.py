"""The points of meetings' agendas, and the backlog of those that have no meeting yet."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal, TypeAlias, overload

from storage.impulses import GUEST, point_carried, point_changed
from storage.listings import LISTED, LISTED_LAST, listed_length
from storage.names import heads_of
from storage.numbers import next_number
from storage.values import frozen

TopicState: TypeAlias = Literal["open", "deferred", "dropped"]
LAST: Final = 1_000_000.0
"""Position from which on those points stand that close a meeting."""
_NARROW: Final = 1e-6
"""Where two points are nearer than that, all are numbered anew before one is put between them."""
_LOOKED_AT: Final = 60
_CALLED_SO: Final = 6
_NEAR: Final = 1_000
"""Points of the backlog that are looked at one by one where a title names one; of the others, so many of one title;
and as many as are counted from the front."""


@frozen
class NewTopic:
    """A point to be kept: `speakers` are user ids, `material` short names (`L17`) and addresses, `minutes` its length.

    `standing` ones stand on every agenda; `last` ones behind all others.
    """

    title: str
    author: str
    minutes: int | None = None
    speakers: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    standing: bool = False
    last: bool = False


@frozen
class Topic:
    """A point as it stands. `meeting` is the row id, None in the backlog; `occasion` is, of a series, where its rule
    has the date. `guest` is who speaks there from outside, empty if nobody does.

    A deferred one stays where it was and tells where its successor stands: `to_meeting` (the number) and
    `to_occasion`, both None in the backlog. `id` 0 is a standing point of an agenda that nobody has touched yet.
    """

    id: int
    meeting: int | None
    occasion: str
    position: float
    title: str
    minutes: int | None
    speakers: tuple[str, ...]
    material: tuple[str, ...]
    standing: bool
    state: TopicState
    author: str
    created: int
    changed: int
    guest: str = ""
    to_meeting: int | None = None
    to_occasion: str | None = None
    home: int | None = None
    home_occasion: str = ""
    home_position: float | None = None


_SPEAKERS: Final = """
    (SELECT json_group_array(user_id)
     FROM (SELECT user_id FROM topic_speakers s WHERE s.topic = t.id ORDER BY s.place))
"""
_COLUMNS: Final = f"""
    {_SPEAKERS} AS speakers,
    t.id, t.meeting, t.occasion, t.position, t.title, t.minutes, t.material, t.standing, t.state, t.author,
    t.created, t.changed, coalesce({GUEST.format(topic="t.id")}, '') AS guest, t.home, t.home_occasion, t.home_position,
    (SELECT m.number FROM topics s JOIN meetings m ON m.id = s.meeting WHERE s.id = t.successor) AS to_meeting,
    (SELECT s.occasion FROM topics s WHERE s.id = t.successor AND s.meeting IS NOT NULL) AS to_occasion
"""
TOPICS: Final = f"""
    (SELECT json_group_array(json_array(
        id, meeting, occasion, position, title, minutes, {_SPEAKERS}, material, standing, state, author,
        created, changed, coalesce({GUEST.format(topic="t.id")}, ''),
        (SELECT m.number FROM topics s JOIN meetings m ON m.id = s.meeting WHERE s.id = t.successor),
        (SELECT s.occasion FROM topics s WHERE s.id = t.successor AND s.meeting IS NOT NULL)))
     FROM topics t WHERE t.meeting = meetings.id) AS topics
"""
"""The column that `topics_of` reads, of a row of meetings."""
_READ: Final = (
    "id", "meeting", "occasion", "position", "title", "minutes", "speakers", "material", "standing", "state", "author",
    "created", "changed", "guest", "to_meeting", "to_occasion",
)  # fmt: skip


def topics_of(row: sqlite3.Row) -> tuple[Topic, ...]:
    """The points of a row with TOPICS, also those that were dropped, in their order."""
    found = (dict(zip(_READ, values, strict=True)) for values in json.loads(row["topics"]))
    topics = (_made(values) for values in found)
    return tuple(sorted(topics, key=lambda topic: (topic.position, topic.id)))


class Backlog(Sequence[Topic]):
    """The points that wait for a meeting, in their order; of a long one only those are read that are looked at."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def __len__(self) -> int:
        return listed_length(self._connection, self._room_id, "backlog")

    @overload
    def __getitem__(self, which: int) -> Topic: ...
    @overload
    def __getitem__(self, which: slice) -> list[Topic]: ...
    def __getitem__(self, which: int | slice) -> Topic | list[Topic]:
        places = range(len(self))[which]
        if isinstance(places, int):
            return self._read(places, 1)[0]
        return self._read(places.start, len(places)) if places.step == 1 else [self[place] for place in places]

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._read(0, -1))

    def number_of(self, topic: Topic) -> int:
        """Which one it is, counted from 1: from the front as long as that is near, else from the end."""
        at = {"room": self._room_id, "place": topic.position, "id": topic.id, "most": _NEAR}
        listed = "SELECT 1 FROM listed WHERE room = :room AND list = 'backlog' AND (place, record)"
        until = f"SELECT count(*) AS n FROM ({listed} <= (:place, :id) LIMIT :most)"
        number = int(self._connection.execute(until, at).fetchone()["n"])
        if number < _NEAR:
            return number
        behind = self._connection.execute(f"SELECT count(*) AS n FROM ({listed} > (:place, :id))", at).fetchone()
        return len(self) - int(behind["n"])

    def called(self, words: str) -> list[tuple[int, Topic]]:
        """Those that the words may begin with the title of, each with its number. Of a long one the first are read, and
        of the others those that are called so but for the case of letters."""
        first = list(enumerate(self[:_LOOKED_AT], start=1))
        if len(first) < _LOOKED_AT:
            return first
        rows = self._connection.execute(
            f"""
            SELECT {_COLUMNS} FROM json_each(:heads) AS head
            CROSS JOIN topics t ON t.room_id = :room AND t.meeting IS NULL AND t.title = head.value COLLATE NOCASE
            WHERE t.state = 'open' ORDER BY length(t.title) DESC, t.position, t.id LIMIT :most
            """,
            {"room": self._room_id, "heads": json.dumps(heads_of(words), ensure_ascii=False), "most": _CALLED_SO},
        ).fetchall()
        others = [_made(dict(row)) for row in rows]
        return list(dict([*first, *((self.number_of(one), one) for one in others)]).items())

    def _read(self, offset: int, limit: int) -> list[Topic]:
        """So many from that place on, a negative limit means all; found from the end that is nearer."""
        behind = len(self) - offset - limit
        near, skipped = (LISTED_LAST, behind) if limit >= 0 and 0 <= behind < offset else (LISTED, offset)
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM topics t WHERE t.id IN ({near}) ORDER BY t.position, t.id",
            {"room": self._room_id, "list": "backlog", "limit": limit, "offset": skipped},
        )
        return [_made(dict(row)) for row in rows]


class Agenda:
    """The agendas and the backlog of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def add(self, new: NewTopic, meeting: int | None, occasion: str, now: int) -> Topic:
        """Keeps the point behind the others of that date, but before those that close it; None is the backlog."""
        return self._insert(new, meeting, occasion, now, position=self._end(meeting, occasion, last=new.last))

    def of(self, meeting: int, occasion: str) -> list[Topic]:
        """The points of that date in their order, deferred ones among them; dropped ones are not."""
        return self._select(
            "t.meeting = :meeting AND t.occasion = :occasion AND t.state <> 'dropped'",
            meeting=meeting,
            occasion=occasion,
        )

    def backlog(self) -> Backlog:
        """The points that wait for a meeting, the oldest first."""
        return Backlog(self._connection, self._room_id)

    def of_ids(self, ids: Iterable[int]) -> list[Topic]:
        return self._select("t.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(list(ids)))

    def given_back(self, meeting: int) -> list[Topic]:
        """Those that stood on that meeting's agenda when it, or a date of it, was called off, wherever they are now."""
        return self._select("t.home = :meeting AND t.state = 'open'", meeting=meeting)

    def has(self, meeting: int, occasion: str) -> bool:
        """Whether anything was ever put on that agenda."""
        query = "SELECT 1 FROM topics WHERE meeting = :meeting AND occasion = :occasion LIMIT 1"
        return self._connection.execute(query, {"meeting": meeting, "occasion": occasion}).fetchone() is not None

    def place(self, topic: Topic, meeting: int | None, occasion: str, now: int) -> None:
        """The point stands there from now on, behind the others."""
        position = self._end(meeting, occasion, last=topic.position >= LAST)
        self._place(topic, meeting, occasion, now, position=position, home=None)

    def give_back(self, topic: Topic, meeting: int | None, occasion: str, now: int) -> None:
        """The point stands there as its own date was called off; it is known where it comes from."""
        position = self._end(meeting, occasion, last=topic.position >= LAST)
        self._place(topic, meeting, occasion, now, position=position, home=topic)

    def bring_home(self, topic: Topic, now: int) -> None:
        """The point stands again where it stood before its date was called off."""
        position = topic.position if topic.home_position is None else topic.home_position
        self._place(topic, topic.home, topic.home_occasion, now, position=position, home=None)

    def _place(
        self, topic: Topic, meeting: int | None, occasion: str, now: int, *, position: float, home: Topic | None
    ) -> None:
        again = home is not None and home.home is not None
        point_changed(self._connection, self._room_id, topic.id, now)
        self._set(
            topic.id,
            """
            meeting = :meeting, occasion = :occasion, position = :position,
            home = iif(:again, home, :home), home_occasion = iif(:again, home_occasion, :from),
            home_position = iif(:again, home_position, :at)
            """,
            now,
            {
                "meeting": meeting,
                "occasion": occasion,
                "position": position,
                "again": again,
                "home": home.meeting if home else None,
                "from": home.occasion if home else "",
                "at": home.position if home else None,
            },
        )

    def move(self, topic: Topic, to: int, now: int) -> None:
        """The point becomes the one of that number, counted from 1, among those of its date."""
        beside = self._beside(topic)
        before, after = _around(beside, topic, to)
        if before is not None and after is not None and after - before < _NARROW:
            for number, one in enumerate((one for one in beside if one.id != topic.id), start=1):
                self._set(one.id, "position = :position", now, {"position": float(number)})
            before, after = _around(self._beside(topic), topic, to)
        if before is None or after is None:
            position = before + 1.0 if before is not None else (after or 1.0) - 1.0
        else:
            position = (before + after) / 2
        self._set(topic.id, "position = :position", now, {"position": position})

    def change(self, topic: Topic, now: int) -> None:
        """Title, length, speakers and material are as that value has them."""
        self._set(
            topic.id,
            "title = :title, minutes = :minutes, material = :material",
            now,
            {"title": topic.title, "minutes": topic.minutes, "material": _dump(topic.material)},
        )
        self._speak(topic.id, topic.speakers)

    def drop(self, topic: Topic, now: int) -> None:
        """It is no point any more. Of an agenda it is kept as long as its meeting: what was said of it stays."""
        point_changed(self._connection, self._room_id, topic.id, now)
        point_carried(self._connection, topic.id, None)
        if topic.meeting is None:
            self._connection.execute("DELETE FROM topics WHERE id = :id", {"id": topic.id})
        else:
            self._set(topic.id, "state = 'dropped'", now, {})

    def defer(self, topic: Topic, meeting: int | None, occasion: str, now: int) -> Topic:
        """The point is carried over to that date, or to the backlog; the old one stays and says so."""
        new = NewTopic(
            topic.title, topic.author, minutes=topic.minutes, speakers=topic.speakers, material=topic.material
        )
        carried = self.add(new, meeting, occasion, now)
        point_changed(self._connection, self._room_id, topic.id, now)
        point_carried(self._connection, topic.id, carried.id)
        self._set(topic.id, "state = 'deferred', successor = :successor", now, {"successor": carried.id})
        return carried

    def _beside(self, topic: Topic) -> Sequence[Topic]:
        return self.backlog() if topic.meeting is None else self.of(topic.meeting, topic.occasion)

    def _end(self, meeting: int | None, occasion: str, *, last: bool) -> float:
        """The position behind all others of that date; behind those alone that do not close it, unless `last`."""
        row = self._connection.execute(
            "SELECT max(position) AS end FROM topics WHERE room_id = :room AND meeting IS :meeting "
            "AND occasion = :occasion AND (position >= :closing) = :last",
            {"room": self._room_id, "meeting": meeting, "occasion": occasion, "closing": LAST, "last": last},
        ).fetchone()
        return float(row["end"]) + 1 if row["end"] is not None else (LAST if last else 1.0)

    def _insert(self, new: NewTopic, meeting: int | None, occasion: str, now: int, *, position: float) -> Topic:
        row = self._connection.execute(
            """
            INSERT INTO topics (room_id, number, meeting, occasion, position, title, minutes, material, standing,
                                author, created, changed)
            VALUES (:room, :number, :meeting, :occasion, :position, :title, :minutes, :material, :standing,
                    :author, :now, :now)
            RETURNING id
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "topic"),
                "meeting": meeting,
                "occasion": occasion,
                "position": position,
                "title": new.title,
                "minutes": new.minutes,
                "standing": new.standing,
                "author": new.author,
                "now": now,
                "material": _dump(new.material),
            },
        ).fetchone()
        self._speak(row["id"], new.speakers)
        return self.of_ids([row["id"]])[0]

    def _speak(self, topic_id: int, speakers: tuple[str, ...]) -> None:
        """Those present the point; who did before stays as they are."""
        ids = {"topic": topic_id, "speakers": _dump(speakers)}
        self._connection.execute(
            """
            DELETE FROM topic_speakers
            WHERE topic = :topic AND user_id NOT IN (SELECT value FROM json_each(:speakers))
            """,
            ids,
        )
        self._connection.execute(
            """
            INSERT INTO topic_speakers (topic, user_id, place) SELECT :topic, value, key FROM json_each(:speakers)
            WHERE TRUE ON CONFLICT DO UPDATE SET place = excluded.place
            """,
            ids,
        )

    def _set(self, topic_id: int, change: str, now: int, values: dict[str, Any]) -> None:
        self._connection.execute(
            f"UPDATE topics SET {change}, changed = :now WHERE id = :id AND room_id = :room",
            {**values, "id": topic_id, "room": self._room_id, "now": now},
        )

    def _select(self, where: str, **values: Any) -> list[Topic]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM topics t WHERE +t.room_id = :room AND {where} ORDER BY t.position, t.id",
            {"room": self._room_id, **values},
        )
        return [_made(dict(row)) for row in rows]


def _around(beside: Sequence[Topic], topic: Topic, to: int) -> tuple[float | None, float | None]:
    """The positions between which the point becomes the one of that number; None where no other stands there."""
    own = beside.number_of(topic) if isinstance(beside, Backlog) else [one.id for one in beside].index(topic.id) + 1
    others = [number for number in (to - 1, to) if 0 < number < len(beside)]
    found = {number: beside[number - 1 if number < own else number].position for number in others}
    return found.get(to - 1), found.get(to)


def _dump(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _made(values: dict[str, Any]) -> Topic:
    # A list within a row's JSON is one already.
    read = ((name, values[name]) for name in ("speakers", "material"))
    lists = {name: tuple(json.loads(value) if isinstance(value, str) else value) for name, value in read}
    return Topic(**{**values, **lists, "standing": bool(values["standing"])})
