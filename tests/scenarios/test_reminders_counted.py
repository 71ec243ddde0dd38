"""Reminders that are counted from meetings, lead times before all of them, and those set in reply to a message."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from commands.base import Settings
from tests.board import BERLIN, DUTIES, Board, body, rings
from tests.lending import begun

_RANG = "⏰ Anna: "


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@begun
async def meeting(room: Board) -> None:
    """The room with M1 on 8 December at 14:00."""
    await room.says("olga", "!sitzung ansetzen Jour fixe 8.12. 14-15 Uhr")


async def rang(room: Board, moment: str) -> list[str]:
    """What rang Anna up to that moment, in its first lines."""
    said = await room.later(at(moment))
    return [body(event).split("\n")[0].removeprefix(_RANG) for event in said if body(event).startswith(_RANG)]


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("!erinnere 2 Tage vor M1 Folien", "2 Tage vor M1 erinnert: Folien\nDas ist am So, 6. Dezember 2026, 09:00"),
        ("!erinnere Folien 2 Stunden vor M1", "2 Stunden vor M1 erinnert: Folien\nDas ist am Di, 8. Dezember 2026, 12"),
        ("!remind 1 day before M1 at 12:00 Tea", "1 Tag vor M1 erinnert: Tea\nDas ist am Mo, 7. Dezember 2026, 12:00"),
        ("!erinnere am Tag vor M1 Folien", "1 Tag vor M1 erinnert: Folien\nDas ist am Mo, 7. Dezember 2026, 09:00"),
        ("!erinnere 1 Woche vor dem Jour fixe Tee", "7 Tage vor M1 erinnert: Tee\nDas ist am Di, 1. Dezember 2026, 09"),
        ("!erinnere 1 Tag nach M1 Protokoll", "1 Tag nach M1 erinnert: Protokoll\nDas ist am Mi, 9. Dezember 2026, 09"),
    ],
)
async def test_days_and_hours_are_counted_from_a_meeting(meeting: Board, line: str, when: str) -> None:
    assert when in await meeting.says("anna", line)


async def test_it_moves_with_the_meeting_and_rings_once(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    moved = await meeting.says("olga", "!sitzung verschieben M1 15.12. 14 Uhr")
    told = [body(event).splitlines() for event in moved.also if not rings(event) and "R1" in body(event)]
    assert [rows[1] for rows in told] == [
        "Das ist am So, 13. Dezember 2026, 09:00; wird die Sitzung verschoben, wandert die Erinnerung mit."
    ]
    assert await rang(meeting, "2026-12-13T08:59:59") == []
    assert await rang(meeting, "2026-12-13T09:00") == ["Folien"]
    await meeting.says("olga", "!sitzung verschieben M1 22.12. 14 Uhr")
    assert await rang(meeting, "2026-12-22T13:00") == []


async def test_moved_so_near_that_its_moment_has_gone_by_it_comes_at_once(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    moved = await meeting.says("olga", "!sitzung verschieben M1 26.11. 14 Uhr")
    [told] = [body(event) for event in moved.also if "kommt verspätet" in body(event) and rings(event)]
    assert told == (
        "⏰ Diese Erinnerung kommt verspätet:\n"
        "• Anna: Folien (R1, fällig am Di, 24. November 2026, 09:00, Verspätung 1 Tag 1 Stunde)\n"
        "  M1 Jour fixe: Do, 26. November 2026, 14:00–15:00\n"
        "✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )


async def test_cancelled_it_ends_and_says_so_and_comes_back_with_the_meeting(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    cancelled = await meeting.says("olga", "!sitzung absagen M1")
    ended = "M1 „Jour fixe“ ist abgesagt, damit entfällt diese Erinnerung:\n• R1 Folien"
    assert [rings(event) for event in cancelled.also if body(event) == ended] == [[]]
    assert "R1" not in await meeting.says("anna", "!erinnere liste")
    await meeting.says("olga", "!sitzung wieder M1")
    assert await rang(meeting, "2026-12-06T09:00") == ["Folien"]


async def test_a_poll_has_no_date_to_count_from(room: Board) -> None:
    await room.says("olga", "!sitzung vorschlagen Klausur: 8.12. 14 Uhr; 9.12. 10 Uhr")
    assert await room.says("anna", "!erinnere 2 Tage vor M1 Folien") == (
        "⚠️ Für M1 „Klausur“ steht noch kein Termin fest; sobald einer festgelegt ist, lässt sich von ihm aus zählen.\n"
        "!sitzung zeigen M1"
    )


async def test_more_than_is_left_is_refused_with_a_line_that_works(meeting: Board) -> None:
    answer = await meeting.says("anna", "!erinnere 30 Tage vor M1 Folien")
    assert answer == (
        "⚠️ Der Zeitpunkt So, 8. November 2026, 09:00 ist schon vorbei.\n!erinnere 120 Minuten vor M1 Folien"
    )
    assert await meeting.says("anna", answer.split("\n")[1]) == (
        "R1 ist vorgemerkt: Anna wird 2 Stunden vor M1 erinnert: Folien\n"
        "Das ist am Di, 8. Dezember 2026, 12:00; wird die Sitzung verschoben, wandert die Erinnerung "
        "mit.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )


async def test_a_lead_time_is_before_every_meeting_and_said_again_it_changes(meeting: Board) -> None:
    assert await meeting.says("anna", "!erinnere vor Sitzungen 3h") == (
        "R1 ist vorgemerkt: Anna wird 3 Stunden vor jeder Sitzung erinnert.\n"
        "Das nächste Mal ist das am Di, 8. Dezember 2026, 11:00; wird die Sitzung verschoben, wandert die Erinnerung "
        "mit.\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )
    assert await meeting.says("anna", "!erinnere vor Sitzungen 2h") == (
        "R1 ist vorgemerkt: Anna wird 2 Stunden vor jeder Sitzung erinnert.\n"
        "Das nächste Mal ist das am Di, 8. Dezember 2026, 12:00; wird die Sitzung verschoben, wandert die Erinnerung "
        "mit."
    )
    await meeting.says("olga", "!sitzung ansetzen Klausur 9.12. 10-12 Uhr")
    assert await rang(meeting, "2026-12-08T11:59:59") == []
    assert await rang(meeting, "2026-12-08T12:00") == ["M1 Jour fixe: Di, 8. Dezember 2026, 14:00–15:00"]
    [ring] = [event for event in meeting.heard() if body(event).startswith("⏰ Anna: M1")]
    await meeting.reacts("anna", ring, "💤")
    assert await rang(meeting, "2026-12-08T13:00") == ["M1 Jour fixe"]
    assert await rang(meeting, "2026-12-09T08:00") == ["M2 Klausur: Mi, 9. Dezember 2026, 10:00–12:00"]
    assert await meeting.says("anna", "!erinnere liste") == (
        "1 Erinnerung steht an:\n• R1 2 Stunden vor jeder Sitzung, Anna"
    )
    await meeting.says("anna", "!ich")
    await meeting.says("olga", "!sitzung ansetzen Rest 11.12. 10-12 Uhr")
    await meeting.says("anna", "!erinnere löschen R1")
    assert await rang(meeting, "2026-12-11T09:00") == []


async def test_a_series_is_reminded_of_date_by_date_over_the_clock_change(room: Board) -> None:
    await room.says("olga", "!sitzung ansetzen Runde jeden Samstag 14-15 Uhr")
    await room.says("anna", "!erinnere 2 Stunden vor M1 Tee")
    room.now = at("2027-03-26T10:00")
    await room.bot.step()
    assert await rang(room, "2027-03-27T12:00") == ["Tee"]
    assert await rang(room, "2027-04-03T11:59:59") == []
    assert await rang(room, "2027-04-03T12:00") == ["Tee"]


async def test_after_the_meeting_began_it_is_named_in_one_line_and_rings_nobody(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    said = [event for event in await meeting.later(at("2026-12-09T10:00")) if "R1" in body(event)]
    assert [body(event) for event in said] == [
        "Zu spät für diese Erinnerungen, denn ihre Sitzungen haben schon begonnen: R1 Folien."
    ]
    assert rings(said[0]) == []


async def test_set_in_reply_to_a_message_it_links_that_message_and_needs_no_text(room: Board) -> None:
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": "$gone"}}}
    answer = await room.says("anna", "!erinnere morgen 9 Uhr", **reply)
    assert answer == (
        "R1 ist vorgemerkt: Anna wird am Do, 26. November 2026, 09:00 erinnert: eine Nachricht\n"
        "Zur Nachricht: https://matrix.to/#/!board:board.test/$gone\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )
    [event] = await room.later(at("2026-11-26T09:00"))
    assert rings(event) == ["@anna:board.test"]
    assert event.content["m.relates_to"]["m.in_reply_to"]["event_id"] == "$gone"
    assert body(event) == (
        "⏰ Anna: Zur Nachricht: https://matrix.to/#/!board:board.test/$gone\n"
        "R1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )


async def test_what_is_put_off_follows_the_meeting_no_more(meeting: Board) -> None:
    await meeting.says("anna", "!erinnere 2 Tage vor M1 Folien")
    await meeting.says("anna", "!erinnere verschieben R1 30.11. 9 Uhr")
    await meeting.says("olga", "!sitzung verschieben M1 15.12. 14 Uhr")
    assert await rang(meeting, "2026-11-30T09:00") == ["Folien"]


async def test_a_reminder_of_the_room_outlives_its_author_and_is_the_organisers(tmp_path: Path) -> None:
    room = await Board(tmp_path, Settings(duties=DUTIES), organisers=["@cem:board.test"]).start()
    await room.says("olga", "!erinnere raum jeden Montag 9 Uhr Protokoll")
    await room.leaves("olga")
    await room.later(at("2026-11-28T10:00"))
    said = await room.later(at("2026-11-30T09:00"))
    assert [rings(event) for event in said if "Protokoll" in body(event)] == ["room"]
    assert await room.says("ben", "!erinnere löschen R1") == (
        "⚠️ R1 wurde von olga gesetzt; ändern können das nur olga und die Organisation.\n!erinnere liste"
    )
    moved = await room.says("cem", "!erinnere verschieben R1 einmal Dienstag")
    assert moved == (
        "R1 ist verschoben von Mo, 7. Dezember 2026, 09:00 auf Di, 1. Dezember 2026, 09:00 und kommt "
        "dann regelmäßig: Protokoll\n"
        "Regel: jeden Montag 09:00 ab 14.12.2026"
    )
    assert await room.says("cem", "!erinnere löschen R1") == "R1 ist gelöscht: Protokoll"
    await room.stop()
