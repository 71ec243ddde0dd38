"""How many tiles a poll takes in a client: they stand in a thread where they are many, and go in one run."""

from __future__ import annotations

from typing import Any

import pytest

from matrixbot.gateway import Event
from tests.board import Board, body, rings, withdrawn

FIVE = "!sitzung vorschlagen Klausur: " + "; ".join(f"{day}.12.2026 14-16 Uhr" for day in (7, 8, 9, 10, 11))


def thread_of(event: Event) -> str | None:
    relation = event.content.get("m.relates_to", {})
    return str(relation["event_id"]) if relation.get("rel_type") == "m.thread" else None


async def test_from_five_dates_on_the_polls_stand_in_a_thread_on_the_heading_which_says_so(room: Board) -> None:
    answer = await room.says("anna", FIVE)
    heading, *polls = answer.also
    assert len(polls) == 5
    relation = {"rel_type": "m.thread", "event_id": heading.event_id, "is_falling_back": True}
    reply = {"m.in_reply_to": {"event_id": heading.event_id}}
    assert [poll.content["m.relates_to"] for poll in polls] == [{**relation, **reply}] * 5
    assert body(heading).splitlines()[-1] == (
        "Abgestimmt wird in den Umfragen im Thread dieser Nachricht oder mit !abstimmen M1 1 ja. Es zählt diese Liste. "
        "Wer was gesagt hat: !sitzung zeigen M1"
    )


async def test_four_polls_stand_in_the_room_and_one_more_stands_beside_them(room: Board) -> None:
    await room.says("anna", FIVE.rpartition(";")[0])
    await room.says("anna", "!sitzung ergänzen M1 14.12.2026 14-16 Uhr")
    assert [thread_of(poll) for poll in room.polls()] == [None] * 5


async def test_one_less_of_five_and_one_more_stand_in_the_same_thread(room: Board) -> None:
    heading = (await room.says("anna", FIVE)).also[0]
    await room.says("anna", "!sitzung streichen M1 1")
    await room.says("anna", "!sitzung ergänzen M1 14.12.2026 14-16 Uhr")
    assert {thread_of(poll) for poll in room.polls()} == {heading.event_id}
    await room.passes(seconds=5)
    asked, heading_now = (body(event) for event in room.heard()[-2:])
    assert heading_now == (
        "M1 „Klausur“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "2. Di, 8. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "3. Mi, 9. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "4. Do, 10. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "5. Fr, 11. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "6. Mo, 14. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Abgestimmt wird in den Umfragen im Thread dieser Nachricht oder mit !abstimmen M1 2 ja. Es "
        "zählt diese Liste. Wer was gesagt hat: !sitzung zeigen M1"
    )
    assert asked.splitlines()[1] == (
        "Bitte !abstimmen M1 2 ja, 3 vielleicht, 4 nein schreiben oder in den Umfragen im Thread der Terminliste "
        "antworten."
    )


async def test_a_vote_in_the_thread_counts_like_any_other_and_stays_when_the_polls_are_withdrawn(room: Board) -> None:
    await room.says("anna", FIVE)
    await room.votes("ben", room.polls()[2], "yes")
    answer = await room.says("anna", "!sitzung festlegen M1")
    assert withdrawn(answer.also) == [poll.event_id for poll in room.polls()[:5]]
    told = next(event for event in answer.also if rings(event))
    assert body(told).splitlines()[0] == "M1 „Klausur“ findet statt: Mi, 9. Dezember 2026, 14:00–16:00."
    assert body(told) == (
        "M1 „Klausur“ findet statt: Mi, 9. Dezember 2026, 14:00–16:00.\n"
        "Grund: eine Person kann (1 ja, 0 wenn nötig).\n"
        "Die Stimmen:\n"
        "1. Mo, 7. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "2. Di, 8. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "3. Mi, 9. Dezember 2026, 14:00–16:00 – 1 ja, 0 wenn nötig, 0 nein\n"
        "4. Do, 10. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "5. Fr, 11. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein"
    )


async def test_a_poll_that_is_open_again_is_posted_anew_in_the_thread(room: Board) -> None:
    heading = (await room.says("anna", FIVE)).also[0]
    await room.says("ben", "!vote 3 ja")
    await room.says("anna", "!sitzung festlegen M1")
    answer = await room.says("anna", "!sitzung wieder M1")
    polls = [event for event in answer.also if event.type.endswith("poll.start")]
    assert [thread_of(poll) for poll in polls] == [heading.event_id] * 5
    told = next(event for event in answer.also if rings(event))
    assert body(told).splitlines()[-1] == (
        "Alle Stimmen sind noch da; ändern lassen sie sich in den Umfragen im Thread der Terminliste oder mit "
        "!abstimmen M1 1 ja."
    )
    await room.votes("cem", polls[0], "yes")
    assert await room.says("cem", "!sitzung zeigen M1") == (
        "M1 „Klausur“\n"
        "1. Mo, 7. Dezember 2026, 14:00–16:00\n"
        "Ja: Cem · wenn nötig: – · nein: –\n"
        "2. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "3. Mi, 9. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "4. Do, 10. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "5. Fr, 11. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Mo, 7. Dezember 2026, 14:00–16:00; 3. Mi, 9. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (1, 2, 4, 5) und Cem (2, 3, 4, 5).\n"
        "!abstimmen M1 1 ja, 2 vielleicht, 3 nein"
    )


