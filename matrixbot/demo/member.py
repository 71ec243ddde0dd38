"""A board member with a client and keys of their own, cross-signed as Element does it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from matrixbot.gateway import Event, TryLater
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.startup import open_gateway
from storage.values import frozen

LONG_POLL_SECONDS = 20.0
PAUSE_SECONDS = 0.2


@frozen
class Account:
    """What somebody needs to log in to `homeserver`."""

    homeserver: str
    user_id: str
    name: str
    password: str

    @property
    def word(self) -> str:
        """The name to log in with: the part of the user id before the colon."""
        return self.user_id[1:].partition(":")[0]

    def online(self, folder: Path) -> AbstractAsyncContextManager[MatrixGateway]:
        """This account's client, its keys kept in `folder`; the first time it makes itself an identity."""
        return open_gateway(
            self.homeserver, self.user_id, folder, password=self.password, device_name=f"{self.name} (demo)"
        )


class DemoMember:
    """Speaks in one room and tells `hear` of every event there, decrypted, in the order in which it arrives."""

    def __init__(
        self, account: Account, gateway: MatrixGateway, room_id: str, hear: Callable[[DemoMember, Event], None]
    ) -> None:
        self.account = account
        self.room_id = room_id
        self._gateway = gateway
        self._hear = hear
        self._turn = asyncio.Lock()
        self._heard_anew = asyncio.Event()

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def user_id(self) -> str:
        return self.account.user_id

    async def arrive(self) -> str:
        """Joins the room and waits until this client sees itself in it; gives the place in the sync stream."""
        await self._gateway.join(self.room_id)
        place = (await self._gateway.sync(None, 0)).token
        while self._gateway.room(self.room_id) is None:
            place = (await self._gateway.sync(place, LONG_POLL_SECONDS)).token
        return place

    async def listen(self, place: str) -> None:
        """Hears what is said after `place` until cancelled."""
        while True:
            try:
                batch = await self._gateway.sync(place, LONG_POLL_SECONDS)
            except TryLater:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            place = batch.token
            events = [event for room in batch.rooms if room.room_id == self.room_id for event in room.events]
            for event in (*batch.recovered, *events):
                self._hear(self, event)
            self._heard_anew.set()

    async def meets(self, user_id: str) -> None:
        """Waits, while this client listens, until that user is in the room."""
        while not self.sees(user_id):
            self._heard_anew.clear()
            await self._heard_anew.wait()

    def sees(self, user_id: str) -> bool:
        """Whether that user has joined the room, as far as this client knows."""
        room = self._gateway.room(self.room_id)
        return room is not None and user_id in room.people

    async def say(self, body: str) -> str:
        """Says it, encrypted; gives the event id."""
        return await self._send("m.room.message", {"msgtype": "m.text", "body": body, "m.mentions": {}})

    async def vote(self, poll: Event, answer: str) -> str:
        """Chooses the answer of that id in a native poll (MSC3381); gives the event id."""
        content = {
            "org.matrix.msc3381.poll.response": {"answers": [answer]},
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll.event_id},
        }
        return await self._send("org.matrix.msc3381.poll.response", content)

    async def _send(self, event_type: str, content: Mapping[str, Any]) -> str:
        async with self._turn:  # one thing at a time, as the bot does: keys go out before the words
            return await self._gateway.send(self.room_id, event_type, content, secrets.token_urlsafe(12))
