"""Every line that is offered for a reminder works when it is said, and holds all that is to be remembered."""

from __future__ import annotations

import pytest

from tests import selection
from tests.board import PEOPLE, Board

DIRECT = "!anna:board.test"
MEETING = "!sitzung ansetzen Klausur 8.12. 14 Uhr"
WHOM = (
    "", "mich ", "alle ", "alle, ", "raum ", "uns ", "@room ", "@anna ", "@ben @cem ", "Anna ", "Ben und Cem ",
    "Anna: ", "bitte ", "bitte alle ", "me ", "everyone ",
)  # fmt: skip
OTHERS = ("@ben @cem ", "Ben und Cem ")
"""In a direct chat nobody else is reminded."""
WHAT = (
    "Bericht lesen", "den Bericht am Freitag lesen", "an die Abgabe am Freitag, den 4.12. nicht zu vergessen",
    "an die Frist am 4.12. zu denken", "Anmeldung bis 2.12., 8.12. 9 Uhr Treffen", "4.12. Abgabe bis 5.12. Steuer",
    "Frist 4.12. Förderantrag", "M1 vorbereiten", "M1 Kekse bis 7.12.", "M1 einen Tag vorher Kekse", "M9 vorbereiten",
    "T1 erledigen", "Klausur vorbereiten", "Di 9 Folien bis 10.12.", "di folien bis 10.12.", "Mi Folien", "mi 9 Folien",
    "So Folien bis 10.12.", "So viel wie möglich lesen bis 10.12.", "Folien Mo", "Bericht vom 3.12. lesen",
    "read the report", "about the deadline on Friday 4.12. please", "Tue 9 slides by 10.12.", "M1 cookies by 7.12.",
    "do the slides by Friday", "Protokolle lesen", "Anna anrufen",
)  # fmt: skip
_WHEN = """
    an am bis by on den di mi so mo fr tue about um freitag friday uhr tag einen vorher 9 4.12. 7.12. 8.12. 10.12.
"""
"""Words that may be read as the date, or lead to what is to be remembered."""


@pytest.mark.usefixtures("all_offered_works")
@pytest.mark.parametrize("who", ["anna", "olga", "anna in her direct chat"])
async def test_a_line_that_is_offered_works_and_holds_all_that_is_to_be_remembered(room: Board, who: str) -> None:
    await room.says("anna", MEETING)
    room.matrix.add_room(DIRECT, PEOPLE[0], direct=True)
    name, _, direct = who.partition(" ")
    whoms = [whom for whom in WHOM if not (direct and whom in OTHERS)]
    faults = []
    for words in selection.some([f"{whom}{what}" for whom in whoms for what in WHAT], 23):
        async with room.tried() as board:
            said = await board.says(name, f"!erinnere {words}", **({"room": DIRECT} if direct else {}))
            what = next(what for what in sorted(WHAT, key=len, reverse=True) if words.endswith(what))
            if missing := [
                word for word in what.split() if word.lower().strip(",") not in _WHEN.split() and word not in said
            ]:
                faults.append((words, said, missing))
    assert faults == []
