"""deploy/README.md word by word on a bare Debian, up to a bot that answers in its room; then an update and a move.

Not among the tests of ./check, as it needs Debian's packages and Python's: `./check --deploy`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from configparser import RawConfigParser
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.deploy.bare import PASSWORD, BareMachine, demand, real_board, running
from tests.deploy.pages import BUNDLING, INSTALLING, MOVING, ROOT, blocks, changed, newer, settings

ABOVE = "/srv"
SOURCE = f"{ABOVE}/board-bot"
"""Where the project lies on the bare machine."""
CONFIG = "etc/matrixbot/config.yaml"


@pytest.fixture(scope="module", autouse=True)
def this_machine_can() -> None:
    demand("debootstrap", "unshare")


SUBSTITUTIONS = {
    "systemctl": 'echo "$@" >> /var/log/systemctl',  # no systemd runs in a folder: what it would start is started below
    "systemd-ask-password": f'echo "{PASSWORD}"',  # nobody sits there to type it
    "journalctl": "true",
}
"""All that is not what it would be on a machine."""


class Service:
    """What systemd does with the unit, by hand: the account, its folder, the credential, the command."""

    def __init__(self, machine: BareMachine) -> None:
        unit = RawConfigParser(strict=False)
        unit.read_string((machine.root / "etc/systemd/system/matrixbot.service").read_text("utf-8"))
        service = unit["Service"]
        name, _, path = service["LoadCredential"].partition(":")
        account, folder = service["User"], f"/var/lib/{service['StateDirectory']}"
        self._machine = machine
        self._line = f"""
            install -d -m {service["StateDirectoryMode"]} -o {account} -g {service["Group"]} {folder}
            mkdir -p /run/credentials/matrixbot.service
            install -m 0400 -o {account} {path} /run/credentials/matrixbot.service/{name}
            cd {service["WorkingDirectory"]}; umask {service["UMask"]}
            exec runuser -u {account} -- {service["ExecStart"]}"""

    def runs(self, log: Path) -> AbstractAsyncContextManager[None]:
        """The service while it runs; what it logs is added to `log`."""
        return running(self._machine.command(self._line), log, self._stop)

    def _stop(self) -> None:
        """SIGTERM to the bot itself, as systemd sends it."""
        for path in Path("/proc").glob("[0-9]*"):
            try:
                words, root = (path / "cmdline").read_bytes(), (path / "root").readlink()
            except OSError:  # it has ended meanwhile
                continue
            if root == self._machine.root and words.startswith(b"/opt/matrixbot/bin/python") and b"\0run\0" in words:
                os.kill(int(path.name), signal.SIGTERM)


def lent(machine: BareMachine) -> None:
    """The folder of this project, as it would be cloned there, and what stands in for what a folder has not."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).exists():
            target = machine.root / SOURCE[1:] / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    for program, script in SUBSTITUTIONS.items():
        machine.stands_in(program, script)


async def test_the_page_leads_to_a_bot_that_answers_and_can_be_updated_and_moved(tmp_path: Path) -> None:
    install, start, check, *later = blocks(INSTALLING)
    machine = BareMachine.new(tmp_path / "machine")
    lent(machine)
    async with real_board(tmp_path) as board:
        machine.runs("apt-get update -q")
        machine.runs(install, SOURCE)
        other = machine.copied(tmp_path / "other")  # a second one, on which step 1 was done as well
        changed(machine.root / CONFIG, settings(board.settings))
        machine.runs(start, SOURCE)
        told = (machine.root / "var/log/systemctl").read_text().splitlines()
        assert told == ["daemon-reload", "enable --now matrixbot", "status matrixbot"]
        _unit_is_sound(machine)
        service, log = Service(machine), tmp_path / "log"
        async with service.runs(log):
            await board.answers("!ping", "Der Board-Assistent ist da")
            assert "✗" not in machine.runs(check, SOURCE)
            await board.answers("!aufgabe neu Kuchen backen", "T5")
        assert (machine.root / "var/lib/matrixbot/recovery_key").stat().st_mode & 0o777 == 0o600
        written = {path.name for path in (machine.root / "etc/matrixbot").iterdir()}
        assert written == {"config.yaml", "password"}

        machine.runs(newer(install), SOURCE)
        for lines in later:
            machine.runs(lines, SOURCE)
        async with service.runs(log):
            await board.answers("!aufgabe zeigen T5", "Kuchen backen")

        away, here = blocks(MOVING)
        machine.runs(away, ABOVE)
        shutil.copy(machine.root / ABOVE[1:] / "board-bot.tar", other.root / SOURCE[1:])
        other.runs(here, SOURCE)
        async with Service(other).runs(log):
            await board.answers("!aufgabe erledigt T5", "erledigt")
    assert "Traceback" not in log.read_text("utf-8")


def _unit_is_sound(machine: BareMachine) -> None:
    """As far as systemd itself says so without running: unknown keys, programs that are not there."""
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", f"--root={machine.root}", "/etc/systemd/system/matrixbot.service"],
            check=False,
            capture_output=True,
            text=True,
        )
        ours = [line for line in done.stderr.splitlines() if "matrixbot" in line and "sysinit.target" not in line]
        assert ours == []


def test_the_page_without_internet_installs_from_a_bundle(tmp_path: Path) -> None:
    machine = BareMachine.new(tmp_path / "machine")
    lent(machine)
    make, put = blocks(BUNDLING)
    machine.runs("apt-get update -q && apt-get install -y -q --no-install-recommends python3-venv")
    machine.runs(make, SOURCE)
    machine.runs("python3 -m venv /opt/matrixbot")
    offline = subprocess.run(
        ["unshare", "--net", *machine.command(put, SOURCE)], check=False, capture_output=True, text=True
    )
    assert offline.returncode == 0, offline.stdout + offline.stderr
    assert "run" in machine.runs("/opt/matrixbot/bin/matrixbot --help")
    machine.runs("mv wheels first", SOURCE)
    machine.runs(make, SOURCE)
    assert machine.runs("diff first/requirements.txt wheels/requirements.txt && echo alike", SOURCE) == "alike\n"
