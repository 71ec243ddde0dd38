"""The hours of an offer, as people write them."""

from __future__ import annotations

import pytest

from tests.board import Board


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("Köln 9 bis 16 Uhr", "Köln – 09:00–16:00"),
        ("Köln von 9 bis 16 Uhr am 8.12.", "Köln – Di, 8. Dezember 2026, 09:00–16:00"),
        ("Köln 9 bis 16 Uhr, Di und Do", "Köln – dienstags und donnerstags, 09:00–16:00"),
        ("Köln halb 9 bis 16 Uhr", "Köln – 08:30–16:00"),
        ("Köln from half past 9 to 16:00", "Köln – 09:30–16:00"),
        ("Köln ab halb 9 Uhr", "Köln – ab 08:30 Uhr"),
        ("Köln 9.00-16.00", "Köln – 09:00–16:00"),
        ("Köln 9.15 bis 16.30 Uhr", "Köln – 09:15–16:30"),
        ("Köln 9am to 4pm", "Köln – 09:00–16:00"),
        ("Köln bis 24 Uhr", "Köln – bis 23:59 Uhr"),
        (
            "Köln ab 9 Uhr am 8.12. und ab 10 Uhr am 9.12.",
            "Köln – Di, 8. Dezember 2026, ab 09:00 Uhr und Mi, 9. Dezember 2026, ab 10:00 Uhr",
        ),
        (
            "Köln 8.12. 9-13 Uhr und ab 15 Uhr",
            "Köln – Di, 8. Dezember 2026, 09:00–13:00 und Di, 8. Dezember 2026, ab 15:00 Uhr",
        ),
        ("Köln 9 bis 12 Uhr und 18 bis 20 Uhr", "Köln – 09:00–12:00 und 18:00–20:00"),
        ("Köln von neun bis sechzehn Uhr", "Köln – 09:00–16:00"),
        ("Köln 9:30 bis 16", "Köln – 09:30–16:00"),
        ("Köln zwischen 9 und 16 Uhr jeden Montag", "Köln – montags, 09:00–16:00"),
        ("Köln, Säle 1 bis 3", "Köln, Säle 1 bis 3"),
        ("Hauptstraße 9-16", "Hauptstraße 9-16"),
        ("Jena, Raum 3 am Markt am 8.12.", "Jena, Raum 3 am Markt – Di, 8. Dezember 2026"),
        ("Jena, Saal 3 am Vormittag", "Jena, Saal 3 – bis 12:00 Uhr"),
        ("Jena, Saal 3 from 9 am to 3 pm", "Jena, Saal 3 – 09:00–15:00"),
        ("Gera, Raum 3 am dritten Advent", "Gera, Raum 3 – So, 13. Dezember 2026"),
    ],
)
async def test_hours_are_read(room: Board, words: str, understood: str) -> None:
    said = (await room.says("ben", f"!host offer {words}")).splitlines()
    assert said[0] == f"H1 von Ben ist notiert: {understood}."


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "!host offer Bochum 16 bis 9 Uhr",
            "⚠️ „16 bis 9 Uhr“: Das Ende liegt vor dem Anfang.\nZum Beispiel: !gastgeber anbieten Bochum am 9.12.",
        ),
        (
            "!host offer Gera 9 bis 25 Uhr",
            "⚠️ Die Uhrzeit „25 Uhr“ gibt es nicht: Ein Tag geht von 0:00 bis 24:00 Uhr, eine Stunde bis Minute 59.\n"
            "Zum Beispiel: !gastgeber anbieten Gera am 9.12.",
        ),
    ],
)
async def test_hours_that_cannot_be_are_refused_with_a_line_that_works(room: Board, line: str, answer: str) -> None:
    assert await room.says("ben", line) == answer
    assert await room.says("ben", "!host") == "Noch ist kein Raum angeboten. Ein Ort genügt: !gastgeber anbieten Bochum"


@pytest.mark.parametrize("words", ["9 bis 16", "9 to 16"])
async def test_numbers_that_may_be_hours_are_asked_about(room: Board, words: str) -> None:
    answer = await room.says("ben", f"!host offer Köln {words}")
    assert answer == (
        f"Noch ist nichts geschehen. Nicht verstanden: „{words}“.\n"
        f"So weit verstanden: H1 von Ben ist notiert: Köln {words}.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


async def test_what_is_not_said_of_the_hours_stays(room: Board) -> None:
    await room.says("ben", "!host offer Köln am 8.12. 9 bis 16 Uhr")
    assert (
        await room.says("ben", "!host edit H1 am 9.12.") == "H1 ist geändert: Köln – Mi, 9. Dezember 2026, 09:00–16:00."
    )
    assert (
        await room.says("ben", "!host edit H1 10 bis 12 Uhr")
        == "H1 ist geändert: Köln – Mi, 9. Dezember 2026, 10:00–12:00."
    )
