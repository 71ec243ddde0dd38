"""A member on matrix-js-sdk in a Node process: the crypto that Element uses, talking only to cross-signed devices."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

import pytest

SOURCES = Path(__file__).parent / "js"
OLDEST_NODE = 20
SECONDS = 30.0


def install(folder: Path) -> Path:
    """Installs matrix-js-sdk with npm into `folder`; skips the tests, saying why, where that cannot be done."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        _unavailable("Node and npm are not installed: no test against matrix-js-sdk, the crypto that Element uses")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        _unavailable(f"Node {version} is too old for matrix-js-sdk, {OLDEST_NODE} is needed")
    for source in ("package.json", "member.mjs"):
        shutil.copy(SOURCES / source, folder)
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        _unavailable(f"npm could not install matrix-js-sdk: {result.stderr.strip()[-300:]}")
    return folder


def _unavailable(reason: str) -> NoReturn:
    """Skips where somebody tries the tests without Node; CI has it, and must not pass without having asked."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class JsMember:
    """`await carl.tell("say", room=…, body=…)` makes it act, `await carl.hears(…)` waits for what it reports."""

    def __init__(self, process: asyncio.subprocess.Process, user_id: str) -> None:
        self._process = process
        self._reports: list[dict[str, Any]] = []
        self.user_id = user_id

    @classmethod
    async def new(cls, folder: Path, homeserver: str, user_id: str, password: str) -> JsMember:
        command = ["node", str(folder / "member.mjs"), homeserver, user_id, password]
        pipe = asyncio.subprocess.PIPE
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=quiet)
        member = cls(process, user_id)
        await member.reports("ready")
        return member

    async def tell(self, what: str, **more: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps({"do": what, **more}) + "\n").encode())
        await self._process.stdin.drain()

    async def reports(self, key: str, value: Any = None) -> dict[str, Any]:
        """The next report with that key (and value); earlier ones of other kinds stay for later."""
        async with asyncio.timeout(SECONDS):
            while True:
                for report in self._reports:
                    if key in report and value in (None, report[key]):
                        self._reports.remove(report)
                        return report
                assert self._process.stdout is not None
                line = await self._process.stdout.readline()
                assert line, f"the member on matrix-js-sdk has ended; it had reported {self._reports}"
                self._reports.append(json.loads(line))

    async def room(self, *invited: str) -> str:
        await self.tell("room", invite=invited)
        return str((await self.reports("room"))["room"])

    async def says(self, room_id: str, body: str) -> str:
        await self.tell("say", room=room_id, body=body)
        return str((await self.reports("said"))["said"])

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
