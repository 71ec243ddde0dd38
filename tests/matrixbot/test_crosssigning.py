"""The bot's own identity: made once, proven, never replaced by itself; its secrets under the recovery key."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from matrixbot.errors import OperatorError
from matrixbot.gateway import TryLater
from matrixbot.matrix.crypto import secretstorage
from matrixbot.matrix.crypto.canonical import SigningKey, canonical_json, from_unpadded, is_signed, signed
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.matrix_gateway import upload_keys
from matrixbot.matrix.trust.crosssigning import CrossSigning
from tests.matrixbot.homeserver import BOT, Homeserver, TestClient


@pytest.fixture
async def client(server: Homeserver, tmp_path: Path) -> AsyncIterator[TestClient]:
    client = TestClient(server, tmp_path)
    await upload_keys(client, 0, fallback_missing=True)
    yield client
    await client.close()


@pytest.fixture
def own(client: TestClient, tmp_path: Path) -> CrossSigning:
    return CrossSigning(client, tmp_path / "recovery_key")


def unsign(server: Homeserver) -> None:
    """The server shows the bot's device without its identity's signature."""
    device = server.devices[BOT]["BOT"]
    device["signatures"][BOT] = {"ed25519:BOT": device["signatures"][BOT]["ed25519:BOT"]}


async def test_the_first_start_makes_an_identity_and_the_second_finds_it(own: CrossSigning, server: Homeserver) -> None:
    assert not (await own.health()).device_signed
    first = await own.ensure()
    health = await own.health()
    assert health.device_signed
    assert health.identity == first.master
    server.asked.clear()
    again = await own.ensure()
    assert (again.master, again.identity) == (first.master, None)
    assert [(method, path) for method, path, _ in server.asked] == [("POST", "/keys/query")]
    opened = (await own.opened(again)).identity
    assert opened is not None and opened.master.public == first.master
    assert {method for method, _, _ in server.asked[1:]} == {"GET"}


async def test_the_recovery_key_is_on_the_disk_before_anything_is_published(
    own: CrossSigning, server: Homeserver, tmp_path: Path
) -> None:
    server.faults["/user/"] = TryLater("cut off")
    with pytest.raises(TryLater):
        await own.ensure()
    key = tmp_path / "recovery_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert secretstorage.recovery_bytes(key.read_text())


@pytest.mark.parametrize("place", ["/user/", "/keys/device_signing", "/keys/signatures"])
async def test_an_interrupted_start_goes_on_with_the_same_recovery_key(
    own: CrossSigning, server: Homeserver, tmp_path: Path, place: str
) -> None:
    server.faults[place] = TryLater("cut off")
    with pytest.raises(TryLater):
        await own.ensure()
    kept = (tmp_path / "recovery_key").read_text()
    stored = dict(server.account_data)
    server.faults.clear()
    await own.ensure()
    assert (await own.health()).device_signed
    assert (tmp_path / "recovery_key").read_text() == kept
    assert stored.items() <= server.account_data.items(), "what was stored is used, not made anew"


async def test_an_identity_of_the_account_is_never_replaced(
    own: CrossSigning, server: Homeserver, tmp_path: Path
) -> None:
    await own.ensure()
    before = json.dumps(server.identities[BOT])
    unsign(server)
    (tmp_path / "recovery_key").rename(tmp_path / "elsewhere")
    with pytest.raises(OperatorError, match="recovery key is missing"):
        await own.ensure()
    (tmp_path / "recovery_key").write_text(secretstorage.recovery_text(secrets.token_bytes(32)))
    with pytest.raises(OperatorError, match="does not open"):
        await own.ensure()
    assert json.dumps(server.identities[BOT]) == before


async def test_a_signed_device_needs_no_recovery_key(own: CrossSigning, tmp_path: Path) -> None:
    """The operator may keep it elsewhere than on the machine."""
    first = await own.ensure()
    (tmp_path / "recovery_key").rename(tmp_path / "safe")
    again = await own.ensure()
    assert (again.master, again.identity) == (first.master, None)
    assert await own.opened(again) == again
    assert not (tmp_path / "recovery_key").exists()


async def test_a_recovery_key_that_does_not_fit_is_told_when_it_is_checked_or_used(
    own: CrossSigning, tmp_path: Path
) -> None:
    """The device is signed already, so the start itself does not need it."""
    await own.ensure()
    (tmp_path / "recovery_key").write_text(secretstorage.recovery_text(secrets.token_bytes(32)))
    signed_already = await own.ensure()
    for asked in (own.check_recovery_key(), own.opened(signed_already)):
        with pytest.raises(OperatorError, match="does not open"):
            await asked


async def test_the_recovery_key_is_checked_without_opening_the_identity(
    own: CrossSigning, server: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start needs no AES then, which costs it time and the bot memory for good."""
    await own.ensure()
    monkeypatch.setattr(secretstorage, "_aes_ctr", None)
    await own.check_recovery_key()
    name = server.account_data["m.secret_storage.default_key"]["key"]
    server.account_data["m.cross_signing.user_signing"]["encrypted"][name]["mac"] = "AAAA"
    with pytest.raises(OperatorError, match=r"m\.cross_signing\.user_signing was encrypted with another key"):
        await own.check_recovery_key()
    (tmp_path / "recovery_key").rename(tmp_path / "safe")
    await own.check_recovery_key()


