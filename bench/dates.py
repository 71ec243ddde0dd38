"""How fast dates are read: median, 95 % and worst over the phrases of the tests, and over hostile texts.

python bench/dates.py [CSV with a column `text`]
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from commands.dates import DateError, find_date, read_dates, refusal, warming_up  # noqa: E402  (the project need not be installed)

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo(ZONE))
HOSTILE = {
    "one letter": "a " * 200,
    "digits": "1234567890" * 40,
    "dotted": "1." * 200,
    "dates": "3.12. " * 66,
    "named dates": " ".join(
        f"{n % 28 + 1}. {m}" for n, m in zip(range(50), ["Mai", "Juni", "Juli"] * 17, strict=False)
    )[:400],
    "weekdays": "montag " * 57,
    "times": "14:30 " * 66,
    "ranges": "9-10-" * 80,
    "rules": "jeden montag und " * 23,
    "ordinals": "1. und " * 57,
    "dashes": "-" * 400,
    "zwischen": "zwischen 1 und " * 26,
    "unknown": "x" * 400,
    "compound": "a-" * 200,
    "ends of day": "EOB und " * 50,
    "half days": "9-10.30am und " * 28,
    "typos": "donerstagg " * 36,
    "umlauts": "ä\u0308" * 200,
}


WAYS: dict[str, Callable[[str], object]] = {
    "read": lambda text: read_dates(text, NOW, ZONE),
    "find": lambda text: find_date(text, NOW, ZONE, where="anywhere"),
    "refuse": lambda text: refusal(text, NOW, ZONE),
}


def milliseconds(text: str, way: str = "read") -> float:
    """How long one reading takes."""
    started = time.perf_counter()
    with suppress(DateError):
        WAYS[way](text[:400])
    return (time.perf_counter() - started) * 1e3


def summary(name: str, times: list[float]) -> str:
    """One line: how many, median, 95 %, worst."""
    ordered = sorted(times)
    high = ordered[int(0.95 * (len(ordered) - 1))]
    median = statistics.median(times)
    return f"{name:14} {len(times):5} texts  median {median:6.2f} ms  95 % {high:6.2f} ms  worst {ordered[-1]:6.2f} ms"


def corpus() -> list[str]:
    """The texts of the file named on the command line, else those of the tests."""
    if len(sys.argv) > 1:
        with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)]
    lines = (ROOT / "tests/commands/dates/phrases.txt").read_text(encoding="utf-8").splitlines()
    return [line.rsplit(" => ", 1)[0] for line in lines if " => " in line and not line.startswith("#")]


def main() -> None:
    """Print the warm-up, then the corpus, then each hostile text, best of three."""
    started = time.perf_counter()
    deque(warming_up(), maxlen=0)
    print(f"warm-up        {(time.perf_counter() - started) * 1e3:.0f} ms (at start, in a thread)")
    texts = corpus()
    print(summary("cold cache", [milliseconds(text) for text in texts]))
    print(summary("warm cache", [milliseconds(text) for text in texts]))
    for name, text in HOSTILE.items():
        best = (f"{way} {min(milliseconds(text, way) for _ in range(3)):6.2f} ms" for way in WAYS)
        print(f"hostile: {name:14} {'  '.join(best)}")


if __name__ == "__main__":
    main()
