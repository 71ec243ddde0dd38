"""What each row of a record was before a member's message changed it: kept by triggers that are made from the schema.

The triggers live with the writing connection (sqlite.org/undoredo.html tells the idea). They write only while a deed is
under way: what the bot does by itself is nobody's to take back.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any, Final

from storage.values import frozen

UNWATCHED: Final = frozenset(
    {
        "changes",  # the book itself
        "deeds",
        "chats",  # what is said where, and to whom: no records
        "ciphertext_blocks",
        "ciphertexts",
        "confirmations",
        "decisions_words",  # an index: triggers keep it
        "inbox",
        "lengths",  # kept by triggers alone
        "listed",  # kept by triggers alone
        "listed_lengths",
        "listed_days",
        "literature_words",  # an index: made anew
        "name_rooms",
        "names",  # an index: triggers keep it
        "members",  # who is there, and who is trusted: never taken back
        "numbers",  # none is given twice
        "outbox",
        "place",
        "released_looks",  # as of when what was released was looked at
        "seen_rooms",
        "tentative_files",  # what was sent where
        "unread",
        "upgrades",
    }
)
"""Tables of which nothing is kept; every other one is watched, so that a new feature's records are."""
_COUNTED: Final = {"tasks": {"taken"}, "released_records": {"looked"}}
"""Columns that other triggers keep: they count along, or forget, when rows are put back."""
RISING: Final = {
    "meetings": frozenset({"sequence", "changed", "rounds"}),
    "decisions": frozenset({"rounds"}),
}
"""Columns that never go back: a calendar file that changes again is a newer one, native polls that are posted anew have
other names."""
_FOUND_BY: Final = {
    "timers": ("room_id", "kind", "about", "tag"),
    "errands": ("chat", "event_id", "kind", "target"),
}
"""By what a row is known where its id is not: a timer is set anew under another one, an errand's is given again."""
PASSING: Final = frozenset(_FOUND_BY)
"""Rows that go by themselves: that one is not as it was left says nothing of what a member did since."""


@frozen
class Table:
    """A watched table: the columns that are kept, those by which a row is known, and what its rows belong to, as
    (column, table) pairs."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    parents: tuple[tuple[str, str], ...]

    def where(self) -> str:
        return " AND ".join(f'"{column}" IS :key_{column}' for column in self.key)

    def named(self, key: dict[str, Any]) -> dict[str, Any]:
        """The values for `where`."""
        return {f"key_{column}": key[column] for column in self.key}


_KNOWN: Final[dict[int, dict[str, Table]]] = {}


def tables(connection: sqlite3.Connection) -> dict[str, Table]:
    """The watched tables by name: those of a version of the database are looked up once."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in _KNOWN:
        _KNOWN[version] = _tables(connection)
    return _KNOWN[version]


def _tables(connection: sqlite3.Connection) -> dict[str, Table]:
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    ).fetchall()
    return {name: _table(connection, name) for (name,) in map(tuple, rows) if name not in UNWATCHED}


def _table(connection: sqlite3.Connection, name: str) -> Table:
    info = [tuple(row) for row in connection.execute("SELECT name, pk FROM pragma_table_info(?)", (name,))]
    keys = sorted((place, column) for column, place in info if place)
    key = _FOUND_BY.get(name) or tuple(column for _place, column in keys)
    hidden = _COUNTED.get(name, set()) | ({"id"} if name in _FOUND_BY else set())
    # What goes with a record belongs to it; what would merely lose sight of one (SET NULL) does not.
    owners = """SELECT "from", "table" FROM pragma_foreign_key_list(?) WHERE on_delete <> 'SET NULL'"""
    belongs = connection.execute(owners, (name,)).fetchall()
    columns = tuple(column for column, _place in info if column not in hidden)
    return Table(name, columns, key, tuple(sorted((column, parent) for column, parent in map(tuple, belongs))))


def watch(connection: sqlite3.Connection) -> None:
    """Has every change of a record written down that is made through this connection while a deed is under way."""
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("BEGIN")  # each for itself would be written down by itself
    connection.execute("CREATE TEMP TABLE changing (deed INTEGER NOT NULL)")
    for table in tables(connection).values():
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(_trigger(table, event))
    connection.execute("COMMIT")


def begin(connection: sqlite3.Connection, deed: int) -> None:
    """What is changed from now on is done by that deed."""
    connection.execute("INSERT INTO temp.changing (deed) VALUES (?)", (deed,))


def end(connection: sqlite3.Connection) -> None:
    """What is changed from now on is nobody's deed."""
    connection.execute("DELETE FROM temp.changing")


@cache
def _trigger(table: Table, event: str) -> str:
    before = "NULL" if event == "INSERT" else _image("OLD", table.columns)
    after = "NULL" if event == "DELETE" else _image("NEW", table.columns)
    when = "EXISTS (SELECT 1 FROM changing)"
    if event == "UPDATE":
        differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in table.columns)
        when += f" AND ({differs})"
    key = _image("NEW" if event == "INSERT" else "OLD", table.key)
    return f"""
        CREATE TEMP TRIGGER "{table.name} {event}" AFTER {event} ON main."{table.name}" WHEN {when} BEGIN
            INSERT INTO changes (deed, record, key, before, after)
            VALUES ((SELECT deed FROM changing), '{table.name}', {key}, {before}, {after});
        END
    """


def _image(row: str, columns: tuple[str, ...]) -> str:
    return "json_object({})".format(", ".join(f"'{column}', {row}.\"{column}\"" for column in columns))
