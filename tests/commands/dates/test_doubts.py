"""A doubt is one value from the calendar to the answer: its kind, what it is about, and another reading that can be."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import get_args

import pytest

from commands.dates import Ask, Span, in_past
from commands.dates.spans import AskKind
from commands.doubts import doubted, reason
from commands.words.render import Style, render
from tests.commands.dates.reading import ZONE, read, sections
from tests.selection import some

OF_WHAT_IS_OVER = {"just gone", "this or gone", "last or before"}


@cache
def asked() -> list[tuple[str, datetime, Span]]:
    """What in the table is asked about: read when the first test wants it, not by every process that collects."""
    rows = [row for rows in sections().values() for row in rows if " ?" in row[2]]
    return [(text, now, span) for now, text, _ in some(rows, 3) for span in read(text, now) if span.ask]


def doubt(span: Span) -> Ask[Span]:
    assert span.ask is not None
    return span.ask


@pytest.mark.long
def test_every_kind_of_doubt_has_a_phrase_in_the_table() -> None:
    assert {doubt(span).kind for _, _, span in asked()} == set(get_args(AskKind))


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_doubt_of_the_table_is_a_whole_sentence(language: str) -> None:
    for text, _, span in asked():
        said = render(reason(doubt(span)), Style(language, ZONE)).body
        assert said.endswith((".", "!")) and "{" not in said, text
        assert doubt(span).say in render(doubted(doubt(span)), Style(language, ZONE)).body, text


def test_the_other_reading_is_another_one_and_none_that_is_over() -> None:
    nonsense = [
        text
        for text, now, span in asked()
        if (other := doubt(span).other) is not None
        and (
            other.key == span.key
            or (doubt(span).kind not in OF_WHAT_IS_OVER and in_past(other, now) and not in_past(span, now))
            or (isinstance(other.end, datetime) and isinstance(other.start, datetime) and other.end <= other.start)
        )
    ]
    assert nonsense == []


def test_a_date_is_no_longer_just_gone_after_a_year() -> None:
    (leap,) = read("29.2.")
    assert doubt(leap).kind == "no leap day" and doubt(leap).other is None
