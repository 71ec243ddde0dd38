"""Pins that are forgotten: only of who wanted it, and made again only when they are met anew."""

from __future__ import annotations

from pathlib import Path

from matrixbot.matrix.trust.devices import Book
from tests.matrixbot.homeserver import BOT, Homeserver, Peer

ANNA = "@anna:test"


async def test_whose_pin_was_forgotten_is_pinned_again_only_when_met_anew(
    server: Homeserver, anna: Peer, tmp_path: Path
) -> None:
    path = tmp_path / "trust.json"
    book, answer = (
        Book(BOT, path, only_verified=True),
        server.answer("POST", "/keys/query", {"device_keys": {ANNA: []}}),
    )
    book.track([ANNA])
    book.learn([ANNA], answer)
    assert ANNA in path.read_text()
    book.forget(ANNA)
    book.track([ANNA])  # still in a room with the bot, as its leaving takes a moment
    book.learn([ANNA], answer)
    assert ANNA not in path.read_text()
    book.forget_others(lambda _user: False)
    book.track([ANNA])
    book.learn([ANNA], answer)
    assert ANNA in path.read_text()
