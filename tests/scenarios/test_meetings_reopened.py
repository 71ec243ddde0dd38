"""What was cancelled, fixed or has ended comes back: with its votes, its answers and its entry in the calendars."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board, body, file_of, has_file, refused, rings, rung, uids, withdrawn

SINGLE = "!sitzung ansetzen Vorstand 8.12. 14-16 Uhr"
POLL = "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 27.11. 18:00"
OLD_ENTRY = "Steht der alte Termin noch im Kalender, bitte löschen."


async def test_a_cancelled_meeting_comes_back_with_its_uid_reminders_and_answers(room: Board) -> None:
    planned = await file_of(room, await room.says("ben", SINGLE))
    await room.says("anna", "!sitzung teilnahme M1 online")
    cancelled = await file_of(room, await room.says("ben", "!sitzung absagen M1"))
    assert (
        await room.says("anna", "!sitzung wieder M1")
        == "⚠️ Das können bei M1 nur Ben oder jemand aus der Organisation tun."
    )
    answer = await room.says("ben", "!meeting uncancel M1")
    assert answer == "M1 „Vorstand“ findet wieder statt; alle erhalten Bescheid."
    assert rung(answer) == ["M1 „Vorstand“ findet doch statt: Di, 8. Dezember 2026, 14:00–16:00."]
    back = await file_of(room, answer)
    uids = [next(line for line in file if line.startswith("UID:")) for file in (planned, cancelled, back)]
    assert len(set(uids)) == 1
    assert [line for line in back if line.startswith(("METHOD", "SEQUENCE", "STATUS"))] == [
        "METHOD:PUBLISH", "SEQUENCE:2", "STATUS:CONFIRMED",
    ]  # fmt: skip
    assert await room.says("cem", "!sitzung zeigen M1") == (
        "M1 „Vorstand“\n"
        "Findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Online: Anna.\n"
        "Noch keine Antwort zur Teilnahme: Ben, Cem und Olga."
    )
    await room.votes("cem", room.polls()[-1], "onsite")
    assert await room.says("cem", "!sitzung zeigen M1") == (
        "M1 „Vorstand“\n"
        "Findet statt: Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Vor Ort: Cem.\n"
        "Online: Anna.\n"
        "Noch keine Antwort zur Teilnahme: Ben und Olga."
    )
    (reminder,) = await room.later(datetime(2026, 12, 8, 13, 0, tzinfo=BERLIN))
    assert body(reminder) == "Erinnerung: M1 „Vorstand“ – noch 1 Stunde: Di, 8. Dezember 2026, 14:00–16:00."


async def test_what_is_over_or_stands_cannot_come_back(room: Board) -> None:
    await room.says("ben", SINGLE)
    assert await room.says("ben", "!sitzung wieder M1") == (
        "⚠️ M1 „Vorstand“ steht fest und ist nicht abgesagt.\n!sitzung zeigen M1"
    )
    await room.says("ben", "!sitzung absagen M1")
    await room.passes(days=20)
    assert await room.says("ben", "!sitzung wieder M1") == (
        "⚠️ M1 „Vorstand“ ist vorbei.\nZum Beispiel: !sitzung ansetzen Vorstand 22.12.2026 14 Uhr"
    )


async def test_a_poll_that_ends_without_votes_says_so_and_how_to_go_on(room: Board) -> None:
    await room.says("ben", POLL)
    said = await room.later(datetime(2026, 11, 27, 18, 0, tzinfo=BERLIN))
    call = next(body(event) for event in said if rings(event) and "beendet" in body(event))
    assert call == (
        "Die Abstimmung zu M1 „Klausur“ ist beendet.\nNiemand hat abgestimmt.\n"
        "Eine Frist setzen: !sitzung ändern M1 Frist: 4.12.2026 18:00\n"
        "Ohne Frist weiter abstimmen: !sitzung wieder M1 Oder: !sitzung absagen M1"
    )
    answer = await room.says("ben", "!sitzung ändern M1 Frist: 4.12.2026 18:00")
    assert answer == (
        "M1 „Klausur“ ist geändert:\n"
        "Frist: Fr, 27. November 2026, 18:00 → Fr, 4. Dezember 2026, 18:00\n"
        "Die Abstimmung ist wieder offen; alle Stimmen sind noch da."
    )
    await room.votes("anna", room.polls()[-2], "yes")
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „Klausur“\n"
        "Abgestimmt wird bis Fr, 4. Dezember 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00\n"
        "Ja: Anna · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00.\n"
        "Noch nicht abgestimmt: Ben, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Anna (2).\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )
    ended = await room.later(datetime(2026, 12, 4, 18, 0, tzinfo=BERLIN))
    assert withdrawn(ended) == [poll.event_id for poll in room.polls()[-2:]]


@pytest.mark.parametrize(
    ("line", "said", "polls"),
    [
        ("!sitzung wieder M1", "M1 „Klausur“ steht wieder zur Abstimmung; alle Stimmen sind noch da.", 2),
        (
            "!sitzung ergänzen M1 10.12. 9 Uhr",
            "M1 „Klausur“ hat einen weiteren Termin:\n"
            "3. Do, 10. Dezember 2026, 09:00\n"
            "Die Abstimmung ist wieder offen; alle Stimmen sind noch da.",
            3,
        ),
    ],
)
async def test_a_poll_that_has_ended_is_opened_again_with_its_votes(
    room: Board, line: str, said: str, polls: int
) -> None:
    await room.says("ben", POLL)
    await room.says("anna", "!vote M1 1 ja, 2 nein")
    await room.later(datetime(2026, 11, 28, 10, 0, tzinfo=BERLIN))
    assert await room.says("cem", "!vote M1 1 ja") == (
        "⚠️ Die Abstimmung zu M1 „Klausur“ ist beendet.\n!sitzung zeigen M1"
    )
    answer = await room.says("ben", line)
    assert answer == f"{said}\nEine Frist setzen: !sitzung ändern M1 Frist: 5.12.2026 18:00"
    assert [event.type for event in answer.also].count("org.matrix.msc3381.poll.start") == polls
    await room.says("cem", "!vote M1 1 ja")
    assert (await room.says("ben", "!sitzung zeigen M1")).splitlines()[1:3] == [
        "1. Di, 8. Dezember 2026, 14:00",
        "Ja: Anna und Cem · wenn nötig: – · nein: –",
    ]


async def test_a_fixed_poll_is_voted_on_again_and_its_date_leaves_the_calendars(room: Board) -> None:
    await room.says("ben", POLL)
    await room.says("anna", "!vote M1 1 ja, 2 nein")
    fixed = await file_of(room, await room.says("ben", "!sitzung festlegen M1"))
    answer = await room.says("ben", "!sitzung wieder M1")
    assert rung(answer)[0].splitlines()[:3] == [
        "M1 „Klausur“: Die Abstimmung ist wieder offen.",
        "Der festgelegte Termin gilt nicht mehr: Di, 8. Dezember 2026, 14:00.",
        OLD_ENTRY,
    ]
    gone = await file_of(room, answer)
    again = await file_of(room, await room.says("ben", "!sitzung festlegen M1 2"))
    for file, sequence in ((fixed, 0), (gone, 1), (again, 2)):
        assert set(file) >= {f"SEQUENCE:{sequence}", f"METHOD:{'CANCEL' if file is gone else 'PUBLISH'}"}
    assert uids(fixed) == uids(gone) == uids(again)


@pytest.mark.parametrize(
    "lines",
    [
        ("!sitzung festlegen M1", "!sitzung wieder M1"),
        ("!sitzung absagen M1", "!sitzung wieder M1"),
        ("!sitzung festlegen M1", "!sitzung absagen M1", "!sitzung wieder M1", "!sitzung wieder M1"),
    ],
)
async def test_whatever_became_of_a_poll_its_votes_are_there_when_it_comes_back(
    room: Board, lines: tuple[str, ...]
) -> None:
    await room.says("ben", POLL)
    await room.says("anna", "!vote M1 1 ja, 2 nein")
    answers = [await room.says("ben", line) for line in lines]
    assert not any(map(refused, answers))
    files = [await file_of(room, answer) for answer in answers if has_file(answer)]
    shown = (await room.says("cem", "!sitzung zeigen M1")).splitlines()
    assert shown[shown.index("1. Di, 8. Dezember 2026, 14:00") + 1] == "Ja: Anna · wenn nötig: – · nein: –"
    assert all(uids(file) == uids(files[0]) for file in files)
    sequences = [next(line for line in file if line.startswith("SEQUENCE:")) for file in files]
    assert sequences == [f"SEQUENCE:{n}" for n in range(len(files))]


async def test_a_series_comes_back_with_the_date_that_was_moved(room: Board) -> None:
    planned = await file_of(room, await room.says("ben", "!sitzung ansetzen Runde jeden Dienstag 14-15 Uhr"))
    await room.says("ben", "!sitzung verschieben M1 8.12. auf 9.12. 16 Uhr")
    await room.says("ben", "!sitzung absagen M1 alle")
    back = await file_of(room, await room.says("ben", "!sitzung wieder M1"))
    assert set(back) >= {"RECURRENCE-ID;TZID=Europe/Berlin:20261208T140000", "SEQUENCE:3"}
    assert uids(planned) == uids(back)
    rung_at = await room.later(datetime(2026, 12, 9, 15, tzinfo=BERLIN))
    assert [body(event).splitlines()[0] for event in rung_at if rings(event)] == [
        "Erinnerung: M1 „Runde“ – noch 1 Stunde: Mi, 9. Dezember 2026, 16:00–17:00."
    ]
