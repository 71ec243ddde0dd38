"""The board's literature: entries under one address each, their tags, their readers, and the search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from storage.listings import listed_length, listed_since
from storage.names import TitleKind, called, rows_of_room
from storage.numbers import next_number
from storage.searching import MOST_RANKED, indexed, match_query
from storage.values import frozen


@frozen
class NewEntry:
    """An entry to be added. `identity` tells it from others; `tags` are (as written, folded) pairs, `csl` CSL-JSON."""

    identity: str | None
    address: str | None
    csl: Mapping[str, Any]
    note: str
    tags: tuple[tuple[str, str], ...]
    adder: str


@frozen
class Entry:
    """An entry as it stands. `added` in ms; `readers` are user ids."""

    id: int
    number: int
    identity: str | None
    address: str | None
    csl: dict[str, Any]
    note: str
    adder: str
    added: int
    tags: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"L{self.number}"

    @property
    def added_on(self) -> date:
        """The day it was added, in UTC."""
        return datetime.fromtimestamp(self.added / 1000, UTC).date()

    @property
    def title(self) -> str:
        return str(self.csl.get("title", ""))


@frozen
class Filter:
    """Which entries a list shows: all that fit every part. `tag` is folded, `since` in ms."""

    tag: str | None = None
    adder: str | None = None
    since: int | None = None


ALL = Filter()
"""Every entry."""


@frozen
class Hits:
    """A page of what a search found. `count` is at most MOST_RANKED + 1; above MOST_RANKED the newest come first."""

    entries: list[Entry]
    count: int

    @property
    def ranked(self) -> bool:
        return self.count <= MOST_RANKED


_ENTRIES = """
    SELECT id, number, key AS identity, address, csl, note, adder, added,
        (SELECT json_group_array(tag) FROM literature_tags t WHERE t.entry = literature.id) AS tags,
        (SELECT json_group_array(user_id) FROM literature_read r WHERE r.entry = literature.id) AS readers
    FROM literature
"""
_NEWEST = """
    SELECT record FROM listed WHERE room = :room AND list = :list AND place >= :since
    ORDER BY place DESC, record DESC LIMIT :limit OFFSET :offset
