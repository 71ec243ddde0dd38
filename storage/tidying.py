"""What is forgotten when it is too old to matter, a little at a time, so that nobody waits.

Kept for good: the fingerprints of ciphertexts, as only they tell a repetition from something new while its key exists.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from storage.keeping import KEPT

_IS_THERE: Final = " ".join(
    f"WHEN '{kept.letter}' THEN EXISTS (SELECT 1 FROM {kept.table} r WHERE r.room_id = o.room AND r.number = o.number)"
    for kept in KEPT
    if kept.letter
)
_NAMED_IN_VAIN: Final = f"""
    UPDATE outbox SET name = NULL WHERE id IN (
        SELECT id FROM (
            SELECT id, substr(about, 1, instr(about, ' ') - 1) AS room,
                substr(about, instr(about, ' ') + 1, 1) AS letter,
                CAST(substr(about, instr(about, ' ') + 2) AS INTEGER) AS number
            FROM outbox WHERE name IS NOT NULL AND sent < :old AND about IS NOT NULL) o
        WHERE NOT CASE letter {_IS_THERE} ELSE TRUE END AND room NOT IN (SELECT old FROM upgrades) LIMIT :limit)
"""
"""A name by which a message is found again goes with the record that it is about (`!board:… M3`)."""
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
    until `ancient` (ms), if what they are about is there: an edit of an older one is said anew; what a member did
    before `day` (ms) can no longer be taken back, what they were asked before it no longer be confirmed. What waits to
    be said stays, with what it edits.
    """
    values = {"old": old, "ancient": ancient, "day": day, "limit": _AT_ONCE}
    unnamed = connection.execute(_NAMED_IN_VAIN, values).rowcount
    return unnamed + sum(connection.execute(f"DELETE FROM {what}", values).rowcount for what in _OLD)
