"""Says what waits in the outbox: several at a time, in order for each asker and each record, each exactly once.

A row keeps its transaction id until the homeserver has taken it, so a repeat after a crash or a cut connection is
recognised there (Matrix client-server API, transaction identifiers).
"""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, TypeVar

from commands.base.call import to_ms
from commands.words.render import Style
from matrixbot.bot import refusals
from matrixbot.bot.carrying import Carrier
from matrixbot.bot.faults import log_fault
from matrixbot.bot.gate import Gate
from matrixbot.bot.lanes import KnownRows, Lanes
from matrixbot.bot.patience import Patience
from matrixbot.bot.refusals import Reason
from matrixbot.bot.speech import EDIT_PAUSE, Speech
from matrixbot.bot.waiting import happens
from matrixbot.gateway import Gateway, Refused, SessionEnded, TryLater
from storage import Database, Store
from storage.database import StorageBusy
from storage.outbox import Outbox, RowContent, WaitingRow

log = logging.getLogger(__name__)
T = TypeVar("T")

WIDTH = 16
"""Rows on their way at the same time: Synapse writes down together what waits together, so that each costs it less;
with more of them, who speaks meanwhile waits too long."""
LONGEST_PAUSE = 1.5
"""Seconds between two tries while the homeserver is away."""
SURELY_LOST = 2.0
"""Seconds after which a request from before an outage is sent anew."""
MOST_FAULTS = 12
"""How often a row may fail in a way that nobody foresaw, a quarter of a minute long, before other words replace it."""
LONGEST_PROBE = 30.0
"""Seconds between two tries in a chat in which the bot may say nothing now, and of a row that cannot be settled."""
CROWD = 40
"""So many words that nobody asked for wait when what else is due is put together rather than said one by one."""
Taken: TypeAlias = tuple[int, str, str]
"""A row, its transaction id, and the event that the homeserver made of it."""


