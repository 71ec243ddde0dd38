"""`matrixbot run` before it is ready: it stops at any moment, and says once what the operator can put right."""

from __future__ import annotations

import re
import select
import signal
import socket
from pathlib import Path

import pytest

from matrixbot.files import exclusive, told
from tests.matrixbot.homeserver import BOT
from tests.matrixbot.mas import ServiceHomeserver, serving_beside
from tests.matrixbot.test_damaged_files import MAIN
from tests.processes import Done, Processes
from tests.records import migrated

SIGNALS = (signal.SIGTERM, signal.SIGINT)
NO_NAMES = """
import socket
def getaddrinfo(*_args, **_more):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
socket.getaddrinfo = getaddrinfo
"""
SLOW_NAMES = """
import socket, sys, time
from matrixbot import signals
signals.LONGEST = 0.5
def getaddrinfo(*_args, **_more):
    print("looking for it", file=sys.stderr, flush=True)
    time.sleep(60)
socket.getaddrinfo = getaddrinfo
"""
BY_ITSELF = """
from matrixbot import signals
assert signals.LONGEST < 5
signals.LONGEST = 600  # what ends it shall not be that
"""
FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
"""
STOPPED_WHILE_READING = """
import os, signal
from matrixbot import config
def load(*_args):
    os.kill(os.getpid(), signal.SIGTERM)
