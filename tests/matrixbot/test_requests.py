"""What the homeserver's answers mean: whether to try again, when, or never."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from matrixbot.config import load
from matrixbot.errors import OperatorError
from matrixbot.gateway import GatewayError, Refused, SessionEnded, TryLater
from matrixbot.health.check import _clock
from matrixbot.matrix.crypto.canonical import parse_json
from matrixbot.matrix.homeserver import media
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.responses import Redirected, Rejected
from matrixbot.matrix.homeserver.session import open_client


class Server:
    """A web server on loopback that gives one answer to everything and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"{}", {"Content-Type": "application/json"}
        self.asked: list[tuple[str, str, bytes]] = []
        self.cuts = False

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.raw_path, await request.read()))
        if self.cuts and request.transport:
            request.transport.close()
        return web.Response(status=self.status, body=self.body, headers=self.headers)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def client(server: Server, tmp_path: Path) -> AsyncIterator[Client]:
    application = web.Application(client_max_size=2**26)
    application.router.add_route("*", "/{any:.*}", server.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    client = Client(f"http://127.0.0.1:{port}/", tmp_path, "")
    yield client
    await client.close()
    await runner.cleanup()


async def test_what_a_proxy_finds_too_large_is_refused_and_the_time_is_told(server: Server, client: Client) -> None:
    server.status, server.body = 413, b"<html>Request Entity Too Large</html>"
    server.headers |= {"Date": "Wed, 25 Nov 2026 09:00:00 GMT"}
    with pytest.raises(Refused) as refused:
        await client.call("PUT", "/rooms/x/send/y/z", {})
    assert refused.value.errcode == "M_TOO_LARGE"
    told = client.server_time()
    assert told is not None
    assert told.isoformat()[:16] == "2026-11-25T09:00"


async def test_a_request_on_a_cut_connection_is_not_repeated_behind_the_callers_back(
    server: Server, client: Client
) -> None:
    await client.call("GET", "/sync")
    server.cuts = True
    with pytest.raises(TryLater):
        await client.call("GET", "/sync")
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (429, b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}', TryLater),
        (500, b'{"errcode": "M_UNKNOWN"}', TryLater),
        (502, b"<html>Bad Gateway</html>", TryLater),
        (404, b"<html>a proxy that knows nothing of it</html>", TryLater),
        (200, b'{"next_batch": "s1', TryLater),
        (200, b"[1]", TryLater),
        (200, b"[" * 100_000, TryLater),
        (401, b'{"errcode": "M_UNKNOWN_TOKEN", "soft_logout": true}', SessionEnded),
        (401, b'{"flows": []}', Rejected),
        (403, b'{"errcode": "M_FORBIDDEN", "error": "said by whom"}', Rejected),
        (413, b'{"errcode": "M_TOO_LARGE"}', Rejected),
    ],
)
async def test_an_answer_is_either_final_or_to_be_tried_again(
    client: Client, server: Server, status: int, body: bytes, expected: type[GatewayError]
) -> None:
    server.status, server.body = status, body
    with pytest.raises(expected) as raised:
        await client.call("GET", "/sync")
    assert len(server.asked) == 1, "the caller decides when to repeat it"
    assert "said by whom" not in str(raised.value)


async def test_the_wait_that_the_server_asks_for_is_passed_on(client: Client, server: Server) -> None:
    server.status, server.body = 429, b'{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}'
    with pytest.raises(TryLater) as raised:
        await client.call("GET", "/sync")
    assert raised.value.retry_after == 1.5
    server.headers = {"Retry-After": "7"}
    with pytest.raises(TryLater) as raised:
        await client.call("GET", "/sync")
    assert raised.value.retry_after == 7
    server.headers = {"Retry-After": "99999999"}
    with pytest.raises(TryLater) as raised:
        await client.call("GET", "/sync")
    assert raised.value.retry_after == 600


async def test_a_homeserver_that_is_away_or_silent_is_tried_again(
    tmp_path: Path, client: Client, server: Server
) -> None:
    with pytest.raises(TryLater, match="cannot be reached"):
        await client.call("GET", "/sync", seconds=0)
    away = Client("http://127.0.0.1:1", tmp_path, "")
    with pytest.raises(TryLater, match="cannot be reached"):
        await away.call("GET", "/sync")
    await away.close()


