"""The bot and a member on matrix-js-sdk that excludes insecure devices: heard without a shield, and understood."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from matrixbot.demo.synapse import Synapse
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.startup import open_gateway
from matrixbot.matrix.trust.console import verify_console
from tests.server.conftest import Account
from tests.server.jsmember import JsMember, install
from tests.server.places import until

NO_SHIELD = 0


@pytest.fixture(scope="session")
def js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tmp_path_factory.mktemp("js"))


@pytest.fixture
async def carl(js: Path, synapse: Synapse) -> AsyncIterator[JsMember]:
    user_id = await synapse.register(f"carl-{secrets.token_hex(4)}", "a password", displayname="Carl")
    async with await JsMember.new(js, synapse.url, user_id, "a password") as carl:
        yield carl


async def talk(gateway: MatrixGateway, carl: JsMember, room_id: str, token: str) -> str:
    """Carl says something and is obeyed; the bot says something, and Carl reads it without a shield."""
    word, answer = secrets.token_hex(4), secrets.token_hex(4)
    await carl.says(room_id, word)
    batch, event = await until(gateway, token, word)
    assert event.obeyed
    assert event.encrypted
    await gateway.send(room_id, "m.room.message", {"msgtype": "m.notice", "body": answer}, secrets.token_hex(8))
    heard = await carl.reports("heard", answer)
    assert heard["encrypted"]
    assert (heard["shield"], heard["reason"]) == (NO_SHIELD, None)
    return batch.token


async def settle(gateway: MatrixGateway, carl: JsMember) -> tuple[str, str]:
    """A room of Carl's with the bot in it, and the place in the stream."""
    batch = await gateway.sync(None, 0)
    room_id = await carl.room(gateway.user_id)
    await gateway.join(room_id)
    batch = await gateway.sync(batch.token, 5)
    return room_id, batch.token


async def test_both_understand_each_other_also_after_a_restart_and_after_the_store_was_lost(
    account: Account, carl: JsMember, tmp_path: Path
) -> None:
    data = tmp_path / "bot"
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        room_id, token = await settle(gateway, carl)
        token = await talk(gateway, carl, room_id, token)
        before = gateway.standing.fingerprint
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        token = await talk(gateway, carl, room_id, token)
    shutil.rmtree(data / "crypto")
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        assert gateway.standing.fingerprint == before
        await gateway.sync(token, 0)
        await talk(gateway, carl, room_id, token)


async def test_carl_reaches_the_bot_when_all_its_one_time_keys_were_taken(
    account: Account, carl: JsMember, synapse: Synapse, tmp_path: Path
) -> None:
    data = tmp_path / "bot"
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        room_id, token = await settle(gateway, carl)
        thief = await synapse.register(f"thief-{secrets.token_hex(4)}", "a password")
        await take_one_time_keys(account, thief, gateway)
        await talk(gateway, carl, room_id, token)


async def take_one_time_keys(account: Account, thief: str, gateway: MatrixGateway) -> None:
    from matrixbot.matrix.homeserver.client import Client

    client = Client(account.homeserver, Path("unused"), "")
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": thief}, "password": "a password"}
    client.access_token = (await client.call("POST", "/login", login))["access_token"]
    device = (await gateway.health()).device_id
    wanted = {"one_time_keys": {account.user_id: {device: "signed_curve25519"}}}
    for _ in range(60):
        answer = await client.call("POST", "/keys/claim", wanted)
    (key,) = answer["one_time_keys"][account.user_id][device].values()
    assert key["fallback"], "all one-time keys are gone"
    await client.close()


@pytest.mark.parametrize("in_room", [True, False], ids=["in the room", "to the device"])
async def test_emoji_verification_is_completed_by_the_operators_yes(
    account: Account, carl: JsMember, tmp_path: Path, in_room: bool
) -> None:
    async with verifying(account, carl, tmp_path / "bot", in_room=in_room, says="yes") as shown:
        emoji = (await carl.reports("emoji"))["emoji"]
        await carl.tell("confirm")
        await carl.reports("verified")
        assert all(symbol in shown[-1] for symbol in emoji)
        assert await trusts(carl, account.user_id)


async def test_the_operators_no_ends_the_verification(account: Account, carl: JsMember, tmp_path: Path) -> None:
    async with verifying(account, carl, tmp_path / "bot", in_room=True, says="no"):
        await carl.reports("emoji")
        await carl.reports("unverified")
        assert not await trusts(carl, account.user_id, seconds=1)


async def test_nothing_is_verified_without_the_operator(account: Account, carl: JsMember, tmp_path: Path) -> None:
    async with verifying(account, carl, tmp_path / "bot", in_room=False, says=None):
        await carl.reports("emoji")
        await carl.tell("confirm")
        assert not await trusts(carl, account.user_id, seconds=1)


async def trusts(carl: JsMember, user_id: str, seconds: float = 10) -> bool:
    """Whether Carl's client counts the user as verified within that time: its own signature comes back by sync."""
    for _ in range(int(seconds * 4)):
        await carl.tell("trusts", user=user_id)
        if (await carl.reports("trusts"))["trusts"]:
            return True
        await asyncio.sleep(0.25)
    return False


@contextlib.asynccontextmanager
async def verifying(
    account: Account, carl: JsMember, data: Path, *, in_room: bool, says: str | None
) -> AsyncIterator[list[str]]:
    """A running bot with an operator at its console, asked by Carl; gives what the console showed."""
    shown: list[str] = []

    async def run(gateway: MatrixGateway, token: str) -> None:
        while True:
            token = (await gateway.sync(token, 1)).token

    def ask(question: str) -> str:
        return says or ""

    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        room_id, token = await settle(gateway, carl)
        tasks = [asyncio.create_task(run(gateway, token))]
        if says is not None:
            tasks.append(asyncio.create_task(verify_console(data, say=shown.append, ask=ask)))
        await carl.tell("verify", user=account.user_id, room=room_id if in_room else None)
        try:
            yield shown
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
