"""What a name means, asked in a thread that nobody waits for: a stranger's name server may never answer."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult


class PatientNames(AbstractResolver):
    """The system's own reading of names; a question that is given up holds up neither other work nor the end."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises OSError."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Any]] = loop.create_future()

        def tell(found: list[Any] | None, fault: OSError | None) -> None:
            if answer.done():
                return
            if fault is not None:
                answer.set_exception(fault)
            else:
                answer.set_result(found or [])

        def ask() -> None:
            found, fault = None, None
            try:
                found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError) as refused:
                fault = OSError(str(refused))
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(tell, found, fault)

        threading.Thread(target=ask, daemon=True).start()
        return [
            ResolveResult(hostname=host, host=peer[0], port=peer[1], family=kind, proto=protocol, flags=0)
            for kind, _type, protocol, _name, peer in await answer
        ]

    async def close(self) -> None:
        """Nothing is held."""
