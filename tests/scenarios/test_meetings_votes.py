"""One ballot whichever way it is cast: native answers by the rules of MSC3381, typed ones, reactions, for others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commands.base import Settings, to_ms
from matrixbot.gateway import Event, Person
from tests.board import ROOM, Board, body, rings
from tests.lending import begun

OPEN = "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr; Frist: 30.11. 18 Uhr"
DIRECT = "!direct:board.test"


@begun
async def poll(room: Board) -> None:
    """A board room with an open poll of two slots, proposed by Anna."""
    await room.says("anna", OPEN)


@pytest.fixture
async def reacting(tmp_path: Path) -> AsyncIterator[Board]:
    """A board room in which reactions are votes, with an open poll."""
    folder = tmp_path / "reacting"
    folder.mkdir()
    board = await Board(folder, Settings(votes_by_reaction=True)).start()
    await board.says("anna", OPEN)
    yield board
    await board.stop()


async def slot_line(board: Board, slot: int = 1) -> str:
    """Who said what on that slot, as `!meeting show` says it."""
    rows = (await board.says("olga", "!meeting show M1")).splitlines()
    return rows[next(n for n, row in enumerate(rows) if row.startswith(f"{slot}. ")) + 1]


def responds(board: Board, who: str, content: dict[str, Any], **fields: Any) -> Event:
    """A native answer to the first poll with that content, not yet read by the bot."""
    relation = {"rel_type": "m.reference", "event_id": board.polls()[0].event_id}
    kind = {"type": "org.matrix.msc3381.poll.response", **fields}
    return board.said(who, {"m.relates_to": relation, **content}, **kind)


async def test_stable_names_are_read_as_well(poll: Board) -> None:
    await poll.answer_to(responds(poll, "ben", {"m.selections": ["maybe"]}, type="m.poll.response"))
    assert await slot_line(poll) == "Ja: – · wenn nötig: Ben · nein: –"


@pytest.mark.parametrize(
    "content",
    [
        {"org.matrix.msc3381.poll.response": {"answers": []}},
        {"org.matrix.msc3381.poll.response": {"answers": ["perhaps"]}},
        {"org.matrix.msc3381.poll.response": {"answers": "no"}},
        {"org.matrix.msc3381.poll.response": {}},
        {},
    ],
)
async def test_an_empty_or_spoilt_answer_takes_the_vote_back(poll: Board, content: dict[str, Any]) -> None:
    await poll.votes("ben", poll.polls()[0], "yes")
    await poll.answer_to(responds(poll, "ben", content))
    assert await slot_line(poll) == "Ja: – · wenn nötig: – · nein: –"
    shown = (await poll.says("olga", "!meeting show M1")).splitlines()
    assert shown.count("Noch nicht abgestimmt: Anna, Ben, Cem und Olga.") == 1


async def test_a_spoilt_answer_is_said_in_the_table(poll: Board) -> None:
    await poll.votes("ben", poll.polls()[0], "perhaps")
    assert await poll.says("olga", "!meeting show M1") == (
        "M1 „Runde“\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Diese Antworten sind nicht lesbar und zählen nicht: Ben.\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )


async def test_of_several_choices_the_first_counts(poll: Board) -> None:
    await poll.votes("ben", poll.polls()[0], "maybe", "yes")
    assert await slot_line(poll) == "Ja: – · wenn nötig: Ben · nein: –"


async def test_the_latest_by_time_counts_not_the_latest_that_arrives(poll: Board) -> None:
    await poll.says("ben", "!vote 1 ja")
    early = to_ms(poll.now - timedelta(minutes=1))
    content = {"org.matrix.msc3381.poll.response": {"answers": ["no"]}}
    await poll.answer_to(responds(poll, "ben", content, time=early))
    assert await slot_line(poll) == "Ja: Ben · wenn nötig: – · nein: –"


async def test_redacting_brings_back_the_vote_before_whichever_way_it_came(poll: Board) -> None:
    await poll.votes("ben", poll.polls()[0], "no")
    await poll.says("ben", "!vote 1 ja, 2 ja")
    typed = poll.last
    await poll.votes("ben", poll.polls()[0], "maybe")
    await poll.redacts("ben", poll.last)
    native = [e for e in poll.matrix._rooms[ROOM].events if e.type.endswith("poll.response")][-1]
    await poll.redacts("ben", native)
    assert await slot_line(poll) == "Ja: Ben · wenn nötig: – · nein: –"
    await poll.redacts("ben", typed)
    assert await slot_line(poll) == "Ja: – · wenn nötig: – · nein: Ben"
    assert await slot_line(poll, 2) == "Ja: – · wenn nötig: – · nein: –"


async def test_who_left_is_not_counted_and_counts_again_after_coming_back(poll: Board) -> None:
    await poll.says("ben", "!vote alle ja")
    await poll.leaves("ben")
    shown = await poll.says("olga", "!meeting show M1")
    assert shown == (
        "M1 „Runde“\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Nicht mehr im Raum und daher nicht gezählt: ben.\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )
    await poll.joins("ben")
    assert await slot_line(poll) == "Ja: Ben · wenn nötig: – · nein: –"


async def test_a_vote_said_before_leaving_counts_after_coming_back_even_if_it_was_read_later(poll: Board) -> None:
    content = {"org.matrix.msc3381.poll.response": {"answers": ["yes"]}}
    responds(poll, "ben", content)
    await poll.leaves("ben")
    await poll.joins("ben")
    assert await slot_line(poll) == "Ja: Ben · wenn nötig: – · nein: –"


async def test_a_vote_for_another_keeps_both_names_rings_and_can_be_undone(poll: Board) -> None:
    await poll.votes("cem", poll.polls()[0], "no")
    answer = await poll.says("anna", "!vote M1 für @cem 1 ja")
    assert (
        answer == "Gespeichert für M1 „Runde“, für Cem:\n1. Di, 8. Dezember 2026, 14:00–16:00: ja\nNoch ohne Stimme: 2."
    )
    (told,) = [e for e in answer.also if rings(e)]
    assert rings(told) == ["@cem:board.test"]
    assert body(told) == (
        "Cem: Anna hat in M1 „Runde“ eine Stimme für Sie abgegeben. !abstimmen M1 rückgängig nimmt sie zurück."
    )
    assert await poll.says("olga", "!meeting show M1") == (
        "M1 „Runde“\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Cem · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Ben und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Cem (2).\n"
        "Anna hat für Cem abgestimmt: 1.\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )
    assert await poll.says("cem", "!vote M1 rückgängig") == (
        "Die letzte Stimme in M1 „Runde“ ist zurückgenommen.\nJetzt gelten:\n1. Di, 8. Dezember 2026, 14:00–16:00: nein"
    )
    assert await slot_line(poll) == "Ja: – · wenn nötig: – · nein: Cem"


async def test_undoing_a_vote_that_was_cast_for_two_leaves_the_other_ones(poll: Board) -> None:
    assert await poll.says("cem", "!vote undo") == (
        "⚠️ In M1 gibt es keine Stimme, die sich zurücknehmen lässt.\n!abstimmen M1 1 ja, 2 vielleicht"
    )
    await poll.says("anna", "!vote für cem 1 ja")
    await poll.says("anna", "!vote 1 nein")
    await poll.says("cem", "!vote undo")
    assert await slot_line(poll) == "Ja: – · wenn nötig: – · nein: Anna"


async def test_a_vote_for_somebody_unknown_is_refused(poll: Board) -> None:
    assert await poll.says("anna", "!vote M1 für @dora 1 ja") == (
        "⚠️ In diesem Raum gibt es kein Mitglied „@dora“.\n!abstimmen für Ben 1 ja"
    )


async def test_a_vote_in_the_direct_chat_is_answered_there_and_shown_in_the_room(poll: Board) -> None:
    poll.matrix.add_room(DIRECT, Person("@ben:board.test", "Ben"), direct=True)
    answer = await poll.says("ben", "!vote 1 ja", room=DIRECT)
    assert answer == "Gespeichert für M1 „Runde“:\n1. Di, 8. Dezember 2026, 14:00–16:00: ja\nNoch ohne Stimme: 2."
    assert answer.event is not None
    assert answer.event.room_id == DIRECT
    (edit,) = await poll.passes(seconds=6) or poll.heard()[-1:]
    assert body(edit) == (
        "M1 „Runde“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00 – 1 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1"
    )
    shown = await poll.says("ben", "!meeting show M1 picture", room=DIRECT)
    assert [e.room_id for e in shown.also] == [DIRECT]


async def test_reactions_are_votes_only_where_the_configuration_says_so(poll: Board, reacting: Board) -> None:
    for board in (poll, reacting):
        await board.reacts("ben", board.polls()[0], "👍🏽")
        await board.reacts("cem", board.polls()[0], "🤷\u200d♀️")
        await board.reacts("anna", board.polls()[0], "❌")
        await board.reacts("olga", board.polls()[0], "🎉")
    assert await slot_line(poll) == "Ja: – · wenn nötig: – · nein: –"
    assert await slot_line(reacting) == "Ja: Ben · wenn nötig: Cem · nein: Anna"


async def test_a_reaction_taken_away_brings_back_the_vote_before(reacting: Board) -> None:
    await reacting.says("ben", "!vote 1 nein")
    await reacting.reacts("ben", reacting.polls()[0], "✅")
    reaction = reacting.last
    assert await slot_line(reacting) == "Ja: Ben · wenn nötig: – · nein: –"
    await reacting.redacts("ben", reaction)
    assert await slot_line(reacting) == "Ja: – · wenn nötig: – · nein: Ben"


async def test_an_answer_after_the_end_does_not_count_and_is_said(poll: Board) -> None:
    await poll.says("cem", "!vote 1 ja")
    poll.now += timedelta(days=6)
    await poll.passes(seconds=0)
    await poll.votes("ben", poll.polls()[0], "yes")
    shown = await poll.says("olga", "!meeting show M1")
    assert shown == (
        "M1 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Cem · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Ben und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Cem (2).\n"
        "Antworten nach dem Ende zählen nicht: Ben.\n"
        "Die Abstimmung ist beendet. !sitzung festlegen M1 legt den Termin fest."
    )


async def test_an_answer_that_was_said_in_time_and_arrives_after_an_absence_of_the_bot_counts(poll: Board) -> None:
    in_time = to_ms(poll.now + timedelta(days=5))
    poll.now += timedelta(days=6)
    content = {"org.matrix.msc3381.poll.response": {"answers": ["yes"]}}
    await poll.answer_to(responds(poll, "ben", content, time=in_time))
    assert await slot_line(poll) == "Ja: Ben · wenn nötig: – · nein: –"


async def test_an_answer_whose_key_has_not_come_is_said_and_counts_once_it_can_be_read(poll: Board) -> None:
    event = responds(poll, "ben", {"session_id": "s"}, type="m.room.encrypted", session="s")
    await poll.answer_to(event)
    notice = "Noch nicht lesbare Stimmen, die bisher nicht zählen: Ben."
    assert notice in await poll.says("olga", "!meeting show M1")
    await poll.passes(minutes=30)
    content = {**event.content, "org.matrix.msc3381.poll.response": {"answers": ["yes"]}}
    readable = replace(event, type="org.matrix.msc3381.poll.response", content=content, session=None)
    poll.matrix.recovered.append(readable)
    await poll.passes(seconds=1)
    shown = await poll.says("olga", "!meeting show M1")
    assert shown == (
        "M1 „Runde“\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )
    assert notice not in shown


async def test_open_polls_are_posted_anew_in_the_room_that_takes_the_place_of_an_upgraded_one(poll: Board) -> None:
    await poll.says("ben", "!vote 1 ja")
    new = "!new:board.test"
    people = [p for p in poll.matrix._rooms[ROOM].state.people.values() if p.user_id != poll.matrix.user_id]
    poll.matrix.add_room(new, *people)
    poll.matrix.upgrade(ROOM, new)
    for _ in range(3):
        await poll.bot.step()
    heading, *polls = [e for e in poll.matrix.said_by_bot(new) if "m.new_content" not in e.content]
    assert body(heading) == (
        "M1 „Runde“: Welche Termine passen?\n"
        "Vorgeschlagen von Anna.\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00 – 1 ja, 0 wenn nötig, 0 nein\n"
        "2. Mi, 9. Dezember 2026, 10:00 – 0 ja, 0 wenn nötig, 0 nein\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "Abgestimmt wird in den Umfragen unten oder mit !abstimmen M1 1 ja. Es zählt diese Liste. Wer "
        "was gesagt hat: !sitzung zeigen M1"
    )
    assert len(polls) == 2
    content = {
        "org.matrix.msc3381.poll.response": {"answers": ["no"]},
        "m.relates_to": {"rel_type": "m.reference", "event_id": polls[0].event_id},
    }
    await poll.answer_to(poll.said("cem", content, room=new, type="org.matrix.msc3381.poll.response"))
    shown = await poll.says("cem", "!meeting show M1", room=new)
    assert shown == (
        "M1 „Runde“\n"
        "Abgestimmt wird bis Mo, 30. November 2026, 18:00.\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: Cem\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2) und Cem (2).\n"
        "!abstimmen M1 1 ja, 2 vielleicht"
    )
