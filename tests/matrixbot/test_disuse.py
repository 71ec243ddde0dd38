"""Keys that nobody uses are forgotten after many nights, and nothing is obeyed twice or lost by it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from peewee import OperationalError

from matrixbot.gateway import TryLater
from matrixbot.matrix.crypto import disuse
from tests.matrixbot.board import ANNA, BEN, Board
from tests.matrixbot.homeserver import BOT, ROOM, Homeserver, Peer, room_state

DAY = date(2026, 11, 28)


class Clocks:
    """The days and the seconds of a machine."""

    def __init__(self) -> None:
        self.seconds, self.day = 0.0, DAY

    def night(self, board: Board, most: int = 10) -> int:
        self.seconds += 86_400
        self.day += timedelta(days=1)
        return board.bot.machine.forget_unused(self.day, most)


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(disuse, "monotonic", lambda: clocks.seconds)
    return clocks


@pytest.fixture
async def board(server: Homeserver, anna: Peer, tmp_path: Path) -> AsyncIterator[Board]:
    board = await Board(server, tmp_path / "bot").start()
    await board.bot.publish()
    await board.hears(state=room_state(BOT, ANNA, BEN))
    await board.hears(to_device=[anna.room_key(board.bot.machine)])
    yield board
    await board.stop()


def rows(board: Board) -> tuple[int, int]:
    """How many megolm and olm sessions are on the disk."""
    with sqlite3.connect(board.bot.folder / "BOT.db") as keys:
        found = [
            keys.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("megolminboundsessions", "olmsessions")
        ]
    keys.close()
    return found[0], found[1]


async def test_a_session_that_opens_nothing_is_forgotten_after_many_nights(
    board: Board, anna: Peer, clocks: Clocks
) -> None:
    most = 10 + disuse.WRITTEN_AFTER
    assert [clocks.night(board) for _ in range(most + 1)] == [0] * (most + 1)
    assert rows(board) == (1, 1)
    assert clocks.night(board) == 2
    assert rows(board) == (0, 0)
    assert not board.bot.machine.has_session(ROOM, anna.outbound.id)
    await board.restart()
    assert not board.bot.machine.has_session(ROOM, anna.outbound.id)


@pytest.mark.long
async def test_a_session_in_use_is_kept_whatever_its_age(board: Board, anna: Peer, clocks: Clocks) -> None:
    for night in range(60):
        if night % 9 == 0:
            assert await board.hears(anna.says("!ping")) == 1
        if night % 5 == 0:
            await board.restart()
        assert clocks.night(board) <= 1, "the olm session that brought the key is not in use"
    assert board.bot.machine.has_session(ROOM, anna.outbound.id)


async def test_what_a_forgotten_session_has_opened_is_not_obeyed_again_when_its_key_comes_again(
    board: Board, anna: Peer, clocks: Clocks
) -> None:
    said = anna.says("!task add Positionspapier")
    assert await board.hears(said) == 1
    for _ in range(30):
        clocks.night(board)
    assert rows(board)[0] == 0
    await board.database.write(lambda connection: connection.execute("DELETE FROM inbox"))
    await board.restart()
    await board.hears(to_device=[anna.room_key(board.bot.machine)])
    assert await board.hears({**said, "event_id": "$again"}) == 0
    assert await board.hears(anna.says("!ping")) == 1, "what is new in that session is"


@pytest.mark.long
async def test_a_clock_that_jumps_and_many_starts_count_no_night_twice(board: Board, clocks: Clocks) -> None:
    for days in (0, 4_000, 8_000, -3_000, 9_000):
        assert board.bot.machine.forget_unused(DAY + timedelta(days=days), 0) == 0
    for days in (0, 1, 20, 20, 3, 500, 499, 0):
        clocks.seconds += 60
        await board.restart()
        assert board.bot.machine.forget_unused(DAY + timedelta(days=days), disuse.WRITTEN_AFTER) == 0
    assert rows(board) == (1, 1)


async def test_a_disk_that_fails_at_night_loses_neither_key_nor_use(
    board: Board, anna: Peer, clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(disuse.WRITTEN_AFTER + 1):
        clocks.night(board)
    assert await board.hears(anna.says("!ping")) == 1

    def full(self: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(disuse.Disuse, "_write_uses", full)
        with pytest.raises(TryLater):
            clocks.night(board)
        board.bot.machine.store.disuse.save()
        assert await board.hears(anna.says("!ping")) == 1, "no message waits for it"
    clocks.night(board)
    with sqlite3.connect(board.bot.folder / "BOT.db") as keys:
        since = keys.execute("SELECT night FROM session_use WHERE session_id = ?", (anna.outbound.id,)).fetchone()[0]
        night = keys.execute("SELECT night FROM nights").fetchone()[0]
    keys.close()
    assert (since, night) == (disuse.WRITTEN_AFTER + 2,) * 2, "the night that failed was not counted"
