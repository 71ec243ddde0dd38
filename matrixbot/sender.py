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

from commands.base.call import to_ms
from matrixbot.contents import Content, tied
from matrixbot.gateway import Gateway, Refused, TryLater
from matrixbot.lanes import Lanes
from storage import Database
from storage.database import StorageBusy
from storage.outbox import Outbox, Waiting, Words

log = logging.getLogger(__name__)

WIDTH = 8
"""Rows on their way at the same time."""
LONGEST_PAUSE = 2.0
"""Seconds between two tries while the homeserver is away."""
_WINDOW = 1000


class Sender:
    """The loop that empties the outbox."""

    def __init__(self, database: Database, gateway: Gateway, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._woken = asyncio.Event()
        self._lanes = Lanes()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._unsettled: dict[str, int] = {}
        self._failures = 0
        self._pause_until = 0.0

    def wake(self) -> None:
        """There may be something to say."""
        self._woken.set()

    def reachable(self) -> None:
        """The homeserver has answered something else: there is no need to wait out a pause."""
        if self._failures:
            self._pause_until = 0.0
            self.wake()

    async def run(self) -> None:
        """Says what waits until cancelled; what is on its way then goes on: see `drain` and `abandon`."""
        self._unsettled = await self._database.read(lambda connection: Outbox(connection).unsettled())
        while True:
            self._woken.clear()
            delay = await self._step()
            try:
                await asyncio.wait_for(self._woken.wait(), delay)
            except TimeoutError:
                continue

    async def drain(self) -> None:
        """Says everything that may be said now, then returns."""
        while True:
            await self._step()
            if not self._under_way:
                return
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)

    async def abandon(self) -> None:
        """Lets go of what is on its way: the homeserver has taken it, or it is said again at the next start."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def echoed(self, transaction_id: str, event_id: str) -> None:
        """The sync stream shows a message of ours: if its answer got lost in a crash, it is noted here."""
        row_id = self._unsettled.pop(transaction_id, None)
        if row_id is not None:
            await self._note(row_id, transaction_id, event_id)

    async def _step(self) -> float | None:
        """Starts what may be said now; gives the seconds after which to look again, None for «when woken»."""
        pause = self._pause_until - asyncio.get_running_loop().time()
        if pause > 0:
            return pause
        if len(self._lanes) < _WINDOW:
            after = self._lanes.newest
            for row in await self._database.read(lambda connection: Outbox(connection).waiting(after, _WINDOW)):
                self._lanes.add(row)
        now = to_ms(self._clock())
        width = 1 if self._failures else WIDTH
        for row in self._lanes.ready(now):
            if len(self._under_way) >= width:
                break
            if row.id not in self._under_way:
                self._start(row)
        moment = self._lanes.next_moment(now)
        return None if moment is None else (moment - now) / 1000

    def _start(self, row: Waiting) -> None:
        self._lanes.serve(row)
        task = asyncio.create_task(self._say(row))
        self._under_way[row.id] = task
        task.add_done_callback(lambda _: self._finished(row.id))

    def _finished(self, row_id: int) -> None:
        self._under_way.pop(row_id, None)
        self.wake()

    async def _say(self, row: Waiting) -> None:
        try:
            words = await self._database.read(lambda connection: Outbox(connection).words(row.id))
            if words is None:
                self._lanes.done(row.id)
                return
            event_id = await self._carry_out(words)
            self._failures = 0
            await self._note(row.id, words.transaction_id, event_id)
        except TryLater as later:
            self._hold(later.retry_after)
        except StorageBusy:
            self._hold(None)
        except (Refused, LookupError) as refusal:
            await self._give_up(row.id, str(refusal))

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
        mimetype, filename = content["info"]["mimetype"], content["filename"]
        return {**content, **await self._gateway.upload(words.chat, words.attachment or b"", mimetype, filename)}

    async def _note(self, row_id: int, transaction_id: str, event_id: str) -> None:
        now = to_ms(self._clock())

        def note(connection: sqlite3.Connection) -> bool:
            return Outbox(connection).delivered(row_id, transaction_id, event_id, now)

        # Shielded: when the bot stops now, the note of what the homeserver took is still written.
        if await asyncio.shield(self._database.write(note)):
            self._lanes.done(row_id)

    async def _give_up(self, row_id: int, errcode: str) -> None:
        log.error("the homeserver will not take message %d: %s", row_id, errcode)
        await self._database.write(lambda connection: Outbox(connection).refused(row_id, errcode))
        self._lanes.done(row_id)

    def _hold(self, retry_after: float | None) -> None:
        """Everything waits: a homeserver that is away or asks for patience is so for every row."""
        self._failures += 1
        backoff = min(LONGEST_PAUSE, 0.25 * 2**self._failures) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
        pause = retry_after if retry_after is not None else backoff
        self._pause_until = max(self._pause_until, asyncio.get_running_loop().time() + pause)
