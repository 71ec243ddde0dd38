"""The gateway against a real homeserver in an encrypted room."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from matrixbot.opening import open_gateway
from tests.server.conftest import Account
from tests.server.members import Member
from tests.server.places import until

NewMember = Callable[..., Awaitable[Member]]


async def test_a_cross_signed_member_is_obeyed_and_reads_the_answer(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    anna = await member("anna")
    async with open_gateway(
        account.homeserver, account.user_id, tmp_path / "bot", password=account.password
    ) as gateway:
        assert (await gateway.health()).device_signed
        batch = await gateway.sync(None, 0)
        room_id = await anna.room(account.user_id)
        batch = await gateway.sync(batch.token, 5)
        assert [(invite.room_id, invite.inviter) for invite in batch.invites] == [(room_id, anna.user_id)]
        await gateway.join(room_id)
        batch = await gateway.sync(batch.token, 5)
        assert [room.room_id for room in batch.rooms] == [room_id]
        await anna.says(room_id, "!ping")
        batch, event = await until(gateway, batch.token, "!ping")
        assert event.encrypted
        assert event.obeyed
        content = {"msgtype": "m.notice", "body": "pong", "m.mentions": {}}
        transaction = secrets.token_hex(8)
        first = await gateway.send(room_id, "m.room.message", content, transaction)
        assert await gateway.send(room_id, "m.room.message", content, transaction) == first
        heard = await anna.hears("pong")
        assert heard.decrypted
