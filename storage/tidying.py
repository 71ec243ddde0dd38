"""What is forgotten when it is too old to matter, a little at a time, so that nobody waits.

Kept for good: the fingerprints of ciphertexts, as only they tell a repetition from something new while its key exists.
"""

from __future__ import annotations

import sqlite3
from typing import Final

_OLD: Final = (
    "inbox WHERE event_id IN (SELECT event_id FROM inbox WHERE time < :old LIMIT :limit)",
    """
    outbox WHERE id IN (
        SELECT id FROM outbox
        WHERE (name IS NULL AND sent < :old OR sent < :ancient OR refused IS NOT NULL AND created < :old)
          AND id NOT IN (SELECT target FROM outbox WHERE target IS NOT NULL AND sent IS NULL AND refused IS NULL)
        LIMIT :limit)
    """,
    "unread WHERE id IN (SELECT id FROM unread WHERE told < :old LIMIT :limit)",
    "confirmations WHERE asked < :day",
    "deeds WHERE id IN (SELECT id FROM deeds WHERE time < :day LIMIT :limit)",
    "errands WHERE asked < :old",
)


_AT_ONCE: Final = 500


def tidy(connection: sqlite3.Connection, old: int, ancient: int, day: int) -> int:
    """Deletes some rows of a kind at once; gives how many, so that 0 tells that nothing is left.

    `old` (ms) is before what can still be answered, edited or said again; messages that bear a name are found again
    until `ancient` (ms): an edit of an older one is said anew; what a member did before `day` (ms) can no longer be
    taken back, what they were asked before it no longer be confirmed. What waits to be said stays, with what it edits.
    """
    values = {"old": old, "ancient": ancient, "day": day, "limit": _AT_ONCE}
    return sum(connection.execute(f"DELETE FROM {what}", values).rowcount for what in _OLD)
