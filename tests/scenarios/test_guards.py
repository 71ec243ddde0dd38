"""A fault in the care for one room, or in one work of the night, keeps no other from its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commands.meetings.poll import closing
from matrixbot.bot import invitations, night, upkeep
from matrixbot.bot.errands import ErrandLoop
from matrixbot.bot.upkeep import Upkeep
from matrixbot.gateway import TryLater
from storage.errands import Errand
from tests.board import PEOPLE, ROOM, WRONG, Board, body, rings, without_code
from tests.scenarios.test_thrown import lives
from tests.waiting import until

SECOND = "!second:board.test"


def over(key: str, title: str) -> str:
    """What is said when all dates of a poll are over and nobody has voted."""
    return (
        f"Alle Termine von {key} „{title}“ sind vorbei, damit ist die Abstimmung beendet.\n"
        "Niemand hat abgestimmt.\n"
        f"Ohne Frist weiter abstimmen: !sitzung wieder {key} Oder: !sitzung absagen {key}"
    )


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


@pytest.mark.long
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
    assert without_code(body(two_rooms.heard()[0])) == WRONG


async def test_a_room_that_cannot_be_joined_now_holds_back_no_reminder_of_another(
    two_rooms: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "AT_ONCE", 0.01)
    monkeypatch.setattr(invitations, "PAUSES", (0.01,))
    there, joined = two_rooms.matrix.room, []

    async def away(room: str) -> str:
        joined.append(room)
        raise TryLater("502")

    monkeypatch.setattr(two_rooms.matrix, "room", lambda room_id: None if room_id == SECOND else there(room_id))
    monkeypatch.setattr(two_rooms.matrix, "join", away)
    await two_rooms.start()
    assert two_rooms.bot.ready.is_set()
    await two_rooms.says("anna", "!erinnern in 1 Minute: Beamer holen")
    assert [body(event) for event in await two_rooms.passes(minutes=1) if rings(event)] == [
        "⏰ Anna: Beamer holen\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    ]
    await until(lambda: len(joined) > 3)


async def test_a_room_whose_pins_cannot_be_read_holds_up_no_other_and_has_no_organiser_of_its_own(
    two_rooms: Board, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pin = Upkeep.pin

    async def fails(self: Upkeep, room_id: str) -> None:
        if room_id == ROOM:
            raise KeyError("nobody foresaw it")
        await pin(self, room_id)

    monkeypatch.setattr(Upkeep, "pin", fails)
    await two_rooms.start()
    for _ in range(3):
        await two_rooms.bot.step()
    assert await two_rooms.says("anna", "!ping", room=SECOND)
    first = two_rooms.bot.boards.room(ROOM)
    assert first
    assert not any(member.organiser for member in first.members)
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 1


async def test_a_poll_that_cannot_be_ended_keeps_no_other_from_its_end(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.says("anna", "!meeting propose Eins; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await room.says("ben", "!meeting propose Zwei; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    decide = closing.decide

    def fails(at: Any, store: Any, meeting: Any, *more: Any) -> Any:
        if meeting.title == "Eins":
            raise KeyError("nobody foresaw it")
        return decide(at, store, meeting, *more)

    monkeypatch.setattr(closing, "decide", fails)
    room.now += timedelta(days=15)
    await room.bot.step()
    await room.bot.night.night()
    heard = len(room.heard())
    await room.bot.step()
    assert over("M2", "Zwei") in [body(event) for event in room.heard()[heard:]]


async def test_the_end_of_a_poll_whose_dates_are_over_does_not_ring_at_night(room: Board) -> None:
    await room.says("anna", "!meeting propose Eins; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    await room.later(datetime(2026, 12, 11, 3, 30, tzinfo=room.now.tzinfo))
    await room.bot.night.night()
    assert await room.passes(hours=3) == []
    assert over("M1", "Eins") in [body(event) for event in await room.passes(hours=1)]


@pytest.mark.parametrize("step", ["_fetch", "_answer"])
async def test_a_file_over_which_the_bot_stumbles_is_told_and_holds_no_other_up(
    room: Board, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    original, tried = getattr(ErrandLoop, step), list[str]()

    def stumbles(self: ErrandLoop, *arguments: Any) -> Any:
        errand = next(one for one in arguments if isinstance(one, Errand))
        tried.append(errand.target)
        if errand.target.startswith("$poison") and tried.count(errand.target) < 2:
            raise RecursionError
        return original(self, *arguments)

    monkeypatch.setattr(ErrandLoop, step, stumbles)
    for number in range(6):
        room.said("anna", {"msgtype": "m.text", "body": f"!lit import $poison{number}"})
    await room.says("ben", "!lit import $nowhere")
    await room.bot.step()
    assert set(tried) == {"$nowhere", *(f"$poison{number}" for number in range(6))}
    assert len(tried) == (7 if step == "_fetch" else 13)
    said = [without_code(body(event)) for event in room.heard()]
    assert said.count("⚠️ Diese Nachricht ist für den Assistenten nicht lesbar; es ist nichts geschehen.") == 1
    assert said.count(WRONG) == 6
