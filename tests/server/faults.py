"""A board behind a proxy, for the tests of what happens when homeserver, disk or clock fail."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from matrixbot.demo.synapse import Synapse
from tests.server.kills.oracle import Line, Word, disagreements, history, unanswered
from tests.server.members import Member, close_all
from tests.server.proxy import Proxy
from tests.server.running import RunningBot, answers


@dataclass
class Board:
    """An encrypted board room; the bot reaches the homeserver through the proxy, the members do not."""

    members: list[Member]
    room_id: str
    bot: RunningBot
    bot_id: str
    proxy: Proxy
    lines: list[Line] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.bot.folder / "data" / "board.db"

    async def add_task(self, member: Member) -> str:
        """A command that makes a record; gives its event."""
        token = secrets.token_hex(5)
        event_id = await member.says(self.room_id, f"!task add Aufgabe {token}")
        self.lines.append(Line(event_id, "task", token))
        return event_id

    async def is_answered(self, event_id: str, seconds: float = 15) -> float:
        """Waits until it is answered, at most that long; gives how long it took."""
        began = time.monotonic()
        await self.members[0].hears(answers(event_id), seconds)
        return time.monotonic() - began

    async def problems(self, seconds: float = 20) -> list[str]:
        """What was lost or doubled, once all has been answered or the time is over."""
        end = time.monotonic() + seconds
        words = await self.said()
        while unanswered(self.lines, words) and time.monotonic() < end:
            await asyncio.sleep(0.5)
            words = await self.said()
        await asyncio.sleep(1)  # what would be said twice has its chance
        return disagreements(self.lines, await self.said(), self.database)

    async def said(self) -> list[Word]:
        """All that the bot has said."""
        return await history(self.members[0], self.room_id, self.bot_id)


@asynccontextmanager
async def board(synapse: Synapse, folder: Path, module: str = "matrixbot", **environment: str) -> AsyncIterator[Board]:
    """Anna and Ben in a room with the bot, which has answered once. `module` and `environment` as in `RunningBot`."""
    anna, ben = [await Member.new(synapse, folder / "members", name) for name in ("anna", "ben")]
    bot_id = await synapse.register(f"bot-{secrets.token_hex(4)}", "secret word", displayname="Board-Assistent")
    room_id = await anna.room(bot_id, ben.user_id)
    await ben.join(room_id)
    async with Proxy(synapse.url) as proxy:
        bot = RunningBot.configured(folder / "bot", synapse, bot_id, "secret word", room_id, homeserver=proxy.url)
        bot.options = ()
        try:
            await bot.start(module, **environment)
            await anna.hears(lambda event: event.sender == bot_id)
            made = Board([anna, ben], room_id, bot, bot_id, proxy)
            await made.is_answered(await made.add_task(anna))
            yield made
        finally:
            await bot.close()
            await close_all([anna, ben])
