"""A bare Debian in a folder, and a board on a real homeserver: what an installation is tried on, for real.

Wants root, debootstrap and Debian's packages; what this machine needs to reach them (certificates, names) goes along.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import pytest

from matrixbot.demo.synapse import Synapse
from tests.server.members import Member

RELEASE = "trixie"
KEPT = Path("/var/tmp/matrixbot-tests-debian-" + RELEASE)
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PASSWORD = "the bot's password"
READY_SECONDS = 120.0


def demand(*programs: str) -> None:
    """Fails where this machine cannot try it: who asks for it shall not take it for tried."""
    if os.geteuid() != 0:
        pytest.fail("only root can make a bare Debian in a folder")
    if absent := [program for program in programs if not shutil.which(program)]:
        pytest.fail(f"this machine has no {', '.join(absent)}")


def debian() -> Path:
    """A folder with nothing but Debian's smallest system, made once and kept for the next run."""
    if not (KEPT / "done").exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=ca-certificates", RELEASE, KEPT / "root"],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            pytest.fail(f"Debian's packages cannot be had here: {done.stdout.splitlines()[-1:]} {done.stderr}")
        (KEPT / "done").touch()
    return KEPT / "root"


class BareMachine:
    """A system in the folder `root`, in which lines of a shell are run as root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def new(cls, folder: Path) -> Self:
        """One on which nothing was done yet."""
        machine = cls(debian()).copied(folder)
        shutil.copy(CERTIFICATES, folder / "etc/ssl/certs")
        shutil.copy("/etc/resolv.conf", folder / "etc")
        return machine

    def copied(self, folder: Path) -> Self:
        """Another one on which the same was done."""
        subprocess.run(["cp", "-a", "--reflink=auto", self.root, folder], check=True)
        return type(self)(folder)

    def stands_in(self, program: str, script: str) -> None:
        """`program` is this script there."""
        path = self.root / "usr/local/bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def command(self, line: str, folder: str = "/") -> list[str]:
        """What runs these lines there, as root, in that folder; the first that fails ends them."""
        enter = 'mount -t proc proc "$0/proc" && exec chroot "$0" /bin/sh -eu -c "$1"'
        inside = f"cd {folder}; {line}"
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", enter, str(self.root), inside]

    def runs(self, line: str, folder: str = "/") -> str:
        """Runs the lines and gives what they print; AssertionError with all of it if one fails."""
        done = subprocess.run(
            self.command(line, folder),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
        )
        assert done.returncode == 0, f"{line}\n→ {done.returncode}\n{done.stdout[-4000:]}"
        return done.stdout


class RealBoard:
    """A homeserver with an account for the bot, and Anna's encrypted board room, to which the bot is invited."""

    def __init__(self, url: str, bot: str, anna: Member, room_id: str) -> None:
        self.anna, self.room_id, self.bot = anna, room_id, bot
        self.settings = {"homeserver": url, "user_id": f'"{bot}"', "rooms": f'["{room_id}"]'}
        """The lines of the configuration that are this board's own."""

    async def answers(self, line: str, expected: str) -> None:
        """Anna says the line once the bot is there, and can read an answer with those words."""
        before = len(self.anna.heard)
        async with asyncio.timeout(READY_SECONDS):
            while not self._sees_the_bot():
                await self.anna.nio.sync(timeout=500)
        await self.anna.says(self.room_id, line)
        await self.anna.hears(
            lambda event: event in self.anna.heard[before:] and expected in getattr(event, "body", ""), READY_SECONDS
        )

    def _sees_the_bot(self) -> bool:
        room = self.anna.nio.rooms[self.room_id]
        return self.bot in room.users and self.bot not in room.invited_users


@asynccontextmanager
async def real_board(folder: Path) -> AsyncIterator[RealBoard]:
    """Starts the homeserver on loopback; it has ended afterwards."""
    async with Synapse(folder / "homeserver", rate_limits=False) as synapse:
        bot = await synapse.register("board-bot", PASSWORD, displayname="Board-Assistent")
        async with await Member.new(synapse, folder / "anna") as anna:
            room_id = await anna.room(bot, power_level_override={"notifications": {"room": 0}})
            yield RealBoard(synapse.url, bot, anna, room_id)


@asynccontextmanager
async def running(command: list[str], log: Path, stop: Callable[[], None] | None = None) -> AsyncIterator[None]:
    """A program that runs meanwhile, its output in `log`; ended by `stop` or by a signal, within five seconds."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield
        if process.returncode is not None:
            raise AssertionError(f"it ended by itself with {process.returncode}; what it said is in {log}")
        (stop or process.terminate)()
        await asyncio.wait_for(process.wait(), 10)
    except BaseException:
        subprocess.run(["tail", "-n", "40", log], check=False)  # noqa: ASYNC221 - for whoever reads why it failed
        raise
    finally:
        with suppress(ProcessLookupError):
            process.kill()
