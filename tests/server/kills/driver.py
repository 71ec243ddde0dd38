"""Kills the bot over and over while members talk, and asks the oracle in the end what became of it all."""

from __future__ import annotations

import asyncio
import secrets
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from commands.features import vocabulary
from matrixbot.demo.synapse import Synapse
from tests.server.kills.oracle import Line, Word, disagreements, history, rows, unanswered
from tests.server.members import Member, close_all
from tests.server.running import RunningBot

WRAPPED = "tests.server.kills.points"
DEATH_SECONDS = 10.0
QUIET_SECONDS = 60.0


@dataclass
class Killing:
    """A board room with three members and a bot that dies again and again."""

    room_id: str
    members: list[Member]
    bot: RunningBot
    user_id: str
    lines: list[Line] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    meetings: bool = field(default_factory=lambda: "meeting propose" in vocabulary().commands)

    @classmethod
    async def prepared(cls, synapse: Synapse, folder: Path) -> Self:
        """Everybody in one encrypted room; the bot has come in and is stopped again."""
        members = [await Member.new(synapse, folder / "members", name) for name in ("anna", "ben", "cem")]
        user_id = await synapse.register(f"bot-{secrets.token_hex(4)}", "secret word", displayname="Board-Assistent")
        anna = members[0]
        room_id = await anna.room(user_id, *(member.user_id for member in members[1:]))
        for member in members[1:]:
            await member.join(room_id)
        bot = RunningBot.configured(folder / "bot", synapse, user_id, "secret word", room_id)
        await bot.start()
        await bot.stop()
        bot.options = ()  # its lives are short, a slow start would make most of them
        return cls(room_id, members, bot, user_id)

    @property
    def database(self) -> Path:
        return self.bot.folder / "data" / "board.db"

    async def at_point(self, point: str, nth: int) -> None:
        """One life that ends at the `nth` passing of that point, while members talk."""
        self.make_reminders_due()
        await self.bot.start(WRAPPED, ready=False, KILL_AT=f"{point} {nth}")
        await self.talk()
        if not await self.bot.ended(DEATH_SECONDS):
            self.unreached.append(f"{point} {nth}")
            await self.bot.kill()
        assert self.bot.process
        assert self.bot.process.returncode == -signal.SIGKILL, self.bot.log()

    async def after(self, seconds: float) -> None:
        """One life of that length, ready or not, while members talk."""
        self.make_reminders_due()
        await self.bot.start(ready=False)
        talking = asyncio.create_task(self.talk())
        await asyncio.sleep(seconds)
        await self.bot.kill()
        await talking

    async def talk(self) -> None:
        """What each life hears: answers, records, a mistake that is edited, a reminder, polls opened and ended,
        something that is taken back, and decisions put to the vote, voted on and closed."""
        anna, ben, cem = self.members
        token = secrets.token_hex(5)
        lines = [(anna, "task", f"!task add Aufgabe {token}a"), (ben, "ping", "!ping")]
        lines += [(ben, "reminder", f"!remind in 1 Minute Erinnerung {token}r")]
        if self.meetings:
            day = datetime.now(UTC) + timedelta(days=30)
            dates = f"{day:%d.%m.%Y} 14 Uhr; {day + timedelta(days=1):%d.%m.%Y} 10 Uhr"
            lines += [(cem, "closing", line) for line in self._closing()]
            lines += [(cem, "meeting", f"!meeting propose Sitzung {token}m: {dates}")]
        for member, kind, text in lines:
            await self._says(member, kind, text)
        await self._says(ben, "undone", f"!task add Aufgabe {token}u")
        await self._says(ben, "undo", "!undo", f"{token}u")
        wrong = await self._says(anna, "edited", f"!task clam {token}e")
        await self._edits(anna, wrong, f"!task add Aufgabe {token}e")
        for number in self._open_decision():
            await self._says(anna, "decided", f"!decision close B{number}", str(number))
        day = datetime.now(UTC) + timedelta(days=30)
        await self._says(anna, "decision", f"!decision add Beschluss {token}d; Deadline: {day:%d.%m.%Y}", f"{token}d")
        await self._says(ben, "ballot", f"!decision yes Beschluss {token}d", f"{token}d")

    def _closing(self) -> list[str]:
        """The lines that end the oldest poll that is still open."""
        query = "SELECT number FROM meetings WHERE state = 'voting' ORDER BY number LIMIT 1"
        return [f"!meeting close M{number} 1" for (number,) in rows(self.database, query)]

    def _open_decision(self) -> list[int]:
        """The oldest decision that is still voted on."""
        query = "SELECT number FROM decisions WHERE state = 'voting' ORDER BY number LIMIT 1"
        return [number for (number,) in rows(self.database, query)]

    async def _says(self, member: Member, kind: str, text: str, token: str = "") -> str:
        event_id = await member.says(self.room_id, text)
        words = text.split(":", maxsplit=1)[0].split()
        self.lines.append(Line(event_id, kind, token or words[-1]))
        return event_id

    async def _edits(self, member: Member, event_id: str, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        await member.says(self.room_id, {**new, "m.new_content": new, "m.relates_to": relation})

    def make_reminders_due(self) -> None:
        """Moves all reminders that wait to 1.5 seconds from now; only while the bot is down."""
        due = int(time.time() * 1000) + 1500
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute("UPDATE reminders SET due = ? WHERE state = 'waiting'", (due,))
            connection.execute("UPDATE timers SET due = ? WHERE kind = 'reminder'", (due,))

    async def settled(self) -> list[str]:
        """Lets the bot live until all is said; gives what was lost or doubled."""
        self.make_reminders_due()
        await self.bot.start()
        end = time.monotonic() + QUIET_SECONDS
        while not self._quiet():
            if time.monotonic() > end:
                break
            await asyncio.sleep(0.5)
        words = await self._said()
        while unanswered(self.lines, words) and time.monotonic() < end:
            await asyncio.sleep(1)
            words = await self._said()
        await asyncio.sleep(1)  # what would be said twice has its chance
        words = await self._said()
        await self.bot.stop()
        return disagreements(self.lines, words, self.database)

    def _quiet(self) -> bool:
        ((waiting,),) = rows(self.database, "SELECT count(*) FROM outbox WHERE sent IS NULL")
        ((reminders,),) = rows(self.database, "SELECT count(*) FROM reminders WHERE state = 'waiting'")
        return not waiting and not reminders

    async def _said(self) -> list[Word]:
        return await history(self.members[0], self.room_id, self.user_id)

    async def close(self) -> None:
        await self.bot.close()
        await close_all(self.members)
