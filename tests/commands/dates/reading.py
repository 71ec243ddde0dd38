"""Spans as short lines, and the table of phrases, for the tests of the date reader."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from commands.dates import DateError, Span, read_dates

ZONE = "Europe/Berlin"
BERLIN = ZoneInfo(ZONE)
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=BERLIN)


def shown(span: Span) -> str:
    """The span in the notation of `phrases.txt`."""
    if span.ask is None:
        return _plain(span)
    return f"{_plain(span)} ?" + (f" {_plain(span.ask.other)}" if span.ask.other else "")


@cache
def read(text: str, now: datetime = WEDNESDAY) -> tuple[Span, ...]:
    """What is read in `text`, nothing if it is refused. Any other exception fails the test."""
    try:
        return tuple(read_dates(text, now, ZONE))
    except DateError:
        return ()


def answer(text: str, now: datetime = WEDNESDAY) -> str:
    """What is read in `text`, in the notation of `phrases.txt`."""
    return "; ".join(map(shown, read(text, now))) or "-"


def sections() -> dict[str, list[tuple[datetime, str, str]]]:
    """The rows of `phrases.txt` under their headings: now, the text, the answer."""
    now, found = WEDNESDAY, dict[str, list[tuple[datetime, str, str]]]()
    rows: list[tuple[datetime, str, str]] = []
    for line in (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            now = datetime.fromisoformat(line[1:].strip()).astimezone(BERLIN)
        elif line.startswith("# "):
            rows = found.setdefault(line[2:], [])
        elif " => " in line:
            text, expected = line.rsplit(" => ", 1)
            rows.append((now, text.replace("\\n", "\n"), expected))
    return {heading: rows for heading, rows in found.items() if rows}


def _plain(span: Span) -> str:
    text = _moment(span.start)
    if span.end is not None:
        end = _moment(span.end)
        same_day = isinstance(span.end, datetime) and span.end.date() == getattr(span.start, "date", lambda: None)()
        text += ".." + (end[11:] if same_day else end)
    return text + (f" [{span.rrule}]".replace("\n", " ") if span.rrule else "")


def _moment(moment: datetime | date) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return f"{moment:%Y-%m-%d %H:%M}" + ("b" if moment.fold else "")
