"""The file of keys: one that matrix-nio has made is gone on with; and what other clients make and read."""

from __future__ import annotations

from pathlib import Path

import pytest
import vodozemac
from nio.crypto import attachments as stock
from nio.crypto.olm_machine import Olm
from nio.crypto.sas import Sas
from nio.crypto.sessions import InboundGroupSession, OutboundGroupSession
from nio.store import SqliteStore

from matrixbot.matrix.crypto.attachments import decrypted_attachment, encrypted_attachment
from matrixbot.matrix.crypto.keystore import KeyStore
from matrixbot.matrix.crypto.machine import Machine
from matrixbot.matrix.crypto.sessions import RoomSession
from matrixbot.matrix.trust.emoji import EMOJI

BOT, ROOM = "@bot:test", "!board:test"


def test_a_file_that_nio_has_made_is_gone_on_with(tmp_path: Path) -> None:
    stored = SqliteStore(BOT, "BOT", str(tmp_path), "a key", "BOT.db")
    before = Olm(BOT, "BOT", stored)
    before.account.shared = True
    before.save_account()
    theirs = vodozemac.Account()
    theirs.generate_one_time_keys(1)
    (one_time_key,) = theirs.one_time_keys.values()
    curve25519 = theirs.curve25519_key.to_base64()
    session = before.create_session(one_time_key.to_base64(), curve25519)
    room = OutboundGroupSession()
    room.mark_as_shared()
    stored.save_inbound_group_session(InboundGroupSession(room.session_key, "ed", curve25519, ROOM))
    stored.save_encrypted_rooms([ROOM])
    keys = before.account.identity_keys
    stored.database.close()

    store = KeyStore(BOT, "BOT", tmp_path / "BOT.db", "a key")
    machine = Machine(BOT, "BOT", store)
    assert (machine.account.identity_keys, machine.account.shared) == (keys, True)
    assert store.load_encrypted_rooms() == {ROOM}
    ours = machine.session_with(curve25519)
    assert ours is not None
    assert ours.id == session.id
    number, ciphertext = ours.encrypt("a word")
    message = vodozemac.AnyOlmMessage.from_parts(number, ciphertext).to_pre_key()
    assert message is not None
    _, plaintext = theirs.create_inbound_session(vodozemac.Curve25519PublicKey.from_base64(keys["curve25519"]), message)
    assert plaintext == b"a word"
    (key,) = machine.room_keys[ROOM][curve25519].values()
    assert key.decrypt(room.encrypt("another")) == ("another", 0)
    store.file.close()

    again = Olm(BOT, "BOT", SqliteStore(BOT, "BOT", str(tmp_path), "a key", "BOT.db"))
    assert again.account.identity_keys == keys, "an older version of the bot goes on with it too"
    again.store.database.close()


def test_a_room_session_ends_after_its_messages_and_after_its_time() -> None:
    session = RoomSession(most_messages=2, most_seconds=3600)
    session.encrypt("one")
    assert not session.expired
    session.encrypt("two")
    assert session.expired
    session = RoomSession(most_messages=2, most_seconds=0)
    assert session.expired


@pytest.mark.parametrize("data", [b"", b"short", bytes(range(256)) * 300])
def test_attachments_are_those_of_other_clients(data: bytes) -> None:
    ciphertext, file = encrypted_attachment(data)
    assert stock.decrypt_attachment(ciphertext, file["key"]["k"], file["hashes"]["sha256"], file["iv"]) == data
    assert decrypted_attachment(*stock.encrypt_attachment(data)) == data
    with pytest.raises(ValueError, match="changed"):
        decrypted_attachment(ciphertext + b"x", file)


def test_the_emoji_are_those_of_other_clients() -> None:
    assert list(EMOJI) == Sas.emoji
