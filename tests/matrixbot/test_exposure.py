"""To whom a board room stands open: what `check` and the log of a start say about it."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matrixbot.exposure import exposures
from matrixbot.gateway import RoomState
from matrixbot.matrix.homeserver.roomstate import JoinedRoom
from tests.board import ROOM, Board


def state(kind: str, **content: Any) -> dict[str, Any]:
    return {"type": kind, "state_key": "", "content": content}


OPEN = [
    (state("m.room.join_rules", join_rule="public"), "everybody may join (join rule public)"),
    (state("m.room.join_rules", join_rule="knock"), "everybody may ask to join (join rule knock)"),
    (state("m.room.history_visibility", history_visibility="world_readable"), "its history can be read by everybody"),
]


@pytest.mark.parametrize(("event", "said"), OPEN)
def test_a_room_that_is_open_is_said_to_be_with_the_remedy(event: dict[str, Any], said: str) -> None:
    room = JoinedRoom("!r:board.test", "@bot:board.test")
    room.apply(state("m.room.history_visibility", history_visibility="joined"))
    room.apply(event)
    ((text, remedy),) = exposures(room.view())
    assert text == said
    assert remedy


def test_guests_are_a_finding_and_where_everybody_may_come_in_one_with_a_remedy() -> None:
    invited, public = RoomState("!r", guests=True), RoomState("!r", guests=True, join_rule="public")
    assert list(exposures(invited)) == [("guests without an account may join if they are invited", "")]
    assert [text for text, remedy in exposures(public) if remedy][1] == "guests without an account may join"


def test_a_closed_room_is_not_spoken_of_and_malformed_state_opens_nothing() -> None:
    room = JoinedRoom("!r:board.test", "@bot:board.test")
    for kind, key in (("join_rules", "join_rule"), ("guest_access", "guest_access")):
        room.apply(state(f"m.room.{kind}", **{key: ["public"]}))
    assert [remedy for _text, remedy in exposures(room.view())] == [""]
    assert list(exposures(RoomState("!r"))) == []


async def test_the_log_says_at_the_start_that_a_room_is_open(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    board = Board(tmp_path)
    room = board.matrix._rooms[ROOM]
    room.state = replace(room.state, join_rule="public")
    with caplog.at_level(logging.WARNING):
        await board.start()
    await board.stop()
    assert "everybody may join (join rule public)" in caplog.text


async def test_the_log_says_that_nobody_organises(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    board = Board(tmp_path)
    room = board.matrix._rooms[ROOM]
    people = {user: replace(person, power=0) for user, person in room.state.people.items()}
    room.state = replace(room.state, people=people)
    with caplog.at_level(logging.WARNING):
        await board.start()
    await board.stop()
    assert f"nobody organises in {ROOM}" in caplog.text
