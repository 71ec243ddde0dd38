"""Moving a reminder: what is not said of day, time and rule stays; and lines that are offered keep what was said."""

from __future__ import annotations

import pytest

from tests.board import Board, refused
from tests.lending import begun


@begun
async def once(room: Board) -> None:
    """The room with R1, tomorrow at half past eight."""
    await room.says("ben", "!erinnere morgen 8:30 Tagesordnung")


@begun
async def weekly(room: Board) -> None:
    """The room with R1, every Monday at half past eight."""
    await room.says("ben", "!erinnere jeden Montag 8:30 Tagesordnung")


async def test_a_day_alone_keeps_the_time_and_a_time_alone_the_day(once: Board) -> None:
    assert await once.says("ben", "!erinnere verschieben R1 Dienstag") == (
        "R1 ist verschoben von Do, 26. November 2026, 08:30 auf Di, 1. Dezember 2026, 08:30: Tagesordnung"
    )
    assert await once.says("ben", "!erinnere verschieben R1 auf 10 Uhr") == (
        "R1 ist verschoben von Di, 1. Dezember 2026, 08:30 auf Di, 1. Dezember 2026, 10:00: Tagesordnung"
    )


@pytest.mark.parametrize("line", ["auf den nächsten Tag", "nächster Tag", "auf den Folgetag", "to the next day"])
async def test_the_next_day_is_the_one_behind_its_own(once: Board, line: str) -> None:
    await once.says("ben", "!erinnere verschieben R1 12.12. 10 Uhr")
    assert await once.says("ben", f"!erinnere verschieben R1 {line}") == (
        "R1 ist verschoben von Sa, 12. Dezember 2026, 10:00 auf So, 13. Dezember 2026, 10:00: Tagesordnung"
    )


async def test_a_time_alone_keeps_the_rule(weekly: Board) -> None:
    await weekly.says("ben", "!erinnere verschieben R1 9 Uhr")
    assert await weekly.says("ben", "!erinnere zeigen R1") == (
        "R1 ist vorgemerkt: Ben wird regelmäßig erinnert: Tagesordnung\n"
        "Regel: jeden Montag 09:00 ab 30.11.2026\n"
        "Nächste Termine: Mo, 30. November 2026, 09:00 · Mo, 7. Dezember 2026, 09:00 · Mo, 14. "
        "Dezember 2026, 09:00"
    )


async def test_a_day_for_a_rule_is_asked_about_with_a_line_for_each_reading(weekly: Board) -> None:
    asked = await weekly.says("ben", "!erinnere verschieben R1 Dienstag")
    assert asked == (
        "⚠️ R1 kommt immer wieder. Soll nur die nächste Erinnerung am Di, 1. Dezember 2026, 08:30 kommen, "
        "oder von da an jede?\n"
        "einmal: !erinnere verschieben R1 einmal Dienstag; immer: !erinnere verschieben R1 jeden Dienstag 08:30"
    )
    assert await weekly.says("ben", "!erinnere zeigen R1") == (
        "R1 ist vorgemerkt: Ben wird regelmäßig erinnert: Tagesordnung\n"
        "Regel: jeden Montag 08:30 ab 30.11.2026\n"
        "Nächste Termine: Mo, 30. November 2026, 08:30 · Mo, 7. Dezember 2026, 08:30 · Mo, 14. "
        "Dezember 2026, 08:30"
    )
    await weekly.says("ben", "!erinnere verschieben R1 einmal Dienstag")
    assert await weekly.says("ben", "!erinnere zeigen R1") == (
        "R1 ist vorgemerkt: Ben wird regelmäßig erinnert: Tagesordnung\n"
        "Regel: jeden Montag 08:30 ab 7.12.2026\n"
        "Nächste Termine: Di, 1. Dezember 2026, 08:30 · Mo, 7. Dezember 2026, 08:30 · Mo, 14. "
        "Dezember 2026, 08:30"
    )
    await weekly.says("ben", "!erinnere verschieben R1 jeden Dienstag 08:30")
    assert await weekly.says("ben", "!erinnere zeigen R1") == (
        "R1 ist vorgemerkt: Ben wird regelmäßig erinnert: Tagesordnung\n"
        "Regel: jeden Dienstag 08:30 ab 1.12.2026\n"
        "Nächste Termine: Di, 1. Dezember 2026, 08:30 · Di, 8. Dezember 2026, 08:30 · Di, 15. "
        "Dezember 2026, 08:30"
    )


