"""Which rules a task takes, which are refused or asked about, and what only looks like one."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board

MONDAYS = "jeden ersten Montag im Monat"


async def test_a_day_that_not_every_month_has_is_said(room: Board) -> None:
    answer = await room.says("anna", "!aufgabe neu Newsletter schreiben jeden 31.")
    assert answer == (
        "„Newsletter schreiben“ steht als T5 auf der Liste, fällig am Do, 31. Dezember 2026.\n"
        "Sie kehrt wieder: monatlich am 31. ab 31.12.2026.\n"
        "Nicht jeder Monat hat einen 31.; Monate ohne ihn werden übersprungen. Falls es anders gemeint ist: "
        "!aufgabe frist T5 jeden letzten Tag im Monat ab 30.11.2026\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )
    assert await room.says("anna", "!aufgabe erledigt T5") == (
        "„Newsletter schreiben“ (T5) ist erledigt.\n"
        "Die nächste ist T6, fällig am So, 31. Januar 2027; noch hat sie niemand übernommen."
    )
    assert await room.says("anna", "!aufgabe erledigt T6") == (
        "„Newsletter schreiben“ (T6) ist erledigt.\n"
        "Die nächste ist T7, fällig am Mi, 31. März 2027; noch hat sie niemand übernommen."
    )


async def test_every_month_said_on_the_last_day_of_a_long_one_leaves_none_out(room: Board) -> None:
    room.now = datetime(2027, 1, 31, 10, tzinfo=BERLIN)
    answer = await room.says("anna", "!aufgabe neu Newsletter schreiben jeden Monat")
    assert answer == (
        "„Newsletter schreiben“ steht als T5 auf der Liste, fällig am So, 28. Februar 2027.\n"
        "Sie kehrt wieder: jeden letzten Tag im Monat ab 28.2.2027.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Newsletter jeden 31. Februar", "⚠️ Den 31.2. gibt es nicht"),
        ("Newsletter jedes Jahr am 31.4.", "⚠️ Den 31.4. gibt es nicht"),
        ("Newsletter jeden 32.", "⚠️ "),
        ("Newsletter jeden Montag 9 und 14 Uhr", "⚠️ Eine Aufgabe hat nur eine Frist."),
        ("Newsletter jeden Montag bis 1.11.2026", "⚠️ "),
        ("Newsletter jeden Vollmond", "Noch ist nichts geschehen. Nicht verstanden: „jeden Vollmond“."),
        ("Newsletter jeden Monat bis zum 5.", "Noch ist nichts geschehen. Nicht verstanden: „jeden Monat“."),
        ("jeden Montag", "⚠️ Was ist zu tun?"),
    ],
)
async def test_a_rule_that_is_none_is_refused_or_asked_about(room: Board, line: str, answer: str) -> None:
    said = await room.says("anna", f"!aufgabe neu {line}")
    assert said.startswith(answer), said
    assert "T5" not in await room.says("anna", "!aufgabe")


@pytest.mark.parametrize(
    "title", ["Einladung an jeden Gast", "Jeden Gast anrufen", "„Jeden Montag Kuchen“ drucken", "Jahresbericht binden"]
)
async def test_a_word_of_the_title_is_no_rule(room: Board, title: str) -> None:
    answer = await room.says("anna", f"!aufgabe neu {title}")
    assert answer == f"„{title}“ steht als T5 auf der Liste.\nÜbernehmen: !aufgabe übernehmen T5"


async def test_a_standing_duty_does_not_come_again(room: Board) -> None:
    await room.says("ben", "!aufgabe übernehmen Literaturverwaltung")
    for line in ("!aufgabe wiederholen T1 jeden Montag", "!aufgabe frist T1 jeden Montag"):
        assert await room.says("ben", line) == (
            "⚠️ „Literaturverwaltung“ (T1) ist eine Daueraufgabe; sie ist nie erledigt und kehrt deshalb "
            "nicht wieder.\n"
            "!aufgabe zeigen T1"
        )


async def test_a_rule_is_taken_with_a_claim_and_a_wrong_one_offers_one_for_the_same_task(room: Board) -> None:
    await room.says("ben", "!aufgabe neu Raum buchen")
    assert await room.says("ben", "!aufgabe wiederholen T5 jeden Vollmond") == (
        "⚠️ Diese Wiederholung ist nicht zu verstehen. Beispiel: jeden Montag 9:00.\n"
        "!aufgabe wiederholen T5 jeden ersten Montag im Monat"
    )
    answer = await room.says("ben", "!aufgabe übernehmen T5 bis jeden Montag")
    assert answer == (
        "Ben hat „Raum buchen“ (T5) übernommen, fällig am Mo, 30. November 2026.\n"
        "„Raum buchen“ (T5) ist am Mo, 30. November 2026 fällig und kehrt wieder: jeden Montag ab 30.11.2026."
    )


async def test_what_does_not_come_again_is_said_so(room: Board) -> None:
    await room.says("ben", "!aufgabe neu Raum buchen")
    assert await room.says("ben", "!aufgabe wiederholen T5 nicht mehr") == (
        "⚠️ „Raum buchen“ (T5) kehrt nicht wieder.\n!aufgabe zeigen T5"
    )
    assert await room.says("ben", "!aufgabe wiederholen T5 morgen") == (
        "⚠️ Das ist keine Regel, nach der eine Aufgabe wiederkehrt.\n"
        "!aufgabe wiederholen T5 jeden ersten Montag im Monat"
    )
    assert await room.says("ben", "!aufgabe wiederholen T5") == (
        "⚠️ Nach welcher Regel soll sie wiederkehren?\n!aufgabe wiederholen T5 jeden ersten Montag im Monat"
    )


async def test_a_list_may_hold_some_that_come_again(room: Board) -> None:
    asked = await room.says("ben", f"!aufgabe neu - Newsletter {MONDAYS} @anna\n- Raum buchen bis 3.12.")
    assert asked == (
        "Noch ist nichts geschehen. Sind 2 Aufgaben gemeint?\n"
        "• „Newsletter“ steht als T5 auf der Liste, fällig am Mo, 7. Dezember 2026.\n"
        "• Anna ist gebeten, „Newsletter“ (T5) zu übernehmen.\n"
        "• „Raum buchen“ steht als T6 auf der Liste, fällig am Do, 3. Dezember 2026.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    await room.says("ben", "!ja")
    assert await room.says("ben", "!aufgabe zeigen T5") == (
        "T5 Newsletter\n"
        "Fällig am Mo, 7. Dezember 2026.\n"
        "Kehrt wieder: jeden 1. Montag im Monat ab 7.12.2026.\n"
        "Ein Platz ist frei.\n"
        "Angelegt von Ben am Mi, 25. November 2026.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )
    assert "Kehrt wieder" not in await room.says("ben", "!aufgabe zeigen T6")
