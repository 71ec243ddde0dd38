"""The bot as a process whose clock can be put forward and back: `CLOCK=FILE python -m tests.server.faulty run …`.

The file holds the seconds by which the bot's clock is wrong, as long as it holds them. Time has passed by them for the
homeserver, too, as for a machine that slept; with `alone` behind them only the machine's own clock is wrong.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from matrixbot import assembling
from matrixbot.__main__ import main

CLOCK = Path(os.environ["CLOCK"])


def wrong_clock() -> datetime:
    """The time, as the bot believes it is."""
    return datetime.now(UTC) + timedelta(seconds=float((CLOCK.read_text() or "0").split()[0]))


def server_time() -> datetime:
    """The homeserver's time, as it tells the bot."""
    return datetime.now(UTC) if CLOCK.read_text().endswith("alone") else wrong_clock()


def with_wrong_clock(database: Any, gateway: Any, **parts: Any) -> Any:
    """The bot, with that clock instead of its own."""
    gateway.server_time = server_time
    return Bot(database, gateway, **{**parts, "machine": wrong_clock})


if __name__ == "__main__":
    Bot, assembling.Bot = assembling.Bot, with_wrong_clock  # type: ignore[misc,assignment]
    sys.exit(main(sys.argv[1:]))
