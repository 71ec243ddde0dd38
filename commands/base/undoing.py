"""Taking a change back: what each kind of record adds to it. The rows themselves are put back by the Store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from commands.base.call import Call
from commands.words import Content, Said, Text
from storage import Store
from storage.values import frozen

Told = TypeVar("Told")


@frozen
class PutBack:
    """What is told of records that are as they were before: their names, how they stand now, and what else is said."""

    records: tuple[Text, ...] = ()
    standing: tuple[Content, ...] = ()
    said: tuple[Said, ...] = ()


Undoing: TypeAlias = Callable[[Call, Store, tuple[int, ...], str], Callable[[], PutBack]]
"""Looks at records, by their row ids, before a deed is taken back; gives what tells of them afterwards.

The last argument is a mark, unlike any other: names of messages that no longer hold are set aside behind it. What it
gives may raise UserError: then nothing is taken back.
"""

Undoings: TypeAlias = Mapping[str, Undoing]
"""By the storage's name of the records."""


@frozen
class WayBack:
    """Another way back where something cannot be taken back: of the records of `table`, `line` gives for a row id the
    line that works for the caller now, None if there is none."""

    table: str
    line: Callable[[Call, Store, int], Text | None]


WaysBack: TypeAlias = Mapping[str, WayBack]
"""By the name of the command that is not taken back."""


@frozen
class Nets:
    """What all features know of taking back."""

    undoings: Undoings
    ways: WaysBack


def told_by_name(find: Callable[[Store, int], Told | None], name: Callable[[Told], Text]) -> Undoing:
    """What tells of records whose names are enough: nothing else is said where they are as they were before."""

    def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
        before = {record_id: find(store, record_id) for record_id in ids}

        def put_back() -> PutBack:
            found = [find(store, record_id) or before[record_id] for record_id in ids]
            return PutBack(tuple(name(record) for record in found if record is not None))

        return put_back

    return undoing
