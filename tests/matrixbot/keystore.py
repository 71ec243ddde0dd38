"""The store of keys in quick tests: no waiting for the disk, and its tables are made once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import ClassVar

from matrixbot.matrix.crypto.keystore import BoundDatabase, KeyStore


class QuickStore(KeyStore):
    """The store of keys: nobody cuts the power in a quick test, and a new file comes with nio's tables in it."""

    synchronous = "off"
    opened: ClassVar[list[BoundDatabase]] = []
    """What a test has opened; `tests.matrixbot.conftest` closes it."""

    def _create_database(self) -> BoundDatabase:
        path = Path(self.database_path)
        if not path.exists() or not path.stat().st_size:
            path.write_bytes(_empty())
        database = super()._create_database()
        database.create_tables = lambda models: None  # nio asks for all of them at every start: a third of it
        self.opened.append(database)
        return database


@cache
def _empty() -> bytes:
    """The file of a store that has nio's tables and no account."""
    with tempfile.TemporaryDirectory() as folder:
        store = KeyStore("@nobody:test", "NOBODY", folder, database_name="empty.db")
        store.database.close()
        return Path(store.database_path).read_bytes()
