"""An open database, lent to one test after the other: to open one takes longer than most tests take with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from storage import Database, database
from tests.board import Board, refused
from tests.offered import carrying_out
from tests.on_the_loop import ConnectionOnTheLoop
from tests.records import migrated
from tests.within import within


class Lending:
    """Lends what was opened once; what a test has written is taken back before the next one comes."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._waiting: list[Database] = []
        self.lends = True
        """Whether the test that runs now may have what others had."""

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database | None]:
        """A database without records, in a folder of its own; None where every board has a file of its own: in the full
        run, where connections have threads, and where a test looks into the file."""
        if not self.lends or database._Connection is not ConnectionOnTheLoop:  # type: ignore[comparison-overlap]
            yield None
            return
        lent = self._waiting.pop() if self._waiting else await self._opened()
        async with within(lent) as fresh:
            yield fresh
        self._waiting.append(lent)

    @asynccontextmanager
    async def started(self, board: Board) -> AsyncIterator[Board]:
        """Starts that board on a database which is lent, and ends it."""
        async with self.database() as lent:
            if lent is not None:
                board.folder = lent.path.parent
            await board.start(lent)
            yield board
            if board.database is not lent:
                await board.stop()

    async def close(self) -> None:
        while self._waiting:
            await self._waiting.pop().close()

    async def _opened(self) -> Database:
        path = self._folders.mktemp("board") / "board.db"
        path.write_bytes(migrated())
        return await Database.open(path)


class Stages:
    """Boards on which something was said already, for all tests that begin with that."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._ready: dict[Callable[[Board], Awaitable[None]], Board] = {}

    @asynccontextmanager
    async def board(self, begin: Callable[[Board], Awaitable[None]]) -> AsyncIterator[Board]:
        """A board as `begin` leaves it, after a restart: it is begun once, and what a test says is taken back."""
        if begin not in self._ready:
            board = await Board(self._folders.mktemp("stage")).start()
            await begin(board)
            self._ready[begin] = board
        async with self._ready[begin].tried() as tried:
            yield tried

    async def close(self) -> None:
        for board in self._ready.values():
            await board.stop()


def begun(begin: Callable[[Board], Awaitable[None]]) -> Callable[..., AsyncIterator[Board]]:
    """A fixture: a board as `begin` leaves it, on which all that is offered works."""

    @pytest.fixture
    async def board(stages: Stages, all_offered_works: None) -> AsyncIterator[Board]:
        async with stages.board(begin) as board:
            yield board

    return board


@contextmanager
def prepared(folder: Path, lines: Iterable[str]) -> Iterator[Board]:
    """A board of its own on which the organiser has said those lines, and all that they offer works: more are tried
    on it."""
    board = Board(folder)

    async def begin() -> None:
        await board.start()
        with carrying_out() as faults:
            for line in lines:
                assert not refused(await board.says("olga", line)), line
        assert faults == []

    asyncio.run(begin())
    yield board
    asyncio.run(board.stop())
