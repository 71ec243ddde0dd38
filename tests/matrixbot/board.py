"""The whole bot over the homeserver of the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commands.base import Settings
from matrixbot.bot import bot as whole
from tests import board as boards
from tests.matrixbot.homeserver import BOT, ROOM, Bot, Homeserver, room_state

ANNA, BEN = "@anna:test", "@ben:test"


class Board:
    """The whole bot over the homeserver of the tests: what it answers is counted, its words are encrypted."""

    def __init__(self, server: Homeserver, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.bot = Bot(server, folder)
        self.now = datetime.fromtimestamp(1, UTC)

    async def start(self) -> Board:
        self.folder.mkdir(exist_ok=True)
        self.database = await boards.database_of(self.folder / "board.db")
        rules = whole.Rules(room_ids=[ROOM], organisers=[ANNA])
        self.whole = whole.Bot(self.database, self.bot.gateway, Settings(), rules, lambda: self.now)
        return self

    async def stop(self) -> None:
        await self.database.close()
        await self.bot.client.close()

    async def restart(self) -> None:
        await self.stop()
        self.bot.start()
        await self.start()
        await self.hears(state=room_state(BOT, ANNA, BEN))

    async def hears(self, *events: dict[str, Any], **more: Any) -> int:
        """One sync with those events; gives how many messages the bot says because of it."""
        before = len(self.server.said)
        self.bot.will_hear(*events, **more)
        await self.whole.step()
        return len(self.server.said) - before
