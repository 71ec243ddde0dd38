"""What cannot be read yet is kept, asked for, and read when its key comes: from the right device only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from nio.crypto.sessions import InboundGroupSession

from matrixbot.gateway import Refused, TryLater
from matrixbot.matrix.crypto.opened import MEGOLM
from tests.matrixbot.homeserver import BOT, ROOM, Bot, Homeserver, Peer, room_state

ANNA, BEN = "@anna:test", "@ben:test"


@pytest.fixture
def ben(server: Homeserver, tmp_path: Path) -> Peer:
    return Peer(server, tmp_path / "ben", BEN, "BEN")


@pytest.fixture
async def bot(server: Homeserver, anna: Peer, ben: Peer, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = Bot(server, tmp_path / "bot")
    await bot.online(ANNA, BEN)
    yield bot
    await bot.client.close()


def forwarded(peer: Peer, owner: Peer, bot: Bot) -> dict[str, Any]:
    """Anna's session as `peer` would forward it."""
    keys = owner.machine.account.identity_keys
    session = InboundGroupSession(owner.session_key, keys["ed25519"], keys["curve25519"], ROOM)
    content = {
        "algorithm": MEGOLM,
        "room_id": ROOM,
        "session_id": session.id,
        "session_key": session.export_session(0),
        "sender_key": keys["curve25519"],
        "sender_claimed_ed25519_key": keys["ed25519"],
        "forwarding_curve25519_key_chain": [],
    }
    return peer.olm(bot.machine, "m.forwarded_room_key", content)


async def test_a_late_key_makes_an_earlier_message_readable(bot: Bot, anna: Peer) -> None:
    batch = await bot.hears(anna.says("!late", "$late"))
    ((event,),) = [room.events for room in batch.rooms]
    assert (event.type, event.session, event.encrypted) == ("m.room.encrypted", anna.outbound.id, True)
    assert [unread.event_id for unread in bot.gateway.unread()] == ["$late"]
    assert await bot.read(to_device=[anna.room_key(bot.machine)]) == ["!late"]


async def test_what_waits_for_its_key_waits_over_a_restart(bot: Bot, anna: Peer) -> None:
    await bot.hears(anna.says("!late", "$late"))
    await bot.client.close()
    bot.start()
    state = room_state(BOT, ANNA, BEN)
    assert await bot.read(to_device=[anna.room_key(bot.machine)], state=state, first=True) == ["!late"]
    assert bot.gateway.unread(), "not forgotten before its batch is done"
    assert await bot.read() == []
    assert not bot.gateway.unread()


async def test_a_key_is_asked_for_at_the_senders_devices_once(bot: Bot, anna: Peer, server: Homeserver) -> None:
    await bot.hears(anna.says("!1"), anna.says("!2"))
    await bot.hears(anna.says("!3"))
    requests = [(user, content) for kind, user, _, content in server.to_device if kind == "m.room_key_request"]
    ((user, content),) = requests
    assert user == ANNA
    assert content["body"]["session_id"] == anna.outbound.id
    assert content["requesting_device_id"] == "BOT"


async def test_a_key_forwarded_by_its_owner_is_taken(bot: Bot, anna: Peer) -> None:
    await bot.hears(anna.says("!late"))
    assert await bot.read(to_device=[forwarded(anna, anna, bot)]) == ["!late"]


async def test_a_key_forwarded_by_anybody_else_is_not_taken(bot: Bot, anna: Peer, ben: Peer) -> None:
    await bot.hears(anna.says("!late"))
    assert await bot.read(to_device=[forwarded(ben, anna, bot)]) == []
    assert not bot.machine.has_session(ROOM, anna.outbound.id)


async def test_a_key_forwarded_by_another_device_of_its_owner_is_not_taken(
    server: Homeserver, anna: Peer, tmp_path: Path
) -> None:
    second = Peer(server, tmp_path / "second", ANNA, "ANNA2", sign=False)
    bot = Bot(server, tmp_path / "open", only_verified=False)
    await bot.online(ANNA)
    await bot.hears(anna.says("!late"))
    assert await bot.read(to_device=[forwarded(second, anna, bot)]) == []
    assert not bot.machine.has_session(ROOM, anna.outbound.id)
    assert await bot.read(to_device=[forwarded(anna, anna, bot)]) == ["!late"]
    await bot.client.close()


async def test_a_forwarded_key_that_nobody_asked_for_is_not_taken(bot: Bot, anna: Peer) -> None:
    await bot.hears(to_device=[forwarded(anna, anna, bot)])
    assert not bot.machine.has_session(ROOM, anna.outbound.id)


async def test_somebody_elses_copy_of_a_session_does_not_replace_it(bot: Bot, anna: Peer, ben: Peer) -> None:
    ben.outbound, ben.session_key = anna.outbound, anna.session_key
    copied = [ben.room_key(bot.machine), anna.room_key(bot.machine)]
    assert await bot.read(anna.says("!1"), to_device=copied) == ["!1"]
    assert await bot.read({**anna.says("!2"), "sender": BEN}) == []


async def test_a_later_copy_of_a_session_does_not_take_away_what_could_be_read(bot: Bot, anna: Peer) -> None:
    first, early = anna.room_key(bot.machine), anna.says("!early")
    anna.session_key = anna.outbound.session_key
    assert await bot.read(early, to_device=[first, anna.room_key(bot.machine)]) == ["!early"]


