"""What conversations about speakers begin with."""

from __future__ import annotations

from tests.board import Board


async def ideas(room: Board) -> None:
    """Two meetings come into the room, and an idea whose contact is Cem."""
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("anna", "!sitzung ansetzen Klausur 15.12. 10-16 Uhr")
    await room.says("anna", "!impuls neu Matrix in der Verwaltung; Person: Dr. Ada Beispiel, Stadt Jena; Kontakt: @cem")
    await room.passes(minutes=2)


async def speaker(room: Board) -> None:
    """The same, and the speaker has confirmed for the first meeting."""
    await ideas(room)
    await room.says("anna", "!impuls zugesagt I1 M1 20 min")
    await room.passes(minutes=2)
