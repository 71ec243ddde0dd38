"""The socket in data_dir over which `check` asks the running bot: one question, one answer in JSON, closed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from pathlib import Path

from matrixbot.health.findings import CheckResult
from matrixbot.health.vitals import Vitals

NAME = "check.socket"
PATIENCE = 20.0
"""Seconds that an answer may take: the bot may ask its homeserver for it."""


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

    with _reached(folder) as path:
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


async def ask(folder: Path, *, local: bool = False) -> list[CheckResult] | None:
    """What the bot that holds `folder` says about itself, `local` without a word to its homeserver; None if it does
    not answer."""
    try:
        with _reached(folder) as path:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_unix_connection(str(path))
                writer.write(b"local\n" if local else b"check\n")
                answer = await reader.read()
                writer.close()
        return [CheckResult(**one) for one in json.loads(answer)]
    except (OSError, TimeoutError, ValueError, TypeError):
        return None


@contextlib.contextmanager
def _reached(folder: Path) -> Iterator[Path]:
    """The socket's path, short however deep `folder` lies: the address of a socket has at most 108 bytes (unix(7))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        short = Path(f"/proc/self/fd/{descriptor}")
        yield (short if short.exists() else folder) / NAME
    finally:
        os.close(descriptor)
