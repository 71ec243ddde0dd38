"""What a disk that is full does to the keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from nio.crypto.sessions import InboundGroupSession, OutboundGroupSession
from peewee import OperationalError

from matrixbot.crypto.machine import MEGOLM, Machine, OlmMessage, disk
from matrixbot.gateway import TryLater
from matrixbot.homeserver.client import Store
from matrixbot.trust.pending import Pending, Unread

ROOM = "!board:board.test"


def room_key() -> tuple[str, OlmMessage]:
    session = OutboundGroupSession()
    content = {"algorithm": MEGOLM, "room_id": ROOM, "session_id": session.id, "session_key": session.session_key}
    return session.id, OlmMessage("@anna:board.test", "curve", "ed", "m.room_key", content)


def test_a_room_key_that_could_not_be_stored_is_not_there_and_can_be_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store("@bot:board.test", "BOT", str(tmp_path), "pickle key", "keys.db")
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


def test_an_unread_event_that_could_not_be_written_is_not_taken_for_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: str) -> None:
        raise OSError(28, "No space left on device")

    pending = Pending(tmp_path / "unread.json")
    unread = Unread(ROOM, "$event", "@anna:board.test", "session", {}, "request")
    with monkeypatch.context() as patched:
        patched.setattr("matrixbot.trust.pending.write_private", full)
        with pytest.raises(TryLater, match="disk"), disk():
            pending.add([unread])
    assert "$event" not in pending
    pending.add([unread])
    assert "$event" in Pending(tmp_path / "unread.json")
