"""Where members stand in the records: whose rows of a table are a board room's, and all that is kept of one member."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from storage.keeping import KEPT, Kept

FORMER: Final = "former"
"""Stands in place of the user id of somebody who was forgotten; a user id begins with @."""

_UNTOLD: Final = frozenset({"attachment", "content", "rung", "thumbnail", "transaction_id"})
"""Columns that tell nothing to a reader, or of others alone."""


def is_former(user_id: str) -> bool:
    """Whether it stands for a member who was forgotten."""
    return user_id.startswith(FORMER)


def row_scope(connection: sqlite3.Connection, table: str) -> str:
    """The condition under which a row of that table belongs to the board room `:room`: by its own column, or by that
    of the record it goes with. What belongs to no room is everybody's."""
    columns = [row["name"] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    if "room_id" in columns and table != "inbox":  # there it is the chat
        return "room_id = :room"
    owner = owner_of(connection, table)
    if owner is None:
        return "TRUE"
    column, parent = owner
    return f'"{column}" IN (SELECT id FROM "{parent}" WHERE {row_scope(connection, parent)})'


def owner_of(connection: sqlite3.Connection, table: str) -> tuple[str, str] | None:
    """The column by which a row belongs to a record of another table, and that table."""
    row = connection.execute(
        """
        SELECT "from" AS own, "table" AS parent FROM pragma_foreign_key_list(?)
        WHERE on_delete = 'CASCADE' AND "table" <> 'outbox' ORDER BY id DESC
        """,
        (table,),
    ).fetchone()
    return (row["own"], row["parent"]) if row else None


def records_of(connection: sqlite3.Connection, room_id: str, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """All rows in which that member stands, by table; moments as ISO 8601, `of` the short name of the record."""
    found: dict[str, list[dict[str, Any]]] = {}
    for kept in KEPT:
        rows = list(_rows(connection, kept, room_id, user_id))
        if rows:
            found[kept.table] = rows
    return found


def _rows(connection: sqlite3.Connection, kept: Kept, room_id: str, user_id: str) -> Iterator[dict[str, Any]]:
    mine = [f'"{column}" = :user' for column in kept.persons]
    if kept.table == "reminders":
        mine.append("id IN (SELECT reminder FROM reminder_members WHERE user_id = :user)")
    if kept.table == "changes":
        mine.append("deed IN (SELECT id FROM deeds WHERE user_id = :user)")
    if not mine:
        return
    query = f'SELECT * FROM "{kept.table}" WHERE ({" OR ".join(mine)}) AND {row_scope(connection, kept.table)}'
    for row in connection.execute(query, {"room": room_id, "user": user_id}):
        yield shown_row(connection, kept, row)


def shown_row(connection: sqlite3.Connection, kept: Kept, row: sqlite3.Row) -> dict[str, Any]:
    """The row as somebody reads it who knows the board and not this database."""
    name = record_name(connection, kept.table, row)
    values = {column: row[column] for column in row.keys() if column not in _UNTOLD}  # noqa: SIM118 - a row is no dict
    for column in kept.moments:
        values[column] = iso(values[column])
    return {"of": name, **values} if name else values


def iso(ms: int | None) -> str | None:
    """A moment of the records (ms) in UTC; None where there is none, or it never comes."""
    if ms is None or not 0 < ms < 2**47:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")


def record_name(connection: sqlite3.Connection, table: str, row: sqlite3.Row) -> str:
    """The short name (M3, T4) of the record that a row is or belongs to, of a poll's date `M3 2`; "" if it has none."""
    letter = _LETTERS.get(table, "")
    if letter:
        return f"{letter}{row['number']}"
    owner = owner_of(connection, table)
    if owner is None:
        return ""
    column, parent = owner
    above = connection.execute(f'SELECT * FROM "{parent}" WHERE id = ?', (row[column],)).fetchone()
    name = record_name(connection, parent, above) if above else ""
    return f"{name} {row['number']}" if name and "number" in row.keys() else name  # noqa: SIM118


_LETTERS: Final = {kept.table: kept.letter for kept in KEPT if kept.letter}
