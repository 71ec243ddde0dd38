"""Faults that nobody foresaw, at each step: nothing is lost, doubled or repeated for ever, others are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commands.base import to_ms
from matrixbot.bot import dispatch, sync, timers
from matrixbot.bot.answers import Answering
from matrixbot.bot.callers import Callers
from matrixbot.bot.carrying import Carrier
from matrixbot.bot.sender import Sender
from matrixbot.gateway import Event, IdentityChanged, Invite, TryLater
from storage import database
from storage.deeds import Deeds
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.timers import Timers
from tests.board import NOT_SAID, ROOM, WRONG, Board, body, without_code
from tests.fake_matrix import FakeMatrix
from tests.selection import some
from tests.server.kills import points
from tests.waiting import until

PING = {"msgtype": "m.text", "body": "!ping"}
STEPS: dict[str, tuple[Any, str]] = {
    "batch": (sync.Sync, "_handle"),
    "meaning": (dispatch, "meaning"),
    "call": (Callers, "call"),
    "beforehand": (Answering, "beforehand"),
    "accept": (Inbox, "accept"),
    "handler": (Answering, "answer"),
    "deed": (Deeds, "end"),
    "queue": (Outbox, "put"),
    "conclude": (Inbox, "conclude"),
    "place": (Inbox, "move"),
    "words": (Outbox, "words"),
    "carry out": (Carrier, "carry_out"),
    "note": (Outbox, "delivered"),
    "waiting": (Outbox, "waiting"),
    "take due": (timers, "take_due"),
    "next due": (timers, "next_due"),
    "notice": (timers.TimerLoop, "_say"),
    "echo": (Sender, "echoed"),
    "sync": (FakeMatrix, "sync"),
    "request": (FakeMatrix, "send"),
    "commit": (database, "_transaction"),
}
"""The named steps of the kill tests and those between them."""
ELSEWHERE = {
    "room keys": "tests/matrixbot/test_strangers.py: a batch that failed twice is taken apart",
    "encrypt": "request",  # what the gateway's `send` raises, whatever in it does
    "share": "request",
    "take back": "handler",  # what it calls
    "upload": "tests/matrixbot/test_refusals.py: a file that fails",
    **dict.fromkeys(("commit event", "commit place", "commit note", "commit reminder"), "commit"),
}
"""Where the other steps of the kill tests are made to throw."""


def throws(monkeypatch: pytest.MonkeyPatch, step: str, fault: Exception, times: int = 1) -> list[int]:
    """The step raises that often."""
    owner, name = STEPS[step]
    original, left = getattr(owner, name), [times]

    def at_once(*arguments: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise fault.with_traceback(None)  # one that is raised again would grow a thousand frames long
        return original(*arguments, **named)

    async def waiting(*arguments: Any, **named: Any) -> Any:
        return await at_once(*arguments, **named)

    monkeypatch.setattr(owner, name, waiting if asyncio.iscoroutinefunction(original) else at_once)
    return left


async def lives(room: Board, so: Callable[[], bool]) -> None:
    """The bot runs, as in life, until it is so; and a little longer, in which it could say something twice."""
    stop = asyncio.Event()
    running = asyncio.create_task(room.bot.run(stop))
    await until(lambda: so() or running.done())
    await asyncio.sleep(0.02)
    assert not running.done(), running.exception()
    stop.set()
    await running


def answers(room: Board, asked: Event) -> list[Event]:
    relations = [(event, event.content.get("m.relates_to", {})) for event in room.heard()]
    return [event for event, it in relations if it.get("m.in_reply_to", {}).get("event_id") == asked.event_id]


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in (
        "invitations.AT_ONCE",
        "sender.LONGEST_PAUSE",
        "sender.LONGEST_PROBE",
        "sync.LONGEST_PAUSE",
        "timers.LONGEST_SLEEP",
        "timers.PAUSE",
    ):
        monkeypatch.setattr(f"matrixbot.bot.{pause}", 0.01)


def test_every_step_at_which_the_bot_is_killed_throws_too() -> None:
    assert set(points.STEPS) <= STEPS.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("step", STEPS)
async def test_what_is_thrown_once_loses_and_doubles_nothing(
    room: Board, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await room.says("anna", "!erinnern in 1 Minute: Beamer holen")
    room.now += timedelta(minutes=1)
    left = throws(monkeypatch, step, RecursionError())
    asked = [room.said(who, PING) for who in ("anna", "ben", "cem")]

    def rung() -> int:
        return len([event for event in room.heard() if "Beamer holen" in body(event) and "⏰" in body(event)])

    await lives(room, lambda: (left == [0] or step == "echo") and all(answers(room, event) for event in asked))
    asked.append(room.said("olga", PING))
    await lives(room, lambda: bool(answers(room, asked[-1])))
    room.now += timedelta(minutes=15)
    await lives(room, lambda: rung() > 0)
    await room.bot.step()
    assert [len(answers(room, event)) for event in asked] == [1, 1, 1, 1]
    assert rung() == 1


@pytest.mark.parametrize("step", ["meaning", "call", "beforehand", "accept", "handler", "conclude", "queue"])
async def test_an_event_over_which_the_bot_always_stumbles_stops_nobody(
    room: Board, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    poison = room.said("anna", {"msgtype": "m.text", "body": "!status"})
    owner, name = STEPS[step]
    original = getattr(owner, name)

    def at_once(*arguments: Any, **named: Any) -> Any:
        if poison.event_id in repr(arguments):
            raise RecursionError
        return original(*arguments, **named)

    async def waiting(*arguments: Any, **named: Any) -> Any:
        return await at_once(*arguments, **named)

    monkeypatch.setattr(owner, name, waiting if asyncio.iscoroutinefunction(original) else at_once)
    asked = [room.said(who, PING) for who in ("anna", "ben")]
    for _ in range(3):
        await room.bot.step()
    assert [len(answers(room, event)) for event in asked] == [1, 1]
    assert len(answers(room, poison)) <= 1


@pytest.mark.long
async def test_a_thousand_events_that_fail_are_told_once(room: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    throws(monkeypatch, "meaning", RecursionError(), 1000)
    for _ in some(range(1000), 9):
        room.said("anna", PING)
    asked = room.said("ben", PING)
    before = len(room.heard())
    await room.bot.step()
    said = [body(event) for event in room.heard()[before:]]
    assert len(said) == 2
    assert without_code(said[0]) == WRONG
    assert len(answers(room, asked)) == 1


async def test_a_line_that_failed_is_kept_so_that_its_edit_runs_again(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    throws(monkeypatch, "call", RecursionError())
    failed = room.said("anna", {"msgtype": "m.text", "body": "!aufgabe Beamer"})
    await room.bot.step()
    assert len(answers(room, failed)) == 1
    answer = await room.edits("anna", failed.event_id, "!aufgabe neu Beamer")
    assert answer == "„Beamer“ steht als T5 auf der Liste.\nÜbernehmen: !aufgabe übernehmen T5"


HOSTILE: dict[str, dict[str, Any]] = {
    "surrogates": {"content": {"msgtype": "m.text", "body": "!aufgabe neu \ud800 \udfff"}},
    "courtesy": {"content": {"msgtype": "m.text", "body": "!aufgabe " + "bitte " * 1000}},
    "a digit that is none": {"content": {"msgtype": "m.text", "body": "!aufgabe erledigt ②"}},
    "a huge number": {"content": {"msgtype": "m.text", "body": "!aufgabe erledigt T" + "9" * 400}},
    "60 kB": {"content": {"msgtype": "m.text", "body": "!aufgabe neu " + "ä" * 30_000}},
    "a thread": {"content": {**PING, "m.relates_to": {"rel_type": "m.thread", "event_id": "$" + "x" * 40_000}}},
    "half a thread": {"content": {**PING, "m.relates_to": {"rel_type": "m.thread", "event_id": "$\ud800"}}},
    "an edit of half": {
        "content": {"m.new_content": PING, "m.relates_to": {"rel_type": "m.replace", "event_id": "\ud800"}}
    },
    "nothing": {"content": {}},
    "lists": {"content": {"msgtype": [], "body": {}, "m.relates_to": [[]]}},
    "a far time": {"content": PING, "time": 2**70},
    "a time before all": {"content": PING, "time": -(2**70)},
    "half an id": {"content": PING, "event_id": "$\ud800"},
    "half a redaction": {"content": {}, "type": "m.room.redaction", "redacts": "\ud800"},
    "half a reaction": {
        "content": {"m.relates_to": {"rel_type": "m.annotation", "event_id": "\udfff", "key": "\ud800"}},
        "type": "m.reaction",
    },
    "half a vote": {
        "content": {
            "org.matrix.msc3381.poll.response": {"answers": ["\ud800"]},
            "m.relates_to": {"event_id": "\ud800"},
        },
        "type": "org.matrix.msc3381.poll.response",
    },
    "mentions": {"content": {**PING, "m.mentions": {"user_ids": ["\ud800", 5, None]}}},
    "a key that is missing": {"content": {}, "type": "m.room.encrypted", "session": "\ud800"},
    "half a type": {"content": {}, "type": "\ud800"},
    "half a ciphertext": {"content": PING, "ciphertext": "\ud800"},
    "a member that is none": {"content": {"membership": "join"}, "type": "m.room.member", "state_key": "\ud800"},
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_whatever_an_event_holds_the_next_member_is_answered(room: Board, name: str) -> None:
    fields = {"event_id": room.matrix.new_id(), "type": "m.room.message", "time": to_ms(room.now), **HOSTILE[name]}
    event = Event(room_id=ROOM, sender="@anna:board.test", encrypted=True, **fields)
    room.matrix.happens(event)
    asked = room.said("ben", PING)
    for _ in range(2):
        await room.bot.step()
    assert len(answers(room, asked)) == 1
    waiting, _since = await room.database.read(lambda c: Outbox(c).oldest_waiting())
    assert waiting == 0


async def test_findings_and_invitations_that_fail_stop_nobody(room: Board) -> None:
    async def fails(*_: object) -> str:
        raise KeyError("room_id")

    room.matrix.join = room.matrix.decline = fails  # type: ignore[method-assign,assignment]
    room.matrix.invites(Invite("!elsewhere:x", "@stranger:x"))
    room.matrix.findings = [IdentityChanged("@anna:board.test", "\ud800")]
    asked = room.said("ben", PING)
    await room.bot.step()
    assert len(answers(room, asked)) == 1


async def test_a_room_that_cannot_be_joined_now_holds_nobody_up(room: Board) -> None:
    async def away(*_: object) -> str:
        raise TryLater("504")

    room.matrix.join = away  # type: ignore[method-assign]
    room.matrix.invites(Invite("!direct:away", "@ben:board.test", direct=True))
    asked = room.said("ben", PING)
    await room.bot.step()
    assert len(answers(room, asked)) == 1


def poison_notice(monkeypatch: pytest.MonkeyPatch, of: Callable[[Any], bool]) -> list[int]:
    notices, tried = timers.NOTICES, [0]
    ring = notices["reminder"]

    def notice(moment: Any, store: Any, timers: Any) -> Any:
        if any(of(timer) for timer in timers):
            tried[0] += 1
            raise KeyError("nobody foresaw it")
        return ring(moment, store, timers)

    monkeypatch.setitem(notices, "reminder", notice)
    return tried


async def test_a_reminder_that_always_fails_is_told_once_and_given_up_after_days_and_the_others_ring(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("eins", "zwei", "drei"):
        await room.says("anna", f"!erinnern in 5 Minuten: {text}")
    tried = poison_notice(monkeypatch, lambda timer: timer.about == 2)
    said = [body(event) for event in await room.passes(minutes=5)]
    assert sorted(map(without_code, said)) == [
        "⏰ Anna: drei\nR3 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen",
        "⏰ Anna: eins\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen",
        NOT_SAID,
    ]
    said = []
    for _ in range(40):
        said += await room.passes(hours=6)
    assert [body(event) for event in said if "⚠️" in body(event)] == []
    assert tried == [7]  # with the others, then alone: once and five times more


async def test_a_reminder_that_fails_once_rings_ten_minutes_later(room: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.says("anna", "!erinnern in 5 Minuten: Beamer")
    poison_notice(monkeypatch, lambda timer: not timer.faults)
    await room.passes(minutes=5)
    said = [body(event) for event in await room.passes(minutes=10)]
    assert len(said) == 1
    assert said[0] == (
        "⏰ Diese Erinnerung kommt verspätet:\n"
        "• Anna: Beamer (R1, fällig am Mi, 25. November 2026, 10:05, Verspätung 10 Minuten)\n"
        "✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )


async def test_a_notice_that_nobody_knows_stops_no_other(room: Board) -> None:
    await room.says("anna", "!erinnern in 5 Minuten: Beamer")
    due = to_ms(room.now + timedelta(minutes=1))
    await room.database.write(lambda c: Timers(c, ROOM).set("from a newer version", 1, due))
    said = [body(event) for event in await room.passes(minutes=5)]
    assert said.count("⏰ Anna: Beamer\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen") == 1
