"""A small homeserver behind an authentication service, as Element's server suite has it, over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from matrixbot.matrix.homeserver.responses import Rejected
from tests.matrixbot.homeserver import BOT, Homeserver

ROOM = "!board:test"
APPROVE = "https://account.test/?action=org.matrix.cross_signing_reset"


class ServiceHomeserver(Homeserver):
    """No passwords: tokens that its operator makes (`tokens`, each with its device), approvals on a page (`approved`).

    `invites` are the rooms that the bot is invited to and what they are called. What is `hung` is never answered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {"mct_one": "BOT"}
        self.spent: set[str] = set()
        """Tokens that are no longer valid, though their device is there."""
        self.flows = ["m.login.sso"]
        self.service = True
        self.passwords: dict[str, str] = {}
        self.invites = {ROOM: "Open-Source-Board"}
        self.display_names: dict[str, str] = {"BOT": ""}
        self.approved = False
        self.approves = False
        """Whether the account's owner approves at the first question."""
        self.asks_always = False
        """Whether the first identity wants an approval, too."""
        self.hung: set[str] = set()
        self.waiting = False
        self.joined_rooms = []
        self.logins: list[dict[str, Any]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        if any(request.path.endswith(place) for place in self.hung):
            self.waiting = True
            await asyncio.sleep(3600)
        body = await request.json() if request.can_read_body else None
        path = request.path_qs.removeprefix("/_matrix/client/v3")
        try:
            self._let_in(request)
            answer = await self._slow_answer(request, path, body)
        except Rejected as refusal:
            return web.json_response(dict(refusal.answer), status=refusal.status)
        return web.json_response(answer)

    async def _slow_answer(self, request: web.Request, path: str, body: Any) -> dict[str, Any]:
        if path.startswith("/sync") and not self.syncs and "since" in request.query:
            await asyncio.sleep(min(int(request.query.get("timeout", 0)) / 1000, 0.2))
        self.whose = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "")
        path = path.replace("/.well-known/", "/wellknown/")
        if path.startswith("/join/"):
            path = f"/rooms/{path.removeprefix('/join/')}/join"
        return self.answer(request.method, path, body)

    def _let_in(self, request: web.Request) -> None:
        open_to_all = ("/login", "/auth_metadata", "/versions", "/.well-known/matrix/client")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.path.endswith(open_to_all):
            assert not token or not request.path.endswith("/.well-known/matrix/client"), "the token goes nowhere else"
            return
        if token not in self.tokens or token in self.spent:
            soft = {"soft_logout": True} if token in self.spent else {}
            raise Rejected(401, {"errcode": "M_UNKNOWN_TOKEN", **soft})

    def _on_login(self, method: str, parts: list[str], body: Any) -> Any:
        if method == "GET":
            return {"flows": [{"type": flow} for flow in self.flows]}
        self.logins.append(body)
        user = body["identifier"]["user"]
        if self.passwords.get(user.removeprefix("@").split(":")[0]) != body["password"]:
            raise Rejected(403, {"errcode": "M_FORBIDDEN"})
        self.tokens[f"syt_{len(self.logins)}"] = "BOT"
        return {"user_id": BOT, "device_id": "BOT", "access_token": f"syt_{len(self.logins)}"}

    def _on_logout(self, method: str, parts: list[str], body: Any) -> Any:
        return {}

    def _on__matrix_client(self, method: str, parts: list[str], body: Any) -> Any:
        if parts[-1] == "versions":
            return {"versions": ["v1.11"]}
        if parts[-1] == "auth_metadata" and self.service:
            return {"issuer": "https://account.test/", "account_management_uri": "https://account.test/"}
        raise Rejected(404, {"errcode": "M_UNRECOGNIZED"})

    def _on_wellknown_matrix(self, method: str, parts: list[str], body: Any) -> Any:
        return {"m.homeserver": {"base_url": self.url}}

    def _on_account_whoami(self, method: str, parts: list[str], body: Any) -> Any:
        return {"user_id": BOT, "device_id": self.whose}

    def _on_devices(self, method: str, parts: list[str], body: Any) -> Any:
        return {"devices": [{"device_id": key, "display_name": name} for key, name in self.display_names.items()]}

    def _on_devices_BOT(self, method: str, parts: list[str], body: Any) -> Any:
        self.display_names["BOT"] = body["display_name"]
        return {}

    def _on_delete_devices(self, method: str, parts: list[str], body: Any) -> Any:
        raise Rejected(404, {"errcode": "M_UNRECOGNIZED"})

    def _on_keys_device_signing(self, method: str, parts: list[str], body: Any) -> Any:
        if (BOT in self.identities or self.asks_always) and not self.approved:
            stage, self.approved = "org.matrix.cross_signing_reset", self.approves
            question = {"flows": [{"stages": [stage]}], "params": {stage: {"url": APPROVE}}, "session": "s"}
            raise Rejected(401, question)
        self.identities[BOT] = body
        return {}

    def _on_sync(self, method: str, parts: list[str], body: Any) -> Any:
        if self.syncs:
            return self.syncs.pop(0)
        invited = {room_id: name for room_id, name in self.invites.items() if room_id not in self.joined_rooms}
        rooms = {
            "invite": {
                room_id: {"invite_state": {"events": _named(room_id, name)}} for room_id, name in invited.items()
            },
            "join": {room_id: _joined(self.invites.get(room_id, "")) for room_id in self.joined_rooms},
        }
        return {"next_batch": f"t{len(self.asked)}", "rooms": rooms, "device_one_time_keys_count": {}}

    def _on_rooms_join(self, method: str, parts: list[str], body: Any) -> Any:
        if parts[1] not in self.invites:
            raise Rejected(403, {"errcode": "M_FORBIDDEN"})
        if parts[1] not in self.joined_rooms:
            self.joined_rooms.append(parts[1])
        return {"room_id": parts[1]}


