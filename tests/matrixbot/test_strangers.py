"""Whatever anybody writes into a field: it costs itself; the next command is answered."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from matrixbot.gateway import TryLater
from tests.matrixbot.board import ANNA, BEN, Board
from tests.matrixbot.homeserver import BOT, ROOM, Homeserver, Peer, room_state
from tests.selection import some

DEEP: Any = []
for _ in range(300):
    DEEP = {"a": DEEP}
POISON: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**63, 2**70, -(2**70), 1e300),
    *("", "x", "\ud800", "\x00", "\x1b[2J", "\u202e", "x" * 70_000, "@", "!", "$", BOT, ROOM, "m.room.message"),
    *([], [[]], [{}], [None], [1, "a"], {}, {"a": []}, {"events": 7}, DEEP),
]


def poisoned(thing: Any, chance: random.Random) -> Any:
    """A copy of the JSON value in which one field is something else, is missing, or stands there twice."""
    thing = copy.deepcopy(thing)
    places = list(_places(thing))
    holder, key = chance.choice(places)
    wish = chance.random()
    if wish < 0.1 and isinstance(holder, dict):
        del holder[key]
    elif wish < 0.2 and isinstance(holder, dict):
        holder[chance.choice(["\ud800", "", "x" * 300, "@x:y"])] = holder[key]
    else:
        holder[key] = copy.deepcopy(chance.choice(POISON))
    return thing


def _places(thing: Any) -> Any:
    if isinstance(thing, dict | list):
        for key in list(thing) if isinstance(thing, dict) else range(len(thing)):
            yield thing, key
            yield from _places(thing[key])


@pytest.fixture
async def board(server: Homeserver, anna: Peer, tmp_path: Path) -> AsyncIterator[Board]:
    Peer(server, tmp_path / "ben", BEN, "BEN")
    board = await Board(server, tmp_path / "bot").start()
    await board.bot.publish()
    await board.hears(state=room_state(BOT, ANNA, BEN))
    await board.hears(to_device=[anna.room_key(board.bot.machine)])
    yield board
    await board.stop()


async def still_answers(board: Board, anna: Peer) -> bool:
    anna.new_session()
    key = anna.room_key(board.bot.machine)
    return await board.hears(anna.says("!ping"), to_device=[key]) == 1


async def test_a_list_for_a_room_id_in_a_to_device_message_costs_nothing(board: Board, anna: Peer) -> None:
    machine = board.bot.machine
    keys = [anna.olm(machine, kind, {"room_id": [ROOM]}) for kind in ("m.room_key", "m.forwarded_room_key", "m.dummy")]
    await board.hears(to_device=keys)
    assert await still_answers(board, anna)


@pytest.mark.long
@pytest.mark.parametrize("seed", some(range(4), 4))
async def test_thousands_of_malformed_messages_to_the_device_cost_nothing(board: Board, anna: Peer, seed: int) -> None:
    chance, machine = random.Random(seed), board.bot.machine
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": anna.outbound.id,
        "session_key": anna.session_key,
        "sender_key": anna.machine.account.identity_keys["curve25519"],
        "sender_claimed_ed25519_key": anna.machine.account.identity_keys["ed25519"],
        "forwarding_curve25519_key_chain": [],
        "transaction_id": "t",
        "from_device": "ANNA",
        "methods": ["m.sas.v1"],
    }
    kinds = ["m.room_key", "m.forwarded_room_key", "m.dummy", "m.room_key.withheld"]
    clear = ["m.key.verification.request", "m.key.verification.start", "m.key.verification.key", "m.room_key_request"]
    for _ in some(range(10), 5):
        inside = [anna.olm(machine, chance.choice(kinds), poisoned(content, chance)) for _ in range(60)]
        outside = [poisoned(event, chance) for event in inside[:30]]
        plain = [
            poisoned({"type": chance.choice(clear), "sender": ANNA, "content": content}, chance) for _ in range(30)
        ]
        strangers = [{**event, "sender": f"@s{number}:x"} for number, event in enumerate(plain)]
        mixed = [*inside, *outside, *plain, *strangers, *POISON]
        chance.shuffle(mixed)
        await board.hears(to_device=mixed)
    assert await still_answers(board, anna)


PAYLOADS: list[dict[str, Any]] = [
    {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "!task add x", "m.mentions": {"user_ids": []}}},
    {
        "type": "m.room.message",
        "content": {
            "msgtype": "m.text",
            "body": "* !x",
            "m.new_content": {"msgtype": "m.text", "body": "!task"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"},
        },
    },
    {
        "type": "m.room.message",
        "content": {
            "msgtype": "m.text",
            "body": "ja",
            "m.relates_to": {"rel_type": "m.thread", "event_id": "$x", "m.in_reply_to": {"event_id": "$x"}},
        },
    },
    {
        "type": "org.matrix.msc3381.poll.response",
        "content": {
            "org.matrix.msc3381.poll.response": {"answers": ["a"]},
            "m.relates_to": {"rel_type": "m.reference", "event_id": "$x"},
        },
    },
    {"type": "m.key.verification.key", "content": {"key": "x", "m.relates_to": {"event_id": "$x"}}},
]
CLEAR: list[dict[str, Any]] = [
    {"type": "m.reaction", "content": {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "👍"}}},
    {"type": "m.room.redaction", "redacts": "$x", "content": {"redacts": "$x"}},
    {"type": "m.room.member", "state_key": "@zoe:test", "content": {"membership": "leave", "displayname": "Zoe"}},
    {"type": "m.room.power_levels", "state_key": "", "content": {"users": {ANNA: 50}, "notifications": {"room": 50}}},
    {"type": "m.room.name", "state_key": "", "content": {"name": "Board"}},
    {"type": "m.room.encryption", "state_key": "", "content": {"rotation_period_ms": 1, "rotation_period_msgs": 1}},
]


@pytest.mark.long
@pytest.mark.parametrize("seed", some(range(4), 4))
async def test_thousands_of_malformed_events_cost_nothing(board: Board, anna: Peer, seed: int) -> None:
    chance = random.Random(seed)
    for _ in some(range(8), 5):
        events: list[Any] = []
        for number in range(100):
            plain = poisoned({**chance.choice(PAYLOADS), "room_id": ROOM}, chance)
            event = anna.event(anna.outbound.encrypt(json.dumps(plain)))
            events.append(event if number % 3 else poisoned(event, chance))
            frame = {"event_id": f"$c{number}", "sender": ANNA, "origin_server_ts": 1, "unsigned": {"age": 1}}
            events.append(poisoned({**frame, **chance.choice(CLEAR)}, chance))
        chance.shuffle(events)
        await board.hears(*events)
        anna.new_session()
        await board.hears(to_device=[anna.room_key(board.bot.machine)])
    await board.hears(state=room_state(BOT, ANNA, BEN))
    assert await still_answers(board, anna)


@pytest.mark.long
@pytest.mark.parametrize("seed", some(range(4), 4))
async def test_a_malformed_sync_response_costs_no_more_than_its_malformed_part(
    board: Board, anna: Peer, server: Homeserver, seed: int
) -> None:
    chance = random.Random(seed)
    invite = {"type": "m.room.member", "state_key": BOT, "sender": ANNA, "content": {"is_direct": True}}
    response = {
        "rooms": {
            "join": {
                "!other:test": {"timeline": {"events": room_state(BOT, ANNA), "limited": False, "prev_batch": "p"}}
            },
            "invite": {"!third:test": {"invite_state": {"events": [invite]}}},
            "leave": {"!fourth:test": {}},
        },
        "to_device": {"events": []},
        "device_lists": {"changed": [ANNA], "left": [BEN]},
        "device_one_time_keys_count": {"signed_curve25519": 25},
        "device_unused_fallback_key_types": ["signed_curve25519"],
    }
    server.__dict__["_on_rooms_leave"] = server.__dict__["_on_join_!third:test"] = lambda *_: {"room_id": "!third:test"}
    for number in range(150):
        server.syncs.append({**poisoned(response, chance), "next_batch": f"m{number}"})
        await board.whole.step()
    for token in (None, 7, "", [], {}, "\ud800", "x" * 5000):
        server.syncs.append({"next_batch": token})
        with pytest.raises(TryLater):
            await board.whole.step()
    await board.hears(state=room_state(BOT, ANNA, BEN))
    assert await still_answers(board, anna)


@pytest.mark.long
@pytest.mark.parametrize("seed", some(range(4), 4))
async def test_malformed_answers_about_devices_cost_nothing_but_the_devices(
    board: Board, anna: Peer, server: Homeserver, seed: int
) -> None:
    chance = random.Random(seed)
    sound = server.answer("POST", "/keys/query", {"device_keys": {ANNA: [], BEN: []}})
    for _ in range(200):
        board.bot.book.learn([ANNA, BEN], json.loads(json.dumps(poisoned(sound, chance))))
        board.bot.book.findings()
    board.bot.book.learn([ANNA, BEN], sound)
    for user in (ANNA, BEN):
        board.bot.book.accept(user, str(board.bot.book.master(user)))
    assert await still_answers(board, anna)


@pytest.mark.parametrize(
    ("part", "answers"),
    [
        ("book.changed", 1),
        ("gateway._reader.take_to_device", 0),
        ("gateway._reader.recovered", 1),
        ("book.findings", 1),
    ],
)
async def test_a_batch_that_failed_twice_is_taken_apart_and_the_guilty_part_passed_over(
    board: Board, anna: Peer, caplog: pytest.LogCaptureFixture, part: str, answers: int
) -> None:
    anna.new_session()
    owner: Any = board.bot
    *path, name = part.split(".")
    for step in path:
        owner = getattr(owner, step)

    def fails(*_: Any) -> Any:
        raise ValueError

    sound = getattr(owner, name)
    setattr(owner, name, fails)
    key, said = anna.room_key(board.bot.machine), anna.says("!ping")
    for _ in range(2):
        with pytest.raises(ValueError):
            await board.hears(said, to_device=[key])
    assert await board.hears(said, to_device=[key]) == answers
    assert "was passed over" in caplog.text
    setattr(owner, name, sound)
    assert await still_answers(board, anna)


async def test_an_identifier_that_would_begin_a_line_of_the_log_is_none(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    evil = "!new:test\n2026-01-01 ERROR \x1b[2J\u202e"
    member = {"type": "m.room.member", "state_key": f"@{evil}", "content": {"membership": "join"}}
    tombstone = {"type": "m.room.tombstone", "state_key": "", "content": {"replacement_room": evil}}
    named = {"type": "m.room.name", "state_key": "", "content": {"name": "Board\n\x1b[2J" + "x" * 5000}}
    state = [{**event, "sender": ANNA, "event_id": f"$e{n}"} for n, event in enumerate((member, tombstone, named))]
    await board.hears(state=state)
    room = board.bot.gateway.room(ROOM)
    assert room is not None
    assert set(room.people) == {BOT, ANNA, BEN}
    assert room.successor is None
    assert room.name == "Board [2J" + "x" * 50 + "…"
    assert "2026-01-01 ERROR" not in caplog.text


async def test_a_message_longer_than_an_event_is_none(board: Board, anna: Peer) -> None:
    assert await board.hears(anna.says("!ping " + "x" * 70_000)) == 0
    assert await still_answers(board, anna)


@pytest.mark.parametrize("key", ["", "x", 7, None, [], {}, True, "A" * 42, "A" * 43, "ü" * 43, "A" * 44, "A" * 70_000])
async def test_a_one_time_key_that_is_none_but_rightly_signed_silences_nobody(
    board: Board, anna: Peer, server: Homeserver, tmp_path: Path, key: Any
) -> None:
    cem = Peer(server, tmp_path / "cem", "@cem:test", "CEM")
    keys = server.one_time_keys[cem.user_id, "CEM"]
    keys[:] = [{"signed_curve25519:x": cem.machine.signed_by_device({"key": key})} for _ in range(5)]
    await board.hears(state=room_state(BOT, ANNA, BEN, cem.user_id))
    assert await still_answers(board, anna)


def unreadable(anna: Peer) -> list[dict[str, Any]]:
    """Three hundred messages whose keys do not come."""
    events = []
    for _ in range(6):
        anna.new_session()
        events += [anna.says(f"{number}") for number in range(50)]
    return events


@pytest.mark.long
async def test_who_sends_what_cannot_be_read_takes_no_room_from_others(board: Board, anna: Peer) -> None:
    await board.hears(*unreadable(anna))
    ben_said = {**anna.says("late"), "sender": BEN, "event_id": "$ben"}
    await board.hears(ben_said)
    await board.hears(*unreadable(anna))
    kept = board.bot.gateway.unread()
    assert len([event for event in kept if event.sender == ANNA]) == 100
    assert "$ben" in [event.event_id for event in kept]


async def test_the_unreadable_of_a_batch_are_written_down_once(
    board: Board, anna: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    monkeypatch.setattr("matrixbot.matrix.trust.pending.write_private", lambda path, data: written.append(path))
    anna.new_session()
    await board.hears(*[anna.says(f"{number}") for number in range(50)])
    assert len(written) == 1


@pytest.mark.long
async def test_room_keys_of_one_device_do_not_fill_the_store(
    board: Board, anna: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matrixbot.matrix.crypto.machine.ROOM_KEYS_PER_DEVICE", 20)
    for _ in range(3):
        keys = []
        for _ in range(20):
            anna.new_session()
            keys.append(anna.room_key(board.bot.machine))
        await board.hears(to_device=keys)
    (theirs,) = board.bot.machine.inbound_group_store._entries[ROOM].values()
    assert len(theirs) == 20
    assert await board.hears(anna.says("!ping")) == 1, "the newest is there"
    await board.restart()
    (theirs,) = board.bot.machine.inbound_group_store._entries[ROOM].values()
    assert len(theirs) == 20


async def test_nobody_is_known_or_asked_about_who_shares_no_room(
    board: Board, anna: Peer, server: Homeserver, tmp_path: Path
) -> None:
    eve = Peer(server, tmp_path / "eve", "@eve:test", "EVE")
    server.asked.clear()
    await board.hears(to_device=[eve.room_key(board.bot.machine) for _ in range(3)])
    assert not [body for _, path, body in server.asked if "@eve:test" in json.dumps(body)]
    assert not board.bot.book.knows("@eve:test")
    assert eve.machine.account.identity_keys["curve25519"] not in board.bot.machine.session_store._entries


async def test_no_identity_is_pinned_of_who_writes_while_an_invitation_waits(
    board: Board, anna: Peer, server: Homeserver, tmp_path: Path
) -> None:
    strangers = [Peer(server, tmp_path / f"s{number}", f"@s{number}:test", "DEV") for number in range(3)]
    invite = {"type": "m.room.member", "state_key": BOT, "sender": "@s0:test", "content": {"membership": "invite"}}
    server.__dict__["_on_rooms_leave"] = lambda *_: {}
    rooms = {"invite": {"!third:test": {"invite_state": {"events": [invite]}}}}
    await board.hears(rooms=rooms, to_device=[eve.room_key(board.bot.machine, "!third:test") for eve in strangers])
    assert "@s1" not in (tmp_path / "bot" / "trust.json").read_text()
    await board.hears(state=room_state(BOT, ANNA, BEN, "@s1:test"))
    assert "@s1" in (tmp_path / "bot" / "trust.json").read_text()
    assert "@s2" not in (tmp_path / "bot" / "trust.json").read_text()


async def test_that_a_room_was_encrypted_is_on_the_disk_before_its_first_event_is_judged(
    board: Board, anna: Peer
) -> None:
    await board.restart()
    await board.stop()
    board.bot.start()
    await board.start()
    await board.hears(state=room_state(BOT, ANNA, BEN, encrypted=False))
    plain = {"type": "m.room.message", "event_id": "$p", "sender": ANNA, "origin_server_ts": 1000}
    forged = {**plain, "content": {"msgtype": "m.text", "body": "!ping"}}
    assert await board.hears(forged) == 0
    state = board.bot.gateway.room(ROOM)
    assert state is not None
    assert state.encrypted


@pytest.mark.parametrize(
    "relation",
    [
        {"rel_type": "m.replace", "event_id": "$x"},
        {"m.in_reply_to": {"event_id": "$x"}},
        {"rel_type": "m.reference", "event_id": "$x"},
    ],
)
async def test_what_a_message_refers_to_counts_only_inside_the_ciphertext(
    board: Board, anna: Peer, relation: dict[str, Any]
) -> None:
    outside = anna.says("!ping")
    outside["content"]["m.relates_to"] = relation
    inside = anna.says("!ping", content={"msgtype": "m.text", "body": "!ping", "m.relates_to": relation})
    batch = await board.bot.hears(outside, inside)
    (first, second) = [event for room in batch.rooms for event in room.events]
    assert "m.relates_to" not in first.content
    assert second.content["m.relates_to"] == relation
