"""Three bots, twenty members and a Synapse: ours and the two raw clients, each with an encrypted and a plain room."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.table import Shares
from matrixbot.demo.synapse import Synapse
from tests.server.crowd import Crowd, Follower
from tests.server.members import Member, close_all
from tests.server.running import ROOT, RunningBot

PEOPLE = 20
KINDS = ("encrypted", "plain")
PASSWORD = "a password"  # noqa: S105


class RunningBare(RunningBot):
    """The bare client, or the wide one, as a process of its own."""

    command: tuple[str, ...] = ()
    module = "bench.bare"

    async def start(self, module: str = "", *, ready: bool = True, **environment: str) -> None:
        log = (self.folder / "log").open("ab")
        self._started_at = log.tell()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module or self.module, *self.command, stdout=log, stderr=log, cwd=ROOT
        )
        log.close()
        if ready:
            await self.ready()


@dataclass
class Contestant:
    """One of the three: its process, and its rooms with all members in them."""

    name: str
    process: RunningBot
    rooms: dict[str, Crowd]

    @property
    def pid(self) -> int:
        if self.process.process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self.process.process.pid


class Watcher:
    """A second device of the first member, without keys: sees each event of the bots, and of that member, arrive.

    `at` has the moment (`time.monotonic`) at which an event was answered; `heard` all texts in clear with their moment
    (`time.time`), by room.
    """

    def __init__(self, member: Member, user_ids: list[str]) -> None:
        self._member = member
        self._token = ""
        senders = {"room": {"timeline": {"limit": 10_000, "senders": user_ids}, "state": {"types": []}}}
        self._filter = quote(json.dumps(senders))
        self.answered: list[str] = []
        self.at: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.heard: list[tuple[str, str, float]] = []
        self._news = asyncio.Condition()

    async def begin(self) -> str:
        """Logs in and gives the place in the stream from which to watch."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._member.user_id},
            "password": self._member.password,
        }
        self._token = (await self._member.call("POST", "/login", body))["access_token"]
        return str((await self._sync("timeout=0"))["next_batch"])

    async def _sync(self, query: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = await self._member.nio.send(
            "GET", f"/_matrix/client/v3/sync?filter={self._filter}&{query}", None, headers
        )
        content: dict[str, Any] = await answer.json()
        return content

    async def watch(self, since: str) -> None:
        """Until cancelled. A homeserver that is away is asked again."""
        while True:
            try:
                answer = await self._sync(f"timeout=20000&since={since}")
                since = answer["next_batch"]
            except (TimeoutError, OSError, ValueError, KeyError):
                await asyncio.sleep(0.05)
                continue
            now, clock = time.monotonic(), time.time()
            for room_id, room in answer.get("rooms", {}).get("join", {}).items():
                for event in room["timeline"]["events"]:
                    self._take(room_id, event, now, clock)
            async with self._news:
                self._news.notify_all()

    def _take(self, room_id: str, event: Mapping[str, Any], now: float, clock: float) -> None:
        self.seen[event["event_id"]] = now
        self.heard.append((room_id, str(event["content"].get("body", "")), clock))
        answered = event["content"].get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id")
        if answered:
            self.answered.append(answered)
            self.at.setdefault(answered, now)

    async def until(self, found: Any, seconds: float) -> bool:
        """Waits until `found()`; False if the time is over before."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(found), seconds)
            except TimeoutError:
                return False
        return True

    def problems(self, crowd: Crowd) -> dict[str, int]:
        """What of the crowd's lines was lost, doubled, or answered out of order."""
        follower = Follower(crowd)
        mine = {event for events in crowd.said.values() for event in events}
        follower.answered = [event for event in self.answered if event in mine]
        return follower.problems()


@dataclass
class Stage:
    """Everything that plays."""

    synapse: Synapse
    members: list[Member]
    late: Member
    bot: Contestant
    bare: Contestant
    wide: Contestant
    watcher: Watcher
    watching: asyncio.Task[None] | None = field(default=None)

    @property
    def both(self) -> tuple[Contestant, Contestant]:
        return self.bot, self.bare

    @property
    def all(self) -> tuple[Contestant, ...]:
        return *self.both, self.wide

    def shares(self, *contestants: Contestant) -> Shares:
        """Who uses the processors from now on."""
        if self.synapse.pid is None:
            raise RuntimeError("Synapse does not run")
        pids = {"Synapse": self.synapse.pid, "members": os.getpid()}
        return Shares(pids | {one.name: one.pid for one in contestants})

    async def answer_to(self, crowd: Crowd, member: Member, line: str = "!ping") -> float:
        """Says a line and waits for its answer; gives the seconds between."""
        began = time.monotonic()
        event_id = await crowd.says(member, line)
        if not await self.watcher.until(lambda: event_id in self.watcher.at, 90):
            raise RuntimeError(f"a command was not answered within 90 seconds: {line}")
        return self.watcher.at[event_id] - began

    async def until_all(self, crowd: Crowd, seconds: float = 90) -> float:
        """Waits until all that was said is answered; gives the moment (`time.monotonic`) of the last answer."""
        wanted = [event for events in crowd.said.values() for event in events]
        await self.watcher.until(lambda: all(event in self.watcher.at for event in wanted), seconds)
        return max(self.watcher.at.get(event, time.monotonic()) for event in wanted)


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """All running, everybody's devices and room keys known to everybody, so that nothing of that is measured."""
    async with Synapse(folder / "synapse", rate_limits=False, extra={"filter_timeline_limit": 10_000}) as synapse:
        members = [await Member.new(synapse, folder / "members", f"member{n}") for n in range(PEOPLE + 1)]
        names = ("bot", "bare", "wide")
        user_ids = [await synapse.register(f"{name}-{secrets.token_hex(4)}", PASSWORD) for name in names]
        watcher = Watcher(members[0], [*user_ids, members[0].user_id])
        since = await watcher.begin()
        rooms = [{kind: await _room(members, user_id, kind) for kind in KINDS} for user_id in user_ids]
        bot = Contestant("bot", _our_bot(folder / "bot", synapse, user_ids[0], rooms[0]), rooms[0])
        bare = Contestant("bare", _bare(folder / "bare", synapse, user_ids[1], rooms[1]), rooms[1])
        wide = Contestant("wide", _bare(folder / "wide", synapse, user_ids[2], rooms[2], "bench.wide"), rooms[2])
        stage = Stage(synapse, members[:-1], members[-1], bot, bare, wide, watcher)
        stage.watching = asyncio.create_task(watcher.watch(since))
        try:
            for one in stage.all:
                await one.process.start()
            await _get_ready(stage)
            yield stage
        finally:
            stage.watching.cancel()
            for one in stage.all:
                await one.process.close()
            await close_all(members)


async def _room(members: list[Member], user_id: str, kind: str) -> Crowd:
    first = members[0]
    invited = [user_id, *(member.user_id for member in members[1:])]
    room_id = await first.room(*invited, encrypted=kind == "encrypted")
    for member in members[1:]:
        await member.join(room_id)
    return Crowd(members[:-1], room_id, user_id)


async def _get_ready(stage: Stage) -> None:
    for one in stage.all:
        encrypted = one.rooms["encrypted"]
        await Crowd([*stage.members, stage.late], encrypted.room_id, encrypted.bot_id).get_ready()
        for crowd in one.rooms.values():
            await stage.answer_to(crowd, stage.members[0])
            crowd.said.clear()


def _our_bot(folder: Path, synapse: Synapse, user_id: str, rooms: Mapping[str, Crowd]) -> RunningBot:
    plain = rooms["plain"].room_id
    bot = RunningBot.configured(
        folder,
        synapse,
        user_id,
        PASSWORD,
        *(crowd.room_id for crowd in rooms.values()),
        allow_unencrypted=f'["{plain}"]',
    )
    bot.options = ()
    return bot


def _bare(
    folder: Path, synapse: Synapse, user_id: str, rooms: Mapping[str, Crowd], module: str = "bench.bare"
) -> RunningBare:
    folder.mkdir(parents=True)
    bare = RunningBare(folder)
    bare.module = module
    room_ids = [crowd.room_id for crowd in rooms.values()]
    bare.command = (synapse.url, user_id, PASSWORD, str(folder), *room_ids)
    return bare
