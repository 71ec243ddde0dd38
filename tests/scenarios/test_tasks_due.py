"""Tasks over time: due dates, reminders, terms of duties, claims nobody confirms, requests to take one on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from commands.base import Settings
from matrixbot.gateway import Event
from tests.board import BERLIN, Board, body, rings
from tests.lending import begun

PAPER = "„Positionspapier entwerfen“ (T5)"
HINT = "\nAbschließen: !aufgabe erledigt T5, Frist verschieben: !aufgabe frist T5 …"


def at(day: int, month: int, year: int = 2027, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BERLIN)


@begun
async def papers(room: Board) -> None:
    """T5, due in January, is Ben's."""
    await room.says("anna", "!task add Positionspapier entwerfen bis 15.1.")
    await room.says("ben", "!task claim T5")


def said(events: list[Event]) -> list[str]:
    return [body(event) for event in events]


# --- dates


SOON = "Zum Beispiel: !aufgabe neu Flyer drucken bis 2.12."


@pytest.mark.parametrize(
    ("date", "answer", "offered"),
    [
        (
            "31.2.",
            "⚠️ Den 31.2. gibt es nicht. Am nächsten liegt So, 28. Februar 2027.",
            "!task add Flyer drucken bis 28.2.2027",
        ),
        ("1.11.2026", "⚠️ So, 1. November 2026 ist schon vorbei.", SOON),
        ("8.12. oder 9.12.", "⚠️ Eine Aufgabe hat nur eine Frist.", SOON),
    ],
)
async def test_a_date_that_cannot_be_is_refused_with_a_line_that_works(
    room: Board, date: str, answer: str, offered: str
) -> None:
    said = await room.says("anna", f"!task add Flyer drucken bis {date}")
    assert said == f"{answer}\n{offered}"
    assert "Flyer" not in await room.says("anna", "!task")
    assert await room.says("anna", "!aufgabe neu Flyer drucken bis 2.12.") == (
        "„Flyer drucken“ steht als T5 auf der Liste, fällig am Mi, 2. Dezember 2026.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_a_date_with_two_readings_is_shown_with_the_other_one(room: Board) -> None:
    answer = await room.says("anna", "!task add Flyer drucken bis nächsten Freitag")
    assert answer == (
        "„Flyer drucken“ steht als T5 auf der Liste, fällig am Fr, 27. November 2026.\n"
        "„Nächste“ wird verschieden verstanden: Gemeint sein kann Fr, 27. November 2026 oder Fr, 4. "
        "Dezember 2026. Falls Fr, 4. Dezember 2026 gemeint ist: !aufgabe frist T5 4.12.2026\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )
    assert await room.says("anna", "!aufgabe frist T5 4.12.2026") == (
        "„Flyer drucken“ (T5) ist jetzt am Fr, 4. Dezember 2026 fällig statt am Fr, 27. November 2026."
    )


async def test_a_date_at_the_end_of_a_title_is_asked_about(room: Board) -> None:
    assert await room.says("anna", "!task add Protokoll schreiben morgen") == (
        "„Protokoll schreiben morgen“ steht als T5 auf der Liste.\n"
        "Ist sie am Do, 26. November 2026 fällig? Das sagt !aufgabe frist T5 26.11.2026\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_the_due_date_is_moved_and_taken_away(papers: Board) -> None:
    assert await papers.says("ben", "!aufgabe frist T5 auf 20.1. 14 Uhr") == (
        f"{PAPER} ist jetzt am Mi, 20. Januar 2027, 14:00 fällig statt am Fr, 15. Januar 2027."
    )
    assert await papers.says("ben", "!task due Positionspapier none") == f"{PAPER} hat keine Frist mehr."
    assert await papers.says("ben", "!task due T5") == "⚠️ Wann ist sie fällig?\nZum Beispiel: !aufgabe frist T5 2.12."
    answer = await papers.says("ben", "!task due T5 irgendwann")
    assert answer == (
        "⚠️ „irgendwann“ ist als Datum nicht zu verstehen. Beispiele: 2.12. 14:00-16:00, 2.12., 2.12.2026 9:30.\n"
        "Zum Beispiel: !aufgabe frist T5 2.12."
    )


# --- reminders


async def test_a_due_task_rings_its_owner_before_on_the_day_and_weekly_after(papers: Board) -> None:
    assert said(await papers.later(at(8, 1))) == [f"Ben: {PAPER} ist in 7 Tagen fällig, am Fr, 15. Januar 2027." + HINT]
    assert said(await papers.later(at(14, 1))) == [f"Ben: {PAPER} ist morgen fällig, am Fr, 15. Januar 2027." + HINT]
    (today,) = await papers.later(at(15, 1))
    assert body(today) == f"Ben: {PAPER} ist heute fällig, Fr, 15. Januar 2027." + HINT
    assert rings(today) == ["@ben:board.test"]
    overdue = f"Ben: {PAPER} war am Fr, 15. Januar 2027 fällig und ist noch offen." + HINT
    assert said(await papers.later(at(16, 1))) == [overdue]
    assert said(await papers.later(at(22, 1))) == []
    assert said(await papers.later(at(23, 1))) == [overdue]


async def test_reminders_follow_the_date_and_vanish_when_it_is_done(papers: Board) -> None:
    await papers.says("ben", "!task due T5 22.1.")
    assert said(await papers.later(at(8, 1))) == []
    assert len(await papers.later(at(15, 1))) == 1
    await papers.says("ben", "!task done T5")
    assert said(await papers.later(at(23, 2))) == []


async def test_after_a_long_absence_one_message_says_it_once(papers: Board) -> None:
    await papers.says("anna", "!task add Flyer drucken bis 8.1.")
    (message,) = await papers.later(at(1, 3))
    assert body(message) == (
        "• „Flyer drucken“ (T6) war am Fr, 8. Januar 2027 fällig, und noch hat sie niemand übernommen.\n"
        f"• Ben: {PAPER} war am Fr, 15. Januar 2027 fällig und ist noch offen.\n"
        "Abschließen zum Beispiel mit !aufgabe erledigt T6, die Frist verschieben mit !aufgabe frist T6 …"
    )
    assert rings(message) == ["@ben:board.test"]
    assert said(await papers.passes(hours=1)) == []


async def test_a_due_task_that_nobody_holds_rings_nobody(room: Board) -> None:
    await room.says("anna", "!task add Flyer drucken bis 8.1.")
    (message,) = await room.later(at(8, 1))
    assert body(message) == (
        "„Flyer drucken“ (T5) ist heute fällig, Fr, 8. Januar 2027, und noch hat sie niemand "
        "übernommen.\n"
        "Abschließen: !aufgabe erledigt T5, Frist verschieben: !aufgabe frist T5 …"
    )
    assert rings(message) == []


async def test_the_configuration_says_when_tasks_are_reminded_of(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(language="en", task_reminders=())).start()
    await board.says("ben", "!task add Draft by 15.1.")
    await board.says("ben", "!task claim T1")
    assert said(await board.later(at(15, 1))) == []
    (overdue,) = await board.later(at(16, 1))
    assert body(overdue) == (
        "Ben: “Draft” (T1) was due on Fri, 15 January 2027 and is still open.\n"
        "!task done T1 finishes it, !task due T1 … moves the date."
    )
    await board.stop()


# --- claims without a date


async def test_a_claim_without_a_date_is_asked_about_and_freed_if_nobody_answers(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    (question,) = await room.passes(days=30)
    assert body(question) == (
        "Ben: „Literaturverwaltung“ (T1) liegt seit Mi, 25. November 2026 bei Ihnen. Gilt das noch?\n"
        "Ja: 👍 auf diese Nachricht oder !aufgabe übernehmen T1. Mit Datum: !aufgabe frist T1 …\n"
        "Ohne Antwort ist die Aufgabe am Fr, 1. Januar 2027 wieder frei."
    )
    assert rings(question) == ["@ben:board.test"]
    (freed,) = await room.passes(days=7)
    assert body(freed) == (
        "„Literaturverwaltung“ (T1) lag bei Ben und ist wieder frei, weil keine Antwort kam.\n"
        "Übernehmen: !aufgabe übernehmen T1"
    )
    assert await room.says("anna", "!task") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


@pytest.mark.parametrize("way", ["👍", "!task claim T1", "!task note T1 läuft"])
async def test_who_answers_keeps_it(room: Board, way: str) -> None:
    await room.says("ben", "!task claim literature")
    (question,) = await room.passes(days=30)
    await (room.reacts("ben", question, way) if way == "👍" else room.says("ben", way))
    assert said(await room.passes(days=29)) == []
    assert await room.says("anna", "!task") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – Ben\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )
    (again,) = await room.passes(days=2)
    assert body(again) == (
        "Ben: „Literaturverwaltung“ (T1) liegt seit Mi, 25. November 2026 bei Ihnen. Gilt das noch?\n"
        "Ja: 👍 auf diese Nachricht oder !aufgabe übernehmen T1. Mit Datum: !aufgabe frist T1 …\n"
        "Ohne Antwort ist die Aufgabe am Mo, 1. Februar 2027 wieder frei."
    )


async def test_the_thumb_of_somebody_else_keeps_nothing(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    (question,) = await room.passes(days=30)
    await room.reacts("cem", question, "👍")
    (freed,) = await room.passes(days=7)
    assert body(freed) == (
        "„Literaturverwaltung“ (T1) lag bei Ben und ist wieder frei, weil keine Antwort kam.\n"
        "Übernehmen: !aufgabe übernehmen T1"
    )


# --- terms


async def test_a_duty_goes_back_to_open_at_the_end_of_its_term_with_a_call_for_the_next(room: Board) -> None:
    assert await room.says("ben", "!aufgabe übernehmen Literatur bis 30.6.") == (
        "Ben hat „Literaturverwaltung“ (T1) bis Mi, 30. Juni 2027 übernommen."
    )
    assert said(await room.later(at(30, 6, hour=20))) == []
    (call,) = await room.later(at(1, 7))
    assert body(call) == (
        "Die Amtszeit von Ben für „Literaturverwaltung“ (T1) ist am Mi, 30. Juni 2027 zu Ende gegangen.\n"
        "Wer übernimmt als Nächstes? !aufgabe übernehmen T1"
    )
    assert rings(call) == "room"
    assert await room.says("cem", "!task claim T1") == "Cem hat „Literaturverwaltung“ (T1) übernommen."


async def test_the_owner_of_a_duty_sets_its_term_later(room: Board) -> None:
    assert await room.says("ben", "!task due literature 30.6.") == (
        "⚠️ „Literaturverwaltung“ (T1) ist eine Daueraufgabe: Ein Datum hat nur, wer sie übernommen hat, "
        "als Ende der Amtszeit.\n!aufgabe übernehmen T1 bis 30.6.2027"
    )
    await room.says("ben", "!task claim literature")
    assert await room.says("ben", "!task due literature 30.6.") == (
        "Ben hat „Literaturverwaltung“ (T1) bis Mi, 30. Juni 2027."
    )
    assert said(await room.passes(days=40)) == []
    assert await room.says("ben", "!task claim literature until 31.7.") == (
        "Ben hat „Literaturverwaltung“ (T1) bis Sa, 31. Juli 2027."
    )


# --- requests


async def test_who_is_asked_accepts_with_a_thumb(papers: Board) -> None:
    await papers.says("ben", "!task release T5")
    answer = await papers.says("cem", "!aufgabe zuweisen T5 @anna")
    assert answer == f"Anna ist gebeten, {PAPER} zu übernehmen."
    (request,) = answer.also
    assert body(request) == (
        f"Anna, Cem bittet Sie, {PAPER} zu übernehmen.\n"
        "Annehmen mit 👍 auf diese Nachricht oder mit !aufgabe übernehmen T5, ablehnen mit 👎."
    )
    assert rings(request) == ["@anna:board.test"]
    assert await papers.reacts("olga", request, "👍") == ""
    assert await papers.reacts("anna", request, "👍🏽") == (
        "Anna hat „Positionspapier entwerfen“ (T5) übernommen, fällig am Fr, 15. Januar 2027."
    )
    assert await papers.reacts("anna", request, "👍") == ""


async def test_who_declines_makes_the_asker_look_on(papers: Board) -> None:
    await papers.says("ben", "!task release T5")
    (request,) = (await papers.says("cem", "!task assign Positionspapier an Anna")).also
    (answer,) = (await papers.reacts("anna", request, "👎")).also
    assert body(answer) == f"Cem: Anna übernimmt {PAPER} nicht."
    assert rings(answer) == ["@cem:board.test"]


async def test_a_task_is_handed_over_once_the_other_agrees(papers: Board) -> None:
    answer = await papers.says("ben", "!aufgabe übergeben T5 @cem")
    assert answer == f"{PAPER} bleibt bei Ben, bis Cem zustimmt."
    assert await papers.says("anna", "!task claim T5") == (
        "⚠️ Ben hat „Positionspapier entwerfen“ (T5) schon übernommen, am Mi, 25. November 2026, 10:00.\n!aufgabe offen"
    )
    assert await papers.says("cem", "!task claim T5") == f"Cem hat {PAPER} von Ben übernommen."
    assert (
        await papers.says("ben", "!task mine")
        == "Sie haben keine Aufgabe übernommen. Freie Aufgaben zeigt !aufgabe offen"
    )


async def test_only_what_one_holds_can_be_handed_over(papers: Board) -> None:
    assert await papers.says("cem", "!task handover T5 @anna") == (
        f"⚠️ {PAPER} liegt bei Ben, nicht bei Cem.\n!aufgabe meine"
    )
    assert await papers.says("ben", "!task handover T5") == (
        "⚠️ Wer soll die Aufgabe übernehmen? Bitte ein Mitglied dieses Raums nennen.\n"
        "Zum Beispiel: !aufgabe übergeben T5 @anna"
    )
    assert await papers.says("cem", "!task assign T5 @anna") == (
        "⚠️ Ben hat „Positionspapier entwerfen“ (T5) schon übernommen, am Mi, 25. November 2026, 10:00.\n!aufgabe offen"
    )


# --- coming and going


async def test_who_leaves_frees_theirs_after_a_day_and_the_room_is_told(papers: Board) -> None:
    await papers.says("ben", "!task claim literature")
    await papers.leaves("ben")
    (told,) = await papers.passes(days=1)
    assert body(told) == (
        "Ben hat den Raum verlassen; 2 Aufgaben sind wieder frei:\n"
        "• T5 Positionspapier entwerfen\n• T1 Literaturverwaltung\nÜbernehmen: !aufgabe übernehmen T5"
    )
    assert rings(told) == []
    (due,) = await papers.later(at(15, 1))
    assert rings(due) == []
    assert await papers.leaves("cem") == []


async def test_who_left_while_the_bot_was_away_has_a_day_from_its_next_start(papers: Board) -> None:
    await papers.stop()
    papers.matrix.person_leaves("!board:board.test", "@ben:board.test", 0)
    await papers.start()
    assert body(papers.heard()[-1]) == (
        "Ben hat den Raum verlassen. Bleibt es dabei, wird am Do, 26. November 2026, 10:00 frei: T5.\n"
        "Früher, wenn jemand es sagt, der organisiert: !freigeben @ben:board.test"
    )
    (freed,) = await papers.passes(days=1)
    assert body(freed) == (
        "Ben hat den Raum verlassen; eine Aufgabe ist wieder frei:\n"
        "• T5 Positionspapier entwerfen\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_reminders_and_owners_survive_a_restart(papers: Board) -> None:
    await papers.stop()
    papers.now = at(8, 1)
    await papers.start()
    assert body(papers.heard()[-1]) == (
        "Ben: „Positionspapier entwerfen“ (T5) ist in 7 Tagen fällig, am Fr, 15. Januar 2027.\n"
        "Abschließen: !aufgabe erledigt T5, Frist verschieben: !aufgabe frist T5 …"
    )


NO_DUE_DATES = [
    ("Kapitel 3 bis 4", "„Kapitel 3 bis 4“ steht als T5 auf der Liste."),
    ("Rundgang 8 bis 12 Uhr", "„Rundgang 8 bis 12 Uhr“ steht als T5 auf der Liste."),
    ("„Protokoll bis 9.12.“", "„Protokoll bis 9.12.“ steht als T5 auf der Liste."),
]


@pytest.mark.parametrize(("line", "said"), NO_DUE_DATES)
async def test_numbers_from_one_to_another_and_what_is_quoted_belong_to_the_title(
    room: Board, line: str, said: str
) -> None:
    assert await room.says("ben", f"!aufgabe neu {line}") == f"{said}\nÜbernehmen: !aufgabe übernehmen T5"


async def test_a_bare_number_as_a_due_date_is_asked_about(room: Board) -> None:
    answer = await room.says("ben", "!aufgabe neu Flyer bis 15")
    assert answer == (
        "Noch ist nichts geschehen. Nicht verstanden: „bis 15“.\n"
        "So weit verstanden: „Flyer“ steht als T5 auf der Liste, fällig am Mi, 25. November 2026, 15:00.\n"
        "Die Zahl 15 ist als Uhrzeit verstanden.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )


async def test_the_number_of_a_task_begins_no_stretch_of_numbers(room: Board) -> None:
    assert await room.says("ben", "!aufgabe übernehmen T2 bis 3.12.") == (
        "Ben hat „Impulse und Referierende“ (T2) bis Do, 3. Dezember 2026 übernommen."
    )


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Protokoll schreiben (Anna, bis 4.12.)", "Protokoll schreiben (Anna)"),
        ("Protokoll schreiben (bis 4.12.)", "Protokoll schreiben"),
        ("Protokoll schreiben - bis 4.12.", "Protokoll schreiben"),
        ("Protokoll schreiben – Anna – bis 4.12.", "Protokoll schreiben – Anna"),
        ("Protokoll (lang) bis 4.12.", "Protokoll (lang)"),
    ],
)
async def test_signs_that_set_the_due_date_apart_are_no_part_of_the_title(room: Board, line: str, title: str) -> None:
    assert await room.says("ben", f"!aufgabe neu {line}") == (
        f"„{title}“ steht als T5 auf der Liste, fällig am Fr, 4. Dezember 2026.\nÜbernehmen: !aufgabe übernehmen T5"
    )


async def test_a_span_of_days_in_a_title_is_no_second_due_date(room: Board) -> None:
    assert await room.says("ben", "!aufgabe neu Zeitraum vom 1.1. bis 31.3. auswerten bis 15.4.") == (
        "„Zeitraum vom 1.1. bis 31.3. auswerten“ steht als T5 auf der Liste, fällig am Do, 15. April 2027.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )
