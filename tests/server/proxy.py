"""A reverse proxy between the bot and the homeserver that can fail in every way proxies and networks do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeAlias

import aiohttp
from aiohttp import web

Forward: TypeAlias = Callable[[], Awaitable[tuple[int, bytes]]]
"""Asks the homeserver; gives its status and body."""
Fault: TypeAlias = Callable[[web.Request, Forward], Awaitable[web.StreamResponse]]

_HOP_BY_HOP = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}


class Proxy:
    """Listens on a port of its own. While `fault` is set, it answers instead of the homeserver.

    `requests` has the moment (`time.monotonic`) and path of each request.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._session: aiohttp.ClientSession
        self._runner: web.AppRunner
        self.url = ""
        self.fault: Fault | None = None
        self.requests: list[tuple[float, str]] = []

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        application = web.Application(client_max_size=50 * 1024 * 1024)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self._runner.cleanup()
        await self._session.close()

    def asked_since(self, moment: float) -> int:
        """How many requests came since that moment (`time.monotonic`)."""
        return len([at for at, _ in self.requests if at >= moment])

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((time.monotonic(), request.path))
        body = await request.read()

        async def forward() -> tuple[int, bytes]:
            headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
            url = self._upstream + request.raw_path
            async with self._session.request(request.method, url, data=body, headers=headers) as answer:
                return answer.status, await answer.read()

        if self.fault is not None:
            return await self.fault(request, forward)
        try:
            status, answered = await forward()
        except aiohttp.ClientError:
            return web.Response(status=502, text="<html><body>502 Bad Gateway</body></html>", content_type="text/html")
        if self.fault is not None and request.path.endswith("/sync"):
            return await self.fault(request, forward)  # the fault began while the homeserver was waiting for news
        return web.Response(status=status, body=answered, content_type="application/json")


def patience(retry_after_ms: int | None) -> Fault:
    """429, with or without the time to wait."""

    async def answer(request: web.Request, forward: Forward) -> web.StreamResponse:
        told = {} if retry_after_ms is None else {"retry_after_ms": retry_after_ms}
        return web.json_response({"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", **told}, status=429)

    return answer


async def bad_gateway(request: web.Request, forward: Forward) -> web.StreamResponse:
    """502 with a page for people."""
    return web.Response(status=502, text="<html><body>502 Bad Gateway</body></html>", content_type="text/html")


async def cut_json(request: web.Request, forward: Forward) -> web.StreamResponse:
    """Half of what the homeserver answered, with its status."""
    status, body = await forward()
    return web.Response(status=status, body=body[: len(body) // 2], content_type="application/json")


async def cut_before(request: web.Request, forward: Forward) -> web.StreamResponse:
    """The connection ends before anything was done."""
    assert request.transport
    request.transport.abort()
    raise asyncio.CancelledError


async def cut_after(request: web.Request, forward: Forward) -> web.StreamResponse:
    """The connection ends after the homeserver has done the work."""
    await forward()
    assert request.transport
    request.transport.abort()
    raise asyncio.CancelledError


async def hang(request: web.Request, forward: Forward) -> web.StreamResponse:
    """Nothing comes, not even an end."""
    await asyncio.sleep(3600)
    raise AssertionError


def slow(seconds: float) -> Fault:
    """Everything works, late."""

    async def answer(request: web.Request, forward: Forward) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        status, body = await forward()
        return web.Response(status=status, body=body, content_type="application/json")

    return answer
