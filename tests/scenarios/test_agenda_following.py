"""Agendas follow their meetings: into the reminder and the calendar file, to another day, back into the backlog."""

from __future__ import annotations

from datetime import datetime

import icalendar

from tests.board import BERLIN, Board, body, rings
from tests.lending import begun


@begun
async def agenda(room: Board) -> None:
    """A room with a meeting of two points."""
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("anna", "!tagesordnung neu M1 Positionspapier; 20 min; von @anna")
    await room.says("anna", "!tagesordnung neu M1 Haushalt")
    await room.passes(seconds=10)


@begun
async def series(room: Board) -> None:
    """A room with a series of which the next two dates have agendas of their own."""
    await room.says("anna", "!sitzung ansetzen Jour fixe jeden Dienstag 9-10 Uhr")
    await room.says("anna", "!tagesordnung neu M1 Haushalt")
    await room.says("anna", "!tagesordnung neu M1 Leitlinien")
    await room.says("anna", "!tagesordnung vertagen M1 2")
    await room.passes(seconds=10)


def edited(room: Board) -> str:
    """What the bot has edited last."""
    return [body(event) for event in room.heard() if "m.new_content" in event.content][-1]


def events(room: Board) -> list[icalendar.Event]:
    """The events of the calendar file that was sent last."""
    file = list(room.matrix.files.values())[-1]
    return [event for event in icalendar.Calendar.from_ical(file).walk("VEVENT") if isinstance(event, icalendar.Event)]


async def test_the_agenda_is_said_the_day_before_with_the_reminder(agenda: Board) -> None:
    (said,) = await agenda.later(datetime(2026, 12, 7, 14, tzinfo=BERLIN))
    assert body(said) == (
        "Erinnerung: M1 „Frühjahrssitzung“ – noch 1 Tag: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Tagesordnung:\n"
        "TOP 1 Positionspapier – Anna, 20 Minuten\n"
        "TOP 2 Haushalt"
    )
    assert len(rings(said)) == 4
    (said,) = await agenda.later(datetime(2026, 12, 8, 13, tzinfo=BERLIN))
    assert body(said).splitlines()[-1] == "Tagesordnung: !tagesordnung M1"


async def test_the_agenda_stands_in_the_calendar_files_description(agenda: Board) -> None:
    await agenda.says("anna", "!sitzung ändern M1 Beschreibung: Bitte lesen")
    await agenda.says("anna", "!sitzung kalender M1")
    (event,) = events(agenda)
    assert event["DESCRIPTION"] == (
        "Bitte lesen\n\nTagesordnung:\nTOP 1 Positionspapier – Anna, 20 Minuten\nTOP 2 Haushalt"
    )


async def test_points_follow_a_meeting_to_another_day(agenda: Board) -> None:
    await agenda.says("anna", "!sitzung verschieben M1 10.12.")
    await agenda.passes(seconds=6)
    assert edited(agenda).splitlines()[0] == "Tagesordnung M1 Frühjahrssitzung: Do, 10. Dezember 2026, 14:00–16:00"


async def test_points_of_a_cancelled_meeting_wait_in_the_backlog_and_come_back_with_it(agenda: Board) -> None:
    cancelled = await agenda.says("anna", "!sitzung absagen M1 Krankheit")
    told = "Die 2 Punkte ihrer Tagesordnung stehen jetzt im Themenspeicher: !tagesordnung themenspeicher"
    assert any(body(event).splitlines()[-1] == told for event in cancelled.also if body(event))
    await agenda.passes(seconds=6)
    assert edited(agenda).splitlines()[0] == "Tagesordnung M1 Frühjahrssitzung: abgesagt"
    assert await agenda.says("ben", "!agenda backlog") == (
        "Themenspeicher: was auf eine Sitzung wartet\n1. Positionspapier – Anna, 20 Minuten\n2. Haushalt"
    )
    assert await agenda.says("ben", "!tagesordnung neu M1 Punkt") == (
        "⚠️ M1 „Frühjahrssitzung“ ist abgesagt.\n!tagesordnung themenspeicher"
    )
    await agenda.says("anna", "!sitzung wieder M1")
    await agenda.passes(seconds=6)
    assert (await agenda.says("ben", "!agenda M1")).splitlines()[1:3] == [
        "TOP 1 Positionspapier – Anna, 20 Minuten",
        "TOP 2 Haushalt",
    ]