async def test_keys_for_rooms_that_the_bot_is_not_in_are_not_kept(bot: Bot, anna: Peer) -> None:
    await bot.hears(to_device=[anna.room_key(bot.machine, "!nowhere:test")])
    assert not bot.machine.has_session("!nowhere:test", anna.outbound.id)


async def test_a_key_that_came_with_the_invitation_is_kept(bot: Bot, anna: Peer) -> None:
    invite = {"type": "m.room.member", "state_key": BOT, "sender": ANNA, "content": {"membership": "invite"}}
    await bot.hears(rooms={"invite": {"!new:test": {"invite_state": {"events": [invite]}}}})
    await bot.hears(to_device=[anna.room_key(bot.machine, "!new:test")])
    assert bot.machine.has_session("!new:test", anna.outbound.id)


async def test_a_stranger_with_an_unpublished_device_is_not_even_opened(
    bot: Bot, server: Homeserver, tmp_path: Path
) -> None:
    stranger = Peer(server, tmp_path / "stranger", "@stranger:test", "S")
    message = stranger.room_key(bot.machine)
    server.devices["@stranger:test"] = {}
    sessions = list(bot.machine.session_store)
    await bot.hears(to_device=[message])
    assert list(bot.machine.session_store) == sessions


async def test_who_said_it_is_told_only_when_the_devices_of_the_sender_are_known(
    bot: Bot, anna: Peer, server: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Carl's server does not answer for his devices at first: his message waits, as if its key were missing."""
    carl = Peer(server, tmp_path / "carl", "@carl:far", "CARL")
    devices = server.devices.pop("@carl:far")
    join = {"type": "m.room.member", "state_key": "@carl:far", "sender": "@carl:far", "event_id": "$j"}
    join["content"] = {"membership": "join"}
    assert await bot.read(join, carl.says("!far"), to_device=[carl.room_key(bot.machine)]) == []
    server.devices["@carl:far"] = devices
    monkeypatch.setattr("matrixbot.matrix.trust.sharing.time.monotonic", lambda: 1e9)
    assert await bot.read() == ["!far"]


async def test_a_broken_olm_session_is_mended_once_an_hour(bot: Bot, anna: Peer, server: Homeserver) -> None:
    await bot.hears(to_device=[anna.room_key(bot.machine)])
    lost = anna.olm(bot.machine, "m.dummy", {})
    for body in lost["content"]["ciphertext"].values():
        body["type"] = 1
    for _ in range(2):
        await bot.hears(to_device=[lost])
    mended = [content for kind, user, _, content in server.to_device if kind == "m.room.encrypted"]
    assert len(mended) == 1
    opened = anna.reads({"type": "m.room.encrypted", "sender": BOT, "content": mended[0]})
    assert opened.type == "m.dummy"
    assert not bot.machine.unopened


@pytest.mark.long
async def test_ever_new_olm_sessions_do_not_fill_the_store(bot: Bot, anna: Peer) -> None:
    curve25519 = anna.machine.account.identity_keys["curve25519"]
    for _ in range(8):
        anna.machine.session_store._entries.clear()
        await bot.hears(to_device=[anna.olm(bot.machine, "m.dummy", {})])
    last = anna.room_key(bot.machine)
    assert len(bot.machine.session_store[curve25519]) == 5
    await bot.client.close()
    bot.start()
    assert len(bot.machine.session_store[curve25519]) == 5
    await bot.hears(state=room_state(BOT, ANNA, BEN), first=True)
    assert await bot.read(anna.says("!ping"), to_device=[last]) == ["!ping"]


@pytest.mark.parametrize("fault", [Refused("403"), TryLater("502")])
async def test_a_request_about_keys_that_fails_loses_nothing_and_is_made_again(
    bot: Bot, anna: Peer, server: Homeserver, fault: Exception
) -> None:
    server.faults["/sendToDevice"] = fault
    assert (await bot.hears(anna.says("!late"))).rooms
    server.faults.clear()
    await bot.hears()
    assert [kind for kind, *_ in server.to_device] == ["m.room_key_request"]


async def test_a_sender_who_cannot_be_asked_about_loses_nothing(
    bot: Bot, anna: Peer, server: Homeserver, tmp_path: Path
) -> None:
    """The homeserver stops answering between the room key and the message of a device that is new."""
    second = Peer(server, tmp_path / "second", ANNA, "ANNA2", sign=False)
    await bot.hears(to_device=[second.room_key(bot.machine)])
    server.devices[ANNA].pop("ANNA2")
    await bot.hears(device_lists={"changed": [ANNA]})
    server.faults["/keys/query"] = TryLater("502")
    await bot.hears(second.says("!new device"))
    assert len(bot.gateway.unread()) == 1


async def test_a_batch_that_comes_again_says_the_same(bot: Bot, anna: Peer) -> None:
    said, key = anna.says("!once", "$once"), anna.room_key(bot.machine)
    assert await bot.read(said, to_device=[key]) == ["!once"]
    bot.token -= 1
    assert await bot.read(said, to_device=[key]) == ["!once"]
