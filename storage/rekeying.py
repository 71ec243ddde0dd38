"""The same records under another key: a copy, compared with what it was made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from storage import engine
from storage.engine import Damaged, StorageKey
from storage.health import is_damaged


def copy_under(
    path: Path, key: StorageKey | None, target: Path, new: StorageKey | None, before_end: Callable[[], None]
) -> None:
    """Writes all records of `path`, which `key` opens, to the empty file `target`, encrypted with `new`, and compares.

    `before_end` is told while the write-ahead log still lies beside `path`: afterwards all of it is in `path` itself,
    and the log is gone. Raises Damaged if the copy is not what it was made from, and what `engine.connect` raises.
    """
    with closing(engine.connect(path, key, ciphering=True)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("ATTACH ? AS copy KEY ?", (str(target), _passed(new)))
        connection.execute("SELECT sqlcipher_export('copy')")
        for mark in ("user_version", "application_id"):  # which the export leaves out
            value = connection.execute(f"PRAGMA main.{mark}").fetchone()[0]
            connection.execute(f"PRAGMA copy.{mark}={int(value)}")
        if not _is_same(connection):
            raise Damaged("the copy is another than what it was made from")
        connection.execute("DETACH copy")
        before_end()
        connection.execute("PRAGMA journal_mode=DELETE")  # fails while anybody else has the database open
    with closing(engine.connect(target, new)) as copy:
        if is_damaged(copy):
            raise Damaged("the copy is damaged")


def _passed(key: StorageKey | None) -> str:
    """The key as a parameter; the empty one is that of a plain database."""
    return f"x'{key.secret.hex()}'" if key else ""


def _is_same(connection: sqlite3.Connection) -> bool:
    """Whether every table of the copy has the rows of the original, and the copy its tables, indexes and triggers."""

    def made(schema: str) -> list[tuple[str, ...]]:
        rows = connection.execute(
            f"SELECT type, name, tbl_name, coalesce(sql, '') FROM {schema}.sqlite_master ORDER BY 1, 2"
        )
        return [tuple(row) for row in rows]

    if made("main") != made("copy"):
        return False
    tables = [row["name"] for row in connection.execute("PRAGMA main.table_list") if row["type"] in ("table", "shadow")]
    for table in tables:
        if table.startswith("sqlite_schema"):
            continue
        counts = [connection.execute(f'SELECT count(*) FROM {schema}."{table}"').fetchone()[0] for schema in _BOTH]
        other = f'SELECT * FROM main."{table}" EXCEPT SELECT * FROM copy."{table}"'
        if counts[0] != counts[1] or connection.execute(other).fetchone() is not None:
            return False
    return True


_BOTH = ("main", "copy")
