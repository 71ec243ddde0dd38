"""Records that are meant by their title instead of their number."""

from __future__ import annotations

import pytest

from tests.board import Board, all_said
from tests.lending import begun


@begun
async def two(room: Board) -> None:
    """The room with two meetings to come, M1 and M2."""
    await room.says("ben", "!sitzung ansetzen Sommerfest 9.12. 14 Uhr")
    await room.says("ben", "!sitzung ansetzen Vorstand 8.12. 14 Uhr")


@pytest.mark.parametrize(
    "line",
    ["Sommerfest", "sommerfest", "„Sommerfest“", "das Sommerfest", "die Sitzung Sommerfest", "Sommer", "Somerfest"],
)
async def test_a_meeting_is_shown_by_its_title_or_a_part_of_it(two: Board, line: str) -> None:
    assert await two.says("ben", f"!sitzung zeigen {line}") == (
        "M1 „Sommerfest“\n"
        "Findet statt: Mi, 9. Dezember 2026, 14:00.\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_a_place_goes_to_the_meeting_whose_whole_title_stands_before_it(two: Board) -> None:
    answer = await two.says("ben", "!sitzung ort Sommerfest Rathaus")
    assert answer == "M1 „Sommerfest“ ist geändert; alle erhalten Bescheid."
    assert all_said(answer) == (
        "M1 „Sommerfest“ ist geändert; alle erhalten Bescheid.\n"
        "M1 „Sommerfest“ hat sich geändert.\n"
        "Ort: keine Angabe → Rathaus\n"
        "Sie findet statt: Mi, 9. Dezember 2026, 14:00.\n"
        "M1-sommerfest.ics"
    )


async def test_a_place_that_names_no_meeting_changes_none_of_several(two: Board) -> None:
    assert await two.says("ben", "!sitzung ort 1. OG, Rathaus") == (
        "⚠️ Welche Sitzung ist gemeint: M2 „Vorstand“ oder M1 „Sommerfest“?\n"
        "!sitzung ort M2 1. OG, Rathaus\n!sitzung ort M1 1. OG, Rathaus"
    )
    assert "1. OG" not in await two.says("ben", "!sitzung zeigen M1")


async def test_a_title_that_is_not_there_is_answered_by_the_nearest_with_a_line_that_works(two: Board) -> None:
    answer = await two.says("ben", "!sitzung zeigen Winterfest")
    assert answer == "⚠️ „Winterfest“ heißt hier nichts; am nächsten kommt: M1 „Sommerfest“.\n!sitzung zeigen M1"


async def test_of_several_of_one_title_at_most_five_are_named(room: Board) -> None:
    for day in range(1, 8):
        await room.says("ben", f"!sitzung ansetzen Klausur {day}.12. 14 Uhr")
    answer = await room.says("ben", "!sitzung ort Klausur Rathaus")
    assert answer.count("Klausur“") == 6, answer
    assert answer == (
        "⚠️ Mit „Klausur“ kann gemeint sein: M1 „Klausur“, M2 „Klausur“, M3 „Klausur“, M4 „Klausur“ "
        "oder M5 „Klausur“. Bitte genauer sagen.\n"
        "!sitzung ort M1 Rathaus\n!sitzung ort M2 Rathaus\n!sitzung ort M3 Rathaus\n!sitzung ort M4 Rathaus\n"
        "!sitzung ort M5 Rathaus"
    )


async def test_reminders_offers_and_entries_are_meant_by_their_words(room: Board) -> None:
    await room.says("ben", "!erinnere morgen 9 Uhr Folien schicken")
    await room.says("ben", "!gastgeber anbieten Bochum")
    await room.says("ben", "!lit neu https://example.org/a Bericht zur Lage")
    assert await room.says("ben", "!gastgeber zeigen Bochum") == "H1 Bochum – Ben"
    assert await room.says("ben", "!lit zeigen Bericht zur Lage") == (
        "L1 Bericht zur Lage: https://example.org/a\nAufgenommen von Ben am Mi, 25. November 2026, 10:00."
    )
    assert await room.says("ben", "!erinnere löschen Folien") == "R1 ist gelöscht: Folien schicken"


@pytest.mark.parametrize("line", ["Klausur 1 ja", "klausur 1 ja", "für M1 1 ja", "M1 1 ja"])
async def test_a_vote_names_its_poll_by_title_or_behind_a_small_word(room: Board, line: str) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; 10.12. 9 Uhr")
    assert await room.says("ben", f"!abstimmen {line}") == (
        "Gespeichert für M1 „Klausur“:\n1. Di, 8. Dezember 2026, 14:00: ja\nNoch ohne Stimme: 2 und 3."
    )


async def test_all_but_one_is_a_yes_for_the_others(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; 10.12. 9 Uhr")
    assert (await room.says("ben", "!vote alle außer 3")).count(": ja") == 2


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("1", "!abstimmen M1 1 ja"),
        ("Klasur 2 nein", "!abstimmen M1 2 nein"),
        ("ohne 1 ja", "!sitzung zeigen M1"),
    ],
)
async def test_an_offered_vote_says_no_more_than_was_said(room: Board, line: str, offered: str) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; 10.12. 9 Uhr")
    assert (await room.says("ben", f"!vote {line}")).splitlines()[-1] == offered
