"""Moves what is due into the outbox, one transaction at a time, and sleeps until the next moment."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

from commands.base.call import Moment, Settings, to_ms
from commands.base.names import CLOCK_AHEAD, NOTICE_FAILED
from commands.features import NOTICES
from commands.words import Message, _
from matrixbot.bot.boards import Boards
from matrixbot.bot.clock import ComparedClock
from matrixbot.bot.faults import log_fault
from matrixbot.bot.speech import Speech
from matrixbot.bot.waiting import look_on
from storage import Database, Store
from storage.database import passes, savepoint
from storage.timers import SAID_ONCE, Timer, next_due, restored_at, take_due

log = logging.getLogger(__name__)

TOLD_AFTER = 60.0
"""Seconds for which the machine's clock must be ahead before it is told: a machine that slept looks so for a moment."""
RETRIES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""When a timer whose notice failed is tried again, each time it does; then it is given up."""
PAUSE = 1.0
"""Seconds between two tries while the database cannot be used, or the loop fails."""
LONGEST_SLEEP = 1.0
"""Seconds after which the loop looks again, so that a clock that jumped or a machine that slept delays nothing."""
CROWDED_SLEEP = 0.25
"""Seconds after which it looks again while much waits to be said: what becomes due meanwhile is said together."""
_AT_ONCE = 500


class TimerLoop:
    """The loop over the timers."""

    def __init__(
        self,
        database: Database,
        boards: Boards,
        settings: Settings,
        clock: ComparedClock,
        wake_sender: Callable[[], None],
        crowded: Callable[[], bool],
    ) -> None:
        self._database = database
        self._ahead_since: float | None = None
        self._ahead_told = False
        self._boards = boards
        self._settings = settings
        self._clock = clock
        self._wake_sender = wake_sender
        self._crowded = crowded
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """A timer may have been set or moved."""
        self._woken.set()

    async def run(self) -> None:
        """Sweeps until cancelled."""
        await look_on(self._look, self._woken, PAUSE)

    async def _look(self) -> float:
        """Says what is due; gives the seconds after which to look again."""
        await self._tell_of_clock()
        seconds = await self._wait_time()
        if seconds:
            return seconds
        if self._crowded():
            return CROWDED_SLEEP
        await self._database.write(self._move_due)
        self._wake_sender()
        return 0.0

    async def sweep(self) -> None:
        """Says all that is due now; for tests."""
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
        restored = restored_at(connection) if timers else 0
        due_then = [timer for timer in timers if timer.due <= restored]
        for some in (due_then, [timer for timer in timers if timer.due > restored]):
            for (room_id, kind), group in groupby(sorted(some, key=_where), key=_where):
                self._notice(connection, room_id, kind, list(group), now)
        return bool(timers)

    def _notice(
        self, connection: sqlite3.Connection, room_id: str, kind: str, timers: list[Timer], now: datetime
    ) -> None:
        """Says what those timers are for; when that fails, each by itself, so that one does not silence the others."""
        try:
            self._say(connection, room_id, kind, timers, now)
        except Exception as fault:  # of one notice: the others are given all the same
            if passes(fault):
                raise
            if len(timers) == 1:
                self._failed(connection, timers[0], fault, now)
                return
            for timer in timers:
                self._notice(connection, room_id, kind, [timer], now)

    def _say(self, connection: sqlite3.Connection, room_id: str, kind: str, timers: list[Timer], now: datetime) -> None:
        room = self._boards.room(room_id)
        notice = NOTICES.get(kind)
        if room is None or notice is None:
            raise LookupError("a timer of a kind that is not known")
        store = Store(connection, room_id)
        with savepoint(connection):
            said = notice(Moment(room, now, self._settings, self._boards.directs()), store, timers)
            late = timers[0].due <= restored_at(connection)  # it may have rung between the backup and its restore
            if not (late and kind in SAID_ONCE):
                Speech(store, self._settings.style, to_ms(now), ringing=not late).say_all(said, room_id)

    def _failed(self, connection: sqlite3.Connection, timer: Timer, fault: Exception, now: datetime) -> None:
        """The timer is tried again, a few times; the room is told once, and of many that fail together once."""
        text = log_fault(fault, again=True)
        store = Store(connection, timer.room_id)
        if timer.faults < len(RETRIES):
            store.timers.again(timer, to_ms(now + RETRIES[timer.faults]))
        else:
            log.error("the timer %s of %s %d is given up", timer.tag, timer.kind, timer.about)
        if timer.faults:
            return
        with savepoint(connection):
            told = Message(text, name=NOTICE_FAILED.of(kind=timer.kind, minute=to_ms(now) // 60_000))
            Speech(store, self._settings.style, to_ms(now)).say_all([told], timer.room_id)

    async def _tell_of_clock(self) -> None:
        """A homeserver whose clock goes slow delays what is due: that is told, in the log and to the organisers."""
        span = self._clock.ahead()
        if span is None:
            self._ahead_since, self._ahead_told = None, False
            return
        if self._ahead_since is None:
            self._ahead_since = monotonic()
        if self._ahead_told or monotonic() - self._ahead_since < TOLD_AFTER:
            return
        self._ahead_told = True
        now = self._clock()
        log.warning("the machine's clock is %s ahead of the homeserver's; all goes by the homeserver's", span)

        def tell(connection: sqlite3.Connection) -> None:
            for room in filter(None, map(self._boards.room, self._boards.open_ids())):
                organisers = tuple(member for member in room.members if member.organiser)
                text = _(
                    "⚠️ The clock of the machine on which the assistant runs is ahead of the homeserver's by {span}. "
                    "Reminders come by the homeserver's time; please tell your administrator to look at both clocks.",
                    span=timedelta(minutes=span // timedelta(minutes=1)),
                )
                told = Message(text, rings=organisers, name=CLOCK_AHEAD.of(day=f"{now:%Y-%m-%d}"))
                Speech(Store(connection, room.room_id), self._settings.style, to_ms(now)).say_all([told], room.room_id)

        await self._database.write(tell)
        self._wake_sender()


def _where(timer: Timer) -> tuple[str, str]:
    return timer.room_id, timer.kind
