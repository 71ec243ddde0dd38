"""What was found of released records is kept by the night: what is said by it is what looking at all of them says."""

from __future__ import annotations

import sqlite3

import pytest

from commands.releases import outlook
from matrixbot.gateway import Person
from storage import Store
from tests.board import ROOM, Board, refused
from tests.scenarios.releasable import filled

pytestmark = pytest.mark.long

RELEASED = (
    ("anna", "!lit add https://a.de/emil Was Emil schrieb"),
    ("anna", "!sitzung ansetzen Jour fixe jeden ersten Dienstag im Monat 14-15 Uhr"),
    ("anna", "!freigabe vorschlagen L1, L2, L3"),
    ("olga", "!freigabe zustimmen F1"),
    ("anna", "!freigabe vorschlagen B2, M1, M3"),
    ("anna", "!freigabe zustimmen F2 durch B1"),
)
CHANGES = {
    "a title": ["!lit ändern L1 Titel: Anderer Bericht"],
    "a note": ["!lit ändern L1 Notiz: #intern"],
    "a tag": ["!lit schlagwort L1 #mehr"],
    "a tag that keeps it in the room": ["!lit schlagwort L2 #intern"],
    "a tag less": ["!lit schlagwort L1 -#kgst"],
    "an entry": ["!lit löschen L2"],
    "an entry taken back": ["!lit löschen L2", "!rückgängig"],
    "the decision": ["!beschluss aufheben B2 durch B1"],
    "the decision that agreed": ["!beschluss aufheben B1 durch B2"],
    "a place": ["!sitzung ort M1 Jena"],
    "a date": ["!sitzung verschieben M1 21.12. 14-16 Uhr"],
    "a meeting": ["!sitzung absagen M1"],
    "a meeting taken back": ["!sitzung absagen M1", "!rückgängig"],
    "a date of a series": ["!sitzung verschieben M3 2.2.2027 auf 3.2.2027 10 Uhr"],
    "a date of a series less": ["!sitzung absagen M3 2.2.2027"],
    "the rule of a series": ["!sitzung verschieben M3 ab 2.3.2027 jeden zweiten Dienstag im Monat 14-15 Uhr"],
    "a release": ["!freigabe zurückziehen F2"],
    "a release taken back": ["!freigabe zurückziehen F2", "!lit ändern L1 Titel: Anders", "!rückgängig", "!rückgängig"],
    "a later release": ["!lit ändern L1 Titel: Anders", "!freigabe vorschlagen L1", "!freigabe zustimmen F3 durch B1"],
}


@pytest.fixture
async def released(room: Board, monkeypatch: pytest.MonkeyPatch) -> Board:
    """A room in which records of all kinds were released, and a night has gone by that looks at four at once."""
    monkeypatch.setattr(outlook, "_AT_ONCE", 4)
    board = room
    await filled(board)
    for who, line in RELEASED:
        assert not refused(await board.says(who, line)), line
    assert [await _not_looked_at(board), len(await _heard(board))] == [6, 2]
    await board.bot.night.night()
    assert await _not_looked_at(board) == 0
    return board


@pytest.mark.parametrize("lines", CHANGES.values(), ids=CHANGES)
async def test_what_has_changed_is_never_taken_for_what_was_shown(released: Board, lines: list[str]) -> None:
    before = await _heard(released)
    for line in lines:
        assert not refused(await released.says("olga", line)), line
    now = await _agrees(released)
    assert (now == before) == (lines[-1] == "!rückgängig")


async def test_who_comes_or_is_called_otherwise_is_looked_for_in_all_of_them(released: Board) -> None:
    told = "• L3 nennt Mitglieder, und deren Namen gehen nie hinaus: Emil (Titel)."
    await released.joins("dana")
    assert told not in (await _agrees(released))[0].splitlines()
    released.matrix.person_joins(ROOM, Person("@dana:board.test", "Emil"), 0)
    await released.bot.step()
    assert told in (await _agrees(released))[0].splitlines()
    released.matrix.person_joins(ROOM, Person("@dana:board.test", "Dana"), 0)
    await released.bot.step()
    assert told not in (await _agrees(released))[0].splitlines()


async def test_the_pages_are_those_of_one_list(released: Board) -> None:
    for number in range(4, 29):
        await released.says("anna", f"!lit add https://a.de/{number} Bericht {number}")
    for first in (4, 16):
        keys = ", ".join(f"L{number}" for number in range(first, first + 12))
        await released.says("anna", f"!freigabe vorschlagen {keys}")
    for key in ("F3", "F4"):
        await released.says("olga", f"!freigabe zustimmen {key}")
    await released.bot.night.night()
    for number in (5, 17, 20):
        await released.says("anna", f"!lit schlagwort L{number} #intern")
    await released.bot.night.night()
    for number in (6, 26):
        await released.says("anna", f"!lit ändern L{number} Titel: Anders")
    await released.says("anna", "!lit schlagwort L5 -#intern")
    pages = [await released.says("anna", f"!freigabe liste {page}") for page in (1, 2)]
    rows = [row.split()[1] for page in pages for row in page.splitlines() if row.startswith("• ")]
    others = [f"L{number}" for number in range(1, 28) if number not in (6, 17, 20, 26)]
    assert rows == ["L6", "L17", "L20", "L26", "B2", *others, "M1", "M3"]
    await _forget_looks(released)
    assert [await released.says("anna", f"!freigabe liste {page}") for page in (1, 2)] == pages


async def _agrees(board: Board) -> list[str]:
    """What is said of all of it now, which is what is said when all of it is looked at, and after the next night."""
    now = await _heard(board)
    await _forget_looks(board)
    assert await _heard(board) == now
    await board.bot.night.night()
    assert [await _not_looked_at(board), await _heard(board)] == [0, now]
    return now


async def _heard(board: Board) -> list[str]:
    return [str(await board.says("ben", line)) for line in ("!freigabe liste", "!status")]


async def _not_looked_at(board: Board) -> int:
    return len(await board.database.read(lambda connection: Store(connection, ROOM).looks.not_looked_at()))


async def _forget_looks(board: Board) -> None:
    def forget(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE released_records SET looked = NULL")
        connection.execute("DELETE FROM released_looks")

    await board.database.write(forget)
