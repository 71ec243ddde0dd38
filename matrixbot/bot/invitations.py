"""Invitations: board rooms and what replaces them are joined whoever invites, a direct chat only with a member."""

from __future__ import annotations

import asyncio
import logging

from matrixbot.bot.boards import Boards
from matrixbot.bot.faults import log_fault
from matrixbot.gateway import Gateway, Invite, Refused, SessionEnded, TryLater

log = logging.getLogger(__name__)

AT_ONCE = 1.0
"""Seconds that a batch waits for it: joining a room whose homeserver is away takes longer, and holds nobody up."""
PAUSES = (2.0, 10.0, 60.0, 600.0, 3600.0)
"""Seconds between the tries; after the last one it is left, and comes again at the next start."""


class Invitations:
    """Answers each invitation once, beside the stream where it takes long."""

    def __init__(self, gateway: Gateway, boards: Boards) -> None:
        self._gateway = gateway
        self._boards = boards
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def answer(self, invite: Invite) -> None:
        """Answers it; goes on beside what follows if that takes longer than AT_ONCE."""
        task = self._under_way.get(invite.room_id)
        if task is None or task.done():
            task = self._under_way[invite.room_id] = asyncio.create_task(self._answer(invite))
            task.add_done_callback(lambda _: self._under_way.pop(invite.room_id, None))
        await asyncio.wait([task], timeout=AT_ONCE)

    async def _answer(self, invite: Invite) -> None:
        for pause in PAUSES:
            try:
                return await self._once(invite)
            except TryLater as later:
                log.warning("an invitation could not be answered yet: %s", later)
                await asyncio.sleep(max(pause, later.retry_after or 0))
            except Refused as refusal:
                log.warning("an invitation could not be answered: %s", refusal)
                return None
            except SessionEnded:
                return None  # the stream says so, too
            except Exception as fault:  # one invitation that fails must not cost the others, nor the batch
                log_fault(fault)
                return None

    async def _once(self, invite: Invite) -> None:
        known = self._boards.is_board(invite.room_id) or self._boards.is_awaited(invite.room_id)
        if known or (invite.direct and self._boards.shared_with(invite.inviter)):
            await self._gateway.join(invite.room_id)
        else:
            await self._gateway.decline(invite.room_id)
