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
