"""The nearest titles come out of the index, among many as among few, and follow every change of a record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from storage import Store
from storage.names import MOST
from tests.records import in_memory

pytestmark = pytest.mark.long

ROOM = "!board:board.test"
THINGS = ("Brandschutz", "Beamer", "Einladung", "Protokoll", "Übersicht", "Webseite", "Haushalt", "Verteiler")


@pytest.fixture(scope="module")
def board() -> Iterator[sqlite3.Connection]:
    connection = in_memory()
    for room in (ROOM, "!other:board.test"):
        store = Store(connection, room)
        for number in range(2_000):
            store.tasks.add(f"{THINGS[number % len(THINGS)]} prüfen {number}", 0)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "words",
    [
        "Brandschutz prüfen 1600",
        "brandschutz PRÜFEN 1600",
        "Brandschuz prüfen 1600",
        "Brandschutz prüfen 1600 bis Freitag",
        "prüfen 1600",
    ],
)
def test_the_one_that_is_meant_is_among_the_few_that_are_looked_at(board: sqlite3.Connection, words: str) -> None:
    found = Store(board, ROOM).tasks.called(words)
    assert "Brandschutz prüfen 1600" in [task.title for task in found]
    assert len(found) <= 2 * MOST


def test_a_name_without_three_letters_is_found_as_it_is_written_alone(board: sqlite3.Connection) -> None:
    tasks = Store(board, ROOM).tasks
    board.execute("SAVEPOINT here")
    tasks.add("QR", 0)
    assert [task.title for task in tasks.called("qr")] == ["QR"]
    assert tasks.called("xy") == []
    board.execute("ROLLBACK TO here")


def test_what_is_finished_renamed_or_removed_is_found_where_it_is_now(board: sqlite3.Connection) -> None:
    tasks = Store(board, ROOM).tasks

    def found(words: str, *, finished: bool = False) -> bool:
        return task.key in [one.key for one in tasks.called(words, finished=finished)]

    board.execute("SAVEPOINT here")
    task = tasks.add("Zwischenbilanz", 0)
    assert found("Zwischenbilanzen")
    tasks.change(task, title="Aktenvermerk", places=1, due=None)
    assert not found("Zwischenbilanzen")
    assert found("Aktenvermerke")
    tasks.close(task, "done", "@anna:board.test", 1)
    assert not found("Aktenvermerke")
    assert found("Aktenvermerke", finished=True)
    board.execute("DELETE FROM tasks WHERE id = ?", (task.id,))
    assert not found("Aktenvermerke", finished=True)
    board.execute("ROLLBACK TO here")


def test_no_sign_in_a_name_is_syntax(board: sqlite3.Connection) -> None:
    for words in ('"""', 'a"b"c OR NEAR(x)', "*** ^abc", "name : x", "\x00abc", "ab'c--", "𝒜𝒷𝒸𝒹", "🎉🎉🎉🎉"):
        assert Store(board, ROOM).tasks.called(words) is not None
