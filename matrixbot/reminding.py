"""Moves what is due into the outbox, one transaction at a time, and sleeps until the next moment."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from commands import NOTICES
from commands.base.call import Moment, Settings, to_ms
from matrixbot.boards import Boards
from matrixbot.faults import log_fault
from matrixbot.speech import Speech
from matrixbot.waiting import happens
from storage import Database, Store
from storage.database import StorageBusy, savepoint
from storage.timers import Timer, next_due, take_due

log = logging.getLogger(__name__)

LONGEST_SLEEP = 1.0
"""Seconds after which the loop looks again, so that a clock that jumped or a machine that slept delays nothing."""
_AT_ONCE = 500


class Reminding:
    """The loop over the timers."""

    def __init__(
        self,
        database: Database,
        boards: Boards,
        settings: Settings,
        clock: Callable[[], datetime],
        wake_sender: Callable[[], None],
    ) -> None:
        self._database = database
        self._boards = boards
        self._settings = settings
        self._clock = clock
        self._wake_sender = wake_sender
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A timer may have been set or moved."""
        self._woken.set()

    async def run(self) -> None:
        """Sweeps until cancelled."""
        while True:
            self._woken.clear()
            try:
                seconds = await self._wait_time()
                if seconds > 0:
                    await happens(self._woken, seconds)
                else:
                    await self.sweep()
            except StorageBusy as busy:
                log.warning("the database cannot be used (%s); trying again", busy)
                await asyncio.sleep(1)

    async def sweep(self) -> None:
        """Says all that is due now."""
        while await self._database.write(self._move_due):
            self._wake_sender()

    async def _wait_time(self) -> float:
        rooms = self._boards.open_ids()
        due = await self._database.read(lambda connection: next_due(connection, rooms))
        if due is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(0.0, (due - to_ms(self._clock())) / 1000))

    def _move_due(self, connection: sqlite3.Connection) -> bool:
        """One transaction: timers are taken and their words queued, or neither. False if nothing was due."""
        now = self._clock()
        timers = take_due(connection, to_ms(now), self._boards.open_ids(), _AT_ONCE)
        for (room_id, kind), group in groupby(sorted(timers, key=_where), key=_where):
            self._notice(connection, room_id, kind, list(group), now)
        return bool(timers)

    def _notice(
        self, connection: sqlite3.Connection, room_id: str, kind: str, timers: list[Timer], now: datetime
    ) -> None:
        room = self._boards.room(room_id)
        notice = NOTICES.get(kind)
        if room is None or notice is None:
            log.error("there is no notice %r", kind)
            return
        store = Store(connection, room_id)
        try:
            with savepoint(connection):
                said = notice(Moment(room, now, self._settings, self._boards.directs()), store, timers)
                Speech(store.outbox, self._settings.style, to_ms(now)).say_all(said, room_id)
        except sqlite3.OperationalError:
            raise
        except Exception as fault:
            log_fault(fault)


def _where(timer: Timer) -> tuple[str, str]:
    return timer.room_id, timer.kind
