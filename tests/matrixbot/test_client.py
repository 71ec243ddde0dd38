"""The protections of facts about stock nio: each of these tests fails without its own."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from matrixbot.gateway import Refused, TryLater
from matrixbot.matrix.homeserver import client as client_module
from matrixbot.matrix.homeserver.client import check_nio
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.matrix_gateway import upload_keys
from tests.matrixbot.homeserver import BOT, ROOM, Bot, Homeserver, Peer, room_state

ANNA = "@anna:test"


@pytest.fixture
async def bot(server: Homeserver, anna: Peer, tmp_path: Path) -> Any:
    """A bot in the board room with Anna."""
    bot = Bot(server, tmp_path / "bot")
    await bot.online(ANNA)
    yield bot
    await bot.client.close()


async def test_a_malformed_to_device_message_does_not_cost_the_room_key_beside_it(
    anna: Peer, bot: Bot, server: Homeserver
) -> None:
    broken: list[Any] = [
        {"type": "m.room.encrypted", "sender": ANNA, "content": {"algorithm": "m.olm.v1.curve25519-aes-sha2"}},
        {"type": "m.room.encrypted", "sender": ANNA},
        {"type": "m.room.encrypted", "sender": 7, "content": {}},
        {"type": 5},
        "text",
        None,
        {"type": "m.room_key_request", "sender": "@x:y", "content": "?"},
        {**anna.room_key(bot.machine), "sender": "@stranger:test"},
    ]
    damaged = anna.room_key(bot.machine)
    damaged["content"] = json.loads(json.dumps(damaged["content"]))
    next(iter(damaged["content"]["ciphertext"].values()))["body"] = "AAAA"
    keys = [*broken, damaged, anna.room_key(bot.machine)]
    said = anna.says("!ping")
    assert await bot.read(said, to_device=keys) == ["!ping"]


@pytest.mark.parametrize(
    "plaintext", ["[]", "7", '"text"', "{", '{"type": 5}', "[" * 40_000, '{"type": "x", "content": []}']
)
async def test_a_plaintext_that_is_no_event_is_passed_over(anna: Peer, bot: Bot, plaintext: str) -> None:
    key = anna.room_key(bot.machine)
    poisoned = anna.event(anna.outbound.encrypt(plaintext))
    assert await bot.read(poisoned, anna.says("!ping"), to_device=[key]) == ["!ping"]


async def test_words_that_cannot_be_written_again_are_read_with_a_sign_in_their_place(anna: Peer, bot: Bot) -> None:
    key = anna.room_key(bot.machine)
    half = {"msgtype": "m.text", "body": "!ping \ud800", "value": float("nan")}
    plain = json.dumps({"type": "m.room.message", "content": half, "room_id": ROOM})
    long = anna.event(anna.outbound.encrypt(plain.replace("NaN", "9" * 5_000)))
    events = [anna.event(anna.outbound.encrypt(plain)), long, anna.says("!ping")]
    assert await bot.read(*events, to_device=[key]) == ["!ping \ufffd", "!ping \ufffd", "!ping"]


@pytest.mark.parametrize(
    "lie",
    [
        {"type": "m.room.member", "state_key": "@mallory:test", "content": {"membership": "join"}},
        {"type": "m.room.power_levels", "state_key": "", "content": {"users": {ANNA: 100}}},
        {"type": "m.room.power_levels", "content": {"users": {ANNA: 100}}},
        {"type": "m.room.message", "state_key": ""},
        {"room_id": "!other:test"},
    ],
)
async def test_an_encrypted_event_changes_neither_members_nor_power_nor_rooms(
    anna: Peer, bot: Bot, lie: dict[str, Any]
) -> None:
    key = anna.room_key(bot.machine)
    before = bot.gateway.room(ROOM)
    assert await bot.read(anna.says("a lie", **lie), to_device=[key]) == []
    assert bot.gateway.room(ROOM) == before


async def test_who_is_not_in_the_room_gets_no_room_key(
    anna: Peer, bot: Bot, server: Homeserver, tmp_path: Path
) -> None:
    mallory = Peer(server, tmp_path / "mallory", "@mallory:test", "MALLORY")
    lie = {"type": "m.room.member", "state_key": mallory.user_id, "content": {"membership": "join"}}
    await bot.read(anna.says("", **lie), to_device=[anna.room_key(bot.machine)])
    await bot.gateway.send(ROOM, "m.room.message", {"body": "a secret"}, "tx")
    assert {(user, device) for _, user, device, _ in server.to_device} == {(ANNA, "ANNA")}


async def test_an_encrypted_room_is_never_taken_for_plain(bot: Bot, anna: Peer, server: Homeserver) -> None:
    """A fresh run with an old token may see a room without its encryption state: the server is asked before sending."""
    await bot.hears(state=room_state(BOT, ANNA, encrypted=False), room_id="!second:test")
    server.room_encryption = {"algorithm": "m.megolm.v1.aes-sha2"}
    await bot.gateway.send("!second:test", "m.room.message", {"body": "a secret"}, "tx")
    assert [kind for _, kind, _ in server.said] == ["m.room.encrypted"]
    assert "a secret" not in json.dumps(server.said)


async def test_a_room_that_was_encrypted_once_stays_so(bot: Bot, anna: Peer, server: Homeserver) -> None:
    await bot.gateway.send(ROOM, "m.room.message", {"body": "a secret"}, "tx1")
    await bot.client.close()
    bot.start()
    await bot.hears(state=room_state(BOT, ANNA, encrypted=False), first=True)
    await bot.gateway.send(ROOM, "m.room.message", {"body": "a secret"}, "tx2")
    assert [kind for _, kind, _ in server.said] == ["m.room.encrypted", "m.room.encrypted"]


async def test_new_one_time_keys_are_uploaded_when_none_is_left(bot: Bot, server: Homeserver) -> None:
    server.one_time_keys.clear()
    await bot.hears(device_one_time_keys_count={"signed_curve25519": 0})
    assert len(server.one_time_keys[BOT, "BOT"]) == 25
    server.one_time_keys.clear()
    await bot.hears(device_one_time_keys_count={})
    assert len(server.one_time_keys[BOT, "BOT"]) == 25


async def test_a_fallback_key_keeps_the_bot_within_reach(bot: Bot, anna: Peer, server: Homeserver) -> None:
    server.one_time_keys.clear()
    assert server.fallback_keys[BOT, "BOT"]
    key = anna.room_key(bot.machine)
    assert await bot.read(anna.says("!ping"), to_device=[key]) == ["!ping"]
    used = server.fallback_keys.pop((BOT, "BOT"))
    await bot.hears(device_unused_fallback_key_types=[])
    assert server.fallback_keys[BOT, "BOT"] != used


async def test_the_account_is_on_the_disk_before_its_keys_are_on_the_server(bot: Bot, server: Homeserver) -> None:
    """Killed after the upload, before the answer: the next run offers the very same keys again."""
    server.faults["/keys/upload"] = TryLater("cut off")
    await bot.hears(device_one_time_keys_count={"signed_curve25519": 0})
    first = server.asked_for("/keys/upload")[-1][2]
    await bot.client.close()
    bot.start()
    with pytest.raises(TryLater):
        await upload_keys(bot.client, 0, fallback_missing=False)
    assert server.asked_for("/keys/upload")[-1][2] == first


async def test_keys_that_the_server_refuses_are_not_offered_for_ever(bot: Bot, server: Homeserver) -> None:
    server.faults["/keys/upload"] = Rejected(400, {"errcode": "M_UNKNOWN"})
    await bot.hears(device_one_time_keys_count={"signed_curve25519": 0})
    refused = server.asked_for("/keys/upload")[-1][2]["one_time_keys"]
    server.faults.clear()
    await bot.hears(device_one_time_keys_count={"signed_curve25519": 0})
    assert not refused.keys() & server.asked_for("/keys/upload")[-1][2]["one_time_keys"].keys()


def test_another_nio_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    check_nio()
    monkeypatch.setitem(client_module.RELIED_UPON, client_module.Olm, ("_a_name_of_the_next_version",))
    with pytest.raises(RuntimeError, match="_a_name_of_the_next_version"):
        check_nio()


async def test_libraries_log_nothing_of_what_is_said(bot: Bot, anna: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = anna.room_key(bot.machine)
    await bot.read(
        anna.says("Geheimwort"), anna.says("Geheimwort", type="Geheimwort", content="Geheimwort"), to_device=[key]
    )
    await bot.hears(to_device=[anna.olm(bot.machine, "Geheimwort", "Geheimwort")])
    await bot.gateway.send(ROOM, "m.room.message", {"body": "Geheimwort"}, "tx")
    assert "Geheimwort" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith(("nio", "peewee"))]


async def test_a_room_that_is_not_joined_yet_takes_words_later_and_one_that_was_left_never(bot: Bot) -> None:
    bot.server.joined_rooms.append("!new:test")
    with pytest.raises(TryLater):
        await bot.gateway.send("!new:test", "m.room.message", {}, "tx")
    with pytest.raises(Refused):
        await bot.gateway.send("!left-while-it-was-down:test", "m.room.message", {}, "tx")
    bot.server.syncs.append({"next_batch": "t2", "rooms": {"leave": {ROOM: {}}}})
    await bot.gateway.sync("t1", 0)
    with pytest.raises(Refused):
        await bot.gateway.send(ROOM, "m.room.message", {}, "tx")
