"""What setup finds out on the homeserver before anything is written: its address, the account, the rooms."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from matrixbot.addresses import homeserver
from matrixbot.errors import OperatorError
from matrixbot.gateway import Refused, TryLater
from matrixbot.matrix.crypto.seal import Seal
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import escaped, events, name, record, text
from matrixbot.matrix.homeserver.logins import Ways, ways_in
from matrixbot.matrix.homeserver.responses import read
from matrixbot.matrix.homeserver.session import Login, first_login
from matrixbot.matrix.homeserver.sessionfile import Session, SessionFile
from matrixbot.matrix.trust.devices import identity
from storage.values import frozen

MOST_OF_A_FILE = 64 * 1024
DEVICE = "Board-Assistent (setup)"
"""The device that looks, and is signed out at once."""
FILTER = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "timeline": {"limit": 1},
        "ephemeral": {"types": []},
        "account_data": {"types": []},
        "state": {"types": ["m.room.name", "m.room.create"], "lazy_load_members": True},
    },
}


@frozen
class Home:
    """A homeserver that was found."""

    address: str
    ways: Ways


@frozen
class RoomOffer:
    """A room that the account is invited to, or in already."""

    room_id: str
    name: str


@frozen
class Seen:
    """What the account has: its full id, its rooms, and whether it has a cryptographic identity."""

    user_id: str
    invited: tuple[RoomOffer, ...]
    joined: tuple[RoomOffer, ...]
    identity: bool


def address_of(typed: str) -> str:
    """The address that is meant by what was typed: a server's name is one, too. ValueError that says what is wrong."""
    address = typed if "://" in typed else f"https://{typed}"
    return homeserver(address)


async def find(address: str) -> Home:
    """The homeserver there, or where the well-known file of that name leads. TryLater, WrongAddress."""
    async with _client(await _named(address) or address) as client:
        await client.call("GET", "/_matrix/client/versions")
        return Home(client.homeserver, await ways_in(client))


async def _named(address: str) -> str | None:
    """The homeserver that the well-known file at that address names (Matrix specification, Server discovery). A website
    may send on to another of its names: nothing is said there, so that is followed, as long as nobody can change it."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(f"{address}/.well-known/matrix/client", max_redirects=5) as response,
        ):
            address_of(str(response.url.origin()))
            content = json.loads(await read(response, MOST_OF_A_FILE))
        return address_of(content["m.homeserver"]["base_url"])
    except (aiohttp.ClientError, TimeoutError, TryLater, ValueError, TypeError, KeyError):
        return None


async def look(home: str, user: str, login: Login, *, rooms: bool) -> Seen:
    """What that account has, its rooms only if `rooms` are wanted. `user` may be the name alone. A password makes a
    device, which is signed out again.

    OperatorError if the homeserver does not take the login; TryLater."""
    async with _client(home) as client:
        session = await first_login(client, user, login, DEVICE)
        client.access_token = session.access_token
        try:
            return await _seen(client, session, rooms=rooms)
        finally:
            if login.access_token is None:
                with suppress(Refused, TryLater, OperatorError):
                    await client.call("POST", "/logout", {})


async def sign_out(data_dir: Path, seal: Seal | None) -> None:
    """Signs the device out whose session lies there; what of that fails is left as it is."""
    with suppress(OSError, ValueError, TypeError, Refused, TryLater, OperatorError):
        session = SessionFile(data_dir, seal).read()
        if session is None:
            return
        async with _client(session.homeserver) as client:
            client.access_token = session.access_token
            await client.call("POST", "/logout", {})


async def _seen(client: Client, session: Session, *, rooms: bool) -> Seen:
    invited: tuple[RoomOffer, ...] = ()
    joined: tuple[RoomOffer, ...] = ()
    if rooms:
        answer = await client.call("GET", f"/sync?timeout=0&filter={quote(json.dumps(FILTER))}", seconds=60)
        found = record(answer.get("rooms"))
        invited = _offers(found.get("invite"), "invite_state")
        joined = tuple(room for room in _offers(found.get("join"), "state") if room.name)
    keys = await client.call("POST", "/keys/query", {"device_keys": {session.user_id: []}})
    return Seen(session.user_id, invited, joined, identity(keys, session.user_id)[0] is not None)


def _offers(rooms: object, section: str) -> tuple[RoomOffer, ...]:
    found: list[RoomOffer] = []
    for room_id, room in record(rooms).items():
        state = [*events(record(room).get(section)), *events(record(room).get("timeline"))]
        if name(room_id) and not any(_content(event).get("type") == "m.space" for event in state):
            called = [text(_content(event), "name") or "" for event in state if event.get("type") == "m.room.name"]
            found.append(RoomOffer(room_id, escaped(called[-1])[:100] if called else ""))
    return tuple(found)


def _content(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return record(event.get("content"))


@asynccontextmanager
async def _client(address: str) -> AsyncIterator[Client]:
    """Requests to that address; no keys are made, and nothing is kept."""
    with tempfile.TemporaryDirectory(prefix="matrixbot-setup-") as folder:
        client = Client(address, Path(folder), "")
        try:
            yield client
        finally:
            await client.close()
