"""Brings a database to the newest version: numbered SQL files under `PRAGMA user_version`, forward only."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

from storage.fingerprints import fingerprint

MIGRATIONS = Path(__file__).parent / "migrations"


class TooNew(Exception):
    """The database was written by a newer program; opening it could lose what we do not know."""


def migrate(connection: sqlite3.Connection) -> None:
    """Applies every migration that is missing, each in a transaction of its own: a failing one changes nothing."""
    scripts = _scripts(MIGRATIONS)
    version = version_of(connection)
    connection.create_function("fingerprint", 2, fingerprint, deterministic=True)
    for number, script in enumerate(scripts[version:], start=version + 1):
        # executescript commits what is open, so BEGIN and COMMIT stand inside the script it runs.
        body = script.read_text(encoding="utf-8")
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{body}\nPRAGMA user_version={number};\nCOMMIT;")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def version_of(connection: sqlite3.Connection, *, what: str = "the database") -> int:
    """The version of what is open. TooNew, which calls it `what`, if a newer program wrote it."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > newest_version():
        raise TooNew(f"{what} has version {version}, this program knows {newest_version()}")
    return version


def newest_version() -> int:
    """The version of the database that this program works with."""
    return len(_scripts(MIGRATIONS))


@cache
def _scripts(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
