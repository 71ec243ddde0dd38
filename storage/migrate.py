"""Brings a database to the newest version: numbered SQL files under `PRAGMA user_version`, forward only."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"


class TooNew(Exception):
    """The database was written by a newer program; opening it could lose what we do not know."""


def migrate(connection: sqlite3.Connection) -> None:
    """Applies every migration that is missing, each in a transaction of its own: a failing one changes nothing."""
    scripts = _scripts(MIGRATIONS)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(scripts):
        raise TooNew(f"the database has version {version}, this program knows {len(scripts)}")
    for number, script in enumerate(scripts[version:], start=version + 1):
        # executescript commits what is open, so BEGIN and COMMIT stand inside the script it runs.
        body = script.read_text(encoding="utf-8")
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{body}\nPRAGMA user_version={number};\nCOMMIT;")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def newest_version() -> int:
    """The version of the database that this program works with."""
    return len(_scripts(MIGRATIONS))


@cache
def _scripts(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
