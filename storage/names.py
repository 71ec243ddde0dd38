"""Which titles come near to a name: by three letters at a time, in an index, so that no list is read for it.

The index is FTS5 with the tokenizer `trigram` (sqlite.org/fts5.html); triggers keep it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from enum import Enum
from itertools import islice
from typing import Final

MOST: Final = 40
"""Records that are looked at one by one."""
_PARTS: Final = 16
"""Groups of three letters of a name that are looked for: those of a long one at even distances."""
_EACH: Final = 100
"""Records, the newest, that are taken of those with one group: one that more have tells little."""
_SAME, _SAME_PARTS, _SAME_EACH = 8, 6, 20
"""The same three where just that title is looked for."""
_LAST: Final = 0xFFFFFFFF
"""Numbers are counted down from it, so that the newest comes first."""
_WORDS: Final = 12
"""Words at the head of a text that may be a title."""


class TitleKind(Enum):
    """What is called by a title: as it is marked in the index, its table, and its title there."""

    OPEN_TASK = (0, "tasks", "title")
    FINISHED_TASK = (1, "tasks", "title")
    REMINDER = (2, "reminders", "text")
    ENTRY = (3, "literature", "json_extract(csl, '$.title')")
    MEETING = (4, "meetings", "title")
    OFFER = (5, "host_offers", "place")
    SPEAKER = (6, "impulses", "person")
    DECISION = (7, "decisions", "text")


ROOM_BITS: Final = 36
"""A row id of an index of words begins with the room's number: above that many bits, in which the record's stands."""


def rows_of_room(connection: sqlite3.Connection, room_id: str) -> tuple[int, int]:
    """Between which row ids the words of that room's records stand; between none where it has no records."""
    room = connection.execute("SELECT number FROM name_rooms WHERE room = ?", (room_id,)).fetchone()
    first = (room["number"] if room else 0) << ROOM_BITS
    return first, first + (1 << ROOM_BITS) - 1 if room else first


def called(connection: sqlite3.Connection, room_id: str, kind: TitleKind, words: str) -> list[int]:
    """The numbers of the records whose titles share most with the words, `MOST` at most, and of those that are called
    as the words or the first of them are, but for the case of letters. Finished and open tasks are not told apart among
    the latter; of reminders all are there.

    What few titles have counts for more than what many have.
    """
    return list(dict.fromkeys([*_exact(connection, room_id, kind, words), *_nearest(connection, room_id, kind, words)]))


def same(connection: sqlite3.Connection, room_id: str, kind: TitleKind, title: str) -> list[int]:
    """The numbers of the few records that may be called just so, however their letters are written: they share nearly
    all with it, so that less of it is looked for than in `called`."""
    near = _nearest(connection, room_id, kind, title, most=_SAME, parts=_SAME_PARTS, each=_SAME_EACH)
    return list(dict.fromkeys([*_exact(connection, room_id, kind, title), *near]))


def _exact(connection: sqlite3.Connection, room_id: str, kind: TitleKind, words: str) -> list[int]:
    _mark, table, title = kind.value
    rows = connection.execute(
        f"""
        SELECT number FROM json_each(:heads) AS head
        CROSS JOIN {table} ON room_id = :room AND {title} = head.value COLLATE NOCASE ORDER BY number DESC LIMIT :most
        """,
        {"room": room_id, "heads": json.dumps(heads_of(words), ensure_ascii=False), "most": MOST},
    )
    return [row["number"] for row in rows]


def heads_of(words: str) -> list[str]:
    """What may be a title at the head of the words: all of them, or the first ones."""
    return [words, *(words[: match.end()] for match in islice(re.finditer(r"\S+", words), _WORDS))]


def _nearest(
    connection: sqlite3.Connection,
    room_id: str,
    kind: TitleKind,
    words: str,
    *,
    most: int = MOST,
    parts: int = _PARTS,
    each: int = _EACH,
) -> list[int]:
    room = connection.execute("SELECT number FROM name_rooms WHERE room = ?", (room_id,)).fetchone()
    if room is None:
        return []
    first = (room["number"] << 36) | (kind.value[0] << 32)
    shared: dict[int, float] = defaultdict(float)
    for part in _parts(words, parts):
        rows = connection.execute(
            "SELECT rowid FROM names WHERE names MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?",
            (f'"{part}"', first, first + _LAST, each),
        ).fetchall()
        for (rowid,) in rows:
            shared[first + _LAST - rowid] += 1 / len(rows)
    return sorted(shared, key=lambda number: -shared[number])[:most]


def _parts(words: str, most: int) -> list[str]:
    text = " ".join(re.sub(r'["\x00]', " ", words).split()[:_WORDS])
    parts = list(dict.fromkeys(text[place : place + 3] for place in range(len(text) - 2)))
    return parts[:: -(-len(parts) // most)] if parts else []