def _event(kind: str, key: str, sender: str, **content: Any) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "sender": sender, "event_id": f"${kind}{key}", "content": content}


def _named(room_id: str, name: str) -> list[dict[str, Any]]:
    return [
        _event("m.room.name", "", "@anna:test", name=name),
        _event("m.room.member", BOT, "@anna:test", membership="invite"),
    ]


def _joined(name: str) -> dict[str, Any]:
    state = [
        _event("m.room.create", "", "@anna:test", room_version="10"),
        _event("m.room.name", "", "@anna:test", name=name),
        _event("m.room.encryption", "", "@anna:test", algorithm="m.megolm.v1.aes-sha2"),
        _event("m.room.power_levels", "", "@anna:test", users={"@anna:test": 100}, notifications={"room": 0}),
        _event("m.room.member", "@anna:test", "@anna:test", membership="join", displayname="Anna"),
        _event("m.room.member", BOT, BOT, membership="join", displayname="Board-Assistent"),
    ]
    return {"state": {"events": state}, "timeline": {"events": [], "limited": False}}


def application(server: ServiceHomeserver) -> web.Application:
    made = web.Application(client_max_size=2**26)
    made.router.add_route("*", "/{any:.*}", server.handle)
    return made


@asynccontextmanager
async def serving(server: ServiceHomeserver) -> AsyncIterator[str]:
    """Its address, while it answers there."""
    async with TestServer(application(server)) as running:
        server.url = str(running.make_url("")).rstrip("/")
        yield server.url


@contextmanager
def serving_beside(server: ServiceHomeserver) -> Iterator[str]:
    """As `serving`, in a thread of its own: for tests that wait for a process."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def serve() -> None:
        async with serving(server):
            ready.set()
            await asyncio.Event().wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(_until_cancelled(serve()))

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(10)
    try:
        yield server.url
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join(10)


async def _until_cancelled(work: Any) -> None:
    try:
        await work
    except asyncio.CancelledError:
        return
