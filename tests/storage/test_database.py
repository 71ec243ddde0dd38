"""Transactions that are whole or nothing, migrations that only go forward."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Database, Store
from storage.database import StorageBusy, savepoint
from storage.engine import StorageKey
from storage.migrate import MIGRATIONS, TooNew, migrate
from storage.tasks import Tasks
from storage.upgrades import current_room, move_room
from tests.processes import Processes

pytestmark = pytest.mark.usefixtures("threads")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "board.db")
    yield opened
    await opened.close()


def places(connection: sqlite3.Connection) -> list[str]:
    return [row["token"] for row in connection.execute("SELECT token FROM place")]


def put(connection: sqlite3.Connection, token: str = "t") -> None:
    connection.execute("INSERT INTO place VALUES (1, ?, 0)", (token,))


async def test_the_file_is_for_its_owner_only(database: Database) -> None:
    assert stat.S_IMODE(database.path.stat().st_mode) == 0o600


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def half(connection: sqlite3.Connection) -> None:
        put(connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(half)
    assert await database.read(places) == []


async def test_what_goes_along_is_done_with_the_next_transaction_that_is_committed(database: Database) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        raise RuntimeError

    database.along(put)
    with pytest.raises(RuntimeError):
        await database.write(fails)
    assert await database.read(places) == []
    assert await database.write(places) == ["t"]
    await database.settle()  # it would be refused a second time
    await database.write(places)


async def test_what_goes_along_is_done_before_it_ends_if_nothing_else_is(database: Database) -> None:
    database.along(lambda connection: put(connection, "early"))
    database.along(lambda connection: put(connection, "late"))
    await database.settle()
    assert await database.read(places) == ["late"]


async def test_what_goes_along_and_fails_holds_nobody_up_for_long(database: Database) -> None:
    database.along(lambda connection: connection.execute("INSERT INTO nowhere VALUES (1)").close())
    with pytest.raises(sqlite3.OperationalError):
        await database.settle()
    assert await database.write(places) == []


async def test_a_cancelled_caller_leaves_a_whole_transaction(database: Database) -> None:
    for round_ in range(20):
        task = asyncio.create_task(
            database.write(lambda c: c.execute("INSERT OR REPLACE INTO place VALUES (1, 'x', 0)"))
        )
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        token = f"after {round_}"
        await database.write(
            lambda c, token=token: c.execute("INSERT OR REPLACE INTO place VALUES (1, ?, 0)", (token,))
        )
        assert await database.read(places) == [token]


async def test_an_opening_that_nobody_waits_for_any_more_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    closed: list[object] = []

    class Counted(sqlite3.Connection):
        def close(self) -> None:
            closed.append(id(self))
            super().close()

    def connect(path: Path, _key: StorageKey | None, *, read_only: bool = False) -> sqlite3.Connection:
        made = sqlite3.connect(path, isolation_level=None, factory=Counted)
        made.row_factory = sqlite3.Row
        opened.append(id(made))
        return made

    monkeypatch.setattr("storage.database._connect", connect)
    threads = set(threading.enumerate())
    opening = asyncio.create_task(Database.open(tmp_path / "board.db"))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert closed == opened != []
    assert not [thread for thread in set(threading.enumerate()) - threads if "asyncio" not in thread.name]


@pytest.mark.long
async def test_the_writing_connection_is_closed_when_the_reading_one_cannot_be(database: Database) -> None:
    other = await Database.open(database.path)
    await other._reader.run(lambda connection: connection.close())
    close = other._reader.close

    async def failing() -> None:
        await close()
        raise OSError

    other._reader.close = failing  # type: ignore[method-assign]
    with pytest.raises(OSError, match=r"^$"):
        await other.close()
    with pytest.raises(ValueError, match="no active connection"):
        await other.write(put)


async def test_a_savepoint_takes_back_only_its_own(database: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        put(connection)
        with pytest.raises(ValueError, match="mistake"), savepoint(connection):
            connection.execute("UPDATE place SET token = 'changed'")
            raise ValueError("mistake")

    await database.write(work)
    assert await database.read(places) == ["t"]


async def test_a_full_disk_is_told_apart_from_a_fault_and_changes_nothing(database: Database) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        put(connection)
        connection.execute("CREATE TABLE filler (x)")
        connection.execute("INSERT INTO filler VALUES (zeroblob(10000000))")

    pages = await database.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await database.write(lambda c: c.execute(f"PRAGMA max_page_count={pages + 2}"))
    with pytest.raises(StorageBusy, match="SQLITE_FULL"):
        await database.write(fill)
    assert await database.read(places) == []
    await database.write(put)


async def test_reading_sees_only_what_is_committed(database: Database) -> None:
    await database.write(put)
    assert await database.read(places) == ["t"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(put)


async def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "board.db"
    await (await Database.open(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=999")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(TooNew, match="999"):
        await Database.open(path)
    assert path.read_bytes() == before


def test_a_failing_migration_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "0001_good.sql").write_text("CREATE TABLE good (x);")
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);")
    monkeypatch.setattr("storage.migrate.MIGRATIONS", tmp_path)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    assert tables == ["good"]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


@pytest.mark.long
async def test_an_upgraded_room_is_found_over_several_upgrades(database: Database) -> None:
    await database.write(lambda c: move_room(c, "!a", "!b"))
    await database.write(lambda c: move_room(c, "!b", "!c"))
    assert await database.read(lambda c: current_room(c, "!a")) == "!c"
    assert await database.read(lambda c: current_room(c, "!x")) == "!x"


async def test_a_disk_that_is_full_in_the_middle_of_a_savepoint_is_told_as_such(database: Database) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        put(connection)
        with savepoint(connection):
            connection.execute("PRAGMA cache_size=10")
            values = [(f"$event{number}" * 20,) for number in range(10_000)]
            connection.executemany("INSERT INTO inbox VALUES (?, '', '', 0, 'done', NULL)", values)

    pages = await database.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await database.write(lambda c: c.execute(f"PRAGMA max_page_count={pages + 5}"))
    with pytest.raises(StorageBusy, match="SQLITE_FULL"):
        await database.write(fill)
    assert await database.read(places) == []


@pytest.mark.long
def test_a_database_from_before_the_lengths_of_lists_gets_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for script in MIGRATIONS.glob("*.sql"):
        if script.name < "0011":
            shutil.copy(script, tmp_path)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        with monkeypatch.context() as before:
            before.setattr("storage.migrate.MIGRATIONS", tmp_path)
            migrate(connection)
        connection.executescript(
            """
            INSERT INTO tasks (id, room_id, number, title, created) VALUES (1, '!board:x', 1, 'held', 1);
            INSERT INTO tasks (id, room_id, number, title, created) VALUES (2, '!board:x', 2, 'free', 1);
            INSERT INTO tasks (id, room_id, number, title, created, state, closed)
            VALUES (3, '!board:x', 3, 'done', 1, 'done', 2);
            INSERT INTO task_owners (task_id, place, user_id, since, confirmed) VALUES (1, 1, '@a', 1, 1);
            INSERT INTO literature (id, room_id, number, csl, adder, added)
            VALUES (1, '!board:x', 1, '{"title": "Verwaltung"}', '@a', 1);
            INSERT INTO literature_words (rowid, title) VALUES (1, 'Verwaltung');
            """
        )
        migrate(connection)
        store = Store(connection, "!board:x")
        now = datetime(2026, 11, 22, tzinfo=UTC)
        assert [store.tasks.count(listed, "@a", now) for listed in ("open", "free", "done")] == [2, 1, 1]
        assert [task.title for task in store.tasks.page("free", "@a", now, 10)] == ["free"]
        assert store.literature.search("verwal", 10).count == store.literature.count() == 1


@pytest.mark.long
@pytest.mark.parametrize("key", [None, StorageKey.new()], ids=["plain", "encrypted"])
async def test_whoever_looks_in_from_another_process_takes_no_record_away(
    tmp_path: Path, key: StorageKey | None, processes: Processes
) -> None:
    """What the last one to close does with the journal, SQLite decides by locks, which this process must not lose."""
    path = tmp_path / "board.db"
    database = await Database.open(path, key)

    def looked() -> int:
        code = (
            "import sys; from pathlib import Path; from storage.engine import StorageKey, connect; "
            "c = connect(Path(sys.argv[1]), StorageKey.read(sys.argv[2]) if sys.argv[2] else None); "
            "print(c.execute('SELECT count(*) FROM tasks').fetchone()[0]); c.close()"
        )
        return int(processes.run(code, str(path), key.secret.hex() if key else "").out)

    for number in range(1, 4):
        await database.write(lambda connection: Tasks(connection, "!one").add("Stand", 1))
        assert looked() == number
    await database.close()
    assert looked() == 3