async def test_a_question_for_the_password_is_not_answered(own: CrossSigning, server: Homeserver) -> None:
    """Another process has just made an identity: an answer would replace it."""
    question = {"flows": [{"stages": ["m.login.password"]}]}
    server.faults["/keys/device_signing"] = Rejected(401, question)
    with pytest.raises(OperatorError, match="asks for a password"):
        await own.ensure()
    assert all("auth" not in body for _, _, body in server.asked_for("/keys/device_signing"))


async def test_an_upload_that_did_nothing_is_noticed(own: CrossSigning, server: Homeserver) -> None:
    server.takes_signatures = False
    with pytest.raises(OperatorError, match="does not show the device"):
        await own.ensure()


async def test_failures_in_an_answer_of_200_are_noticed(
    own: CrossSigning, server: Homeserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing: dict[str, Any] = {"failures": {BOT: {"BOT": {"errcode": "M_UNKNOWN"}}}}
    monkeypatch.setattr(server, "_on_keys_signatures", lambda *_: failing)
    with pytest.raises(OperatorError, match="does not take the bot's"):
        await own.ensure()


async def test_a_device_whose_signature_was_lost_is_signed_again(own: CrossSigning, server: Homeserver) -> None:
    await own.ensure()
    unsign(server)
    assert not (await own.health()).device_signed
    await own.ensure()
    assert (await own.health()).device_signed


async def test_keys_of_another_store_are_not_overwritten(own: CrossSigning, server: Homeserver) -> None:
    own.check_store(await own.own_keys())
    server.devices[BOT]["BOT"]["keys"]["curve25519:BOT"] = "A" * 43
    with pytest.raises(OperatorError, match="other keys for the device"):
        own.check_store(await own.own_keys())


async def test_only_a_reset_makes_a_new_identity(own: CrossSigning, server: Homeserver, tmp_path: Path) -> None:
    first, key = await own.ensure(), (tmp_path / "recovery_key").read_text()
    second = await own.reset("secret word")
    assert second.master != first.master
    assert (await own.health()).identity == second.master
    assert (await own.ensure()).master == second.master
    assert (tmp_path / "recovery_key.old").read_text() == key


def test_a_recovery_key_is_read_as_people_write_it() -> None:
    key = bytes(range(32))
    text = secretstorage.recovery_text(key)
    assert text.startswith("Es")
    assert secretstorage.recovery_bytes(text.replace(" ", "\n ")) == key


@pytest.mark.parametrize("text", ["", "EsT", "0OIl", "EsTD" * 12, "z" * 80])
def test_a_mistyped_recovery_key_is_told_apart(text: str) -> None:
    with pytest.raises(secretstorage.WrongKey):
        secretstorage.recovery_bytes(text)


def test_the_recovery_key_is_written_as_the_specification_says() -> None:
    """The example that matrix-js-sdk tests its own recovery keys with."""
    key = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    assert secretstorage.recovery_text(key).replace(" ", "") == "EsTcLW2KPGiFwKEA3As5g5c4BXwkqeeJZJV8Q9fugUMNUE4d"


def test_a_secret_opens_only_under_its_own_name_and_key() -> None:
    key = secrets.token_bytes(32)
    encrypted = secretstorage.encrypt(key, "m.cross_signing.master", "a secret")
    assert secretstorage.decrypt(key, "m.cross_signing.master", encrypted) == "a secret"
    for wrong_key, name, what in [
        (secrets.token_bytes(32), "m.cross_signing.master", encrypted),
        (key, "m.cross_signing.self_signing", encrypted),
        (key, "m.cross_signing.master", {**encrypted, "ciphertext": "AAAA"}),
        (key, "m.cross_signing.master", {}),
    ]:
        with pytest.raises(secretstorage.WrongKey):
            secretstorage.decrypt(wrong_key, name, what)
    assert secretstorage.fits(key, secretstorage.key_description(key))
    assert not secretstorage.fits(key, {"algorithm": secretstorage.ALGORITHM})


def test_a_signature_covers_everything_but_signatures_and_unsigned() -> None:
    pair = SigningKey(bytes(32))
    thing = signed({"b": "ü", "a": 1, "unsigned": {"x": 1}}, "@a:b", pair)
    name = f"ed25519:{pair.public}"
    assert is_signed(thing, "@a:b", name, pair.public)
    assert is_signed({**thing, "unsigned": {}}, "@a:b", name, pair.public)
    assert not is_signed({**thing, "a": 2}, "@a:b", name, pair.public)
    assert canonical_json({"b": "ü", "a": 1}) == '{"a":1,"b":"ü"}'.encode()


@pytest.mark.parametrize("public", ["", "A", "A" * 42, "A" * 44, "ä" * 43, 7, None])
def test_a_key_of_another_length_never_reaches_native_code(public: Any) -> None:
    """A key of 33 bytes ends the process inside vodozemac 0.10: every length is looked at first."""
    thing = {"signatures": {"@a:b": {"ed25519:X": "A" * 86}}}
    assert not is_signed(thing, "@a:b", "ed25519:X", public)
    with pytest.raises(ValueError, match="Base64"):
        from_unpadded("not base64!")
