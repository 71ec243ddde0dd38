"""The loop over the sync stream: each batch is handled to its end, then our own place is written."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime

from commands.base.call import to_ms
from matrixbot.boards import Boards
from matrixbot.dispatch import Dispatch
from matrixbot.gateway import Batch, Event, Gateway, Invite, Refused, TryLater
from matrixbot.sender import Sender
from storage import Database
from storage.database import StorageBusy
from storage.inbox import Inbox

log = logging.getLogger(__name__)

LONG_POLL = 4.0
"""Seconds a sync request waits for news: so soon is it noticed that a connection leads nowhere any more."""
LONGEST_PAUSE = 1.5
"""Seconds between two tries while the homeserver is away."""

REPLIES_FIRST = 0.1
"""Seconds that the next request waits for the replies to the batch before. The homeserver answers it at once with the
echo of the first of them, so that it would work through a request for each reply while the others wait."""


class Sync:
    """Reads the stream, hands every event on, keeps the place."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        boards: Boards,
        dispatch: Dispatch,
        sender: Sender,
        clock: Callable[[], datetime],
        batch_done: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._boards = boards
        self._dispatch = dispatch
        self._sender = sender
        self._batch_done = batch_done
        self._clock = clock
        self._place: str | None = None
        self._failures = 0

    async def run(self) -> None:
        """Reads until cancelled. Raises SessionEnded when the homeserver has ended the session."""
        timeout = 0.0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self.step(timeout)
                await self._sender.quiet(REPLIES_FIRST)
                timeout = LONG_POLL
            except (TryLater, Refused, StorageBusy) as fault:  # what is refused now may be in order after a repair
                timeout = 0.0
                await self._pause(fault, asyncio.get_running_loop().time() - began)

    async def step(self, timeout: float) -> None:
        """One batch, whole: everything in it is done, then the place is written, then `batch_done` is told.

        Raises TryLater or StorageBusy; the batch comes again then, and what was done of it is known.
        """
        if self._place is None:
            self._place = await self._database.read(lambda connection: Inbox(connection).place())
        place = self._place
        batch = await self._gateway.sync(place, timeout)
        if self._failures:
            self._failures = 0
            self._sender.reachable()
        await self._handle(batch)
        now = to_ms(self._clock())
        await self._database.write(lambda connection: Inbox(connection).move(batch.token, now))
        self._place = batch.token
        await self._batch_done()

    async def _handle(self, batch: Batch) -> None:
        for invite in batch.invites:
            await self._answer(invite)
        for event in batch.recovered:
            await self._dispatch.recovered(event)
        if batch.findings:
            await self._dispatch.tell(batch.findings)
        for room in batch.rooms:
            for event in room.events:
                await self._one(event)

    async def _one(self, event: Event) -> None:
        if event.sender == self._gateway.user_id:
            if event.transaction_id:
                await self._sender.echoed(event.transaction_id, event.event_id)
            return
        await self._dispatch.handle(event)

    async def _answer(self, invite: Invite) -> None:
        """Board rooms and what replaces them are joined whoever invites, a direct chat only with a member."""
        ours = self._boards.is_board(invite.room_id) or self._boards.is_awaited(invite.room_id)
        welcome = ours or (invite.direct and self._boards.shared_with(invite.inviter))
        try:
            if welcome:
                await self._gateway.join(invite.room_id)
            else:
                await self._gateway.decline(invite.room_id)
        except Refused as refusal:
            log.warning("an invitation could not be answered: %s", refusal)

    async def _pause(self, fault: Exception, took: float) -> None:
        """Waits before the next try: at most a request a second, however the homeserver fails. `took` in seconds."""
        self._failures += 1
        if self._failures == 1:
            log.warning("no sync (%s); trying again until it works", fault)
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 4)) * random.uniform(0.8, 1)  # noqa: S311 - jitter
        await asyncio.sleep(max(pause - took, getattr(fault, "retry_after", None) or 0))
