"""A room with what can be released, for the conversations about releases."""

from __future__ import annotations

from tests.board import Board, refused

BEFORE = (
    ("anna", "!lit add https://www.kgst.de/bericht KGSt-Bericht 5/2021 #governance #kgst – nur für uns"),
    ("anna", "!lit ändern L1 Autoren: Müller, Petra; KGSt"),
    ("ben", "!lit gelesen L1"),
    ("anna", "!lit add https://www.kgst.de/zwei Zweiter Bericht"),
    ("anna", "!sitzung ansetzen Sommerfest 20.12. 14-16 Uhr; Ort: Bochum; Link: https://meet.example.org/geheim"),
    ("anna", "!sitzung vorschlagen Klausur: 7.12. 14 Uhr; 8.12. 14 Uhr"),
    ("cem", "!beschluss neu Das Board gibt die Literatur frei; Frist: 15.1."),
    ("cem", "!beschluss neu Das Board tagt in Bochum; Frist: 15.1."),
    ("cem", "!beschluss neu Das Board tagt in Jena; Frist: 15.1."),
    *((who, f"!beschluss ja B{n}") for n in (1, 2) for who in ("anna", "ben", "cem", "olga")),
)


async def filled(room: Board) -> None:
    """Two entries come into the room, a meeting, an open poll, two decisions that were accepted, one that is open."""
    for who, line in BEFORE:
        assert not refused(await room.says(who, line)), line
