"""What one member, one tag or one chat has: pages and lengths of lists that triggers keep, however long they are."""

from __future__ import annotations

import sqlite3
from typing import Final

LISTED: Final = """
    SELECT record FROM listed WHERE room = :room AND list = :list ORDER BY place, record LIMIT :limit OFFSET :offset
"""
"""The row ids of a page of the list `:list`; the names of the lists stand in the views `listed_…`."""
LISTED_LAST: Final = LISTED.replace("place, record LIMIT", "place DESC, record DESC LIMIT")
"""The same from its end."""
_DAY: Final = 86_400_000


def listed_length(connection: sqlite3.Connection, room_id: str, name: str) -> int:
    """How long that list is."""
    row = connection.execute(
        "SELECT length FROM listed_lengths WHERE room = :room AND list = :list", {"room": room_id, "list": name}
    ).fetchone()
    return int(row["length"]) if row else 0


def listed_since(connection: sqlite3.Connection, room_id: str, name: str, since: int) -> int:
    """How many of that list, which is kept by day, lie at `since` (ms) or later."""
    day = since // _DAY
    row = connection.execute(
        """
        SELECT (SELECT count(*) FROM listed WHERE room = :room AND list = :list AND place >= :since AND place < :next)
            + (SELECT coalesce(sum(length), 0) FROM listed_days WHERE room = :room AND list = :list AND day > :day) AS n
        """,
        {"room": room_id, "list": name, "since": since, "next": (day + 1) * _DAY, "day": day},
    ).fetchone()
    return int(row["n"])
