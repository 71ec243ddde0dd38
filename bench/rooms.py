"""Fifty board rooms of twenty members in one process, on a real Synapse: the start, the rest, a reminder in each."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from bench.stage import PASSWORD, PEOPLE, Contestant, Stage, Watcher
from bench.table import Row, cpu_seconds, megabytes, secs
from matrixbot.demo.synapse import Synapse
from storage import Store
from storage.reminders import NewReminder
from tests.server.crowd import Crowd
from tests.server.members import Member, close_all
from tests.server.running import RunningBot

ROOMS = 50
STARTS = 5
MORE = 2.0
"""Seconds that the start may take longer than with one room."""
RESTS_AFTER, REST = 45.0, 40.0
"""Seconds: the cleaning after a start is over then; so long it is watched at rest."""
IDLE = 0.005
LATE = 2.0
AHEAD = 6.0


@dataclass
class Houses:
    """Two bots, one with one board room, one with fifty."""

    stage: Stage
    one: Contestant
    many: Contestant
    asker: Member


async def rooms(folder: Path) -> list[Row]:
    """All of it."""
    async with _built(folder) as houses:
        return [*await _starts(houses), await _rest(houses), *await _reminders(houses)]


@asynccontextmanager
async def _built(folder: Path) -> AsyncIterator[Houses]:
    async with Synapse(folder / "rooms", rate_limits=False, extra={"filter_timeline_limit": 10_000}) as synapse:
        members = [await Member.new(synapse, folder / "people", f"member{number}") for number in range(PEOPLE)]
        bots = []
        for count in (1, ROOMS):
            user_id = await synapse.register(f"bot{count}-{secrets.token_hex(4)}", PASSWORD)
            made = [await _room(members, user_id) for _ in range(count)]
            process = RunningBot.configured(folder / f"bot{count}", synapse, user_id, PASSWORD, *made)
            process.options = ()
            crowds = {room_id: Crowd(members[:1], room_id, user_id) for room_id in made}
            bots.append(Contestant(f"{count} rooms", process, crowds))
        one, many = bots
        heard = {crowd.bot_id for bot in bots for crowd in bot.rooms.values()}
        watcher = Watcher(members[0], [*heard, members[0].user_id])
        stage = Stage(synapse, members, members[0], many, one, one, watcher)
        stage.watching = asyncio.create_task(watcher.watch(await watcher.begin()))
        try:
            for bot in bots:
                await bot.process.start(ready=False)
                await bot.process.ready(120)  # it joins its rooms first
                crowd = next(iter(bot.rooms.values()))
                await crowd.get_ready()
                await stage.answer_to(crowd, members[0])
            yield Houses(stage, one, many, members[0])
        finally:
            stage.watching.cancel()
            for bot in bots:
                await bot.process.close()
            await close_all(members)


async def _room(members: list[Member], user_id: str) -> str:
    """An encrypted room with all of them in it, made without anybody's client."""
    first, others = members[0], members[1:]
    body = {
        "invite": [user_id, *(member.user_id for member in others)],
        "initial_state": [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}],
    }
    room_id = str((await first.call("POST", "/createRoom", body))["room_id"])
    await asyncio.gather(*(member.call("POST", f"/join/{room_id}", {}) for member in others))
    return room_id


async def _starts(houses: Houses) -> list[Row]:
    """From the start of the process to the answer to what was said before, in turns."""
    took: dict[str, list[float]] = {}
    for _ in range(STARTS):
        for bot in (houses.one, houses.many):
            await bot.process.stop()
            crowd = next(iter(bot.rooms.values()))
            crowd.said.clear()
            await crowd.says(houses.asker, "!ping")
            began = time.monotonic()
            await bot.process.start(ready=False)
            took.setdefault(bot.name, []).append(await houses.stage.until_all(crowd) - began)
    one, many = (statistics.median(took[bot.name]) for bot in (houses.one, houses.many))
    return [
        Row(
            f"start with {ROOMS} rooms",
            f"+{secs(many - one)} ({secs(many)} to {secs(one)})",
            f"+{secs(MORE)}",
            many - one <= MORE,
        )
    ]


async def _rest(houses: Houses) -> Row:
    await asyncio.sleep(RESTS_AFTER)
    bots = (houses.one, houses.many)
    before = [cpu_seconds(bot.pid) for bot in bots]
    await asyncio.sleep(REST)
    one, many = ((cpu_seconds(bot.pid) - used) / REST for bot, used in zip(bots, before, strict=True))
    held = f"{many:.2%} of a processor (one room: {one:.2%})"
    return Row(
        f"at rest with {ROOMS} rooms", held, f"{IDLE:.2%}", many <= IDLE, f"memory {megabytes(houses.many.pid):.0f} MB"
    )


async def _reminders(houses: Houses) -> list[Row]:
    """One in every room at the same moment: the first words there, for which each room gets its keys, and others."""
    rows = []
    for name in ("the first words there", "later ones"):
        late = await _rung(houses)
        worst, half = max(late), statistics.median(late)
        measure = f"a reminder in each of {ROOMS} rooms, {name}"
        rows.append(Row(measure, f"{secs(half)} late, worst {secs(worst)}", secs(LATE), worst <= LATE))
    return rows


async def _rung(houses: Houses) -> list[float]:
    """How many seconds late the bot rang in each room."""
    heard, seen = houses.stage.watcher.heard, len(houses.stage.watcher.heard)
    due = time.time() + AHEAD
    with closing(sqlite3.connect(houses.many.process.folder / "data" / "board.db", timeout=5)) as connection:
        connection.row_factory = sqlite3.Row
        for room_id in houses.many.rooms:
            new = NewReminder("Folien", houses.asker.user_id, room_id, int(due * 1000), everyone=True)
            Store(connection, room_id).reminders.add(new, int((due - 600) * 1000))
        connection.commit()
    wanted = set(houses.many.rooms)

    def rang() -> list[tuple[str, float]]:
        return [(room_id, clock) for room_id, _, clock in heard[seen:] if clock >= due]  # no buttons of those before

    await houses.stage.watcher.until(lambda: wanted <= {room_id for room_id, _ in rang()}, AHEAD + 60)
    first: dict[str, float] = {}
    for room_id, clock in rang():
        first.setdefault(room_id, clock)
    return [first.get(room_id, due + 60) - due for room_id in wanted]
