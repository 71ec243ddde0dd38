"""The bot is killed at chosen points and at random moments: nothing is lost, nothing is said twice.

A selection; `python -m bench.kills` does it four hundred times.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.kills.driver import WRAPPED, Killing
from tests.server.members import Member
from tests.server.running import RunningBot, asks

CHOSEN = (
    ("sync: after", 2),
    ("room keys: after", 2),
    ("accept: after", 1),
    ("handler: after", 2),
    ("take back: before", 1),
    ("take back: after", 1),
    ("deed: after", 2),
    ("commit event: before", 2),
    ("commit event: after", 1),
    ("share: after", 1),
    ("send answer: before", 2),
    ("send answer: written", 1),
    ("send answer: taken", 2),
    ("note: before", 1),
    ("commit note: after", 1),
    ("send edit: taken", 1),
    ("send poll: taken", 1),
    ("upload: after", 1),
    ("commit reminder: before", 1),
    ("commit reminder: after", 1),
    ("send message: taken", 1),
    ("commit place: before", 2),
    ("commit place: after", 2),
)
MOMENTS = 8


async def test_kills_at_chosen_points_and_at_random_lose_and_double_nothing(synapse: Synapse, tmp_path: Path) -> None:
    chance = random.Random(6)
    killing = await Killing.prepared(synapse, tmp_path)
    for point, nth in CHOSEN:
        await killing.at_point(point, nth)
    for _ in range(MOMENTS):
        await killing.after(chance.uniform(0.3, 2.0))
    problems = await killing.settled()
    await killing.close()
    assert problems == []
    assert len(killing.lines) >= 5 * (len(CHOSEN) + MOMENTS)
    assert len(killing.unreached) <= len(CHOSEN) // 4
    assert not any(point.startswith("take back") for point in killing.unreached)


async def test_a_first_start_that_is_killed_at_every_request_ends_with_one_device_that_answers(
    synapse: Synapse, account: Account, member: Callable[..., Awaitable[Member]], tmp_path: Path
) -> None:
    anna = await member("anna")
    room_id = await anna.room(account.user_id)
    bot = RunningBot.configured(tmp_path / "bot", synapse, account.user_id, account.password, room_id)
    bot.options = ()
    for nth in range(1, 13):
        await bot.start(WRAPPED, ready=False, KILL_AT=f"request: after {nth}")
        if not await bot.ended(3):
            await bot.kill()
    await bot.start()
    assert await asks(anna, room_id, "!ping")
    keys = await anna.call("POST", "/keys/query", {"device_keys": {account.user_id: []}})
    await bot.close()
    devices = keys["device_keys"][account.user_id]
    (master,) = keys["master_keys"][account.user_id]["keys"].values()
    assert len(devices) == 1
    assert master
