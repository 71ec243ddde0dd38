"""Fixtures of all tests, and how often something is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from matrixbot.bot import night
from storage import database
from tests import selection
from tests.board import Board
from tests.fake_matrix import IN_CLEAR
from tests.lending import Lending, Stages
from tests.offered import carrying_out
from tests.on_the_loop import THREADED, ConnectionOnTheLoop
from tests.processes import Processes
from tests.records import migrate_at_once

settings.register_profile("quick", max_examples=3, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("quick" if selection.quick() else "full")
if selection.quick():
    database._Connection = ConnectionOnTheLoop  # type: ignore[assignment,misc]
    database.migrate = migrate_at_once  # type: ignore[attr-defined]
    night._BREATH = 0.0  # type: ignore[misc]  # nobody else has a turn meanwhile


@pytest.fixture(autouse=True)
def nothing_in_clear() -> Iterator[None]:
    """Whatever a test does: where nothing is encrypted only what is made for it is said."""
    IN_CLEAR.clear()
    yield
    assert IN_CLEAR == []


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database in its own threads in the quick run, too: for what is about waiting."""
    monkeypatch.setattr(database, "_Connection", THREADED)


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Starts processes of their own that have the product in memory."""
    started = Processes()
    yield started
    started.close()


@pytest.fixture
def all_offered_works() -> Iterator[None]:
    """Every line that the bot offers in the test has to work."""
    with carrying_out() as faults:
        yield
    assert faults == []


@pytest.fixture(scope="session")
def lending(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lending]:
    """Lends open databases to one test after the other, in the quick run."""
    made = Lending(tmp_path_factory)
    yield made
    asyncio.run(made.close())


@pytest.fixture(autouse=True)
def lent(request: pytest.FixtureRequest, lending: Lending) -> Iterator[None]:
    """Each board that a test starts has a database that is lent, unless the test looks into the file."""
    if request.node.get_closest_marker("on_disk"):
        yield
        return
    with lending.to_boards():
        yield


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """One for all tests."""
    made = Stages(tmp_path_factory)
    yield made
    asyncio.run(made.close())


@pytest.fixture
async def room(tmp_path: Path, lending: Lending, all_offered_works: None) -> AsyncIterator[Board]:
    """A board room with the bot in it, answering in German."""
    async with lending.started(Board(tmp_path)) as board:
        yield board
