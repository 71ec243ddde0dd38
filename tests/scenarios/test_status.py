"""`!status` and `!me`: everything at a glance, each part with where its rest is."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, PEOPLE, Board


async def board_day(room: Board) -> None:
    """A poll, a series with a host, a meeting without one, a task that is overdue by now, literature, a reminder."""
    await room.says("olga", "!meeting propose Frühjahrssitzung; 8.12. 14-16 Uhr; 9.12. 10 Uhr\nFrist: 30.11. 18:00")
    await room.says("olga", "!meeting plan Jour fixe jeden ersten Dienstag im Monat 14-15 Uhr")
    await room.says("ben", "!host offer Bochum")
    await room.says("ben", "!host accept H1 M2")
    await room.says("olga", "!meeting plan Klausur 10.12. 10-16 Uhr")
    await room.says("anna", "!task add Positionspapier entwerfen bis 26.11.")
    await room.says("anna", "!task claim T5")
    await room.says("anna", "!lit add https://a.de/1 Titel")
    await room.says("anna", "!remind in 10 Tagen Folien")
    await room.later(datetime(2026, 11, 28, 10, tzinfo=BERLIN))


async def test_the_status_shows_what_the_board_has_to_do(room: Board) -> None:
    await board_day(room)
    assert await room.says("cem", "!status") == (
        "Offene Terminumfragen\n"
        "• M1 Frühjahrssitzung: Abstimmung bis Mo, 30. November 2026, 18:00\n"
        "Nächste Sitzungen\n"
        "• M2 Jour fixe: Di, 1. Dezember 2026, 14:00–15:00, Bochum\n"
        "• M3 Klausur: Do, 10. Dezember 2026, 10:00–16:00\n"
        "Sitzungen ohne Gastgeber\n"
        "• M3 Klausur: !gastgeber anfragen M3 fragt danach\n"
        "Aufgaben: 5 sind zu erledigen, davon 4 frei und 1 überfällig\n"
        "• T5 Positionspapier entwerfen, fällig seit Do, 26. November 2026\n"
        "Neueste Literatur\n"
        "• L1 Titel: https://a.de/1"
    )


ATTEND = (
    "\nNoch ohne Zu- oder Absage\n"
    "• M2 Jour fixe: Di, 1. Dezember 2026, 14:00–15:00, Bochum: !sitzung teilnahme M2 online\n"
    "• M3 Klausur: Do, 10. Dezember 2026, 10:00–16:00: !sitzung teilnahme M3 online"
)


async def test_me_shows_what_waits_for_the_asker_alone(room: Board) -> None:
    await board_day(room)
    poll = "Fehlende Stimmen\n• M1 Frühjahrssitzung: bis Mo, 30. November 2026, 18:00, {n} ohne Ihre Stimme"
    assert await room.says("anna", "!me") == (
        "Das wartet auf Anna:\n"
        + poll.format(n="2 Termine")
        + ATTEND
        + "\nIhre Aufgaben\n• T5 Positionspapier entwerfen, fällig seit Do, 26. November 2026"
        "\nIhre Erinnerungen\n• R1 Folien: Sa, 5. Dezember 2026, 09:00"
    )
    await room.says("ben", "!vote M1 1 ja")
    assert await room.says("ben", "!ich") == (
        "Das wartet auf Ben:\n"
        + poll.format(n="ein Termin")
        + ATTEND
        + "\nIhre Gastgeberschaften\n• M2 Jour fixe: Di, 1. Dezember 2026, 14:00–15:00, Bochum"
    )


async def test_only_the_first_of_each_part_are_shown_and_where_the_others_are(room: Board) -> None:
    for n in range(1, 6):
        await room.says("anna", f"!lit add https://a.de/{n} Titel {n}")
        await room.says("anna", f"!remind {n}.12. 9 Uhr Folien {n}")
    assert (await room.says("ben", "!übersicht")).split("\n")[1:] == [
        "Neueste Literatur",
        "• L5 Titel 5: https://a.de/5",
        "• L4 Titel 4: https://a.de/4",
        "• L3 Titel 3: https://a.de/3",
        "• 2 weitere: !literatur liste",
    ]
    assert (await room.says("anna", "!ich")).split("\n")[-1] == "• 2 weitere: !erinnere liste"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!status", "Aufgaben: 4 sind zu erledigen, davon 4 frei"),
        ("!uebersicht", "Aufgaben: 4 sind zu erledigen, davon 4 frei"),
        ("!me", "Auf Anna wartet nichts."),
    ],
)
async def test_where_nothing_is_to_be_done_that_is_said(room: Board, line: str, answer: str) -> None:
    assert await room.says("anna", line) == answer


async def test_what_was_set_in_the_direct_chat_is_not_shown_to_the_room(room: Board) -> None:
    room.matrix.add_room("!anna:board.test", PEOPLE[0], direct=True)
    await room.says("anna", "!remind morgen 9 Uhr Überraschung", room="!anna:board.test")
    assert await room.says("anna", "!me") == "Auf Anna wartet nichts."
    assert await room.says("anna", "!me", room="!anna:board.test") == (
        "Das wartet auf Anna:\nIhre Erinnerungen\n• R1 Überraschung: Do, 26. November 2026, 09:00"
    )


async def test_organisers_see_how_the_assistant_is(room: Board) -> None:
    assert "Assistent selbst" not in await room.says("anna", "!status")
    shown = await room.says("olga", "!status")
    assert "• Zuletzt gehört: Mi, 25. November 2026, 10:00\n• Eine Nachricht wartet" not in shown
    size = (room.folder / "board.db").stat().st_size >> 10
    assert shown == (
        "Aufgaben: 4 sind zu erledigen, davon 4 frei\n"
        "Der Assistent selbst (das sieht, wer organisiert)\n"
        "• Zuletzt gehört: Mi, 25. November 2026, 10:00\n"
        "• Nichts wartet darauf, gesendet zu werden.\n"
        f"• Datenbank: {size} KiB\n"
        "• Gerät: verifiziert (quersigniert)"
    )


async def test_me_knows_requests_polls_to_be_fixed_and_unanswered_invitations(room: Board) -> None:
    await room.says("ben", "!aufgabe zuweisen T3 cem")
    assert await room.says("cem", "!ich") == (
        "Das wartet auf Cem:\nAnfragen, eine Aufgabe zu übernehmen\n• T3 Gastgeberschaft: !aufgabe übernehmen T3"
    )
    await room.says("cem", "!aufgabe übernehmen T3")
    assert "!aufgabe übernehmen" not in await room.says("cem", "!ich")
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; Frist: 27.11. 18:00")
    assert "!sitzung festlegen M1" not in await room.says("ben", "!ich")
    await room.passes(days=3)
    assert await room.says("ben", "!ich") == (
        "Das wartet auf Ben:\nEin Termin ist festzulegen\n• M1 Klausur: !sitzung zeigen M1"
    )
    assert "!sitzung festlegen" not in await room.says("cem", "!ich")
    await room.says("ben", "!sitzung ansetzen Vorstand 9.12. 14 Uhr")
    assert await room.says("cem", "!ich") == (
        "Das wartet auf Cem:\n"
        "Noch ohne Zu- oder Absage\n"
        "• M2 Vorstand: Mi, 9. Dezember 2026, 14:00: !sitzung teilnahme M2 online\n"
        "Ihre Aufgaben\n"
        "• T3 Gastgeberschaft"
    )
    await room.says("cem", "!sitzung teilnahme M2 online")
    assert "!sitzung teilnahme" not in await room.says("cem", "!ich")


async def test_the_status_knows_polls_to_be_fixed_and_offers_on_the_table(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; Frist: 27.11. 18:00")
    await room.says("cem", "!gastgeber anbieten Bochum am 27.11.")
    await room.says("cem", "!gastgeber anbieten Essen")
    await room.says("ben", "!sitzung ansetzen Vorstand 9.12. 14 Uhr")
    shown = (await room.says("anna", "!status")).splitlines()
    at = shown.index("Angebote auf dem Tisch")
    assert shown[at + 1 : at + 3] == ["• H1 Bochum, von Cem", "• H2 Essen, von Cem"]
    await room.says("ben", "!gastgeber annehmen H2 M2")
    await room.passes(days=3)
    status = await room.says("anna", "!status")
    assert status == (
        "Ein Termin ist festzulegen\n"
        "• M1 Klausur: !sitzung zeigen M1\n"
        "Nächste Sitzungen\n"
        "• M2 Vorstand: Mi, 9. Dezember 2026, 14:00, Essen\n"
        "Aufgaben: 4 sind zu erledigen, davon 4 frei"
    )
    assert "Offene Terminumfragen" not in status
    assert "Angebote auf dem Tisch" not in status
