"""How fast the two bots are beside each other, in turns: latency, processor time, burst, catch-up, start, memory."""

from __future__ import annotations

import asyncio
import statistics
import time

from bench.stage import KINDS, PEOPLE, Contestant, Stage
from bench.table import Row, megabytes, ms, percentile, ratio, secs

COMMANDS = 200
DOWN = 300
MANY = 2000
ROUNDS = 3
STARTS = 7
_CPU = {"encrypted": 1.3, "plain": 1.5}


async def latency(stage: Stage) -> list[Row]:
    """One command after the other, by turns to either bot."""
    rows = []
    for kind in KINDS:
        took: dict[str, list[float]] = {one.name: [] for one in stage.both}
        shares = stage.shares(*stage.both)
        for number in range(COMMANDS):
            for one in stage.both:
                took[one.name].append(await stage.answer_to(one.rooms[kind], stage.members[number % PEOPLE]))
        used = {one.name: shares.used(one.name) / COMMANDS for one in stage.both}
        for share, most in ((0.5, 1.05), (0.95, 1.15)):
            ours, theirs = (percentile(took[one.name], share) for one in stage.both)
            rows.append(ratio(f"reply latency p{share * 100:.0f}, {kind}", ours, theirs, most, ms, str(shares)))
        rows.append(ratio(f"CPU per command, {kind}", used["bot"], used["bare"], _CPU[kind], ms))
    return rows


async def burst(stage: Stage) -> list[Row]:
    """Two hundred commands at once, each member's one behind the other."""
    rows = []
    for kind in KINDS:
        took: dict[str, list[float]] = {one.name: [] for one in stage.both}
        problems: dict[str, dict[str, int]] = {}
        dominates = ""
        for _ in range(ROUNDS):
            for one in stage.both:
                crowd = one.rooms[kind]
                crowd.said.clear()
                shares, began = stage.shares(one), time.monotonic()
                await crowd.talk(COMMANDS)
                took[one.name].append(await stage.until_all(crowd) - began)
                problems[one.name] = _worse(problems.get(one.name), stage.watcher.problems(crowd))
                dominates = str(shares) if one is stage.bot else dominates
        ours, theirs = (statistics.median(took[one.name]) for one in stage.both)
        rows.append(ratio(f"{COMMANDS} at once, {kind}", ours, theirs, 0.70, secs, dominates))
        rows.append(_faultless(f"{COMMANDS} at once, {kind}", problems["bot"]))
    return rows


async def catchup(stage: Stage) -> list[Row]:
    """Three hundred said while the bot is down; meanwhile another member says something new."""
    rows = []
    for kind in KINDS:
        took: dict[str, list[float]] = {one.name: [] for one in stage.both}
        problems: dict[str, dict[str, int]] = {}
        dominates, waited = "", 0.0
        for _ in range(ROUNDS):
            for one in stage.both:
                crowd = one.rooms[kind]
                crowd.said.clear()
                await one.process.kill()
                await crowd.talk(DOWN)
                began, answered = time.monotonic(), len(stage.watcher.answered)
                await one.process.start(ready=False)
                shares = stage.shares(one)
                await stage.watcher.until(lambda before=answered: len(stage.watcher.answered) > before, 60)
                fresh = await stage.answer_to(crowd, stage.late)
                took[one.name].append(await stage.until_all(crowd) - began)
                problems[one.name] = _worse(problems.get(one.name), stage.watcher.problems(crowd))
                if one is stage.bot:
                    dominates, waited = str(shares), max(waited, fresh)
        ours, theirs = (statistics.median(took[one.name]) for one in stage.both)
        rows.append(ratio(f"{DOWN} said while down, {kind}", ours, theirs, 0.60, secs, dominates))
        rows.append(_faultless(f"{DOWN} said while down, {kind}", problems["bot"]))
        rows.append(Row(f"another member meanwhile, {kind}", secs(waited), "2 s", waited <= 2))
    return rows


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


def _worse(before: dict[str, int] | None, now: dict[str, int]) -> dict[str, int]:
    return {key: (before or {}).get(key, 0) + count for key, count in now.items()}


def _faultless(measure: str, problems: dict[str, int]) -> Row:
    measured = ", ".join(f"{count} {name}" for name, count in problems.items())
    return Row(measure, measured, "none", not any(problems.values()))
