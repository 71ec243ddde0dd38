"""The stream: nothing missed in a gap, nothing from before joining, nothing out of an initial sync."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from matrixbot.gateway import SessionEnded, TryLater
from matrixbot.matrix.homeserver.roomstate import CREATOR_POWER, JoinedRoom
from tests.matrixbot.homeserver import BOT, ROOM, Bot, Homeserver, Peer, room_state
from tests.waiting import until

ANNA = "@anna:test"
PLAIN = "!plain:test"


@pytest.fixture
async def bot(server: Homeserver, anna: Peer, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot in an encrypted room and a plain one, with Anna."""
    bot = Bot(server, tmp_path / "bot")
    await bot.online(ANNA)
    await bot.hears(state=room_state(BOT, ANNA, encrypted=False), room_id=PLAIN)
    yield bot
    await bot.client.close()


def said(number: int, **more: Any) -> dict[str, Any]:
    content = {"msgtype": "m.text", "body": f"!{number}"}
    return {"type": "m.room.message", "event_id": f"${number}", "sender": ANNA, "content": content, **more}


def membership(user: str, value: str, number: int = 0, **unsigned: Any) -> dict[str, Any]:
    return {
        "type": "m.room.member",
        "event_id": f"$m{number}{user}{value}",
        "sender": user,
        "state_key": user,
        "content": {"membership": value},
        "unsigned": unsigned,
    }


def limited(*events: dict[str, Any], prev_batch: str = "p") -> dict[str, Any]:
    timeline = {"events": list(events), "limited": True, "prev_batch": prev_batch}
    return {"join": {PLAIN: {"timeline": timeline}}}


async def test_a_gap_is_filled_back_to_the_own_token_page_by_page(bot: Bot, server: Homeserver) -> None:
    server.pages = [{"chunk": [said(4), said(3)], "end": "e1"}, {"chunk": [said(2)], "end": "e2"}, {"chunk": []}]
    assert await bot.read(rooms=limited(said(5), said(6))) == ["!2", "!3", "!4", "!5", "!6"]
    pages = [request for _, request, _ in server.asked_for("/rooms/")]
    assert len(pages) == 3
    assert all("to=t2" in page and "dir=b" in page for page in pages)
    assert ["from=p" in pages[0], "from=e1" in pages[1], "from=e2" in pages[2]] == [True] * 3


async def test_encrypted_events_in_a_gap_are_read(bot: Bot, anna: Peer, server: Homeserver) -> None:
    server.pages = [{"chunk": [anna.says("!in the gap")], "end": "e1"}, {"chunk": []}]
    timeline = {"events": [anna.says("!after")], "limited": True, "prev_batch": "p"}
    rooms = {"join": {ROOM: {"timeline": timeline}}}
    heard = await bot.read(rooms=rooms, to_device=[anna.room_key(bot.machine)])
    assert heard == ["!in the gap", "!after"]


async def test_a_fault_while_a_gap_is_filled_loses_nothing(bot: Bot, server: Homeserver) -> None:
    server.faults["/rooms/"] = TryLater("502")
    with pytest.raises(TryLater):
        await bot.read(rooms=limited(said(2)))
    server.faults.clear()
    bot.token -= 1
    server.pages = [{"chunk": [said(1)], "end": "e"}, {"chunk": []}]
    assert await bot.read(rooms=limited(said(2))) == ["!1", "!2"]


async def test_an_initial_sync_is_for_state_only(bot: Bot) -> None:
    await bot.client.close()
    bot.start()
    assert await bot.read(said(1), state=room_state(BOT, ANNA, encrypted=False), room_id=PLAIN, first=True) == []
    assert bot.gateway.room(PLAIN) is not None


async def test_the_first_sync_of_a_run_asks_for_the_whole_state_and_never_twice_the_same(
    bot: Bot, server: Homeserver
) -> None:
    """Synapse answers an equal request from a cache; nio drops a full state whose token it has seen before."""
    timeouts = set()
    for _ in range(3):
        await bot.client.close()
        bot.start()
        server.syncs.append(
            {"next_batch": "t2", "rooms": {"join": {ROOM: {"state": {"events": room_state(BOT, ANNA)}}}}}
        )
        batch = await bot.gateway.sync("t2", 0)
        assert batch.token == "t2"
        assert bot.gateway.rooms() == [ROOM]
        query = server.query_of("/sync")
        assert query["full_state"] == ["true"]
        assert query["since"] == ["t2"]
        timeouts.add(query["timeout"][0])
    assert len(timeouts) == 3
    await bot.hears()
    assert "full_state" not in server.query_of("/sync")


