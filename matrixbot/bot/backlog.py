"""Lines that were said while the bot was away: several are one transaction, as each commit waits for the disk while
those wait who speak now."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Final, NamedTuple

from commands.words import Text
from matrixbot.bot.faults import Guard, not_now
from matrixbot.bot.sender import Sender
from matrixbot.gateway import Event
from storage.database import savepoint

TOGETHER: Final = 8
"""Lines of one transaction: few enough that no write waits long, many enough that commits cost little."""


class LateLine(NamedTuple):
    """An event, and what it asks for: gives whether timers or errands are to be looked at."""

    event: Event
    act: Callable[[sqlite3.Connection], bool]


class LateLines:
    """The lines of one batch, done in their order, each whole or not at all. `failed` keeps an event as failed."""

    def __init__(
        self, sender: Sender, stir: Callable[[], None], failed: Callable[[Event, Text], Awaitable[None]]
    ) -> None:
        self._sender = sender
        self._stir = stir
        self._failed = failed
        self._lines: list[LateLine] = []

    async def add(self, line: LateLine) -> None:
        """It is done with the next ones, or by `done`. Raises what means «not now»."""
        self._lines.append(line)
        if len(self._lines) >= TOGETHER:
            await self.done()

    async def done(self) -> None:
        """All that was added is done after this. Raises what means «not now»: then nothing of it happened."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        try:
            await self._together(lines)
        except Exception as fault:  # of the transaction: each line has one of its own then
            if not_now(fault):
                raise
            for line in lines:
                with Guard() as guard:
                    await self._together([line])
                if guard.failed:
                    await self._failed(line.event, guard.said)

    async def _together(self, lines: list[LateLine]) -> None:
        faults, stirred = await self._sender.write(lambda connection: _all(connection, lines))
        for event, said in faults:
            await self._failed(event, said)
        if stirred:
            self._stir()


def _all(connection: sqlite3.Connection, lines: list[LateLine]) -> tuple[list[tuple[Event, Text]], bool]:
    """Does them one after the other; gives the events that failed, each of which is taken back alone."""
    faults, stirred = [], False
    for line in lines:
        with Guard() as guard, savepoint(connection):
            stirred = line.act(connection) or stirred
        if guard.failed:
            faults.append((line.event, guard.said))
    return faults, stirred
