"""Years of running: what the night forgets, what it ends, and what it must never forget."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import date, timedelta

import pytest

from commands.base import to_ms
from matrixbot.gateway import TryLater
from tests.board import ROOM, Board, body, rings
from tests.selection import some
from tests.waiting import until

pytestmark = pytest.mark.on_disk


def counts(board: Board) -> dict[str, int]:
    with sqlite3.connect(board.folder / "board.db") as connection:
        tables = ("inbox", "outbox", "unread", "confirmations", "ciphertext_blocks")
        found = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    connection.close()
    return found


@pytest.mark.long
async def test_five_years_leave_no_more_than_a_month_does(room: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matrixbot.bot.night._BREATH", 0)
    sizes = []
    for day in some(range(0, 5 * 365, 30), 2):
        for _ in some(range(5), 5):
            await room.says("ben", "!ping")
            await room.says("anna", f"!task add Aufgabe {day}")
            await room.says("cem", "!sitzung ansetzen a am Freitag um halb")
        await room.passes(days=30)
        await room.bot.night.night()
        sizes.append(counts(room))
    assert sizes[-1]["inbox"] <= sizes[2]["inbox"]
    assert sizes[-1]["outbox"] <= sizes[20]["outbox"]
    assert await room.says("ben", "!ping")


async def test_what_waits_to_be_said_and_refused_rows_of_late_stay(room: Board) -> None:
    await room.says("ben", "!ping")

    def put(connection: sqlite3.Connection) -> None:
        for sent, refused, name in ((None, None, "waits"), (1, None, "old"), (None, "M_TOO_LARGE", "refused")):
            connection.execute(
                "INSERT INTO outbox (chat, kind, type, transaction_id, name, created, sent, refused) "
                "VALUES (?, 'event', 'm', ?, ?, 1, ?, ?)",
                (ROOM, f"t {name}", name, sent, refused),
            )

    await room.database.write(put)
    before = counts(room)
    await room.bot.night.night()
    assert counts(room)["outbox"] == before["outbox"] - 2
    waiting = await room.database.read(
        lambda c: [row[0] for row in c.execute("SELECT name FROM outbox WHERE created=1")]
    )
    assert waiting == ["waits"]


@pytest.mark.long
async def test_a_poll_whose_dates_are_all_over_ends_by_itself_and_says_so_once(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    room.now += timedelta(days=15)
    await room.bot.step()
    await room.bot.night.night()
    heard = len(room.heard())
    await room.bot.step()
    told = [event for event in room.heard()[heard:] if rings(event)]
    assert [rings(event) for event in told] in (["room"], [["@anna:board.test"]])
    assert body(told[0]) == (
        "Alle Termine von M1 „Runde“ sind vorbei, damit ist die Abstimmung beendet.\n"
        "Niemand hat abgestimmt.\n"
        "Ohne Frist weiter abstimmen: !sitzung wieder M1 Oder: !sitzung absagen M1"
    )
    heard = len(room.heard())
    await room.bot.night.night()
    await room.bot.step()
    assert room.heard()[heard:] == []


async def test_a_poll_with_a_date_to_come_goes_on(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 29.12. 10 Uhr")
    room.now += timedelta(days=20)
    await room.bot.step()
    heard = len(room.heard())
    await room.bot.night.night()
    await room.bot.step()
    assert room.heard()[heard:] == []


async def test_a_missed_night_is_made_up_soon_after_the_start(room: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matrixbot.bot.night.AFTER_START", 0.01)
    await room.says("ben", "!ping")
    await room.passes(days=100)
    stop = asyncio.Event()
    running = asyncio.create_task(room.bot.run(stop))
    await until(lambda: counts(room)["inbox"] == 0)
    stop.set()
    await running
    assert to_ms(room.now)


@pytest.mark.long
async def test_every_night_old_keys_are_forgotten_and_a_disk_that_fails_then_ends_nothing(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.bot.night.night()
    assert room.matrix.nights == [(room.now.date(), 400)]

    faults = [TryLater("the keys cannot be stored"), ValueError()]

    async def fails(day: date, nights: int) -> int:
        raise faults.pop()

    monkeypatch.setattr(room.matrix, "forget_keys", fails)
    await room.bot.night.night()
    await room.bot.night.night()
    assert faults == []


async def test_the_night_is_at_half_past_three_where_the_board_is(room: Board) -> None:
    assert room.bot.night._next().isoformat() == "2026-11-26T03:30:00+01:00"
