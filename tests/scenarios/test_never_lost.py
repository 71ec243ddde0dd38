"""What goes wrong around the bot: the homeserver fails, asks for patience, ends the session; disk and clock fail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from commands.base import to_ms
from matrixbot.bot.bot import Bot
from matrixbot.bot.sender import MOST_FAULTS
from matrixbot.errors import OperatorError
from matrixbot.gateway import Batch, Event, Refused, SessionEnded, TryLater
from storage import Database, Store
from storage.database import StorageBusy
from storage.inbox import Inbox
from storage.outbox import Draft
from tests.board import ROOM, Board
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("threads")
PING = {"msgtype": "m.text", "body": "!ping"}
Passing = Callable[[float], Awaitable[None]]


@pytest.fixture
async def goes_by(monkeypatch: pytest.MonkeyPatch) -> Passing:
    """Lets seconds go by on the event loop's clock: a tenth at once, then what that wakes has a moment for its work."""
    loop, ahead = asyncio.get_running_loop(), 0.0
    time = loop.time
    monkeypatch.setattr(loop, "time", lambda: time() + ahead)

    async def passing(seconds: float) -> None:
        nonlocal ahead
        for _ in range(round(seconds * 10)):
            ahead += 0.1
            await asyncio.sleep(0.01)

    return passing


def requests(room: Board) -> list[str]:
    """Counts the sends from now on: one entry for each."""
    made: list[str] = []
    send = room.matrix.send

    async def counted(room_id: str, event_type: str, content: object, transaction_id: str, readers: object) -> str:
        made.append(transaction_id)
        return await send(room_id, event_type, content, transaction_id, readers)  # type: ignore[arg-type]

    room.matrix.send = counted  # type: ignore[method-assign,assignment]
    return made


async def replies(room: Board, asked: list[Event]) -> list[int]:
    """How often each was answered."""
    relations = [event.content.get("m.relates_to", {}) for event in room.heard()]
    answered = [relation.get("m.in_reply_to", {}).get("event_id") for relation in relations]
    return [answered.count(event.event_id) for event in asked]


async def test_a_homeserver_that_asks_for_patience_gets_it_whatever_else_it_answers(
    room: Board, goes_by: Passing
) -> None:
    made = requests(room)
    room.matrix.fail_next = [TryLater("429", retry_after=0.3)]
    asked = room.said("anna", PING)
    await room.bot.sync.step(0)
    await room.bot.sender.drain()
    room.bot.sender.reachable()
    await room.bot.sender.drain()
    assert len(made) == 1
    await goes_by(1.1)
    await room.bot.sender.drain()
    assert len(made) == 2
    assert await replies(room, [asked]) == [1]


