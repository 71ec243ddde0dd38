"""What the quick run lends to a test is as a new database, whatever the test before has left in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage import Database, Store, database
from tests.board import ROOM, Board
from tests.lending import Lending
from tests.on_the_loop import ConnectionOnTheLoop

LINES = (
    "!meeting propose Klausur: 8.12. 14-16 Uhr; 9.12. 10 Uhr",
    "!meeting plan Runde jeden ersten Dienstag im Monat 14-15 Uhr",
    "!host offer Bochum",
    "!task claim T2",
    "!lit add https://example.org/a Verwaltungsreform #kgst",
    "!remind in 2 Tagen Folien schicken",
    "!decision add Beschluss zur Freigabe; Frist: 15.1.",
    "!impulse add Matrix; Person: Dr. Ada Beispiel, Stadt Jena",
)


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    found = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'").fetchall()
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in found}
    return {name: count for name, count in counts.items() if count and name != "sqlite_schema"}


async def fill(folder: Path, lent: Database) -> None:
    board = await Board(folder).start(lent)
    for line in LINES:
        await board.says("olga", line)
    await lent.write(lambda c: c.execute("CREATE TEMP TABLE unwiped (times INTEGER)"))
    await lent.write(lambda c: c.execute("INSERT INTO temp.changing (deed) VALUES (1)"))


def faulty(connection: sqlite3.Connection) -> None:
    Store(connection, ROOM).tasks.add("Raum buchen", 1)
    raise ValueError("a fault of the test")


async def test_a_lent_database_is_empty_whatever_was_in_it(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_Connection", ConnectionOnTheLoop)
    lending = Lending(tmp_path_factory)
    async with lending.database() as first:
        assert first is not None
        await fill(tmp_path, first)
        assert len(await first.read(rows)) > 20
    async with lending.database() as second:
        assert second is not None
        assert second.path == first.path
        assert await second.read(rows) == {}
        for index in ("names", "literature_words", "decisions_words"):
            await second.write(
                lambda c, index=index: c.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
            )  # type: ignore[misc]
        assert await second.write(lambda c: c.execute("SELECT * FROM temp.changing").fetchall()) == []
        with pytest.raises(sqlite3.OperationalError, match="unwiped"):
            await second.write(lambda c: c.execute("SELECT * FROM temp.unwiped"))
        with pytest.raises(ValueError, match="a fault of the test"):
            await second.write(faulty)
        assert await second.read(lambda c: c.execute("SELECT title FROM tasks").fetchall()) == []
    await lending.close()


async def test_a_board_that_a_test_starts_itself_is_lent_one_which_is_empty_again_for_the_next_test(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_Connection", ConnectionOnTheLoop)
    lending = Lending(tmp_path_factory)
    with lending.to_boards():
        first = await Board(tmp_path).start()
        await first.says("olga", "!task add Leitfaden")
        await first.stop()
        again = await Board(tmp_path).start()
        assert again.database is first.database
        assert (await again.database.read(rows))["tasks"] == (await first.database.read(rows))["tasks"] > 1
        other = await Board(tmp_path / "other").start()
        assert other.database.path != first.database.path
    with lending.to_boards():
        assert not (tmp_path / "board.db").exists()
        places = {(await Board(tmp_path / name).start()).database.path for name in ("a", "b")}
        assert places == {first.database.path, other.database.path}
    with lending.to_boards():
        async with lending.database() as lent:
            assert lent is not None
            assert await lent.read(rows) == {}
    await lending.close()
