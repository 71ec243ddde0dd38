"""Emoji verification: every way that is not the operator's yes to matching emoji ends without a signature."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from vodozemac import Curve25519PublicKey, Sas

from matrixbot.errors import OperatorError
from matrixbot.matrix.crypto.canonical import canonical_json, unpadded
from matrixbot.matrix.trust.console import verify_console
from tests.matrixbot.homeserver import BOT, ROOM, Bot, Homeserver, Peer
from tests.waiting import until

ANNA = "@anna:test"
START = {
    "from_device": "ANNA",
    "method": "m.sas.v1",
    "key_agreement_protocols": ["curve25519-hkdf-sha256"],
    "hashes": ["sha256"],
    "message_authentication_codes": ["hkdf-hmac-sha256.v2"],
    "short_authentication_string": ["decimal", "emoji"],
}


class Other:
    """Anna's side of a verification, from device to device or in the board room."""

    def __init__(self, bot: Bot, anna: Peer, server: Homeserver, *, in_room: bool) -> None:
        self.bot, self.anna, self.server, self.in_room = bot, anna, server, in_room
        self.sas, self.transaction = Sas(), "$request" if in_room else "transaction"
        self.own_key = self.sas.public_key.to_base64()
        self.heard = 0

    async def says(self, step: str, content: dict[str, Any]) -> None:
        kind = f"m.key.verification.{step}"
        if not self.in_room:
            content = {**content, "transaction_id": self.transaction}
            await self.bot.hears(to_device=[{"type": kind, "sender": ANNA, "content": content}])
            return
        event = {"type": kind, "sender": ANNA, "event_id": f"${step}", "content": content}
        if step == "request":
            event |= {"type": "m.room.message", "content": {**content, "msgtype": kind, "to": BOT}}
        else:
            relation = {"rel_type": "m.reference", "event_id": self.transaction}
            event["content"] = {**content, "m.relates_to": relation}
        await self.bot.hears(event)

    def answer(self) -> tuple[str, dict[str, Any]]:
        """The bot's next message of the verification; a room message is opened with the key it sent."""
        if not self.in_room:
            sent = [(kind, content) for kind, _, _, content in self.server.to_device if "verification" in kind]
        else:
            for _, user, _, content in [entry for entry in self.server.to_device if entry[0] == "m.room.encrypted"]:
                key = self.anna.reads({"sender": BOT, "content": content}) if user == ANNA else None
                if key is not None:
                    self.anna.machine.keep_room_key(key)
            sent = []
            for number, (_, kind, content) in enumerate(self.server.said):
                assert kind == "m.room.encrypted"
                opened = self.anna.machine.open_megolm(ROOM, {"event_id": f"${number}", "content": content})
                sent.append((opened.type, dict(opened.content)))
        kind, content = sent[self.heard]
        self.heard += 1
        return kind.removeprefix("m.key.verification."), content

    async def until_emoji(self) -> Any:
        """Goes on until both have the emoji; gives Anna's secret."""
        await self.says("request", {"from_device": "ANNA", "methods": ["m.sas.v1"]})
        assert self.answer()[0] == "ready"
        await self.says("start", START)
        step, accept = self.answer()
        assert step == "accept"
        await self.says("key", {"key": self.own_key})
        step, key = self.answer()
        assert step == "key"
        start: dict[str, Any] = {**START, "transaction_id": self.transaction}
        if self.in_room:
            relation = {"rel_type": "m.reference", "event_id": self.transaction}
            start = {**START, "m.relates_to": relation}
        assert accept["commitment"] == unpadded(hashlib.sha256(key["key"].encode() + canonical_json(start)).digest())
        return self.sas.diffie_hellman(Curve25519PublicKey.from_base64(key["key"]))

    def mac(self, secret: Any, keys: dict[str, str]) -> dict[str, Any]:
        info = f"MATRIX_KEY_VERIFICATION_MAC{ANNA}ANNA{BOT}BOT{self.transaction}"
        macs = {name: secret.calculate_mac(key, info + name) for name, key in keys.items()}
        return {"mac": macs, "keys": secret.calculate_mac(",".join(sorted(macs)), info + "KEY_IDS")}

    def keys(self) -> dict[str, str]:
        master = str(self.bot.book.master(ANNA))
        return {"ed25519:ANNA": self.anna.machine.account.identity_keys["ed25519"], f"ed25519:{master}": master}


