"""Who gets room keys, who is obeyed, and what the room is told about it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from matrixbot.gateway import IdentityChanged, NotVerified, Refused, TryLater
from matrixbot.matrix.trust.devices import Book
from tests.matrixbot.homeserver import BOT, ROOM, Bot, Homeserver, Peer, room_state

ANNA, BEN = "@anna:test", "@ben:test"


@pytest.fixture
def ben(server: Homeserver, tmp_path: Path) -> Peer:
    """Ben has not cross-signed his device."""
    return Peer(server, tmp_path / "ben", BEN, "BEN", sign=False)


@pytest.fixture
async def bot(server: Homeserver, anna: Peer, ben: Peer, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = Bot(server, tmp_path / "bot")
    await bot.online(ANNA, BEN)
    yield bot
    await bot.client.close()


async def say(bot: Bot, body: str = "a word") -> None:
    await bot.gateway.send(ROOM, "m.room.message", {"msgtype": "m.notice", "body": body}, "tx")


def keys_sent(server: Homeserver) -> set[str]:
    return {user for kind, user, _, _ in server.to_device if kind == "m.room.encrypted"}


async def test_only_cross_signed_devices_get_room_keys_and_the_others_are_told_why(
    bot: Bot, server: Homeserver
) -> None:
    await say(bot)
    await say(bot)
    assert keys_sent(server) == {ANNA}
    withheld = [(user, content["code"]) for kind, user, _, content in server.to_device if "withheld" in kind]
    assert withheld == [(BEN, "m.unverified")]


async def test_the_bot_reads_of_its_room_key_what_it_said(bot: Bot, anna: Peer, server: Homeserver) -> None:
    await say(bot, "a word")
    (content,) = [content for _, user, _, content in server.to_device if user == ANNA]
    key = anna.reads({"type": "m.room.encrypted", "sender": BOT, "content": content})
    assert anna.machine.keep_room_key(key)
    (_, kind, said), *_ = server.said
    event = {"type": kind, "event_id": "$e", "sender": BOT, "content": said}
    assert anna.machine.open_megolm(ROOM, event).content["body"] == "a word"


async def test_commands_of_a_device_that_is_not_cross_signed_are_not_obeyed(bot: Bot, anna: Peer, ben: Peer) -> None:
    keys = [anna.room_key(bot.machine), ben.room_key(bot.machine)]
    assert await bot.read(ben.says("!task"), anna.says("!ping"), to_device=keys) == ["!ping"]


async def test_without_the_rule_everybody_is_served_and_obeyed(server: Homeserver, ben: Peer, tmp_path: Path) -> None:
    bot = Bot(server, tmp_path / "open", only_verified=False)
    await bot.online(BEN)
    assert await bot.read(ben.says("!ping"), to_device=[ben.room_key(bot.machine)]) == ["!ping"]
    await say(bot)
    assert keys_sent(server) == {BEN}
    assert (await bot.hears()).findings == ()
    await bot.client.close()


@pytest.mark.parametrize("only_verified", [True, False])
async def test_nobody_is_obeyed_for_a_message_of_another_members_device(
    server: Homeserver, anna: Peer, ben: Peer, tmp_path: Path, only_verified: bool
) -> None:
    """The homeserver, or whoever got hold of a session, says it was Anna: the keys say it was Ben."""
    ben.sign()
    bot = Bot(server, tmp_path / "other", only_verified=only_verified)
    await bot.online(ANNA, BEN)
    forged = {**ben.says("!task drop T1"), "sender": ANNA}
    assert await bot.read(forged, to_device=[ben.room_key(bot.machine)]) == []
    claimed = ben.says("!task drop T2")
    claimed["sender"], claimed["content"]["device_id"] = ANNA, "ANNA"
    claimed["content"]["sender_key"] = anna.machine.account.identity_keys["curve25519"]
    assert await bot.read(claimed) == []
    await bot.client.close()


async def test_words_in_clear_are_not_obeyed_in_an_encrypted_room(bot: Bot) -> None:
    plain = {"type": "m.room.message", "event_id": "$p", "sender": ANNA, "content": {"body": "!task drop T1"}}
    assert await bot.read(plain) == []


async def test_a_reaction_counts_from_those_who_could_have_said_it_encrypted(bot: Bot) -> None:
    def reaction(sender: str) -> dict[str, Any]:
        return {"type": "m.reaction", "event_id": f"${sender}", "sender": sender, "content": {"body": sender}}

    assert await bot.read(reaction(BEN), reaction(ANNA)) == [ANNA]


async def test_a_message_that_was_already_obeyed_is_not_obeyed_again_in_another_event(bot: Bot, anna: Peer) -> None:
    key, said = anna.room_key(bot.machine), anna.says("!task done T1", "$first")
    assert await bot.read(said, to_device=[key]) == ["!task done T1"]
    assert await bot.read({**said, "event_id": "$again"}) == []


async def test_a_changed_identity_is_told_once_and_not_obeyed_until_it_is_accepted(
    bot: Bot, anna: Peer, server: Homeserver
) -> None:
    key = anna.room_key(bot.machine)
    assert await bot.read(anna.says("!ping"), to_device=[key]) == ["!ping"]
    master = anna.sign()
    changed = IdentityChanged(ANNA, master.public)
    batch = await bot.hears(device_lists={"changed": [ANNA]})
    assert list(batch.findings) == [changed]
    assert await bot.read(anna.says("!ping")) == []
    server.to_device.clear()
    await say(bot)
    assert keys_sent(server) == set()
    assert changed not in (await bot.hears()).findings
    await bot.client.close()
    bot.start()
    assert changed not in (await bot.hears(first=True, state=room_state(BOT, ANNA, BEN))).findings
    assert await bot.gateway.accept(ANNA, master.public) is True
    assert await bot.read(anna.says("!ping")) == ["!ping"]


async def test_an_identity_that_is_shown_only_since_the_word_for_another_is_told_and_not_accepted(
    bot: Bot, anna: Peer
) -> None:
    vouched = anna.sign().public
    await bot.hears(device_lists={"changed": [ANNA]})
    assert bot.gateway.changed(ROOM) == {ANNA: vouched}
    shown = anna.sign().public
    assert await bot.gateway.accept(ANNA, vouched) is False
    assert bot.gateway.changed(ROOM) == {ANNA: shown}
    assert list((await bot.hears()).findings) == [IdentityChanged(ANNA, shown)]


async def test_a_finding_comes_again_until_its_batch_is_done(bot: Bot, anna: Peer) -> None:
    anna.sign()
    assert (await bot.hears(device_lists={"changed": [ANNA]})).findings
    bot.token -= 1
    assert (await bot.hears()).findings, "the same batch again, after a fault on the way"
    assert not (await bot.hears()).findings


async def test_an_identity_that_comes_back_is_obeyed_again(bot: Bot, anna: Peer, server: Homeserver) -> None:
    key = anna.room_key(bot.machine)
    before, device = server.identities[ANNA], server.devices[ANNA]["ANNA"]
    anna.sign()
    await bot.hears(device_lists={"changed": [ANNA]})
    server.identities[ANNA], server.devices[ANNA]["ANNA"] = before, device
    assert await bot.read(anna.says("!ping"), to_device=[key], device_lists={"changed": [ANNA]}) == ["!ping"]


async def test_who_cannot_read_the_bot_is_told_once(bot: Bot, ben: Peer) -> None:
    assert not (await bot.hears()).findings
    await say(bot)
    assert list((await bot.hears()).findings) == [NotVerified(BEN)]
    await say(bot)
    await bot.hears(ben.says("!ping"), to_device=[ben.room_key(bot.machine)])
    assert not (await bot.hears()).findings
    ben.sign()
    await bot.hears(device_lists={"changed": [BEN]})
    await say(bot)
    assert not (await bot.hears()).findings
    assert bot.gateway.unverified(ROOM) == []


async def test_who_commands_in_vain_is_told_even_if_another_device_is_fine(
    bot: Bot, anna: Peer, server: Homeserver, tmp_path: Path
) -> None:
    second = Peer(server, tmp_path / "second", ANNA, "ANNA2", sign=False)
    batch = await bot.hears(
        second.says("!ping"), to_device=[second.room_key(bot.machine)], device_lists={"changed": [ANNA]}
    )
    assert list(batch.findings) == [NotVerified(ANNA)]


async def test_what_was_said_in_vain_until_an_identity_is_accepted_is_no_alarm_afterwards(
    bot: Bot, anna: Peer, server: Homeserver
) -> None:
    master = anna.sign()
    await bot.hears(anna.says("!ping"), to_device=[anna.room_key(bot.machine)], device_lists={"changed": [ANNA]})
    await say(bot)
    assert await bot.gateway.accept(ANNA, master.public)
    assert NotVerified(ANNA) not in (await bot.hears()).findings


def _broken(server: Homeserver, how: str, anna: Peer) -> None:
    keys, device = server.identities[ANNA], server.devices[ANNA]["ANNA"]
    stranger = {ANNA: {"ed25519:ANNA": "A" * 86}}
    changes: dict[str, Any] = {
        "another user's master key": lambda: keys["master_key"].update(user_id=BEN),
        "a master key that is none": lambda: keys["master_key"].update(usage=["self_signing"]),
        "two master keys": lambda: keys["master_key"]["keys"].update({"ed25519:x": "x"}),
        "a self-signing key of nobody": lambda: keys["self_signing_key"].update(signatures=stranger),
        "no self-signing key": lambda: keys.update(self_signing_key=None),
        "a device of another name": lambda: device.update(device_id="OTHER"),
        "other keys than were signed": lambda: device["keys"].update({"curve25519:ANNA": "A" * 43}),
        "a key that is too long": lambda: device["keys"].update({"ed25519:ANNA": "A" * 44}),
        "keys that are a number": lambda: device.update(keys=7),
        "a text for a device": lambda: server.devices[ANNA].update(ANNA="text"),
        "a master key that is too long": lambda: keys["master_key"].update(keys={"ed25519:" + "A" * 44: "A" * 44}),
    }
    changes[how]()


@pytest.mark.parametrize(
    "how",
    [
        "another user's master key",
        "a master key that is none",
        "two master keys",
        "a self-signing key of nobody",
        "no self-signing key",
        "a device of another name",
        "other keys than were signed",
        "a key that is too long",
        "keys that are a number",
        "a text for a device",
        "a master key that is too long",
    ],
)
async def test_a_chain_with_a_broken_link_is_none(server: Homeserver, anna: Peer, tmp_path: Path, how: str) -> None:
    _broken(server, how, anna)
    book = Book(BOT, tmp_path / "trust.json", only_verified=True)
    book.learn([ANNA], server.answer("POST", "/keys/query", {"device_keys": {ANNA: []}}))
    assert book.unverified([ANNA]) == [ANNA]


@pytest.mark.parametrize("how", ["other keys than were signed", "a device of another name", "a key that is too long"])
async def test_a_device_that_did_not_sign_its_keys_is_none_even_without_the_rule(
    server: Homeserver, anna: Peer, tmp_path: Path, how: str
) -> None:
    _broken(server, how, anna)
    book = Book(BOT, tmp_path / "trust.json", only_verified=False)
    book.learn([ANNA], server.answer("POST", "/keys/query", {"device_keys": {ANNA: []}}))
    assert book.devices(ANNA) == []


async def test_a_device_that_changes_its_signing_key_is_left_out(
    server: Homeserver, anna: Peer, tmp_path: Path
) -> None:
    book = Book(BOT, tmp_path / "trust.json", only_verified=False)
    book.learn([ANNA], server.answer("POST", "/keys/query", {"device_keys": {ANNA: []}}))
    assert len(book.devices(ANNA)) == 1
    Peer(server, tmp_path / "again")
    book.learn([ANNA], server.answer("POST", "/keys/query", {"device_keys": {ANNA: []}}))
    assert book.devices(ANNA) == []


async def test_a_member_who_left_cannot_read_what_is_said_afterwards(bot: Bot, anna: Peer, server: Homeserver) -> None:
    await say(bot)
    leave = {
        "type": "m.room.member",
        "state_key": ANNA,
        "sender": ANNA,
        "event_id": "$l",
        "content": {"membership": "leave"},
    }
    await bot.hears(leave)
    server.to_device.clear()
    await say(bot)
    assert keys_sent(server) == set()
    first, second = [content["session_id"] for _, _, content in server.said]
    assert first != second


async def test_a_device_that_a_share_did_not_reach_is_served_with_the_next_message(
    bot: Bot, anna: Peer, server: Homeserver
) -> None:
    server.faults["/sendToDevice/m.room.encrypted"] = TryLater("502")
    with pytest.raises(TryLater):
        await say(bot)
    assert server.said == [], "nothing is said that nobody could read"
    server.faults.clear()
    await say(bot)
    assert keys_sent(server) == {ANNA}


async def test_a_fault_while_keys_are_claimed_does_not_stop_the_room(bot: Bot, server: Homeserver) -> None:
    server.faults["/keys/claim"] = Refused("400")
    with pytest.raises(Refused):
        await say(bot)
    server.faults.clear()
    await say(bot)
    assert keys_sent(server) == {ANNA}


async def test_a_device_without_one_time_keys_stops_nobody_and_is_tried_again(
    bot: Bot, anna: Peer, ben: Peer, server: Homeserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben.sign()
    await bot.hears(device_lists={"changed": [BEN]})
    server.one_time_keys[BEN, "BEN"].clear()
    await say(bot)
    assert keys_sent(server) == {ANNA}
    ben.refill()
    monkeypatch.setattr("matrixbot.matrix.trust.sharing.time.monotonic", lambda: 1e9)
    await say(bot)
    assert keys_sent(server) == {ANNA, BEN}


async def test_a_one_time_key_that_the_device_did_not_sign_is_not_used(bot: Bot, ben: Peer, server: Homeserver) -> None:
    for keys in server.one_time_keys[ANNA, "ANNA"]:
        next(iter(keys.values()))["key"] = ben.machine.account.identity_keys["curve25519"]
    await say(bot)
    assert keys_sent(server) == set()


async def test_devices_are_asked_about_before_the_first_word(bot: Bot, anna: Peer, server: Homeserver) -> None:
    """A key query that failed during a sync is made up for before anything is encrypted."""
    anna.sign()
    server.faults["/keys/query"] = TryLater("502")
    with pytest.raises(TryLater):
        await bot.hears(device_lists={"changed": [ANNA]})
    with pytest.raises(TryLater):
        await say(bot)
    server.faults.clear()
    await say(bot)
    assert keys_sent(server) == set(), "the new identity was seen in time"


async def test_pins_hold_no_more_than_public_keys(bot: Bot, tmp_path: Path) -> None:
    kept = json.loads((tmp_path / "bot" / "trust.json").read_text())
    assert list(kept["pins"]) == [ANNA]
    assert (tmp_path / "bot" / "trust.json").stat().st_mode & 0o777 == 0o600


async def test_a_newcomer_gets_no_key_before_an_organisers_word_and_only_later_words_after(
    bot: Bot, anna: Peer, server: Homeserver, tmp_path: Path
) -> None:
    dana = Peer(server, tmp_path / "dana", "@dana:test", "DANA")
    waiting = {dana.user_id}
    bot.gateway.withhold(lambda room_id, user_id: room_id == ROOM and user_id in waiting)
    await say(bot, "before")
    await bot.hears(state=room_state(BOT, ANNA, dana.user_id))
    await say(bot, "meanwhile")
    assert keys_sent(server) == {ANNA}
    why = [(user, content["code"]) for kind, user, _, content in server.to_device if "withheld" in kind]
    assert (dana.user_id, "m.unauthorised") in why
    waiting.clear()
    await say(bot, "after")
    (content,) = [
        content for _, user, _, content in server.to_device if user == dana.user_id and "ciphertext" in content
    ]
    assert dana.machine.keep_room_key(dana.reads({"type": "m.room.encrypted", "sender": BOT, "content": content}))
    events = [
        {"type": kind, "event_id": f"$e{n}", "sender": BOT, "content": said}
        for n, (_, kind, said) in enumerate(server.said)
    ]
    assert dana.machine.open_megolm(ROOM, events[-1]).content["body"] == "after"
    for earlier in events[:-1]:
        with pytest.raises(Exception):  # noqa: B017 - whichever way the ratchet refuses
            dana.machine.open_megolm(ROOM, earlier)


async def test_words_for_one_reader_are_readable_to_nobody_else_in_the_room(
    bot: Bot, server: Homeserver, tmp_path: Path
) -> None:
    cem = Peer(server, tmp_path / "cem", "@cem:test", "CEM").user_id
    await bot.hears(state=room_state(BOT, ANNA, cem))
    await say(bot)
    assert keys_sent(server) == {ANNA, cem}
    server.to_device.clear()
    await bot.gateway.send(ROOM, "m.room.message", {"body": "to Anna"}, "tx2", readers={ANNA})
    assert keys_sent(server) == {ANNA}, "a new one: Cem has that of the first"
    assert {user for kind, user, _, _ in server.to_device if kind == "m.room_key.withheld"} == {BEN, cem}


async def test_who_comes_in_while_the_homeserver_is_asked_about_devices_gets_no_keys(
    bot: Bot, server: Homeserver, tmp_path: Path
) -> None:
    eve = Peer(server, tmp_path / "eve", "@eve:test", "EVE").user_id
    bot.book.stale.add(ANNA)
    answer = server.answer

    def stalling(method: str, path: str, body: Any) -> dict[str, Any]:
        for event in room_state(BOT, ANNA, eve) if path.startswith("/keys/query") else ():
            bot.gateway._timeline.rooms[ROOM].apply(event)
        return answer(method, path, body)

    server.answer = stalling  # type: ignore[method-assign]
    await bot.gateway.send(ROOM, "m.room.message", {"body": "to Anna"}, "tx", readers={ANNA})
    assert keys_sent(server) == {ANNA}
    bot.book.track([eve])
    await bot.gateway.send(ROOM, "m.room.message", {"body": "to Anna"}, "tx", readers={ANNA})
    assert keys_sent(server) == {ANNA}
