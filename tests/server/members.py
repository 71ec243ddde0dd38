"""Members for the server tests: a second client on stock matrix-nio, cross-signed, and rooms for them."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nio

from matrixbot.demo.synapse import Synapse
from matrixbot.matrix.crypto.canonical import SigningKey, signed

SECONDS = 15.0


class Member:
    """Somebody with a client of their own. What arrives is kept in `heard`, decrypted where it could be."""

    def __init__(self, url: str, user_id: str, password: str, folder: Path) -> None:
        self.user_id = user_id
        self.password = password
        self.heard: list[nio.Event] = []
        folder.mkdir(parents=True, exist_ok=True)
        config = nio.AsyncClientConfig(max_timeouts=3, max_limit_exceeded=3)
        self.nio = nio.AsyncClient(url, user_id, store_path=str(folder), config=config)
        self.nio.add_event_callback(self._hear, nio.Event)
        self.master: SigningKey | None = None
        self.self_signing: SigningKey | None = None

    async def _hear(self, room: nio.MatrixRoom, event: nio.Event) -> None:
        self.heard.append(event)

    @classmethod
    async def new(cls, synapse: Synapse, folder: Path, name: str = "anna", *, signed: bool = True) -> Member:
        """A fresh account that is online; `signed` gives it an identity and cross-signs its device."""
        local = f"{name}-{secrets.token_hex(4)}"
        user_id = await synapse.register(local, "a password", displayname=name.capitalize())
        member = cls(synapse.url, user_id, "a password", folder / local)
        await member.log_in()
        if signed:
            await member.sign()
        return member

    async def log_in(self) -> None:
        await self.nio.login(self.password)
        await self.nio.keys_upload()
        await self.nio.sync()

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """A raw request; fails the test if it is refused."""
        headers = {"Authorization": f"Bearer {self.nio.access_token}"}
        data = None if body is None else json.dumps(body)
        answer = await self.nio.send(method, f"/_matrix/client/v3{path}", data, headers)
        content = await answer.json()
        assert answer.status == 200, content
        return content

    async def sign(self) -> None:
        """Makes an identity, replacing one that is there, and signs this device with it."""
        self.master, self.self_signing = SigningKey(secrets.token_bytes(32)), SigningKey(secrets.token_bytes(32))
        body: dict[str, Any] = {
            "master_key": self._public(self.master, "master"),
            "self_signing_key": signed(self._public(self.self_signing, "self_signing"), self.user_id, self.master),
            "auth": {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": self.user_id},
                "password": self.password,
            },
        }
        await self.call("POST", "/keys/device_signing/upload", body)
        keys = await self.call("POST", "/keys/query", {"device_keys": {self.user_id: []}})
        device = keys["device_keys"][self.user_id][self.nio.device_id]
        device.pop("unsigned", None)
        device = signed(device, self.user_id, self.self_signing)
        answer = await self.call("POST", "/keys/signatures/upload", {self.user_id: {self.nio.device_id: device}})
        assert not answer["failures"]

    def _public(self, key: SigningKey, usage: str) -> dict[str, Any]:
        return {"user_id": self.user_id, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}

    async def room(self, *invited: str, encrypted: bool = True, **options: Any) -> str:
        """A new room of this member, with those invited."""
        state = [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}] if encrypted else []
        answer = await self.nio.room_create(invite=list(invited), initial_state=state, **options)
        assert isinstance(answer, nio.RoomCreateResponse), answer
        await self.nio.sync()
        return str(answer.room_id)

    async def join(self, room_id: str) -> None:
        assert isinstance(await self.nio.join(room_id), nio.JoinResponse)
        await self.nio.sync()

    async def says(self, room_id: str, content: str | dict[str, Any], kind: str = "m.room.message") -> str:
        """Says something, encrypted where the room is; gives the event id."""
        if isinstance(content, str):
            content = {"msgtype": "m.text", "body": content}
        await self.nio.sync()
        answer = await self.nio.room_send(room_id, kind, content, ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), answer
        return str(answer.event_id)

    async def hears(self, wanted: Callable[[nio.Event], bool] | str, seconds: float = SECONDS) -> nio.Event:
        """Waits for an event; a text means a readable message with that text in it."""
        found = wanted if callable(wanted) else lambda event: wanted in getattr(event, "body", "")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for event in self.heard:
                if found(event):
                    return event
            await self.nio.sync(timeout=500)
            if self.nio.should_query_keys:
                await self.nio.keys_query()
            await asyncio.sleep(0)
        raise AssertionError(f"{self.user_id} did not hear it; heard were {[type(event) for event in self.heard]}")

    async def close(self) -> None:
        await self.nio.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


async def close_all(members: Sequence[Member]) -> None:
    for member in members:
        await member.close()
