"""Room keys on their way out: one megolm session per room, shared with exactly the devices that may read it now."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from nio.crypto.sessions import OutboundGroupSession, Session

from matrixbot.matrix.crypto.canonical import is_signed
from matrixbot.matrix.crypto.opened import MEGOLM
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import text
from matrixbot.matrix.homeserver.roomstate import JoinedRoom
from matrixbot.matrix.trust.devices import Book, Device
from matrixbot.matrix.trust.pending import PendingEvent

DEVICES_PER_REQUEST = 50
"""About 1 kB each; a board of twenty has less, so its room key goes out in one request."""
NEXT_CLAIM_SECONDS = 60.0
NEXT_REPAIR_SECONDS = 3600.0
QUERY_AGAIN_SECONDS = 60.0


@dataclass(slots=True)
class Outbound:
    """A room's session, the devices that the server took it for, and those that were told why they get none."""

    session: OutboundGroupSession
    shared: set[Device] = field(default_factory=set)
    told: set[Device] = field(default_factory=set)


class Sharing:
    """Encrypts for rooms, after every device that should read it has been served or was found out of reach."""

    def __init__(self, client: Client, book: Book) -> None:
        self._client = client
        self._machine = client.machine
        self._book = book
        self._rooms: dict[str, Outbound] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._querying = asyncio.Lock()
        self._not_before: dict[Device | str, float] = {}
        self._requested: set[tuple[str, str]] = set()
        self.withheld: Callable[[str, str], bool] = lambda room_id, user_id: False
        """Who of a room gets no keys, although they are in it."""

    async def encrypt(
        self, room: JoinedRoom, kind: str, content: Mapping[str, Any], readers: Collection[str] | None = None
    ) -> dict[str, Any]:
        """The content of the `m.room.encrypted` event that says it, with keys for `readers` alone where they are named.
        TryLater, Refused, SessionEnded."""
        async with self._locks.setdefault(room.room_id, asyncio.Lock()):
            session = await self._shared_session(room, readers)
            plain = {"type": kind, "content": dict(content), "room_id": room.room_id}
            encrypted = {
                "algorithm": MEGOLM,
                "sender_key": self._machine.account.identity_keys["curve25519"],
                "device_id": self._machine.device_id,
                "session_id": session.id,
                "ciphertext": session.encrypt(json.dumps(plain, ensure_ascii=False)),
            }
        if "m.relates_to" in content:  # the server must see what belongs together
            encrypted["m.relates_to"] = content["m.relates_to"]
        return encrypted

    async def refresh(self, users: Iterable[str] = ()) -> None:
        """Asks the server about the devices of those whose are not known or have changed, and of `users` in any case.

        A server that does not answer for its users is asked again after a minute.
        """
        async with self._querying:
            now = time.monotonic()
            self._book.stale.update(users)
            asked = sorted(user for user in self._book.stale if self._not_before.get(user, 0.0) <= now)
            if not asked:
                return
            query = {"device_keys": {user: [] for user in asked}, "timeout": 10_000}
            self._book.stale -= set(asked)  # a change that is announced meanwhile is asked about again
            try:
                silent = self._book.learn(asked, await self._client.call("POST", "/keys/query", query))
            except BaseException:
                self._book.stale.update(asked)
                raise
            self._book.stale.update(silent)
            self._not_before.update(dict.fromkeys(silent, now + QUERY_AGAIN_SECONDS))

    async def send_to_devices(self, kind: str, messages: Mapping[Device, Mapping[str, Any]]) -> None:
        """Sends one message to each device, as few requests as may be."""
        targets = list(messages.items())
        for start in range(0, len(targets), DEVICES_PER_REQUEST):
            body: dict[str, dict[str, Any]] = {}
            for device, content in targets[start : start + DEVICES_PER_REQUEST]:
                body.setdefault(device.user_id, {})[device.device_id] = content
            await self._client.call("PUT", f"/sendToDevice/{kind}/{secrets.token_urlsafe(12)}", {"messages": body})

    async def repair(self) -> None:
        """Makes a new olm session with each device whose message could not be opened, at most once an hour."""
        now, unopened = time.monotonic(), frozenset(self._machine.unopened)
        broken = [
            device
            for user, sender_key in unopened
            for device in self._book.devices(user)
            if device.curve25519 == sender_key and self._not_before.get(device, 0.0) <= now
        ]
        sessions = await self._claim(broken)
        with self._machine.transaction():
            dummies = {
                device: self._machine.encrypt_olm(session, device, "m.dummy", {})
                for device, session in sessions.items()
            }
        await self.send_to_devices("m.room.encrypted", dummies)
        self._not_before.update(dict.fromkeys(broken, now + NEXT_REPAIR_SECONDS))
        self._machine.unopened -= unopened

    async def request(self, unread: Iterable[PendingEvent]) -> None:
        """Asks the senders' devices for the keys of what could not be read, once in a run for each session."""
        for entry in unread:
            if (entry.room_id, entry.session) in self._requested:
                continue
            session = {"algorithm": MEGOLM, "room_id": entry.room_id, "session_id": entry.session}
            content = {
                "action": "request",
                "body": session | {"sender_key": text(entry.raw.get("content"), "sender_key") or ""},
                "request_id": entry.request,
                "requesting_device_id": self._machine.device_id,
            }
            trusted, _ = self._book.recipients([entry.sender])
            await self.send_to_devices("m.room_key_request", dict.fromkeys(trusted, content))
            self._requested.add((entry.room_id, entry.session))

    async def _shared_session(self, room: JoinedRoom, readers: Collection[str] | None) -> OutboundGroupSession:
        self._book.track(room.joined)
        await self.refresh()
        mine = self._machine.user_id
        joined = [user for user in room.joined if readers is None or user in readers or user == mine]
        members = [user for user in joined if not self.withheld(room.room_id, user)]
        wanted, refused = self._book.recipients(members)
        newcomers, unverified = self._book.recipients(set(room.joined) - set(members))
        wanted = [device for device in wanted if not self._is_own(device)]
        outbound = self._rooms.get(room.room_id)
        if outbound is None or outbound.session.expired or not outbound.shared <= set(wanted):
            session = OutboundGroupSession()
            seconds, session.max_messages = room.rotation
            session.max_age = timedelta(seconds=seconds)
            session.mark_as_shared()  # nio's flag; who really has it stands in `shared`
            outbound = self._rooms[room.room_id] = Outbound(session)
        await self._share(room.room_id, outbound, [device for device in wanted if device not in outbound.shared])
        await self._withhold(room.room_id, outbound, "m.unverified", refused)
        await self._withhold(room.room_id, outbound, "m.unauthorised", [*newcomers, *unverified])
        self._book.cannot_read(self._book.unverified(members))
        return outbound.session

    async def _share(self, room_id: str, outbound: Outbound, devices: list[Device]) -> None:
        """Sends the session to those devices; who cannot be reached is told so and tried again with a later message."""
        if not devices:
            return
        sessions = await self._olm_sessions(devices)
        content = {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": outbound.session.id,
            "session_key": outbound.session.session_key,
        }
        for start in range(0, len(sessions), DEVICES_PER_REQUEST):
            served = list(sessions.items())[start : start + DEVICES_PER_REQUEST]
            with self._machine.transaction():
                messages = {
                    device: self._machine.encrypt_olm(session, device, "m.room_key", content)
                    for device, session in served
                }
            await self.send_to_devices("m.room.encrypted", messages)
            outbound.shared.update(messages)
        await self._withhold(room_id, outbound, "m.no_olm", [device for device in devices if device not in sessions])

    async def _withhold(self, room_id: str, outbound: Outbound, code: str, devices: Iterable[Device]) -> None:
        """Tells devices once per session why they get no key (`m.room_key.withheld`)."""
        untold = [device for device in devices if device not in outbound.told and not self._is_own(device)]
        reason = {
            "m.unverified": "The device is not cross-signed by its owner.",
            "m.unauthorised": "It is not meant for this member, or an organiser has not vouched for them yet.",
            "m.no_olm": "No one-time key.",
        }[code]
        content = {
            "algorithm": MEGOLM,
            "code": code,
            "reason": reason,
            "sender_key": self._machine.account.identity_keys["curve25519"],
        }
        if code != "m.no_olm":
            content |= {"room_id": room_id, "session_id": outbound.session.id}
        await self.send_to_devices("m.room_key.withheld", dict.fromkeys(untold, content))
        outbound.told.update(untold)

    async def _olm_sessions(self, devices: Iterable[Device]) -> dict[Device, Session]:
        """An olm session with each of the devices that can be reached."""
        store, now = self._machine.session_store, time.monotonic()
        sessions = {device: store.get(device.curve25519) for device in devices}
        missing = [
            device for device, session in sessions.items() if not session and self._not_before.get(device, 0.0) <= now
        ]
        made = await self._claim(missing)
        self._not_before.update({device: now + NEXT_CLAIM_SECONDS for device in missing if device not in made})
        return {device: session for device, session in sessions.items() if session} | made

    async def _claim(self, devices: list[Device]) -> dict[Device, Session]:
        """New olm sessions with those of the devices whose one-time key could be had and was signed by the device."""
        if not devices:
            return {}
        wanted: dict[str, dict[str, str]] = {}
        for device in devices:
            wanted.setdefault(device.user_id, {})[device.device_id] = "signed_curve25519"
        answer = await self._client.call("POST", "/keys/claim", {"one_time_keys": wanted, "timeout": 10_000})
        made: dict[Device, Session] = {}
        with self._machine.transaction():
            for device in devices:
                session = self._session_from(device, answer)
                if session:
                    made[device] = session
        return made

    def _session_from(self, device: Device, answer: Mapping[str, Any]) -> Session | None:
        try:
            (one_time_key,) = answer["one_time_keys"][device.user_id][device.device_id].values()
            if is_signed(one_time_key, device.user_id, f"ed25519:{device.device_id}", device.ed25519):
                return self._machine.create_session(one_time_key["key"], device.curve25519)
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
        return None

    def _is_own(self, device: Device) -> bool:
        return (device.user_id, device.device_id) == (self._machine.user_id, self._machine.device_id)
