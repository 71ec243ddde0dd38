"""How the assistant reads a date, shown on request."""

from __future__ import annotations

import pytest

from tests.board import Board


@pytest.mark.parametrize("line", ["!wann Di 8.12. 14-16 Uhr", "!when Tue 8 Dec 14:00-16:00"])
async def test_a_date_is_shown_with_its_weekday(room: Board, line: str) -> None:
    assert await room.says("anna", line) == "Di, 8. Dezember 2026, 14:00–16:00"


async def test_several_dates_are_numbered(room: Board) -> None:
    assert await room.says("anna", "!wann 3., 4. und 7.12. jeweils 14 Uhr") == (
        "1. Do, 3. Dezember 2026, 14:00\n2. Fr, 4. Dezember 2026, 14:00\n3. Mo, 7. Dezember 2026, 14:00"
    )


async def test_a_doubt_comes_with_the_line_for_the_other_reading(room: Board) -> None:
    assert await room.says("anna", "!wann nächsten Freitag") == (
        "Fr, 27. November 2026\n"
        "⚠️ „Nächste“ wird verschieden verstanden: Gemeint sein kann Fr, 27. November 2026 oder Fr, 4. Dezember 2026. "
        "Für Fr, 4. Dezember 2026: 4.12.2026"
    )
    assert await room.says("anna", "!wann 4.12.2026") == "Fr, 4. Dezember 2026"


async def test_a_series_shows_its_rule_and_first_occurrences(room: Board) -> None:
    assert await room.says("anna", "!wann jeden ersten Dienstag im Monat 14-15 Uhr") == (
        "Di, 1. Dezember 2026, 14:00–15:00\n"
        "Das wiederholt sich (jeden 1. Dienstag im Monat 14:00-15:00 ab 1.12.2026): "
        "Di, 1. Dezember 2026, 14:00, Di, 5. Januar 2027, 14:00 und Di, 2. Februar 2027, 14:00"
    )


async def test_what_does_not_exist_is_refused_with_the_nearest_right_form(room: Board) -> None:
    assert await room.says("anna", "!wann 31.2.") == (
        "⚠️ Den 31.2. gibt es nicht. Am nächsten liegt So, 28. Februar 2027.\n!wann 28.2.2027"
    )


async def test_without_a_date_it_asks_for_one(room: Board) -> None:
    assert await room.says("anna", "!wann") == "⚠️ Welches Datum soll gelesen werden?\n!wann nächsten Freitag 14 Uhr"
