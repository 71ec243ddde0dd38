"""The loop over the sync stream: each batch is handled to its end, then our own place is written."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from commands.base.call import to_ms
from matrixbot.bot.asides import Asides
from matrixbot.bot.dispatch import Dispatch
from matrixbot.bot.faults import Guard, log_fault
from matrixbot.bot.invitations import Invitations
from matrixbot.bot.sender import Sender
from matrixbot.bot.upkeep import Looked, look
from matrixbot.errors import OperatorError
from matrixbot.gateway import Batch, Event, Gateway, GatewayError, Refused, SessionEnded, TryLater
from storage import Database
from storage.database import StorageBusy
from storage.inbox import Inbox

log = logging.getLogger(__name__)

LONG_POLL = 4.0
"""Seconds a sync request waits for news: so soon is it noticed that a connection leads nowhere any more."""
LONGEST_PAUSE = 1.5
"""Seconds between two tries while the homeserver is away."""

REPLIES_FIRST = 0.1
"""Seconds after a batch came in which the next request waits for the replies to it: the homeserver looks at a request
with each of them, while the others wait. A batch that took longer has kept those waiting who spoke meanwhile: what they
said is asked for at once."""
HEARD_FIRST = 0.02
"""Seconds after the homeserver took the last reply in which the next request waits too: meanwhile it tells those who
asked, before it looks at a request of ours."""


class Sync:
    """Reads the stream, hands every event on, keeps the place."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        invitations: Invitations,
        dispatch: Dispatch,
        asides: Asides,
        sender: Sender,
        clock: Callable[[], datetime],
        batch_done: Callable[[Looked], Awaitable[None]],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._invitations = invitations
        self._dispatch = dispatch
        self._asides = asides
        self._sender = sender
        self._batch_done = batch_done
        self._clock = clock
        self._place: str | None = None
        self._came = 0.0
        self._failures = 0
        self.synced: float | None = None
        """When the last batch was handled to its end, in seconds of a clock that nobody puts back; None before."""

    async def run(self) -> None:
        """Reads until cancelled. Raises SessionEnded when the homeserver has ended the session, and OperatorError."""
        timeout = 0.0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self.step(timeout)
                await self._replies_first()
                timeout = LONG_POLL
            except (SessionEnded, OperatorError):
                raise
            except Exception as fault:  # what is refused now, or fails, may be in order after a repair
                if not isinstance(fault, TryLater | Refused | StorageBusy) and not self._failures:
                    log_fault(fault)
                timeout = 0.0
                await self._pause(fault, asyncio.get_running_loop().time() - began)

    async def step(self, timeout: float) -> None:
        """One batch, whole: everything in it is done, then the place is written, at the latest before the next batch is
        asked for, and `batch_done` is told what the records say then.

        Raises TryLater or StorageBusy; the batch comes again then, and what was done of it is known.
        """
        await self._database.settle()
        if self._place is None:
            self._place = await self._database.read(lambda connection: Inbox(connection).place())
        place = self._place
        batch = await self._gateway.sync(place, timeout)
        self._came = asyncio.get_running_loop().time()
        if self._failures:
            log.info("the homeserver answers again")
            self._failures = 0
            self._sender.reachable()
        looked = await self._handle(batch)
        move = partial(_move, token=batch.token, now=to_ms(self._clock()))
        if looked is None:
            looked = await self._database.write(partial(_and_look, move))
        else:  # the answer to the last event is noted in a moment
            self._database.along(move)
        self._place = batch.token
        await self._batch_done(looked)
        self.synced = time.monotonic()

    async def _replies_first(self) -> None:
        """Waits until what this batch is answered with is said and heard, but not longer than `REPLIES_FIRST`."""
        clock, until = asyncio.get_running_loop().time, self._came + REPLIES_FIRST
        await self._sender.quiet(max(0.0, until - clock()))
        await asyncio.sleep(max(0.0, min(self._sender.taken + HEARD_FIRST, until) - clock()))

    async def _handle(self, batch: Batch) -> Looked | None:
        """Gives what the records said at its end, if its last event has told that."""
        self._dispatch.begin_batch(sum(len(room.events) for room in batch.rooms))
        for invite in batch.invites:
            await self._invitations.answer(invite)
        for event in batch.recovered:
            await self._dispatch.recovered(event)
        if batch.findings:
            await self._asides.tell(batch.findings)
        looked = None
        for room in batch.rooms:
            for event in room.events:
                looked = await self._one(event)
        await self._dispatch.end_batch()
        return looked

    async def _one(self, event: Event) -> Looked | None:
        if event.sender == self._gateway.user_id:
            if event.transaction_id:
                await self._echo(event.transaction_id, event.event_id)
            return None
        return await self._dispatch.handle(event)

    async def _echo(self, transaction_id: str, event_id: str) -> None:
        """What of this fails is said again under its transaction id, which the homeserver knows."""
        with Guard():
            await self._sender.echoed(transaction_id, event_id)

    async def _pause(self, fault: Exception, took: float) -> None:
        """Waits before the next try: at most a request a second, however the homeserver fails. `took` in seconds."""
        self._failures += 1
        if self._failures == 1:
            why = fault if isinstance(fault, GatewayError | StorageBusy) else type(fault).__name__
            log.warning("no sync (%s); trying again until it works", why)
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 4)) * random.uniform(0.8, 1)  # noqa: S311 - jitter
        await asyncio.sleep(max(pause - took, getattr(fault, "retry_after", None) or 0))


def _move(connection: sqlite3.Connection, token: str, now: int) -> None:
    Inbox(connection).move(token, now)


def _and_look(move: Callable[[sqlite3.Connection], None], connection: sqlite3.Connection) -> Looked:
    move(connection)
    return look(connection)
