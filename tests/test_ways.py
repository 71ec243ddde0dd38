"""How many of our files a happening goes through, from its batch to what is said: no more than `docs/house.md` says."""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from storage import database
from tests.board import Board
from tests.on_the_loop import ConnectionOnTheLoop
from tests.sources import PACKAGES, ROOT


async def claimed(room: Board) -> None:
    assert await room.says("ben", "!task claim literature") == "Ben hat „Literaturverwaltung“ (T1) übernommen."


async def voted(room: Board) -> None:
    assert await room.votes("ben", room.polls()[0], "yes")


async def reminded(room: Board) -> None:
    assert await room.passes(days=2, hours=5)


WAYS: dict[str, Callable[[Board], Awaitable[None]]] = {
    "`!task claim literature`": claimed,
    "a vote in a native poll": voted,
    "a reminder that is due": reminded,
}


@contextmanager
def entered() -> Iterator[set[str]]:
    """The files of the product in which a function is called while it lasts."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT) and frame.f_code.co_name != "__init__":
            found.update(str(path.relative_to(ROOT)) for package in PACKAGES if path.is_relative_to(ROOT / package))

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
async def test_a_way_is_no_longer_than_the_house_says(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_Connection", ConnectionOnTheLoop)  # so that all of it is seen
    for time in ("first", "again"):  # the first time parts are loaded and made that are there from then on
        room = await Board(tmp_path / time).start()
        await room.says("anna", "!meeting propose Runde: 8.12. 14 Uhr; 9.12. 10 Uhr")
        await room.says("ben", "!remind in 2 Tagen Folien")
        with entered() as files:
            await WAYS[way](room)
        await room.stop()
    said = re.search(rf"\| {re.escape(way)} \| (\d+) \|", (ROOT / "docs/house.md").read_text("utf-8"))
    assert said is not None
    assert len(files) <= int(said[1]), sorted(files)
