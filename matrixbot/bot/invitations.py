"""Invitations: board rooms and what replaces them are joined whoever invites, a direct chat only with a member."""

from __future__ import annotations

import asyncio
import logging
from itertools import chain, repeat

from matrixbot.bot.boards import Boards
from matrixbot.bot.faults import log_fault
from matrixbot.gateway import Gateway, Invite, Refused, SessionEnded, TryLater

log = logging.getLogger(__name__)

AT_ONCE = 1.0
"""Seconds that a batch waits for it: joining a room whose homeserver is away takes longer, and holds nobody up."""
PAUSES = (2.0, 10.0, 60.0, 600.0, 3600.0)
"""Seconds between the tries. After the last one an invitation is left, and comes again at the next start; a board room
is tried on."""


class Invitations:
    """Answers each invitation once, beside the stream where it takes long."""

    def __init__(self, gateway: Gateway, boards: Boards) -> None:
        self._gateway = gateway
        self._boards = boards
        self._under_way: dict[str, asyncio.Task[bool]] = {}

    async def enter(self, room_id: str) -> bool:
        """Joins a board room, or what replaces one, as if invited: it may be open to the bot. Whether it did so now."""
        return await self.answer(Invite(room_id, self._gateway.user_id))

    async def answer(self, invite: Invite) -> bool:
        """Answers it; goes on beside what follows if that takes longer than AT_ONCE. Whether it was answered now."""
        task = self._under_way.get(invite.room_id)
        if task is None or task.done():
            task = self._under_way[invite.room_id] = asyncio.create_task(self._answer(invite))
            task.add_done_callback(lambda _: self._under_way.pop(invite.room_id, None))
        await asyncio.wait([task], timeout=AT_ONCE)
        return task.done() and not task.cancelled() and task.result()

    async def _answer(self, invite: Invite) -> bool:
        board = self._is_board(invite.room_id)
        for pause in chain(PAUSES, repeat(PAUSES[-1])) if board else PAUSES:
            try:
                await self._once(invite)
                return True
            except TryLater as later:
                log.warning("an invitation could not be answered yet: %s", later)
                await asyncio.sleep(max(pause, later.retry_after or 0))
            except Refused as refusal:
                log.warning("%s could not be %s: %s", invite.room_id, "joined" if board else "answered", refusal)
                return False
            except SessionEnded:
                return False  # the stream says so, too
            except Exception as fault:  # one invitation that fails must not cost the others, nor the batch
                log_fault(fault)
                return False
        return False

    async def _once(self, invite: Invite) -> None:
        if self._is_board(invite.room_id) or (invite.direct and self._boards.shared_with(invite.inviter)):
            await self._gateway.join(invite.room_id)
        else:
            await self._gateway.decline(invite.room_id)

    def _is_board(self, room_id: str) -> bool:
        return self._boards.is_board(room_id) or self._boards.is_awaited(room_id)
