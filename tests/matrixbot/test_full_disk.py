"""What a disk that is full does to the keys."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from nio.crypto.sessions import InboundGroupSession, OutboundGroupSession
from peewee import OperationalError

from matrixbot.gateway import Finding, IdentityChanged, NotVerified, TryLater
from matrixbot.matrix.crypto.keystore import BoundDatabase
from matrixbot.matrix.crypto.machine import Machine
from matrixbot.matrix.crypto.opened import MEGOLM, OlmMessage, disk
from matrixbot.matrix.homeserver.client import Client, KeyStore
from matrixbot.matrix.trust.devices import Book
from matrixbot.matrix.trust.pending import Pending, PendingEvent
from tests.matrixbot.homeserver import BOT, Bot, Homeserver, Peer, room_state

ROOM = "!board:board.test"
ANNA, BEN = "@anna:test", "@ben:test"


def room_key() -> tuple[str, OlmMessage]:
    session = OutboundGroupSession()
    content = {"algorithm": MEGOLM, "room_id": ROOM, "session_id": session.id, "session_key": session.session_key}
    return session.id, OlmMessage("@anna:board.test", "curve", "ed", "m.room_key", content)


def test_a_room_key_that_could_not_be_stored_is_not_there_and_can_be_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = KeyStore("@bot:board.test", "BOT", str(tmp_path), "pickle key", "keys.db")
    machine = Machine("@bot:board.test", "BOT", store)
    session_id, message = room_key()

    def full(self: Machine, session: InboundGroupSession) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Machine, "save_inbound_group_session", full)
        with pytest.raises(TryLater, match="stored"), machine.transaction():
            machine.keep_room_key(message)
    assert not machine.has_session(ROOM, session_id)
    with machine.transaction():
        assert machine.keep_room_key(message) == session_id
    assert machine.has_session(ROOM, session_id)
    store.database.close()


def test_a_store_that_cannot_be_opened_is_closed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[BoundDatabase] = []
    create = KeyStore._create_database

    def noted(self: KeyStore) -> BoundDatabase:
        made.append(create(self))
        return made[0]

    monkeypatch.setattr(KeyStore, "_create_database", noted)
    with closing(sqlite3.connect(tmp_path / "keys.db")) as other:
        other.execute("CREATE TABLE storeversion (x)")
    with pytest.raises(OperationalError):
        KeyStore("@bot:board.test", "BOT", str(tmp_path), "pickle key", "keys.db")
    assert [database.is_closed() for database in made] == [True]


async def test_the_store_is_closed_although_what_was_used_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client("http://127.0.0.1:1", tmp_path, "ab" * 32)
    client.restore_login("@bot:board.test", "BOT", "token")

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(client.store.disuse, "save", fail)
    with pytest.raises(RuntimeError):
        await client.close()
    assert client.store.database.is_closed()


def test_an_unread_event_that_could_not_be_written_is_not_taken_for_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: str) -> None:
        raise OSError(28, "No space left on device")

    pending = Pending(tmp_path / "unread.json")
    unread = PendingEvent(ROOM, "$event", "@anna:board.test", "session", {}, "request")
    with monkeypatch.context() as patched:
        patched.setattr("matrixbot.matrix.trust.pending.write_private", full)
        pending.add(unread)
        with pytest.raises(TryLater, match="disk"), disk():
            pending.save()
    assert "$event" not in Pending(tmp_path / "unread.json")
    pending.save()
    assert "$event" in Pending(tmp_path / "unread.json")


@contextmanager
def full_disk() -> Iterator[None]:
    """Meanwhile what is known of members cannot be written."""

    def full(path: Path, data: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("matrixbot.matrix.trust.devices.write_private", full)
        yield


@pytest.fixture
async def bot(server: Homeserver, anna: Peer, tmp_path: Path) -> AsyncIterator[Bot]:
    bot = Bot(server, tmp_path / "bot")
    await bot.online(ANNA)
    yield bot
    await bot.client.close()


def after_a_restart(bot: Bot) -> Book:
    """What a new run would know of members: pins and what the room was told."""
    return Book(BOT, bot.folder / "trust.json", only_verified=True)


async def test_nobody_is_trusted_whose_identity_could_not_be_pinned(
    bot: Bot, server: Homeserver, tmp_path: Path
) -> None:
    """Without the pin another identity after a restart would be taken for the first."""
    ben = Peer(server, tmp_path / "ben", BEN, "BEN")
    join = {"type": "m.room.member", "state_key": BEN, "sender": BEN, "event_id": "$j"}
    join["content"] = {"membership": "join"}
    with full_disk():
        with pytest.raises(TryLater, match="disk"):
            await bot.hears(join)
        assert bot.book.unverified([BEN]) == [BEN]
        with pytest.raises(TryLater, match="disk"):
            await bot.gateway.send("!board:test", "m.room.message", {"msgtype": "m.notice", "body": "a word"}, "tx")
    bot.token -= 1
    said = ben.says("!ping")
    assert await bot.read(join, said, to_device=[ben.room_key(bot.machine)]) == ["!ping"]
    assert bot.book.unverified([BEN]) == []
    again = after_a_restart(bot)
    ben.sign()
    again.learn([BEN], server.answer("POST", "/keys/query", {"device_keys": {BEN: []}}))
    assert again.identity_changed(BEN)


async def test_an_identity_that_could_not_be_accepted_is_not_trusted_until_it_is(bot: Bot, anna: Peer) -> None:
    identity = anna.sign().public
    await bot.hears(device_lists={"changed": [ANNA]})
    with full_disk(), pytest.raises(TryLater, match="disk"):
        await bot.gateway.accept(ANNA, identity)
    assert bot.book.identity_changed(ANNA)
    assert await bot.gateway.accept(ANNA, identity) is True, "tried again, it is as new"
    assert not bot.book.identity_changed(ANNA)


async def test_what_could_not_be_noted_as_told_comes_again(
    bot: Bot, anna: Peer, server: Homeserver, tmp_path: Path
) -> None:
    Peer(server, tmp_path / "ben", BEN, "BEN", sign=False)
    master = anna.sign()
    await bot.hears(state=room_state(BOT, ANNA, BEN), device_lists={"changed": [ANNA]})
    bot.book.said_in_vain(BEN)
    found: list[Finding] = [IdentityChanged(ANNA, master.public), NotVerified(BEN)]
    assert bot.book.findings() == found
    with full_disk(), pytest.raises(TryLater, match="disk"):
        bot.book.told(found)
    assert bot.book.findings() == found
    bot.book.told(found)
    assert bot.book.findings() == []
