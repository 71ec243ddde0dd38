"""Decisions in the minutes of the meeting that took them: each at its point, wherever that goes."""

from __future__ import annotations

from tests import lending
from tests.board import Board
from tests.scenarios.minuted import PAPER, files, planned, under_way, with_notes

before, begun, noted = map(lending.begun, (planned, under_way, with_notes))


async def test_decisions_stand_at_their_point_with_their_figures(noted: Board) -> None:
    await noted.says("anna", "!beschluss neu Das Board nimmt das Papier an; zu M1 1")
    await noted.says("anna", "!beschluss neu Der Haushalt wird vertagt; zu M1")
    for who in ("anna", "ben", "cem"):
        await noted.says(who, "!beschluss ja B1")
    await noted.says("olga", "!beschluss nein B1 Zu früh")
    await noted.says("anna", "!beschluss schließen B1")
    await noted.says("anna", "!ja")
    shown = await noted.says("cem", "!protokoll M1")
    first = (
        "Beschluss „Das Board nimmt das Papier an“: B1 ist angenommen: 3 ja, 1 nein, 0 Enthaltungen; beschlussfähig (4 "
        "von 4, nötig 2)."
    )
    assert shown.splitlines()[3:10] == [
        "TOP 1 Positionspapier",
        f"– {PAPER} (Anna)",
        first,
        "TOP 2 Haushalt",
        "– Der Haushalt ist knapp. (Ben)",
        "Weitere Beschlüsse:",
        "Beschluss „Der Haushalt wird vertagt“: Über B2 wird noch abgestimmt.",
    ]
    await noted.says("cem", "!protokoll entwurf M1")
    assert first in files(noted)["md"].decode().splitlines()


async def test_a_decision_follows_its_point_of_the_agenda(noted: Board) -> None:
    await noted.says("anna", "!beschluss neu Das Board nimmt das Papier an; zu M1 1; Frist: 15.12.")
    await noted.says("anna", "!tagesordnung verschieben M1 2 auf 1")
    shown = await noted.says("cem", "!protokoll M1")
    assert shown.index("TOP 1 Haushalt") < shown.index("TOP 2 Positionspapier") < shown.index("Beschluss „")
    assert "Zu M1 „Frühjahrssitzung“, TOP 2." in (await noted.says("ben", "!beschluss zeigen B1")).splitlines()
    await noted.says("anna", "!tagesordnung streichen M1 2")
    assert (await noted.says("cem", "!protokoll M1")).splitlines()[3:9] == [
        "TOP 1 Haushalt",
        "– Der Haushalt ist knapp. (Ben)",
        "Weitere Notizen:",
        f"– {PAPER} (Anna)",
        "Weitere Beschlüsse:",
        "Beschluss „Das Board nimmt das Papier an“: Über B1 wird noch abgestimmt.",
    ]
    assert "Zu M1 „Frühjahrssitzung“." in (await noted.says("ben", "!beschluss zeigen B1")).splitlines()


async def test_a_decision_on_a_point_that_is_not_there_is_none(before: Board) -> None:
    line = "!beschluss neu Der Haushalt wird angenommen; zu M1 9; Frist: 15.12."
    assert await before.says("anna", line) == (
        "⚠️ Einen Punkt 9 gibt es nicht; der letzte ist 2.\n"
        "!beschluss neu Der Haushalt wird angenommen; zu M1 2; Frist: 15.12."
    )
    assert await before.says("anna", "!beschluss") == (
        "Noch ist nichts beschlossen, und über nichts wird abgestimmt.\n"
        "Zur Abstimmung stellt: !beschluss neu Das Board nimmt das Papier an; Frist: 15.1. 18 Uhr"
    )