class Sender:
    """The loop that empties the outbox."""

    def __init__(
        self, database: Database, gateway: Gateway, gate: Gate, style: Style, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._gate = gate
        self._carrier = Carrier(gateway, gate)
        self._style = style
        self._clock = clock
        self.holds = False
        """Whether something waits until a room is one again in which it may be said."""
        self.taken = 0.0
        """When the homeserver last took something, on the clock of the loop."""
        self._woken = asyncio.Event()
        self._quiet = asyncio.Event()
        self._lanes = Lanes()
        self._patience = Patience(lambda: asyncio.get_running_loop().time())
        self._known = KnownRows(database, self._lanes, self._patience.shut)
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._since: dict[int, float] = {}
        self._chats: dict[int, str] = {}
        self._unsettled: dict[str, int] | None = None
        self._taken: list[Taken] = []
        self._noting: asyncio.Task[None] | None = None
        self._width = WIDTH
        self._failures = 0
        self._pause_until = 0.0
        self._asked_to_wait = False
        self._ended: SessionEnded | None = None

    def wake(self) -> None:
        """There may be something new to say."""
        self._known.more()
        self._go_on()

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A transaction in which something may be queued: that is known with it, and said. Raises as `Database.write`
        does."""
        result = await self._known.write(work)
        self._go_on()
        return result

    def _go_on(self) -> None:
        self._quiet.clear()
        self._woken.set()

    def reachable(self) -> None:
        """The homeserver is back: there is no need to wait out a pause, except one that it asked for.

        What was on its way may never be answered, so it goes again, under its transaction id.
        """
        now = asyncio.get_running_loop().time()
        for row_id, task in self._under_way.items():
            if now - self._since[row_id] > SURELY_LOST:
                task.cancel()
        if self._failures and not self._asked_to_wait:
            self._pause_until = 0.0
            self._go_on()

    def held(self) -> list[str]:
        """The chats in which nothing may be said now: what waits for them is not stuck."""
        ready = self._lanes.ready(to_ms(self._clock()))
        return [*self._patience.shut(), *(row.chat for row in ready if self._gate.now(row) == "hold")]

    def crowded(self) -> bool:
        """Whether the homeserver takes more slowly what nobody asked for than that becomes due."""
        return self._lanes.unasked(self.held()) >= CROWD

    async def run(self) -> None:
        """Says what waits until cancelled; what is on its way then goes on: see `drain` and `abandon`.

        Raises SessionEnded when the homeserver has ended the session.
        """
        self._known.more()
        while True:
            self._woken.clear()
            try:
                if self._unsettled is None:
                    await asyncio.sleep(max(0.0, self._pause_until - asyncio.get_running_loop().time()))
                    self._unsettled = await self._database.read(lambda connection: Outbox(connection).unsettled())
                delay = await self._step()
            except SessionEnded:
                raise
            except StorageBusy:
                self._hold(None)
                continue
            except Exception as fault:  # nobody is heard while the loop stands: it goes on, slower
                if not self._failures:
                    log_fault(fault)
                self._hold(None)
                continue
            if not self._under_way and not self._woken.is_set():
                self._quiet.set()
            await happens(self._woken, delay)

    async def quiet(self, seconds: float) -> None:
        """Waits until all that may be said now is said, but not longer than that."""
        await happens(self._quiet, seconds)

    async def drain(self) -> None:
        """Says everything that may be said now, then returns."""
        self._known.more()
        while True:
            await self._step()
            if not self._under_way:
                return
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)

    async def abandon(self) -> None:
        """Lets go of what is on its way: the homeserver has taken it, or it is said again at the next start.

        What it is known to have taken is noted before this returns.
        """
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._noting:
            await asyncio.gather(self._noting, return_exceptions=True)

    async def echoed(self, transaction_id: str, event_id: str) -> None:
        """The sync stream shows a message of ours: if its answer got lost in a crash, it is noted here."""
        row_id = self._unsettled.pop(transaction_id, None) if self._unsettled else None
        if row_id is not None:
            await self._note(row_id, transaction_id, event_id)

    async def _step(self) -> float | None:
        """Starts what may be said now; gives the seconds after which to look again, None for «when woken»."""
        if self._ended:
            raise self._ended
        pause = self._pause_until - asyncio.get_running_loop().time()
        if pause > 0:
            self._known.forget_words()
            return pause
        words = await self._known.news()
        now = to_ms(self._clock())
        self.holds = False
        for row in self._lanes.ready(now):
            if len(self._under_way) >= self._width:
                break
            if self._gate.now(row) == "hold":
                self.holds = True
            elif row.id not in self._under_way and not self._patience.waits(row, self._chats.values()):
                self._start(row, words.get(row.id))
        moment = self._lanes.next_moment(now)
        moments = [self._patience.next_moment(), None if moment is None else (moment - now) / 1000]
        return min((seconds for seconds in moments if seconds is not None), default=None)

    def _start(self, row: WaitingRow, words: RowContent | None) -> None:
        self._lanes.serve(row)
        self._chats[row.id] = row.chat
        task = asyncio.create_task(self._say(row, words, self._failures))
        self._under_way[row.id], self._since[row.id] = task, asyncio.get_running_loop().time()
        task.add_done_callback(lambda _: self._finished(row.id))

    def _finished(self, row_id: int) -> None:
        self._under_way.pop(row_id, None)
        self._since.pop(row_id, None)
        self._chats.pop(row_id, None)
        self._go_on()

    async def _say(self, row: WaitingRow, words: RowContent | None, failures: int) -> None:
        try:
            await self._attempt(row.id, words)
            if self._failures == failures:  # none has failed since this one was let go
                self._failures, self._width = 0, min(WIDTH, 2 * self._width)
        except TryLater as later:
            self._hold(later.retry_after)
        except StorageBusy:
            self._hold(None)
        except SessionEnded as ended:
            self._ended = ended
        except Exception as fault:  # in what settles the row: it is tried again, and nobody waits for it
            self._own_fault(row.id, fault, LONGEST_PROBE)

    async def _attempt(self, row_id: int, words: RowContent | None) -> None:
        """Says the row, or does what is done if it is refused. Raises what makes another attempt worth while. `words`
        are the row's if they were just read."""
        words = words or await self._database.read(lambda connection: Outbox(connection).words(row_id))
        if words is None:
            return self._done(row_id)
        if words.target_event == "":
            return await self._refused(row_id, words, "target", "what it refers to was refused")
        if await self._held_back(row_id, words):
            return None
        try:
            event_id = await self._carrier.carry_out(words)
        except Refused as refusal:
            if self._gate.is_shut(words.chat):
                return None
            why = refusals.reason(refusal, inside=self._gateway.room(words.chat) is not None)
            return await self._refused(row_id, words, why, str(refusal))
        except (TryLater, StorageBusy, SessionEnded):
            raise
        except Exception as fault:  # the row itself is to blame: it alone is given up in the end
            if self._own_fault(row_id, fault, LONGEST_PAUSE) < MOST_FAULTS:
                return None
            return await self._refused(row_id, words, "fault", type(fault).__name__)
        self.taken = asyncio.get_running_loop().time()
        if self._patience.over(words.chat):
            await self._database.write(lambda connection: Outbox(connection).forbidden(words.chat, None))
        await self._note(row_id, words.transaction_id, event_id)

    def _own_fault(self, row_id: int, fault: Exception, longest: float) -> int:
        """The row pauses, alone; gives how often it has failed."""
        if not self._patience.times(row_id):
            log_fault(fault)
        return self._patience.failed(row_id, longest)

    async def _refused(self, row_id: int, words: RowContent, why: Reason, said: str) -> None:
        """Does what the table says about that refusal."""
        now = to_ms(self._clock())
        then = refusals.answer(words, why, now)
        if then == "wait":
            if self._patience.failed(words.chat, LONGEST_PROBE) == 1:
                log.warning("the bot may say nothing in %s now (%s); what waits for it is kept", words.chat, said)
            return await self._database.write(lambda connection: Outbox(connection).forbidden(words.chat, now))
        if then == "give up":
            log.error("the homeserver will not take message %d: %s", row_id, said)
            await self._database.write(lambda c: Outbox(c).refused(row_id, words.transaction_id, why))
        else:
            draft, code = refusals.in_place(words, why, then, self._style)
            if then == "again":
                log.info("message %d is not taken as it is, and goes in a simpler form: %s", row_id, said)
            else:
                text = "fault %s: message %d is not taken, other words follow: %s"
                log.error(text, code, row_id, said, extra={"code": code})
            elsewhere = why != "large"
            await self._database.write(
                lambda c: Outbox(c).instead(
                    row_id, words.transaction_id, draft, last=then == "say", elsewhere=elsewhere
                )
            )
        self._patience.over(row_id)

    def _done(self, row_id: int) -> None:
        self._lanes.done(row_id)
        self._patience.over(row_id)

    async def _note(self, row_id: int, transaction_id: str, event_id: str) -> None:
        """Notes what the homeserver took. What comes in while the disk is busy is noted in one transaction, which also
        looks for what is to be said next."""
        self._taken.append((row_id, transaction_id, event_id))
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note_taken())
        # Shielded: when the bot stops now, the note of what the homeserver took is still written.
        await asyncio.shield(self._noting)

    async def _note_taken(self) -> None:
        while self._taken:
            taken, self._taken = self._taken, []
            now = to_ms(self._clock())

            def note(connection: sqlite3.Connection, taken: list[Taken] = taken, now: int = now) -> None:
                outbox = Outbox(connection)
                for row_id, transaction_id, event_id in taken:
                    outbox.delivered(row_id, transaction_id, event_id, now, EDIT_PAUSE)

            try:
                await self._known.write(note)
            except StorageBusy:
                self._taken = taken + self._taken
                raise
            for row_id, _transaction_id, _event_id in taken:
                self._done(row_id)

    async def _held_back(self, row_id: int, words: RowContent) -> bool:
        """The last look, for rooms and people change while words wait: whether they do not go out now."""
        verdict = self._gate.to(words)
        if verdict == "hold":
            self._patience.failed(words.chat, LONGEST_PAUSE)
        elif verdict == "drop":
            await self._drop(row_id, words)
        return verdict != "say"

    async def _drop(self, row_id: int, words: RowContent) -> None:
        """The chat is not the one any more that the words were meant for: nobody gets them, and the asker is told."""
        log.warning("message %d was not said: its chat is no encrypted direct chat with its reader any more", row_id)
        now, told = to_ms(self._clock()), self._gate.unsaid(words)

        def drop(connection: sqlite3.Connection) -> None:
            store = Store(connection, words.chat)
            store.outbox.refused(row_id, words.transaction_id, "not said")
            if told is not None and told.chat is not None:
                Speech(store, self._style, now).say_all([told], told.chat)

        await self._database.write(drop)
        self._known.more()
        self._done(row_id)

    def _hold(self, retry_after: float | None) -> None:
        """Everything waits: a homeserver that is away or asks for patience is so for every row.

        Then one row at a time probes, and each that is taken lets twice as many go.
        """
        self._failures, self._width = self._failures + 1, 1
        self._asked_to_wait = retry_after is not None
        pause = min(LONGEST_PAUSE, 0.5 * 2**self._failures) * random.uniform(0.8, 1)  # noqa: S311 - jitter
        self._pause_until = max(self._pause_until, asyncio.get_running_loop().time() + max(pause, retry_after or 0))