async def test_who_joins_before_anybody_clicks_is_shown_the_polls_anew_and_can_click(room: Board) -> None:
    heading, *polls = (await room.says("anna", FIVE)).also
    await room.says("ben", "!vote 2 ja")
    said = await room.joins("dana")
    assert withdrawn(said) == [heading.event_id, *(poll.event_id for poll in polls)]
    anew = [event for event in said if event.type.endswith("poll.start")]
    again = next(event for event in said if body(event).startswith("M1 „Klausur“: Welche"))
    assert [thread_of(poll) for poll in anew] == [again.event_id] * 5
    assert rings(again) == []
    assert body(again) == (
        "M1 „Klausur“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "1. Mo, 7. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "2. Di, 8. Dezember 2026, 14:00–16:00 – 1 ja, 0 wenn nötig, 0 nein\n"
        "3. Mi, 9. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "4. Do, 10. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "5. Fr, 11. Dezember 2026, 14:00–16:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Vorn liegt: 2. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem, Olga und Dana.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (1, 3, 4, 5).\n"
        "Abgestimmt wird in den Umfragen im Thread dieser Nachricht oder mit !abstimmen M1 1 ja. Es "
        "zählt diese Liste. Wer was gesagt hat: !sitzung zeigen M1"
    )
    await room.votes("dana", anew[0], "yes")
    shown = await room.says("ben", "!sitzung zeigen M1")
    assert shown == (
        "M1 „Klausur“\n"
        "1. Mo, 7. Dezember 2026, 14:00–16:00\n"
        "Ja: Dana · wenn nötig: – · nein: –\n"
        "2. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "3. Mi, 9. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "4. Do, 10. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "5. Fr, 11. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Mo, 7. Dezember 2026, 14:00–16:00; 2. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (1, 3, 4, 5) und Dana (2, 3, 4, 5).\n"
        "!abstimmen M1 1 ja, 2 vielleicht, 3 nein"
    )


async def test_a_poll_that_was_posted_anew_for_somebody_new_can_still_be_taken_back(room: Board) -> None:
    await room.says("anna", FIVE)
    await room.joins("dana")
    answer = await room.says("anna", "!undo")
    assert answer.splitlines()[0] == "Zurückgenommen: !sitzung vorschlagen (M1 „Klausur“)."
    assert withdrawn(answer.also) == [poll.event_id for poll in room.polls()[5:]]


async def test_once_somebody_has_clicked_the_polls_stay(room: Board) -> None:
    await room.says("anna", FIVE)
    await room.votes("ben", room.polls()[0], "yes")
    said = await room.joins("dana")
    assert withdrawn(said) == []
    assert [event for event in said if event.type.endswith("poll.start")] == []


def pictures(said: list[Event]) -> list[dict[str, Any]]:
    return [dict(event.content) for event in said if event.content.get("msgtype") == "m.image"]


@pytest.mark.parametrize("line", ["M1 Bild", "Bild", "M1 als Bild", "Klausur Bild", "bild M1"])
async def test_the_picture_comes_on_request_and_without_a_caption(room: Board, line: str) -> None:
    await room.says("anna", FIVE)
    assert pictures((await room.says("ben", "!sitzung zeigen M1")).also) == []
    answer = await room.says("ben", f"!sitzung zeigen {line}")
    assert answer.splitlines()[0] == "M1 „Klausur“"
    (picture,) = pictures(answer.also)
    assert picture["body"] == picture["filename"] == "M1.png"
    assert "formatted_body" not in picture


async def test_a_table_that_is_too_long_for_a_message_comes_as_a_picture_too(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.pages.FITS", 700)
    await room.says("anna", FIVE)
    assert len(pictures((await room.says("ben", "!sitzung zeigen M1")).also)) == 1
    assert pictures((await room.says("ben", "!sitzung zeigen M1 2")).also) == []


async def test_a_fixed_meeting_has_no_picture_of_votes(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Beirat 9.12. 10 Uhr")
    assert await room.says("ben", "!sitzung zeigen M1 Bild") == (
        "⚠️ Ein Bild der Stimmen gibt es nur, solange der Termin von M1 offen ist.\n!sitzung zeigen M1"
    )
