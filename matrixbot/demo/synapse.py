"""A real Synapse of one's own: a child process on loopback, in a folder, gone when its parent is gone."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

START_SECONDS = 60.0
STOP_SECONDS = 10.0
LOG_TAIL_LINES = 30

# Linux only: the kernel kills the child as soon as its parent is gone, however the parent died (prctl(2)).
_CHILD = """
import ctypes, os, runpy, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != int(sys.argv.pop(1)):
        sys.exit("the parent is gone")
else:
    sys.argv.pop(1)
runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
"""

_LIMITED = [
    "rc_message",
    "rc_registration",
    "rc_registration_token_validity",
    "rc_admin_redaction",
    "rc_joins_per_room",
    "rc_key_requests",
    "rc_3pid_validation",
    "rc_third_party_invite",
    "rc_media_create",
    "rc_delayed_event_mgmt",
    "rc_room_creation",
    "rc_reports",
    "rc_user_directory",
    "rc_profile",
]
_LIMITED_BY_KIND = {
    "rc_login": ("address", "account", "failed_attempts"),
    "rc_joins": ("local", "remote"),
    "rc_invites": ("per_room", "per_user", "per_issuer"),
    "rc_presence": ("per_user",),
}
_UNLIMITED = {"per_second": 10_000, "burst_count": 10_000}


class SynapseFailed(Exception):
    """The homeserver did not come up, or refused what it was asked; the message ends with its last words."""


class Synapse:
    """A homeserver in `folder` on a random free port of 127.0.0.1, its data kept between `stop()` and `start()`.

    `rate_limits=False` lifts them all. `extra` are more keys of homeserver.yaml. Use as `async with Synapse(folder)`.
    The event loop is used only while waiting, so a server may be started in one loop and used from another.
    """

    def __init__(
        self,
        folder: Path,
        *,
        rate_limits: bool = True,
        extra: dict[str, Any] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._secret = secrets.token_hex(16)
        self._progress = progress
        self._process: subprocess.Popen[bytes] | None = None
        self._write_configuration({**({} if rate_limits else _no_limits()), **(extra or {})})

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Starts it and waits until it answers; SynapseFailed with the end of its log if it does not."""
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own interpreter; forking takes a moment
                [sys.executable, "-c", _CHILD, str(os.getpid()), "-c", str(self._configuration)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal must reach the parent only
            )
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            while not await asyncio.to_thread(self._answers):
                waited = loop.time() - began
                if self._process.poll() is not None or waited > START_SECONDS:
                    raise SynapseFailed(f"Synapse did not come up after {waited:.0f} s:\n{self._last_words()}")
                if self._progress:
                    self._progress(waited)
                await asyncio.sleep(0.1)
        except BaseException:
            self._end(kill=True)
            raise

    async def stop(self) -> None:
        """Ends it cleanly; its data stays for the next `start()`."""
        await asyncio.to_thread(self._end, kill=False)

    async def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        await asyncio.to_thread(self._end, kill=True)

    async def register(self, name: str, password: str, *, admin: bool = False, displayname: str | None = None) -> str:
        """Makes an account and gives its user id (Synapse admin API, shared-secret registration)."""
        path = "/_synapse/admin/v1/register"
        nonce = (await asyncio.to_thread(self._ask, path, None))["nonce"]
        words = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(self._secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        body["displayname"] = displayname or name
        body["inhibit_login"] = True  # a session that nobody uses would stand in everybody's list of sessions
        answer = await asyncio.to_thread(self._ask, path, body)
        return str(answer["user_id"])

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(kill=kind is not None)  # not awaited: must also happen while the task is being cancelled

    @property
    def _configuration(self) -> Path:
        return self.folder / "homeserver.yaml"

    @property
    def _output(self) -> Path:
        return self.folder / "homeserver.out"

    def _write_configuration(self, changes: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "log.yaml"
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        configuration = {
            "server_name": "localhost",
            "public_baseurl": self.url + "/",
            "report_stats": False,
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(self.folder / "homeserver.db")}},
            "media_store_path": str(self.folder / "media"),
            "signing_key": f"ed25519 a_own {seed}",
            "trusted_key_servers": [],
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "log_config": str(log),
            **changes,
        }
        # JSON is YAML: no writer needed.
        self._configuration.write_text(json.dumps(configuration, indent=1), encoding="utf-8")
        log.write_text(json.dumps({"version": 1, "root": {"level": "ERROR"}}), encoding="utf-8")

    def _answers(self) -> bool:
        try:
            self._ask("/_matrix/client/versions", None)
        except (OSError, SynapseFailed):
            return False
        return True

    def _ask(self, path: str, body: dict[str, Any] | None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data)  # noqa: S310 - our own loopback address
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
        try:
            with opener.open(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise SynapseFailed(f"{path}: {refusal.code} {refusal.read().decode(errors='replace')}") from None

    def _end(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _last_words(self) -> str:
        return "\n".join(self._output.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _no_limits() -> dict[str, Any]:
    limits: dict[str, Any] = dict.fromkeys(_LIMITED, _UNLIMITED)
    limits.update({key: dict.fromkeys(kinds, _UNLIMITED) for key, kinds in _LIMITED_BY_KIND.items()})
    return limits
