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


def listed_length(connection: sqlite3.Connection, room_id: str, name: str) -> int:
    """How long that list is."""
    row = connection.execute(
        "SELECT length FROM listed_lengths WHERE room = :room AND list = :list", {"room": room_id, "list": name}
    ).fetchone()
    return int(row["length"]) if row else 0
