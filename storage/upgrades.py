"""A board room that was upgraded takes its records with it."""

from __future__ import annotations

import sqlite3


def move_room(connection: sqlite3.Connection, old: str, new: str) -> None:
    """All records of the room `old` belong to `new` from now on; what waits to be said there is said in `new`.

    Edits stay behind: what they edit stands in the old room.
    """
    tables = connection.execute(
        """
        SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND c.name = 'room_id' AND m.name <> 'inbox'
        """
    ).fetchall()
    # Rows of several tables refer to each other by room and number: they are whole again at the commit.
    connection.execute("PRAGMA defer_foreign_keys=ON")
    for (table,) in tables:
        connection.execute(f"UPDATE {table} SET room_id = :new WHERE room_id = :old", {"old": old, "new": new})
    connection.execute(
        """
        UPDATE outbox SET chat = :new WHERE chat = :old AND target IS NULL AND sent IS NULL AND refused IS NULL
        """,
        {"old": old, "new": new},
    )
    connection.execute(
        "INSERT INTO upgrades (old, new) VALUES (:old, :new) ON CONFLICT (old) DO NOTHING", {"old": old, "new": new}
    )


def current_room(connection: sqlite3.Connection, room_id: str) -> str:
    """The room that has taken the place of `room_id`, after however many upgrades; itself if none has."""
    row = connection.execute(
        """
        WITH RECURSIVE chain (room, step) AS (
            SELECT :room, 0
            UNION ALL
            SELECT upgrades.new, step + 1 FROM upgrades JOIN chain ON upgrades.old = chain.room WHERE step < 100)
        SELECT room FROM chain ORDER BY step DESC LIMIT 1
        """,
        {"room": room_id},
    ).fetchone()
    return str(row["room"])
