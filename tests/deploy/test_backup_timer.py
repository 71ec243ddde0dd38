"""The nightly backup: a service and its timer, which keep the newest seven."""

from __future__ import annotations

import shlex
import subprocess
from configparser import RawConfigParser
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
FOLDER = "/var/lib/matrixbot-backups"


def unit(name: str) -> RawConfigParser:
    read = RawConfigParser(strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(DEPLOY / name)
    return read


def test_the_newest_seven_backups_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    names = [f"matrixbot-2026-11-{day:02}T031500Z.backup" for day in range(1, 11)]
    for name in (*names, "mine.backup", "notes"):
        (tmp_path / name).touch()
    line = unit("matrixbot-backup.service")["Service"]["ExecStartPost"].replace(FOLDER, str(tmp_path))
    for _ in range(2):
        subprocess.run(shlex.split(line), check=True)
        assert sorted(path.name for path in tmp_path.iterdir()) == [*names[3:], "mine.backup", "notes"]


def test_the_timer_comes_each_night_and_the_service_may_write_to_two_folders() -> None:
    service = unit("matrixbot-backup.service")["Service"]
    assert service["ExecStart"] == f"/opt/matrixbot/bin/matrixbot backup {FOLDER} --config /etc/matrixbot/config.yaml"
    assert (service["StateDirectory"], service["StateDirectoryMode"]) == ("matrixbot-backups", "0700")
    assert service["ReadWritePaths"] == "-/var/lib/matrixbot"
    assert (service["UMask"], service["ProtectSystem"]) == ("0077", "strict")
    timer = unit("matrixbot-backup.timer")
    assert timer["Timer"]["OnCalendar"] == "*-*-* 04:15"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
