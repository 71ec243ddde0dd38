"""Several tasks or several members in one line, and what a new task asks for besides its title."""

from __future__ import annotations

import pytest

from tests.board import Board, rings
from tests.lending import begun


@begun
async def papers(room: Board) -> None:
    """The room with T5 to T7, which nobody holds."""
    for name in ("Protokoll schreiben", "Raum buchen", "Kekse kaufen"):
        await room.says("ben", f"!aufgabe neu {name}")


async def test_who_is_named_at_the_end_of_a_new_task_is_asked_to_take_it_on(room: Board) -> None:
    answer = await room.says("ben", "!aufgabe neu Raum mieten @anna bis 15.1.")
    assert answer == (
        "„Raum mieten“ steht als T5 auf der Liste, fällig am Fr, 15. Januar 2027.\n"
        "Anna ist gebeten, „Raum mieten“ (T5) zu übernehmen."
    )
    assert [rings(event) for event in answer.also] == [["@anna:board.test"]]


async def test_a_name_in_a_note_asks_nobody(room: Board) -> None:
    answer = await room.says("ben", "!aufgabe neu Raum mieten\nVorher absprechen mit @anna")
    noted = "„Raum mieten“ steht als T5 auf der Liste.\nNotiz: Vorher absprechen mit @anna\n"
    assert answer == f"{noted}Übernehmen: !aufgabe übernehmen T5"
    assert answer.also == []


async def test_several_are_asked_and_nobody_is_rung_twice_within_twelve_hours(papers: Board) -> None:
    answer = await papers.says("ben", "!aufgabe zuweisen T5 Anna und Cem")
    assert answer == (
        "Anna ist gebeten, „Protokoll schreiben“ (T5) zu übernehmen.\n"
        "Cem ist gebeten, „Protokoll schreiben“ (T5) zu übernehmen."
    )
    again = await papers.says("ben", "!aufgabe zuweisen T5 an Cem")
    assert again == (
        "Cem ist bereits am Mi, 25. November 2026, 10:00 gebeten worden, „Protokoll schreiben“ (T5) zu übernehmen, "
        "und wird jetzt nicht noch einmal gerufen."
    )
    assert again.also == []
    await papers.passes(hours=13)
    assert len((await papers.says("ben", "!aufgabe zuweisen T5 an Cem")).also) == 1


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("übernehmen", "Ben hat „{title}“ ({key}) übernommen."),
        ("erledigt", "„{title}“ ({key}) ist erledigt."),
        ("streichen", "„{title}“ ({key}) ist gestrichen.\nZurückholen: !aufgabe wiederöffnen {key}"),
    ],
)
async def test_several_tasks_are_changed_all_or_none(papers: Board, verb: str, said: str) -> None:
    before = await papers.says("ben", "!aufgabe liste")
    assert await papers.says("ben", f"!aufgabe {verb} T5, T99") == "⚠️ Die Aufgabe T99 gibt es nicht.\n!aufgabe liste"
    assert await papers.says("ben", "!aufgabe liste") == before
    answer = await papers.says("ben", f"!aufgabe {verb} T5, T6 und T7")
    titles = {"T5": "Protokoll schreiben", "T6": "Raum buchen", "T7": "Kekse kaufen"}
    assert answer == "\n".join(said.format(key=key, title=title) for key, title in titles.items())


async def test_several_tasks_are_given_back_and_opened_again(papers: Board) -> None:
    await papers.says("ben", "!aufgabe übernehmen T5, T6")
    assert (await papers.says("ben", "!aufgabe abgeben T5 und T6")).count("ist wieder frei") == 2
    await papers.says("ben", "!aufgabe erledigt T5, T6")
    assert (await papers.says("ben", "!aufgabe öffnen T5 T6")).count("ist wieder offen") == 2


