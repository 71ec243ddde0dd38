"""Every order that others see, with every word behind it that turns it round: nothing is done before it was asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import lending, selection
from tests.board import Board

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
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board on which each line is tried."""
    with lending.prepared(tmp_path_factory.mktemp("board"), SETUP) as board:
        yield board


@pytest.mark.parametrize("line", LINES)
async def test_an_order_that_is_turned_round_rings_nobody_unasked(ready: Board, line: str) -> None:
    async with ready.tried() as board:
        answer = await board.says("olga", line)
    assert answer and answer.also == [], answer
    assert answer.startswith(("⚠️", "Noch ist nichts geschehen", "Nicht verstanden"))
