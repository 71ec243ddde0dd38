"""Own time of commands among a hundred and among a hundred thousand records: no network, the whole way of a message."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from datetime import timedelta
from pathlib import Path

from bench.table import Row, ms
from commands.base import to_ms
from matrixbot.files import private_folder
from storage import Store
from storage.ballots import Answer
from storage.inbox import Inbox
from storage.literature import NewEntry
from storage.meetings import NewMeeting
from storage.outbox import Draft
from storage.series import When
from storage.slots import NewSlot
from tests.board import NOW, PEOPLE, ROOM, Board

FEW, MANY = 100, 100_000
RUNS = 25
MOST_SECONDS = 5.0
"""After which a line that is slow has been measured well enough."""
LINES = {
    "!task": "!task",
    "!task show": "!task show T7",
    "!lit search, rare word": "!lit search sonderbauwerk",
    "!lit search, common word": "!lit search verwaltung",
    "!vote": "!vote M1 1 ja, 2 vielleicht",
    "!status": "!status",
    "!me": "!me",
}
_DAY = 86_400_000
_WHEN = When(
    "2026-12-08T14:00:00", "2026-12-08T16:00:00", "Europe/Berlin", to_ms(NOW) + 13 * _DAY, to_ms(NOW) + 14 * _DAY
)


async def records(folder: Path) -> list[Row]:
    """The same lines in turns in a small and in a large board, the median of each."""
    small, large = [await _board(folder / f"board{count}", count) for count in (FEW, MANY)]
    rows = []
    for name, line in LINES.items():
        took: dict[Board, list[float]] = {small: [], large: []}
        for _ in range(RUNS):
            if sum(took[large]) > MOST_SECONDS:
                break
            for board, times in took.items():
                times.append(await _own_time(board, line))
        few, many = (statistics.median(took[board]) for board in (small, large))
        rows.append(_row(f"{name}, {MANY:,} records", few, many))
    rows.append(await _writes_beside_searches(large))
    for board in (small, large):
        await board.stop()
    return rows


def _row(measure: str, few: float, many: float) -> Row:
    measured = f"{many / few:.2f}× ({ms(many)} to {ms(few)})"
    return Row(measure, measured, "1.50×, 100 ms", many <= 1.5 * few and many <= 0.1)


async def _own_time(board: Board, line: str) -> float:
    """Seconds from the message in the sync to the answer at the gateway."""
    event = board.said("anna", {"msgtype": "m.text", "body": line})
    began = time.perf_counter()
    answer = await board.answer_to(event)
    took = time.perf_counter() - began
    if not answer:
        raise RuntimeError(f"no answer to {line}")
    return took


async def _writes_beside_searches(board: Board) -> Row:
    """How long a transaction takes while the slowest search runs all the time."""
    searching = True

    async def search() -> None:
        while searching:
            await board.database.read(lambda c: Store(c, ROOM).literature.search("verwaltung", 10, 0))

    task = asyncio.create_task(search())
    took = []
    for token in map(str, range(50)):
        began = time.perf_counter()
        await board.database.write(lambda c, token=token: Inbox(c).move(token, 0))  # type: ignore[misc]
        took.append(time.perf_counter() - began)
        await asyncio.sleep(0.005)
    searching = False
    await task
    worst = max(took)
    measured = f"{ms(statistics.median(took))}, worst {ms(worst)}"
    return Row("a write while a search runs", measured, "100 ms", worst <= 0.1)


async def _board(folder: Path, count: int) -> Board:
    board = await Board(private_folder(folder)).start()
    await board.database.write(lambda connection: _fill(connection, count))
    await board.says("anna", "!ping")
    return board


def _fill(connection: sqlite3.Connection, count: int) -> None:
    """An open poll, and `count` each of open tasks, entries, votes in ended polls, past messages."""
    store, now = Store(connection, ROOM), to_ms(NOW)
    users = [person.user_id for person in PEOPLE]
    store.meetings.add(NewMeeting("Frühling", users[0]), [NewSlot(_WHEN), NewSlot(_WHEN)], now)
    for number in range(count):
        due = NOW + timedelta(days=1 + number % 300) if number % 3 else None
        store.tasks.add(f"Aufgabe Nummer {number} von vielen", now, creator=users[number % 4], due=due)
        csl = {"title": f"Offene Verwaltung und das {'Sonderbauwerk' if number == 7 else 'Kanalnetz'}"}
        address = f"https://example.org/{number}"
        store.literature.add(NewEntry(address, address, csl, "", (("Netz", "netz"),), users[number % 4]), now)
        draft = Draft(ROOM, "m.room.message", {"body": "gesagt"}, asker=users[number % 4])
        row = store.outbox.put(draft, now)
        connection.execute(
            "UPDATE outbox SET sent = created, event_id = :event, content = NULL WHERE id = :id",
            {"event": f"$old{number}", "id": row},
        )
        store.inbox.accept(f"$heard{number}", ROOM, users[number % 4], now)
    for number in range(count // 100):
        meeting = store.meetings.add(NewMeeting(f"Alte Sitzung {number}", users[0]), [NewSlot(_WHEN)] * 5, now)
        for slot in store.slots.of(meeting.id):
            for voter in range(20):
                event = f"$vote{number}.{slot.number}.{voter}"
                user = f"@member{voter}:board.test"
                store.ballots.cast(Answer(slot.id, user, user, "typed", "yes", event, now))
        store.meetings.fix(
            meeting.id, When("2026-01-08", None, "Europe/Berlin", now - 300 * _DAY, now - 299 * _DAY), now
        )
