"""Days, counts and lists are written as Unicode's data have them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from babel.dates import format_date
from babel.lists import format_list
from babel.units import format_unit

from commands.words.moments import counted, listed, short_day, show_day

YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [("de", "ccc, d. MMMM y", "ccc d.M."), ("en", "ccc, d MMMM y", "ccc d MMM")],
)
def test_days_are_written_as_babel_writes_them(language: str, full: str, short: str) -> None:
    for day in YEAR[::7] + YEAR[:40]:
        assert show_day(day, language) == format_date(day, full, locale=language)
        assert short_day(day, language) == format_date(day, short, locale=language)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("number", [1, 2, 999, 1_000, 99_999])
@pytest.mark.parametrize("unit", ["day", "hour", "minute"])
def test_counts_are_written_as_babel_writes_them(
    language: str, number: int, unit: Literal["day", "hour", "minute"]
) -> None:
    assert counted(number, unit, language) == format_unit(number, f"duration-{unit}", locale=language)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("how", ["standard", "or"])
@pytest.mark.parametrize("words", [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]])
def test_lists_are_written_as_babel_writes_them(
    language: str, how: Literal["standard", "or"], words: list[str]
) -> None:
    assert listed(words, how, language) == format_list(words, how, language)