async def test_a_hundred_events_are_asked_for(bot: Bot, server: Homeserver) -> None:
    (condition,) = server.query_of("/sync")["filter"]
    assert json.loads(condition)["room"]["timeline"]["limit"] == 100


async def test_what_was_said_before_the_bot_joined_is_not_its_concern(bot: Bot, server: Homeserver) -> None:
    joins = membership(BOT, "join", prev_content={"membership": "invite"})
    assert await bot.read(said(1), joins, said(2), room_id="!new:test") == ["!2"]
    renamed = membership(BOT, "join", 1, prev_content={"membership": "join"})
    assert await bot.read(said(3), renamed, said(4), room_id="!new:test") == ["!3", "!4"]
    first = membership(BOT, "join", 2)
    assert await bot.read(said(5), first, said(6), room_id="!newer:test") == ["!6"]
    server.pages = [{"chunk": [said(9), membership(BOT, "join", 3), said(8)], "end": "e"}]
    rooms = {"join": {"!newest:test": {"timeline": {"events": [said(10)], "limited": True, "prev_batch": "p"}}}}
    assert await bot.read(rooms=rooms) == ["!9", "!10"]


async def test_malformed_rooms_and_events_are_passed_over_alone(bot: Bot) -> None:
    broken: list[Any] = [
        None,
        7,
        {},
        {"type": "m.room.message", "event_id": "$1", "sender": ANNA, "content": "text"},
        {"type": "m.room.message", "event_id": 5, "sender": ANNA, "content": {}},
        said(0, content={"body": "half a character: \udfff"}),
        said(0, content={"body": "no number", "value": float("nan")}),
        said(0, content={"body": "deep", "value": json.loads("[" * 300 + "]" * 300)}),
        {"type": "m.room.member", "state_key": 7, "event_id": "$2", "sender": ANNA, "content": {}},
        {"type": "m.room.power_levels", "state_key": "", "event_id": "$3", "sender": ANNA, "content": {"users": 5}},
        {"type": "m.room.encrypted", "event_id": "$4", "sender": ANNA, "content": {"algorithm": 7}},
        {"type": "m.room.encrypted", "event_id": "$5", "sender": ANNA, "content": {}},
        {"type": "m.room.create", "state_key": "", "event_id": "$6", "sender": ANNA, "content": {"room_version": []}},
    ]
    rooms: dict[str, Any] = {"!broken:test": [], "!worse:test": {"timeline": 5, "state": {"events": {}}}}
    rooms[PLAIN] = {"timeline": {"events": [*broken, said(1)]}, "state": {"events": broken}}
    batch = await bot.hears(rooms={"join": rooms, "leave": [], "invite": {"!i:test": {"invite_state": 7}}})
    (events,) = [room.events for room in batch.rooms if room.room_id == PLAIN]
    read = [event.content for event in events if event.type == "m.room.message"]
    assert [content["body"] for content in read] == ["half a character: \ufffd", "no number", "deep", "!1"]
    assert read[1]["value"] is None
    assert bot.gateway.room(PLAIN) is not None


async def test_invitations_name_who_invites(bot: Bot) -> None:
    state = [membership(ANNA, "join"), {**membership(BOT, "invite"), "sender": ANNA}]
    state[1]["content"]["is_direct"] = True
    batch = await bot.hears(rooms={"invite": {"!i:test": {"invite_state": {"events": state}}}})
    assert [(invite.room_id, invite.inviter, invite.direct) for invite in batch.invites] == [("!i:test", ANNA, True)]


async def test_an_answer_without_a_token_is_tried_again(bot: Bot, server: Homeserver) -> None:
    server.syncs.append({"rooms": {}})
    with pytest.raises(TryLater):
        await bot.gateway.sync("t2", 0)


async def test_an_ended_session_is_told_apart(bot: Bot, server: Homeserver) -> None:
    server.faults["/sync"] = SessionEnded()
    with pytest.raises(SessionEnded):
        await bot.gateway.sync("t2", 0)


