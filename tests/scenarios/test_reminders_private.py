"""Reminders of a direct chat that is not there any more: said to the member alone, and never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from matrixbot.gateway import Person, Refused
from tests.board import PEOPLE, ROOM, Board, body, rings
from tests.lending import Lending

ANNA = "@anna:board.test"
CHAT, OTHER = "!anna:board.test", "!anna2:board.test"
SECRET = "Geschenk für Ben"
TOLD = (
    "⏰ Anna: Eine persönliche Erinnerung ist fällig, aber es gibt keinen direkten Chat mehr, in dem sie kommen kann. "
    "Sie kommt in einem neuen; dort zeigt !erinnere liste sie an."
)


@pytest.fixture
async def room(tmp_path: Path, lending: Lending) -> AsyncIterator[Board]:
    """A board room, and Anna's direct chat in which she has set a reminder for in ten minutes."""
    async with lending.started(Board(tmp_path)) as board:
        board.matrix.add_room(CHAT, PEOPLE[0], direct=True)
        await board.says("anna", f"!remind in 10 Minuten {SECRET}", room=CHAT)
        yield board
        assert SECRET not in str(board.matrix.events(ROOM)), "nothing private is said in the board room"


def another(room: Board, chat: str = OTHER, *people: Person, encrypted: bool = True, direct: bool = True) -> None:
    room.matrix.add_room(chat, *(people or PEOPLE[:1]), encrypted=encrypted, direct=direct)


def said_in(room: Board, chat: str) -> list[str]:
    return [body(event).split("\n")[0] for event in room.matrix.said_by_bot(chat)]


async def test_it_rings_in_another_direct_chat_with_the_member(room: Board) -> None:
    await room.matrix.leave(CHAT)
    another(room, "!ben:board.test", PEOPLE[1])
    another(room)
    assert await room.passes(minutes=10) == []
    [said] = room.matrix.said_by_bot(OTHER)
    assert body(said) == "⏰ Anna: Geschenk für Ben\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    assert rings(said) == [ANNA]
    await room.reacts("anna", said, "💤")
    assert room.matrix.said_by_bot("!ben:board.test") == []


async def test_a_chat_in_which_somebody_else_is_now_hears_nothing_private(room: Board) -> None:
    another(room, CHAT, *PEOPLE[:2], direct=False)
    [told] = await room.passes(minutes=10)
    assert body(told) == TOLD
    assert rings(told) == [ANNA]
    assert said_in(room, CHAT) == []


async def test_an_unencrypted_chat_is_no_other_place_for_it(room: Board) -> None:
    await room.matrix.leave(CHAT)
    another(room, encrypted=False)
    [told] = await room.passes(minutes=10)
    assert body(told) == TOLD


async def test_without_a_direct_chat_the_member_is_told_once_and_it_comes_in_the_next_one(room: Board) -> None:
    await room.matrix.leave(CHAT)
    [told] = await room.passes(minutes=10)
    assert (body(told), rings(told)) == (TOLD, [ANNA])
    for _ in range(3):
        assert await room.passes(minutes=10) == []
    await room.stop()
    await room.start()
    assert await room.passes(minutes=10) == [], "nor after a restart"
    another(room)
    listed = await room.says("anna", "!erinnere liste", room=OTHER)
    assert listed == f"1 Erinnerung steht an:\n• R1 Mi, 25. November 2026, 10:10, Anna: {SECRET}"
    assert await room.says("anna", "!ich", room=OTHER) == (
        "Das wartet auf Anna:\nIhre Erinnerungen\n• R1 Geschenk für Ben: Mi, 25. November 2026, 10:10"
    )
    assert await room.says("anna", "!remind list") == (
        "Es stehen keine Erinnerungen an.\nSo wird eine gesetzt: !erinnere in 2 Tagen Folien schicken"
    )
    await room.passes(minutes=10)
    assert f"• Anna: {SECRET} (R1, fällig am Mi, 25. November 2026, 10:10, Verspätung 50 Minuten)" in (
        body(room.matrix.said_by_bot(OTHER)[-1]).splitlines()
    )
    said = len(room.matrix.said_by_bot(OTHER))
    assert await room.passes(days=1) == []
    assert len(room.matrix.said_by_bot(OTHER)) == said, "once"


