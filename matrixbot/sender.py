"""Says what waits in the outbox: several at a time, in order for each asker and each record, each exactly once.

A row keeps its transaction id until the homeserver has taken it, so a repeat after a crash or a cut connection is
recognised there (Matrix client-server API, transaction identifiers).
"""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from commands.base.call import to_ms
from commands.words.render import Style
from matrixbot.contents import Content, tied
from matrixbot.faults import log_fault
from matrixbot.gate import Gate
from matrixbot.gateway import Gateway, Refused, SessionEnded, TryLater
from matrixbot.lanes import Lanes
from matrixbot.speech import EDIT_PAUSE, Speech
from matrixbot.waiting import happens
from storage import Database
from storage.database import StorageBusy
from storage.outbox import Outbox, Waiting, Words

log = logging.getLogger(__name__)

WIDTH = 16
"""Rows on their way at the same time: Synapse writes down together what waits together, so that each costs it less;
with more of them, who speaks meanwhile waits too long."""
LONGEST_PAUSE = 1.5
"""Seconds between two tries while the homeserver is away."""
SURELY_LOST = 2.0
"""Seconds after which a request from before an outage is sent anew."""
MOST_FAULTS = 5
"""How often a row may fail in a way that nobody foresaw, before the others no longer wait for it."""
_WINDOW = 1000
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
        self._style = style
        self._clock = clock
        self.holds = False
        """Whether something waits until a room is one again in which it may be said."""
        self._woken = asyncio.Event()
        self._quiet = asyncio.Event()
        self._lanes = Lanes()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._since: dict[int, float] = {}
        self._unsettled: dict[str, int] | None = None
        self._taken: list[Taken] = []
        self._noting: asyncio.Task[None] | None = None
        self._width = WIDTH
        self._failures = 0
        self._pause_until = 0.0
        self._asked_to_wait = False
        self._faults: Counter[int] = Counter()
        self._ended: SessionEnded | None = None

    def wake(self) -> None:
        """There may be something to say."""
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
            self.wake()

    async def run(self) -> None:
        """Says what waits until cancelled; what is on its way then goes on: see `drain` and `abandon`.

        Raises SessionEnded when the homeserver has ended the session.
        """
        while True:
            self._woken.clear()
            try:
                if self._unsettled is None:
                    self._unsettled = await self._database.read(lambda connection: Outbox(connection).unsettled())
                delay = await self._step()
            except StorageBusy:
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
            return pause
        if len(self._lanes) < _WINDOW:
            after = self._lanes.newest
            for row in await self._database.read(lambda connection: Outbox(connection).waiting(after, _WINDOW)):
                self._lanes.add(row)
        else:  # who has filled the window keeps nobody else from being heard
            after = self._lanes.newest
            for row in await self._database.read(lambda connection: Outbox(connection).first_of_others(after)):
                self._lanes.ahead(row)
        now = to_ms(self._clock())
        self.holds = False
        for row in self._lanes.ready(now):
            if len(self._under_way) >= self._width:
                break
            if self._gate.now(row) == "hold":
                self.holds = True
            elif row.id not in self._under_way:
                self._start(row)
        moment = self._lanes.next_moment(now)
        return None if moment is None else (moment - now) / 1000

    def _start(self, row: Waiting) -> None:
        self._lanes.serve(row)
        task = asyncio.create_task(self._say(row, self._failures))
        self._under_way[row.id], self._since[row.id] = task, asyncio.get_running_loop().time()
        task.add_done_callback(lambda _: self._finished(row.id))

    def _finished(self, row_id: int) -> None:
        self._under_way.pop(row_id, None)
        self._since.pop(row_id, None)
        self.wake()

    async def _say(self, row: Waiting, failures: int) -> None:
        try:
            await self._attempt(row.id)
            if self._failures == failures:  # none has failed since this one was let go
                self._failures, self._width = 0, min(WIDTH, 2 * self._width)
        except TryLater as later:
            self._hold(later.retry_after)
        except StorageBusy:
            self._hold(None)
        except SessionEnded as ended:
            self._ended = ended
        except Exception as fault:
            log_fault(fault)
            self._faults[row.id] += 1
            self._hold(None)

    async def _attempt(self, row_id: int) -> None:
        """Says the row, or gives it up. Raises what makes another attempt worth while."""
        try:
            words = await self._database.read(lambda connection: Outbox(connection).words(row_id))
        except LookupError as refusal:
            return await self._give_up(row_id, str(refusal))
        if words is None:
            return self._lanes.done(row_id)
        if self._faults[row_id] >= MOST_FAULTS:
            return await self._give_up(row_id, "fault")
        verdict = self._gate.to(words)  # the last look: rooms and people change while words wait
        if verdict == "hold":
            raise TryLater("the room is not one to speak in now")
        if verdict == "drop":
            return await self._drop(row_id, words)
        try:
            event_id = await self._carry_out(words)
        except Refused as refusal:
            if self._gate.is_shut(words.chat):
                return None
            return await self._give_up(row_id, str(refusal))
        await self._note(row_id, words.transaction_id, event_id)

    async def _carry_out(self, words: Words) -> str:
        """Says or does what the row asks for; gives the event id, "" where there is none."""
        if words.kind == "accept":
            await self._gateway.accept(words.content["user_id"])
            return ""
        content = await self._content(words)
        if words.kind == "clear":
            return await self._gateway.say_in_clear(words.chat, content, words.transaction_id)
        return await self._gateway.send(words.chat, words.type, content, words.transaction_id)

    async def _content(self, words: Words) -> Content:
        """The content with what is only known now: the event it refers to, the address of its file."""
        content = tied(words.content, words.target_event) if words.target_event else words.content
        if words.kind != "file":
            return content
        info, filename = content["info"], content["filename"]
        if words.thumbnail is not None:
            small = await self._gateway.upload(words.chat, words.thumbnail, info["mimetype"], filename)
            content = {**content, "info": {**info, **{f"thumbnail_{key}": place for key, place in small.items()}}}
        place = await self._gateway.upload(words.chat, words.attachment or b"", info["mimetype"], filename)
        return {**content, **place}

    async def _note(self, row_id: int, transaction_id: str, event_id: str) -> None:
        """Notes what the homeserver took. What comes in while the disk is busy is noted in one transaction."""
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
                await self._database.write(note)
            except StorageBusy:
                self._taken = taken + self._taken
                raise
            for row_id, _transaction_id, _event_id in taken:
                self._lanes.done(row_id)

    async def _give_up(self, row_id: int, errcode: str) -> None:
        log.error("the homeserver will not take message %d: %s", row_id, errcode)
        await self._database.write(lambda connection: Outbox(connection).refused(row_id, errcode))
        self._lanes.done(row_id)

    async def _drop(self, row_id: int, words: Words) -> None:
        """The chat is not the one any more that the words were meant for: nobody gets them, and the asker is told."""
        log.warning("message %d was not said: its chat is no encrypted direct chat with its reader any more", row_id)
        now, told = to_ms(self._clock()), self._gate.unsaid(words)

        def drop(connection: sqlite3.Connection) -> None:
            outbox = Outbox(connection)
            outbox.refused(row_id, "not said")
            if told is not None and told.chat is not None:
                Speech(outbox, self._style, now).say_all([told], told.chat)

        await self._database.write(drop)
        self._lanes.done(row_id)

    def _hold(self, retry_after: float | None) -> None:
        """Everything waits: a homeserver that is away or asks for patience is so for every row.

        Then one row at a time probes, and each that is taken lets twice as many go.
        """
        self._failures, self._width = self._failures + 1, 1
        self._asked_to_wait = retry_after is not None
        pause = min(LONGEST_PAUSE, 0.5 * 2**self._failures) * random.uniform(0.8, 1)  # noqa: S311 - jitter
        self._pause_until = max(self._pause_until, asyncio.get_running_loop().time() + max(pause, retry_after or 0))
