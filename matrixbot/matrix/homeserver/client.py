"""The connection to the homeserver: requests over aiohttp, and the keys of this device, which matrix-nio keeps.

nio's client, with its handling of sync responses, rooms and events, is not used: a response stays the JSON that the
server sent until `timeline` and `machine` have looked at every part of it with a guard around each. That is why
malformed or untrue input cannot end the loop, change the rooms, or name a recipient.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from nio.crypto.olm_machine import Olm
from nio.store import SqliteStore
from nio.store.database import SqliteDatabase
from peewee import OperationalError

from matrixbot.errors import OperatorError
from matrixbot.gateway import Refused, SessionEnded
from matrixbot.matrix.crypto.keystore import KeyStore
from matrixbot.matrix.crypto.machine import Machine
from matrixbot.matrix.homeserver.responses import Rejected, TooLong, read, told, unreachable

log = logging.getLogger(__name__)

CLIENT = "/_matrix/client/v3"
REQUEST_SECONDS = 15.0
MOST_OF_AN_ANSWER = 16 * 1024 * 1024
MOST_OF_A_SYNC = 64 * 1024 * 1024
"""Bytes that an answer may have; what is longer is given up before it is in memory."""
# Private names of matrix-nio 0.26 that are overridden or relied upon: another version must be read before it is used.
RELIED_UPON = {
    Olm: (
        "_create_inbound_session",
        "_try_decrypt",
        "create_session",
        "load",
        "save_account",
        "save_session",
        "save_inbound_group_session",
    ),
    SqliteDatabase: ("bind", "bind_ctx"),
    SqliteStore: ("_create_database", "load_encrypted_rooms", "save_encrypted_rooms", "save_session"),
}


class Client:
    """Requests with errors as exceptions, and the olm machine of this device in `machine`."""

    machine: Machine
    store_class: type[KeyStore] = KeyStore

    def __init__(self, homeserver: str, store_folder: Path, pickle_key: str) -> None:
        check_nio()
        quiet_libraries()
        self.homeserver = homeserver.rstrip("/")
        self.pickle_key = pickle_key
        self.user_id, self.device_id, self.access_token = "", "", ""
        self.log_in_again: Callable[[], Awaitable[str]] | None = None
        self.store: KeyStore | None = None
        self._store_folder = store_folder
        self._session: aiohttp.ClientSession | None = None
        self._told_time: tuple[datetime, float] | None = None
        self._logging_in = asyncio.Lock()

    def restore_login(self, user_id: str, device_id: str, access_token: str) -> None:
        """Goes on as that device: opens its store, or makes one. OperatorError if the store is damaged."""
        self.user_id, self.device_id, self.access_token = user_id, device_id, access_token
        self._load_store()

    def has_store(self, device_id: str) -> bool:
        """Whether the keys of that device are here."""
        return self._store_file(device_id).exists()

    def _store_file(self, device_id: str) -> Path:
        return self._store_folder / f"{part(device_id)}.db"

    def _load_store(self) -> None:
        file = self._store_file(self.device_id)
        file.touch(mode=0o600)  # SQLite's log files take over its mode
        try:
            self.store = self.store_class(
                self.user_id, self.device_id, str(self._store_folder), self.pickle_key, file.name
            )
            self.machine = Machine(self.user_id, self.device_id, self.store)
        except OperationalError:
            raise  # the disk
        except Exception as fault:
            log.debug("the store of keys cannot be opened", exc_info=fault)
            raise OperatorError(
                f"{file} is damaged: it holds the keys of the bot's device. Remove session.json from the data_dir "
                "above it: the bot logs in as a new device, its identity stays. Never put an old copy there."
            ) from None

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        seconds: float = REQUEST_SECONDS,
        content_type: str = "application/json",
        most: int = MOST_OF_AN_ANSWER,
        again: bool = True,
    ) -> dict[str, Any]:
        """One request and its answer, of at most `most` bytes. TryLater, Rejected, SessionEnded; never repeated here,
        the caller decides; but where only the token is spent, the same device logs in again first, unless not `again`.

        `path` stands below `/_matrix/client/v3` unless it starts with `/_matrix` or `/.well-known`.
        """
        data, token = json.dumps(body).encode() if isinstance(body, Mapping) else body, self.access_token
        try:
            return await self._call(method, path, data, content_type, seconds, most)
        except SessionEnded as ended:
            if not ended.soft or self.log_in_again is None or path == "/login" or not again:
                raise
        async with self._logging_in:
            if self.access_token == token:  # nobody else was quicker
                self.access_token = await self.log_in_again()
        return await self._call(method, path, data, content_type, seconds, most)

    async def _call(
        self, method: str, path: str, data: bytes | None, content_type: str, seconds: float, most: int
    ) -> dict[str, Any]:
        try:
            async with await self._request(method, path, data, content_type, seconds) as response:
                return told(response, await read(response, most))
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise unreachable(self.homeserver, problem) from problem

    async def fetch(self, path: str, most: int) -> bytes:
        """The bytes at `path`. Refused if they are more than `most`; otherwise as `call`."""
        try:
            async with await self._request("GET", path, None, "application/json", REQUEST_SECONDS) as response:
                if response.status != 200:
                    told(response, await read(response, MOST_OF_AN_ANSWER))
                return await read(response, most)
        except TooLong as problem:
            raise Refused(str(problem), "M_TOO_LARGE") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise unreachable(self.homeserver, problem) from problem

    async def _request(
        self, method: str, path: str, data: bytes | None, content_type: str, seconds: float
    ) -> aiohttp.ClientResponse:
        headers = {"Content-Type": content_type} if data is not None else {}
        if self.access_token and path != "/login":
            headers["Authorization"] = f"Bearer {self.access_token}"
        full = path if path.startswith(("/_matrix/", "/.well-known/")) else CLIENT + path
        async with asyncio.timeout(seconds):
            response = await self._connected().request(
                method,
                self.homeserver + full,
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            )
            self._note_time(response)
            return response

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
            # aiohttp repeats a request by itself when a kept connection was cut: patience is the caller's alone.
            self._session._retry_connection = False
        return self._session

    def server_time(self) -> datetime | None:
        """The homeserver's time now, by the `Date` of its last answer (RFC 9110, 6.6.1), to a second."""
        if self._told_time is None:
            return None
        date, at = self._told_time
        return date + timedelta(seconds=time.monotonic() - at)

    def _note_time(self, response: aiohttp.ClientResponse) -> None:
        with suppress(ValueError, OverflowError):
            date = parsedate_to_datetime(response.headers.get("Date", ""))
            if date.tzinfo is not None:
                self._told_time = date, time.monotonic()

    async def account_data(self, kind: str) -> dict[str, Any] | None:
        """The account's data of that type; None if there is none."""
        try:
            return await self.call("GET", f"/user/{part(self.user_id)}/account_data/{part(kind)}")
        except Rejected as refusal:
            if refusal.status == 404:
                return None
            raise

    async def put_account_data(self, kind: str, content: Mapping[str, Any]) -> None:
        await self.call("PUT", f"/user/{part(self.user_id)}/account_data/{part(kind)}", content)

    async def close(self) -> None:
        """Closes connection and store. The session stays: logging out would destroy the device's keys."""
        if self._session is not None:
            await self._session.close()
        if self.store is not None:
            try:
                self.store.disuse.save()
            finally:
                self.store.database.close()


def part(text: str) -> str:
    """`text` as one part of a path."""
    return quote(text, safe="")


def check_nio() -> None:
    """RuntimeError if the installed matrix-nio lacks a name that is overridden or relied upon."""
    missing = [
        f"{owner.__name__}.{name}" for owner, names in RELIED_UPON.items() for name in names if not hasattr(owner, name)
    ]
    if "_retry_connection" not in aiohttp.ClientSession.ATTRS:
        missing.append("aiohttp.ClientSession._retry_connection")
    if missing:
        raise RuntimeError(f"this matrix-nio is not the one that was read (0.26): {', '.join(missing)} is missing")


def quiet_libraries() -> None:
    """Keeps what libraries would log out of the log: nio quotes message bodies, peewee its parameters."""
    logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
    logging.getLogger("peewee").setLevel(logging.WARNING)
