"""Tasks: adding, finding by name, claiming, sharing, finishing, listing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commands.base import Duty, Settings
from tests.board import DUTIES, Board, body, rings
from tests.lending import begun


@begun
async def papers(room: Board) -> None:
    """The room with T5, a position paper that is due in January."""
    await room.says("anna", "!task add Positionspapier entwerfen bis 15.1.")


async def test_every_room_starts_with_the_duties_of_the_configuration(room: Board) -> None:
    assert await room.says("anna", "!aufgaben") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


async def test_a_changed_title_in_the_configuration_follows_and_nothing_is_made_twice(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(duties=DUTIES[:1])).start()
    await board.says("ben", "!task claim literature")
    await board.stop()
    board.settings = Settings(duties=(Duty("literature", {"de": "Literaturliste", "en": "Literature"}, places=2),))
    await board.start()
    assert await board.says("anna", "!task") == "Eine Aufgabe steht an.\n• T1 Literaturliste – Ben, ein Platz frei"
    await board.stop()
    board.settings = replace(board.settings, language="en")
    await board.start()
    assert await board.says("anna", "!task") == "One task is to be done.\n• T1 Literature – Ben, one place free"
    await board.stop()


async def test_a_task_is_added_with_its_due_date_and_weekday(room: Board) -> None:
    assert await room.says("anna", "!aufgabe neu Positionspapier entwerfen bis 15.1.") == (
        "„Positionspapier entwerfen“ steht als T5 auf der Liste, fällig am Fr, 15. Januar 2027.\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


async def test_a_task_is_added_in_english_too(tmp_path: Path) -> None:
    board = await Board(tmp_path, Settings(language="en")).start()
    assert await board.says("anna", "!task add Draft the paper by 15 January") == (
        "“Draft the paper” is on the list as T1, due on Fri, 15 January 2027.\n!task claim T1 takes it on."
    )
    assert await board.says("ben", "!task claim draft") == (
        "Ben has taken on “Draft the paper” (T1), due on Fri, 15 January 2027."
    )
    await board.stop()


async def test_options_give_places_date_and_note(room: Board) -> None:
    answer = await room.says(
        "anna", "!aufgabe hinzufügen Stand betreuen\nPlätze: 2\nFrist: 15.1.\nNotiz: Messe in Köln"
    )
    assert answer == (
        "„Stand betreuen“ steht als T5 auf der Liste, fällig am Fr, 15. Januar 2027.\n"
        "2 Mitglieder können sie sich teilen.\n"
        "Notiz: Messe in Köln\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )
    assert await room.says("ben", "!aufgabe zeigen T5") == (
        "T5 Stand betreuen\n"
        "Fällig am Fr, 15. Januar 2027.\n"
        "2 Plätze sind frei.\n"
        "Angelegt von Anna am Mi, 25. November 2026.\n"
        "Eine Notiz:\n"
        "• Anna, Mi, 25. November 2026: Messe in Köln\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )


@pytest.mark.parametrize(
    "words",
    [
        "!task claim literature",
        "!aufgabe übernehmen Literaturverwaltung",
        "!Aufgabe Übernehmen literaturverwaltung bitte",
        "!aufgabe nehmen die Literatur",
        "!task claim “Literature Management”",
        "!task claim T1",
        "!task claim #1",
        "!task claim Literaturverwalltung",
    ],
)
async def test_a_duty_is_meant_by_key_title_or_number(room: Board, words: str) -> None:
    assert await room.says("ben", words) == "Ben hat „Literaturverwaltung“ (T1) übernommen."


async def test_a_claim_on_a_taken_task_names_its_owner_and_since_when(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    assert await room.says("cem", "!task claim literature") == (
        "⚠️ Ben hat „Literaturverwaltung“ (T1) schon übernommen, am Mi, 25. November 2026, 10:00.\n!aufgabe offen"
    )


async def test_of_many_claims_at_once_one_wins(room: Board) -> None:
    events = [
        room.said(who, {"msgtype": "m.text", "body": "!task claim literature"})
        for who in ("ben", "cem", "olga", "anna")
    ]
    await room.answer_to(events[0])
    answers = [body(event) for event in room.heard()]
    assert sorted(answers) == [
        "Ben hat „Literaturverwaltung“ (T1) übernommen.",
        *["⚠️ Ben hat „Literaturverwaltung“ (T1) schon übernommen, am Mi, 25. November 2026, 10:00.\n!aufgabe offen"]
        * 3,
    ]


async def test_an_unknown_name_gets_the_nearest_tasks_and_the_line_that_adds_it(papers: Board) -> None:
    assert await papers.says("ben", "!task claim Positionen prüfen") == (
        "⚠️ Eine offene Aufgabe „Positionen prüfen“ gibt es nicht; am nächsten kommt: T5 „Positionspapier entwerfen“. "
        "So wird sie angelegt:\n!aufgabe neu Positionen prüfen"
    )
    assert await papers.says("ben", "!task claim Xylophon") == (
        "⚠️ Eine offene Aufgabe „Xylophon“ gibt es nicht. So wird sie angelegt:\n!aufgabe neu Xylophon"
    )
    assert await papers.says("ben", "!task claim T77") == "⚠️ Die Aufgabe T77 gibt es nicht.\n!aufgabe liste"


async def test_a_name_that_fits_two_tasks_is_asked_about(papers: Board) -> None:
    await papers.says("anna", "!task add Positionspapier drucken")
    assert await papers.says("ben", "!task claim Positionspapier") == (
        "⚠️ Mit „Positionspapier“ kann gemeint sein: T5 „Positionspapier entwerfen“ oder T6 „Positionspapier drucken“. "
        "Bitte genauer sagen.\n!aufgabe zeigen T5"
    )


async def test_several_may_share_a_task_that_says_so(room: Board) -> None:
    await room.says("anna", "!task add Stand betreuen --plätze 2")
    await room.says("anna", "!task claim T5")
    assert await room.says("ben", "!task claim T5") == "Ben hat „Stand betreuen“ (T5) übernommen."
    assert await room.says("cem", "!task claim T5") == (
        "⚠️ Alle Plätze von „Stand betreuen“ (T5) sind vergeben: Anna, seit Mi, 25. November 2026, 10:00 und "
        "Ben, seit Mi, 25. November 2026, 10:00.\n!aufgabe offen"
    )
    assert await room.says("anna", "!task edit T5 --plätze 1") == (
        "⚠️ „Stand betreuen“ (T5) liegt bei Anna und Ben; so viele Plätze sind nötig.\n!aufgabe ändern T5 --plätze 2"
    )


async def test_release_frees_and_only_ones_own(room: Board) -> None:
    await room.says("ben", "!task claim literature")
    assert await room.says("cem", "!aufgabe abgeben Literatur") == (
        "⚠️ „Literaturverwaltung“ (T1) liegt bei Ben, nicht bei Cem.\n!aufgabe meine"
    )
    assert await room.says("ben", "!aufgabe abgeben Literatur") == (
        "„Literaturverwaltung“ (T1) ist wieder frei.\nÜbernehmen: !aufgabe übernehmen T1"
    )
    assert await room.says("ben", "!task release T1") == (
        "⚠️ „Literaturverwaltung“ (T1) hat noch niemand übernommen.\n!aufgabe übernehmen T1"
    )


async def test_an_organiser_may_free_the_place_of_another(room: Board) -> None:
    await room.says("anna", "!task add Stand betreuen --plätze 2")
    await room.says("anna", "!task claim T5")
    await room.says("ben", "!task claim T5")
    assert await room.says("olga", "!task release T5") == (
        "⚠️ „Stand betreuen“ (T5) liegt bei Anna und Ben. Wessen Platz ist gemeint?\n"
        "Zum Beispiel: !aufgabe abgeben T5 @ben"
    )
    await room.says("olga", "!task release T5 @ben")
    assert await room.says("olga", "!task") == (
        "5 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Stand betreuen – Anna, ein Platz frei"
    )


async def test_done_thanks_and_can_be_reopened(papers: Board) -> None:
    await papers.says("ben", "!task claim T5")
    assert await papers.says("cem", "!task done T5") == (
        "⚠️ „Positionspapier entwerfen“ (T5) liegt bei Ben; das kann nur, wer die Aufgabe hat, angelegt hat oder "
        "organisiert.\n!aufgabe notiz T5 …"
    )
    assert await papers.says("ben", "!aufgabe erledigt Positionspapier") == (
        "„Positionspapier entwerfen“ (T5) ist erledigt.\nVielen Dank, Ben."
    )
    assert await papers.says("cem", "!task claim T5") == (
        "⚠️ „Positionspapier entwerfen“ (T5) ist schon erledigt.\n!aufgabe wiederöffnen T5"
    )
    assert await papers.says("cem", "!task list done") == (
        "Eine Aufgabe ist erledigt.\n• T5 Positionspapier entwerfen – erledigt am Mi, 25. November 2026 – Ben"
    )
    assert await papers.says("anna", "!task reopen Positionspapier") == (
        "„Positionspapier entwerfen“ (T5) ist wieder offen, bei Ben."
    )


async def test_who_is_not_there_is_named_and_not_the_day_behind_them(papers: Board) -> None:
    answer = await papers.says("ben", "!aufgabe zuweisen T5 Zoe bis Freitag")
    assert answer == "⚠️ In diesem Raum gibt es kein Mitglied „Zoe“.\nZum Beispiel: !aufgabe zuweisen T5 @anna"


async def test_a_standing_duty_is_neither_done_nor_dropped_nor_renamed(room: Board) -> None:
    assert await room.says("ben", "!task done literature") == (
        "⚠️ „Literaturverwaltung“ (T1) ist eine Daueraufgabe und wird nie abgeschlossen; sie lässt sich abgeben.\n"
        "!aufgabe zeigen T1"
    )
    assert await room.says("ben", "!task drop T1") == (
        "⚠️ „Literaturverwaltung“ (T1) ist eine Daueraufgabe aus der Konfiguration; sie lässt sich "
        "abgeben.\n"
        "!aufgabe zeigen T1"
    )
    assert await room.says("ben", "!task edit T1 Lesen") == (
        "⚠️ „Literaturverwaltung“ (T1) ist eine Daueraufgabe; wie sie heißt, steht in der Konfiguration.\n!aufgabe liste"
    )


async def test_drop_edit_and_note(papers: Board) -> None:
    assert await papers.says("anna", "!aufgabe ändern T5 Papier: Position") == (
        "„Positionspapier entwerfen“ (T5) heißt jetzt „Papier: Position“."
    )
    assert await papers.says("cem", "!aufgabe notiz T5 Quellen liegen bei mir") == (
        "Die Notiz steht jetzt bei „Papier: Position“ (T5)."
    )
    assert await papers.says("cem", "!task T5") == (
        "T5 Papier: Position\n"
        "Fällig am Fr, 15. Januar 2027.\n"
        "Ein Platz ist frei.\n"
        "Angelegt von Anna am Mi, 25. November 2026.\n"
        "Eine Notiz:\n"
        "• Cem, Mi, 25. November 2026: Quellen liegen bei mir\n"
        "Übernehmen: !aufgabe übernehmen T5"
    )
    assert await papers.says("anna", "!aufgabe streichen T5") == (
        "„Papier: Position“ (T5) ist gestrichen.\nZurückholen: !aufgabe wiederöffnen T5"
    )
    assert "T5" not in await papers.says("anna", "!task")


async def test_lists_come_in_pages_of_ten(room: Board) -> None:
    for n in range(8):
        await room.says("anna", f"!task add Aufgabe Nummer {n + 1}")
    first = await room.says("anna", "!task list")
    assert first == (
        "12 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Aufgabe Nummer 1 – noch frei\n"
        "• T6 Aufgabe Nummer 2 – noch frei\n"
        "• T7 Aufgabe Nummer 3 – noch frei\n"
        "• T8 Aufgabe Nummer 4 – noch frei\n"
        "• T9 Aufgabe Nummer 5 – noch frei\n"
        "• T10 Aufgabe Nummer 6 – noch frei\n"
        "1 bis 10 von 12.\n"
        "Die nächste Seite: !aufgabe liste 2"
    )
    assert await room.says("anna", "!task list 2") == (
        "12 Aufgaben stehen an.\n• T11 Aufgabe Nummer 7 – noch frei\n• T12 Aufgabe Nummer 8 – noch frei\n"
        "11 bis 12 von 12."
    )
    assert await room.says("anna", "!task list 9") == "⚠️ Diese Liste hat 2 Seiten.\n!aufgabe liste 1"


async def test_mine_open_and_overdue_are_lists_of_their_own(papers: Board) -> None:
    await papers.says("ben", "!task claim T5")
    assert await papers.says("ben", "!aufgabe meine") == (
        "Sie haben eine Aufgabe übernommen.\n• T5 Positionspapier entwerfen – fällig am Fr, 15. Januar 2027 – Ben"
    )
    assert await papers.says("cem", "!task mine") == (
        "Sie haben keine Aufgabe übernommen. Freie Aufgaben zeigt !aufgabe offen"
    )
    assert await papers.says("cem", "!task list open") == (
        "4 Aufgaben sind noch frei.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )
    assert await papers.says("cem", "!aufgabe überfällig") == "Nichts ist überfällig."
    await papers.passes(days=60)
    assert await papers.says("cem", "!aufgabe überfällig") == (
        "Eine Aufgabe ist überfällig.\n• T5 Positionspapier entwerfen – fällig seit Fr, 15. Januar 2027 – Ben"
    )


async def test_a_title_rings_nobody_and_is_no_markup(room: Board) -> None:
    answer = await room.says("anna", "!task add <b>@room</b> @ben:board.test <script>")
    assert answer == (
        "„<b>@room</b> @ben:board.test <script>“ steht als T5 auf der Liste.\nÜbernehmen: !aufgabe übernehmen T5"
    )
    assert answer.event is not None
    assert answer.event.content["m.mentions"] == {}
    assert answer.event.content["formatted_body"] == (
        "„&lt;b&gt;@room&lt;/b&gt; @ben:board.test &lt;script&gt;“ steht als T5 auf der "
        "Liste.<br>Übernehmen: <code>!aufgabe übernehmen T5</code>"
    )


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!task add", "⚠️ Was ist zu tun?\n!aufgabe neu Positionspapier entwerfen bis 15.1."),
        ("!task add bis 15.1.", "⚠️ Was ist zu tun?\n!aufgabe neu Positionspapier entwerfen bis 15.1."),
        ("!task add " + "x" * 60_000, "⚠️ Das sind mehr als 12000 Zeichen; bitte kürzer fassen."),
        ("!task claim", "⚠️ Welche Aufgabe ist gemeint?\n!aufgabe übernehmen Literaturverwaltung"),
        (
            "!task add Stand --plätze viele",
            "⚠️ Eine Aufgabe hat 1 bis 50 Plätze.\n!aufgabe neu Frühjahrssitzung vorbereiten --plätze 2",
        ),
        ("!task list bunt", "⚠️ Eine solche Liste von Aufgaben gibt es nicht.\n!aufgabe liste"),
        (
            "!task note literature",
            "⚠️ Was soll notiert werden?\n!aufgabe notiz T1 Der erste Entwurf liegt bei Cem.",
        ),
    ],
)
async def test_what_is_missing_is_said_and_nothing_changes(room: Board, line: str, answer: str) -> None:
    said = await room.says("anna", line)
    assert said == answer
    assert said.event is not None and rings(said.event) == []
    assert await room.says("anna", "!task") == (
        "4 Aufgaben stehen an.\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei"
    )


async def test_a_title_that_is_too_long_is_not_cut(room: Board) -> None:
    answer = await room.says("anna", "!task add " + "x" * 250)
    assert answer == (
        "⚠️ Das sind 250 Zeichen; höchstens 200 sind möglich. Bitte kürzen.\n"
        "!aufgabe neu Positionspapier entwerfen bis 15.1."
    )


async def test_the_same_open_task_is_not_added_twice(papers: Board) -> None:
    assert await papers.says("ben", "!task add positionspapier entwerfen bis 15.1.") == (
        "⚠️ „Positionspapier entwerfen“ steht schon auf der Liste, als T5.\n!aufgabe zeigen T5"
    )


@pytest.mark.parametrize("courtesy", ["pls", "plz,", "Bitte", "please"])
async def test_each_word_of_courtesy_may_stand_before_the_verb(papers: Board, courtesy: str) -> None:
    assert await papers.says("ben", f"!task {courtesy} claim T5") == (
        "Ben hat „Positionspapier entwerfen“ (T5) übernommen, fällig am Fr, 15. Januar 2027."
    )
