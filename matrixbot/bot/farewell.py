"""What follows when a member leaves who had themselves forgotten: no chat, no identity, no user id of theirs stays."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from commands.base.call import Settings, to_ms
from commands.words.render import FORMER_MEMBER, render
from matrixbot.bot.boards import Boards
from matrixbot.gateway import Gateway, GatewayError
from storage import Database, Store

log = logging.getLogger(__name__)


class Farewell:
    """Lets those go who wanted to be forgotten."""

    def __init__(
        self, database: Database, gateway: Gateway, boards: Boards, settings: Settings, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._boards = boards
        self._settings = settings
        self._clock = clock

    async def say_to_the_gone(self, room_id: str) -> bool:
        """Forgets who has left that board room and wanted it; whether nobody is left of whom that is to be tried again.
        Each step may be done again: the records are the last, and the reason for the others. StorageBusy."""
        gone = await self._database.read(lambda connection: Store(connection, room_id).members.to_forget())
        done = True
        for user_id in gone:
            done = await self._forget(room_id, user_id) and done
        return done

    async def _forget(self, room_id: str, user_id: str) -> bool:
        try:
            if not self._boards.shared_with(user_id):
                for chat in [one.chat for one in self._boards.directs() if one.user_id == user_id]:
                    await self._gateway.decline(chat)
                self._gateway.forget_identity(user_id)
        except GatewayError as fault:
            log.warning("a member who has left is forgotten later: %s", fault)
            return False
        instead, now = render(FORMER_MEMBER, self._settings.style).body, to_ms(self._clock())
        await self._database.write(
            lambda connection: Store(connection, room_id).forget_gone(user_id, instead=instead, now=now)
        )
        return True
