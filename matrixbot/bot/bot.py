"""The bot, put together: every object once, by hand, in order, and the loops that run it."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from commands.base.call import Settings, Trust, to_ms
from commands.features import vocabulary
from matrixbot.bot.asides import Asides
from matrixbot.bot.boards import Boards
from matrixbot.bot.clock import ComparedClock
from matrixbot.bot.dispatch import Dispatch
from matrixbot.bot.errands import ErrandLoop, TitleOf
from matrixbot.bot.faults import not_now
from matrixbot.bot.gate import Gate
from matrixbot.bot.house import House
from matrixbot.bot.invitations import Invitations
from matrixbot.bot.night import Night
from matrixbot.bot.sender import Sender
from matrixbot.bot.sync import REPLIES_FIRST, Sync
from matrixbot.bot.timers import TimerLoop
from matrixbot.bot.upkeep import Looked, Upkeep
from matrixbot.gateway import Gateway, Refused, TryLater
from storage import Database
from storage.database import StorageBusy
from storage.timers import stirs
from storage.values import frozen

log = logging.getLogger(__name__)

FAREWELL = 3.0
"""Seconds that what is still to be said may take when the bot stops."""


@frozen
class Rules:
    """What the configuration says beyond the board's own settings."""

    room_ids: Collection[str]
    organisers: Collection[str] = ()
    allow_unencrypted: Collection[str] = ()
    ignore_older_than: timedelta = timedelta(days=7)


class Bot:
    """One bot over an open database and a gateway. `step` is for tests, `run` for life."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        settings: Settings,
        rules: Rules,
        machine: Callable[[], datetime],
        title_of: TitleOf | None = None,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._device = ("", False)
        self._settings = settings
        self.now = clock = ComparedClock(machine, gateway.server_time)
        self.boards = Boards(
            gateway,
            rules.room_ids,
            rules.organisers,
            rules.allow_unencrypted,
            newcomers_wait=settings.newcomers_wait,
        )
        gateway.withhold(lambda room_id, user_id: self.boards.waits_in(room_id, user_id) is not None)
        invitations = Invitations(gateway, self.boards)
        self._upkeep = Upkeep(
            database, gateway, boards=self.boards, settings=settings, clock=clock, enter=invitations.enter
        )
        gate = Gate(gateway, self.boards)
        self.sender = Sender(database, gateway, gate=gate, style=settings.style, clock=clock)
        self.timers = TimerLoop(
            database,
            self.boards,
            settings=settings,
            clock=clock,
            wake_sender=self.sender.wake,
            crowded=self.sender.crowded,
        )
        self.night = Night(
            database,
            gateway,
            boards=self.boards,
            settings=settings,
            clock=clock,
            ignore_older_than=rules.ignore_older_than,
            wake=self.sender.wake,
        )
        self.errands = ErrandLoop(
            database,
            gateway,
            boards=self.boards,
            gate=gate,
            settings=settings,
            clock=clock,
            wake_sender=self.sender.wake,
            title_of=title_of,
        )
        self.vocabulary = vocabulary()
        self.commands: Counter[str] = Counter()
        """How often each command was said since the start."""
        house = House(
            database=database,
            gateway=gateway,
            boards=self.boards,
            settings=settings,
            vocabulary=self.vocabulary,
            clock=clock,
            wake=self._something_changed,
            stir=self._stirred,
            sender=self.sender,
            ignore_older_than=rules.ignore_older_than,
            trust=self._trust,
            pin=self._upkeep.pin,
            commands=self.commands,
        )
        asides = Asides(house, gate)
        self.sync = Sync(
            database=database,
            gateway=gateway,
            invitations=invitations,
            dispatch=Dispatch(house, gate, asides),
            asides=asides,
            sender=self.sender,
            clock=clock,
            batch_done=self._batch_done,
        )
        self.ready = asyncio.Event()
        self._runs = False

    async def run(self, stop: asyncio.Event) -> None:
        """Runs all loops until `stop` is set or one of them cannot go on (its exception is raised).

        Then nothing new is read, and what is on its way is finished: within four seconds, or at the next start.
        """
        self._runs = True
        async with asyncio.TaskGroup() as loops:
            reading = [loops.create_task(self._read()), loops.create_task(self._remind_when_ready())]
            saying = loops.create_task(self.sender.run())
            await stop.wait()
            for task in reading:
                task.cancel()
            await asyncio.wait(reading)
            saying.cancel()
            await asyncio.wait([saying])
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await self.sender.drain()
            await self.sender.abandon()

    async def _read(self) -> None:
        while True:
            try:
                await self._upkeep.load()
                break
            except Exception as fault:  # what means «not now» is tried again
                if not not_now(fault):
                    raise
                await asyncio.sleep(1)
        await self.sync.run()

    async def _remind_when_ready(self) -> None:
        await self.ready.wait()
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self.timers.run())
            loops.create_task(self.night.run())
            loops.create_task(self.errands.run())

    async def step(self) -> None:
        """One batch, what is due, and all that is to be said; for tests."""
        if not self.ready.is_set():
            await self._upkeep.load()
        await self.sync.step(0)
        now = to_ms(self.now())
        if await self._database.read(lambda connection: stirs(connection, now + 1)):
            await self.timers.sweep()
            await self.errands.sweep()
        await self.sender.drain()

    def _trust(self, room_id: str) -> Trust:
        unverified, changed = self._gateway.unverified(room_id), self._gateway.changed(room_id)
        return Trust(*self._device, tuple(unverified), changed)

    def _something_changed(self) -> None:
        self.sender.wake()
        self._stirred()

    def _stirred(self) -> None:
        self.timers.wake()
        self.errands.wake()

    async def _batch_done(self, looked: Looked) -> None:
        """The board rooms are looked after; the bot is ready after the first batch."""
        if not self.ready.is_set():
            await self._upkeep.begin()
        done = await self._upkeep.look_after(looked)
        if done or self.sender.holds:
            self._something_changed()
        if done or looked.marked:
            await self._wipe()
        if not self._device[0]:
            await self._know_device()
        self.ready.set()

    async def _know_device(self) -> None:
        """Behind the first answers. `!status` alone tells of the device: where it cannot be asked about now, that is
        done after the next batch."""
        if self._runs:
            await self.sender.quiet(REPLIES_FIRST)
        with suppress(TryLater, Refused):
            self._device = await self._gateway.own_device()

    async def _wipe(self) -> None:
        try:
            await self._database.wipe(if_marked=True)
        except StorageBusy as busy:
            log.warning("what was deleted is overwritten, but the file is not made anew yet (%s)", busy)
