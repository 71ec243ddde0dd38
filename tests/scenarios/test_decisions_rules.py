"""By what rules a decision is voted on, as people say it."""

from __future__ import annotations

import pytest

from tests.board import Board, body

PAPER = "!beschluss neu Das Board nimmt das Papier an"
TWO_THIRDS = "sind zwei Drittel von Ja und Nein; beschlussfähig ab 2 von 4 Stimmen"


@pytest.mark.parametrize(
    ("rules", "needed"),
    [
        ("; Mehrheit zwei Drittel", TWO_THIRDS),
        (
            "; mit einer Mehrheit von zwei Dritteln",
            TWO_THIRDS,
        ),
        ("; two thirds majority", TWO_THIRDS),
        ("; im Konsent; Quorum 3", "ist Konsent: Es bleibt kein Einwand; beschlussfähig ab 3 von 4 Stimmen"),
    ],
)
async def test_the_rules_of_the_vote_need_no_colon(room: Board, rules: str, needed: str) -> None:
    answer = await room.says("anna", f"{PAPER}{rules}; Frist: 15.1.")
    assert answer == "B1 steht zur Abstimmung: Das Board nimmt das Papier an"
    assert f"Nötig {needed}." in body(answer.also[0]).splitlines()


@pytest.mark.parametrize(
    ("behind", "word"),
    [
        (", mit Zweidrittelmehrheit", "mit Zweidrittelmehrheit"),
        (" im Konsent", "im Konsent"),
        (", A und B, C und D mit Zweidrittelmehrheit", "mit Zweidrittelmehrheit"),
        ("; Mehrheit der Kommunen dafür", "Mehrheit der Kommunen dafür"),
    ],
)
async def test_what_may_be_a_rule_of_the_vote_or_a_word_of_the_text_is_asked_about(
    room: Board, behind: str, word: str
) -> None:
    answer = await room.says("anna", f"!beschluss neu Das Board nimmt das Papier an{behind}; Frist: 15.1.")
    assert answer.splitlines()[:2] == [
        f"Noch ist nichts geschehen. Nicht verstanden: „{word}“.",
        f"So weit verstanden: B1 steht zur Abstimmung: Das Board nimmt das Papier an{behind}",
    ]
    assert room.polls() == []
