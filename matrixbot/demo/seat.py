"""The newcomer's seat: waits for whoever sits there; what is typed on the terminal is said by one of the members."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

from commands.words import _
from matrixbot.demo.events import reply_to
from matrixbot.demo.screen import Screen
from matrixbot.demo.stage import Stage

ANSWER_SECONDS = 10.0
"""How long an answer is waited for before the next line is asked for."""


async def take_seat(stage: Stage, screen: Screen, typed: AsyncIterator[str]) -> None:
    """Says what is typed until `/quit` or the end of the input; `/anna` goes on as another member."""
    names = {name.casefold(): name for name in stage.members}
    others = tuple(f"/{name}" for name in names)
    screen.tell(
        _("Now it is your turn: a line such as `!help`. {others} changes who speaks, /quit ends.", others=others)
    )
    speaker = next(iter(stage.members))
    screen.ask(speaker)
    async for line in typed:
        screen.asked()
        word = line.removeprefix("/").casefold()
        if not line.startswith("/"):
            await _say(stage, screen, speaker, line)
        elif word in names:
            speaker = names[word]
        elif word == "quit":
            return
        else:
            screen.tell(_("{others} changes who speaks, /quit ends.", others=others))
        screen.ask(speaker)
    screen.asked()


async def _say(stage: Stage, screen: Screen, speaker: str, line: str) -> None:
    if not line:
        return
    if not screen.live:  # on a terminal it stands there already
        screen.says(speaker, line)
    said = await stage.members[speaker].say(line)
    if line.startswith("!"):
        heard = stage.conversation
        await heard.until(lambda: reply_to(said, heard.heard(speaker)), ANSWER_SECONDS)


def somebody_sits_there(screen: Screen) -> bool:
    """Whether there is somebody to wait for: who sees the screen and has a keyboard."""
    return screen.live and sys.stdin.isatty()


async def typed_lines() -> AsyncIterator[str]:
    """Lines of the standard input, without blanks around them.

    A thread reads them, as the input may be a file, which an event loop cannot wait for. It reads past Python's own
    buffer, whose lock it would still hold when the demo ends.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        rest = b""
        while piece := os.read(sys.stdin.fileno(), 4096):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace").strip())
        if rest:
            loop.call_soon_threadsafe(lines.put_nowait, rest.decode(errors="replace").strip())
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line
