"""How one talks to the bot: replies, near misses, edits, what is left alone."""

from __future__ import annotations

from tests.board import Board


async def test_ping_is_answered_with_a_notice_in_reply(room: Board) -> None:
    answer = await room.says("anna", "!ping")
    assert answer.event is not None
    assert answer.event.content["msgtype"] == "m.notice"
    assert answer.event.content["m.relates_to"] == {"m.in_reply_to": {"event_id": room.last.event_id}}
    assert answer.event.content["m.mentions"] == {}


async def test_a_command_in_a_thread_is_answered_in_that_thread(room: Board) -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$other"}}
    answer = await room.says("anna", "!ping", **{"m.relates_to": relation})
    assert answer.event is not None
    assert answer.event.content["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": room.last.event_id},
    }


async def test_the_same_event_again_is_not_answered_again(room: Board) -> None:
    await room.says("anna", "!ping")
    room.matrix.happens(room.last)
    assert await room.answer_to(room.last) == ""


async def test_talk_notices_and_old_messages_are_left_alone(room: Board) -> None:
    assert await room.says("anna", "Guten Morgen!") == ""
    assert await room.says("anna", "!ping", msgtype="m.notice") == ""
    assert await room.says("anna", "!xyzzy etwas") == ""
    old = room.said("anna", {"msgtype": "m.text", "body": "!ping"}, time=0)
    assert await room.answer_to(old) == ""


async def test_what_came_in_clear_or_from_an_unproven_device_is_not_obeyed(room: Board) -> None:
    content = {"msgtype": "m.text", "body": "!ping"}
    assert await room.answer_to(room.said("anna", content, encrypted=False)) == ""
    assert await room.answer_to(room.said("anna", content, obeyed=False)) == ""


async def test_an_answer_that_got_lost_is_sent_again_and_said_once(room: Board) -> None:
    room.matrix.lose_answers = 1
    event = room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    await room.answer_to(event)
    room.bot.sender.reachable()
    await room.passes(seconds=5)
    assert len(room.heard()) == 1


async def test_what_typing_on_a_phone_adds_does_not_matter(room: Board) -> None:
    plain = await room.says("anna", "!ping")
    assert plain
    assert await room.says("anna", "\u200b!Ping\u00a0") == plain
    assert await room.says("anna", "> <@ben:board.test> Hallo\n\n!PING") == plain
