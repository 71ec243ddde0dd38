"""RIS files as rows of fields: two letters, blanks, a dash; what follows without them belongs to the line before.

`rispy` is not taken for this: it gives up the whole file over one record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commands.literature.importing.records import BrokenRecord, RawRecord
from commands.patterns import regex
from commands.words import _

_ROW: Final = regex(r"([A-Z][A-Z0-9])  ?- ?(.*)")


def read_ris(text: str) -> Iterator[RawRecord | BrokenRecord]:
    """The records of the file in their order. One begins with TY and ends with ER, else where the next begins."""
    record: RawRecord | None = None
    for number, tag, value in _fields(text):
        if tag in ("TY", "ER"):
            if record is not None:
                yield record
            record = RawRecord(number, "", value.upper(), {}) if tag == "TY" else None
        elif record is not None:
            record.values.setdefault(tag, []).append(value)
        elif tag == "TI":
            yield BrokenRecord(number, value[:60], _("its beginning (TY) is missing"))
    if record is not None:
        yield record


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Each field with the line it begins in; rows without a name go on with the one before."""
    number, tag, parts = 0, "", list[str]()
    for at, row in enumerate(text.splitlines(), start=1):
        if match := _ROW.match(row):
            if tag:
                yield number, tag, "\n".join(filter(None, parts))
            number, tag, parts = at, match[1], [match[2].strip()]
        else:
            parts.append(row.strip())
    if tag:
        yield number, tag, "\n".join(filter(None, parts))
