"""What is deleted leaves nothing in the file, and the file works as before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage import Database, Store
from storage.literature import NewEntry
from storage.traces import mark

ROOM = "!board:board.test"


def on_the_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir()).lower()


def entry(title: str) -> NewEntry:
    return NewEntry(None, None, {"title": title}, "", (), "@anna:board.test")


async def test_what_was_deleted_is_in_no_byte_and_the_rest_is_found(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "board.db")
    added = await database.write(lambda c: Store(c, ROOM).literature.add(entry("Zwetschgenmus"), 1))
    await database.write(lambda c: Store(c, ROOM).literature.add(entry("Quittenbrot"), 1))

    def remove(connection: sqlite3.Connection) -> None:
        Store(connection, ROOM).literature.remove(added.id)
        mark(connection)

    await database.write(remove)
    await database.wipe(if_marked=True)
    found = on_the_disk(tmp_path)
    assert b"zwetschgenmus" not in found
    assert b"quittenbrot" in found
    hits = await database.read(lambda c: Store(c, ROOM).literature.search("quitten", 5))
    assert [hit.title for hit in hits.entries] == ["Quittenbrot"]
    await database.close()


async def test_nothing_is_wiped_that_was_not_marked_and_a_mark_goes_with_its_transaction(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "board.db")

    def fail(connection: sqlite3.Connection) -> None:
        mark(connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(fail)
    before = (tmp_path / "board.db-wal").stat().st_size
    await database.wipe(if_marked=True)
    assert (tmp_path / "board.db-wal").stat().st_size == before > 0
    await database.write(mark)
    await database.wipe(if_marked=True)
    assert (tmp_path / "board.db-wal").stat().st_size == 0
    await database.close()