async def test_taking_the_cancelling_back_brings_the_points_back(agenda: Board) -> None:
    await agenda.says("anna", "!sitzung absagen M1")
    await agenda.passes(seconds=6)
    await agenda.says("anna", "!rückgängig")
    await agenda.passes(seconds=6)
    assert (await agenda.says("ben", "!agenda M1")).splitlines()[2] == "TOP 2 Haushalt"


async def test_a_meeting_on_whose_agenda_others_have_put_something_is_cancelled_not_taken_back(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Frühjahrssitzung 8.12. 14-16 Uhr")
    await room.says("ben", "!tagesordnung neu M1 Haushalt")
    assert await room.says("anna", "!rückgängig") == (
        "⚠️ !sitzung ansetzen lässt sich nicht mehr zurücknehmen: Ben hat seitdem darauf aufgebaut."
    )
    assert await room.says("ben", "!agenda M1") == (
        "Tagesordnung M1 Frühjahrssitzung: Di, 8. Dezember 2026, 14:00–16:00\nTOP 1 Haushalt"
    )


async def test_each_date_of_a_series_has_its_own_agenda(series: Board) -> None:
    assert await series.says("ben", "!tagesordnung M1") == (
        "Tagesordnung M1 Jour fixe: Di, 1. Dezember 2026, 09:00–10:00\n"
        "TOP 1 Haushalt\n"
        "TOP 2 Leitlinien – vertagt auf M1 (Di, 8. Dezember 2026)"
    )
    assert (await series.says("ben", "!tagesordnung M1 8.12.")).splitlines()[1:] == ["TOP 1 Leitlinien"]
    assert await series.says("ben", "!tagesordnung M1 9.12.") == "⚠️ M1 hat keinen Termin „9.12.“.\n!tagesordnung M1"
    await series.says("ben", "!sitzung kalender M1")
    described = {
        str(event.get("RECURRENCE-ID") and event["RECURRENCE-ID"].dt.date()): event for event in events(series)
    }
    assert described["None"].get("DESCRIPTION") is None
    assert described["2026-12-08"]["DESCRIPTION"] == "Tagesordnung:\nTOP 1 Leitlinien"
    assert described["2026-12-08"]["DTSTART"].dt == described["2026-12-08"]["RECURRENCE-ID"].dt


async def test_points_follow_a_date_of_a_series_that_is_moved(series: Board) -> None:
    await series.says("anna", "!sitzung verschieben M1 1.12. auf 2.12. 10 Uhr")
    await series.passes(seconds=6)
    assert (await series.says("ben", "!tagesordnung M1")).splitlines()[:2] == [
        "Tagesordnung M1 Jour fixe: Mi, 2. Dezember 2026, 10:00–11:00",
        "TOP 1 Haushalt",
    ]


async def test_points_of_a_date_that_falls_out_go_to_the_next_and_come_back(series: Board) -> None:
    cancelled = await series.says("anna", "!sitzung absagen M1 1.12.")
    told = "Der Punkt seiner Tagesordnung kommt auf die des nächsten Termins: !tagesordnung M1"
    assert any(told in body(event) for event in cancelled.also)
    await series.passes(seconds=6)
    assert edited(series).splitlines()[0] == "Tagesordnung M1 Jour fixe: Dieser Termin fällt aus"
    assert (await series.says("ben", "!tagesordnung M1")).splitlines()[1:] == ["TOP 1 Leitlinien", "TOP 2 Haushalt"]
    await series.says("anna", "!rückgängig")
    await series.passes(seconds=6)
    assert (await series.says("ben", "!tagesordnung M1")).splitlines()[1] == "TOP 1 Haushalt"


async def test_of_two_meetings_on_a_day_the_later_is_the_next_also_past_midnight(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Klausur 8.12. 22:00-2:00")
    await room.says("anna", "!sitzung ansetzen Runde 8.12. 12-13 Uhr")
    await room.says("anna", "!tagesordnung neu M2 Haushalt; 5 h")
    assert (await room.says("anna", "!tagesordnung vertagen M2 1")).splitlines()[0] == (
        "TOP 1 Haushalt – 5 Stunden, vertagt auf M1"
    )
    assert (await room.says("anna", "!tagesordnung M1")).splitlines()[-1] == (
        "Zusammen 5 Stunden, die Sitzung dauert 4 Stunden: 1 Stunde zu viel."
    )
