"""A homeserver in a few lines for the quick tests of encryption: it answers what it is told, also what is wrong."""

from __future__ import annotations

import copy
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from nio.crypto.sessions import OutboundGroupSession

from matrixbot.matrix.crypto.canonical import SigningKey, signed, unpadded
from matrixbot.matrix.crypto.machine import Machine
from matrixbot.matrix.crypto.opened import MEGOLM
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.homeserver.timeline import Timeline
from matrixbot.matrix.matrix_gateway import MatrixGateway, upload_keys
from matrixbot.matrix.trust.console import Console
from matrixbot.matrix.trust.crosssigning import CrossSigning
from matrixbot.matrix.trust.devices import Book, Device
from matrixbot.matrix.trust.own_identity import Identity, OwnIdentity
from matrixbot.matrix.trust.pending import Pending
from tests.matrixbot.keystore import QuickStore

ROOM = "!board:test"
BOT = "@bot:test"


class Homeserver:
    """Keeps published keys, queues sync responses, records what was sent; `faults` are raised instead of an answer."""

    def __init__(self) -> None:
        self.devices: dict[str, dict[str, Any]] = defaultdict(dict)
        self.identities: dict[str, dict[str, Any]] = {}
        self.one_time_keys: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.fallback_keys: dict[tuple[str, str], Any] = {}
        self.account_data: dict[str, Any] = {}
        self.syncs: list[dict[str, Any]] = []
        self._synced: dict[str, Any] = {}
        self.pages: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.to_device: list[tuple[str, str, str, dict[str, Any]]] = []
        self.said: list[tuple[str, str, dict[str, Any]]] = []
        self.faults: dict[str, Exception] = {}
        self.joined_rooms = [ROOM]
        self.room_encryption: dict[str, Any] | None = None
        self.takes_signatures = True

    def answer(self, method: str, path: str, body: Any) -> dict[str, Any]:
        self.asked.append((method, path, copy.deepcopy(body)))
        for start, fault in self.faults.items():
            if path.startswith(start):
                raise fault
        parts = [unquote(part) for part in urlsplit(path).path.split("/")[1:]]
        place = parts[0] if parts[0] in ("sync", "sendToDevice", "user") else "_".join(parts[:2])
        if parts[0] == "rooms":
            place = f"rooms_{parts[2]}"
        handler = getattr(self, f"_on_{place}")
        return dict(handler(method, parts, body))

    def _on_sync(self, method: str, parts: list[str], body: Any) -> Any:
        query = parse_qs(urlsplit(self.asked[-1][1]).query)
        if "full_state" in query or "not_senders" in query["filter"][0]:
            self._synced = self.syncs.pop(0)
        return self._synced  # the same is asked again where the bot's own words matter

    def _on_keys_query(self, method: str, parts: list[str], body: Any) -> Any:
        return self._query(body)

    def _on_keys_claim(self, method: str, parts: list[str], body: Any) -> Any:
        return {"one_time_keys": self.claim(body["one_time_keys"]), "failures": {}}

    def _on_sendToDevice(self, method: str, parts: list[str], body: Any) -> Any:
        for user, devices in body["messages"].items():
            self.to_device += [(parts[1], user, device, content) for device, content in devices.items()]
        return {}

    def _on_rooms_send(self, method: str, parts: list[str], body: Any) -> Any:
        self.said.append((parts[1], parts[3], body))
        return {"event_id": f"$said{len(self.said)}"}

    def _on_rooms_redact(self, method: str, parts: list[str], body: Any) -> Any:
        return {"event_id": f"$redaction of {parts[3]}"}

    def _on_rooms_messages(self, method: str, parts: list[str], body: Any) -> Any:
        return self.pages.pop(0)

    def _on__matrix_media(self, method: str, parts: list[str], body: Any) -> Any:
        return {"content_uri": "mxc://test/file"}

    def _on_joined_rooms(self, method: str, parts: list[str], body: Any) -> Any:
        return {"joined_rooms": self.joined_rooms}

    def _on_rooms_state(self, method: str, parts: list[str], body: Any) -> Any:
        if self.room_encryption is None:
            raise Rejected(404, {"errcode": "M_NOT_FOUND"})
        return self.room_encryption

    def _on_user(self, method: str, parts: list[str], body: Any) -> Any:
        if method == "PUT":
            self.account_data[parts[3]] = body
        elif parts[3] not in self.account_data:
            raise Rejected(404, {"errcode": "M_NOT_FOUND"})
        return self.account_data[parts[3]]

    def _on_keys_upload(self, method: str, parts: list[str], body: Any) -> Any:
        self.one_time_keys[BOT, "BOT"] += [{name: key} for name, key in body.get("one_time_keys", {}).items()]
        for name, key in body.get("fallback_keys", {}).items():
            self.fallback_keys[BOT, "BOT"] = {name: key}
        if "device_keys" in body:
            self.devices[BOT]["BOT"] = body["device_keys"]
        return {"one_time_key_counts": {"signed_curve25519": len(self.one_time_keys[BOT, "BOT"])}}

    def _on_keys_device_signing(self, method: str, parts: list[str], body: Any) -> Any:
        if BOT in self.identities and "auth" not in body:
            raise Rejected(401, {"flows": [{"stages": ["m.login.password"]}], "session": "s"})
        self.identities[BOT] = body
        return {}

    def _on_keys_signatures(self, method: str, parts: list[str], body: Any) -> Any:
        for user, things in body.items():
            known = {name: thing for name, thing in things.items() if name in self.devices[user]}
            if self.takes_signatures:
                self.devices[user].update(known)
        return {"failures": {}}

    def _query(self, body: Any) -> dict[str, Any]:
        users = [user for user in body["device_keys"] if user in self.devices]
        known = {user: self.identities[user] for user in users if user in self.identities}
        return {
            "device_keys": {user: copy.deepcopy(self.devices[user]) for user in users},
            "master_keys": {user: keys["master_key"] for user, keys in known.items()},
            "self_signing_keys": {user: keys["self_signing_key"] for user, keys in known.items()},
            "user_signing_keys": {},
            "failures": {},
        }

    def claim(self, wanted: Any) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for user, devices in wanted.items():
            for device in devices:
                left = self.one_time_keys[user, device]
                key = left.pop(0) if left else self.fallback_keys.get((user, device))
                if key:
                    given.setdefault(user, {})[device] = key
        return given

    def asked_for(self, start: str) -> list[tuple[str, str, Any]]:
        return [request for request in self.asked if request[1].startswith(start)]

    def query_of(self, start: str) -> dict[str, list[str]]:
        """The query of the last request to a path."""
        return parse_qs(urlsplit(self.asked_for(start)[-1][1]).query)


