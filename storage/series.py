"""What a series keeps beside its rule: single dates that were moved, and other rules from a date on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A single date of a series that takes place from `start` to `end` instead of where the rule has it (`origin`)."""

    origin: str
    start: str
    end: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a series under one rule: its first date, and an RFC 5545 rule without `RRULE:`."""

    start: str
    end: str | None
    rule: str


EXCEPTIONS: Final = """
    (SELECT json_group_array(json_array(origin, start, "end")) FROM moved_dates WHERE meeting = meetings.id) AS moved,
    (SELECT json_group_array(json_array(start, "end", rule)) FROM series_parts WHERE meeting = meetings.id) AS parts
"""
"""The columns that `moved_of` and `parts_of` read, of a row of meetings."""


def moved_of(row: sqlite3.Row) -> tuple[MovedDate, ...]:
    """The moved dates of a row with EXCEPTIONS, in the order of the rule."""
    return tuple(sorted((MovedDate(*values) for values in json.loads(row["moved"])), key=lambda moved: moved.origin))


def parts_of(row: sqlite3.Row) -> tuple[Part, ...]:
    """The later parts of a row with EXCEPTIONS, in their order."""
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
