"""The gateway against a real homeserver in an encrypted room."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import nio

from matrixbot.gateway import NotVerified
from matrixbot.matrix.matrix_gateway import MatrixGateway
from matrixbot.matrix.startup import open_gateway
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


async def test_all_that_was_said_while_the_bot_was_away_is_read_in_order(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    """More than one sync gives at once, so the gap in the timeline must be filled; the keys came meanwhile."""
    anna, data = await member("anna"), tmp_path / "bot"
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        batch = await gateway.sync(None, 0)
        room_id = await anna.room(account.user_id)
        await gateway.join(room_id)
        batch = await gateway.sync(batch.token, 5)
        await anna.says(room_id, "!before")
        batch, _ = await until(gateway, batch.token, "!before")
    for number in range(120):
        await anna.says(room_id, f"!{number}")
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        batch = await gateway.sync(batch.token, 0)
        (room_events,) = [room.events for room in batch.rooms if room.room_id == room_id]
        heard = [event.content["body"] for event in room_events if event.obeyed and "body" in event.content]
        assert heard == [f"!{number}" for number in range(120)]


async def test_after_a_restart_with_nothing_new_the_rooms_are_known(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    anna, data = await member("anna"), tmp_path / "bot"
    async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
        batch = await gateway.sync(None, 0)
        room_id = await anna.room(account.user_id)
        await gateway.join(room_id)
        batch = await gateway.sync(batch.token, 5)
        batch = await gateway.sync(batch.token, 0)
    for _ in range(2):
        async with open_gateway(account.homeserver, account.user_id, data, password=account.password) as gateway:
            batch = await gateway.sync(batch.token, 0)
            events = [event for room in batch.rooms for event in room.events]
            assert [event for event in events if event.sender != account.user_id] == []
            state = gateway.room(room_id)
            assert state is not None
            assert state.encrypted
            assert set(state.people) == {anna.user_id, account.user_id}
            word = secrets.token_hex(4)
            content = {"msgtype": "m.notice", "body": word}
            await gateway.send(room_id, "m.room.message", content, secrets.token_hex(8))
            assert (await anna.hears(word)).decrypted


async def test_a_member_without_a_verified_device_is_neither_obeyed_nor_served_and_is_named(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    anna, ben = await member("anna"), await member("ben", signed=False)
    async with open_gateway(
        account.homeserver, account.user_id, tmp_path / "bot", password=account.password
    ) as gateway:
        batch = await gateway.sync(None, 0)
        room_id = await anna.room(account.user_id, ben.user_id)
        await ben.join(room_id)
        await gateway.join(room_id)
        batch = await gateway.sync(batch.token, 5)
        await ben.says(room_id, "!task done T1")
        batch, event = await until(gateway, batch.token, "!task done T1")
        assert not event.obeyed
        assert list(batch.findings) == [NotVerified(ben.user_id)]
        content = {"msgtype": "m.notice", "body": "for verified eyes"}
        sent = await gateway.send(room_id, "m.room.message", content, secrets.token_hex(8))
        assert (await anna.hears("for verified eyes")).decrypted
        heard = await ben.hears(lambda event: event.event_id == sent)
        assert isinstance(heard, nio.MegolmEvent), "still encrypted for Ben"
        assert gateway.unverified(room_id) == [ben.user_id]
        await ben.sign()
        batch = await gateway.sync(batch.token, 5)
        assert gateway.unverified(room_id) == []
        await ben.says(room_id, "!ping")
        _, event = await until(gateway, batch.token, "!ping")
        assert event.obeyed


@asynccontextmanager
async def with_anna(
    account: Account, member: NewMember, tmp_path: Path
) -> AsyncIterator[tuple[MatrixGateway, Member, str, str]]:
    """The bot in an encrypted room with Anna: the gateway, she, the room's id, and the place in the stream."""
    anna = await member("anna")
    async with open_gateway(
        account.homeserver, account.user_id, tmp_path / "bot", password=account.password
    ) as gateway:
        batch = await gateway.sync(None, 0)
        room_id = await anna.room(account.user_id)
        await gateway.join(room_id)
        batch = await gateway.sync(batch.token, 5)
        yield gateway, anna, room_id, batch.token


async def test_an_attachment_reaches_a_member_through_the_encrypted_room(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    async with with_anna(account, member, tmp_path) as (gateway, anna, room_id, _token):
        file = await gateway.upload(room_id, b"BEGIN:VCALENDAR", "text/calendar", "M1.ics")
        content = {"msgtype": "m.file", "body": "M1.ics", **file}
        await gateway.send(room_id, "m.room.message", content, secrets.token_hex(8))
        heard = await anna.hears("M1.ics")
        assert await gateway.download(heard.source["content"]) == b"BEGIN:VCALENDAR"


async def test_a_message_is_fetched_by_its_id_and_judged_as_in_a_sync(
    account: Account, member: NewMember, tmp_path: Path
) -> None:
    async with with_anna(account, member, tmp_path) as (gateway, anna, room_id, token):
        await anna.says(room_id, "!ping")
        _, heard = await until(gateway, token, "!ping")
        again = await gateway.event(room_id, heard.event_id)
        assert again is not None
        assert (again.content, again.sender, again.encrypted, again.obeyed) == (
            heard.content, anna.user_id, True, True
        )  # fmt: skip
        assert await gateway.event(room_id, "$nothing") is None
