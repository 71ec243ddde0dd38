"""Telling systemd how the service is: sd_notify(3) in a few lines."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress


def notify(state: str, env: Mapping[str, str] = os.environ) -> None:
    """Sends `state`, such as `READY=1`, `WATCHDOG=1` or `STOPPING=1`; does nothing where nobody listens."""
    address = env.get("NOTIFY_SOCKET", "")
    if not address:
        return
    # A deaf or restarting systemd must not stop the bot: never wait, never fail.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        sender.setblocking(False)
        sender.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)


def watchdog_interval(env: Mapping[str, str] = os.environ) -> float | None:
    """Seconds between two `WATCHDOG=1`, half of what systemd allows; None if no watchdog is set for this process."""
    microseconds = env.get("WATCHDOG_USEC", "")
    if not microseconds or env.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(microseconds) / 2_000_000