@pytest.mark.parametrize(("version", "power"), [("10", 0), ("12", CREATOR_POWER)])
def test_the_creator_of_a_room_of_version_12_holds_all_power(version: str, power: int) -> None:
    room = JoinedRoom(ROOM, BOT)
    for event in room_state(ANNA, BOT, version=version):
        room.apply(event)
    assert room.view().people[ANNA].power == (100 if version == "10" else CREATOR_POWER)
    levels = {"users": {"@ben:test": 50}, "notifications": {"room": 20}}
    room.apply({"type": "m.room.power_levels", "state_key": "", "sender": ANNA, "content": levels})
    assert room.view().people[ANNA].power == power
    assert room.view().notify_room == 20
    assert room.view().direct


def test_additional_creators_hold_all_power() -> None:
    room = JoinedRoom(ROOM, BOT)
    for event in room_state(ANNA, BOT, "@ben:test", version="12"):
        room.apply(event)
    create = {"room_version": "12", "additional_creators": ["@ben:test"]}
    room.apply({"type": "m.room.create", "state_key": "", "sender": ANNA, "content": create})
    assert room.view().people["@ben:test"].power == CREATOR_POWER
    assert room.view().people[BOT].power == 0
    assert not room.view().direct


async def test_what_was_asked_for_ahead_is_taken_by_the_first_sync_and_asked_for_once(
    server: Homeserver, tmp_path: Path
) -> None:
    bot = Bot(server, tmp_path / "bot")
    server.syncs.append({"next_batch": "t8"})
    bot.timeline.ask_ahead("t7")
    await asyncio.sleep(0)
    assert "full_state" in server.query_of("/sync")  # on its way, though nobody has wanted it yet
    batch = await bot.gateway.sync("t7", 0)
    assert (batch.token, len(server.asked_for("/sync"))) == ("t8", 1)
    server.syncs.append({"next_batch": "t9"})
    assert (await bot.gateway.sync("t8", 0)).token == "t9"
    await bot.client.close()


async def test_what_was_asked_for_ahead_from_another_place_is_not_taken(server: Homeserver, tmp_path: Path) -> None:
    bot = Bot(server, tmp_path / "bot")
    server.syncs += [{"next_batch": "t8"}, {"next_batch": "t3"}]
    bot.timeline.ask_ahead("t7")
    await asyncio.sleep(0)
    assert (await bot.gateway.sync("t2", 0)).token == "t3"
    await bot.timeline.give_up()
    await bot.client.close()


async def test_a_batch_that_was_read_ahead_is_the_first_syncs_with_the_devices_of_who_speaks_in_it(
    server: Homeserver, tmp_path: Path
) -> None:
    bot = Bot(server, tmp_path / "bot")
    bot.will_hear(state=room_state(BOT, ANNA))
    bot.gateway.read_ahead("t0")
    await until(lambda: server.asked_for("/keys/query"))
    batch = await bot.gateway.sync("t0", 0)
    assert (batch.token, len(server.asked_for("/sync"))) == ("t1", 1)
    bot.will_hear()
    assert (await bot.gateway.sync("t1", 0)).token == "t2"
    await bot.client.close()


async def test_a_batch_that_could_not_be_read_ahead_is_asked_for_again(server: Homeserver, tmp_path: Path) -> None:
    bot = Bot(server, tmp_path / "bot")
    bot.will_hear(state=room_state(BOT, ANNA))
    server.faults["/keys/query"] = TryLater("away")
    bot.gateway.read_ahead("t0")
    with pytest.raises(TryLater):
        await bot.gateway.sync("t0", 0)
    server.faults.clear()
    bot.will_hear(state=room_state(BOT, ANNA))
    assert (await bot.gateway.sync("t0", 0)).token == "t2"
    await bot.gateway.close()
    await bot.client.close()


async def test_what_nobody_waits_for_any_more_is_given_up(server: Homeserver, tmp_path: Path) -> None:
    bot = Bot(server, tmp_path / "bot")
    bot.gateway.read_ahead("t0")
    await bot.gateway.close()
    assert server.asked_for("/sync") == []
    await bot.client.close()


async def test_that_the_homeserver_is_away_is_told_to_the_first_sync_and_asked_again(
    server: Homeserver, tmp_path: Path
) -> None:
    bot = Bot(server, tmp_path / "bot")
    server.faults["/sync"] = TryLater("away")
    bot.timeline.ask_ahead("t7")
    await asyncio.sleep(0)
    server.faults.clear()
    with pytest.raises(TryLater):
        await bot.gateway.sync("t7", 0)
    server.syncs.append({"next_batch": "t8"})
    assert (await bot.gateway.sync("t7", 0)).token == "t8"
    await bot.client.close()