@pytest.mark.parametrize("depth", [500, 900, 1_100, 100_000])
async def test_what_is_nested_too_deeply_costs_nothing_but_itself(client: Client, server: Server, depth: int) -> None:
    deep = b'{"a": ' * depth + b"[]" + b"}" * depth
    server.body = b'{"events": [' + deep + b', {"body": "\\"]]}}{[["}], "next_batch": "s1"}'
    answer = await client.call("GET", "/sync")
    assert answer["next_batch"] == "s1"
    assert answer["events"][1] == {"body": '"]]}}{[['}


async def test_a_number_too_long_costs_nothing_but_itself(client: Client, server: Server) -> None:
    server.body = b'{"number": ' + b"9" * 10_000 + b', "next_batch": "s1", "other": -12}'
    assert await client.call("GET", "/sync") == {"number": 0, "next_batch": "s1", "other": -12}


async def test_the_token_stands_in_the_header_only(client: Client, server: Server) -> None:
    client.access_token = "very-secret"
    await client.call("GET", "/account/whoami")
    assert server.asked == [("GET", "/_matrix/client/v3/account/whoami", b"")]


async def test_an_attachment_comes_back_as_it_was_and_is_unreadable_on_the_way(client: Client, server: Server) -> None:
    server.body = b'{"content_uri": "mxc://test/abc"}'
    content = await media.upload_encrypted(client, b"words of the board")
    ((method, path, uploaded),) = server.asked
    assert (method, path) == ("POST", "/_matrix/media/v3/upload"), "neither name nor type is told"
    assert b"words" not in uploaded
    server.body = uploaded
    assert await media.download(client, content) == b"words of the board"
    server.body = bytes([uploaded[0] ^ 1]) + uploaded[1:]
    with pytest.raises(Refused, match="was changed"):
        await media.download(client, content)


