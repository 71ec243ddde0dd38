"""Ten thousand timers that are due in one minute, and members who want an answer meanwhile. No homeserver: the fake one
of the tests, which takes one message after the other, as Synapse does, and time for each."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.table import Row, percentile, secs
from commands.base import to_ms
from matrixbot.bot.bot import Bot, Rules
from matrixbot.bot.waiting import happens
from matrixbot.files import private_folder
from matrixbot.gateway import Batch, Event, Person
from storage import Database, Store
from storage.reminders import NewReminder
from tests.board import DUTIES, Settings
from tests.fake_matrix import FakeMatrix
from tests.records import migrated

ROOMS, PEOPLE, MANY = 50, 20, 10_000
MINUTE = 60.0
A_MESSAGE = 0.02
"""Seconds that the homeserver needs for a message, one after the other: Synapse with SQLite needs 15 to 25 ms."""
EVERY = 0.5
"""Seconds between two commands."""
_MOST_MINUTES = 15


class BusyMatrix(FakeMatrix):
    """A homeserver that waits for news, and takes its time for what is sent, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._news = asyncio.Event()
        self._working = asyncio.Lock()
        self.taken: list[tuple[float, str, Mapping[str, Any]]] = []
        """What was sent, with its moment and room."""

    def happens(self, event: Event) -> Event:
        self._news.set()
        return super().happens(event)

    async def sync(self, since: str | None, timeout: float) -> Batch:
        if since == str(len(self._stream)):
            self._news.clear()
            await happens(self._news, timeout)
        return await super().sync(since, timeout)

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], *more: Any) -> str:
        async with self._working:
            await asyncio.sleep(A_MESSAGE)
            self.taken.append((time.monotonic(), room_id, content))
            return await super().send(room_id, event_type, content, *more)


async def timers(folder: Path) -> list[Row]:
    """Spread over a minute and over fifty rooms; in one room; and all at one moment of one room."""
    rows = []
    for name, rooms, span in (
        (f"{MANY:,} in a minute, {ROOMS} rooms", ROOMS, MINUTE),
        (f"{MANY:,} in a minute, one room", 1, MINUTE),
        (f"{MANY:,} at one moment, one room", 1, 0.0),
    ):
        rows += await _due(private_folder(folder / f"timers{len(rows)}"), name, rooms, span)
    return rows


async def _due(folder: Path, name: str, rooms: int, span: float) -> list[Row]:
    matrix, ids = BusyMatrix(), [f"!board{number}:board.test" for number in range(rooms)]
    people = [Person(f"@member{number}:board.test", f"Mitglied {number}", 50) for number in range(PEOPLE)]
    for room_id in ids:
        matrix.add_room(room_id, *people)
    (folder / "board.db").write_bytes(migrated())
    database = await Database.open(folder / "board.db")
    bot = Bot(database, matrix, Settings(duties=DUTIES), Rules(ids), lambda: datetime.now(UTC))
    stop = asyncio.Event()
    running = asyncio.create_task(bot.run(stop))
    await bot.ready.wait()
    begin = time.time() + 20  # they are written down first
    await database.write(lambda connection: _set(connection, ids, begin, span))
    bot.timers.wake()
    answered, used = await _talk(matrix, ids, people, begin + span, database)
    stop.set()
    await running
    await database.close()
    said = [content["body"] for _at, _room, content in matrix.taken if "m.mentions" in content and "body" in content]
    heard = [word for body in said for word in body.split() if word.startswith("Folie")]
    disorder = sum(_disorder([w for w in heard if w.endswith(f"-{room}")]) for room in range(rooms))
    missing, twice = MANY - len(set(heard)), len(heard) - len(set(heard))
    last = max((at for at, _room, content in matrix.taken if "Folie" in content.get("body", "")), default=0.0)
    worst, half = max(answered, default=MINUTE), percentile(answered, 0.5)
    took = last - (time.monotonic() - time.time() + begin + span)
    return [
        Row(
            f"{name}: commands answered",
            f"{secs(half)}, worst {secs(worst)}",
            "1.00 s",
            worst <= 1,
            f"{len(matrix.taken)} sent, CPU {used:.0f} s",
        ),
        Row(
            f"{name}: said",
            f"{missing} lost, {twice} doubled, {disorder} out of order",
            "none",
            not (missing or twice or disorder),
            f"the last one {took:.0f} s after it was due",
        ),
    ]


def _disorder(heard: list[str]) -> int:
    numbers = [int(word[5:].partition("-")[0]) for word in heard]
    return sum(after < before for before, after in pairwise(numbers))


def _set(connection: sqlite3.Connection, ids: list[str], begin: float, span: float) -> None:
    now = int((begin - 600) * 1000)
    stores = [Store(connection, room_id) for room_id in ids]
    for number in range(MANY):
        room = number % len(ids)
        due = int((begin + span * number / MANY) * 1000)
        user = f"@member{number // len(ids) % PEOPLE}:board.test"
        stores[room].reminders.add(NewReminder(f"Folie{number:05}-{room}", user, ids[room], due, (user,)), now)


async def _talk(
    matrix: BusyMatrix, ids: list[str], people: list[Person], until: float, database: Database
) -> tuple[list[float], float]:
    """Says commands until all is said that is due; gives the seconds that each waited for its answer, and the processor
    time of all that."""
    said: dict[str, float] = {}
    began = time.process_time()
    for number in range(round(_MOST_MINUTES * MINUTE / EVERY)):
        event = Event(
            matrix.new_id(),
            ids[number % len(ids)],
            people[number % PEOPLE].user_id,
            "m.room.message",
            {"msgtype": "m.text", "body": "!task" if number % 2 else "!ping"},
            to_ms(datetime.now(UTC)),
            encrypted=True,
        )
        said[event.event_id] = time.monotonic()
        matrix.happens(event)
        await asyncio.sleep(EVERY)
        if time.time() > until and not await database.read(_waits):
            break
    used = time.process_time() - began
    replied = {
        content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id"): at for at, _r, content in matrix.taken
    }
    return [replied.get(event, time.monotonic()) - at for event, at in said.items()], used


def _waits(connection: sqlite3.Connection) -> bool:
    query = """
        SELECT EXISTS (SELECT 1 FROM outbox WHERE sent IS NULL AND refused IS NULL AND asker IS NULL)
            OR EXISTS (SELECT 1 FROM timers WHERE kind = 'reminder' AND due < :now)
    """
    return bool(connection.execute(query, {"now": int(time.time() * 1000)}).fetchone()[0])
