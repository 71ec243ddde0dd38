"""Commits, searches and all commands in an encrypted database beside those in a plain one, in turns on one disk."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.filling import YEARS
from bench.sweep import filled, in_turns, lines
from bench.table import Row, ms, secs
from matrixbot.files import private_folder
from storage import Database, Store
from storage.engine import StorageKey
from storage.inbox import Inbox
from storage.literature import NewEntry

ENTRIES = 20_000
ROUNDS = 20
COMMITS, SEARCHES = 50, 20
"""In each round and each database."""
ROOM = "!board:board.test"
MOST = 1.1
_BOARDS = (("plain board", None), ("encrypted board", StorageKey.new()))


async def at_rest(folder: Path) -> list[Row]:
    """A thousand commits, and searches over twenty thousand entries."""
    plain = await _filled(private_folder(folder / "plain") / "board.db", None)
    encrypted = await _filled(private_folder(folder / "encrypted") / "board.db", StorageKey.new())
    rows = [
        await _row("1,000 commits, encrypted", COMMITS, plain, encrypted, _commit),
        await _row("search, a prefix, encrypted", SEARCHES, plain, encrypted, _searching("verwalt")),
        await _row("search, two words, encrypted", SEARCHES, plain, encrypted, _searching("sonderbauwerk kanalnetz")),
    ]
    for database in (plain, encrypted):
        await database.close()
    return [*rows, _every_line(folder)]


def _every_line(folder: Path) -> Row:
    """All lines of the sweep in turns in a plain and in an encrypted board, the processor time of all together."""
    boards = [filled(folder / f"{name}.db", ENTRIES, YEARS, key=key) for name, key in _BOARDS]
    took = [0.0, 0.0]
    for line in lines():
        for place, seconds in enumerate(in_turns(line, *boards)):
            took[place] += seconds
    for board in boards:
        board.close()
    before, since = took
    measured = f"{since / before:.2f}× ({secs(since)} to {secs(before)})"
    return Row("every command, encrypted", measured, f"{MOST:.2f}×", since <= MOST * before)


async def _row(
    measure: str, times: int, plain: Database, encrypted: Database, work: Callable[[Database, int], Awaitable[None]]
) -> Row:
    """The median of the rounds, in each of which one follows the other."""
    took: dict[Database, list[float]] = {plain: [], encrypted: []}
    for number in range(ROUNDS + 1):
        for database, rounds in took.items():
            began = time.perf_counter()
            for turn in range(times):
                await work(database, turn)
            if number:  # the first fills the caches
                rounds.append((time.perf_counter() - began) / times)
    before, since = (statistics.median(rounds) for rounds in took.values())
    return Row(measure, f"{since / before:.2f}× ({ms(since)} to {ms(before)})", f"{MOST:.2f}×", since <= MOST * before)


async def _commit(database: Database, turn: int) -> None:
    await database.write(lambda connection: Inbox(connection).move(str(turn), turn))


def _searching(words: str) -> Callable[[Database, int], Awaitable[None]]:
    async def search(database: Database, turn: int) -> None:
        await database.read(lambda connection: Store(connection, ROOM).literature.search(words, 10, 0))

    return search


async def _filled(path: Path, key: StorageKey | None) -> Database:
    database = await Database.open(path, key)
    await database.write(_fill)
    return database


def _fill(connection: sqlite3.Connection) -> None:
    literature = Store(connection, ROOM).literature
    for number in range(ENTRIES):
        csl = {"title": f"Offene Verwaltung und das {'Sonderbauwerk' if number % 100 == 7 else 'Kanalnetz'} {number}"}
        address = f"https://example.org/{number}"
        note = "Das Kanalnetz und sein Sonderbauwerk" if number % 1_000 == 7 else ""
        literature.add(NewEntry(address, address, csl, note, (("Netz", "netz"),), "@anna:board.test"), number)
