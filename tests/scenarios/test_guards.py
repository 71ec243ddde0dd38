"""A fault in the care for one room, or in one work of the night, keeps no other from its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from matrixbot.bot import night, upkeep
from matrixbot.bot.upkeep import Upkeep
from tests.board import PEOPLE, ROOM, Board, body
from tests.scenarios.test_thrown import lives

SECOND = "!second:board.test"


@pytest.fixture
async def two_rooms(tmp_path: Path) -> AsyncIterator[Board]:
    board = Board(tmp_path, room_ids=[ROOM, SECOND])
    board.matrix.add_room(SECOND, *PEOPLE)
    yield board
    await board.stop()


def raises_in_the_first(monkeypatch: pytest.MonkeyPatch, name: str, rooms: list[str]) -> None:
    original = getattr(Upkeep, name)

    def fails(self: Upkeep, connection: Any, room: Any) -> Any:
        rooms.append(getattr(room, "room_id", room))
        if rooms[-1] == ROOM:
            raise KeyError("nobody foresaw it")
        return original(self, connection, room)

    monkeypatch.setattr(Upkeep, name, fails)


@pytest.mark.parametrize("name", ["_put_in_order", "_take_up"])
async def test_a_room_that_cannot_be_put_in_order_keeps_no_other_from_it_and_is_not_tried_with_every_batch(
    two_rooms: Board, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rooms: list[str] = []
    raises_in_the_first(monkeypatch, name, rooms)
    await two_rooms.start()
    for _ in range(3):
        await two_rooms.bot.step()
    assert sorted(rooms) == sorted([ROOM, SECOND])
    assert await two_rooms.says("anna", "!task list", room=SECOND)
    assert await two_rooms.says("anna", "!ping")


async def test_a_work_that_fails_in_the_night_ends_neither_the_night_nor_the_bot(
    two_rooms: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "AFTER_START", 0.0)
    worked: list[str] = []

    def fails(at: Any, _store: Any) -> Any:
        worked.append(at.room.room_id)
        raise KeyError("nobody foresaw it")

    monkeypatch.setattr(night, "NIGHTLY", (fails, *night.NIGHTLY))
    monkeypatch.setattr(night, "tidy", lambda *_: worked.append("tidy") or 0)
    await two_rooms.start()
    await lives(two_rooms, lambda: "tidy" in worked)
    assert worked == [ROOM, SECOND, "tidy"]
    assert await two_rooms.says("anna", "!ping")


async def test_a_night_that_was_found_by_a_wrong_clock_is_not_waited_for(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "AFTER_START", 0.0)
    monkeypatch.setattr(night, "_LOOK", 0.01)
    nights: list[datetime] = []

    async def noted(self: night.Night) -> None:
        nights.append(self._clock())

    monkeypatch.setattr(night.Night, "night", noted)
    right = room.now
    room.now += timedelta(days=800)
    cleaning = asyncio.create_task(room.bot.night.run())
    await asyncio.sleep(0.05)
    room.now = right
    await asyncio.sleep(0.05)
    room.now = right + timedelta(days=1)
    await asyncio.sleep(0.05)
    cleaning.cancel()
    assert nights == [right + timedelta(days=800), right + timedelta(days=1)]


async def test_what_is_put_in_order_when_the_clock_is_set_back_stays_with_its_room(
    two_rooms: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered: list[str] = []

    def notes(at: Any, _store: Any) -> Any:
        ordered.append(at.room.room_id)
        raise KeyError("nobody foresaw it")

    monkeypatch.setattr(upkeep, "AT_START", (notes,))
    await two_rooms.start()
    await two_rooms.passes(hours=-1)
    assert ordered == [ROOM, SECOND] * 2
    assert "⚠️" in body(two_rooms.heard()[0])
