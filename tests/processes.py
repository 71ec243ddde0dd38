"""Processes of their own for tests, forked from one that has the product in memory: a start costs no second."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
FORKS = """
import atexit, gc, json, os, sys, threading
import aiosqlite
import matrixbot.__main__, matrixbot.app, matrixbot.assembling, matrixbot.config, matrixbot.health.check
import matrixbot.operations
gc.freeze()  # what is in memory already is not looked through again


def run(script):
    try:
        exec(script, {"__name__": "__main__"})
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    else:
        return 0
    return 1


for line in sys.stdin:
    script, arguments, environment, streams = json.loads(line)
    opened = [os.open(path, os.O_RDWR | os.O_NOCTTY) for path in streams]
    child = os.fork()
    if not child:
        if len(opened) == 1:  # a terminal: for whoever leads a session, for reading too
            os.setsid()
            opened *= 3
        for number, stream in enumerate(reversed(opened)):
            os.dup2(stream, 2 - number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", buffering=1), open(2, "w", buffering=1)
        os.environ.update(environment)
        sys.argv[1:] = arguments
        status = run(script)
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status & 0xFF)
    for stream in opened:
        os.close(stream)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Reads what to run and on which streams (two files for what is written, or one terminal), forks, tells the child's
process id and then its exit status. An exception of the script is told as by any program. What the child has in memory
is not taken apart at its end, which took longer than most scripts."""
LONGEST = 60
"""Seconds that a process may take."""
KILLED = -signal.SIGKILL
"""The exit status of one that was ended because it had said enough."""


class Done(NamedTuple):
    """A process that has ended: its exit status and what it wrote."""

    status: int
    out: str
    err: str


class Processes:
    """Starts processes; `close` ends the one that they are forked from."""

    def __init__(self) -> None:
        # Unbuffered: what has been read along with another line would not be waited for.
        self._forks = subprocess.Popen(
            [sys.executable, "-c", FORKS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._child = 0

    def run(
        self,
        script: str,
        *arguments: str,
        until: str | Callable[[], bool] = "",
        number: int = signal.SIGKILL,
        **environment: str,
    ) -> Done:
        """Runs the script in a process of its own; one that writes `until` to its stderr, or of which that is true,
        gets the signal `number` at that moment."""
        with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as err:
            child = self.start(script, arguments, environment, out.name, err.name)
            deadline = time.monotonic() + LONGEST
            while not self.has_ended():
                told = until() if callable(until) else until and until in Path(err.name).read_text("utf-8")
                if told or time.monotonic() > deadline:
                    os.kill(child, number if told else signal.SIGKILL)
                    break
            return Done(self.status(), out.read(), err.read())

    def start(self, script: str, arguments: Sequence[str], environment: Mapping[str, str], *streams: str) -> int:
        """Starts the script and gives the process id; one that a test has left is ended before."""
        self._end()
        assert self._forks.stdin
        self._forks.stdin.write(json.dumps([script, arguments, environment, streams]).encode() + b"\n")
        self._child = int(self._line())
        return self._child

    def has_ended(self) -> bool:
        """Whether what was started last has ended; waits a moment for it."""
        return bool(select.select([self._forks.stdout], [], [], 0.005)[0])

    def status(self) -> int:
        """Waits for the end of what was started last; gives its exit status."""
        self._child = 0
        return int(self._line())

    def close(self) -> None:
        self._end()
        self._forks.communicate()

    def _end(self) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            self.status()

    def _line(self) -> bytes:
        assert self._forks.stdout
        return self._forks.stdout.readline()
