"""The nightly cleaning: at half past three where the board is, and soon after a start, as a night may be missed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from commands.base.call import Moment, Room, Settings, to_ms
from commands.base.command import AtStart
from commands.features import BIT_BY_BIT, NIGHTLY
from matrixbot.bot.boards import Boards
from matrixbot.bot.faults import Guard
from matrixbot.bot.speech import Speech
from matrixbot.gateway import Gateway, TryLater
from storage import Database, Store
from storage.database import StorageBusy
from storage.deeds import KEPT as KEPT_DEEDS
from storage.impulses import OUTSIDERS_KEPT, forget_outsiders
from storage.retention import delete_ended
from storage.tidying import tidy

log = logging.getLogger(__name__)

AT = time(3, 30)
AFTER_START = 20.0
"""Seconds after the start: those who waited for the bot come first."""
_LOOK = 30.0
"""Seconds between two looks at the clock, which may jump."""
_BREATH = 0.05
"""Seconds between two transactions."""
KEPT = timedelta(days=30)
"""How long an event is known beyond `ignore_older_than`."""
NAMES_KEPT = timedelta(days=400)
"""How long a message of the bot's own can be found again, to be edited or reacted to."""
KEYS_KEPT = timedelta(days=400)
"""How long a key is kept that nobody uses; never shorter than what it opens could still be obeyed."""


class Night:
    """The loop that cleans up."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        boards: Boards,
        settings: Settings,
        clock: Callable[[], datetime],
        ignore_older_than: timedelta,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._boards = boards
        self._settings = settings
        self._clock = clock
        self._ignore_older_than = ignore_older_than
        self._wake = wake

    async def run(self) -> None:
        """Cleans until cancelled."""
        await asyncio.sleep(AFTER_START)
        due = self._clock()
        while True:
            due = min(due, self._next())  # one that was found by a wrong clock may be years away
            if self._clock() >= due:
                try:
                    await self.night()
                    due = self._next()
                except StorageBusy as busy:
                    log.warning("the nightly cleaning waits (%s)", busy)
            await asyncio.sleep(_LOOK)

    def _next(self) -> datetime:
        """The next half past three."""
        now = self._clock().astimezone(ZoneInfo(self._settings.zone))
        day = now.date() if now.time() < AT else now.date() + timedelta(days=1)
        return datetime.combine(day, AT, ZoneInfo(self._settings.zone))

    async def night(self) -> None:
        """All of one night's work, in small transactions. Raises StorageBusy: what is left is done another time.

        What the configuration does not keep any longer is deleted, and then leaves nothing in the file."""
        await self._rooms()
        self._wake()
        now = self._clock()
        old, ancient = to_ms(now - self._ignore_older_than - KEPT), to_ms(now - NAMES_KEPT)
        day = to_ms(now) - KEPT_DEEDS
        outsiders = to_ms(now) - OUTSIDERS_KEPT
        while await self._guarded(lambda connection: forget_outsiders(connection, outsiders)):
            pass
        if retention := self._settings.retention:
            before = to_ms(now - retention)
            while await self._guarded(lambda connection: delete_ended(connection, before)):
                pass
        while await self._guarded(lambda connection: tidy(connection, old, ancient, day)):
            pass
        await self._forget_keys()
        try:
            with Guard():
                if not await self._database.wipe():
                    log.warning("what was deleted stays in the journal tonight: another program reads the database")
        except StorageBusy as busy:  # it needs room for the file once more: nothing else waits for that
            log.warning("what was deleted is overwritten, but the file is not made anew tonight (%s)", busy)

    async def _rooms(self) -> None:
        """What is put in order in each board room."""
        for room_id in self._boards.open_ids():
            if room := self._boards.room(room_id):
                for work in NIGHTLY:
                    await self._guarded(partial(self._do, work, room))
                for bit in BIT_BY_BIT:
                    while await self._guarded(partial(self._bit, bit, room)):
                        pass

    async def _forget_keys(self) -> None:
        """What cannot be written now, or fails, is the next night's."""
        day = self._clock().astimezone(ZoneInfo(self._settings.zone)).date()
        nights = max(KEYS_KEPT, self._ignore_older_than + KEPT).days
        try:
            with Guard():
                done = 1
                while done:
                    done = await self._gateway.forget_keys(day, nights)
                    await asyncio.sleep(_BREATH if done else 0)
        except TryLater as later:
            log.warning("old keys are not forgotten tonight: %s", later)

    async def _guarded(self, work: Callable[[sqlite3.Connection], int]) -> int:
        """One small transaction, and a pause in which others have their turn; how many rows it wrote.

        A fault stays with it: the next night tries again.
        """
        done = 0
        with Guard():
            done = await self._database.write(work)
        await asyncio.sleep(_BREATH if done else 0)
        return done

    def _do(self, work: AtStart, room: Room, connection: sqlite3.Connection) -> int:
        now = self._clock()
        store = Store(connection, room.room_id)
        said = work(Moment(room, now, self._settings), store)
        Speech(store, self._settings.style, to_ms(now)).say_all(said, room.room_id)
        return len(said)

    def _bit(self, work: Callable[[Moment, Store], int], room: Room, connection: sqlite3.Connection) -> int:
        return work(Moment(room, self._clock(), self._settings), Store(connection, room.room_id))
