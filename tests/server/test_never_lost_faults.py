"""A homeserver that fails in every way: the bot waits quietly, comes back by itself, loses and doubles nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from matrixbot.demo.synapse import Synapse
from tests.server.faults import Board, board
from tests.server.proxy import Fault, bad_gateway, cut_after, cut_before, cut_json, hang, patience, slow

pytestmark = pytest.mark.asyncio(loop_scope="module")

OUTAGE = 5.0
REQUESTS_PER_SECOND = 2
BACK_WITHIN = 3.0
UNDER_WAY = 3
"""Requests that may be on their way when a fault begins: the sync, and answers."""

FAULTS: dict[str, Fault] = {
    "429 without a time": patience(None),
    "429 with a time": patience(1000),
    "429 with no time at all": patience(0),
    "502 with a page": bad_gateway,
    "cut JSON": cut_json,
    "cut connections": cut_before,
    "connections cut after the work": cut_after,
    "hanging": hang,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def behind_proxy(synapse: Synapse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Board]:
    async with board(synapse, tmp_path_factory.mktemp("faults")) as made:
        yield made


async def back_after(there: Board, began: float) -> tuple[float, float]:
    """Commands in an outage that began at that moment and ends now; gives requests a second in it, and how long the
    first answer after it took."""
    anna, ben = there.members
    for _ in range(3):
        await there.add_task(anna)
        last = await there.add_task(ben)
    await asyncio.sleep(max(0.0, began + OUTAGE - time.monotonic()))
    asked = there.proxy.asked_since(began) - UNDER_WAY
    lasted = time.monotonic() - began
    there.proxy.fault = None
    took = await there.is_answered(last, BACK_WITHIN + 2)
    return asked / lasted, took


@pytest.mark.parametrize("fault", list(FAULTS))
async def test_during_an_outage_the_bot_is_quiet_and_afterwards_all_is_answered_once(
    behind_proxy: Board, fault: str
) -> None:
    there = behind_proxy
    for who in [*there.members, there.members[0]]:  # some are answered or on their way when it begins
        await there.add_task(who)
    there.proxy.fault = FAULTS[fault]
    rate, took = await back_after(there, time.monotonic())
    assert await there.problems() == []
    assert rate <= REQUESTS_PER_SECOND
    assert took <= BACK_WITHIN


async def test_two_seconds_for_every_request_change_nothing_but_the_time(behind_proxy: Board) -> None:
    there = behind_proxy
    there.proxy.fault = slow(2.0)
    for _ in range(2):
        for member in there.members:
            await there.add_task(member)
    assert await there.problems(40) == []
    there.proxy.fault = None


async def test_a_revoked_token_ends_the_bot_with_a_sentence_for_the_operator(behind_proxy: Board) -> None:
    there = behind_proxy
    session = json.loads((there.bot.folder / "data" / "session.json").read_text())
    anna = there.members[0]
    answer = await anna.nio.send(
        "POST", "/_matrix/client/v3/logout", "{}", {"Authorization": f"Bearer {session['access_token']}"}
    )
    assert answer.status == 200
    assert await there.bot.ended(10)
    assert there.bot.process
    assert there.bot.process.returncode == 2
    log = there.bot.log()
    assert log.count("has ended the bot's session") == 1
    assert "Traceback" not in log
    (there.bot.folder / "data" / "session.json").unlink()  # as the sentence says
    await there.bot.start()
    await anna.nio.sync()
    await anna.nio.keys_query()
    assert await there.is_answered(await there.add_task(anna))
    assert await there.problems() == []
