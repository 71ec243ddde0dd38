"""A line that is offered works: for whoever asked, on the record that was meant, and it does no more than it says."""

from __future__ import annotations

import pytest

from tests.board import Board
from tests.offered import carrying_out

SETUP = (
    "!sitzung ansetzen Vorstand 1.12. 14-16 Uhr",
    "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr",
    "!sitzung ansetzen Jour fixe jeden Mittwoch 9-10 Uhr",
    "!aufgabe neu Einladung verschicken bis 4.12.",
    "!erinnere 2.12. 8:30 Tagesordnung",
    "!gastgeber anbieten Bochum am 8.12. für 25",
)
LINES = (
    "!sitzung absagen", "!sitzung absagen M3 wegen Umbau", "!sitzung verschieben M3 Donnerstag", "!sitzung zeigen M2",
    "!sitzung wieder M2", "!sitzung ort", "!sitzung streichen", "!sitzung ergänzen", "!sitzng liste", "!sitzung qwertz",
    "!sitzung verschieben M1 nächste Woche", "!abstimmen M2", "!host accept", "!host withdraw", "!host edit",
    "!gastgeber annehmen H1 M9", "!aufgabe erledigt T1", "!aufgabe streichen T1", "!aufgabe zuweisen T5",
    "!aufgabe frist T5", "!aufgabe notiz literatur", "!aufgabe frist morgen",
    "!aufgabe abgeben T5", "!erinnere löschen", "!erinnere später", "!erinnere morgen 9", "!lit export", "!lit zeigen",
    "!free @cem", "!trust @ben organiser", "!ich", "!status", "!gastgeber wer",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
async def test_an_offered_line_works_and_does_no_more(room: Board, line: str) -> None:
    for said in SETUP:
        await room.says("ben", said)
    with carrying_out() as faults:
        await room.says("ben", line)
    assert faults == []


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("!sitzung verschieben M1 8.12. 25 Uhr", "!sitzung verschieben M1 8.12."),
        ("!sitzung verschieben M1 31.2. 10 Uhr", "!sitzung verschieben M1 28.2.2027 10 Uhr"),
        ("!sitzung verschieben M1 25 Uhr", "Zum Beispiel: !sitzung verschieben M1 8.12.2026"),
        ("!aufgabe frist T2 bis 4.12.", "!aufgabe übernehmen T2 bis 4.12.2026"),
        ("!aufgabe frist T5 irgendwann", "Zum Beispiel: !aufgabe frist T5 2.12."),
        ("!aufgabe zuweisen T5 @xaver", "Zum Beispiel: !aufgabe zuweisen T5 @anna"),
        ("!gastgeber anbieten Jena am 31.2.", "!gastgeber anbieten Jena am 28.2.2027"),
    ],
)
async def test_a_day_or_a_name_that_nobody_said_is_an_example(room: Board, line: str, offered: str) -> None:
    """What was typed stays in the line that is offered, but for what is wrong."""
    for said in SETUP:
        await room.says("ben", said)
    assert (await room.says("ben", line)).rpartition("\n")[2] == offered
