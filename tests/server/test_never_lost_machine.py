"""The machine under the bot fails: the homeserver's own end, a full disk, a locked database, wrong clocks, sleep."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import nio
import pytest
import pytest_asyncio

from matrixbot.demo.synapse import Synapse
from tests.server.faults import Board, board
from tests.server.kills.oracle import Line
from tests.server.running import content_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the error of the bot's clock stands."""
    file = tmp_path_factory.mktemp("clock") / "seconds"
    file.write_text("0")
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(synapse: Synapse, clock: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Board]:
    folder = tmp_path_factory.mktemp("machine")
    async with board(synapse, folder, "tests.server.faulty", CLOCK=str(clock)) as made:
        yield made


async def set_reminder(there: Board) -> str:
    """A reminder in a minute; gives its event."""
    token = f"kaffee{len(there.lines)}x"
    event_id = await there.members[0].says(there.room_id, f"!remind in 1 Minute {token}")
    there.lines.append(Line(event_id, "reminder", token))
    await there.is_answered(event_id)
    return token


async def rings(there: Board, token: str, seconds: float) -> None:
    def is_ring(event: nio.Event) -> bool:
        content = content_of(event)
        return event.sender == there.bot_id and content.get("msgtype") == "m.text" and token in content["body"]

    await there.members[0].hears(is_ring, seconds)


async def test_a_homeserver_that_is_killed_and_started_again(there: Board, synapse: Synapse) -> None:
    for member in there.members:
        await there.add_task(member)
    await synapse.kill()
    began = time.monotonic()
    await asyncio.sleep(4)
    asked = there.proxy.asked_since(began)
    await synapse.start()
    back = await there.add_task(there.members[1])
    assert await there.is_answered(back) < 4
    assert asked <= 2 * 4 + 3
    assert await there.problems() == []


async def test_a_disk_on_which_nothing_can_be_written(there: Board) -> None:
    assert there.bot.process
    pid = there.bot.process.pid
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, most))
    began = time.monotonic()
    try:
        for member in [*there.members, *there.members]:
            await there.add_task(member)
            member.nio.invalidate_outbound_session(there.room_id)  # the next one comes with a new key to be kept
        await asyncio.sleep(5)
        asked = there.proxy.asked_since(began) / (time.monotonic() - began)
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
    assert there.bot.process.returncode is None, there.bot.log()
    back = await there.add_task(there.members[0])
    assert await there.is_answered(back) < 4
    assert await there.problems() == []
    assert asked <= 4  # a sync and what it makes necessary, at most every second


async def test_a_database_that_another_process_has_locked(there: Board) -> None:
    with closing(sqlite3.connect(there.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        for member in [*there.members, *there.members]:
            await there.add_task(member)
        await asyncio.sleep(7)
        connection.execute("ROLLBACK")
    assert await there.is_answered(await there.add_task(there.members[0])) < 4
    assert await there.problems() == []


def put_clock(file: Path, seconds: int, *, alone: bool = False) -> None:
    file.write_text(f"{seconds} alone" if alone else str(seconds))


async def test_a_clock_that_jumps_an_hour_forward_and_back(there: Board, clock: Path) -> None:
    for seconds in (3600, 0, -3600, 0):
        put_clock(clock, seconds, alone=True)
        assert await there.is_answered(await there.add_task(there.members[0])) < 4
    soon = await set_reminder(there)
    put_clock(clock, 3600, alone=True)
    with pytest.raises(AssertionError):
        await rings(there, soon, 3)  # an hour ahead of the homeserver: it waits
    put_clock(clock, 3600)
    await rings(there, soon, 3)
    put_clock(clock, -3600)
    assert await there.is_answered(await there.add_task(there.members[1])) < 4
    put_clock(clock, 0)
    assert await there.problems() == []


async def test_a_machine_that_slept_for_a_day(there: Board, clock: Path) -> None:
    assert there.bot.process
    due = await set_reminder(there)
    os.kill(there.bot.process.pid, signal.SIGSTOP)
    for member in [*there.members, *there.members]:
        await there.add_task(member)
    await asyncio.sleep(8)
    put_clock(clock, 24 * 3600)
    os.kill(there.bot.process.pid, signal.SIGCONT)
    assert await there.is_answered(await there.add_task(there.members[1])) < 4
    await rings(there, due, 3)
    put_clock(clock, 0)
    assert await there.problems() == []
