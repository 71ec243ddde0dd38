"""Much was said while the bot was down: who speaks meanwhile waits no longer than that must take."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress

import pytest

from matrixbot.bot import sync
from matrixbot.bot.answers import Answering
from matrixbot.bot.backlog import TOGETHER
from matrixbot.bot.dispatch import BACKLOG, Dispatch
from matrixbot.bot.sync import HEARD_FIRST, REPLIES_FIRST
from matrixbot.bot.turn import Turn
from matrixbot.gateway import Batch, Event
from storage import Database, database
from storage.database import StorageBusy
from tests.board import WRONG, Board, body, refused, without_code


@pytest.mark.parametrize(("said", "beforehand"), [(BACKLOG, BACKLOG), (BACKLOG + 10, 0)])
async def test_of_a_backlog_each_line_is_one_way_into_the_thread_of_the_database(
    room: Board, monkeypatch: pytest.MonkeyPatch, said: int, beforehand: int
) -> None:
    looked, look = 0, Answering.beforehand

    async def count(self: Answering, *args: object) -> object:
        nonlocal looked
        looked += 1
        return await look(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Answering, "beforehand", count)
    before = len(room.heard())
    for number in range(said):
        line = "!aufgabe neu Beamer" if number == said // 2 else "!aufgabe liste"
        room.said("anna", {"msgtype": "m.text", "body": line})
    await room.bot.step()
    named = ["Beamer" in body(event) for event in room.heard()[before:]]
    assert looked == beforehand
    assert named == [False] * (said // 2) + [True] * (said - said // 2)


@pytest.mark.parametrize("seconds", [2 * REPLIES_FIRST, 0.0])
async def test_after_a_batch_that_took_long_the_next_one_is_asked_for_at_once(
    room: Board, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    handle, waits, asked = Dispatch.handle, list[float](), asyncio.Event()

    async def slowly(self: Dispatch, event: Event, *, late_key: bool = False) -> None:
        await asyncio.sleep(seconds)
        await handle(self, event, late_key=late_key)

    async def quiet(longest: float) -> None:
        waits.append(longest)
        asked.set()
        await asyncio.sleep(3600)

    monkeypatch.setattr(Dispatch, "handle", slowly)
    monkeypatch.setattr(room.bot.sender, "quiet", quiet)
    room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    reading = asyncio.create_task(room.bot.sync.run())
    await asyncio.wait_for(asked.wait(), 10)
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    assert (waits[0] == 0.0) == (seconds > 0)
    assert waits[0] <= REPLIES_FIRST


async def test_the_next_batch_is_asked_for_when_the_answer_had_its_time_to_be_heard(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the homeserver is asked while it tells of the answer, it looks at first."""
    clock, asked = asyncio.get_running_loop().time, list[float]()
    answer, second = room.matrix.sync, asyncio.Event()

    async def asks(place: str | None, timeout: float) -> Batch:
        asked.append(clock())
        if len(asked) == 2:
            second.set()
        return await answer(place, timeout)

    monkeypatch.setattr(sync, "REPLIES_FIRST", 10.0)  # however slow the core
    monkeypatch.setattr(room.matrix, "sync", asks)
    room.said("anna", {"msgtype": "m.text", "body": "!ping"})
    loops = [asyncio.create_task(room.bot.sync.run()), asyncio.create_task(room.bot.sender.run())]
    await asyncio.wait_for(second.wait(), 10)
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)
    assert [body(event) for event in room.heard()[-1:]] == ["Der Board-Assistent ist da und hört zu."]
    assert HEARD_FIRST <= asked[1] - room.bot.sender.taken < asked[1] - asked[0]


def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the transactions from now on: one entry for each."""
    made: list[int] = []
    write = Database.write

    async def counted(self: Database, work: object) -> object:
        made.append(1)
        return await write(self, work)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "write", counted)
    return made


def answers_to(room: Board, asked: list[Event]) -> list[str]:
    """The answer to each, of which there is one."""
    said: dict[str, list[str]] = {}
    for event in room.heard():
        replied = event.content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id", "")
        said.setdefault(replied, []).append(body(event))
    assert {event.event_id: len(said.get(event.event_id, ())) for event in asked} == {e.event_id: 1 for e in asked}
    return [said[event.event_id][0] for event in asked]


@pytest.mark.usefixtures("threads")
async def test_of_a_backlog_several_lines_are_one_transaction(room: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    people = ("anna", "ben") * 2 * TOGETHER
    asked = [room.said(who, {"msgtype": "m.text", "body": "!ping"}) for who in people]
    made = commits(monkeypatch)
    await room.bot.sync.step(0)
    assert len(made) == 4 + 1  # the place in the stream is the last one
    monkeypatch.undo()
    await room.bot.sender.drain()
    assert len(answers_to(room, asked)) == len(room.heard())


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("broken", [False, True])
async def test_a_line_of_a_backlog_that_fails_changes_nothing_for_the_others(
    room: Board, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    """Also where the transaction that they share cannot be committed."""
    obey = Dispatch._obey

    def obeys(self: Dispatch, turn: Turn, event: Event, *more: object) -> object:
        obeyed = obey(self, turn, event, *more)  # type: ignore[arg-type]
        if "Mikrofon" in event.content["body"]:
            raise KeyError("nobody foresaw it")
        return obeyed

    transaction, shared = database._transaction, [broken]

    def committed(connection: object, work: object) -> object:
        if shared.pop() if shared else False:
            raise sqlite3.IntegrityError("FOREIGN KEY constraint failed")
        return transaction(connection, work)  # type: ignore[arg-type]

    monkeypatch.setattr(Dispatch, "_obey", obeys)
    lines = [f"!aufgabe neu {word}" for word in ("Beamer", "Mikrofon", "Leinwand")] + ["!aufgabe erledigt T99"]
    lines += ["!ping"] * BACKLOG
    asked = [room.said("anna", {"msgtype": "m.text", "body": line}) for line in lines]
    monkeypatch.setattr(database, "_transaction", committed)
    await room.bot.step()
    answers = [without_code(answer) for answer in answers_to(room, asked)]
    assert [answer == WRONG for answer in answers] == [line == "!aufgabe neu Mikrofon" for line in lines]
    assert [refused(answer) for answer in answers] == [False, True, False, True] + [False] * BACKLOG
    titles = await room.database.read(
        lambda c: [row["title"] for row in c.execute("SELECT title FROM tasks WHERE key IS NULL")]
    )
    assert titles == ["Beamer", "Leinwand"]


@pytest.mark.usefixtures("threads")
async def test_what_the_disk_did_not_take_of_a_backlog_is_done_once_when_it_comes_again(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [room.said("anna", {"msgtype": "m.text", "body": "!ping"}) for _ in range(BACKLOG + 10)]
    transaction, left = database._transaction, [1, 1]

    def full(connection: object, work: object) -> object:
        if not left:
            raise StorageBusy("the disk is full")
        left.pop()
        return transaction(connection, work)  # type: ignore[arg-type]

    with monkeypatch.context() as busy:
        busy.setattr(database, "_transaction", full)
        with pytest.raises(StorageBusy):
            await room.bot.sync.step(0)
    await room.bot.step()
    assert len(answers_to(room, asked)) == len(room.heard())
