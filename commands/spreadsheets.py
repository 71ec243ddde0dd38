"""Tables as files that spreadsheets open: semicolons as in German ones, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

ENCODING: Final = "utf-8-sig"
"""With a mark: without one Excel takes umlauts for something else."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def spreadsheet(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole table; what would be a formula is kept as text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _cell(value: str) -> str:
    """A cell that begins like a formula gets an apostrophe (OWASP, «CSV injection»)."""
    return f"'{value}" if value.startswith(_FORMULA) else value