config.load = load
"""


def configured(folder: Path, homeserver: str = "http://127.0.0.1:1", *more: str) -> list[str]:
    """A configuration; gives the arguments with which it is run."""
    folder.mkdir(exist_ok=True)
    lines = [f"homeserver: {homeserver}", f'user_id: "{BOT}"', 'rooms: ["!a:board.test"]', "password: x", *more]
    lines = [line for line in lines if line != "password: x" or "access_token_file: token" not in more]
    (folder / "config.yaml").write_text("".join(f"{line}\n" for line in lines))
    return ["run", "--config", str(folder / "config.yaml")]


def is_free(folder: Path) -> bool:
    with exclusive(folder):
        return True


def said(done: Done, folder: Path) -> str:
    """What it says to the operator beside the log, without the folder."""
    lines = [line for line in done.err.splitlines() if not re.match(r"20\d\d-", line)]
    return "\n".join([done.out, *lines]).strip().replace(f"{folder}/", "")


@pytest.mark.long
@pytest.mark.parametrize("number", SIGNALS)
def test_it_stops_while_the_homeserver_is_away(processes: Processes, tmp_path: Path, number: int) -> None:
    done = processes.run(BY_ITSELF + MAIN, *configured(tmp_path), until="next try in", number=number)
    assert done.status == 0, done
    assert is_free(tmp_path / "data")
    assert "waiting for http://127.0.0.1:1: http://127.0.0.1:1 cannot be reached: Connection refused; next try" in (
        done.err
    )


@pytest.mark.parametrize("number", SIGNALS)
def test_it_stops_while_the_homeserver_does_not_answer(processes: Processes, tmp_path: Path, number: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        arguments = configured(tmp_path, f"http://127.0.0.1:{deaf.getsockname()[1]}")
        done = processes.run(
            BY_ITSELF + MAIN, *arguments, until=lambda: bool(select.select([deaf], [], [], 0)[0]), number=number
        )
    assert (done.status, said(done, tmp_path)) == (0, "")
    assert is_free(tmp_path / "data")


@pytest.mark.long
@pytest.mark.parametrize("number", SIGNALS)
def test_it_stops_while_the_first_sync_is_not_answered(processes: Processes, tmp_path: Path, number: int) -> None:
    homeserver = ServiceHomeserver()
    homeserver.hung.add("/sync")
    with serving_beside(homeserver) as url:
        arguments = configured(tmp_path, url, "access_token_file: token")
        (tmp_path / "token").write_text("mct_one\n")
        (tmp_path / "token").chmod(0o600)
        done = processes.run(BY_ITSELF + MAIN, *arguments, until=lambda: homeserver.waiting, number=number)
    assert (done.status, done.err) == (0, "")
    assert is_free(tmp_path / "data")


@pytest.mark.long
def test_it_stops_although_a_name_is_still_looked_up(processes: Processes, tmp_path: Path) -> None:
    arguments = configured(tmp_path, "https://slow.example.org")
    done = processes.run(SLOW_NAMES + MAIN, *arguments, until="looking for it", number=signal.SIGTERM)
    assert done.status == 0
    assert is_free(tmp_path / "data")


def test_it_stops_before_anything_was_begun(processes: Processes, tmp_path: Path) -> None:
    done = processes.run(STOPPED_WHILE_READING + MAIN, *configured(tmp_path))
    assert done == (0, "", "")


@pytest.mark.long
def test_an_unknown_host_at_the_first_login_is_told_and_later_waited_for(processes: Processes, tmp_path: Path) -> None:
    arguments = configured(tmp_path, "https://matrix.exmaple.org")
    sentence = (
        "config.yaml:1: homeserver: the name matrix.exmaple.org is not known. Correct the address, or look at this "
        "machine's network and name server (DNS)."
    )
    for command in ("run", "check"):
        done = processes.run(NO_NAMES + MAIN, command, *arguments[1:])
        assert (done.status, said(done, tmp_path)) == (2, sentence)
    (tmp_path / "data" / "session.json").write_text("{}")
    done = processes.run(NO_NAMES + MAIN, "check", *arguments[1:])
    assert (done.status, said(done, tmp_path)) == (2, sentence)


def test_a_name_that_is_not_known_today_is_waited_for_by_a_bot_that_has_worked(
    processes: Processes, tmp_path: Path
) -> None:
    session = f'{{"homeserver": "x", "user_id": "{BOT}", "device_id": "DEVICE", "access_token": "token"}}'
    arguments = configured(tmp_path, "https://matrix.example.org")
    (tmp_path / "data" / "crypto").mkdir(parents=True)
    (tmp_path / "data" / "crypto" / "DEVICE.db").touch()
    (tmp_path / "data" / "session.json").write_text(session)
    (tmp_path / "data" / "board.db").write_bytes(migrated())
    done = processes.run(NO_NAMES + MAIN, *arguments, until="next try in", number=signal.SIGTERM)
    assert done.status == 0
    assert "waiting for https://matrix.example.org: the name matrix.example.org is not known" in done.err


def test_a_full_disk_at_the_start_is_one_message(processes: Processes, tmp_path: Path) -> None:
    done = processes.run(FULL_DISK + MAIN, *configured(tmp_path, "http://127.0.0.1:1", "data_dir: data"))
    assert (done.status, said(done, tmp_path)) == (
        2,
        "config.yaml:5: data_dir: nothing can be written in data: the disk is full, or it fails. Make room on it, then "
        "start again.",
    )


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_data_dir_that_is_a_file_is_told_with_its_line(processes: Processes, tmp_path: Path, command: str) -> None:
    (tmp_path / "records").touch()
    arguments = configured(tmp_path, "http://127.0.0.1:1", "data_dir: records")
    done = processes.run(MAIN, command, *arguments[1:])
    assert (done.status, said(done, tmp_path)) == (
        2,
        "config.yaml:5: data_dir: expected a folder, and records is a file or lies below one. Name another folder, or "
        "move the file away.",
    )


def test_a_folder_without_the_right_to_it_is_told_with_the_command_that_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "matrixbot")
    mistake = told(PermissionError(13, "Permission denied", "/var/lib/board"), Path("/var/lib/board"))
    assert str(mistake) == (
        "/var/lib/board cannot be used: the account matrixbot, which runs the bot, lacks the right. Give it to that "
        "account: chown -R matrixbot /var/lib/board"
    )
    read_only = told(OSError(30, "Read-only file system", "/srv/board/lock"), Path("/srv/board"))
    assert str(read_only) == "/srv/board/lock lies on a disk that is read-only. Name another folder."


def test_the_version_is_said(processes: Processes) -> None:
    done = processes.run(MAIN, "--version")
    assert (done.status, done.err) == (0, "")
    assert re.fullmatch(r"matrixbot \d+\.\d+\.\d+\n", done.out)


def test_the_service_does_not_start_again_over_what_the_operator_must_put_right() -> None:
    unit = (Path(__file__).parents[2] / "deploy" / "matrixbot.service").read_text().splitlines()
    assert {"Restart=on-failure", "RestartPreventExitStatus=2", "Type=notify"} <= set(unit)
