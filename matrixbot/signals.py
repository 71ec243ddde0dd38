"""SIGTERM and Ctrl-C: what is under way is finished, and the process ends in time whatever hangs."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # before the first line of the program's work there is no time for more
    import asyncio

LONGEST = 4.4
"""Seconds after which the process ends, however it stands: a name that is being looked up cannot be given up, and
Python waits for it. What is not written by then is as after a cut of the power: said at the next start."""


def end_at_once() -> None:
    """From now on both end the process on the spot with exit status 0: nothing was begun yet."""
    _handle(lambda _number, _frame: os._exit(0))


def ending() -> asyncio.Event:
    """From now on both set this event of the running loop, and the process ends with exit status 0 within LONGEST."""
    import asyncio  # noqa: PLC0415 - see above

    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def end(_number: int, _frame: FrameType | None) -> None:
        last = threading.Timer(LONGEST, os._exit, (0,))
        last.daemon = True
        last.start()
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stop.set)

    _handle(end)
    return stop


def typed(prompt: str) -> str:
    """What is typed behind the prompt, as `input` gives it. Ctrl-C ends it at any moment: `input` alone misses one that
    comes between the prompt and the reading."""
    if not sys.stdin.isatty():
        return input(prompt)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    before = signal.set_wakeup_fd(wake)
    try:
        print(prompt, end="", flush=True)
        select.select([sys.stdin, woken], [], [])
    finally:
        signal.set_wakeup_fd(before)
        os.close(woken)
        os.close(wake)
    return input()


def _handle(handler: signal._HANDLER) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)
