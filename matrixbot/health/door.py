"""The bot's side of the socket in data_dir: one question, one answer in JSON, closed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path

from matrixbot.health.asking import PATIENCE, reached
from matrixbot.health.vitals import Vitals


@contextlib.asynccontextmanager
async def open_door(folder: Path, vitals: Vitals) -> AsyncIterator[None]:
    """Meanwhile the bot that holds `folder` answers there, to its own account and to root."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                question = await reader.readline()
                local = question.strip() == b"local"
                found = await (vitals.here() if local else vitals.findings())
                writer.write(json.dumps([asdict(one) for one in found]).encode())
                await writer.drain()
        writer.close()

    with reached(folder) as path:
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        mask = os.umask(0o177)
        try:
            listening.bind(str(path))
        finally:
            os.umask(mask)
        server = await asyncio.start_unix_server(answer, sock=listening)
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)
