"""A date as it is kept, and what a series keeps beside its rule: single dates that were moved, later rules."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from storage.values import frozen

NEVER: Final = 2**53
"""A moment (ms) that does not come: when a series without an end is over."""


@frozen
class MovedDate:
    """A single date of a series that takes place from `start` to `end` instead of where the rule has it (`origin`)."""

    origin: str
    start: str
    end: str | None


@frozen
class Part:
    """A stretch of a series under one rule: its first date, and an RFC 5545 rule without `RRULE:`."""

    start: str
    end: str | None
    rule: str


@frozen
class When:
    """A date as it is kept: local times of day in `zone`.

    `start` is `2026-12-08T14:00:00`, or `2026-12-08` for whole days; `end` likewise, the last day inclusive, None where
    nobody said. `begins` and `over` are in ms, of a series its first beginning and its last end. `rule` is an RFC 5545
    rule without `RRULE:`; the `skipped` starts fall out of it, the `moved` ones take place at another time, and `parts`
    are the rules that follow. `origin` is, of a single date of a series, its start by the rule.
    """

    start: str
    end: str | None
    zone: str
    begins: int
    over: int
    rule: str | None = None
    skipped: tuple[str, ...] = ()
    moved: tuple[MovedDate, ...] = ()
    parts: tuple[Part, ...] = ()
    origin: str | None = None

    @property
    def all_day(self) -> bool:
        return "T" not in self.start


NONE: Final = "[]"
"""What a column holds that lists nothing: almost every date, and to read a list takes longer than to look at it."""
EXCEPTIONS: Final = """
    (SELECT json_group_array(json_array(origin, start, "end")) FROM moved_dates WHERE meeting = meetings.id) AS moved,
    (SELECT json_group_array(json_array(start, "end", rule)) FROM series_parts WHERE meeting = meetings.id) AS parts
"""
"""The columns that `moved_of` and `parts_of` read, of a row of meetings."""


def moved_of(row: sqlite3.Row) -> tuple[MovedDate, ...]:
    """The moved dates of a row with EXCEPTIONS, in the order of the rule."""
    if row["moved"] == NONE:
        return ()
    return tuple(sorted((MovedDate(*values) for values in json.loads(row["moved"])), key=lambda moved: moved.origin))


def parts_of(row: sqlite3.Row) -> tuple[Part, ...]:
    """The later parts of a row with EXCEPTIONS, in their order."""
    if row["parts"] == NONE:
        return ()
    return tuple(sorted((Part(*values) for values in json.loads(row["parts"])), key=lambda part: part.start))


def keep_exceptions(
    connection: sqlite3.Connection, meeting_id: int, moved: Sequence[MovedDate], parts: Sequence[Part]
) -> None:
    """Keeps those moved dates and later parts of the meeting, and no others."""
    for table in ("moved_dates", "series_parts"):
        connection.execute(f"DELETE FROM {table} WHERE meeting = :id", {"id": meeting_id})
    connection.executemany(
        'INSERT INTO moved_dates (meeting, origin, start, "end") VALUES (:id, :origin, :start, :end)',
        [{"id": meeting_id, "origin": one.origin, "start": one.start, "end": one.end} for one in moved],
    )
    connection.executemany(
        'INSERT INTO series_parts (meeting, start, "end", rule) VALUES (:id, :start, :end, :rule)',
        [{"id": meeting_id, "start": part.start, "end": part.end, "rule": part.rule} for part in parts],
    )


def when_values(when: When | None) -> Mapping[str, str | int | None]:
    """The columns of a date, of a row of meetings or slots; all empty without one."""
    names = ("start", "end", "zone", "begins", "over", "rule")
    values = {name: getattr(when, name) if when else None for name in names}
    return {**values, "skipped": json.dumps(when.skipped if when else ())}