async def test_a_command_is_three_ways_into_the_database_and_two_commits(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = {"read": 0, "write": 0}

    def counted(way: str) -> None:
        original = getattr(Database, way)

        async def counts(database: Database, work: object) -> object:
            ways[way] += 1
            return await original(database, work)

        monkeypatch.setattr(Database, way, counts)

    for way in ways:
        counted(way)
    saying = asyncio.create_task(room.bot.sender.run())
    await room.bot.sender.quiet(5)
    ways |= dict.fromkeys(ways, 0)
    asked = room.said("anna", PING)
    await room.bot.sync.step(0)
    await until(lambda: ways["write"] == 2)
    await room.bot.sender.quiet(5)
    saying.cancel()
    assert ways == {"read": 1, "write": 2}  # the answer, the change, what was taken with the place in the stream
    assert await replies(room, [asked]) == [1]
    assert await room.database.read(lambda c: Inbox(c).place()) == str(len(room.matrix._stream) - 1)


async def test_a_place_in_the_stream_that_is_not_written_yet_loses_and_doubles_nothing(room: Board) -> None:
    asked = [room.said(who, PING) for who in ("anna", "ben", "anna")]
    await room.bot.sync.step(0)
    room.database._along = None  # the process ends here
    before = await room.database.read(lambda c: Inbox(c).place())
    await room.start(room.database)
    assert await replies(room, asked) == [1, 1, 1]
    assert await room.database.read(lambda c: Inbox(c).place()) != before


async def test_a_place_that_the_disk_did_not_take_is_written_before_the_next_batch_is_asked_for(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = room.said("anna", PING)
    await room.bot.sync.step(0)
    with monkeypatch.context() as busy:
        busy.setattr("storage.database._transaction", refuses)
        with pytest.raises(StorageBusy):
            await room.bot.sync.step(0)
    read = room.matrix.sync

    async def sync(since: str | None, timeout: float) -> Batch:
        assert await room.database.read(lambda c: Inbox(c).place()) == since
        return await read(since, timeout)

    monkeypatch.setattr(room.matrix, "sync", sync)
    await room.bot.step()
    assert await replies(room, [asked]) == [1]


def refuses(*_: object) -> None:
    raise StorageBusy("the disk is full")


async def test_no_patience_at_all_is_never_asked_for(room: Board, goes_by: Passing) -> None:
    made = requests(room)
    room.matrix.fail_next = [TryLater("429", retry_after=0.0)] * 50
    room.said("anna", PING)
    await room.bot.sync.step(0)
    saying = asyncio.create_task(room.bot.sender.run())
    await goes_by(1)
    saying.cancel()
    assert len(made) <= 2


@pytest.mark.long
async def test_after_a_failure_the_rows_do_not_all_go_at_once(room: Board, goes_by: Passing) -> None:
    made = requests(room)
    room.matrix.fail_next = [TryLater("429", retry_after=0.1)]
    asked = [room.said(who, PING) for who in ("anna", "ben", "cem", "olga") for _ in range(3)]
    await room.bot.sync.step(0)
    await room.bot.sender._step()
    await asyncio.gather(*room.bot.sender._under_way.values())
    before = len(made)
    await goes_by(1.1)
    await room.bot.sender._step()
    await asyncio.gather(*room.bot.sender._under_way.values())
    assert len(made) == before + 1
    await room.bot.sender.drain()
    assert await replies(room, asked) == [1] * len(asked)


@pytest.mark.long
async def test_a_fault_that_nobody_foresaw_is_tried_again_slowly_and_holds_the_others_up_only_for_a_while(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matrixbot.bot.sender.LONGEST_PAUSE", 0.01)
    send, poison = room.matrix.send, room.said("anna", PING)

    async def sends(room_id: str, event_type: str, content: object, transaction_id: str, readers: object) -> str:
        if content["m.relates_to"]["m.in_reply_to"]["event_id"] == poison.event_id:  # type: ignore[index]
            tried.append(transaction_id)
            raise KeyError("an olm session")
        return await send(room_id, event_type, content, transaction_id, readers)  # type: ignore[arg-type]

    tried: list[str] = []
    room.matrix.send = sends  # type: ignore[method-assign,assignment]
    asked = room.said("ben", PING)
    await room.bot.sync.step(0)
    saying = asyncio.create_task(room.bot.sender.run())
    await until(lambda: len(tried) >= 2 * MOST_FAULTS)
    await asyncio.sleep(0.05)
    saying.cancel()
    assert len(tried) == 2 * MOST_FAULTS  # the answer, then the sentence in its place
    assert await replies(room, [asked]) == [1]


async def test_a_session_that_was_ended_ends_the_bot_after_one_request(room: Board) -> None:
    async def ended(*_: object) -> str:
        made.append("one")
        raise SessionEnded

    made: list[str] = []
    room.matrix.send = ended  # type: ignore[method-assign,assignment]
    room.said("anna", PING)
    await room.bot.sync.step(0)
    with pytest.raises(SessionEnded):
        await asyncio.wait_for(room.bot.sender.run(), 5)
    assert made == ["one"]


async def test_a_recovery_key_that_does_not_fit_ends_the_bot_before_it_is_ready_and_after_what_was_said_before(
    room: Board,
) -> None:
    async def opens() -> tuple[str, bool]:
        assert len(room.matrix.said_by_bot(ROOM)) > before, "the answer was there before"
        raise OperatorError("the recovery key does not fit")

    before = len(room.matrix.said_by_bot(ROOM))
    asked = room.said("anna", PING)
    room.matrix.own_device = opens  # type: ignore[method-assign]
    bot = Bot(room.database, room.matrix, room.settings, room.rules, lambda: room.now)
    with pytest.raises(ExceptionGroup) as ended:
        await asyncio.wait_for(bot.run(asyncio.Event()), 5)
    assert ended.group_contains(OperatorError)
    assert not bot.ready.is_set()
    assert await replies(room, [asked]) == [1]


@pytest.mark.long
async def test_a_database_that_cannot_be_read_for_a_moment_stops_nobody(room: Board, goes_by: Passing) -> None:
    read, left = room.database.read, [2]

    async def reads(work: object) -> object:
        if left[0]:
            left[0] -= 1
            raise StorageBusy("SQLITE_IOERR")
        return await read(work)  # type: ignore[arg-type]

    asked = room.said("anna", PING)
    await room.bot.sync.step(0)
    room.database.read = reads  # type: ignore[method-assign,assignment]
    stop = asyncio.Event()
    running = asyncio.create_task(room.bot.run(stop))
    await goes_by(2)
    stop.set()
    await running
    assert await replies(room, [asked]) == [1]


async def test_a_database_that_cannot_be_read_at_the_start_is_not_asked_without_end(
    room: Board, goes_by: Passing
) -> None:
    """As when its disk was taken away: that would keep a processor busy."""
    asked: list[object] = []

    async def reads(work: object) -> object:
        asked.append(work)
        await asyncio.sleep(0)
        raise StorageBusy("SQLITE_IOERR")

    room.database.read = reads  # type: ignore[method-assign,assignment]
    saying = asyncio.create_task(room.bot.sender.run())
    await goes_by(3)
    saying.cancel()
    assert 2 <= len(asked) <= 5


async def test_a_clock_that_is_put_back_an_hour_holds_no_edit_back(room: Board) -> None:
    def edit(body: str) -> None:
        def queue(connection: object) -> None:
            outbox = Store(connection, ROOM).outbox  # type: ignore[arg-type]
            target = outbox.find(ROOM, "heading") or outbox.put(Draft(ROOM, "m.room.message", PING, name="heading"), 0)
            content = {**PING, "body": body, "m.relates_to": {"rel_type": "m.replace"}}
            outbox.edit(Draft(ROOM, "m.room.message", content, "edit", target=target), to_ms(room.now), 5000)

        queued.append(queue)

    queued: list[object] = []
    edit("one")
    await room.database.write(queued.pop())  # type: ignore[arg-type]
    await room.bot.step()
    room.now -= timedelta(hours=1)
    edit("two")
    await room.database.write(queued.pop())  # type: ignore[arg-type]
    await room.passes(seconds=6)
    assert [event.content["body"] for event in room.heard()][-1] == "two"


@pytest.mark.long
async def test_what_hung_in_an_outage_is_sent_anew_as_soon_as_the_homeserver_is_back(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matrixbot.bot.sender.SURELY_LOST", 0.05)
    send, hung = room.matrix.send, asyncio.Event()

    async def hangs(*_: object) -> str:
        hung.set()
        await asyncio.sleep(3600)
        raise AssertionError

    room.matrix.send = hangs  # type: ignore[method-assign]
    asked = room.said("anna", PING)
    await room.bot.sync.step(0)
    saying = asyncio.create_task(room.bot.sender.run())
    await hung.wait()
    await asyncio.sleep(0.1)
    room.matrix.send, before = send, len(room.heard())  # type: ignore[method-assign]
    room.bot.sender.reachable()
    await until(lambda: len(room.heard()) > before)
    await asyncio.sleep(0.02)
    saying.cancel()
    assert await replies(room, [asked]) == [1]


async def test_what_the_homeserver_took_is_noted_before_the_bot_ends(room: Board) -> None:
    async def writes(work: object) -> object:
        writing.set()
        await asyncio.sleep(0.05)
        return await write(work)  # type: ignore[arg-type]

    write, writing = room.database.write, asyncio.Event()
    room.said("anna", PING)
    await room.bot.sync.step(0)
    room.database.write = writes  # type: ignore[method-assign,assignment]
    saying = asyncio.create_task(room.bot.sender.run())
    await writing.wait()
    saying.cancel()
    await room.bot.sender.abandon()
    waiting, _since = await room.database.read(lambda connection: Store(connection, ROOM).outbox.oldest_waiting())
    assert waiting == 0


@pytest.mark.long
async def test_a_sync_that_is_refused_for_a_while_ends_nothing(room: Board, goes_by: Passing) -> None:
    async def refused(since: str | None, timeout: float) -> Batch:
        made.append(timeout)
        if len(made) == 1:
            raise Refused("404 M_UNRECOGNIZED")
        room.matrix.sync = sync  # type: ignore[method-assign]
        return await sync(since, timeout)

    made: list[float] = []
    sync, room.matrix.sync = room.matrix.sync, refused  # type: ignore[method-assign]
    asked = room.said("anna", PING)
    reading = asyncio.create_task(room.bot.sync.run())
    await goes_by(1.5)
    reading.cancel()
    await room.bot.sender.drain()
    assert await replies(room, [asked]) == [1]
    assert len(made) == 2
