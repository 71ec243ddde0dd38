"""What waits to be said, and whose turn it is: words to one asker, and about one record, keep their order; between
askers it goes round.

What nobody asked for keeps its order in each chat, and takes turns with what somebody waits for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, count, zip_longest
from math import inf
from typing import Final, TypeAlias, TypeVar

from matrixbot.bot.speech import EDIT_PAUSE
from storage import Database
from storage.outbox import Outbox, RowContent, WaitingRow

T = TypeVar("T")

_WINDOW: Final = 300
_FEW: Final = 2
RowWords: TypeAlias = dict[int, RowContent | None]
News: TypeAlias = tuple[list[WaitingRow], RowWords]
"""Rows that wait, and their words if they are few: those are said at once."""


class Lanes:
    """The rows that wait to be said, without their words.

    Each row stands in up to two lanes, its asker's and its record's, and may be said when nothing older stands in
    either; of what nobody asked for the chat is the asker. Among those the lane that was served longest ago is first,
    so that a long queue of one member never keeps another one waiting; and every second one was asked for, so that
    neither many reminders keep members waiting nor many members a reminder.
    """

    def __init__(self) -> None:
        self._rows: dict[int, WaitingRow] = {}
        self._served: dict[str, int] = {}
        self._turn = count(1)
        self._asked_last = True
        self.newest = 0

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: WaitingRow) -> None:
        """Queues a row; rows come in the order of their ids."""
        self._rows[row.id] = row
        self.newest = max(self.newest, row.id)

    def room_for_more(self, most: int, shut: Collection[str]) -> bool:
        """Whether fewer than `most` rows stand here, not counting those of chats in which nothing may be said now."""
        if len(self._rows) < most or not shut:
            return len(self._rows) < most
        return sum(row.chat not in shut for row in self._rows.values()) < most

    def ahead(self, row: WaitingRow) -> None:
        """Queues a row before its turn in the order of ids: nothing older stands in its lanes."""
        self._rows.setdefault(row.id, row)

    def done(self, row_id: int) -> None:
        """The row was said or will never be."""
        self._rows.pop(row_id, None)
        if not self._rows:
            self._served.clear()

    def ready(self, now: int) -> list[WaitingRow]:
        """The rows whose turn it is at `now` (ms), those on their way among them: by turns what was asked for and what
        was not, of each the lane served longest ago first."""
        taken: set[str] = set()
        ready = []
        for row in self._rows.values():
            if _pauses(row, now):
                continue  # an edit that keeps its pause holds nobody else back
            lanes = _lanes(row)
            if taken.isdisjoint(lanes) and row.target not in self._rows:
                ready.append(row)
            taken.update(lanes)
        ready.sort(key=lambda row: (self._last_turn(row), row.id))
        asked = [row for row in ready if row.asker is not None]
        unasked = [row for row in ready if row.asker is None]
        turns = zip_longest(unasked, asked) if self._asked_last else zip_longest(asked, unasked)
        return [row for row in chain.from_iterable(turns) if row is not None]

    def _last_turn(self, row: WaitingRow) -> float:
        """When one of its lanes was served last; buttons, which stand in none, come behind all words."""
        return max((self._served.get(lane, 0) for lane in _lanes(row)), default=inf)

    def unasked(self, held: Collection[str]) -> int:
        """How many rows wait that nobody asked for, in chats that are not `held`."""
        return sum(row.asker is None and row.chat not in held for row in self._rows.values())

    def serve(self, row: WaitingRow) -> None:
        """The row's lanes have had their turn."""
        turn, self._asked_last = next(self._turn), row.asker is not None
        for lane in _lanes(row):
            self._served[lane] = turn

    def next_moment(self, now: int) -> int | None:
        """The earliest `not_before` (ms) still to come."""
        return min((row.not_before for row in self._rows.values() if _pauses(row, now)), default=None)


class KnownRows:
    """Fills the lanes with what is new in the outbox, as far as they have room: asked for when somebody says that there
    is more, or with a transaction that is due anyway. `shut` gives the chats in which nothing may be said now."""

    def __init__(self, database: Database, lanes: Lanes, shut: Callable[[], Collection[str]]) -> None:
        self._database = database
        self._lanes = lanes
        self._shut = shut
        self._all = False
        self._words: RowWords = {}

    def more(self) -> None:
        """There may be rows that are not known yet."""
        self._all = False

    def forget_words(self) -> None:
        """Nothing is said now, and until it is they may have changed."""
        self._words = {}

    async def news(self) -> RowWords:
        """Takes in what is new, if there may be something; gives the words that were read with it, for now alone."""
        words, self._words = self._words, {}
        if self._all:
            return words
        after = self._lanes.newest
        if self._has_room():
            with self._knowing():
                return self._take_in(await self._database.read(partial(_news, after=after)))
        # who has filled the window keeps nobody else from being heard
        for row in await self._database.read(lambda connection: Outbox(connection).first_of_others(after)):
            self._lanes.ahead(row)
        return {}

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """A transaction for `work` that takes in what is new, too. Raises as `Database.write` does."""
        if not self._has_room():
            self._all = False
            return await self._database.write(work)
        after = self._lanes.newest

        def both(connection: sqlite3.Connection) -> tuple[T, News]:
            return work(connection), _news(connection, after)

        with self._knowing():
            result, news = await self._database.write(both)
            self._words |= self._take_in(news)
        return result

    def _has_room(self) -> bool:
        return self._lanes.room_for_more(_WINDOW, self._shut())

    @contextmanager
    def _knowing(self) -> Iterator[None]:
        """All is known after this, unless it fails, or there may be more meanwhile."""
        self._all = True
        try:
            yield
        except BaseException:
            self._all = False
            raise

    def _take_in(self, news: News) -> RowWords:
        """What another look has found meanwhile is known, and may have been said."""
        rows, words = news
        new = [row for row in rows if row.id > self._lanes.newest]
        for row in new:
            self._lanes.add(row)
        if len(rows) >= _WINDOW:
            self._all = False
        return {row.id: words[row.id] for row in new if row.id in words}


def _news(connection: sqlite3.Connection, after: int) -> News:
    """What waits behind that row."""
    outbox = Outbox(connection)
    rows = outbox.waiting(after, _WINDOW)
    return rows, {row.id: outbox.words(row.id) for row in rows} if len(rows) <= _FEW else {}


def _pauses(row: WaitingRow, now: int) -> bool:
    """Whether its moment is still to come. One that is further away than a pause is long stems from a clock that was
    wrong."""
    return now < row.not_before <= now + EDIT_PAUSE


def _lanes(row: WaitingRow) -> tuple[str, ...]:
    """What follows upon another message, as an edit or a button, waits for that one alone."""
    asker = (f"{row.chat} {row.asker or ''}",) if row.asker or row.target is None else ()
    return (*asker, row.about) if row.about else asker
