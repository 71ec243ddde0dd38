"""What it costs to be able to take things back: the same lines with and without the triggers that keep each change."""

from __future__ import annotations

import sqlite3
import statistics
import time
from pathlib import Path

from bench.table import Row, ms, ratio
from matrixbot.files import private_folder
from storage.changes import tables
from tests.board import Board
from tests.scenarios.test_literature_import import imports

RUNS = 60
MOST = 1.25
ENTRIES = 2_000
MOST_SECONDS_BACK = 2.0
LINES = {
    "!vote": "!vote M1 1 ja, 2 vielleicht, 3 nein",
    "!task add": "!task add Aufgabe {n} bis 15.1.",
    "!task done": "!task done T{done}",
    "!lit add": "!lit add https://example.org/{n} Titel #netz",
    "!remind": "!remind morgen 9 Uhr Erinnerung {n}",
}
_POLL = "!meeting propose Klausur: 8.12. 14 Uhr; 9.12. 10 Uhr; 10.12. 10 Uhr"
_FIRST_TASK = 5
"""The number of the first task that is no duty."""


async def undoing(folder: Path) -> list[Row]:
    """Each kind of line by turns on a board that keeps what was before and on one that does not, the medians; then one
    `!undo`, and that of the largest import."""
    kept, plain = [await Board(private_folder(folder / name)).start() for name in ("kept", "plain")]
    await plain.database.write(_without_triggers)
    for board in (kept, plain):
        await board.says("anna", _POLL)
    rows = []
    for name, line in LINES.items():
        took: dict[Board, list[float]] = {kept: [], plain: []}
        for n in range(RUNS):
            for board in (kept, plain) if n % 2 else (plain, kept):
                took[board].append(await _own_time(board, line.format(n=n, done=_FIRST_TASK + n)))
        ours, theirs = (statistics.median(took[board]) for board in (kept, plain))
        rows.append(ratio(f"{name}, what was before kept", ours, theirs, MOST, ms))
    await plain.stop()
    rows.append(await _undo(kept))
    rows.append(await _undo_of_an_import(kept))
    await kept.stop()
    return rows


def _without_triggers(connection: sqlite3.Connection) -> None:
    for table in tables(connection):
        for event in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(f'DROP TRIGGER temp."{table} {event}"')


async def _own_time(board: Board, line: str) -> float:
    """Seconds of processor time from the message in the sync to the answer at the gateway, however busy the machine."""
    event = board.said("anna", {"msgtype": "m.text", "body": line})
    began = time.process_time()
    answer = await board.answer_to(event)
    took = time.process_time() - began
    if answer.startswith("⚠️") or not answer:
        raise RuntimeError(f"{line}: {answer}")
    return took


async def _undo(board: Board) -> Row:
    took = []
    for n in range(RUNS):
        await board.says("anna", f"!task add Noch eine {n}")
        took.append(await _own_time(board, "!undo"))
    median = statistics.median(took)
    return Row("!undo", ms(median), "100 ms", median <= 0.1)


async def _undo_of_an_import(board: Board) -> Row:
    text = "\n".join(f"@misc{{k{n}, title={{Titel {n} der Liste}}, year=2020}}" for n in range(ENTRIES))
    await imports(board, text)
    await board.says("anna", "!ja")
    took = await _own_time(board, "!undo")
    return Row(
        f"!undo of {ENTRIES:,} entries", f"{took:.2f} s", f"{MOST_SECONDS_BACK:.0f} s", took <= MOST_SECONDS_BACK
    )
