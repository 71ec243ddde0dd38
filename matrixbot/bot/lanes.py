"""Whose turn it is: words to one asker, and about one record, keep their order; between askers it goes round.

What nobody asked for keeps its order in each chat, and takes turns with what somebody waits for.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, count, zip_longest
from math import inf

from matrixbot.bot.speech import EDIT_PAUSE
from storage.outbox import WaitingRow


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


def _pauses(row: WaitingRow, now: int) -> bool:
    """Whether its moment is still to come. One that is further away than a pause is long stems from a clock that was
    wrong."""
    return now < row.not_before <= now + EDIT_PAUSE


def _lanes(row: WaitingRow) -> tuple[str, ...]:
    """What follows upon another message, as an edit or a button, waits for that one alone."""
    asker = (f"{row.chat} {row.asker or ''}",) if row.asker or row.target is None else ()
    return (*asker, row.about) if row.about else asker
