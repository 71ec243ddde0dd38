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
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
FORKS = """
import gc, json, os, sys
import aiosqlite, nio
import matrixbot.__main__, matrixbot.app, matrixbot.config, matrixbot.health.check, matrixbot.operations
gc.freeze()  # what is in memory already is not looked through again at each end
for line in sys.stdin:
    script, arguments, environment, *outputs = json.loads(line)
    child = os.fork()
    if not child:
        for number, path in enumerate(outputs, start=1):
            os.dup2(os.open(path, os.O_WRONLY), number)
        os.environ.update(environment)
        sys.argv[1:] = arguments
        exec(script, {"__name__": "__main__"})
        break
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Reads what to run, forks, tells the child's process id and then its exit status. An exception of the script leaves
the child as it would leave any program."""
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
        self._forks = subprocess.Popen(
            [sys.executable, "-c", FORKS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

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
            child = int(self._asked([script, arguments, environment, out.name, err.name]))
            deadline = time.monotonic() + LONGEST
            while not self._ended():
                told = until() if callable(until) else until and until in Path(err.name).read_text("utf-8")
                if told or time.monotonic() > deadline:
                    os.kill(child, number if told else signal.SIGKILL)
                    break
            status = int(self._line())
            return Done(status, out.read(), err.read())

    def close(self) -> None:
        self._forks.communicate()

    def _asked(self, what: list[object]) -> str:
        assert self._forks.stdin
        self._forks.stdin.write(json.dumps(what) + "\n")
        self._forks.stdin.flush()
        return self._line()

    def _ended(self) -> bool:
        return bool(select.select([self._forks.stdout], [], [], 0.005)[0])

    def _line(self) -> str:
        assert self._forks.stdout
        return self._forks.stdout.readline()
