"""And if not? Every kind of row, refused in every way: something is said or waits, and nothing blocks the next."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from commands.base import to_ms
from commands.words import Text
from matrixbot.bot import contents
from matrixbot.bot.refusals import AND_IF_NOT, LONGEST_MUTE, Reason, What, what
from matrixbot.gateway import Event, Refused
from storage import Store
from storage.outbox import Draft, Outbox, RowContent
from tests.board import PEOPLE, ROOM, Board, body
from tests.lending import Lending

WHATS, REASONS = get_args(What), get_args(Reason)
PLAIN: dict[str, Any] = {"msgtype": "m.notice", "body": "words", "format": "html", "formatted_body": "words"}
INFO = {"filename": "protokoll.odt", "info": {"mimetype": "text/plain"}}
DRAFTS: dict[What, Draft] = {
    "reply": Draft(ROOM, "m.room.message", contents.replying(PLAIN, "$asked", None), name="n", asker="@a:b"),
    "message": Draft(ROOM, "m.room.message", PLAIN, name="n"),
    "poll": Draft(ROOM, contents.POLL_START, {contents.POLL_START: {}}, name="n"),
    "redaction": Draft(ROOM, contents.REDACTION, {}),
    "reaction": Draft(ROOM, contents.REACTION, contents.reaction("✅")),
    "edit": Draft(ROOM, "m.room.message", contents.replacing(PLAIN), "edit"),
    "file": Draft(ROOM, "m.room.message", {**PLAIN, **INFO}, "file", b"bytes", name="n"),
    "clear": Draft(ROOM, "m.room.message", PLAIN, "clear", name="n"),
    "accept": Draft(ROOM, "accept", {"user_id": "@cem:board.test"}, "accept"),
}
SENTENCES: dict[What, str] = {
    "reply": "Eine Nachricht konnte nicht gesendet werden. !status zeigt den Stand",
    "message": "Eine Nachricht konnte nicht gesendet werden. !status zeigt den Stand",
    "poll": "Eine Umfrage konnte nicht gesendet werden.",
    "file": "Die Datei „protokoll.odt“ konnte nicht gesendet werden: Der Homeserver hat sie nicht angenommen.",
    "accept": "Die neue Identität von @cem:board.test konnte nicht angenommen werden.",
}


@pytest.fixture
async def room(tmp_path: Path, lending: Lending, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Board]:
    monkeypatch.setattr("matrixbot.bot.sender.LONGEST_PAUSE", 0.001)
    monkeypatch.setattr("matrixbot.bot.sender.LONGEST_PROBE", 0.001)
    async with lending.started(Board(tmp_path)) as board:
        yield board


async def said_within(room: Board, seconds: float = 5) -> list[Event]:
    """What is said until nothing waits any more, at most for so long."""
    before = len(room.heard())
    saying = asyncio.create_task(room.bot.sender.run())
    for _ in range(round(seconds * 100)):
        await asyncio.sleep(0.01)
        if await room.database.read(lambda c: Outbox(c).oldest_waiting()) == (0, None):
            break
    saying.cancel()
    await room.bot.sender.abandon()
    return room.heard()[before:]


def refuses(room: Board, fault: Exception, times: int, of: Callable[[dict[str, Any]], bool] = lambda _: True) -> None:
    """Whatever is asked of the homeserver for the first row fails like that, `times` times."""
    left = [times]

    def wrapped(method: Callable[..., Any]) -> Callable[..., Any]:
        async def fails(*arguments: Any) -> Any:
            if left[0] and of(arguments[2] if len(arguments) > 3 and isinstance(arguments[2], dict) else {}):
                left[0] -= 1
                raise fault
            return await method(*arguments)

        return fails

    for name in ("send", "redact", "say_in_clear", "accept", "upload"):
        setattr(room.matrix, name, wrapped(getattr(room.matrix, name)))


def queue(draft: Draft) -> Callable[[Any], int]:
    return lambda connection: Outbox(connection).put(draft, 1)


def test_the_table_has_an_answer_for_every_kind_and_every_reason() -> None:
    assert {kind: set(row) for kind, row in AND_IF_NOT.items()} == {kind: set(REASONS) for kind in WHATS}
    words = {kind: RowContent(ROOM, d.kind, d.type, "t", None, None, dict(d.content)) for kind, d in DRAFTS.items()}
    assert {kind: what(said) for kind, said in words.items()} == {kind: kind for kind in WHATS}


@pytest.mark.parametrize(("kind", "why"), list(itertools.product(WHATS, REASONS)))
async def test_whatever_is_refused_is_settled_and_the_next_one_is_said(room: Board, kind: What, why: Reason) -> None:
    faults: dict[Reason, tuple[Exception, int]] = {
        "large": (Refused("413", "M_TOO_LARGE"), 1),
        "forbidden": (Refused("403", "M_FORBIDDEN"), 3),
        "fault": (KeyError("nobody foresaw it"), 12),
        "other": (Refused("400", "M_UNKNOWN"), 1),
    }
    heading = await room.database.write(queue(Draft(ROOM, "m.room.message", PLAIN, name="heading")))
    draft = DRAFTS[kind]
    if why == "target":
        await room.database.write(lambda c: Outbox(c).refused(heading, txn(c, heading), "other"))
        draft = Draft(**{**{f: getattr(draft, f) for f in draft.__slots__}, "target": heading})
    await said_within(room)
    if why in faults:
        refuses(room, *faults[why])
    if why == "gone":
        room.matrix.add_room("!gone:board.test")
        if kind in ("clear", "accept"):  # the gate lets nothing else out into a room that is no chat of the bot's
            refuses(room, Refused("not in that room"), 1, lambda content: True)
        draft = Draft(**{**{f: getattr(draft, f) for f in draft.__slots__}, "chat": "!gone:board.test"})
        state, room.matrix.room = room.matrix.room, lambda room_id: None if "gone" in room_id else state(room_id)  # type: ignore[method-assign]
    await room.database.write(queue(draft))
    said = await said_within(room)
    waiting, _since = await room.database.read(lambda c: Store(c, ROOM).outbox.oldest_waiting())
    assert waiting == 0
    if why == "forbidden" and kind == "file":  # the upload is refused, not the chat
        assert SENTENCES["file"] in body(said[-1])
    elif why == "forbidden" and AND_IF_NOT[kind][why] == "wait" and kind != "accept":
        assert "konnte nicht" not in body(said[-1])
    elif AND_IF_NOT[kind][why] != "give up" and why in ("fault", "other") and kind in SENTENCES:
        assert SENTENCES[kind] in body(said[-1])
    await room.database.write(queue(Draft(ROOM, "m.room.message", PLAIN, name="n2")))
    assert [body(event) for event in await said_within(room)] == ["words"]


def txn(connection: Any, row: int) -> str:
    return str(connection.execute("SELECT transaction_id FROM outbox WHERE id = ?", (row,)).fetchone()[0])


async def test_a_reply_too_large_is_followed_by_a_sentence_in_its_place(room: Board) -> None:
    room.matrix.fail_next = [Refused("413", "M_TOO_LARGE")] * 2  # with and without its formatted form
    asked = room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    await room.bot.sync.step(0)
    (said,) = await said_within(room)
    assert body(said) == (
        "⚠️ Die Antwort ist zu lang, um gesendet zu werden. Bitte nach weniger auf einmal fragen; "
        "!status zeigt den Stand."
    )
    assert said.content["m.relates_to"] == {"m.in_reply_to": {"event_id": asked.event_id}}


async def test_an_edit_too_large_is_followed_by_a_smaller_one(room: Board) -> None:
    first = await room.database.write(queue(Draft(ROOM, "m.room.message", PLAIN, name="heading")))
    (said,) = await said_within(room)
    room.matrix.fail_next = [Refused("413", "M_TOO_LARGE")] * 2
    draft = Draft(ROOM, "m.room.message", contents.replacing(PLAIN), "edit", target=first)
    await room.database.write(queue(draft))
    (edit,) = await said_within(room)
    assert edit.content["m.relates_to"] == {"rel_type": "m.replace", "event_id": said.event_id}
    assert body(edit).startswith("⚠️ Die Antwort ist zu lang, um gesendet zu werden.")


async def test_what_no_event_could_hold_is_not_even_tried(room: Board) -> None:
    large = Text("`{text}`", {"text": "<" * 60_000})
    content = contents.message(contents.Message(large), room.settings.style)
    await room.database.write(queue(Draft(ROOM, "m.room.message", content)))
    (said,) = await said_within(room)
    assert body(said) == "⚠️ Eine Nachricht ist zu lang, um gesendet zu werden. !status zeigt den Stand."


async def test_what_fits_without_its_formatted_form_is_said_whole(room: Board) -> None:
    large = Text("`{text}`", {"text": "<" * 20_000})
    content = contents.message(contents.Message(large), room.settings.style)
    await room.database.write(queue(Draft(ROOM, "m.room.message", content)))
    (said,) = await said_within(room)
    assert (body(said), "formatted_body" in said.content) == ("<" * 20_000, False)


async def test_a_reply_in_a_thread_that_the_homeserver_does_not_know_comes_without_it(
    room: Board, caplog: pytest.LogCaptureFixture
) -> None:
    room.matrix.fail_next = [Refused("400 Can't send relation to unknown event", "M_UNKNOWN")]
    relation = {"rel_type": "m.thread", "event_id": "$nowhere"}
    room.said("anna", {"msgtype": "m.text", "body": "!ping", "m.relates_to": relation})
    await room.bot.sync.step(0)
    (said,) = await said_within(room)
    assert "m.thread" not in str(said.content)
    assert "konnte nicht" not in body(said)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.long
async def test_a_mute_of_a_minute_holds_only_its_chat_and_loses_nothing(room: Board) -> None:
    anna = PEOPLE[0]
    room.matrix.add_room("!direct:board.test", anna, direct=True)
    muted = True
    send = room.matrix.send

    async def sends(room_id: str, *rest: Any) -> str:
        if muted and room_id == ROOM:
            raise Refused("403", "M_FORBIDDEN")
        return await send(room_id, *rest)

    room.matrix.send = sends  # type: ignore[method-assign,assignment]
    for _ in range(30):
        await room.database.write(queue(Draft(ROOM, "m.room.message", PLAIN)))
    await room.database.write(queue(Draft("!direct:board.test", "m.room.message", PLAIN, asker=anna.user_id)))
    assert await said_within(room, 0.1) == []
    assert len(room.matrix.said_by_bot("!direct:board.test")) == 1
    muted = False
    assert len(await said_within(room)) == 30


async def test_after_two_days_of_being_muted_it_is_given_up_and_may_be_said_again(room: Board) -> None:
    refuses(room, Refused("403", "M_FORBIDDEN"), 100_000)
    await room.database.write(queue(Draft(ROOM, "m.room.message", PLAIN, name="heading")))
    await said_within(room, 0.05)
    room.now += LONGEST_MUTE + timedelta(minutes=1)
    await said_within(room)
    waiting, _since = await room.database.read(lambda c: Store(c, ROOM).outbox.oldest_waiting())
    assert waiting == 0
    await room.database.write(
        lambda c: Outbox(c).put(Draft(ROOM, "m.room.message", PLAIN, name="heading"), to_ms(room.now))
    )
