"""How fast the bot is beside the raw clients: latency and processor time of a read and a write, burst, catch-up.

Every figure is a ratio of one round, in which one follows the other; the median of the rounds counts, all are shown.
"""

from __future__ import annotations

import secrets
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from bench.stage import KINDS, PEOPLE, Contestant, Stage
from bench.table import Row, Shares, cpu_seconds, ms, percentile, secs

ROUNDS = 5
COMMANDS = 60
"""In each round and each room, of either kind of line."""
BURST = 200
DOWN = 300
_P50, _P95 = 1.02, 1.10
_CPU = {"read": {"encrypted": 0.9, "plain": 1.1}, "write": {"encrypted": 1.2, "plain": 1.5}}
_BURST = {"encrypted": 0.57, "plain": 0.60}
_CATCHUP = 0.50
_LIVE = 1.0
"""Seconds that another member waits during a catch-up."""


class Rounds:
    """What was measured of each contestant, round after round."""

    def __init__(self) -> None:
        self._of: dict[str, list[float]] = {}

    def add(self, one: Contestant, value: float) -> None:
        self._of.setdefault(one.name, []).append(value)

    def row(
        self, measure: str, most: float, show: Callable[[float], str], beside: str = "bare", dominates: str = ""
    ) -> Row:
        """The median of the ratios between the bot and that client, and all of them."""
        ours, theirs = self._of["bot"], self._of[beside]
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        times = statistics.median(ratios)
        medians = f"{show(statistics.median(ours))} to {show(statistics.median(theirs))}"
        each = " ".join(f"{one:.2f}" for one in ratios)
        return Row(measure, f"{times:.2f}× ({medians}; {each})", f"{most:.2f}×", times <= most, dominates)


def _reads() -> Iterator[str]:
    while True:
        yield "!ping"


def _writes() -> Iterator[str]:
    while True:
        yield f"!task add Vorlage {secrets.token_hex(4).translate(_LETTERS)} prüfen"


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Titles without figures: no date is looked for in them."""
_LINES: dict[str, Callable[[], Iterator[str]]] = {"read": _reads, "write": _writes}


async def latency(stage: Stage) -> list[Row]:
    """One command after the other, by turns to either bot."""
    rows = []
    for sort, lines in _LINES.items():
        for kind in KINDS:
            rows += await _latency(stage, sort, kind, lines())
    _check_tasks(stage)
    return rows


async def _latency(stage: Stage, sort: str, kind: str, lines: Iterator[str]) -> list[Row]:
    p50, p95, cpu = Rounds(), Rounds(), Rounds()
    shares = stage.shares(*stage.both)
    for _ in range(ROUNDS):
        took: dict[str, list[float]] = {one.name: [] for one in stage.both}
        before = {one.name: cpu_seconds(one.pid) for one in stage.both}
        for number, line in zip(range(COMMANDS), lines, strict=False):
            for one in stage.both:
                took[one.name].append(await stage.answer_to(one.rooms[kind], stage.members[number % PEOPLE], line))
        for one in stage.both:
            p50.add(one, percentile(took[one.name], 0.5))
            p95.add(one, percentile(took[one.name], 0.95))
            cpu.add(one, (cpu_seconds(one.pid) - before[one.name]) / COMMANDS)
    where = f"{sort}, {kind}"
    return [
        p50.row(f"reply latency p50, {where}", _P50, ms, dominates=str(shares)),
        p95.row(f"reply latency p95, {where}", _P95, ms),
        cpu.row(f"CPU per command, {where}", _CPU[sort][kind], ms),
    ]


def _check_tasks(stage: Stage) -> None:
    """What was to be written is there: a refusal would be quicker than a write."""
    with closing(sqlite3.connect(stage.bot.process.folder / "data" / "board.db")) as connection:
        there = connection.execute("SELECT count(*) FROM tasks WHERE key IS NULL").fetchone()[0]
    if there != ROUNDS * COMMANDS * len(KINDS):
        raise RuntimeError(f"only {there} tasks were added")


async def burst(stage: Stage) -> list[Row]:
    """Two hundred commands at once, each member's one behind the other."""
    rows = []
    for kind in KINDS:
        took, faults, dominates = Rounds(), Faults(), ""
        for _ in range(ROUNDS):
            for one in stage.all:
                crowd = one.rooms[kind]
                crowd.said.clear()
                shares, began = stage.shares(one), time.monotonic()
                await crowd.talk(BURST)
                took.add(one, await stage.until_all(crowd) - began)
                faults.add(one, stage.watcher.problems(crowd))
                dominates = _share(shares, dominates, one)
        rows += _three(took, f"{BURST} at once, {kind}", _BURST[kind], dominates, faults)
    return rows


async def catchup(stage: Stage) -> list[Row]:
    """Three hundred said while the bot is down; meanwhile another member says something new."""
    rows = []
    for kind in KINDS:
        took, faults, dominates, waited = Rounds(), Faults(), "", []
        for _ in range(ROUNDS):
            for one in stage.all:
                crowd = one.rooms[kind]
                crowd.said.clear()
                await one.process.kill()
                await crowd.talk(DOWN)
                began, answered = time.monotonic(), len(stage.watcher.answered)
                await one.process.start(ready=False)
                shares = stage.shares(one)
                await stage.watcher.until(lambda before=answered: len(stage.watcher.answered) > before, 60)
                fresh = await stage.answer_to(crowd, stage.late)
                took.add(one, await stage.until_all(crowd) - began)
                faults.add(one, stage.watcher.problems(crowd))
                dominates = _share(shares, dominates, one)
                waited += [fresh] if one is stage.bot else []
        rows += _three(took, f"{DOWN} said while down, {kind}", _CATCHUP, dominates, faults)
        live, each = statistics.median(waited), " ".join(f"{one:.2f}" for one in waited)
        rows.append(Row(f"another member meanwhile, {kind}", f"{live:.2f} s ({each})", secs(_LIVE), live <= _LIVE))
    return rows


class Faults:
    """What was lost, doubled or out of order, in all rounds."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {}

    def add(self, one: Contestant, problems: dict[str, int]) -> None:
        before = self._of.get(one.name, {})
        self._of[one.name] = {name: before.get(name, 0) + many for name, many in problems.items()}

    def row(self, measure: str) -> Row:
        """The bot's; the raw clients' are told beside them."""
        told = {
            one: ", ".join(f"{many} {name}" for name, many in problems.items()) for one, problems in self._of.items()
        }
        beside = "; ".join(f"{one}: {what}" for one, what in told.items() if one != "bot")
        return Row(measure, told["bot"], "none", not any(self._of["bot"].values()), beside)


def _three(took: Rounds, measure: str, most: float, dominates: str, faults: Faults) -> list[Row]:
    return [
        took.row(measure, most, secs, dominates=dominates),
        took.row(f"{measure}, beside the wide client", 1.0, secs, "wide"),
        faults.row(measure),
    ]


def _share(shares: Shares, before: str, one: Contestant) -> str:
    return str(shares) if one.name == "bot" else before
