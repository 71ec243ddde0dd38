"""Every order that others see, with every word behind it that turns it round: nothing is done before it was asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests import selection
from tests.board import Answer, Board

SETUP = (
    "!sitzung ansetzen Vorstand 1.12. 14-16 Uhr",
    "!sitzung ansetzen Jour jeden Montag 9 Uhr",
    "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr",
    "!vote M3 1 ja",
    "!aufgabe neu Einladung",
    "!aufgabe übernehmen T5",
    "!erinnere 2.12. 8:30 Tagesordnung",
    "!gastgeber anbieten Bochum",
    "!lit neu https://example.org/a Bericht",
)
ORDERS = (
    "!sitzung absagen M1", "!sitzung absagen M2 7.12.", "!sitzung absagen M3", "!sitzung verschieben M1 auf 2.12.",
    "!sitzung verschieben M2 7.12. auf 8.12.", "!sitzung ort M1 Rathaus", "!sitzung festlegen M3 2",
    "!sitzung ergänzen M3 10.12. 9 Uhr", "!sitzung streichen M3 2", "!sitzung nachhaken M3",
    "!sitzung ansetzen Beirat 3.12. 9 Uhr", "!gastgeber annehmen H1 M1", "!gastgeber anfragen M1",
    "!gastgeber zurückziehen H1", "!gastgeber übergehen @cem", "!aufgabe erledigt T5", "!aufgabe streichen T5",
    "!aufgabe abgeben T5", "!aufgabe zuweisen T1 @anna", "!aufgabe frist T5 9.12.", "!aufgabe übernehmen T2",
    "!aufgabe übergeben T5 @anna", "!erinnere löschen R1", "!erinnere verschieben R1 3.12.", "!lit löschen L1",
    "!lit gelesen L1",
)  # fmt: skip
TURNS = (
    " nicht", " noch nicht", " doch nicht", " vielleicht", "?", " oder nicht", " oder doch", " falls Anna kommt",
    " wenn möglich", " außer Anna", " bis auf Freitag", " ausgenommen 7.12.", " und M2", " M2", " statt M2",
    " kein Problem", " ohne Cem", " not yet", " unless Ben agrees", " jeden Montag",
)  # fmt: skip
LINES = selection.some([f"{order}{turn}" for order in ORDERS for turn in TURNS], 37)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Board:
    """A board as it stands on the disk, on a copy of which each line is said."""

    async def made() -> Board:
        board = await Board(tmp_path_factory.mktemp("board")).start()
        for line in SETUP:
            await board.says("olga", line)
        await board.stop()
        return board

    return asyncio.run(made())


@pytest.mark.parametrize("line", LINES)
def test_an_order_that_is_turned_round_rings_nobody_unasked(prepared: Board, tmp_path: Path, line: str) -> None:
    async def said() -> Answer:
        board = await prepared.copied(tmp_path)
        try:
            return await board.says("olga", line)
        finally:
            await board.stop()

    answer = asyncio.run(said())
    assert answer and answer.also == [], answer
    assert answer.startswith(("⚠️", "Noch ist nichts geschehen", "Nicht verstanden"))
