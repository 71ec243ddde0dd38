"""An open database, lent to one test after the other: to open one takes longer than most tests take with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from storage import Database, database
from tests import board as boards
from tests.board import Board, opened, refused
from tests.offered import carrying_out
from tests.on_the_loop import ConnectionOnTheLoop
from tests.within import Within, begun_within, take_back, within


class Lending:
    """Lends what was opened once; what a test has written is taken back before the next one comes."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._waiting: list[Database] = []
        self._lent: dict[Path, tuple[Database, Within]] = {}

    @contextmanager
    def to_boards(self) -> Iterator[None]:
        """Whatever board is started meanwhile has a database that is lent, the same in the same folder; what is written
        there is taken back at the end."""
        boards.database_of = self._database_of
        yield
        boards.database_of = opened
        for lent, _fresh in self._lent.values():
            take_back(lent)
            self._waiting.append(lent)
        self._lent.clear()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database | None]:
        """A database without records, in a folder of its own; None where every board has a file of its own: in the full
        run, where connections have threads, and where a test looks into the file."""
        if boards.database_of is opened or not _lendable():
            yield None
            return
        lent = await self._free()
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

    async def _database_of(self, path: Path) -> Database:
        if path in self._lent:
            return self._lent[path][1]
        if not _lendable() or _is_there(path):
            return await opened(path)
        lent = await self._free()
        self._lent[path] = lent, await begun_within(lent)
        return self._lent[path][1]

    async def _free(self) -> Database:
        return self._waiting.pop() if self._waiting else await opened(self._folders.mktemp("board") / "board.db")


def _lendable() -> bool:
    """Whether a connection is without a thread: only then what was written is taken back."""
    return database._Connection is ConnectionOnTheLoop  # type: ignore[comparison-overlap]


def _is_there(path: Path) -> bool:
    """Whether a test has put a file there, which the board has to begin on."""
    return path.exists()


class Stages:
    """Boards on which something was said already, for all tests that begin with that."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._ready: dict[Callable[[Board], Awaitable[None]], Board] = {}

    @asynccontextmanager
    async def board(self, begin: Callable[[Board], Awaitable[None]]) -> AsyncIterator[Board]:
        """A board as `begin` leaves it, after a restart: it is begun once, and what a test says is taken back."""
        if begin not in self._ready:
            folder = self._folders.mktemp("stage")
            board = await Board(folder).start(await opened(folder / "board.db"))
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
