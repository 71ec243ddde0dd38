"""Hosting: who is asked, whose turn it is, and who hosted when."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.base import Settings
from tests.board import Board, rings
from tests.lending import begun
from tests.scenarios.test_hosting import M1


@begun
async def meeting(room: Board) -> None:
    """M1 of Ben's, fixed on 8 December: Anna and Ben said yes, Cem if need be."""
    await room.says("ben", "!sitzung vorschlagen Frühjahrssitzung: 8.12. 14-16 Uhr; 9.12. 10-12 Uhr")
    for who, vote in (("anna", "1 ja"), ("ben", "1 ja"), ("cem", "1 vielleicht")):
        await room.says(who, f"!vote {vote}")
    await room.says("ben", "!sitzung festlegen M1 1")


async def test_the_room_is_rung_once_in_twelve_hours_to_ask_who_can_host(meeting: Board) -> None:
    answer = await meeting.says("anna", "!host call")
    assert answer == "Im Raum ist gefragt, wer einen Raum hat für M1 „Frühjahrssitzung“."
    assert rings(answer.also[0]) == "room"
    assert await meeting.says("ben", "!gastgeber anfragen M1") == (
        "⚠️ Für M1 ist vor weniger als zwölf Stunden schon gefragt worden.\n!gastgeber liste"
    )


async def test_who_never_hosted_comes_first_then_who_hosted_longest_ago(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("ben", "!host accept H1 M1")
    await meeting.says("olga", "!host offer Essen")
    assert await meeting.says("anna", "!gastgeber wer") == (
        "Als Nächstes wäre Olga an der Reihe.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Olga – noch nie Gastgeber – H2 Essen\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – einmal Gastgeber, am Di, 8. Dezember 2026, 14:00–16:00 – H1 Köln"
    )
    assert await meeting.says("anna", "!host next skip @olga") == (
        "Als Nächstes wäre Anna an der Reihe.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – einmal Gastgeber, am Di, 8. Dezember 2026, 14:00–16:00 – H1 Köln\n"
        "Übergangen: Olga."
    )
    assert await meeting.says("anna", "!host skip @olga") == (
        "Olga ist übergangen, bis das nächste Angebot angenommen ist.\nWer jetzt an der Reihe ist, zeigt !gastgeber wer"
    )
    assert await meeting.says("anna", "!host next") == (
        "Als Nächstes wäre Anna an der Reihe.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – einmal Gastgeber, am Di, 8. Dezember 2026, 14:00–16:00 – H1 Köln\n"
        "Übergangen: Olga."
    )


async def test_a_meeting_can_do_without_a_host(meeting: Board) -> None:
    assert await meeting.says("anna", "!host next") == (
        "Als Nächstes wäre Anna an der Reihe, für M1 „Frühjahrssitzung“ am Di, 8. Dezember 2026, "
        "14:00–16:00.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – noch nie Gastgeber\n"
        "• Olga – noch nie Gastgeber\n"
        "Alle fragen: !gastgeber anfragen M1"
    )
    assert await meeting.says("anna", "!host next skip M1") == (
        "Als Nächstes wäre Anna an der Reihe.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – noch nie Gastgeber\n"
        "• Olga – noch nie Gastgeber"
    )
    assert await meeting.says("anna", "!host skip M1") == (
        f"{M1} braucht keinen Ort.\nFalls doch: !gastgeber anfragen M1"
    )
    assert await meeting.says("anna", "!host next") == (
        "Als Nächstes wäre Anna an der Reihe.\n"
        "Zuerst, wer noch nie eingeladen hat, dann, wer am längsten nicht:\n"
        "• Anna – noch nie Gastgeber\n"
        "• Ben – noch nie Gastgeber\n"
        "• Cem – noch nie Gastgeber\n"
        "• Olga – noch nie Gastgeber"
    )


async def test_the_history_says_who_hosted_when(meeting: Board) -> None:
    await meeting.says("cem", "!host offer Köln")
    await meeting.says("ben", "!host accept H1 M1")
    assert (
        await meeting.says("ben", "!host history")
        == "Noch keine Sitzung hatte Gastgeber. Wer an der Reihe wäre, zeigt !gastgeber wer"
    )
    await meeting.passes(days=20)
    await meeting.says("cem", "!host withdraw H1")
    assert await meeting.says("ben", "!gastgeber verlauf") == (
        "Eine Sitzung war bei Gastgebern.\n• Di, 8. Dezember 2026, 14:00–16:00: Cem, Köln (M1 Frühjahrssitzung)"
    )


async def test_hosting_speaks_english_too(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(language="en")).start()
    assert await board.says("ben", "!host offer Bochum on 8.12. for 25, Room: Town hall") == (
        "H1 by Ben is noted: Bochum, Town hall – Tue, 8 December 2026 – 25 places.\n"
        "Dates, places and more can be said later, for example !host edit H1 on 9.12. for 25"
    )
    assert await board.says("ben", "!host") == (
        "One offer stands.\n• H1 Bochum, Town hall – Ben – Tue, 8 December 2026 – 25 places"
    )
    await board.stop()


@pytest.mark.long
async def test_of_a_series_the_date_to_come_is_named_and_not_one_that_was_called_off(room: Board) -> None:
    await room.says("olga", "!sitzung ansetzen Jour fixe jeden Dienstag 10-11 Uhr")
    await room.says("olga", "!sitzung absagen M1 am 1.12.")
    await room.says("cem", "!host offer Köln")
    await room.says("olga", "!host accept H1 M1")
    answer = await room.says("anna", "!gastgeber wer")
    assert answer.splitlines()[-1] == "• Cem – einmal Gastgeber, am Di, 8. Dezember 2026, 10:00–11:00 – H1 Köln"
