"""A homeserver that repeats an encrypted message as another event has nothing done again, also after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.matrixbot.board import ANNA, BEN, Board
from tests.matrixbot.homeserver import BOT, Homeserver, Peer, room_state


@pytest.fixture
def ben(server: Homeserver, tmp_path: Path) -> Peer:
    return Peer(server, tmp_path / "ben", BEN, "BEN")


@pytest.fixture
async def board(server: Homeserver, anna: Peer, ben: Peer, tmp_path: Path) -> AsyncIterator[Board]:
    board = await Board(server, tmp_path / "bot").start()
    await board.bot.publish()
    await board.hears(state=room_state(BOT, ANNA, BEN))
    await board.hears(to_device=[anna.room_key(board.bot.machine), ben.room_key(board.bot.machine)])
    yield board
    await board.stop()


async def test_a_message_repeated_as_another_event_after_a_restart_is_not_obeyed(board: Board, anna: Peer) -> None:
    said = anna.says("!task add Positionspapier", "$first")
    assert await board.hears(said) == 1
    await board.restart()
    assert await board.hears({**said, "event_id": "$again"}) == 0
    assert await board.hears(said) == 0, "nor as the same event"
    assert await board.hears(anna.says("!task add Positionspapier")) == 1, "saying the same anew is another message"


@pytest.mark.long
async def test_a_repeated_message_is_known_when_its_event_is_not_any_more(board: Board, anna: Peer) -> None:
    """Events are known for some weeks; that one is as new as ever, only the homeserver says."""
    said = anna.says("!task add Positionspapier", "$first")
    assert await board.hears(said) == 1
    await board.database.write(lambda connection: connection.execute("DELETE FROM inbox"))
    await board.restart()
    assert await board.hears(said) == 0


async def test_nobody_uses_up_the_messages_of_others(board: Board, anna: Peer, ben: Peer) -> None:
    """Ben has Anna's room key like everybody; he hands it out as his own and says her words first."""
    ben.outbound, ben.session_key = anna.outbound, anna.session_key
    said = anna.says("!task add Positionspapier")
    copied = {**said, "event_id": "$copied", "sender": BEN, "content": dict(said["content"])}
    copied["content"]["sender_key"] = ben.machine.account.identity_keys["curve25519"]
    await board.hears(copied, to_device=[ben.room_key(board.bot.machine)])
    assert await board.hears(said) == 1
