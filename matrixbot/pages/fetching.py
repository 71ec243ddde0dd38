"""Fetches the title of a page: from public addresses alone, within five seconds, of its first half mebibyte.

What the page's owner learns is that somebody asked for it: no cookies, no referrer, no proxy of the environment.
"""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver

from matrixbot.pages.guard import Allows, guarded, is_public
from matrixbot.pages.names import PatientNames
from matrixbot.pages.titles import is_whole, title_of

SECONDS: Final = 5.0
"""For everything: the name, the connection, the redirects, the page."""
MOST_BYTES: Final = 512 * 1024
MOST_REDIRECTS: Final = 5
_PIECE: Final = 16 * 1024
_KINDS: Final = frozenset({"text/html", "application/xhtml+xml"})
_HEADERS: Final = {
    "Accept": "text/html, application/xhtml+xml",
    "Accept-Encoding": "identity",  # nothing is unpacked, so that nothing small becomes large
    "User-Agent": "Mozilla/5.0 (compatible; matrixbot; page titles)",
}


class Pages:
    """The web as the bot reads it. `allows` judges each connection, `names` tells what a name means."""

    def __init__(self, allows: Allows = is_public, names: AbstractResolver | None = None) -> None:
        self._allows = allows
        self._names = names

    async def title(self, address: str) -> str | None:
        """The title of the page as it stands there; None where there is none, or it cannot or must not be had."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._title(address)
        except (aiohttp.ClientError, OSError, ValueError):  # TimeoutError is an OSError
            return None

    async def _title(self, address: str) -> str | None:
        connector = aiohttp.TCPConnector(
            resolver=self._names or PatientNames(), use_dns_cache=False, socket_factory=guarded(self._allows),
            force_close=True,
        )  # fmt: skip
        async with (
            aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=_HEADERS, auto_decompress=False
            ) as session,
            session.get(address, max_redirects=MOST_REDIRECTS) as answer,
        ):
            packed = answer.headers.get("Content-Encoding", "identity").strip().lower()
            if answer.status != 200 or answer.content_type not in _KINDS or packed != "identity":
                return None
            page = bytearray()
            async for piece in answer.content.iter_chunked(_PIECE):
                page += piece
                if len(page) >= MOST_BYTES or is_whole(page, len(piece)):
                    break
            return title_of(bytes(page[:MOST_BYTES]), answer.charset)
