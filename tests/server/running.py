"""The bot as its users run it: `matrixbot run --config FILE`, a process of its own that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import nio

from matrixbot.demo.synapse import Synapse
from tests.server.conftest import Account
from tests.server.members import Member

READY = 20.0
ROOT = Path(__file__).parents[2]


class RunningBot:
    """A bot over the configuration in `folder`. What it logs is kept in `folder/log`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: asyncio.subprocess.Process | None = None
        self.options: tuple[str, ...] = ("-X", "dev")
        self._started_at = 0

    @classmethod
    def configured(
        cls, folder: Path, synapse: Synapse, user_id: str, password: str, *rooms: str, **more: str
    ) -> RunningBot:
        """Writes the configuration of a bot for those rooms; `more` are further lines."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "password").write_text(password + "\n")
        (folder / "password").chmod(0o600)
        rows = {
            "homeserver": synapse.url,
            "user_id": f'"{user_id}"',
            "password_file": "password",
            "rooms": "[" + ", ".join(f'"{room}"' for room in rooms) + "]",
            "data_dir": "data",
            "duties": "[{key: literature, title: {de: Literaturverwaltung, en: Literature management}}]",
            **more,
        }
        (folder / "config.yaml").write_text("".join(f"{key}: {value}\n" for key, value in rows.items()))
        return cls(folder)

    async def start(self, module: str = "matrixbot", *, ready: bool = True, **environment: str) -> None:
        """Starts it and waits until it says that it is ready, unless `ready` is False.

        `module` may wrap the bot; `environment` is added to the process's own.
        """
        log = (self.folder / "log").open("ab")
        self._started_at = log.tell()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.options,
            "-m",
            module,
            "run",
            "--config",
            str(self.folder / "config.yaml"),
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "error::DeprecationWarning:matrixbot", **environment},
        )
        log.close()
        if ready:
            await self.ready()

    async def ready(self, seconds: float = READY) -> None:
        """Waits until it says that it is ready."""
        assert self.process
        end = time.monotonic() + seconds
        while b"ready in" not in (self.folder / "log").read_bytes()[self._started_at :]:
            assert self.process.returncode is None, self.log()
            assert time.monotonic() < end, self.log()
            await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Ends it at once, wherever it is."""
        assert self.process
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def ended(self, seconds: float) -> bool:
        """Whether it has ended, by itself, within that time."""
        assert self.process
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), seconds)
        return self.process.returncode is not None

    async def stop(self) -> int:
        """Asks it to stop (SIGTERM); gives its exit status."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 10)

    async def close(self) -> None:
        if self.process and self.process.returncode is None:
            await self.kill()

    def log(self) -> str:
        return (self.folder / "log").read_text()


@asynccontextmanager
async def running_with(
    member: Member, synapse: Synapse, account: Account, folder: Path
) -> AsyncIterator[tuple[str, RunningBot]]:
    """An encrypted board room with that member in it, and the bot running in it until the end."""
    room_id = await member.room(account.user_id)
    bot = RunningBot.configured(folder, synapse, account.user_id, account.password, room_id)
    await bot.start()
    yield room_id, bot
    await bot.close()


def answers(event_id: str) -> Callable[[nio.Event], bool]:
    """Whether an event is the reply to that one."""

    def is_answer(event: nio.Event) -> bool:
        relation: Any = content_of(event).get("m.relates_to") or {}
        return isinstance(relation, dict) and relation.get("m.in_reply_to", {}).get("event_id") == event_id

    return is_answer


def content_of(event: nio.Event) -> dict[str, Any]:
    """The decrypted content."""
    content = event.source.get("content", {})
    return content if isinstance(content, dict) else {}


async def asks(member: Member, room_id: str, line: str) -> str:
    """Says a line and gives the text of the bot's answer."""
    event_id = await member.says(room_id, line)
    answer = await member.hears(answers(event_id))
    return str(content_of(answer)["body"])