async def test_a_date_without_a_task_is_asked_about_with_a_line_that_sets_it(papers: Board) -> None:
    answer = await papers.says("ben", "!aufgabe frist 5.1.")
    assert answer == (
        "⚠️ Welche Aufgabe ist gemeint: T5 „Protokoll schreiben“, T6 „Raum buchen“ oder T7 „Kekse kaufen“?\n"
        "!aufgabe frist T5 5.1."
    )


async def test_a_list_is_several_tasks_after_one_question(room: Board) -> None:
    asked = await room.says("ben", "!aufgabe neu 1. Punkt eins\n2. Punkt zwei bis 3.1.\n3. Punkt drei @anna")
    assert asked == (
        "Noch ist nichts geschehen. Sind 3 Aufgaben gemeint?\n"
        "• „Punkt eins“ steht als T5 auf der Liste.\n"
        "• „Punkt zwei“ steht als T6 auf der Liste, fällig am So, 3. Januar 2027.\n"
        "• „Punkt drei“ steht als T7 auf der Liste.\n"
        "• Anna ist gebeten, „Punkt drei“ (T7) zu übernehmen.\n"
        "Ist es so gemeint? Dann genügt ja als Antwort. Sonst bitte die Nachricht bearbeiten oder neu schreiben."
    )
    assert asked.also == []
    await room.says("ben", "!ja")
    assert await room.says("ben", "!aufgabe liste") == (
        "7 Aufgaben stehen an.\n"
        "• T6 Punkt zwei – fällig am So, 3. Januar 2027 – noch frei\n"
        "• T1 Literaturverwaltung – noch frei\n"
        "• T2 Impulse und Referierende – noch frei\n"
        "• T3 Gastgeberschaft – noch frei\n"
        "• T4 Öffentlichkeitsarbeit – noch frei\n"
        "• T5 Punkt eins – noch frei\n"
        "• T7 Punkt drei – noch frei"
    )


async def test_the_end_of_the_month_has_no_other_reading_that_is_the_same_day(papers: Board) -> None:
    answer = await papers.says("ben", "!aufgabe frist T5 Monatsende")
    assert answer == "„Protokoll schreiben“ (T5) ist am Mo, 30. November 2026 fällig."


async def test_a_due_date_and_a_request_may_be_for_several_tasks(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Protokoll schreiben")
    await room.says("anna", "!aufgabe neu Raum buchen")
    assert await room.says("anna", "!aufgabe frist T5, T6 15.1.") == (
        "„Protokoll schreiben“ (T5) ist am Fr, 15. Januar 2027 fällig.\n"
        "„Raum buchen“ (T6) ist am Fr, 15. Januar 2027 fällig."
    )
    answer = await room.says("anna", "!aufgabe zuweisen T5 und T6 @ben")
    assert answer == (
        "Ben ist gebeten, „Protokoll schreiben“ (T5) zu übernehmen.\nBen ist gebeten, „Raum buchen“ (T6) zu übernehmen."
    )
    assert [rings(event) for event in answer.also] == [["@ben:board.test"], ["@ben:board.test"]]


async def test_a_date_alone_is_no_new_title(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Protokoll schreiben")
    assert await room.says("anna", "!aufgabe ändern T5 15.1.") == (
        "„Protokoll schreiben“ (T5) ist am Fr, 15. Januar 2027 fällig."
    )


async def test_nobody_is_rung_twice_for_one_task_within_twelve_hours_however_they_are_asked(room: Board) -> None:
    added = await room.says("anna", "!aufgabe neu Protokoll schreiben @ben")
    await room.reacts("ben", added.also[0], "👎")
    again = await room.says("anna", "!aufgabe zuweisen T5 @ben")
    assert [rings(event) for event in again.also] == [[]]
    await room.says("anna", "!aufgabe übernehmen T5")
    over = await room.says("anna", "!aufgabe übergeben T5 @ben")
    assert [rings(event) for event in over.also] == [[]]
    await room.passes(hours=13)
    later = await room.says("anna", "!aufgabe übergeben T5 @ben")
    assert [rings(event) for event in later.also] == [["@ben:board.test"]]
