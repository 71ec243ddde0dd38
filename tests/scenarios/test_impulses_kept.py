"""Where speakers stand beside their own lists, for how long, and what becomes of it when members go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from commands.base import Settings
from tests.board import BERLIN, DUTIES, PEOPLE, Board, body, rings
from tests.lending import begun

NAMED = "I1 „Matrix in der Verwaltung“ von Dr. Ada Beispiel, Stadt Jena"


@begun
async def confirmed(room: Board) -> None:
    """A room with a meeting at which a speaker has confirmed, whose contact is Cem."""
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("anna", "!impuls neu Matrix in der Verwaltung; Person: Dr. Ada Beispiel, Stadt Jena; Kontakt: @cem")
    await room.says("anna", "!impuls zugesagt I1 M1 20 min")
    await room.passes(minutes=2)


async def test_a_contact_who_leaves_is_freed_after_a_day(confirmed: Board) -> None:
    await confirmed.says("cem", "!impuls wunsch I1")
    assert await confirmed.says("anna", "!impuls zeigen I1") == (
        "I1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena\n"
        "Zugesagt für M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten.\n"
        "Kontakt: Cem.\n"
        "Möchten das hören: Cem.\n"
        "• Mi, 25. November 2026: Idee (Anna)\n"
        "• Mi, 25. November 2026: zugesagt für M1 (Anna)"
    )
    await confirmed.leaves("cem")
    assert "Möchten das hören" not in await confirmed.says("anna", "!impuls zeigen I1")
    said = await confirmed.passes(days=1, minutes=1)
    assert [body(one) for one in said if "Kontakt" in body(one) and "verlassen" in body(one)] == [
        "Cem hat den Raum verlassen; zu diesem Impuls hält niemand mehr den Kontakt:\n"
        "I1 „Matrix in der Verwaltung“\n!impuls übernehmen I1 übernimmt ihn."
    ]
    before = len(confirmed.heard())
    await confirmed.says("olga", "!sitzung verschieben M1 10.12.")
    rung = [rings(one) for one in confirmed.heard()[before:] if "Es geht um I1" in body(one)]
    assert rung == [["@anna:board.test"]]


async def test_after_a_night_without_the_bot_the_question_comes_in_the_morning_once(room: Board) -> None:
    await room.says("anna", "!impuls neu Matrix in der Verwaltung; Person: Dr. Ada Beispiel, Stadt Jena")
    await room.says("ben", "!impuls anfragen I1 bis 3.12.")
    await room.stop()
    room.now = datetime(2026, 12, 4, 22, tzinfo=BERLIN)
    await room.start()
    before = len(room.heard())
    await room.later(datetime(2026, 12, 5, 6, 59, tzinfo=BERLIN))
    assert [body(one) for one in room.heard()[before:] if "Antwort" in body(one)] == []
    await room.later(datetime(2026, 12, 5, 7, tzinfo=BERLIN))
    await room.later(datetime(2026, 12, 6, 7, tzinfo=BERLIN))
    asked = [body(one).splitlines()[0] for one in room.heard()[before:] if "Antwort" in body(one)]
    assert asked == [f"Ben: Gibt es schon eine Antwort zu {NAMED}?"]


async def test_who_has_themselves_forgotten_asks_nobody_and_wishes_for_nothing(confirmed: Board) -> None:
    chat = "!cem:board.test"
    confirmed.matrix.add_room(chat, PEOPLE[2], direct=True)
    await confirmed.says("ben", "!impuls neu Open Source in Schulen")
    await confirmed.says("cem", "!impuls anfragen I2")
    await confirmed.says("cem", "!impuls wunsch I2")
    assert (
        "• Das wird wieder frei: I2 und I1."
        in (await confirmed.says("cem", "!datenschutz vergessen", room=chat)).splitlines()
    )
    await confirmed.says("cem", "!ja", room=chat)
    await confirmed.passes(minutes=2)
    assert (await confirmed.says("anna", "!impuls zeigen I2")).splitlines()[:2] == [
        "I2 Open Source in Schulen",
        "Idee.",
    ]
    assert (await confirmed.says("anna", "!impuls zeigen I1")).splitlines()[1] == (
        "Zugesagt für M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00, TOP 1, 20 Minuten."
    )
    assert "Cem" not in await confirmed.says("anna", "!impuls zeigen I1")


@pytest.mark.long
async def test_what_was_held_goes_with_retention_and_ideas_stay(tmp_path: Path) -> None:
    board = await Board(tmp_path, replace(Settings(duties=DUTIES), retention=timedelta(days=30))).start()
    await board.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    for line in ("neu Matrix", "neu Open Source", "zugesagt I1 M1"):
        await board.says("anna", f"!impuls {line}")
    await board.later(datetime(2026, 12, 8, 17, tzinfo=BERLIN))
    await board.says("anna", "!impuls gehalten I1")
    await board.passes(days=20)
    await board.bot.night.night()
    assert await board.says("anna", "!impuls") == (
        "2 Impulse, Ideen zuerst\n"
        "• I2 Open Source: Idee\n"
        "• I1 Matrix: Gehalten am Di, 8. Dezember 2026\n"
        "👍 hierauf heißt: I2 gern hören."
    )
    await board.passes(days=15)
    await board.bot.night.night()
    assert (await board.says("anna", "!impuls")).splitlines()[:2] == ["Ein Impuls", "• I2 Open Source: Idee"]
    await board.stop()


async def test_the_weekly_overview_tells_of_impulses_that_have_changed(tmp_path: Path) -> None:
    board = await Board(tmp_path, replace(Settings(duties=DUTIES), digest=(0, time(8, 30)))).start()
    await board.says("anna", "!impuls neu Matrix")
    (said,) = await board.later(datetime(2026, 11, 30, 8, 30, tzinfo=BERLIN))
    assert body(said).splitlines()[:3] == ["Die Woche auf einen Blick", "Impulse", "• I1 Matrix: Idee"]
    assert await board.later(datetime(2026, 12, 7, 8, 30, tzinfo=BERLIN)) == []
    await board.stop()


async def test_who_speaks_stands_in_the_reminder_and_the_overviews(confirmed: Board) -> None:
    shown = (await confirmed.says("anna", "!status")).splitlines()
    assert shown[shown.index("Impulse") + 1] == (
        "• I1 Matrix in der Verwaltung: zugesagt für M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00"
    )
    assert await confirmed.says("cem", "!ich") == (
        "Das wartet auf Cem:\n"
        "Noch ohne Zu- oder Absage\n"
        "• M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00: !sitzung teilnahme M1 online\n"
        "Ihre Impulse\n"
        "• I1 Matrix in der Verwaltung: zugesagt für M1 „Frühjahrssitzung“, Di, 8. Dezember 2026, 14:00–16:00"
    )
    (said,) = [
        body(one)
        for one in await confirmed.later(datetime(2026, 12, 7, 14, tzinfo=BERLIN))
        if "Erinnerung: M1" in body(one)
    ]
    assert said.splitlines()[-1] == ("TOP 1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena, 20 Minuten, I1")


async def test_who_has_spoken_stands_in_the_minutes(confirmed: Board) -> None:
    await confirmed.later(datetime(2026, 12, 8, 17, tzinfo=BERLIN))
    await confirmed.says("cem", "!impuls gehalten I1")
    await confirmed.says("cem", "!protokoll notiz M1 1 Viele Fragen")
    assert await confirmed.says("cem", "!protokoll M1") == (
        "Protokoll M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\n"
        "Entwurf, noch nicht genehmigt.\n"
        "TOP 1 Matrix in der Verwaltung – Dr. Ada Beispiel, Stadt Jena\n"
        "– Viele Fragen (Cem)"
    )
    await confirmed.says("cem", "!protokoll entwurf M1")
    files = [data.decode() for data in confirmed.matrix.files.values() if data.startswith((b"# ", b"---"))]
    (text,) = (text for text in files if text.startswith("# Protokoll M1 "))
    assert "| 1 | Matrix in der Verwaltung | Dr. Ada Beispiel, Stadt Jena | 20 |" in text.splitlines()


async def test_material_may_be_an_impulse_that_there_is(confirmed: Board) -> None:
    assert (await confirmed.says("anna", "!tagesordnung neu M1 Vorbereitung; zu I1")).splitlines()[0] == (
        "TOP 2 von M1 Frühjahrssitzung: „Vorbereitung“, I1."
    )
    assert await confirmed.says("anna", "!tagesordnung neu M1 Vorbereitung; zu I9") == (
        "⚠️ Einen Impuls I9 gibt es nicht.\n!impuls liste"
    )


@pytest.mark.parametrize(
    ("contact", "answer"),
    [
        ("@dora", "⚠️ In diesem Raum gibt es kein Mitglied „@dora“."),
        ("Anna Quatsch", "⚠️ In diesem Raum gibt es kein Mitglied „Quatsch“."),
        ("Anna und Ben", "⚠️ Den Kontakt hält ein einzelnes Mitglied."),
    ],
)
async def test_a_contact_who_is_not_one_member_is_refused_with_the_line_without_them(
    room: Board, contact: str, answer: str
) -> None:
    said = await room.says("anna", f"!impuls neu Matrix „Kontakt: x; y“; Kontakt: {contact}")
    assert said == f"{answer}\n!impuls neu Matrix „Kontakt: x; y“"
