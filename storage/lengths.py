"""How long the lists of a board room are: triggers count along, so that nobody has to count a hundred thousand rows."""

from __future__ import annotations

import sqlite3


def length(connection: sqlite3.Connection, room_id: str, name: str) -> int:
    """How many entries the list of that name has: `open`, `free` or `done` tasks, `decisions`, those of
    them that are `voting`, or `releases`."""
    row = connection.execute(
        "SELECT length FROM lengths WHERE room_id = :room AND list = :list", {"room": room_id, "list": name}
    ).fetchone()
    return int(row["length"]) if row else 0
