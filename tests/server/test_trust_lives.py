"""The bot's device over its lives: killed, its store lost, a second one beside it, its data moved."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from matrixbot.errors import OperatorError
from matrixbot.gateway import SessionEnded
from matrixbot.matrix.crypto.secretstorage import recovery_text
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.startup import open_gateway, reset_identity
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.places import until

NewMember = Callable[..., Awaitable[Member]]


def opening(account: Account, data: Path, **more: object) -> object:
    options = {"password": account.password, "device_name": "Board-Assistent", **more}
    return open_gateway(account.homeserver, account.user_id, data, **options)


async def settle(gateway: MatrixGateway, anna: Member) -> tuple[str, str]:
    """Anna's room with the bot in it, and the place in the stream."""
    batch = await gateway.sync(None, 0)
    room_id = await anna.room(gateway.user_id)
    await gateway.join(room_id)
    batch = await gateway.sync(batch.token, 5)
    return room_id, batch.token


async def devices(gateway: MatrixGateway) -> list[str]:
    """The ids of the account's devices of the bot's name (registering has made another one)."""
    answer = await gateway._client.call("GET", "/devices")
    return [device["device_id"] for device in answer["devices"] if device.get("display_name") == "Board-Assistent"]


async def test_the_session_is_kept_and_its_files_are_private(account: Account, tmp_path: Path) -> None:
    data = tmp_path / "bot"
    async with opening(account, data) as gateway:
        first = await gateway.health()
        assert first.device_signed
        assert first.identity == gateway.standing.master
    async with opening(account, data, password=None) as gateway:
        assert await gateway.health() == first
        assert await devices(gateway) == [first.device_id]
        for path in [data, *data.rglob("*")]:
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    assert (data / "recovery_key").read_text().startswith("Es")


async def test_a_lost_store_makes_a_new_device_under_the_same_identity_and_removes_the_old_one(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    data, anna = tmp_path / "bot", await member("anna")
    async with opening(account, data) as gateway:
        room_id, token = await settle(gateway, anna)
        before = await gateway.health()
    shutil.rmtree(data / "crypto")
    async with opening(account, data) as gateway:
        after = await gateway.health()
        assert after.device_signed
        assert after.device_id != before.device_id
        assert after.identity == before.identity
        assert await devices(gateway) == [after.device_id]
        batch = await gateway.sync(token, 0)
        await anna.says(room_id, "!ping")
        _, event = await until(gateway, batch.token, "!ping")
        assert event.obeyed


async def test_on_a_new_machine_the_recovery_key_is_enough(account: Account, tmp_path: Path) -> None:
    async with opening(account, tmp_path / "old") as gateway:
        before = await gateway.health()
    key = tmp_path / "written down"
    key.write_text((tmp_path / "old" / "recovery_key").read_text().replace(" ", "\n"))
    async with opening(account, tmp_path / "new", recovery_key_file=key) as gateway:
        assert (await gateway.health()).identity == before.identity


async def test_without_the_recovery_key_the_identity_stays_and_the_operator_is_told(
    account: Account, tmp_path: Path
) -> None:
    async with opening(account, tmp_path / "old") as gateway:
        before = (await gateway.health()).identity
    with pytest.raises(OperatorError, match=r"recovery key is missing.*reset-identity"):
        async with opening(account, tmp_path / "new"):
            pass
    (tmp_path / "new" / "recovery_key").write_text("EsT no such key")
    with pytest.raises(OperatorError, match="holds no recovery key"):
        async with opening(account, tmp_path / "new"):
            pass
    async with opening(account, tmp_path / "old") as gateway:
        assert (await gateway.health()).identity == before


async def test_a_recovery_key_that_does_not_fit_is_refused(account: Account, tmp_path: Path) -> None:
    async with opening(account, tmp_path / "old"):
        pass
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "recovery_key").write_text(recovery_text(secrets.token_bytes(32)))
    with pytest.raises(OperatorError, match="does not open the secret storage"):
        async with opening(account, tmp_path / "new"):
            pass


async def test_only_the_operator_replaces_the_identity(account: Account, tmp_path: Path) -> None:
    data = tmp_path / "bot"
    async with opening(account, data) as gateway:
        before = (await gateway.health()).identity
    old_key = (data / "recovery_key").read_text()
    await reset_identity(account.homeserver, account.user_id, data, password=account.password)
    async with opening(account, data) as gateway:
        health = await gateway.health()
    assert health.device_signed
    assert health.identity != before
    assert (data / "recovery_key.old").read_text() == old_key != (data / "recovery_key").read_text()


def second_bot(data: Path) -> str:
    """What another process is told that wants to hold the same data."""
    program = "import pathlib, sys; from matrixbot.files import exclusive\nwith exclusive(pathlib.Path(sys.argv[1])): 0"
    return subprocess.run(
        [sys.executable, "-c", program, str(data)], capture_output=True, text=True, check=False
    ).stderr


async def test_a_second_bot_on_the_same_data_is_refused(account: Account, tmp_path: Path) -> None:
    async with opening(account, tmp_path / "bot"):
        assert "is in use by another matrixbot" in second_bot(tmp_path / "bot")
    assert second_bot(tmp_path / "bot") == ""


async def test_wrong_credentials_are_the_operators_to_put_right(account: Account, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"M_FORBIDDEN.*Check user_id and password"):
        async with opening(account, tmp_path / "bot", password="wrong"):
            pass
    with pytest.raises(OperatorError, match="Neither a password nor an access token"):
        async with opening(account, tmp_path / "bot", password=None):
            pass


async def test_a_session_that_the_server_has_ended_is_not_begun_again(account: Account, tmp_path: Path) -> None:
    async with opening(account, tmp_path / "bot") as gateway:
        await gateway._client.call("POST", "/logout", {})
        with pytest.raises(SessionEnded):
            await gateway.sync(None, 0)
    with pytest.raises(SessionEnded):
        async with opening(account, tmp_path / "bot"):
            pass


async def test_an_access_token_serves_as_well_as_a_password(account: Account, tmp_path: Path) -> None:
    async with opening(account, tmp_path / "first") as gateway:
        session = json.loads((tmp_path / "first" / "session.json").read_text())
        with pytest.raises(Rejected):
            await gateway._client.call("GET", "/no/such/thing")
    with pytest.raises(OperatorError, match="other keys for the device"):
        async with opening(account, tmp_path / "second", password=None, access_token=session["access_token"]):
            pass
