"""Meetings that change: slots added and dropped, nudges, plans and series, moves, attendance, what is past."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands.base import Settings
from commands.words.moments import show_day
from tests.board import BERLIN, NOW, Board, body, rings, withdrawn
from tests.scenarios.test_meetings import EVERYBODY

OPEN = "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr; Frist: 30.11. 18 Uhr"


def rung(events: list) -> list:  # type: ignore[type-arg]
    """Those of the events that ring somebody."""
    return [event for event in events if rings(event)]


async def test_a_slot_more_loses_no_vote_and_asks_for_the_new_one_only(room: Board) -> None:
    await room.says("anna", OPEN)
    await room.says("ben", "!vote alle ja")
    answer = await room.says("anna", "!sitzung ergänzen M1 11.12. 14-16 Uhr")
    assert answer == "M1 „Runde“ hat einen weiteren Termin:\n3. Fr, 11. Dezember 2026, 14:00–16:00"
    (question,) = rung(answer.also)
    assert rings(question) == ["@ben:board.test", "@cem:board.test", "@olga:board.test"]
    assert body(question).splitlines()[2:4] == [
        "Noch nicht abgestimmt: Cem und Olga.",
        "Noch nicht über alle Termine abgestimmt: Ben (3).",
    ]
    await room.votes("ben", room.polls()[2], "yes")
    shown = await room.says("ben", "!meeting show M1")
    assert shown.count("Ja: Ben · wenn nötig: – · nein: –") == 3


async def test_a_slot_less_keeps_the_numbers_and_votes_of_the_others(room: Board) -> None:
    await room.says("anna", OPEN)
    await room.says("ben", "!vote 1 ja, 2 vielleicht")
    assert (
        await room.says("ben", "!meeting drop M1 1")
        == "⚠️ Das können bei M1 nur Anna oder jemand aus der Organisation tun."
    )
    answer = await room.says("anna", "!meeting drop M1 1")
    assert answer == (
        "M1 „Runde“ geht weiter ohne 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Die anderen Termine behalten ihre Nummern und Stimmen."
    )
    assert withdrawn(answer.also) == [room.polls()[0].event_id]
    assert await room.says("cem", "!vote 1 ja") == "⚠️ M1 hat keinen Terminvorschlag 1. Es gibt: 2.\n!abstimmen M1 ja"
    await room.votes("cem", room.polls()[0], "yes")
    shown = await room.says("ben", "!meeting show M1")
    assert shown == (
        "M1 „Runde“\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: Ben · nein: –\n"
        "Vorn liegt: 2. Mi, 9. Dezember 2026, 10:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "!abstimmen M1 2 ja"
    )
    assert await room.says("anna", "!meeting drop M1 2") == (
        "⚠️ Das ist der einzige Termin, den M1 noch hat.\n!sitzung absagen M1"
    )


async def test_nudges_ring_only_the_missing_and_not_those_who_muted_the_poll(room: Board) -> None:
    await room.says("anna", OPEN)
    await room.says("ben", "!vote alle nein")
    await room.says("cem", "!sitzung stumm M1")
    answer = await room.says("anna", "!sitzung nachhaken M1")
    assert answer == (
        "Bei M1 „Runde“ wird bei allen nachgefragt, deren Stimme fehlt.\nAuf eigenen Wunsch nicht gefragt: Cem."
    )
    assert [rings(e) for e in rung(answer.also)] == [["@anna:board.test", "@olga:board.test"]]
    await room.joins("dora")
    await room.leaves("olga")
    deadline = NOW.replace(month=11, day=30, hour=18)
    await room.passes(seconds=10)
    assert rung(await room.later(deadline - timedelta(hours=48, seconds=1))) == []
    (first,) = rung(await room.later(deadline - timedelta(hours=48)))
    assert rings(first) == ["@anna:board.test", "@dora:board.test"]
    await room.says("dora", "!vote alle ja")
    assert rung(await room.later(deadline - timedelta(hours=12))) == []
    (second,) = rung(await room.later(deadline.replace(hour=7)))  # when the quiet hours are over
    assert rings(second) == ["@anna:board.test"]


async def test_when_all_have_voted_the_proposer_is_rung_once_with_the_best_slot(room: Board) -> None:
    await room.says("anna", OPEN)
    for name in ("anna", "ben", "cem"):
        await room.says(name, "!vote 1 ja, 2 vielleicht")
    answer = await room.says("olga", "!vote 1 nein, 2 ja")
    (call,) = rung(answer.also)
    assert rings(call) == ["@anna:board.test"]
    assert body(call) == (
        "Alle haben über M1 „Runde“ abgestimmt.\n"
        "Bester Termin: 2. Mi, 9. Dezember 2026, 10:00.\n"
        "Grund: 4 können (1 ja, 3 wenn nötig).\n"
        "!sitzung festlegen M1 legt ihn fest."
    )
    again = await room.says("olga", "!vote 1 ja")
    assert rung(again.also) == []


async def test_auto_fixes_the_best_slot_as_soon_as_all_have_voted(room: Board) -> None:
    await room.says("anna", OPEN + "; Auto: ja")
    for name in ("anna", "ben", "cem"):
        await room.says(name, "!vote 1 ja, 2 nein")
    await room.votes("olga", room.polls()[0], "no")
    answer = await room.votes("olga", room.polls()[1], "no")
    (message,) = rung(answer.also)
    assert rings(message) == EVERYBODY
    assert body(message).splitlines()[:2] == [
        "M1 „Runde“ findet statt: Di, 8. Dezember 2026, 14:00–16:00.",
        "Alle haben über M1 „Runde“ abgestimmt.",
    ]


async def test_the_last_one_missing_leaves_and_so_all_have_voted(room: Board) -> None:
    await room.says("anna", OPEN)
    for name in ("anna", "ben", "olga"):
        await room.says(name, "!vote alle ja")
    (call,) = rung(await room.leaves("cem"))
    assert rings(call) == ["@anna:board.test"]


async def test_a_deadline_that_passed_while_the_bot_was_down_is_kept_at_the_next_start(room: Board) -> None:
    await room.says("anna", OPEN + "; Auto: ja")
    await room.says("ben", "!vote 2 ja")
    await room.stop()
    room.now = NOW.replace(month=11, day=30, hour=18, minute=30)
    late = room.said("cem", {"msgtype": "m.text", "body": "!vote M1 1 ja"})
    await room.start()
    assert await room.answer_to(late) == ""
    (message,) = rung(room.heard()[3:])
    assert body(message).splitlines()[:2] == [
        "M1 „Runde“ findet statt: Mi, 9. Dezember 2026, 10:00.",
        "Die Abstimmung zu M1 „Runde“ ist beendet.",
    ]
    said = [body(event) for event in room.heard()]
    assert said.count("⚠️ Die Abstimmung zu M1 „Runde“ ist beendet.\n!sitzung zeigen M1") == 1


async def test_a_plan_needs_no_poll_and_a_holiday_and_a_clash_are_said(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 6.1.2027 10-16 Uhr; Ort: Köln")
    answer = await room.says("ben", "!sitzung ansetzen Kaffee 6.1.2027 15 Uhr\nLink: https://meet.example.org/x")
    assert answer == "M2 „Kaffee“ ist angesetzt; alle erhalten Bescheid."
    message = rung(answer.also)[0]
    assert rings(message) == EVERYBODY
    assert body(message) == (
        "M2 „Kaffee“ findet statt: Mi, 6. Januar 2027, 15:00.\n"
        "Bitte beachten: Feiertag in BW, BY, ST: Heilige Drei Könige und gleichzeitig mit M1 „Klausur“.\n"
        "Link: https://meet.example.org/x\n"
        "Wer kommt, sagt es bitte im Thread dieser Nachricht oder so: !sitzung teilnahme M2 vor Ort"
    )


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("7. und 8. Januar", "Fr, 8. Januar 2027."),
        ("am 7. & 8.1.", "Fr, 8. Januar 2027."),
        ("7., 8. und 9. Januar", "Sa, 9. Januar 2027.\nBitte beachten: Wochenende."),
    ],
)
async def test_days_in_a_row_are_one_fixed_meeting_of_so_many_days(room: Board, dates: str, said: str) -> None:
    answer = await room.says("anna", f"!sitzung ansetzen Klausur {dates}")
    assert body(rung(answer.also)[0]) == (
        f"M1 „Klausur“ findet statt: Do, 7. Januar 2027 – {said}\n"
        "Wer kommt, sagt es bitte im Thread dieser Nachricht oder so: !sitzung teilnahme M1 vor Ort"
    )


@pytest.mark.parametrize("dates", ["7. oder 8. Januar", "7. und 9. Januar", "7. und 8. Januar 10 Uhr", "7.1.; 8.1."])
async def test_dates_to_choose_from_are_no_fixed_meeting(room: Board, dates: str) -> None:
    answer = await room.says("anna", f"!sitzung ansetzen Klausur {dates}")
    example = "Zum Beispiel: !sitzung ansetzen Klausur 8.12. 14-16 Uhr"
    assert answer == f"⚠️ Das sind 2 Termine; hier wird einer gebraucht.\n{example}"


async def test_a_series_keeps_its_local_time_over_the_clock_change_and_leaves_dates_out(room: Board) -> None:
    answer = await room.says("anna", "!meeting plan Jour fixe jeden letzten Mittwoch im Monat 14-15 Uhr")
    assert body(rung(answer.also)[0]).splitlines()[1] == (
        "Nächste Termine: Mi, 25. November 2026, 14:00–15:00; Mi, 30. Dezember 2026, 14:00–15:00; "
        "Mi, 27. Januar 2027, 14:00–15:00."
    )
    file = await room.matrix.download(answer.also[-2].content)  # behind it stands the question who comes
    assert b"RRULE:FREQ=MONTHLY;BYDAY=-1WE\r\n" in file
    cancelled = await room.says("anna", "!meeting cancel M1 30.12.")
    assert cancelled == "M1 „Jour fixe“: Dieser Termin ist abgesagt; alle erhalten Bescheid."
    file = await room.matrix.download(cancelled.also[-1].content)
    assert b"EXDATE;TZID=Europe/Berlin:20261230T140000\r\n" in file
    assert b"SEQUENCE:1\r\n" in file
    assert rung(await room.later(datetime(2026, 12, 30, 13, 0, tzinfo=BERLIN))) == []
    hour_before = [
        datetime(2027, 1, 27, 13, 0, tzinfo=BERLIN),
        datetime(2027, 2, 24, 13, 0, tzinfo=BERLIN),
        datetime(2027, 3, 31, 13, 0, tzinfo=BERLIN),
    ]
    for moment in hour_before:
        await room.later(moment - timedelta(seconds=1))
        (reminder,) = await room.later(moment)
        when = f"{show_day(moment.date(), 'de')}, 14:00–15:00"
        assert body(reminder) == f"Erinnerung: M1 „Jour fixe“ – noch 1 Stunde: {when}."


async def test_a_move_is_told_as_old_and_new_and_file_reminders_and_attendance_follow(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr")
    await room.votes("ben", room.polls()[0], "onsite")
    assert await room.says("ben", "!meeting show M1") == (
        "M1 „Klausur“\n"
        "Findet statt: Di, 8. Dezember 2026, 10:00–16:00.\n"
        "Vor Ort: Ben.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Cem und Olga."
    )
    answer = await room.says("anna", "!sitzung verschieben M1 15.12. 9 Uhr")
    change = "Termin: Di, 8. Dezember 2026, 10:00–16:00 → Di, 15. Dezember 2026, 09:00–15:00"
    assert answer == "M1 „Klausur“ ist geändert; alle erhalten Bescheid."
    (message,) = rung(answer.also)
    assert body(message).splitlines()[:2] == ["M1 „Klausur“ hat sich geändert.", change]
    file = await room.matrix.download(next(e for e in answer.also if e.content.get("msgtype") == "m.file").content)
    assert b"SEQUENCE:1\r\n" in file
    assert await room.says("ben", "!meeting show M1") == (
        "M1 „Klausur“\n"
        "Findet statt: Di, 15. Dezember 2026, 09:00–15:00.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )
    assert rung(await room.later(datetime(2026, 12, 8, 9, 0, tzinfo=BERLIN))) != []  # a week before the new date
    assert rung(await room.later(datetime(2026, 12, 8, 9, 30, tzinfo=BERLIN))) == []  # an hour before the old one


async def test_place_and_link_follow_into_the_file_and_the_last_reminder(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr; Ort: Köln")
    answer = await room.says("ben", "!sitzung ort M1 Essen, Rathaus")
    assert answer == "M1 „Klausur“ ist geändert; alle erhalten Bescheid."
    assert body(rung(answer.also)[0]) == (
        "M1 „Klausur“ hat sich geändert.\nOrt: Köln → Essen, Rathaus\n"
        "Sie findet statt: Di, 8. Dezember 2026, 10:00–16:00."
    )
    again = await room.says("ben", "!sitzung ort M1 Essen, Rathaus")
    assert (again.splitlines()[0], again.also) == ("⚠️ M1 ist schon so.", [])
    answer = await room.says("ben", "!meeting link M1 https://meet.example.org/board")
    assert body(answer.also[0]).splitlines()[1] == "Link: keine Angabe → https://meet.example.org/board"
    file = await room.matrix.download(answer.also[-1].content)
    assert b"SEQUENCE:2\r\n" in file
    assert b"LOCATION:Essen\\, Rathaus\r\n" in file
    await room.later(datetime(2026, 12, 8, 8, 59, tzinfo=BERLIN))
    (reminder,) = await room.later(datetime(2026, 12, 8, 9, 0, tzinfo=BERLIN))
    assert body(reminder).splitlines()[1:] == ["Ort: Essen, Rathaus", "Link: https://meet.example.org/board"]


async def test_a_cancelled_meeting_takes_its_reminders_along_and_sends_the_file_that_takes_it_out(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr")
    assert (
        await room.says("ben", "!meeting cancel M1")
        == "⚠️ Das können bei M1 nur Anna oder jemand aus der Organisation tun."
    )
    answer = await room.says("olga", "!sitzung absagen M1 Köln ist ausgebucht")
    assert answer == "M1 „Klausur“ ist abgesagt; alle erhalten Bescheid."
    (message,) = rung(answer.also)
    assert body(message) == (
        "M1 „Klausur“ ist abgesagt. Vorgesehen war: Di, 8. Dezember 2026, 10:00–16:00.\nGrund: Köln ist ausgebucht\n"
        "Steht der alte Termin noch im Kalender, bitte löschen."
    )
    file = await room.matrix.download(answer.also[-1].content)
    assert b"METHOD:CANCEL\r\n" in file
    assert await room.passes(days=20) == []
    assert await room.says("anna", "!meeting move M1 9.12.") == "⚠️ M1 „Klausur“ ist abgesagt.\n!sitzung zeigen M1"


async def test_a_cancelled_poll_withdraws_its_native_polls_and_takes_no_votes(room: Board) -> None:
    await room.says("anna", OPEN)
    answer = await room.says("anna", "!meeting cancel M1")
    assert withdrawn(answer.also) == [poll.event_id for poll in room.polls()]
    assert await room.says("ben", "!vote M1 1 ja") == "⚠️ M1 „Runde“ ist abgesagt.\n!sitzung zeigen M1"
    assert rung(await room.passes(days=20)) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!sitzung teilnahme M1 vor Ort", "Gespeichert für M1 „Klausur“: vor Ort."),
        ("!meeting attend online", "Gespeichert für M1 „Klausur“: online."),
        ("!meeting attend M1 nein", "Gespeichert für M1 „Klausur“: keine Teilnahme."),
        ("!meeting attend M1 -", "Die Antwort zu M1 „Klausur“ ist zurückgenommen."),
        ("!meeting attend M1 jein", "⚠️ Wie ist die Teilnahme geplant: vor Ort, online oder nein?"),
    ],
)
async def test_attendance_is_kept_in_every_form(room: Board, line: str, said: str) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr")
    assert (await room.says("ben", line)).splitlines()[0] == said


async def test_who_was_there_is_kept_for_the_list_of_past_meetings(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr; Ort: Köln")
    assert await room.says("anna", "!meeting done M1 anna") == (
        "⚠️ M1 „Klausur“ hat noch nicht begonnen.\n!sitzung teilnahme M1 online"
    )
    await room.says("ben", "!meeting attend M1 online")
    await room.later(datetime(2026, 12, 9, 10, 0, tzinfo=BERLIN))
    assert await room.says("anna", "!meeting done M1") == "Festgehalten für M1 „Klausur“.\nDabei waren: Ben."
    assert await room.says("anna", "!sitzung fertig M1 anna, @olga und Ben") == (
        "Festgehalten für M1 „Klausur“.\nDabei waren: Anna, Olga und Ben."
    )
    assert await room.says("anna", "!meeting list past") == (
        "Vergangene Sitzungen\n• M1 „Klausur“: Di, 8. Dezember 2026, 10:00–16:00, Köln; dabei waren Anna, Ben und Olga"
    )


async def test_reminders_missed_while_the_bot_was_away_are_said_once_and_late(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr")
    await room.says("anna", "!meeting plan Kaffee 2.12. 10 Uhr")
    (message, over) = await room.later(datetime(2026, 12, 7, 12, 0, tzinfo=BERLIN))
    assert body(message) == (
        "Erinnerung: M1 „Klausur“ – noch 22 Stunden: Di, 8. Dezember 2026, 10:00–16:00.\n"
        "Diese Erinnerung kommt 2 Stunden zu spät; der Assistent war nicht erreichbar."
    )
    assert body(over) == "Während der Assistent nicht erreichbar war, haben diese Sitzungen begonnen: M2 „Kaffee“."
    assert rings(over) == []


async def test_all_meetings_to_come_come_as_one_calendar_file(room: Board) -> None:
    assert await room.says("anna", "!meeting ics") == "⚠️ Zurzeit steht keine Sitzung bevor.\n!sitzung liste"
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr")
    await room.says("anna", "!meeting plan Kaffee 2.12. 10 Uhr")
    answer = await room.says("ben", "!sitzung kalender")
    assert answer == "Es folgt eine Kalenderdatei mit 2 Sitzungen."
    file = await room.matrix.download(answer.also[0].content)
    assert file.count(b"BEGIN:VEVENT") == 2


@pytest.mark.parametrize(
    ("date", "day_before", "hour_before"),
    [
        ("28.3.2027 14 Uhr", datetime(2027, 3, 27, 14, 0, tzinfo=BERLIN), datetime(2027, 3, 28, 13, 0, tzinfo=BERLIN)),
        ("28.3.2027 03:00", datetime(2027, 3, 27, 3, 0, tzinfo=BERLIN), datetime(2027, 3, 28, 1, 0, tzinfo=BERLIN)),
        (
            "31.10.2027 14 Uhr",
            datetime(2027, 10, 30, 14, 0, tzinfo=BERLIN),
            datetime(2027, 10, 31, 13, 0, tzinfo=BERLIN),
        ),
    ],
)
async def test_reminders_keep_the_clock_over_its_change(
    tmp_path: Path, date: str, day_before: datetime, hour_before: datetime
) -> None:
    room = await Board(tmp_path, Settings(quiet=None)).start()
    room.now = day_before - timedelta(hours=13)
    await room.says("anna", f"!meeting plan Klausur {date}")
    await room.says("anna", "!ja")
    assert rung(await room.later(day_before - timedelta(seconds=1))) == []
    assert len(rung(await room.later(day_before))) == 1
    assert rung(await room.later(hour_before - timedelta(seconds=1))) == []
    assert len(rung(await room.later(hour_before))) == 1
    await room.stop()


async def test_everything_is_said_in_english_as_well(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(language="en")).start()
    answer = await board.says("anna", "!meeting propose Spring; Tue 8 December 2pm-4pm; Deadline: 30 November 6pm")
    assert answer == "M1 Spring is open for votes, with one date."
    assert body(answer.also[0]) == (
        "M1 Spring: when shall we meet?\n"
        "Proposed by Anna.\n"
        "Voting is open until Mon, 30 November 2026, 18:00.\n"
        "1. Tue, 8 December 2026, 14:00–16:00 – 0 yes, 0 if need be, 0 no\n"
        "Not voted yet: Anna, Ben, Cem, and Olga.\n"
        "To vote, answer the polls below or write !vote M1 1 yes. This list counts. Who said what: "
        "!meeting show M1"
    )
    assert await board.says("ben", "!vote yes") == "Saved for M1 Spring:\n1. Tue, 8 December 2026, 14:00–16:00: yes"
    closed = await board.says("anna", "!meeting close")
    assert body(rung(closed.also)[0]) == (
        "M1 Spring takes place: Tue, 8 December 2026, 14:00–16:00.\nReason: one can come (1 yes, 0 if need be)."
    )
    await board.stop()


async def test_the_same_meeting_gives_the_same_calendar_file_after_a_restart(room: Board) -> None:
    await room.says("anna", "!meeting plan Klausur 8.12. 10-16 Uhr")
    first = await room.says("ben", "!meeting ics M1")
    await room.stop()
    await room.start()
    again = await room.says("ben", "!meeting ics M1")
    files = [await room.matrix.download(answer.also[0].content) for answer in (first, again)]
    assert files[0] == files[1]


async def test_a_name_that_no_meeting_has_does_not_cancel_the_only_one(room: Board) -> None:
    await room.says("olga", "!sitzung ansetzen Telko morgen 17 Uhr")
    answer = await room.says("olga", "!sitzung absagen Klausur")
    assert answer == (
        "Noch ist nichts geschehen: „Klausur“ kann verschieden gemeint sein.\n"
        "Soll abgesagt werden: M1 „Telko“ ganz? Dann genügt !ja, und diese Worte werden als Grund genannt."
    )
    assert answer.also == []
