"""Somebody at a terminal: starts the program on one of its own, reads what it asks, types."""

from __future__ import annotations

import os
import pty
import select
import signal
import time

from tests.processes import LONGEST, Processes

ON_A_TERMINAL = """
import fcntl, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C reaches it, and it reads passwords there
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
from matrixbot.__main__ import main
sys.exit(main())
"""


class Typist:
    """A program on a terminal, as a German is greeted. What it has shown is in `shown`."""

    def __init__(self, processes: Processes, *arguments: str, first: str = "") -> None:
        """`first` are lines of Python that the program begins with."""
        self.shown = ""
        self._read = 0
        self._end = time.monotonic() + 2 * LONGEST
        self._processes = processes
        self._terminal, other = pty.openpty()
        german = {"LANG": "de_DE.UTF-8", "LC_ALL": ""}
        self._child = processes.start(first + ON_A_TERMINAL, arguments, german, os.ttyname(other))
        os.close(other)

    def sees(self, words: str) -> None:
        """Waits until those words stand on the screen, behind what was waited for before."""
        while words not in self.shown[self._read :]:
            assert time.monotonic() < self._end, f"{words!r} is not in:\n{self.shown}"
            assert self._more(), f"it ended without {words!r}:\n{self.shown}"
        self._read = self.shown.index(words, self._read) + len(words)

    def types(self, line: str) -> None:
        """Types a line and Enter."""
        os.write(self._terminal, line.encode() + b"\n")

    def interrupts(self) -> None:
        """Presses Ctrl-C."""
        os.write(self._terminal, b"\x03")

    def ended(self) -> int:
        """Waits until the program ends; gives its exit status."""
        while self._more():
            if time.monotonic() > self._end:
                os.kill(self._child, signal.SIGKILL)
        os.close(self._terminal)
        return self._processes.status()

    def _more(self) -> bool:
        """Reads on; False at the end."""
        if not select.select([self._terminal], [], [], 0.1)[0]:
            return True
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # so a terminal ends whose program is gone
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)