async def test_an_attachment_in_clear_comes_back_too(client: Client, server: Server) -> None:
    server.body = b'{"content_uri": "mxc://test/abc"}'
    content = await media.upload(client, b"words", "text/plain", "notes & more.txt")
    assert server.asked[0][1] == "/_matrix/media/v3/upload?filename=notes+%26+more.txt"
    server.body = b"words"
    assert await media.download(client, content) == b"words"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"url": 7},
        {"url": "https://example.org/x"},
        {"url": "mxc://../x"},
        {"url": "mxc://test/a/../b"},
        {"file": {"url": "mxc://test/abc"}},
        {"file": {"url": "mxc://test/abc", "key": {"k": "?"}, "hashes": {"sha256": "?"}, "iv": "?"}},
    ],
)
async def test_a_malformed_attachment_is_refused(client: Client, content: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        await media.download(client, content)


async def test_an_attachment_that_is_too_large_is_given_up_in_time(client: Client, server: Server) -> None:
    server.body = bytes(5 * 1024 * 1024)
    with pytest.raises(Refused, match="more than"):
        await media.download(client, {"url": "mxc://test/abc"})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_takes_the_token_or_the_words_elsewhere(client: Client, server: Server, status: int) -> None:
    client.access_token = "very-secret"
    server.status, server.headers = status, {"Location": "http://127.0.0.1:1/elsewhere"}
    with pytest.raises(Redirected, match="not followed"):
        await client.call("POST", "/login", {"password": "secret"})
    with pytest.raises(TryLater):
        await client.fetch("/_matrix/client/v1/media/download/a/b", 10)
    assert len(server.asked) == 2


async def test_the_look_at_the_clocks_follows_no_redirect_either(
    client: Client, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(f'homeserver: {client.homeserver}\nuser_id: "@bot:test"\nrooms: ["!a:test"]\npassword: x\n')
    config = load(file, {})
    server.status, server.headers = 302, {"Location": f"{client.homeserver}/elsewhere"}
    await _clock(config)
    assert [path for _, path, _ in server.asked] == ["/_matrix/client/versions"]


async def test_a_login_that_is_redirected_is_the_operators_concern(
    server: Server, client: Client, tmp_path: Path
) -> None:
    server.status, server.headers = 308, {"Location": "https://example.org/"}
    with pytest.raises(OperatorError, match="The password goes to no other"):
        await open_client(
            client.homeserver, "@bot:test", tmp_path, password="secret", access_token=None, device_name="bot"
        )


@pytest.mark.long
async def test_an_answer_that_is_too_long_is_given_up_in_time(client: Client, server: Server) -> None:
    server.body = b'{"x": "' + b"x" * 2_000_000 + b'"}'
    with pytest.raises(TryLater, match="more than 1000000 bytes"):
        await client.call("GET", "/sync", most=1_000_000)
    packed = zlib.compress(b" " * 50_000_000)
    server.body, server.headers = packed, {"Content-Encoding": "deflate"}
    with pytest.raises(TryLater, match="more than"):
        await client.call("GET", "/sync")


@pytest.mark.parametrize(
    "data", [b'"' * 1_000_001, b'"' + b'\\"' * 1_000_000, b'"' + b'\\"' * 1_000_000 + b"\\", b"[" * 1_000_000]
)
def test_the_time_that_a_broken_answer_takes_grows_with_its_length_and_no_faster(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(ValueError):
        parse_json(data)
    assert time.monotonic() - began < 3


async def test_a_code_that_matrix_does_not_know_is_not_written_down(client: Client, server: Server) -> None:
    server.status, server.body = 403, b'{"errcode": "Anna hat gek\\u00fcndigt", "error": "so"}'
    with pytest.raises(Rejected) as raised:
        await client.call("GET", "/sync")
    assert str(raised.value) == "the homeserver refused it: 403 an unknown code"


class Renewing(Server):
    """Knows one token alone, and gives it to who logs in as the device."""

    def __init__(self) -> None:
        super().__init__()
        self.logins: list[dict[str, Any]] = []
        self.device = "DEVICE"

    async def answer(self, request: web.Request) -> web.Response:
        if request.path.endswith("/login"):
            self.logins.append(await request.json())
            return web.json_response({"user_id": "@bot:test", "device_id": self.device, "access_token": "new"})
        if request.headers.get("Authorization") != "Bearer new":
            return web.json_response({"errcode": "M_UNKNOWN_TOKEN", "soft_logout": True}, status=401)
        return web.json_response({"next_batch": "s1"})


@pytest.fixture
async def soft(tmp_path: Path) -> AsyncIterator[tuple[Renewing, Client]]:
    """A bot with a session whose token is spent."""
    server = Renewing()
    async with TestServer(_application(server)) as running:
        home = str(running.make_url("")).rstrip("/")
        data = tmp_path / "data"
        (data / "crypto").mkdir(parents=True)
        (data / "crypto" / "DEVICE.db").touch()
        session = {"homeserver": home, "user_id": "@bot:test", "device_id": "DEVICE", "access_token": "spent"}
        (data / "session.json").write_text(json.dumps(session))
        client = await open_client(home, "@bot:test", data, password="secret", access_token=None, device_name="bot")
        yield server, client
        await client.close()


def _application(server: Server) -> web.Application:
    application = web.Application(client_max_size=2**26)
    application.router.add_route("*", "/{any:.*}", server.answer)
    return application


async def test_a_spent_token_is_renewed_for_the_same_device(soft: tuple[Renewing, Client], tmp_path: Path) -> None:
    server, client = soft
    answers = await asyncio.gather(*(client.call("GET", "/sync") for _ in range(5)))
    assert answers == [{"next_batch": "s1"}] * 5
    assert [login["device_id"] for login in server.logins] == ["DEVICE"]
    assert json.loads((tmp_path / "data" / "session.json").read_text())["access_token"] == "new"


async def test_another_device_is_not_taken_for_the_same(soft: tuple[Renewing, Client]) -> None:
    server, client = soft
    server.device = "OTHER"
    with pytest.raises(SessionEnded):
        await client.call("GET", "/sync")


@pytest.mark.parametrize(
    ("date", "said"), [("", "does not say its time"), ("Date: Wed, 25 Nov 2020 09:00:00 GMT\r\n", "differs")]
)
async def test_a_homeserver_that_does_not_say_its_time_is_told_from_one_that_does_not_answer(
    date: str, said: str
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\n{date}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode())
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await _clock(SimpleNamespace(homeserver=f"http://127.0.0.1:{port}"))  # type: ignore[arg-type]
    assert said in found.text
