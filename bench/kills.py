"""`python -m bench.kills`: 200 kills at chosen points, 200 at random moments; exit status 1 if anything was lost."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from matrixbot.demo.synapse import Synapse
from tests.server.kills.driver import Killing
from tests.server.kills.points import POINTS

PER_BOARD = 25
"""Lives in one room before the oracle is asked and a fresh board begins: what goes wrong is found near its cause."""


def chosen(count: int) -> list[tuple[str, int]]:
    """The first `count` of: every point at its first passing, then every one at its second, its third, its fifth …"""
    passings = [(point, nth) for nth in (1, 2, 3, 5, 8, 13, 21) for point in POINTS]
    return passings[:count]


async def run(points: list[tuple[str, int]], moments: list[float], folder: Path) -> list[str]:
    """Kills at the points and after the moments (seconds of life); gives all that was lost or doubled."""
    lives: list[tuple[str, int] | float] = [*points, *moments]
    problems: list[str] = []
    lines, unreached = 0, []
    async with Synapse(folder / "synapse", rate_limits=False) as synapse:
        for start in range(0, len(lives), PER_BOARD):
            killing = await Killing.prepared(synapse, folder / f"board{start}")
            for life in lives[start : start + PER_BOARD]:
                await (killing.after(life) if isinstance(life, float) else killing.at_point(*life))
            found = await killing.settled()
            await killing.close()
            lines, unreached = lines + len(killing.lines), unreached + killing.unreached
            problems += [f"board{start}: {one}" for one in found]
            print(f"{start + PER_BOARD} lives, {lines} lines, {len(problems)} lost or doubled", flush=True)
    print(f"points that were not passed in their life: {', '.join(unreached) or 'none'}")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder in which everything stays to be looked at")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - the same lives for the same seed
    moments = [chance.uniform(0.1, 2.5) for _ in range(options.moments)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        problems = asyncio.run(run(chosen(options.points), moments, options.keep or Path(folder)))
    print(*problems, sep="\n")
    print(f"{len(problems)} lost or doubled in {time.monotonic() - began:.0f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
