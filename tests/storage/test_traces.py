"""What is deleted leaves nothing in the file, and the file works as before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import Database, Store
from storage.literature import NewEntry
from storage.names import TitleKind, same
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


@pytest.mark.long
async def test_an_index_of_any_name_keeps_no_word(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "board.db")
    await database.write(lambda c: c.execute("CREATE VIRTUAL TABLE more USING fts5 (words)"))
    await database.write(lambda c: c.execute("INSERT INTO more VALUES ('Zwetschgenmus')"))
    await database.write(lambda c: c.execute("DELETE FROM more"))
    assert await database.wipe()
    await database.close()
    assert b"zwetschgenmus" not in on_the_disk(tmp_path)


def _levels(connection: sqlite3.Connection, index: str) -> int:
    """The bytes in which FTS5 keeps the parts of the index: it opens none with two thousand levels of them."""
    return int(connection.execute(f'SELECT length(block) FROM "{index}_data" WHERE id = 10').fetchone()[0])


@pytest.mark.long
async def test_an_index_that_was_merged_every_night_for_a_year_is_made_anew(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "board.db")

    def a_year(connection: sqlite3.Connection) -> list[int]:
        store, indexes = Store(connection, ROOM), ("names", "literature_words")
        for night in range(400):
            store.literature.add(entry(f"Quittenbrot {night}"), 1)
            for index in indexes:
                connection.execute(f'INSERT INTO "{index}" ("{index}") VALUES (\'optimize\')')
        return [_levels(connection, index) for index in indexes]

    assert min(await database.write(a_year)) > 400
    assert await database.wipe()
    assert await database.read(lambda c: max(_levels(c, index) for index in ("names", "literature_words"))) < 50
    hits = await database.read(lambda c: Store(c, ROOM).literature.search("quitten", 5))
    assert len(hits.entries) == 5
    assert await database.read(lambda c: same(c, ROOM, TitleKind.ENTRY, "Quittenbrod 17")) != []
    await database.close()


@pytest.mark.long
async def test_a_mark_stays_while_another_program_reads_and_keeps_the_words(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "board.db")
    await database._writer.run(lambda connection: connection.execute("PRAGMA busy_timeout=50"))
    added = await database.write(lambda c: Store(c, ROOM).literature.add(entry("Zwetschgenmus"), 1))

    def remove(connection: sqlite3.Connection) -> None:
        Store(connection, ROOM).literature.remove(added.id)
        mark(connection)

    with closing(sqlite3.connect(tmp_path / "board.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM literature").fetchone()
        await database.write(remove)
        assert not await database.wipe(if_marked=True)
        assert b"zwetschgenmus" in on_the_disk(tmp_path)
        other.execute("COMMIT")
    assert await database.wipe(if_marked=True)
    assert b"zwetschgenmus" not in on_the_disk(tmp_path)
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
