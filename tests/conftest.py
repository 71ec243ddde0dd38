"""Fixtures of all tests."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import selection
from tests.board import Board
from tests.fake_matrix import IN_CLEAR
from tests.offered import carrying_out

MEMORY = Path("/dev/shm")
SERVER = Path(__file__).parent / "server"
gc.set_threshold(50_000, 20, 20)  # looking for garbage at every turn took a tenth of the time


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="no homeserver, few examples of what is drawn, a selection of long tables"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The quick run starts no homeserver."""
    return True if config.option.quick and collection_path == SERVER else None


def pytest_configure(config: pytest.Config) -> None:
    """How much is tried. Temporary files go to memory where there is a place for it: real SQLite, without waiting for
    a disk."""
    selection.choose(quick=config.option.quick)
    settings.register_profile("quick", max_examples=8, deadline=None, derandomize=True)
    settings.register_profile("full", max_examples=100, deadline=None, derandomize=True)
    settings.load_profile("quick" if config.option.quick else "full")
    if config.option.basetemp is None and MEMORY.is_dir():
        config.option.basetemp = tempfile.mkdtemp(prefix="matrixbot-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


@pytest.fixture(autouse=True)
def nothing_in_clear() -> Iterator[None]:
    """Whatever a test does: where nothing is encrypted only what is made for it is said."""
    IN_CLEAR.clear()
    yield
    assert IN_CLEAR == []


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Board]:
    """A board room with the bot in it, answering in German. Every line that it offers has to work."""
    board = await Board(tmp_path).start()
    with carrying_out() as faults:
        yield board
    await board.stop()
    assert faults == []
