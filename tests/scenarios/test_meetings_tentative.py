"""The dates of an open poll in calendars: tentative, and taken out again where they were sent, whatever ends them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as CalendarEvent

from matrixbot.gateway import Event
from tests.board import BERLIN, PEOPLE, ROOM, Board, body
from tests.lending import begun

CHAT = "!anna:board.test"
GONE = "2 vorläufige Termine von M1 „Frühjahrssitzung“ gelten nicht mehr: Diese Datei nimmt sie aus dem Kalender."


@begun
async def poll(room: Board) -> None:
    """M1 of Ben's with two dates, and a direct chat of Anna's."""
    room.matrix.add_room(CHAT, PEOPLE[0], direct=True)
    await room.says("ben", "!sitzung vorschlagen Frühjahrssitzung: 8.12. 14-16 Uhr in Köln; 9.12. 10-12 Uhr")


def sent(board: Board, chat: str = ROOM) -> list[Event]:
    return [e for e in board.matrix.said_by_bot(chat) if e.content.get("msgtype") == "m.file"]


def read(board: Board, file: Event) -> tuple[str | None, list[CalendarEvent]]:
    """METHOD and events of a file, as another program reads them."""
    content: dict[str, Any] = file.content["file"]
    text = board.matrix.files[content["url"]].decode()
    calendar: Calendar = IcsCalendarStream.calendar_from_ics(text)
    return calendar.method, list(calendar.events)


async def test_each_date_of_a_poll_is_a_tentative_event_of_its_own(poll: Board) -> None:
    answer = await poll.says("anna", "!sitzung kalender M1")
    assert answer == (
        "Es folgt die Kalenderdatei von M1 „Frühjahrssitzung“.\n"
        "2 Termine darin sind vorläufig, weil noch darüber abgestimmt wird; steht das Datum fest, nimmt eine weitere "
        "Datei sie wieder heraus."
    )
    [file] = answer.also
    assert file.content["filename"] == "M1-fruehjahrssitzung-vorlaeufig.ics"
    method, (first, second) = read(poll, file)
    assert method == "PUBLISH"
    assert (first.status, second.status) == ("TENTATIVE", "TENTATIVE")
    assert first.summary == second.summary == "Frühjahrssitzung (vorläufig)"
    assert first.uid != second.uid
    assert (first.dtstart, first.dtend) == (
        datetime(2026, 12, 8, 14, tzinfo=BERLIN), datetime(2026, 12, 8, 16, tzinfo=BERLIN),
    )  # fmt: skip
    assert (first.location, second.location) == ("Köln", None)
    assert not first.alarm and not second.alarm


async def test_fixing_takes_them_out_and_the_fixed_date_is_another_event(poll: Board) -> None:
    await poll.says("anna", "!sitzung kalender M1")
    before = read(poll, sent(poll)[-1])[1]
    await poll.passes(minutes=5)
    answer = await poll.says("ben", "!sitzung festlegen M1 1")
    fixed, taken = [file for file in answer.also if file.content.get("msgtype") == "m.file"]
    method, [event] = read(poll, fixed)
    assert (method, event.status) == ("PUBLISH", "CONFIRMED")
    assert event.uid not in {one.uid for one in before}
    method, gone = read(poll, taken)
    assert (method, {one.status for one in gone}) == ("CANCEL", {"CANCELLED"})
    assert [one.uid for one in gone] == [one.uid for one in before]
    assert all(late.sequence > early.sequence for early, late in zip(before, gone, strict=True))
    assert body(taken).startswith(GONE)
    again = await poll.says("ben", "!sitzung verschieben M1 15 Uhr")
    assert len([file for file in again.also if file.content.get("msgtype") == "m.file"]) == 1


async def test_where_they_were_not_sent_nothing_is_taken_out(poll: Board) -> None:
    await poll.says("ben", "!sitzung festlegen M1 1")
    assert [file.content["filename"] for file in sent(poll)] == ["M1-fruehjahrssitzung.ics"]


async def test_a_member_who_had_them_alone_gets_the_file_alone(poll: Board) -> None:
    await poll.says("anna", "!sitzung kalender M1", room=CHAT)
    assert len(sent(poll, CHAT)) == 1
    assert sent(poll) == []
    await poll.says("ben", "!sitzung festlegen M1 1")
    assert body(sent(poll, CHAT)[-1]).startswith(GONE)
    assert [file.content["filename"] for file in sent(poll)] == ["M1-fruehjahrssitzung.ics"]


@pytest.mark.parametrize("line", ["!sitzung absagen M1", "!undo"])
async def test_a_poll_that_comes_to_nothing_takes_them_out(poll: Board, line: str) -> None:
    await poll.says("anna", "!sitzung kalender M1")
    answer = await poll.says("ben", line)
    [taken] = [file for file in answer.also if file.content.get("msgtype") == "m.file"]
    assert read(poll, taken)[0] == "CANCEL"
    assert body(taken).startswith(GONE)


async def test_a_poll_that_fixes_itself_takes_them_out_too(room: Board) -> None:
    await room.says(
        "ben", "!sitzung vorschlagen Frühjahrssitzung; 8.12. 14-16 Uhr; 9.12. 10 Uhr; Frist: 30.11. 18 Uhr; Auto: ja"
    )
    await room.says("anna", "!vote 2 ja")
    await room.says("cem", "!sitzung kalender M1")
    await room.later(datetime(2026, 11, 30, 18, 1, tzinfo=BERLIN))
    assert [body(file).startswith(GONE) for file in sent(room)] == [False, False, True]


async def test_a_date_that_is_dropped_is_taken_out_by_itself(poll: Board) -> None:
    await poll.says("anna", "!sitzung kalender M1")
    first, second = read(poll, sent(poll)[-1])[1]
    await poll.says("ben", "!sitzung streichen M1 2")
    method, [gone] = read(poll, sent(poll)[-1])
    assert (method, gone.uid) == ("CANCEL", second.uid)
    assert body(sent(poll)[-1]) == (
        "Ein vorläufiger Termin von M1 „Frühjahrssitzung“ gilt nicht mehr: Diese Datei nimmt ihn aus dem "
        "Kalender. Steht er dann noch darin, bitte löschen."
    )
    await poll.says("ben", "!sitzung festlegen M1 1")
    assert [one.uid for one in read(poll, sent(poll)[-1])[1]] == [first.uid]


async def test_all_meetings_are_one_file_with_what_is_voted_on(poll: Board) -> None:
    await poll.says("ben", "!sitzung ansetzen Klausur 15.12. 9-17 Uhr")
    answer = await poll.says("anna", "!meeting ics")
    assert answer == (
        "Es folgt eine Kalenderdatei mit einer Sitzung.\n"
        "2 Termine darin sind vorläufig, weil noch darüber abgestimmt wird; steht das Datum fest, nimmt eine "
        "weitere Datei sie wieder heraus."
    )
    assert [event.status for event in read(poll, answer.also[-1])[1]] == ["CONFIRMED", "TENTATIVE", "TENTATIVE"]
    answer = await poll.says("ben", "!sitzung festlegen M1 1")
    assert body(sent(poll)[-1]).startswith(GONE)


async def test_a_longer_date_is_a_newer_event(poll: Board) -> None:
    await poll.says("anna", "!sitzung kalender M1")
    [early, _other] = read(poll, sent(poll)[-1])[1]
    await poll.passes(minutes=1)
    await poll.says("ben", "!sitzung ändern M1 Dauer: 3h")
    await poll.says("anna", "!sitzung kalender M1")
    [late, _other] = read(poll, sent(poll)[-1])[1]
    assert (late.uid, late.dtend) == (early.uid, datetime(2026, 12, 8, 17, tzinfo=BERLIN))
    assert late.sequence > early.sequence


async def test_a_poll_whose_dates_are_over_has_no_file(poll: Board) -> None:
    await poll.later(datetime(2026, 12, 20, 9, tzinfo=BERLIN))
    assert await poll.says("anna", "!sitzung kalender M1") == (
        "⚠️ Alle Termine von M1 „Frühjahrssitzung“ sind vorbei.\n!sitzung zeigen M1"
    )
