"""How soon the two bots answer after a start, and what memory they hold, in turns."""

from __future__ import annotations

import asyncio
import statistics
import time

from bench.stage import Contestant, Stage
from bench.table import Row, megabytes, ratio, secs

COMMANDS = 200
MANY = 2000
STARTS = 7


async def start(stage: Stage) -> list[Row]:
    """From the start of the process to the answer to what was said before it, in turns."""
    took: dict[str, list[float]] = {one.name: [] for one in stage.both}
    dominates = ""
    for _ in range(STARTS):
        for one in stage.both:
            await one.process.stop() if one is stage.bot else await one.process.kill()
            crowd = one.rooms["encrypted"]
            crowd.said.clear()
            await crowd.says(stage.members[1], "!ping")
            began = time.monotonic()
            await one.process.start(ready=False)
            shares = stage.shares(one)
            took[one.name].append(await stage.until_all(crowd) - began)
            dominates = str(shares) if one is stage.bot else dominates
    ours, theirs = (statistics.median(took[one.name]) for one in stage.both)
    return [
        ratio("start → first answer", ours, theirs, 1.5, secs, dominates),
        Row("start → first answer", secs(ours), "1.50 s", ours <= 1.5),
    ]


async def memory(stage: Stage) -> list[Row]:
    """A fresh process at rest, and after two thousand commands in the encrypted room."""
    idle, after = {}, {}
    for one in stage.both:
        await one.process.stop() if one is stage.bot else await one.process.kill()
        await one.process.start()
        await asyncio.sleep(8)
        idle[one.name] = megabytes(one.pid)
        after[one.name] = await _after_many(stage, one)
    more = after["bot"] - idle["bot"]
    beside = f"bare: {idle['bare']:.0f} MB, {after['bare'] - idle['bare']:+.1f} MB"
    return [
        Row("memory, idle", f"{idle['bot']:.1f} MB", "80 MB", idle["bot"] <= 80, beside),
        Row(f"memory, after {MANY} commands", f"{more:+.1f} MB", "+1 MB", more <= 1),
    ]


async def _after_many(stage: Stage, one: Contestant) -> float:
    crowd = one.rooms["encrypted"]
    for _ in range(MANY // COMMANDS):
        crowd.said.clear()
        await crowd.talk(COMMANDS)
        await stage.until_all(crowd)
    await asyncio.sleep(1)
    return megabytes(one.pid)