"""


class Literature:
    """The entries of one board room."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self._room_id = room_id

    def add(self, new: NewEntry, now: int) -> Entry:
        """Adds the entry, whose identity must be free. `now` in ms."""
        row = self._connection.execute(
            """
            INSERT INTO literature (room_id, number, key, address, csl, note, adder, added)
            VALUES (:room, :number, :key, :address, :csl, :note, :adder, :now) RETURNING id
            """,
            {
                "room": self._room_id,
                "number": next_number(self._connection, self._room_id, "literature"),
                "key": new.identity,
                "address": new.address,
                "csl": _dump(new.csl),
                "note": new.note,
                "adder": new.adder,
                "now": now,
            },
        ).fetchone()
        self._tag(row["id"], new.tags)
        return self._index(row["id"])

    def find(self, number: int) -> Entry | None:
        return self._one("number = :number", number=number)

    def of_ids(self, ids: Sequence[int]) -> list[Entry]:
        """The entries with those row ids."""
        return self._select("id IN (SELECT value FROM json_each(:ids))", ids=_dump(list(ids)))

    def index_anew(self, ids: Sequence[int]) -> None:
        """Those rows were changed past this class: the search finds them as they are now."""
        for entry_id in ids:
            self._unindex(entry_id)
        for entry in self.of_ids(ids):
            self._index(entry.id)

    def index_all_anew(self) -> None:
        """All of them were changed past this class."""
        rows = self._connection.execute("SELECT id FROM literature WHERE room_id = :room", {"room": self._room_id})
        self.index_anew([row["id"] for row in rows.fetchall()])

    def by_identity(self, identity: str) -> Entry | None:
        """The entry under that normalised address."""
        return self._one("key = :key", key=identity)

    def change(self, entry: Entry) -> Entry:
        """Keeps the entry's identity, address, CSL and note as they stand in `entry`. The identity must be free."""
        self._connection.execute(
            "UPDATE literature SET key = :key, address = :address, csl = :csl, note = :note WHERE id = :id",
            {
                "id": entry.id,
                "key": entry.identity,
                "address": entry.address,
                "csl": _dump(entry.csl),
                "note": entry.note,
            },
        )
        return self._index(entry.id)

    def tag(self, entry_id: int, tags: Iterable[tuple[str, str]], without: Sequence[str] = ()) -> Entry:
        """Adds the tags, (as written, folded) pairs, and takes the folded ones `without` away."""
        self._connection.execute(
            "DELETE FROM literature_tags WHERE entry = :id AND folded IN (SELECT value FROM json_each(:without))",
            {"id": entry_id, "without": json.dumps(list(without))},
        )
        self._tag(entry_id, tags)
        return self._index(entry_id)

    def read_by(self, entry_id: int, user_id: str, now: int) -> bool:
        """Notes that the member has read it; False if that was known."""
        cursor = self._connection.execute(
            "INSERT INTO literature_read (entry, user_id, time) VALUES (:id, :member, :now) ON CONFLICT DO NOTHING",
            {"id": entry_id, "member": user_id, "now": now},
        )
        return cursor.rowcount == 1

    def remove(self, entry_id: int) -> None:
        """Deletes the entry; its number is not given again."""
        self._unindex(entry_id)
        self._connection.execute(
            "DELETE FROM literature WHERE id = :id AND room_id = :room", {"id": entry_id, "room": self._room_id}
        )

    def called(self, words: str) -> list[Entry]:
        """The entries that the words may name (`storage.names`)."""
        numbers = json.dumps(called(self._connection, self._room_id, TitleKind.ENTRY, words))
        return self._select("number IN (SELECT value FROM json_each(:numbers))", numbers=numbers)

    def count(self, which: Filter = ALL) -> int:
        """How many entries fit."""
        if which.since is not None:
            return listed_since(self._connection, self._room_id, _list_of(which), which.since)
        return listed_length(self._connection, self._room_id, _list_of(which))

    def newest(self, limit: int, offset: int = 0, which: Filter = ALL) -> list[Entry]:
        """The entries that fit, the newest first; a negative limit means all."""
        rows = self._connection.execute(
            f"{_ENTRIES} WHERE id IN ({_NEWEST}) ORDER BY added DESC, id DESC",
            {
                "room": self._room_id,
                "list": _list_of(which),
                "since": which.since or 0,
                "limit": limit,
                "offset": offset,
            },
        )
        return [_entry(row) for row in rows]

    def search(self, text: str, limit: int, offset: int = 0) -> Hits:
        """The entries with all the words of `text`, the best first by bm25, a title counting most."""
        query = match_query(text)
        if query is None:
            return Hits([], 0)
        most = max(MOST_RANKED + 1, offset + limit)
        first, last = rows_of_room(self._connection, self._room_id)
        values = {"query": query, "first": first, "last": last, "limit": limit, "offset": offset, "most": most}
        found = (
            "SELECT rowid - :first AS id FROM literature_words "
            "WHERE literature_words MATCH :query AND rowid BETWEEN :first AND :last"
        )
        newest = self._ids(f"{found} ORDER BY rowid DESC LIMIT :most", values)
        ids = newest[offset : offset + limit]
        if len(newest) <= MOST_RANKED:
            ranking = "bm25(literature_words, 10, 8, 5, 2, 1), rowid DESC"
            ids = self._ids(f"{found} ORDER BY {ranking} LIMIT :limit OFFSET :offset", values)
        rows = self._connection.execute(
            f"{_ENTRIES} WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": _dump(ids)}
        )
        entries = {row["id"]: _entry(row) for row in rows}
        return Hits([entries[id_] for id_ in ids], min(len(newest), MOST_RANKED + 1))

    def _ids(self, query: str, values: Mapping[str, object]) -> list[int]:
        return [row["id"] for row in self._connection.execute(query, values)]

    def _tag(self, entry_id: int, tags: Iterable[tuple[str, str]]) -> None:
        self._connection.executemany(
            "INSERT INTO literature_tags (entry, tag, folded) VALUES (:id, :tag, :folded) ON CONFLICT DO NOTHING",
            [{"id": entry_id, "tag": tag, "folded": folded} for tag, folded in tags],
        )

    def _index(self, entry_id: int) -> Entry:
        """Brings the words of the entry in the index up to date; gives the entry."""
        entry = self._select("id = :id", id=entry_id)[0]
        self._unindex(entry_id)
        self._connection.execute(
            """
            INSERT INTO literature_words (rowid, title, tags, authors, note, address)
            VALUES (:id, :title, :tags, :authors, :note, :address)
            """,
            {
                "id": self._row(entry_id),
                "title": indexed(entry.title),
                "tags": indexed(" ".join(entry.tags)),
                "authors": indexed(_authors(entry.csl)),
                "note": indexed(entry.note),
                "address": indexed(f"{entry.address or ''} {entry.identity or ''}"),
            },
        )
        return entry

    def _unindex(self, entry_id: int) -> None:
        self._connection.execute("DELETE FROM literature_words WHERE rowid = :id", {"id": self._row(entry_id)})

    def _row(self, entry_id: int) -> int:
        """The row of the entry's words in the index."""
        return rows_of_room(self._connection, self._room_id)[0] + entry_id

    def _one(self, where: str, **values: str | int) -> Entry | None:
        return next(iter(self._select(where, **values)), None)

    def _select(self, where: str, **values: str | int) -> list[Entry]:
        rows = self._connection.execute(
            f"{_ENTRIES} WHERE room_id = :room AND {where}", {"room": self._room_id, **values}
        )
        return [_entry(row) for row in rows]


def _list_of(which: Filter) -> str:
    """The list (`storage.listings`) of what fits, but for the time."""
    added = f"added {which.adder}" if which.adder is not None else "added"
    if which.tag is None:
        return f"by day {added}"
    return f"by day tag {which.tag}" if which.adder is None else f"by day tag {which.tag} {added}"


def _authors(csl: Mapping[str, Any]) -> str:
    """All names in it, for the index (CSL-JSON: a list of objects with family, given or literal)."""
    names = [name for field in ("author", "editor") for name in csl.get(field, ())]
    return " ".join(" ".join(str(part) for part in name.values()) for name in names)


def _entry(row: sqlite3.Row) -> Entry:
    values = dict(row)
    lists = {name: tuple(json.loads(values[name])) for name in ("tags", "readers")}
    return Entry(**{**values, **lists, "csl": json.loads(values["csl"])})


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
