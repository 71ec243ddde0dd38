"""How the running bot is: what `check` asks it for, and what health checks and metrics are made of."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from matrixbot.config import Config
from matrixbot.gateway import Gateway
from matrixbot.health.asking import CheckResult
from storage import Database, engine
from storage.health import is_damaged, measure
from storage.outbox import Outbox
from storage.timers import next_due
from storage.values import frozen

if TYPE_CHECKING:
    from matrixbot.bot.bot import Bot

LONGEST_SILENCE = 90.0
"""Seconds since the last sync after which the bot is not well."""
STUCK_REMINDER, STUCK_MESSAGE = 120.0, 300.0
"""Seconds after which a reminder that is due, or a message that may be said, is stuck."""
PATIENCE = 5.0
"""Seconds that a look at the database may take."""
LOOK_AGAIN = 60.0
"""Seconds for which it is taken as known that the database hangs together."""


@frozen
class Signs:
    """How the bot is at a moment; spans in seconds. `synced` is how long ago the last good sync was, None before the
    first; `oldest` and `overdue` are 0 where nothing waits or is due. `troubles` are sentences without names; the bot
    is well if there is none."""

    troubles: tuple[str, ...]
    synced: float | None = None
    waiting: int = 0
    oldest: float = 0
    overdue: float = 0
    size: int = 0


class Vitals:
    """What is known of the bot in this process, from its first moment on."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._running: tuple[Bot, Database, Gateway, Collection[str]] | None = None
        self._looked = -LOOK_AGAIN
        self._sound = True
        self.waits_for = "it is starting"
        """Why it does not run yet."""

    def runs(self, bot: Bot, database: Database, gateway: Gateway, in_clear: Collection[str]) -> None:
        """From now on it is that bot. `in_clear` are the rooms that may be unencrypted."""
        self._running = bot, database, gateway, in_clear

    @property
    def commands(self) -> Mapping[str, int]:
        """How often each command was said since the start, by its name."""
        return self._running[0].commands if self._running else {}

    async def signs(self) -> Signs:
        """How it is now."""
        if self._running is None:
            return Signs((f"not ready: {self.waits_for}",))
        bot, database, _gateway, _in_clear = self._running
        synced = None if bot.sync.synced is None else time.monotonic() - bot.sync.synced
        troubles = []
        if synced is None:
            troubles.append("not ready: there was no sync yet")
        elif synced > LONGEST_SILENCE:
            troubles.append(f"the last sync was {synced:.0f} s ago")
        try:
            async with asyncio.timeout(PATIENCE):
                waiting, oldest, stuck, overdue, size = await database.read(self._measured)
                sound = await self._is_sound(database)
        except Exception:  # whatever it is: the records cannot be read
            return Signs((*troubles, "the database cannot be read"), synced)
        if not sound:
            troubles.append("the database is damaged")
        if stuck > STUCK_MESSAGE:
            troubles.append(f"a message waits for {stuck:.0f} s")
        if overdue > STUCK_REMINDER:
            troubles.append(f"a reminder is late by {overdue:.0f} s")
        return Signs(tuple(troubles), synced=synced, waiting=waiting, oldest=oldest, overdue=overdue, size=size)

    async def here(self) -> list[CheckResult]:
        """What there is to say without a word to the homeserver."""
        remedy = "Its log says more. If it does not help itself within minutes, restart it."
        found = [
            CheckResult(f"The bot is running, but {trouble}.", remedy) for trouble in (await self.signs()).troubles
        ]
        return found or [CheckResult("The bot is running and well.")]

    async def findings(self) -> list[CheckResult]:
        """All that `check` says about it."""
        found = await self.here()
        if self._running is None or not self._running[0].ready.is_set():
            return found
        from matrixbot.health.findings import findings  # noqa: PLC0415 - it needs what is loaded with the bot

        bot, _database, gateway, in_clear = self._running
        return [*found, *await findings(self._config, gateway, bot.boards.room_ids, in_clear)]

    def _measured(self, connection: sqlite3.Connection) -> tuple[int, float, float, float, int]:
        assert self._running  # noqa: S101 - asked for by `signs` alone
        bot = self._running[0]
        now = round(bot.now().timestamp() * 1000)
        health = measure(connection)
        stuck = Outbox(connection).oldest_sayable(now, bot.sender.held())
        due = next_due(connection, bot.boards.open_ids())
        oldest, sayable, overdue = (_since(ms, now) for ms in (health.oldest, stuck, due))
        return health.waiting, oldest, sayable, overdue, health.size

    async def _is_sound(self, database: Database) -> bool:
        """Whether the database hangs together: looked at anew once a minute."""
        if not database.path.exists():
            return False
        if time.monotonic() - self._looked >= LOOK_AGAIN:
            try:
                self._sound = not await database.read(is_damaged)
            except engine.DatabaseError:
                self._sound = False
            self._looked = time.monotonic()
        return self._sound


def _since(moment: int | None, now: int) -> float:
    """Seconds from that moment (ms); 0 if there is none, or it is still to come."""
    return 0.0 if moment is None else max(0, now - moment) / 1000