async def test_several_are_told_of_together_and_can_be_cancelled_in_a_new_chat(room: Board) -> None:
    await room.says("anna", "!remind in 10 Minuten Blumen", room=CHAT)
    await room.matrix.leave(CHAT)
    [told] = await room.passes(minutes=10)
    assert body(told) == (
        "⏰ Anna: 2 persönliche Erinnerungen sind fällig, aber es gibt keinen direkten Chat mehr, in "
        "dem sie kommen können. Sie kommen in einem neuen; dort zeigt !erinnere liste sie an."
    )
    another(room)
    assert await room.says("anna", "!remind cancel R2", room=OTHER) == "R2 ist gelöscht: Blumen"
    assert await room.says("ben", "!remind show R1") == "⚠️ Eine Erinnerung R1 gibt es hier nicht.\n!erinnere liste"
    await room.passes(minutes=10)
    assert SECRET in body(room.matrix.said_by_bot(OTHER)[-1])
    assert "Blumen" not in body(room.matrix.said_by_bot(OTHER)[-1])


async def test_what_the_homeserver_refuses_after_all_is_not_lost(room: Board) -> None:
    """The chat is given up while the reminder is on its way: it was due, but nobody heard it."""
    room.matrix.fail_next = [Refused("M_FORBIDDEN")]
    assert await room.passes(minutes=10) == []
    [told] = await room.passes(seconds=1)
    assert body(told) == TOLD
    await room.passes(minutes=10)
    assert f"• Anna: {SECRET} (R1, fällig am Mi, 25. November 2026, 10:10, Verspätung 10 Minuten)" in (
        body(room.matrix.said_by_bot(CHAT)[-1]).splitlines()
    )


async def test_a_chat_that_refuses_for_good_is_tried_six_times_an_hour_at_most(room: Board) -> None:
    tries = 0
    for _ in range(60):
        room.matrix.fail_next = [Refused("M_FORBIDDEN")]
        await room.passes(minutes=1)
        tries += not room.matrix.fail_next
    assert 1 < tries <= 7


async def test_a_series_goes_on_in_the_new_chat(room: Board) -> None:
    await room.says("anna", "!remind jeden Tag 9 Uhr Tagebuch", room=CHAT)
    await room.passes(minutes=10)
    room.matrix.fail_next = [Refused("M_FORBIDDEN")]
    tomorrow = room.now.replace(hour=9, minute=0) + timedelta(days=1)
    await room.later(tomorrow)
    await room.matrix.leave(CHAT)
    another(room)
    await room.later(tomorrow + timedelta(minutes=20))
    await room.later(tomorrow + timedelta(minutes=40))
    await room.later(tomorrow + timedelta(days=1))
    assert said_in(room, OTHER) == ["⏰ Anna: Tagebuch"] * 2


async def test_what_can_be_tapped_stands_under_it_in_the_direct_chat(room: Board) -> None:
    await room.passes(minutes=10)
    [rang] = [event for event in room.matrix.said_by_bot(CHAT) if rings(event)]
    assert room.buttons(rang) == ["✅", "💤", "▶️"]


async def test_nobody_is_told_of_what_cannot_be_tapped_where_the_chat_has_become_another(room: Board) -> None:
    send = room.matrix.send

    async def somebody_comes(room_id: str, event_type: str, *rest: Any) -> str:
        event_id = await send(room_id, event_type, *rest)
        if room_id == CHAT and event_type != "m.reaction":
            room.matrix.add_room(CHAT, *PEOPLE[:2], direct=False)
        return event_id

    room.matrix.send = somebody_comes  # type: ignore[method-assign]
    await room.passes(minutes=10)
    assert not [event for event in room.matrix.events(CHAT) if event.type == "m.reaction"]
    assert [text for text in said_in(room, ROOM) if "Anna" in text] == []