class TestClient(Client):
    """The client with the homeserver of the tests at the other end."""

    __test__ = False
    store_class = QuickStore

    def __init__(self, homeserver: Homeserver, folder: Path, user_id: str = BOT, device_id: str = "BOT") -> None:
        super().__init__("http://test", folder, "pickle")
        self.server = homeserver
        self.restore_login(user_id, device_id, "token")

    async def call(self, method: str, path: str, body: Any = None, **_: Any) -> dict[str, Any]:
        return json.loads(json.dumps(self.server.answer(method, path, body)))


class Peer:
    """Somebody else's device, able to say right things and wrong ones."""

    def __init__(
        self,
        server: Homeserver,
        folder: Path,
        user_id: str = "@anna:test",
        device_id: str = "ANNA",
        *,
        sign: bool = True,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.server = server
        self.user_id, self.device_id = user_id, device_id
        self.machine = Machine(user_id, device_id, QuickStore(user_id, device_id, str(folder), "", f"{device_id}.db"))
        self.keys = self.machine.device_keys()
        server.devices[user_id][device_id] = self.keys
        self.refill()
        self.outbound = self._new_outbound()
        if sign:
            self.sign()

    def refill(self, count: int = 5) -> None:
        body = self.machine.keys_to_upload(25 - count, fallback_missing=False) or {}
        keys = self.server.one_time_keys[self.user_id, self.device_id]
        keys.extend({name: key} for name, key in body["one_time_keys"].items())
        self.machine.keys_uploaded()

    def sign(self) -> SigningKey:
        """Makes a new identity, and signs this device with it."""
        master, self_signing = SigningKey(secrets.token_bytes(32)), SigningKey(secrets.token_bytes(32))
        self.server.identities[self.user_id] = {
            "master_key": self._public(master, "master"),
            "self_signing_key": signed(self._public(self_signing, "self_signing"), self.user_id, master),
        }
        self.server.devices[self.user_id][self.device_id] = signed(self.keys, self.user_id, self_signing)
        return master

    def _public(self, key: SigningKey, usage: str) -> dict[str, Any]:
        return {"user_id": self.user_id, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}

    def _new_outbound(self) -> Any:
        session = OutboundGroupSession()
        session.mark_as_shared()
        self.session_key = session.session_key  # from the first message on, whenever it is shared
        return session

    def new_session(self) -> None:
        self.outbound = self._new_outbound()

    def olm(self, bot: Machine, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """A to-device event for the bot, encrypted with olm."""
        keys = bot.account.identity_keys
        device = Device(bot.user_id, bot.device_id, keys["ed25519"], keys["curve25519"], True)
        session = self.machine.session_store.get(device.curve25519)
        if session is None:
            claimed = self.server.claim({bot.user_id: {bot.device_id: "signed_curve25519"}})
            (key,) = claimed[bot.user_id][bot.device_id].values()
            session = self.machine.create_session(key["key"], device.curve25519)
        encrypted = self.machine.encrypt_olm(session, device, kind, content)
        return {"type": "m.room.encrypted", "sender": self.user_id, "content": encrypted}

    def room_key(self, bot: Machine, room_id: str = ROOM) -> dict[str, Any]:
        content = {
            "algorithm": MEGOLM,
            "room_id": room_id,
            "session_id": self.outbound.id,
            "session_key": self.session_key,
        }
        return self.olm(bot, "m.room_key", content)

    def says(self, body: str, event_id: str | None = None, **payload: Any) -> dict[str, Any]:
        """An encrypted event of the board room."""
        plain = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": body}, "room_id": ROOM, **payload}
        return self.event(self.outbound.encrypt(json.dumps(plain)), event_id)

    def event(self, ciphertext: str, event_id: str | None = None) -> dict[str, Any]:
        content = {
            "algorithm": MEGOLM,
            "sender_key": self.machine.account.identity_keys["curve25519"],
            "device_id": self.device_id,
            "session_id": self.outbound.id,
            "ciphertext": ciphertext,
        }
        return {
            "type": "m.room.encrypted",
            "event_id": event_id or f"${unpadded(secrets.token_bytes(9))}",
            "sender": self.user_id,
            "origin_server_ts": 1,
            "content": content,
        }

    def reads(self, event: Mapping[str, Any]) -> Any:
        """Opens a to-device event of the bot."""
        return self.machine.open_olm(event)


class Bot:
    """A gateway on the homeserver of the tests, with the board room joined."""

    def __init__(self, server: Homeserver, folder: Path, *, only_verified: bool = True) -> None:
        folder.mkdir(exist_ok=True)
        self.server = server
        self.folder = folder
        self.only_verified = only_verified
        self.start()
        self.token = 0

    def start(self) -> None:
        """A new run on the same data."""
        self.client = TestClient(self.server, self.folder)
        self.book = Book(BOT, self.folder / "trust.json", only_verified=self.only_verified)
        crosssigning = CrossSigning(self.client, self.folder / "recovery_key")
        pending = Pending(self.folder / "unread.json")
        own = Identity.new()
        self.timeline = Timeline(self.client)
        self.gateway = MatrixGateway(
            self.client,
            self.book,
            self.timeline,
            pending,
            crosssigning,
            OwnIdentity(own.master.public, own),
            Console(self.folder),
        )

    @property
    def machine(self) -> Machine:
        return self.client.machine

    async def online(self, *members: str) -> None:
        """Uploads keys and joins the board room with those members."""
        await self.publish()
        await self.hears(state=room_state(BOT, *members), first=True)

    async def publish(self) -> None:
        """Uploads this device's keys."""
        await upload_keys(self.client, 0, fallback_missing=True)

    async def hears(self, *events: dict[str, Any], first: bool = False, **more: Any) -> Any:
        """One sync with those events in the room, as batch."""
        self.will_hear(*events, **more)
        return await self.gateway.sync(None if first else f"t{self.token - 1}", 0)

    def will_hear(
        self,
        *events: dict[str, Any],
        to_device: list[Any] | None = None,
        state: list[dict[str, Any]] | None = None,
        room_id: str = ROOM,
        **more: Any,
    ) -> None:
        """The next sync will have those events in the room."""
        room = {"timeline": {"events": list(events), "limited": False}, "state": {"events": state or []}}
        self.token += 1
        response: dict[str, Any] = {
            "next_batch": f"t{self.token}",
            "rooms": {"join": {room_id: room}} if events or state else {},
            "to_device": {"events": to_device or []},
            "device_one_time_keys_count": {"signed_curve25519": 25},
            "device_unused_fallback_key_types": ["signed_curve25519"],
            **more,
        }
        self.server.syncs.append(response)

    async def read(self, *events: dict[str, Any], **more: Any) -> list[Any]:
        """The bodies that the bot obeys out of one sync."""
        batch = await self.hears(*events, **more)
        heard = [event for room in batch.rooms for event in room.events] + list(batch.recovered)
        return [event.content["body"] for event in heard if event.obeyed and "body" in event.content]


def room_state(*members: str, encrypted: bool = True, version: str = "10") -> list[dict[str, Any]]:
    """The state of a room that the first member made."""
    state = [("m.room.create", "", {"room_version": version})]
    state += [("m.room.member", member, {"membership": "join", "displayname": member[1:5]}) for member in members]
    if encrypted:
        state.append(("m.room.encryption", "", {"algorithm": MEGOLM}))
    return [
        {"type": kind, "state_key": key, "content": content, "sender": members[0], "event_id": f"$state{index}"}
        for index, (kind, key, content) in enumerate(state)
    ]
