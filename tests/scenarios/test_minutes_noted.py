"""What is noted of a meeting in one line: on several points, of whom, and what is no note."""

from __future__ import annotations

import pytest

from tests import lending
from tests.board import Board
from tests.scenarios.minuted import under_way

begun = lending.begun(under_way)


@pytest.mark.parametrize(
    "text",
    [
        *("1: Papier ok; 2: Wird knapp", "1 Papier ok\n2 Wird knapp", "TOP 1 Papier ok; TOP 2 Wird knapp"),
        *("item 1 Papier ok\nitem 2: Wird knapp", "1. Papier ok\n2. Wird\nknapp"),
    ],
)
async def test_notes_on_several_points_are_noted_on_each_after_one_question(begun: Board, text: str) -> None:
    about = ("TOP 1 von M1, „Positionspapier“: „Papier ok“", "TOP 2 von M1, „Haushalt“: „Wird knapp“")
    assert await begun.says("anna", f"!protokoll notiz M1 {text}") == (
        f"Noch ist nichts geschehen. Sind 2 Notizen gemeint?\n• Notiert zu {about[0]}\n• Notiert zu {about[1]}\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert await begun.says("anna", "!ja") == f"Notiert zu {about[0]}\nNotiert zu {about[1]}"
    await begun.says("anna", "!rückgängig")
    assert await begun.says("anna", "!protokoll notiz M1 1 -") == (
        "⚠️ Zu TOP 1 von M1, „Positionspapier“ gibt es keine Notiz von Ihnen.\n!protokoll M1"
    )


@pytest.mark.parametrize("text", ["Papier ok; 2 Beamer fehlen", "Papier ok; 14:30 Uhr Pause", "Papier ok\nweiter so"])
async def test_what_only_goes_on_is_one_note(begun: Board, text: str) -> None:
    kept = text.replace("\n", " ")
    assert (
        await begun.says("anna", f"!protokoll notiz 1 {text}")
        == f"Notiert zu TOP 1 von M1, „Positionspapier“: „{kept}“"
    )


@pytest.mark.parametrize("text", ["löschen 2", "bitte die letzte streichen", "delete item 2"])
async def test_what_asks_for_a_note_to_go_is_none(begun: Board, text: str) -> None:
    place = "2 -" if "2" in text else "-"
    about = "TOP 2 von M1, „Haushalt“" if "2" in text else "M1 „Frühjahrssitzung“"
    assert await begun.says("anna", f"!protokoll notiz {text}") == (
        f"⚠️ Zu {about} gibt es keine Notiz von Ihnen.\n!protokoll M1"
    )
    await begun.says("anna", f"!protokoll notiz {place[:-1]} Wird knapp")
    assert await begun.says("anna", f"!protokoll notiz {text}") == (
        f"⚠️ Die eigene letzte Notiz nimmt ein Strich zurück.\n!protokoll notiz M1 {place}"
    )


async def test_who_was_there_is_of_the_meeting_that_goes_on_and_the_offer_keeps_the_names(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Jour fixe 1.12. 14-15 Uhr")
    await under_way(room)
    meeting = "M2 „Frühjahrssitzung“"
    assert await room.says("anna", "!protokoll anwesend ich und cem") == (
        f"Festgehalten für {meeting}.\nDabei waren: Anna und Cem."
    )
    await room.passes(days=1)
    assert await room.says("anna", "!minutes present ben and cem") == (
        f"⚠️ Welche Sitzung ist gemeint: {meeting} oder M1 „Jour fixe“?\n"
        "!protokoll anwesend M2 ben and cem\n!protokoll anwesend M1 ben and cem"
    )
