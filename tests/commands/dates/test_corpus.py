"""The open corpus of expressions (`dates_open.csv`), read as its authors meant it.

`expect` is JSON: the spans that are right, none for what must be refused. Where the bot should ask, `note` may list
other readings that count behind `ALT:`; one marked `window` counts with every start and end inside it.
"""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from commands.dates import DateError, Span, occurrences, read_dates
from tests.commands.dates.reading import BERLIN, ZONE

with (Path(__file__).parent / "dates_open.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def verdict(row: dict[str, str]) -> str:
    """right, refused, asked (wrong, but with a question) or silent (wrong without one)."""
    now = datetime.fromisoformat(row["reference_now"]).astimezone(BERLIN)
    try:
        spans = read_dates(row["text"], now, ZONE)
    except DateError:
        return "right" if row["expect_kind"] == "reject" else "refused"
    expected = json.loads(row["expect"])
    if same(spans, expected):
        return "right"
    _, _, others = row["note"].partition("ALT: ")
    if others and any(same(spans, other) or inside(spans, other) for other in json.loads(others)):
        return "right"
    known = [meaning(wanted) for wanted in expected]
    return "asked" if all(span.ask for span in spans if shape(span) not in known) else "silent"


def same(spans: list[Span], expected: list[dict[str, Any]]) -> bool:
    return sorted(map(repr, map(shape, spans))) == sorted(map(repr, map(meaning, expected)))


def inside(spans: list[Span], expected: list[dict[str, Any]]) -> bool:
    if len(spans) != 1 or len(expected) != 1 or not expected[0].get("window") or spans[0].all_day:
        return False
    low, high = moment(expected[0]["start"], all_day=False), moment(expected[0]["end"], all_day=False)
    _, start, end, _ = shape(spans[0])
    return bool(low <= start <= high and (end is None or end <= high))  # type: ignore[operator]


def meaning(wanted: dict[str, Any]) -> tuple[object, ...]:
    start = moment(wanted["start"], all_day=wanted["all_day"])
    end = moment(wanted["end"], all_day=wanted["all_day"]) if wanted["end"] else None
    return shape(Span(start, end, wanted["all_day"], wanted["rrule"]))


def moment(text: str, *, all_day: bool) -> datetime | date:
    return date.fromisoformat(text[:10]) if all_day else datetime.fromisoformat(text).astimezone(BERLIN)


def shape(span: Span) -> tuple[object, datetime | date, datetime | date | None, object]:
    """What makes two spans equal: of a rule its first forty occurrences, however it is written."""
    rule = tuple(occurrences(span.rrule, span.start, ZONE, 40)) if span.rrule else None
    start, end = (m.astimezone(UTC).replace(second=0) if isinstance(m, datetime) else m for m in (span.start, span.end))
    assert start is not None
    return span.all_day, start, end if end != start else None, rule


def test_nothing_of_the_open_corpus_is_read_wrong_without_a_question() -> None:
    assert [row["text"] for row in ROWS if verdict(row) == "silent"] == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_open_corpus_is_read_as_it_was_meant(lang: str) -> None:
    rows = [row for row in ROWS if row["lang"] == lang]
    missed = [row["text"] for row in rows if verdict(row) != "right"]
    assert len(rows) > 30
    assert len(missed) <= 0.02 * len(rows), missed
