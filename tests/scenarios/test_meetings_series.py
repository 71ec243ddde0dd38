"""Series whose dates change: one moved or cancelled, all from one on, all; and what is asked before."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board, body, rung, uids

WEEKLY = "!sitzung ansetzen Woche jeden Dienstag 14-15 Uhr"
OLD_ENTRY = "Steht der alte Termin noch im Kalender, bitte löschen."

UNTIL_8 = "jeden Dienstag 14:00-15:00 ab 1.12.2026 bis 8.12.2026;"


async def calendar(room: Board) -> list[str]:
    """The lines of the calendar file of all meetings."""
    answer = await room.says("anna", "!sitzung kalender")
    file = (await room.matrix.download(answer.also[-1].content)).decode()
    return file.replace("\r\n ", "").split("\r\n")


async def test_one_date_is_moved_and_the_others_stay(room: Board) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", "!sitzung verschieben M1 8.12. auf 9.12. 15 Uhr")
    change = "Termin: Di, 8. Dezember 2026, 14:00–15:00 → Mi, 9. Dezember 2026, 15:00–16:00"
    assert answer == "M1 „Woche“ ist geändert; alle erhalten Bescheid."
    assert rung(answer) == [
        f"M1 „Woche“ hat sich geändert.\n{change}\n{OLD_ENTRY}\n"
        "Sie findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Mi, 9. Dezember 2026, 15:00–16:00; "
        "Di, 15. Dezember 2026, 14:00–15:00."
    ]
    file = await calendar(room)
    assert set(file) >= {
        "RECURRENCE-ID;TZID=Europe/Berlin:20261208T140000",
        "DTSTART;TZID=Europe/Berlin:20261209T150000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU",
    }
    assert len(uids(file)) == 1
    assert [line for line in file if line.startswith("EXDATE")] == []
    assert await room.says("cem", "!sitzung zeigen M1") == (
        "M1 „Woche“\n"
        "Findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Mi, 9. Dezember 2026, 15:00–16:00; Di, 15. "
        "Dezember 2026, 14:00–15:00.\n"
        "Verschoben: Di, 8. Dezember 2026, 14:00 → Mi, 9. Dezember 2026, 15:00–16:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–15:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_reminders_follow_the_date_that_was_moved(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung verschieben M1 8.12. auf 9.12. 15 Uhr")
    await room.later(datetime(2026, 12, 8, 12, 59, tzinfo=BERLIN))
    assert await room.later(datetime(2026, 12, 8, 13, 0, tzinfo=BERLIN)) == []  # an hour before the old time
    (week_before,) = await room.later(datetime(2026, 12, 8, 14, 0, tzinfo=BERLIN))
    assert body(week_before) == "Erinnerung: M1 „Woche“ – noch 7 Tage: Di, 15. Dezember 2026, 14:00–15:00."
    (day_before,) = await room.later(datetime(2026, 12, 8, 15, 0, tzinfo=BERLIN))
    assert body(day_before) == "Erinnerung: M1 „Woche“ – noch 1 Tag: Mi, 9. Dezember 2026, 15:00–16:00."
    (hour_before,) = await room.later(datetime(2026, 12, 9, 14, 0, tzinfo=BERLIN))
    assert body(hour_before) == "Erinnerung: M1 „Woche“ – noch 1 Stunde: Mi, 9. Dezember 2026, 15:00–16:00."


async def test_a_date_is_moved_twice_and_back_again_and_leaves_no_trace(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung verschieben M1 8.12. auf 9.12.")
    again = await room.says("ben", "!sitzung verschieben M1 9.12. auf 10.12. 16 Uhr")
    assert body(again.also[0]).splitlines()[1] == (
        "Termin: Mi, 9. Dezember 2026, 14:00–15:00 → Do, 10. Dezember 2026, 16:00–17:00"
    )
    file = await calendar(room)
    assert [line for line in file if line.startswith("RECURRENCE-ID")] == [
        "RECURRENCE-ID;TZID=Europe/Berlin:20261208T140000"
    ]
    await room.says("ben", "!sitzung verschieben M1 10.12. auf 8.12. 14 Uhr")
    file = await calendar(room)
    assert [line for line in file if line.startswith(("RECURRENCE-ID", "EXDATE", "SEQUENCE"))] == ["SEQUENCE:3"]


async def test_a_moved_date_is_cancelled_where_it_takes_place_now(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung verschieben M1 8.12. auf 9.12.")
    answer = await room.says("ben", "!sitzung absagen M1 9.12. wegen Streik")
    assert rung(answer) == [
        "M1 „Woche“ fällt aus: Mi, 9. Dezember 2026, 14:00–15:00.\nWegen Streik.\n"
        f"Nächster Termin: Di, 1. Dezember 2026, 14:00–15:00.\n{OLD_ENTRY}"
    ]
    file = await calendar(room)
    assert [line for line in file if line.startswith(("EXDATE", "RECURRENCE-ID"))] == [
        "EXDATE;TZID=Europe/Berlin:20261208T140000"
    ]


async def test_a_date_is_never_moved_onto_another_of_its_series(room: Board) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", "!sitzung verschieben M1 8.12. auf 15.12.")
    assert answer == (
        "⚠️ M1 hat dort schon einen Termin: Di, 15. Dezember 2026, 14:00–15:00.\n"
        "!sitzung verschieben M1 8.12.2026 auf 16.12.2026"
    )
    assert answer.also == []


async def test_a_series_is_never_moved_onto_a_date_of_it_that_was_moved(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung verschieben M1 8.12. auf 16.12.")
    answer = await room.says("ben", "!sitzung verschieben M1 alle auf Mittwoch")
    assert answer == "⚠️ M1 hätte dann zwei Termine zugleich: Mi, 16. Dezember 2026, 14:00–15:00.\n!sitzung zeigen M1"
    assert answer.also == []


async def test_another_weekday_loses_no_exception_and_no_last_date(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Reihe jeden Dienstag 14 Uhr bis 22.12.")
    await room.says("ben", "!sitzung absagen M1 8.12.")
    answer = await room.says("ben", "!sitzung verschieben M1 alle auf Donnerstag")
    assert rung(answer)[0].splitlines()[1] == (
        "Termine: jeden Dienstag 14:00 ab 1.12.2026 bis 22.12.2026 → jeden Donnerstag 14:00 ab 3.12.2026 bis 24.12.2026"
    )
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „Reihe“\n"
        "Findet statt: jeden Donnerstag 14:00 ab 3.12.2026 bis 24.12.2026.\n"
        "Nächste Termine: Do, 3. Dezember 2026, 14:00; Do, 17. Dezember 2026, 14:00; Do, 24. "
        "Dezember 2026, 14:00.\n"
        "Fällt aus: Do, 10. Dezember 2026, 14:00.\n"
        "Wer am Do, 3. Dezember 2026, 14:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_a_series_that_lasts_longer_does_so_on_every_date(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung verschieben M1 8.12. auf 9.12.")
    answer = await room.says("ben", "!sitzung ändern M1 Dauer: 3h")
    assert body(answer.also[0]).splitlines()[1] == (
        "Termine: jeden Dienstag 14:00-15:00 ab 1.12.2026 → jeden Dienstag 14:00-17:00 ab 1.12.2026"
    )
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „Woche“\n"
        "Findet statt: jeden Dienstag 14:00-17:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–17:00; Mi, 9. Dezember 2026, 14:00–17:00; Di, 15. "
        "Dezember 2026, 14:00–17:00.\n"
        "Verschoben: Di, 8. Dezember 2026, 14:00 → Mi, 9. Dezember 2026, 14:00–17:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–17:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_all_dates_from_one_on_get_another_time_and_those_before_stay(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung absagen M1 5.1.")
    answer = await room.says("ben", "!sitzung verschieben M1 ab 15.12. auf 16 Uhr")
    assert rung(answer)[0] == (
        "M1 „Woche“ hat sich geändert.\n"
        "Termine: jeden Dienstag 14:00-15:00 ab 1.12.2026 → jeden Dienstag 14:00-15:00 ab 1.12.2026 bis "
        "8.12.2026; jeden Dienstag 16:00-17:00 ab 15.12.2026\n"
        "Steht der alte Termin noch im Kalender, bitte löschen.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Di, 8. Dezember 2026, 14:00–15:00; Di, 15. "
        "Dezember 2026, 16:00–17:00."
    )
    file = await calendar(room)
    assert set(file) >= {
        "RRULE:FREQ=WEEKLY;UNTIL=20261208T225959Z;BYDAY=TU",
        "DTSTART;TZID=Europe/Berlin:20261215T160000",
        "EXDATE;TZID=Europe/Berlin:20270105T160000",
    }
    assert len(uids(file)) == 2
    shown = await room.says("cem", "!sitzung zeigen M1")
    assert shown == (
        "M1 „Woche“\n"
        "Findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026 bis 8.12.2026; jeden Dienstag 16:00-17:00 "
        "ab 15.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Di, 8. Dezember 2026, 14:00–15:00; Di, 15. "
        "Dezember 2026, 16:00–17:00.\n"
        "Fällt aus: Di, 5. Januar 2027, 16:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–15:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("alle auf 15 Uhr", "jeden Dienstag 15:00-16:00 ab 1.12.2026"),
        ("die ganze Reihe auf Mittwoch", "jeden Mittwoch 14:00-15:00 ab 2.12.2026"),
        ("alle auf Mittwoch 9 Uhr", "jeden Mittwoch 09:00-10:00 ab 2.12.2026"),
        ("alle um eine Stunde", "jeden Dienstag 15:00-16:00 ab 1.12.2026"),
        ("alle auf 9-11 Uhr", "jeden Dienstag 09:00-11:00 ab 1.12.2026"),
        ("auf jeden Mittwoch 15 Uhr", "jeden Mittwoch 15:00-16:00 ab 2.12.2026"),
        ("jeden Mittwoch", "jeden Mittwoch 14:00-15:00 ab 2.12.2026"),
        ("all to 3pm", "jeden Dienstag 15:00-16:00 ab 1.12.2026"),
        ("alle von 14 auf 15 Uhr", "jeden Dienstag 15:00-16:00 ab 1.12.2026"),
        ("auf 15 Uhr, alle", "jeden Dienstag 15:00-16:00 ab 1.12.2026"),
        ("künftig mittwochs", "jeden Mittwoch 14:00-15:00 ab 2.12.2026"),
        ("ab 15.12. alle auf 15 Uhr", f"{UNTIL_8} jeden Dienstag 15:00-16:00 ab 15.12.2026"),
        ("alle Termine ab 15.12. auf 15 Uhr", f"{UNTIL_8} jeden Dienstag 15:00-16:00 ab 15.12.2026"),
        ("ab 15.12. 15 Uhr", f"{UNTIL_8} jeden Dienstag 15:00-16:00 ab 15.12.2026"),
        ("ab 15.12. jeden Mittwoch 15 Uhr", f"{UNTIL_8} jeden Mittwoch 15:00-16:00 ab 16.12.2026"),
        ("from Dec 15 on to 3pm", f"{UNTIL_8} jeden Dienstag 15:00-16:00 ab 15.12.2026"),
    ],
)
async def test_all_dates_are_moved_and_what_is_not_said_stays(room: Board, line: str, rule: str) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", f"!sitzung verschieben M1 {line}")
    assert rung(answer)[0].splitlines()[1] == f"Termine: jeden Dienstag 14:00-15:00 ab 1.12.2026 → {rule}"


@pytest.mark.parametrize(
    ("line", "to", "one", "every"),
    [
        ("15 Uhr", "auf 15 Uhr", "Di, 1. Dezember 2026, 15:00–16:00", "jeden Dienstag 15:00-16:00 ab 8.12.2026"),
        ("Mittwoch", "auf Mittwoch", "Mi, 2. Dezember 2026, 14:00–15:00", "jeden Mittwoch 14:00-15:00 ab 9.12.2026"),
        (
            "um eine Stunde",
            "um eine Stunde",
            "Di, 1. Dezember 2026, 15:00–16:00",
            "jeden Dienstag 15:00-16:00 ab 8.12.2026",
        ),
        (
            "von 14 auf 15 Uhr",
            "auf 15 Uhr",
            "Di, 1. Dezember 2026, 15:00–16:00",
            "jeden Dienstag 15:00-16:00 ab 8.12.2026",
        ),
        (
            "von Dienstag auf Mittwoch",
            "auf Mittwoch",
            "Mi, 2. Dezember 2026, 14:00–15:00",
            "jeden Mittwoch 14:00-15:00 ab 9.12.2026",
        ),
    ],
)
async def test_whether_one_date_or_all_move_is_asked_and_both_lines_work(
    room: Board, line: str, to: str, one: str, every: str
) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", f"!sitzung verschieben M1 {line}")
    assert answer == (
        "⚠️ M1 „Woche“ ist eine Reihe: Ist nur ein Termin gemeint oder alle?\n"
        f"Nur einer: !sitzung verschieben M1 1.12.2026 {to}\n"
        f"Alle: !sitzung verschieben M1 alle {to}"
    )
    assert answer.also == []
    moved = await room.says("ben", f"!sitzung verschieben M1 1.12.2026 {to}")
    assert rung(moved)[0].splitlines()[1] == f"Termin: Di, 1. Dezember 2026, 14:00–15:00 → {one}"
    moved = await room.says("ben", f"!sitzung verschieben M1 alle {to}")
    assert body(moved.also[0]).splitlines()[1] == (
        "Termine: jeden Dienstag 14:00-15:00 ab 1.12.2026 → "
        f"jeden Dienstag 14:00-15:00 ab 1.12.2026 bis 1.12.2026; {every}"
    )


async def test_a_day_that_is_none_of_the_series_is_asked_about(room: Board) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", "!sitzung verschieben M1 9.12. 15 Uhr")
    assert answer == (
        "M1 „Woche“ ist eine Reihe, und Mi, 9. Dezember 2026, 15:00–16:00 ist keiner ihrer Termine. "
        "Soll der Termin Di, 8. Dezember 2026, 14:00–15:00 dorthin? Dann genügt !ja. "
        "Ein anderer: !sitzung verschieben M1 1.12.2026 auf 9.12.2026 15:00-16:00"
    )
    done = await room.says("ben", "!ja")
    assert (
        rung(done)[0].splitlines()[1] == "Termin: Di, 8. Dezember 2026, 14:00–15:00 → Mi, 9. Dezember 2026, 15:00–16:00"
    )


async def test_a_series_ends_before_a_date_and_what_lies_before_stays(room: Board) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", "!sitzung absagen M1 ab 5.1. wegen Umbau")
    assert rung(answer) == [
        "M1 „Woche“ endet: Der Termin Di, 5. Januar 2027, 14:00–15:00 und alle späteren fallen aus.\nWegen Umbau.\n"
        f"Nächster Termin: Di, 1. Dezember 2026, 14:00–15:00.\n{OLD_ENTRY}"
    ]
    assert set(await calendar(room)) >= {"RRULE:FREQ=WEEKLY;UNTIL=20261229T225959Z;BYDAY=TU"}
    await room.later(datetime(2027, 1, 10, 10, 0, tzinfo=BERLIN))
    assert await room.says("ben", "!sitzung liste") == (
        "Zurzeit ist keine Sitzung geplant, und keine Terminumfrage läuft. Neu: !sitzung vorschlagen "
        "Titel; 8.12. 14 Uhr; 9.12. 10 Uhr"
    )


async def test_a_whole_series_is_cancelled_only_when_that_was_said_or_confirmed(room: Board) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", "!sitzung absagen M1 wegen Umbau")
    assert answer == (
        "M1 „Woche“ ist eine Reihe. Soll sie ganz abgesagt werden, genügt !ja. Nur der nächste Termin, "
        "Di, 1. Dezember 2026, 14:00–15:00: !sitzung absagen M1 1.12.2026 wegen Umbau"
    )
    assert answer.also == []
    done = await room.says("ben", "!ja")
    assert rung(done) == [
        "M1 „Woche“ ist abgesagt. Vorgesehen war: jeden Dienstag 14:00-15:00 ab 1.12.2026.\nWegen Umbau.\n" + OLD_ENTRY
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("alle außer 8.12.", "außer 8.12"),
        ("nicht am 8.12.", "nicht am 8.12"),
        ("bis auf den 8.12.", "bis auf den 8.12"),
        ("bis 8.12.", "bis 8.12"),
        ("alles, nur nicht den 8.12.", "nur nicht den 8.12"),
    ],
)
async def test_an_exception_or_a_negation_cancels_nothing(room: Board, line: str, words: str) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", f"!sitzung absagen M1 {line}")
    assert answer == (
        f"⚠️ „{words}“ kann verschieden gemeint sein; bitte die Termine nennen, die ausfallen.\n!sitzung zeigen M1"
    )
    assert answer.also == []
    assert await room.says("ben", "!sitzung zeigen M1") == (
        "M1 „Woche“\n"
        "Findet statt: jeden Dienstag 14:00-15:00 ab 1.12.2026.\n"
        "Nächste Termine: Di, 1. Dezember 2026, 14:00–15:00; Di, 8. Dezember 2026, 14:00–15:00; Di, "
        "15. Dezember 2026, 14:00–15:00.\n"
        "Wer am Di, 1. Dezember 2026, 14:00–15:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_several_dates_are_cancelled_together_and_a_stretch_after_a_question(room: Board) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", "!sitzung absagen M1 8.12. und 15.12. wegen Ferien")
    assert answer == "M1 „Woche“: Diese 2 Termine sind abgesagt; alle erhalten Bescheid."
    question = await room.says("ben", "!sitzung absagen M1 vom 22.12. bis 5.1.")
    assert question == (
        "M1 „Woche“ hat dort diese Termine: Di, 22. Dezember 2026, 14:00–15:00; Di, 29. Dezember 2026, 14:00–15:00; "
        "Di, 5. Januar 2027, 14:00–15:00. Sollen sie alle abgesagt werden, genügt !ja."
    )
    assert await room.says("ben", "!ja") == "M1 „Woche“: Diese 3 Termine sind abgesagt; alle erhalten Bescheid."


async def test_a_series_is_cancelled_while_one_of_its_dates_is_being_moved(room: Board) -> None:
    await room.says("ben", WEEKLY)
    await room.says("ben", "!sitzung verschieben M1 9.12. 15 Uhr")
    await room.says("olga", "!sitzung absagen M1 alle")
    assert await room.says("ben", "!ja") == "⚠️ M1 „Woche“ ist abgesagt.\n!sitzung wieder M1"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("8.12. und 15.12. auf 16 Uhr", "Es lässt sich immer nur ein Termin verschieben."),
        ("alle im Dezember auf 16 Uhr", "Nicht verstanden: „im Dezember“."),
        ("alle von Montag auf Mittwoch", "Nicht verstanden: „Montag“."),
        ("22.12. auf nächste Woche", "Mo, 30. November 2026 – So, 6. Dezember 2026 ist kein einzelner Tag."),
        (
            "auf jeden Mittwoch außer 23.12.",
            "„außer 23.12.“ ist hier nicht eindeutig; bitte nur den neuen Termin nennen.",
        ),
    ],
)
async def test_what_does_not_fit_a_series_moves_none_of_its_dates(room: Board, line: str, said: str) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", f"!sitzung verschieben M1 {line}")
    assert answer == f"⚠️ {said}\n!sitzung zeigen M1"
    assert answer.also == []


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("nur den 8.12.", "Di, 8. Dezember 2026, 14:00–15:00"),
        ("die nächste", "Di, 1. Dezember 2026, 14:00–15:00"),
        ("die nächsten zwei Termine", "Di, 1. Dezember 2026, 14:00–15:00; Di, 8. Dezember 2026, 14:00–15:00"),
        ("die Termine am 8.12. und 15.12.", "Di, 8. Dezember 2026, 14:00–15:00; Di, 15. Dezember 2026, 14:00–15:00"),
        ("8.12. 15.12.", "Di, 8. Dezember 2026, 14:00–15:00; Di, 15. Dezember 2026, 14:00–15:00"),
        ("on 8 December", "Di, 8. Dezember 2026, 14:00–15:00"),
    ],
)
async def test_the_dates_that_are_named_are_cancelled_and_no_others(room: Board, line: str, dates: str) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", f"!sitzung absagen M1 {line}")
    assert rung(answer)[0].splitlines()[0] == f"M1 „Woche“ fällt aus: {dates}."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        *((line, line) for line in ("den letzten", "jeden zweiten", "Termin 2", "den übernächsten")),
        ("8.12. nicht", "nicht"),
    ],
)
async def test_dates_that_are_only_counted_are_asked_for(room: Board, line: str, words: str) -> None:
    await room.says("ben", WEEKLY)
    answer = await room.says("ben", f"!sitzung absagen M1 {line}")
    assert answer == (
        f"⚠️ „{words}“ kann verschieden gemeint sein; bitte die Termine nennen, die ausfallen.\n!sitzung zeigen M1"
    )
    assert answer.also == []
