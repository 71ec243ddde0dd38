"""The table of the bench: what was measured, what is allowed, and where the time went."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
HEAD = ("measure", "measured", "allowed", "", "what dominates")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `holds` is None where nothing is promised."""

    measure: str
    measured: str
    allowed: str = ""
    holds: bool | None = None
    dominates: str = ""

    def cells(self) -> tuple[str, ...]:
        mark = {True: "ok", False: "NOT", None: ""}[self.holds]
        return self.measure, self.measured, self.allowed, mark, self.dominates


def table(rows: Iterable[Row]) -> str:
    """The rows under each other, columns aligned."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def ratio(
    measure: str, ours: float, theirs: float, most: float, show: Callable[[float], str], dominates: str = ""
) -> Row:
    """Ours against the bare client's, at most `most` times as much."""
    times = ours / theirs
    measured = f"{times:.2f}× ({show(ours)} to {show(theirs)})"
    return Row(measure, measured, f"{most:.2f}×", times <= most, dominates)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def secs(seconds: float) -> str:
    return f"{seconds:.2f} s"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed, between its neighbours where it lies between them."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1]


def cpu_seconds(pid: int) -> float:
    """The processor time of a process so far and all threads it ever had (proc(5), utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def megabytes(pid: int) -> float:
    """How much of the machine's memory a process holds now (RSS)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Shares:
    """Who used the processors since `Shares(…)` was made."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._before = {name: cpu_seconds(pid) for name, pid in pids.items()}

    def used(self, name: str) -> float:
        """Seconds of processor time."""
        return cpu_seconds(self._pids[name]) - self._before[name]

    def __str__(self) -> str:
        used = {name: self.used(name) for name in self._pids}
        whole = sum(used.values()) or 1.0
        by_size = sorted(used.items(), key=lambda item: -item[1])
        return "CPU: " + ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in by_size)
