"""The log: readable, and never with what members say. Each test has a process of its own and reads its stderr."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from matrixbot.systemd import notify, watchdog_interval
from tests.processes import Processes

ROOT = Path(__file__).parents[2]
SECRET = "Geheimsitzung"
START = f"""
import asyncio, logging, warnings
from matrixbot import logs
logs.configure(logging.DEBUG)
log = logging.getLogger("matrixbot.test")
secret = "{SECRET}"
"""


@pytest.fixture
def stderr_of(processes: Processes) -> Callable[[str], str]:
    """What a script writes to its stderr in a process of its own."""

    def written(script: str) -> str:
        done = processes.run(START + script)
        assert done.out == ""
        return done.err

    return written


def test_our_own_records_are_written_with_time_level_and_name(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of('log.info("ready after %d ms", 412)')
    assert written.endswith(" INFO matrixbot.test: ready after 412 ms\n")
    assert written.startswith("20")


def test_an_exception_is_written_with_its_frames_and_type_but_not_its_message(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("""
def fail(words):
    try:
        {}[words]
    except KeyError as error:
        raise ValueError(f"cannot read {words}") from error
try:
    fail(secret)
except ValueError as error:
    error.add_note(secret)
    log.exception("fault 7F3A")
""")
    assert "ERROR matrixbot.test: fault 7F3A\n" in written
    assert "in fail\n" in written
    assert "builtins.KeyError\nwhich led to:\n" in written
    assert written.endswith("builtins.ValueError\n")
    assert SECRET not in written


def test_every_exception_of_a_group_is_written_without_its_message(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("""
async def fail(kind):
    raise kind(secret)
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail(ValueError))
        group.create_task(fail(LookupError))
try:
    asyncio.run(main())
except ExceptionGroup:
    log.exception("fault 7F3A")
""")
    assert "part 1 of 2:\n" in written
    assert "builtins.ValueError\n" in written
    assert "builtins.LookupError\n" in written
    assert SECRET not in written


def test_an_exception_that_is_its_own_cause_is_written_once(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("""
error = ValueError(secret)
try:
    raise error from error
except ValueError:
    log.exception("fault 7F3A")
""")
    assert written.count("builtins.ValueError") == 1
    assert SECRET not in written


def test_the_message_of_an_operators_mistake_and_of_the_homeservers_refusal_is_written(
    stderr_of: Callable[[str], str],
) -> None:
    written = stderr_of("""
from matrixbot.errors import OperatorError
from matrixbot.gateway import TryLater
for error in (OperatorError("the password file is empty"), TryLater("the homeserver answered 502")):
    log.warning("stopped", exc_info=error)
""")
    assert "matrixbot.errors.OperatorError: the password file is empty\n" in written
    assert "matrixbot.gateway.TryLater: the homeserver answered 502\n" in written


def test_an_exception_that_nobody_catches_is_written_without_its_message(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("raise RuntimeError(secret)")
    assert "CRITICAL matrixbot.logs: an exception that nobody caught\n" in written
    assert written.endswith("builtins.RuntimeError\n")
    assert SECRET not in written


def test_an_exception_in_a_thread_or_a_finaliser_is_written_without_its_message(
    stderr_of: Callable[[str], str],
) -> None:
    written = stderr_of("""
import threading
class Ending:
    def __del__(self):
        raise LookupError(secret)
def fail():
    raise RuntimeError(secret)
Ending()
thread = threading.Thread(target=fail, name=secret)
thread.start()
thread.join()
""")
    assert "builtins.LookupError\n" in written
    assert "builtins.RuntimeError\n" in written
    assert SECRET not in written


def test_an_exception_of_a_forgotten_task_is_written_without_its_message(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("""
async def fail():
    raise RuntimeError(secret)
async def main():
    asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0.01)
    import gc; gc.collect()
asyncio.run(main(), debug=True)
""")
    assert "ERROR asyncio: base_events.py:" in written
    assert "builtins.RuntimeError\n" in written
    assert SECRET not in written


def test_a_broken_event_that_nio_quotes_is_written_without_its_words(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("""
import nio
nio.RoomMessageText.from_dict({"type": "m.room.message", "content": {"msgtype": "m.text", "body": {secret: secret}},
    "event_id": "$1", "sender": "@anna:example.org", "origin_server_ts": 1})
nio.RoomMessage.parse_event({"type": "m.room.message", "content": {"body": secret}, "event_id": secret})
logging.getLogger("nio").setLevel(logging.DEBUG)
logging.getLogger("nio.client").debug(secret)
""")
    assert "WARNING nio.events.misc: misc.py:" in written
    assert "(its words are withheld)\n" in written
    assert SECRET not in written


def test_what_the_database_stores_is_not_written_at_any_level(stderr_of: Callable[[str], str]) -> None:
    written = stderr_of("""
import aiosqlite
async def main():
    logging.getLogger("aiosqlite").setLevel(logging.DEBUG)
    async with aiosqlite.connect(":memory:") as database:
        await database.execute("SELECT ?", [secret])
asyncio.run(main(), debug=True)
log.debug("done")
""")
    assert written.endswith("DEBUG matrixbot.test: done\n")
    assert "aiosqlite" not in written
    assert SECRET not in written


def test_a_warning_and_a_record_that_cannot_be_formatted_are_written_without_their_words(
    stderr_of: Callable[[str], str],
) -> None:
    written = stderr_of("""
warnings.warn(secret)
log.warning("%d votes", secret)
log.warning("still here")
""")
    assert "WARNING py.warnings: " in written
    assert written.endswith("WARNING matrixbot.test: still here\n")
    assert SECRET not in written


@pytest.mark.long
def test_under_systemd_every_line_starts_with_its_priority() -> None:
    reader, writer = socket.socketpair()
    status = os.fstat(writer.fileno())
    script = 'log.warning("slow")\nraise RuntimeError(secret)'
    with reader, writer:
        subprocess.run(
            [sys.executable, "-c", START + script],
            cwd=ROOT,
            check=False,
            stderr=writer,
            env={**os.environ, "JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"},
            timeout=60,
        )
        writer.shutdown(socket.SHUT_WR)
        lines = reader.makefile().read().splitlines()
    assert lines[0] == "<4>matrixbot.test: slow"
    assert lines[1] == "<2>matrixbot.logs: an exception that nobody caught"
    assert lines[-1] == "<2>builtins.RuntimeError"
    assert all(line.startswith("<2>") for line in lines[1:])


def test_systemd_is_told_on_its_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "notify")})
        assert listener.recv(100) == b"READY=1"


def test_systemd_is_told_on_an_abstract_socket() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("")  # Linux chooses a free abstract name
        notify("WATCHDOG=1", {"NOTIFY_SOCKET": "@" + listener.getsockname()[1:].decode()})
        assert listener.recv(100) == b"WATCHDOG=1"


def test_without_a_listening_systemd_telling_it_does_no_harm(tmp_path: Path) -> None:
    assert notify("READY=1", {}) is None
    assert notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "gone")}) is None


def test_the_watchdog_is_fed_twice_as_often_as_systemd_asks() -> None:
    assert watchdog_interval({"WATCHDOG_USEC": "60000000"}) == 30
    assert watchdog_interval({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}) == 30
    assert watchdog_interval({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}) is None
    assert watchdog_interval({}) is None
