"""A homeserver that goes away and comes back, and reminders at their moment: our bot alone, measured at its room."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import time
from contextlib import closing

from bench.stage import Stage
from bench.table import Row, ms, percentile, secs
from storage import Store
from storage.reminders import NewReminder
from tests.server.crowd import Crowd
from tests.server.proxy import Fault, Proxy, bad_gateway, cut_before, hang

AWAY_SECONDS = 12.0
FAULTS: dict[str, Fault] = {"502": bad_gateway, "connections cut": cut_before, "hanging": hang}
ONE_BY_ONE = 20
AT_ONCE = 15
MISSED = 8
HOPS = 40


async def away(stage: Stage) -> list[Row]:
    """The bot behind a proxy: how much it asks while nobody answers, and how soon it says what was asked meanwhile."""
    rows = []
    crowd = stage.bot.rooms["encrypted"]
    async with Proxy(stage.synapse.url) as proxy:
        await _behind(stage, proxy.url)
        for name, fault in FAULTS.items():
            crowd.said.clear()
            began, proxy.fault = time.monotonic(), fault
            await crowd.talk(3)
            await asyncio.sleep(AWAY_SECONDS)
            most, asked = _most_in_a_second(proxy, began), proxy.asked_since(began)
            back, proxy.fault = time.monotonic(), None
            rows += _away_rows(name, most, asked, await stage.until_all(crowd) - back)
        began = time.monotonic()
        await stage.synapse.kill()
        await asyncio.sleep(AWAY_SECONDS)
        await stage.synapse.start()
        back = time.monotonic()
        most, asked = _most_in_a_second(proxy, began), proxy.asked_since(began)
        await stage.answer_to(crowd, stage.members[2])
        rows += _away_rows("killed and started", most, asked, time.monotonic() - back)
    await _behind(stage, stage.synapse.url)
    return rows


async def _behind(stage: Stage, url: str) -> None:
    """Starts the bot anew with another address of the same homeserver."""
    process = stage.bot.process
    await process.stop()
    file = process.folder / "config.yaml"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(f"homeserver: {url}" if line.startswith("homeserver:") else line for line in lines))
    await process.start()


def _most_in_a_second(proxy: Proxy, since: float) -> int:
    """The most requests in any second that begins half a second after the fault: what was on its way is no new one."""
    moments = [at for at, _ in proxy.requests if at >= since + 0.5]
    return max((sum(start <= at < start + 1 for at in moments) for start in moments), default=0)


def _away_rows(name: str, most: int, asked: int, back: float) -> list[Row]:
    return [
        Row(f"homeserver away ({name}): requests", f"{most} in a second, {asked} in all", "2 in a second", most <= 2),
        Row(f"homeserver away ({name}): answer after", secs(back), "3.00 s", back <= 3),
    ]


async def reminders(stage: Stage) -> list[Row]:
    """In the plain room, where the texts can be read."""
    crowd = stage.bot.rooms["plain"]
    hop = percentile([await _hop(stage, crowd) for _ in range(HOPS)], 0.5)
    one_by_one = [time.time() + 3 + 0.4 * number for number in range(ONE_BY_ONE)]
    lateness = sorted(await _rung(stage, crowd, one_by_one))
    at_once = await _rung(stage, crowd, [time.time() + 3] * AT_ONCE)
    down = max(await _rung(stage, crowd, [time.time() - 300] * MISSED))
    late = percentile(lateness, 0.5)
    return [
        Row("reminders, p50 late", f"{late / hop:.2f} hops ({ms(late)} to {ms(hop)})", "1.20 hops", late <= 1.2 * hop),
        Row(f"reminders, {AT_ONCE} at once", secs(max(at_once)), "1.00 s", max(at_once) <= 1),
        Row(f"reminders, {MISSED} due while down", secs(down), "2.00 s", down <= 2),
    ]


async def _hop(stage: Stage, crowd: Crowd) -> float:
    """From a member's sending to the arrival at another device."""
    began = time.monotonic()
    event_id = await crowd.says(stage.members[0], "Guten Tag")
    await stage.watcher.until(lambda: event_id in stage.watcher.seen, 10)
    return stage.watcher.seen[event_id] - began


async def _rung(stage: Stage, crowd: Crowd, due: list[float]) -> list[float]:
    """Reminders at those moments (`time.time`), set while the bot is down; gives by how many seconds each was late.

    What was due before the start is late from the start of the process on.
    """
    process = stage.bot.process
    await process.stop()
    name = secrets.token_hex(4)
    texts = [f"{name}-{number:02}." for number in range(len(due))]
    with closing(sqlite3.connect(process.folder / "data" / "board.db")) as connection:
        connection.row_factory = sqlite3.Row
        store = Store(connection, crowd.room_id)
        for text, moment in zip(texts, due, strict=True):
            new = NewReminder(text, stage.members[1].user_id, crowd.room_id, int(moment * 1000), everyone=True)
            store.reminders.add(new, int((moment - 600) * 1000))
        connection.commit()
    began = time.time()
    await process.start(ready=False)
    heard = stage.watcher.heard
    await stage.watcher.until(lambda: all(any(text in said for _, said, _ in heard) for text in texts), 30)
    at = [min(clock for _, said, clock in heard if text in said) for text in texts]
    return [clock - max(moment, began) for clock, moment in zip(at, due, strict=True)]