@pytest.fixture
async def bot(server: Homeserver, anna: Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr("matrixbot.matrix.trust.verification.ANSWER_POLL_SECONDS", 0.001)
    bot = Bot(server, tmp_path / "bot")
    await bot.online(ANNA)
    yield bot
    await bot.gateway.close()
    await bot.client.close()


def signed_by_bot(server: Homeserver) -> list[Any]:
    return [body for _, _, body in server.asked_for("/keys/signatures") if ANNA in body]


async def operator(bot: Bot, server: Homeserver, answer: str) -> list[str]:
    """Answers the one verification that waits, until the next step is said; gives the emoji that were shown."""

    def steps() -> int:
        return len(server.said) + sum("verification" in kind for kind, *_ in server.to_device)

    (file,) = (bot.folder / "verification").glob("*.json")
    emoji, before = json.loads(file.read_bytes())["emoji"], steps()
    file.with_suffix(".answer").write_text(answer)
    await until(lambda: steps() > before)
    return [symbol for symbol, _ in emoji]


@pytest.mark.parametrize("in_room", [True, False], ids=["in the room", "to the device"])
async def test_the_operators_yes_signs_the_members_identity(
    bot: Bot, anna: Peer, server: Homeserver, in_room: bool
) -> None:
    other = Other(bot, anna, server, in_room=in_room)
    secret = await other.until_emoji()
    assert len(await operator(bot, server, "yes")) == 7
    step, macs = other.answer()
    assert step == "mac"
    device = bot.machine.account.identity_keys["ed25519"]
    info = f"MATRIX_KEY_VERIFICATION_MAC{BOT}BOT{ANNA}ANNA{other.transaction}"
    secret.verify_mac(device, info + "ed25519:BOT", macs["mac"]["ed25519:BOT"])
    own = bot.gateway.standing.master
    secret.verify_mac(own, info + f"ed25519:{own}", macs["mac"][f"ed25519:{own}"])
    assert signed_by_bot(server) == []
    await other.says("mac", other.mac(secret, other.keys()))
    assert other.answer()[0] == "done"
    ((body,),) = [list(entry[ANNA].items()) for entry in signed_by_bot(server)]
    assert body[0] == bot.book.master(ANNA)
    assert not list((bot.folder / "verification").iterdir())


@pytest.mark.long
async def test_nothing_is_confirmed_before_the_operator_has_answered(bot: Bot, anna: Peer, server: Homeserver) -> None:
    other = Other(bot, anna, server, in_room=False)
    secret = await other.until_emoji()
    await other.says("mac", other.mac(secret, other.keys()))
    await asyncio.sleep(0.1)
    with pytest.raises(IndexError):
        other.answer()
    assert signed_by_bot(server) == []
    await operator(bot, server, "yes")
    await until(lambda: not list((bot.folder / "verification").iterdir()))
    assert [other.answer()[0], other.answer()[0]] == ["mac", "done"]
    assert len(signed_by_bot(server)) == 1


async def test_the_operators_no_cancels(bot: Bot, anna: Peer, server: Homeserver) -> None:
    other = Other(bot, anna, server, in_room=False)
    secret = await other.until_emoji()
    await operator(bot, server, "no")
    step, content = other.answer()
    assert (step, content["code"]) == ("cancel", "m.mismatched_sas")
    await other.says("mac", other.mac(secret, other.keys()))
    assert signed_by_bot(server) == []


@pytest.mark.parametrize(
    "wrong", ["another master key", "another device key", "no keys", "a wrong list", "not even a MAC"]
)
async def test_a_wrong_mac_cancels(bot: Bot, anna: Peer, server: Homeserver, wrong: str) -> None:
    other = Other(bot, anna, server, in_room=False)
    secret = await other.until_emoji()
    await operator(bot, server, "yes")
    assert other.answer()[0] == "mac"
    keys = other.keys()
    if wrong == "another master key":
        keys = {name: key if name == "ed25519:ANNA" else "A" * 43 for name, key in keys.items()}
    elif wrong == "another device key":
        keys["ed25519:ANNA"] = "A" * 43
    content = other.mac(secret, {} if wrong == "no keys" else keys)
    if wrong == "a wrong list":
        content["keys"] = content["mac"]["ed25519:ANNA"]
    elif wrong == "not even a MAC":
        content = {"mac": 7}
    await other.says("mac", content)
    assert signed_by_bot(server) == []
    if wrong != "not even a MAC":
        step, content = other.answer()
        assert (step, content["code"]) == ("cancel", "m.key_mismatch")


async def test_a_device_alone_does_not_vouch_for_the_identity(bot: Bot, anna: Peer, server: Homeserver) -> None:
    other = Other(bot, anna, server, in_room=False)
    secret = await other.until_emoji()
    await operator(bot, server, "yes")
    assert other.answer()[0] == "mac"
    await other.says("mac", other.mac(secret, {"ed25519:ANNA": other.keys()["ed25519:ANNA"]}))
    assert other.answer()[0] == "done"
    assert signed_by_bot(server) == []


@pytest.mark.long
async def test_an_own_verification_makes_a_changed_identity_good_again(
    bot: Bot, anna: Peer, server: Homeserver
) -> None:
    anna.sign()
    await bot.hears(device_lists={"changed": [ANNA]})
    assert bot.book.identity_changed(ANNA)
    other = Other(bot, anna, server, in_room=False)
    secret = await other.until_emoji()
    await operator(bot, server, "yes")
    await other.says("mac", other.mac(secret, other.keys()))
    assert not bot.book.identity_changed(ANNA)
    assert await bot.read(anna.says("!ping"), to_device=[anna.room_key(bot.machine)]) == ["!ping"]


async def test_unknown_methods_and_steps_out_of_turn_cancel(bot: Bot, anna: Peer, server: Homeserver) -> None:
    other = Other(bot, anna, server, in_room=False)
    await other.says("request", {"from_device": "ANNA", "methods": ["m.sas.v1"]})
    other.answer()
    await other.says("start", {**START, "short_authentication_string": ["decimal"]})
    assert other.answer()[1]["code"] == "m.unknown_method"
    await other.says("request", {"from_device": "ANNA", "methods": ["m.sas.v1"]})
    other.answer()
    await other.says("key", {"key": other.own_key})
    assert other.answer()[1]["code"] == "m.unexpected_message"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"methods": 7, "from_device": "ANNA"},
        {"methods": ["m.sas.v1"], "from_device": "NOT_PUBLISHED"},
        {"methods": ["m.qr_code.scan.v1"], "from_device": "ANNA"},
        {"methods": ["m.sas.v1"], "from_device": []},
    ],
)
async def test_requests_that_lead_nowhere_are_passed_over(
    bot: Bot, anna: Peer, server: Homeserver, content: dict[str, Any]
) -> None:
    other = Other(bot, anna, server, in_room=False)
    await other.says("request", content)
    await other.says("start", START)
    await other.says("key", {"key": "AAAA"})
    assert await bot.read(anna.says("!ping"), to_device=[anna.room_key(bot.machine)]) == ["!ping"]
    assert not [kind for kind, *_ in server.to_device if "verification" in kind]


async def test_a_console_without_a_running_bot_says_so(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="No matrixbot is running"):
        await verify_console(tmp_path / "nowhere")
