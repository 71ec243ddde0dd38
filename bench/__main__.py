"""`python -m bench [part …]`: how fast the bot is beside a bare client, in one table; exit status 1 if a limit breaks.

Read the ratios: both run on the same machine, in turns, on a real Synapse with twenty members.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import at_rest, away, nightly, records, rooms, speed, sweep, timers, undoing, wire, years
from bench.stage import Stage, staged
from bench.table import Row, table

ON_STAGE: dict[str, Callable[[Stage], Awaitable[list[Row]]]] = {
    "latency": wire.latency,
    "burst": wire.burst,
    "catchup": wire.catchup,
    "start": speed.start,
    "memory": speed.memory,
    "away": away.away,
    "reminders": away.reminders,
}
ALONE: dict[str, Callable[[Path], Awaitable[list[Row]]]] = {
    "records": records.records,
    "undoing": undoing.undoing,
    "at-rest": at_rest.at_rest,
    "sweep": sweep.sweep,
    "nightly": nightly.nightly,
    "timers": timers.timers,
    "rooms": rooms.rooms,
    "years": years.years,
}
"""Parts without the stage; `rooms` has a Synapse of its own, the others need none."""


async def measure(parts: list[str], folder: Path) -> list[Row]:
    """The rows of those parts, in order."""
    rows: list[Row] = []
    # As after an installation: the byte code of both is kept, but not in the source tree.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    wanted = [part for part in parts if part in ON_STAGE]
    if wanted:
        async with staged(folder) as stage:
            for part in wanted:
                print(part, "…", file=sys.stderr, flush=True)
                rows += _shown(await ON_STAGE[part](stage))
    for part in (part for part in parts if part in ALONE):
        print(part, "…", file=sys.stderr, flush=True)
        rows += _shown(await ALONE[part](folder))
    return rows


def _shown(rows: list[Row]) -> list[Row]:
    """The rows, printed as soon as they are measured: the whole table takes a quarter of an hour."""
    print(*(" ".join(row.cells()) for row in rows), sep="\n", file=sys.stderr, flush=True)
    return rows


def main() -> int:
    parts = [*ON_STAGE, *ALONE]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"only these of: {', '.join(parts)}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"there is no part {', '.join(unknown)}")
    logging.getLogger("nio").setLevel(logging.CRITICAL)  # the members' clients
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(measure(options.parts or parts, Path(folder)))
    print(table(rows))
    return int(any(row.holds is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
