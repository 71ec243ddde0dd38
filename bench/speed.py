"""How soon the two bots answer after a start, and what memory they hold, in turns."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

from bench.stage import KINDS, Contestant, Stage
from bench.table import Row, megabytes, ratio, secs
from tests.server.running import ROOT, RunningBot

COMMANDS = 200
MANY = 2000
STARTS = 7
AT_REST = 12.0
"""Seconds after which a bot has nothing more to make ready."""


class InstalledBot(RunningBot):
    """The bot as a wheel that was unpacked into a folder of its own, with the byte code that its first start leaves."""

    site: Path

    async def start(self, module: str = "matrixbot", *, ready: bool = True, **environment: str) -> None:
        log = (self.folder / "log").open("ab")
        self._started_at = log.tell()
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, "run", "--config", str(self.folder / "config.yaml")),
            stdout=log,
            stderr=log,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.site), **environment},
        )
        log.close()
        if ready:
            await self.ready()


async def _installed(source: RunningBot) -> InstalledBot:
    """The same bot, on the same data, from a wheel of this checkout."""
    made = source.folder / "made"
    aside = shutil.ignore_patterns(".*", "__pycache__", "build", "tests", "bench", "docs")
    shutil.copytree(ROOT, made / "source", ignore=aside)  # building leaves files in it
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile")
    process = await asyncio.create_subprocess_exec(*pip, "--target", str(made / "site"), str(made / "source"))
    if await process.wait():
        raise RuntimeError("the bot could not be installed from a wheel")
    bot = InstalledBot(source.folder)
    bot.site = made / "site"
    return bot


async def start(stage: Stage) -> list[Row]:
    """From the start of the process to the answer to what was said before it, in both kinds of room, in turns."""
    source = stage.bot.process
    installed = await _installed(source)
    rows = []
    for kind in KINDS:
        took: dict[str, list[float]] = {"installed": [], "bot": [], "bare": []}
        dominates = ""
        for again in range(STARTS + 1):
            for name, one, process in (
                ("installed", stage.bot, installed),
                ("bot", stage.bot, source),
                ("bare", stage.bare, stage.bare.process),
            ):
                seconds, used = await _started(stage, one, process, kind)
                if again:  # the first of each only makes its byte code
                    took[name].append(seconds)
                    dominates = used if name == "bot" else dominates
        from_wheel, ours, theirs = (statistics.median(values) for values in took.values())
        rows.append(ratio(f"start → first answer, {kind}", ours, theirs, 1.15, secs, dominates))
        rows.append(ratio(f"start → first answer, {kind}, installed", from_wheel, theirs, 1.15, secs))
        rows.append(Row(f"start → first answer, {kind}", secs(ours), "1.50 s", ours <= 1.5))
    return rows


async def _started(stage: Stage, one: Contestant, process: RunningBot, kind: str) -> tuple[float, str]:
    """The seconds until the answer, and who used the processors meanwhile."""
    await _end(stage, one)
    one.process = process
    crowd = one.rooms[kind]
    crowd.said.clear()
    await crowd.says(stage.members[1], "!ping")
    began = time.monotonic()
    await process.start(ready=False)
    shares = stage.shares(one)
    return await stage.until_all(crowd) - began, str(shares)


async def _end(stage: Stage, one: Contestant) -> None:
    await one.process.stop() if one is stage.bot else await one.process.kill()


async def memory(stage: Stage) -> list[Row]:
    """A fresh process at rest, after two thousand commands in the encrypted room, and after a first date."""
    idle, after = {}, {}
    for one in stage.both:
        await _end(stage, one)
        await one.process.start()
        await asyncio.sleep(AT_REST)
        idle[one.name] = megabytes(one.pid)
        after[one.name] = await _after_many(stage, one)
    await stage.answer_to(stage.bot.rooms["encrypted"], stage.members[2], "!wann übermorgen 14 Uhr")
    dated = megabytes(stage.bot.pid)
    more = after["bot"] - idle["bot"]
    beside = f"bare: {idle['bare']:.0f} MB, {after['bare'] - idle['bare']:+.1f} MB"
    return [
        Row("memory, idle", f"{idle['bot']:.1f} MB", "62 MB", idle["bot"] <= 62, beside),
        Row(f"memory, after {MANY} commands", f"{more:+.1f} MB", "+1 MB", more <= 1),
        Row(f"memory, after {MANY} commands and the first date", f"{dated:.1f} MB", "66 MB", dated <= 66),
    ]


async def _after_many(stage: Stage, one: Contestant) -> float:
    crowd = one.rooms["encrypted"]
    for _ in range(MANY // COMMANDS):
        crowd.said.clear()
        await crowd.talk(COMMANDS)
        await stage.until_all(crowd)
    await asyncio.sleep(1)
    return megabytes(one.pid)
