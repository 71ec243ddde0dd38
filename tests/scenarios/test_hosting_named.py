"""Hosting: offers and meetings that are meant by name."""

from __future__ import annotations

from tests.board import Board

M1 = "M1 „Frühjahrssitzung“ am Di, 8. Dezember 2026, 14:00–16:00"


async def test_an_offer_is_accepted_by_its_town_and_a_meeting_by_its_title(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("cem", "!host offer Köln")
    await room.says("anna", "!host offer Köln, Raum: Rathaus")
    assert await room.says("ben", "!gastgeber annehmen Köln") == (
        "⚠️ Welches Angebot ist gemeint: H1 Köln oder H2 Köln, Rathaus?\n!gastgeber annehmen H1"
    )
    answer = await room.says("ben", "!gastgeber annehmen Rathaus für die Frühjahrssitzung")
    assert answer == "H2 ist angenommen: M1 „Frühjahrssitzung“ findet hier statt: Köln, Rathaus."
