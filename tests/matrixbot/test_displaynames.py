"""Display names as they are shown."""

from __future__ import annotations

import pytest

from matrixbot.matrix.homeserver.displaynames import shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna Weber", "Anna Weber"),
        ("Anna\n\u2028 Weber\x00", "Anna Weber"),
        ("\u202eannA\u2066", "annA"),
        ("\u200b\u3164 ", "anna"),
        ("", "anna"),
        ("\ud800", "anna"),
        ("🎉", "🎉"),
        ("a" * 61, "a" * 59 + "…"),
        ("\u200b" * 5_000 + "a", "anna"),
    ],
)
def test_a_name_is_one_line_of_sixty_characters_and_disturbs_nothing(name: str, shown: str) -> None:
    assert shown_name(name, "@anna:board.test") == shown
