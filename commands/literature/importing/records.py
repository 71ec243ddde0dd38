"""The values between a file and the list: a record as it stands in the file, one that was read, one that was not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.words import Text
from storage.values import frozen


@frozen
class RawRecord:
    """A record as rows of fields. `kind` and the names in `values` are the file's own words; a field may come again."""

    line: int
    name: str
    kind: str
    values: dict[str, list[str]]


@frozen
class BrokenRecord:
    """A record that cannot be read: where it begins, what it is called there, and why."""

    line: int
    name: str
    why: Text


@frozen
class ReadRecord:
    """A record that can be added. `identities` are the keys under which it may be known already, the best first."""

    line: int
    name: str
    identities: tuple[str, ...]
    address: str | None
    csl: Mapping[str, Any]
    note: str
    tags: tuple[tuple[str, str], ...]


@frozen
class FileRead:
    """What a file holds. `unused` are the names of fields that the list does not keep; `shortened` counts the records
    of which a text was too long."""

    records: tuple[ReadRecord, ...]
    broken: tuple[BrokenRecord, ...]
    unused: tuple[str, ...]
    shortened: int
