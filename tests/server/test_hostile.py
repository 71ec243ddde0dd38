"""Nobody means well: hostile lines while others are answered, refusals, a mute, leaving and coming back."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import closing
from sqlite3 import connect
from typing import Any

import nio
import pytest
import pytest_asyncio
from aiohttp import web

from matrixbot.demo.synapse import Synapse
from tests import hostile
from tests.server.crowd import ALL_WELL, Crowd, Follower
from tests.server.faults import Board, board
from tests.server.members import Member
from tests.server.proxy import Fault, Forward
from tests.server.running import RunningBot, asks, content_of
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 2.0
"""Seconds within which others are answered, whatever one of them writes; on a machine that takes more than a fifth of a
second for a line when nobody else writes, ten times that."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    made = await Crowd.gathered(synapse, tmp_path_factory.mktemp("crowd"), 4)
    yield made
    await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(synapse: Synapse, crowd: Crowd, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBot]:
    folder = tmp_path_factory.mktemp("bot") / "bot"
    made = RunningBot.configured(folder, synapse, crowd.bot_id, "secret word", crowd.room_id)
    made.options = ()
    await made.start()
    await crowd.get_ready()
    yield made
    await made.close()


async def test_whatever_one_member_writes_others_are_answered_within_two_seconds(crowd: Crowd, bot: RunningBot) -> None:
    _observer, good, bad, quick = crowd.members
    follower = crowd.follow()
    await follower.begin()
    for line in (*hostile.SETTING, *hostile.LIMITS):
        await crowd.says(good, line)
    await follower.until_all(30)
    assert follower.problems() == ALL_WELL

    usual = max([await answered_after(crowd, follower, await crowd.says(quick, "!ping")) for _ in range(5)])

    async def writes() -> None:
        for content in hostile.EVERYTHING:
            crowd.said.setdefault(bad.user_id, []).append(await says_secretly(bad, crowd.room_id, content))

    writing = asyncio.create_task(writes())
    waited: list[float] = []
    while not writing.done():
        waited.append(await answered_after(crowd, follower, await crowd.says(quick, "!ping")))
        await asyncio.sleep(0.2)
    await writing
    waited.append(await answered_after(crowd, follower, await crowd.says(quick, "!ping")))
    await follower.until_all(60)
    assert follower.problems() == ALL_WELL
    assert max(waited) < max(PATIENCE, 10 * usual)
    assert len(crowd.said[bad.user_id]) == len(hostile.EVERYTHING)
    assert "fault" not in bot.log(), bot.log()


async def says_secretly(member: Member, room_id: str, content: dict[str, Any]) -> str:
    """Says it with its relations inside of the ciphertext alone, where no homeserver looks at them."""
    if member.nio.olm.should_share_group_session(room_id):  # type: ignore[union-attr]
        await member.nio.share_group_session(room_id, ignore_unverified_devices=True)
    kind, encrypted = member.nio.encrypt(room_id, "m.room.message", content)
    encrypted.pop("m.relates_to", None)
    sent = await member.call("PUT", f"/rooms/{room_id}/send/{kind}/{secrets.token_hex(8)}", dict(encrypted))
    return str(sent["event_id"])


async def answered_after(crowd: Crowd, follower: Follower, event_id: str) -> float:
    """Seconds until that line was answered; at most ten."""
    began = time.monotonic()
    while event_id not in follower.at and time.monotonic() < began + 10:
        await follower.look(50)
    return follower.at.get(event_id, time.monotonic()) - began


async def test_a_member_who_leaves_and_is_back_has_everything_again(crowd: Crowd, bot: RunningBot) -> None:
    observer, good = crowd.members[:2]
    await asks(good, crowd.room_id, "!aufgabe neu Protokollvorlage")
    claimed = await asks(good, crowd.room_id, "!aufgabe übernehmen Protokollvorlage")
    assert "Protokollvorlage" in claimed
    for _ in range(3):
        await good.nio.room_leave(crowd.room_id)
        await observer.nio.room_invite(crowd.room_id, good.user_id)
        await good.join(crowd.room_id)
    await observer.nio.sync()
    assert "Protokollvorlage" in await asks(good, crowd.room_id, "!aufgabe meine")
    assert "fault" not in bot.log(), bot.log()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Board]:
    async with board(synapse, tmp_path_factory.mktemp("refusing")) as made:
        yield made


def refusing(status: int, errcode: str, times: int) -> Fault:
    """What the bot says is refused that often; all else goes through."""
    left = [times]

    async def answer(request: web.Request, forward: Forward) -> web.StreamResponse:
        if request.method == "PUT" and "/send/" in request.path and left[0]:
            left[0] -= 1
            return web.json_response({"errcode": errcode, "error": "no"}, status=status)
        code, body = await forward()
        return web.Response(status=code, body=body, content_type="application/json")

    return answer


@pytest.mark.parametrize(
    ("status", "errcode", "times"), [(413, "M_TOO_LARGE", 2), (400, "M_UNKNOWN", 1), (404, "M_NOT_FOUND", 1)]
)
async def test_what_was_refused_is_said_again_without_a_trace(
    there: Board, status: int, errcode: str, times: int
) -> None:
    anna, ben = there.members
    day = f"Runde {errcode.lower()}; 8.12.2030 14 Uhr; 9.12.2030 10 Uhr"
    there.proxy.fault = refusing(status, errcode, times)
    refused = await anna.says(there.room_id, f"!sitzung vorschlagen {day}")
    await there.is_answered(refused)
    there.proxy.fault = None
    again = await anna.says(there.room_id, f"!sitzung vorschlagen {day} noch einmal")
    assert await there.is_answered(again, 10) < 5
    assert await there.is_answered(await ben.says(there.room_id, "!ping"), 10) < 5
    await until(lambda: waiting(there) == 0)
    assert there.bot.process
    assert there.bot.process.returncode is None


async def test_a_mute_of_some_seconds_loses_no_reminder(there: Board) -> None:
    anna, ben = there.members
    set_down = await anna.says(there.room_id, "!erinnern in 1 Minute: Beamer holen")
    await there.is_answered(set_down)
    await asyncio.sleep(54)
    levels = await anna.call("GET", f"/rooms/{there.room_id}/state/m.room.power_levels")
    await anna.call("PUT", f"/rooms/{there.room_id}/state/m.room.power_levels", {**levels, "events_default": 10})
    asked = await anna.says(there.room_id, "!ping")
    await asyncio.sleep(8)
    await anna.call("PUT", f"/rooms/{there.room_id}/state/m.room.power_levels", levels)
    assert await there.is_answered(asked, 40) < 40

    def rings(event: nio.Event) -> bool:
        content = content_of(event)
        return event.sender == there.bot_id and content.get("msgtype") == "m.text" and "Beamer holen" in content["body"]

    await ben.hears(rings, 30)
    assert len([event for event in ben.heard if rings(event)]) == 1
    await until(lambda: waiting(there) == 0)


def waiting(there: Board) -> int:
    """The words that are still to be said."""
    with closing(connect(f"file:{there.database}?mode=ro", uri=True)) as connection:
        row = connection.execute("SELECT count(*) FROM outbox WHERE sent IS NULL AND refused IS NULL").fetchone()
    return int(row[0])
