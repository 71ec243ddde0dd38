"""Twenty members in one encrypted room who talk a lot, and what an observer sees of it without any key."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from matrixbot.demo.synapse import Synapse
from tests.server.members import Member, close_all


@dataclass
class Crowd:
    """Members in a room with the bot; what they said, in each one's order."""

    members: list[Member]
    room_id: str
    bot_id: str
    said: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    async def gathered(cls, synapse: Synapse, folder: Path, count: int, *, encrypted: bool = True) -> Crowd:
        """That many members, and an account for the bot which is invited."""
        members = [await Member.new(synapse, folder / "members", f"member{number}") for number in range(count)]
        bot_id = await synapse.register(f"bot-{secrets.token_hex(4)}", "secret word", displayname="Board-Assistent")
        first = members[0]
        room_id = await first.room(bot_id, *(member.user_id for member in members[1:]), encrypted=encrypted)
        for member in members[1:]:
            await member.join(room_id)
        await first.nio.sync()
        return cls(members, room_id, bot_id)

    async def get_ready(self) -> None:
        """Everybody knows everybody's devices and has shared a room key, so that what follows is fast."""
        for member in self.members:
            await member.nio.sync()
            if member.nio.should_query_keys:
                await member.nio.keys_query()
            await member.says(self.room_id, "Guten Morgen")

    async def says(self, member: Member, line: str, **content: Any) -> str:
        """One line, without waiting for anything else; gives its event."""
        message = {"msgtype": "m.text", "body": line, **content}
        answer = await member.nio.room_send(self.room_id, "m.room.message", message, ignore_unverified_devices=True)
        event_id = str(answer.event_id)  # type: ignore[union-attr]
        self.said.setdefault(member.user_id, []).append(event_id)
        return event_id

    async def talk(self, lines: int, line: str = "!ping") -> None:
        """All members at once, that many lines in all, each member's one after the other."""

        async def one(member: Member, count: int) -> None:
            for _ in range(count):
                await self.says(member, line)

        share, rest = divmod(lines, len(self.members))
        await asyncio.gather(*(one(member, share + (index < rest)) for index, member in enumerate(self.members)))

    def follow(self) -> Follower:
        """Somebody who sees when the bot answers."""
        return Follower(self)

    async def close(self) -> None:
        await close_all(self.members)


class Follower:
    """Sees the bot's replies arrive: they name what they answer in clear, so no key is needed."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._member = crowd.members[0]
        self._since: str | None = None
        self.answered: list[str] = []
        self.at: dict[str, float] = {}

    async def begin(self) -> None:
        """From here on."""
        answer = await self._member.call("GET", f"/sync?timeout=0&filter={_FILTER}")
        self._since = answer["next_batch"]

    async def look(self, timeout: int = 200) -> None:
        """Takes in what has come, waiting at most that many milliseconds for it."""
        query = f"/sync?timeout={timeout}&since={self._since}&filter={_FILTER}"
        answer = await self._member.call("GET", query)
        since, self._since = self._since, answer["next_batch"]
        now = time.monotonic()
        room = answer.get("rooms", {}).get("join", {}).get(self._crowd.room_id, {})
        timeline = room.get("timeline", {"events": []})
        missed = await self._missed(timeline["prev_batch"], since) if timeline.get("limited") else []
        for event in missed + timeline["events"]:
            relation = event["content"].get("m.relates_to", {})
            answered = relation.get("m.in_reply_to", {}).get("event_id")
            if event["sender"] == self._crowd.bot_id and answered:
                self.answered.append(answered)
                self.at.setdefault(answered, now)

    async def _missed(self, start: str, since: str | None) -> list[dict[str, Any]]:
        """What a limited timeline left out, oldest first."""
        newest_first: list[dict[str, Any]] = []
        while True:
            path = f"/rooms/{quote(self._crowd.room_id)}/messages?dir=b&limit=500&from={start}&to={since}"
            page = await self._member.call("GET", path)
            newest_first += page["chunk"]
            if not page["chunk"] or "end" not in page:
                return newest_first[::-1]
            start = page["end"]

    async def until_all(self, seconds: float) -> None:
        """Until all that the crowd has said is answered, or the time is over."""
        end = time.monotonic() + seconds
        wanted = {event for events in self._crowd.said.values() for event in events}
        while not wanted <= set(self.answered) and time.monotonic() < end:
            await self.look()

    def problems(self) -> dict[str, int]:
        """How many were lost, doubled, and answered before an earlier one of the same member."""
        times = Counter(self.answered)
        wanted = [event for events in self._crowd.said.values() for event in events]
        place = {event: index for index, event in enumerate(self.answered)}
        orders = [[place[event] for event in events if event in place] for events in self._crowd.said.values()]
        return {
            "lost": sum(not times[event] for event in wanted),
            "doubled": sum(times[event] > 1 for event in wanted),
            "out of order": sum(after < before for order in orders for before, after in pairwise(order)),
        }


ALL_WELL = {"lost": 0, "doubled": 0, "out of order": 0}
_FILTER = quote(json.dumps({"room": {"timeline": {"limit": 500}}, "presence": {"types": []}}))