async def test_several_reminders_are_taken_back_or_none(once: Board) -> None:
    await once.says("ben", "!erinnere Fr 12 Uhr Folien")
    assert await once.says("ben", "!erinnere löschen R1, R9") == (
        "⚠️ Eine Erinnerung R9 gibt es hier nicht.\n!erinnere löschen R1"
    )
    assert (
        await once.says("ben", "!erinnere löschen R1 und R2")
        == "R1 ist gelöscht: Tagesordnung\nR2 ist gelöscht: Folien"
    )


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("!erinnere heute Abrechnung", "!erinnere heute 12:00 Abrechnung"),
        ("!erinnere mich heute an die Kekse", "!erinnere mich heute 12:00 an die Kekse"),
        ("!erinnere @anna 9 Uhr heute Kekse", "!erinnere @anna morgen 09:00 Kekse"),
        ("!erinnere alle Freitag 12 Uhr Folien", "!erinnere Freitag 12 Uhr Folien"),
        ("!erinnere raum am 3.12. Kekse", "!erinnere am 3.12. Kekse"),
    ],
)
async def test_an_offered_line_keeps_the_day_the_members_and_the_words(room: Board, line: str, offered: str) -> None:
    assert (await room.says("ben", line)).splitlines()[-1] == offered
    assert not refused(await room.says("ben", offered))


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("am Monatsende Abrechnung", "Mo, 30. November 2026, 09:00 erinnert: Abrechnung"),
        ("am Jahresende Abrechnung", "Do, 31. Dezember 2026, 09:00 erinnert: Abrechnung"),
        ("um 17 Uhr Feierabend", "Mi, 25. November 2026, 17:00 erinnert: Feierabend"),
    ],
)
async def test_the_end_of_a_period_and_the_end_of_a_day_are_read(room: Board, line: str, when: str) -> None:
    assert when in await room.says("ben", f"!erinnere {line}")


async def test_a_date_that_was_moved_ahead_once_does_not_ring_at_its_old_time_too(room: Board) -> None:
    await room.says("ben", "!erinnere jeden Montag 8:30 Tagesordnung")
    await room.says("ben", "!erinnere verschieben R1 einmal Freitag 10 Uhr")
    assert len(await room.passes(days=2)) == 1
    assert await room.passes(days=5) == []
    shown = await room.says("ben", "!erinnere zeigen R1")
    assert shown == (
        "R1 ist vorgemerkt: Ben wird regelmäßig erinnert: Tagesordnung\n"
        "Regel: jeden Montag 08:30 ab 7.12.2026\n"
        "Nächste Termine: Mo, 7. Dezember 2026, 08:30 · Mo, 14. Dezember 2026, 08:30 · Mo, 21. "
        "Dezember 2026, 08:30"
    )


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("Dienstag einmal", "Di, 1. Dezember 2026, 08:30"),
        ("Mittwoch, nur diesmal", "Mi, 2. Dezember 2026, 08:30"),
        ("nur dieses Mal auf Donnerstag 10 Uhr", "Do, 26. November 2026, 10:00"),
        ("einmal 11 Uhr", "Mo, 30. November 2026, 11:00"),
        ("Friday just once", "Fr, 27. November 2026, 08:30"),
    ],
)
async def test_one_of_a_rule_is_moved_however_that_is_said(weekly: Board, line: str, when: str) -> None:
    moved = await weekly.says("ben", f"!erinnere verschieben R1 {line}")
    assert moved == (
        f"R1 ist verschoben von Mo, 30. November 2026, 08:30 auf {when} und kommt dann regelmäßig: Tagesordnung\n"
        "Regel: jeden Montag 08:30 ab 7.12.2026"
    )
    shown = await weekly.says("ben", "!erinnere zeigen R1")
    assert f"Nächste Termine: {when} · Mo, 7. Dezember 2026, 08:30 · Mo, 14. Dezember 2026, 08:30" in shown.splitlines()


async def test_what_comes_before_meeting_after_meeting_has_no_date_of_its_own(room: Board) -> None:
    await room.says("olga", "!sitzung ansetzen Runde jeden Samstag 14-15 Uhr")
    await room.says("ben", "!erinnere 2 Tage vor M1 Folien")
    await room.says("ben", "!erinnere vor Sitzungen 2h")
    asked = await room.says("ben", "!erinnere verschieben R1 einmal Dienstag 9 Uhr")
    assert asked == (
        "⚠️ R1 kommt 2 Tage vor jedem Termin von M1 und hat keinen eigenen Termin.\n!erinnere Dienstag 9 Uhr Folien"
    )
    assert await room.says("ben", "!erinnere später R1 2h") == asked.replace(
        "erinnere Dienstag 9 Uhr Folien", "erinnere verschieben R1 1 Tag vor M1"
    )
    later = await room.says("ben", "!erinnere später R2 Dienstag 9 Uhr")
    assert later == (
        "⚠️ R2 kommt 2 Stunden vor jeder Sitzung und hat keinen eigenen Termin.\n"
        "!erinnere verschieben R2 vor Sitzungen 1h"
    )
    assert (await room.says("ben", asked.split("\n")[1])).splitlines()[0] == (
        "R3 ist vorgemerkt: Ben wird am Di, 1. Dezember 2026, 09:00 erinnert: Folien"
    )
    assert (await room.says("ben", later.split("\n")[1])).splitlines()[0] == (
        "R2 ist vorgemerkt: Ben wird 1 Stunde vor jeder Sitzung erinnert."
    )
