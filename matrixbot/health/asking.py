"""The operator's side of the socket in data_dir: what the running bot says about itself.

Health checks come here twice a minute: the bot itself is not imported for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from matrixbot.config import Config
from matrixbot.files import is_held, usable
from storage.values import frozen

NAME = "check.socket"
PATIENCE = 20.0
"""Seconds that an answer may take: the bot may ask its homeserver for it."""


@frozen
class CheckResult:
    """One thing that was looked at; `remedy` says what to do, and is empty if all is well."""

    text: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"✗ {self.text}\n  → {self.remedy}" if self.remedy else f"✓ {self.text}"


async def check_local(config: Config) -> int:
    """Prints whether the bot is well, and nothing that has to be asked of others; gives the exit status: 1 if it is
    not, or does not run."""
    with usable(config.data_dir):
        held = is_held(config.data_dir)
    found = await asked(config.data_dir, local=True) if held else [_NOT_RUNNING]
    print(*found, sep="\n")
    return 1 if any(one.remedy for one in found) else 0


_NOT_RUNNING = CheckResult("The bot is not running.", "Start it: matrixbot run, or systemctl start matrixbot.")


async def asked(folder: Path, *, local: bool) -> list[CheckResult]:
    """What the bot that holds `folder` says about itself; `local` without a word to its homeserver."""
    said = await _answer(folder, b"local\n" if local else b"check\n")
    return said or [CheckResult("The bot is running, but does not answer.", "Its log says more. Restart it.")]


async def _answer(folder: Path, question: bytes) -> list[CheckResult] | None:
    try:
        with reached(folder) as path:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_unix_connection(str(path))
                writer.write(question)
                answer = await reader.read()
                writer.close()
        return [CheckResult(**one) for one in json.loads(answer)]
    except (OSError, TimeoutError, ValueError, TypeError):
        return None


@contextlib.contextmanager
def reached(folder: Path) -> Iterator[Path]:
    """The socket's path, short however deep `folder` lies: the address of a socket has at most 108 bytes (unix(7))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        short = Path(f"/proc/self/fd/{descriptor}")
        yield (short if short.exists() else folder) / NAME
    finally:
        os.close(descriptor)
