"""Private files, written whole, and folders that one process holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from matrixbot.errors import OperatorError
from matrixbot.files import exclusive, is_held, private_folder, write_private

HOLD = """
import pathlib, sys
from matrixbot.files import exclusive
with exclusive(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_private_file_is_readable_by_its_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file = private_folder(tmp_path / "a" / "b") / "file"
        write_private(file, "words")
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_private(tmp_path / "file", "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matrixbot.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_is_held_by_one_process_until_it_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert is_held(tmp_path)
        with (
            pytest.raises(OperatorError, match=f"in use by another matrixbot \\(process {other.pid}\\)"),
            exclusive(tmp_path),
        ):
            pass
        other.kill()
    with exclusive(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
    assert not is_held(tmp_path)


def test_the_same_process_may_hold_a_folder_twice(tmp_path: Path) -> None:
    with exclusive(tmp_path), exclusive(tmp_path):
        assert is_held(tmp_path)
    assert not is_held(tmp_path / "nothing here")
