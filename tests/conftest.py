"""Fixtures of all tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.board import Board


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Board]:
    """A board room with the bot in it, answering in German."""
    board = await Board(tmp_path).start()
    yield board
    await board.stop()
