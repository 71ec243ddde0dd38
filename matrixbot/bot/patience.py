"""What waits for a reason of its own: a row that failed of itself, a chat in which the bot may say nothing now.

Nobody else waits with them: they take no place among what is on its way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

from storage.outbox import WaitingRow

FIRST = 0.5
"""Seconds of the first pause; each further one is twice as long."""
MOST_DOUBLINGS = 20


class Patience:
    """The pauses of single rows (by id) and of chats. `time` in seconds, of a clock that nobody puts back."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._until: dict[int | str, float] = {}
        self._times: Counter[int | str] = Counter()

    def failed(self, what: int | str, longest: float) -> int:
        """It failed once more and pauses, at most `longest` seconds; gives how often it has."""
        self._times[what] += 1
        pause = FIRST * 2 ** min(self._times[what] - 1, MOST_DOUBLINGS)
        self._until[what] = self._time() + min(longest, pause)
        return self._times[what]

    def over(self, what: int | str) -> bool:
        """It works again, or is done with; whether it had failed."""
        self._until.pop(what, None)
        return self._times.pop(what, 0) > 0

    def times(self, what: int | str) -> int:
        """How often it has failed."""
        return self._times[what]

    def shut(self) -> Collection[str]:
        """The chats that wait."""
        return {what for what in self._until if isinstance(what, str)}

    def waits(self, row: WaitingRow, probing: Collection[str]) -> bool:
        """Whether the row may not be tried now. Of a chat that waits one row at a time probes; `probing` are the chats
        that have something on its way."""
        now = self._time()
        if now < self._until.get(row.id, 0) or now < self._until.get(row.chat, 0):
            return True
        return row.chat in self._until and row.chat in probing

    def next_moment(self) -> float | None:
        """Seconds until the first of them may be tried again."""
        now = self._time()
        return min((until - now for until in self._until.values() if until > now), default=None)
