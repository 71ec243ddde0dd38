"""What the quick run lends to a test is as a new database, whatever the test before has left in it."""

from __future__ import annotations

import sqlite3

import pytest

from storage import Store, database
from tests.commands.full_board import ROOM, FullBoard
from tests.lending import Lending
from tests.on_the_loop import ConnectionOnTheLoop


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    found = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'").fetchall()
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in found}
    return {name: count for name, count in counts.items() if count and name != "sqlite_schema"}


def fill(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")
    FullBoard("ä", 5, 2, connection=connection)
    connection.execute("CREATE TEMP TABLE unwiped (times INTEGER)")
    connection.execute("INSERT INTO temp.changing (deed) VALUES (1)")


async def test_a_lent_database_is_empty_whatever_was_in_it(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_Connection", ConnectionOnTheLoop)
    lending = Lending(tmp_path_factory)
    async with lending.database() as first:
        assert first is not None
        await first.write(fill)
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
        await second.write(lambda c: Store(c, ROOM).tasks.add("Raum buchen", 1))
        await second.close()
    async with lending.database() as third:
        assert third is not None
        assert third.path != first.path
    lending.close()
