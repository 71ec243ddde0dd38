"""What the bot does by itself among very many records: what is due, the night, the start. Each is a row with its
longest transaction, in processor time, as long as which a member may wait."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from bench.filling import MEMBERS, YEARS, room_of
from bench.sweep import filled
from bench.table import Row, ms
from commands.base import Moment, Room, Settings, to_ms
from commands.base.command import AtStart
from commands.features import AT_START, BIT_BY_BIT, NIGHTLY, NOTICES
from storage import Store
from storage.impulses import forget_outsiders
from storage.retention import delete_ended
from storage.tidying import tidy
from storage.timers import next_due, take_due
from storage.traces import wipe
from tests.board import NOW

MANY = 100_000
LONGEST = 0.1
AT_ONCE = 500
"""Timers of one transaction, as in the bot's loop."""
_MOST_TURNS = 40
"""Transactions of one kind that are measured."""


async def nightly(folder: Path) -> list[Row]:
    """The longest transaction of each kind of work, in a board of many years."""
    board = filled(folder / "board.db", MANY, YEARS)
    rows = [_row(name, _measured(board, work)) for name, work in _works()]
    began = time.process_time()
    wipe(board)
    rows.append(Row("the file made anew, at night", ms(time.process_time() - began)))
    board.close()
    return rows


def _works() -> Iterator[tuple[str, Callable[[sqlite3.Connection], object]]]:
    """Each work by its name: what it gives is falsy when nothing of it is left."""
    now = to_ms(NOW)
    ids = [room_of(0)]
    yield "looking what is due next", lambda connection: next_due(connection, ids) and None
    yield f"{AT_ONCE} timers due at once", lambda connection: _sweep(connection, now + 100 * 86_400_000)
    for work in (*NIGHTLY, *AT_START):
        yield (
            f"{work.__module__}.{work.__name__}",
            lambda connection, work=work: work(_moment(), _store(connection)) and None,
        )  # type: ignore[misc]
    for bit in BIT_BY_BIT:
        yield f"{bit.__module__}.{bit.__name__}", lambda connection, bit=bit: bit(_moment(), _store(connection))  # type: ignore[misc]
    yield "what ended, deleted", lambda connection: delete_ended(connection, now - 100 * 86_400_000)
    yield "what was heard and said, forgotten", lambda connection: tidy(connection, now + 1, now + 1, now + 1)
    yield "persons from outside, forgotten", lambda connection: forget_outsiders(connection, now)


def _once(work: AtStart, connection: sqlite3.Connection) -> None:
    work(_moment(), _store(connection))


def _moment() -> Moment:
    return Moment(Room(room_of(0), MEMBERS, "@bot:board.test"), NOW, Settings())


def _store(connection: sqlite3.Connection) -> Store:
    return Store(connection, room_of(0))


def _sweep(connection: sqlite3.Connection, until: int) -> bool:
    """One transaction of the loop over the timers: taken, and their notices made."""
    timers = take_due(connection, until, [room_of(0)], AT_ONCE)
    moment = Moment(Room(room_of(0), MEMBERS, "@bot:board.test"), NOW + timedelta(days=100), Settings())
    for kind, group in groupby(sorted(timers, key=lambda timer: timer.kind), key=lambda timer: timer.kind):
        NOTICES[kind](moment, _store(connection), list(group))
    return bool(timers)


def _measured(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], object]) -> float:
    """Seconds of processor time of the longest of its transactions."""
    longest = 0.0
    for _turn in range(_MOST_TURNS):
        connection.execute("BEGIN IMMEDIATE")
        began = time.process_time()
        left = work(connection)
        longest = max(longest, time.process_time() - began)
        connection.execute("COMMIT")
        if not left:
            break
    return longest


def _row(name: str, seconds: float) -> Row:
    return Row(f"{name}, {MANY:,} records", ms(seconds), ms(LONGEST), seconds <= LONGEST)
