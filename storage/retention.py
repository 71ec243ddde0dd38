"""Deletes what ended longer ago than the configuration keeps it, a little at a time, so that nobody waits."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Final

from storage.series import NEVER

_ENDED: Final = {
    "meetings": """
        SELECT id FROM meetings WHERE changed < :before AND (
            state = 'fixed' AND over < :before OR state = 'cancelled'
            OR state = 'voting' AND coalesce(ended, deadline) < :before)
    """,
    "tasks": "SELECT id FROM tasks WHERE state <> 'open' AND closed < :before",
    # Of one that was cancelled nothing tells when: it goes when it would have rung long ago.
    "reminders": """
        SELECT id FROM reminders WHERE state <> 'waiting' AND NOT resting AND created < :before
          AND coalesce(rang, 0) < :before AND iif(due < :never, due, created) < :before
    """,
    "impulses": "SELECT id FROM impulses WHERE ended < :before",
    # Where meetings took place stays as long as these do.
    "host_offers": """
        SELECT id FROM host_offers WHERE id NOT IN (SELECT offer FROM host_choices) AND (
            withdrawn < :before OR created < :before AND dates <> '[]'
            AND NOT EXISTS (SELECT 1 FROM json_each(dates) WHERE coalesce(value ->> 1, '9999') >= :day))
    """,
    # What is agreed to stays as long as anything of it can go out.
    "releases": """
        SELECT id FROM releases WHERE coalesce(closed, agreed) < :before AND (closed IS NOT NULL
            OR NOT EXISTS (SELECT 1 FROM released_records r WHERE r.release = releases.id AND r.later IS NULL))
    """,
    # Answers to earlier askings, as about the past dates of a series; those to the latest count.
    "attendance": """
        SELECT a.id FROM attendance a JOIN meetings m ON m.id = a.meeting WHERE a.asked < m.asked AND a.time < :before
    """,
}
"""For each kind of record that ends: the row ids of those that ended before a moment."""

_PAST: Final = (
    """
    moved_dates WHERE (meeting, origin) IN (
        SELECT meeting, origin FROM moved_dates WHERE max(start, coalesce("end", start), origin) < :day LIMIT :limit)
    """,
    "members WHERE gone < :before",
)
"""And what has no row id, or no end of its own."""


_AT_ONCE: Final = 50


def delete_ended(connection: sqlite3.Connection, before: int) -> int:
    """Deletes records that ended before that moment (ms), with all that belongs to them, some of a kind at once, but
    all members who are gone; gives how many, so that 0 tells that nothing is left. Literature stays, and what is open
    or to come."""
    day = datetime.fromtimestamp(before / 1000, UTC).date().isoformat()
    values = {"before": before, "day": day, "never": NEVER, "limit": _AT_ONCE}
    done = 0
    for table, ended in _ENDED.items():
        done += connection.execute(f"DELETE FROM {table} WHERE id IN ({ended} LIMIT :limit)", values).rowcount
    return done + sum(connection.execute(f"DELETE FROM {what}", values).rowcount for what in _PAST)
