"""Events of each kind that the bot listens to, with each of their fields missing or something else: none is a fault.

Fields as the gateway lets them through: what is no identifier at all, or cannot be stored, it keeps back or mends
(`tests/matrixbot/test_strangers.py`, `test_timeline.py`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from matrixbot.gateway import Event, IdentityChanged, Invite, NotVerified
from matrixbot.matrix.crypto.canonical import storable
from matrixbot.matrix.homeserver.fields import LATEST
from storage.outbox import Outbox
from tests.board import ROOM, Board
from tests.selection import some

DEEP: Any = "!ping"
for _ in range(300):
    DEEP = {"a": [DEEP]}
STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**53, 2**70, -(2**70), 1e300, float("nan"), float("inf")),
    *("", "②", "\ud800", "\x00", "\u202e", "x" * 40_000, "$" + "x" * 40_000, "@", "@\udfff:board.test", ROOM, "!ping"),
    *("!aufgabe erledigt T" + "9" * 400, "!sitzung zeigen M②", "!lit liste ½", f"!erinnern in {'9' * 30} Tagen: x"),
    *([], [[]], [None, 5, "\ud800"], {}, {"event_id": None}, {"user_ids": {}}, DEEP),
)
"""What a field may hold instead of what belongs there."""
MISSING = object()
TARGET = {"rel_type": "m.annotation", "event_id": "$target", "key": "👍"}
TEXT = {"msgtype": "m.text", "body": "!ping", "format": "org.matrix.custom.html", "formatted_body": "<b>!ping</b>"}
REPLYING = {"m.in_reply_to": {"event_id": "$target"}, "event_id": "$target", "rel_type": "m.thread"}
KINDS: dict[str, dict[str, Any]] = {
    "message": {"content": {**TEXT, "m.mentions": {"user_ids": ["@ben:board.test"], "room": True}}},
    "a command that changes something": {"content": {**TEXT, "body": "!aufgabe neu Beamer bis 15.1. @ben"}},
    "thread": {"content": {**TEXT, "m.relates_to": {**REPLYING, "is_falling_back": True}}},
    "yes": {"content": {**TEXT, "body": "> <@bot> ?\n\nja", "m.relates_to": REPLYING}},
    "edit": {
        "content": {
            **TEXT,
            "body": "* !ping",
            "m.new_content": {**TEXT, "m.mentions": {"user_ids": []}},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$target"},
        }
    },
    "file": {
        "content": {
            "msgtype": "m.file",
            "body": "!lit import",
            "filename": "a.bib",
            "url": "mxc://x/y",
            "file": {"v": 2},
        },
    },
    "reaction": {"type": "m.reaction", "encrypted": False, "content": {"m.relates_to": TARGET}},
    "redaction": {"type": "m.room.redaction", "encrypted": False, "content": {"reason": "x"}, "redacts": "$target"},
    "vote": {
        "type": "org.matrix.msc3381.poll.response",
        "content": {
            "org.matrix.msc3381.poll.response": {"answers": ["yes"]},
            "m.relates_to": {"rel_type": "m.reference", "event_id": "$target"},
        },
    },
    "a vote of the stable kind": {
        "type": "m.poll.response",
        "content": {"m.selections": ["yes"], "m.relates_to": {"rel_type": "m.reference", "event_id": "$target"}},
    },
    "member": {
        "type": "m.room.member",
        "encrypted": False,
        "state_key": "@zoe:board.test",
        "content": {"membership": "join", "displayname": "Zoe"},
    },
    "departure": {
        "type": "m.room.member",
        "encrypted": False,
        "state_key": "@cem:board.test",
        "content": {"membership": "leave"},
    },
    "encrypted": {
        "type": "m.room.encrypted",
        "session": "session",
        "content": {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x", "m.relates_to": TARGET},
        "raw": {"type": "m.room.encrypted", "content": {}},
    },
}
"""The fields of a sound event of each kind; `$target` stands for a message of the bot's."""
FIELDS = {"event_id": "x", "sender": "x", "time": 0, "transaction_id": "x", "ciphertext": "x", "redacts": "x"}
IDS = ("②", "@", "$", "$" + "x" * 254, "@" + "x" * 240 + ":board.test", "@zoe:board.test", "@anna", "日本:x", ROOM)
"""What an identifier may be."""


def spoiled(content: Any) -> Iterator[Any]:
    """The content with each of its places missing, or holding each strange thing instead."""
    for path in _places(content):
        for strange in (MISSING, *STRANGE):
            other = copy.deepcopy(content)
            holder = other
            for key in path[:-1]:
                holder = holder[key]
            if strange is not MISSING:
                holder[path[-1]] = strange
            elif isinstance(holder, dict):
                del holder[path[-1]]
            yield other
    yield {}


def _places(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(thing, dict | list):
        for key in thing if isinstance(thing, dict) else range(len(thing)):
            yield (*path, key)
            yield from _places(thing[key], (*path, key))


def events_of(board: Board, kind: str, target: str) -> Iterator[Event]:
    """All spoiled events of that kind, from three members in turn, each with an id of its own."""
    fields = {"type": "m.room.message", "encrypted": True, "time": board.last.time, **KINDS[kind]}
    fields["content"] = _aimed(fields["content"], target)
    for number, content in enumerate(some(spoiled(fields["content"]), 7)):
        sender = f"@{('anna', 'cem', 'olga')[number % 3]}:board.test"
        if (kept := storable(content)) is not None:
            yield Event(board.matrix.new_id(), ROOM, sender, **{**fields, "content": kept})
    sound = Event(board.matrix.new_id(), ROOM, "@anna:board.test", **fields)
    for name in FIELDS:
        for strange in (0, 1, LATEST) if name == "time" else IDS:
            one: dict[str, Any] = {"event_id": board.matrix.new_id(), name: strange}
            yield replace(sound, **one)


def _aimed(thing: Any, target: str) -> Any:
    if isinstance(thing, dict):
        return {key: _aimed(value, target) for key, value in thing.items()}
    return target if thing == "$target" else thing


@pytest.mark.parametrize("kind", KINDS)
async def test_a_field_that_is_missing_or_something_else_is_no_fault(
    room: Board, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    await room.says("ben", "!sitzung vorschlagen Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr")
    target = room.polls()[0] if "vote" in kind or "reaction" in kind else room.heard()[0]
    for event in events_of(room, kind, target.event_id):
        room.matrix.happens(event)
    assert await room.says("ben", "!ping")
    assert await room.says("anna", "!ping")
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
    waiting, _since = await room.database.read(lambda c: Outbox(c).oldest_waiting())
    assert waiting == 0


async def test_an_invitation_and_a_finding_of_strange_ids_are_no_fault(
    room: Board, caplog: pytest.LogCaptureFixture
) -> None:
    for strange in IDS:
        room.matrix.invites(Invite(strange, "@anna:board.test", direct=True))
        room.matrix.invites(Invite("!direct:board.test", strange))
        room.matrix.findings += [IdentityChanged(strange, strange), NotVerified(strange)]
    assert await room.says("ben", "!ping")
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("root", ["$" + "x" * 40_000, "②", "", "x"])
async def test_a_thread_that_can_be_none_is_not_answered_in(room: Board, root: str) -> None:
    answer = await room.says("anna", "!ping", **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}})
    assert answer.event is not None
    assert "rel_type" not in answer.event.content["m.relates_to"]
