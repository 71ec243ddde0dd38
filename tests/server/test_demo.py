"""The demo as a newcomer starts it: a process of its own, watched from outside."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The only place where the demo may put its temporary folder; empty afterwards."""
    place = tmp_path / "temporary"
    place.mkdir()
    yield place
    assert list(place.iterdir()) == []


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The demo while it runs; killed if the test leaves it running."""
    with subprocess.Popen(
        [sys.executable, "-m", "matrixbot", "demo", *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def homeservers(folder: Path) -> list[str]:
    """The processes that still run on something in the folder."""
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return [command.decode().replace("\0", " ") for command in commands if str(folder).encode() in command]


def test_once_plays_the_whole_day_and_ends_well(folder: Path) -> None:
    with demo(folder, "--once") as process:
        output, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, errors) == (0, ""), output
    assert "Anna            │ !sitzung vorschlagen" in output
    assert "│   ○ Ja   ○ Wenn nötig   ○ Nein" in output
    assert "✗" not in output
    assert "\x1b" not in output
    assert homeservers(folder) == []


def test_what_is_typed_is_said_by_the_member_who_has_the_seat(folder: Path) -> None:
    typed = "!ping\n/ben\n!remind in 3 Tagen Kuchen backen\n/niemand\n/quit\n"
    with demo(folder) as process:
        output, errors = process.communicate(typed, SECONDS)
    assert (process.returncode, errors) == (0, "")
    seat = output[output.index("Jetzt sind Sie an der Reihe") :]
    assert re.search(r"Anna +│ !ping\nBoard-Assistent │ Der Board-Assistent ist da", seat)
    assert re.search(r"Ben +│ !remind in 3 Tagen Kuchen backen\nBoard-Assistent │ R\d+ ist vorgemerkt", seat)
    assert seat.count("/anna, /ben und /cem wechselt") == 2
    before = output[: output.index("Guten Morgen")]
    assert re.search(r"Homeserver: http://127\.0\.0\.1:\d+\n +Benutzername: dora, Passwort: \S+\n", before)
    assert "bleibt für diese Person unlesbar" in before
    assert "Eingabetaste" not in output  # nobody sits there


def test_who_sits_at_a_terminal_may_come_in_before_the_day_begins(folder: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TMPDIR": str(folder), "NO_COLOR": "1", "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "matrixbot", "demo"],
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        try:
            os.close(theirs)
            before = _read_until(ours, "Die Eingabetaste beginnt den Tag")
            assert "Benutzername: dora, Passwort: " in before
            quiet, _, _ = select.select([ours], [], [], 2.0)
            said = os.read(ours, 65536).decode() if quiet else ""
            assert "Guten Morgen" not in before + said
            os.write(ours, b"\n")
            assert "Guten Morgen zusammen!" in _read_until(ours, "Board-Assistent │")
            process.send_signal(signal.SIGINT)
            _read_until(ours, "Abgebrochen. Es bleibt nichts zurück.")
            assert process.wait(SECONDS) == 130
        finally:
            process.kill()
            os.close(ours)


def _read_until(terminal: int, words: str) -> str:
    """What the terminal shows until those words."""
    shown = b""
    end = time.monotonic() + SECONDS
    while words.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], max(end - time.monotonic(), 0))
        assert ready, shown.decode(errors="replace")
        shown += os.read(terminal, 65536)
    return shown.decode(errors="replace")


@pytest.mark.parametrize("moment", ["startet", "verschlüsselter", "Der Bot startet", "Anna ", "Reihe"])
def test_ctrl_c_at_any_moment_leaves_nothing_behind(folder: Path, moment: str) -> None:
    with demo(folder) as process:
        assert process.stdout is not None
        while moment not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)  # an impatient one
        _output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode in (130, -signal.SIGINT), errors  # the latter: it was over, and Python was leaving
    assert "Traceback" not in errors
    assert homeservers(folder) == []


def test_without_synapse_one_sentence_says_what_to_install(folder: Path) -> None:
    hide = "import sys; sys.modules['synapse'] = None; from matrixbot.__main__ import main; sys.exit(main(['demo']))"
    done = subprocess.run([sys.executable, "-c", hide], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "The demo needs a homeserver of its own: pip install 'matrixbot[demo]' installs Synapse.\n"
