"""BibTeX and BibLaTeX files as rows of fields: split by `bibtexparser`, whose errors are those of one entry each.

Strings are put in place here, within bounds: a string is worth what stands before it in the file, so none can stand for
itself, and none grows beyond what a field may hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from commands.literature.importing.records import BrokenRecord, RawRecord
from commands.patterns import regex
from commands.words import _

LONGEST_VALUE: Final = 100_000
"""Characters of one value, and of all strings together."""
_MONTHS: Final = {
    "jan": "1", "feb": "2", "mar": "3", "apr": "4", "may": "5", "jun": "6", "jul": "7", "aug": "8", "sep": "9",
    "oct": "10", "nov": "11", "dec": "12",
}  # fmt: skip
_PIECE: Final = regex(r"\s{0,20}(?:(?P<word>[^\s#{}\"]+)|(?P<open>[{\"]))\s{0,20}")
_JOINED: Final = regex(r"\s{0,20}#\s{0,20}")


def read_bibtex(text: str) -> Iterator[RawRecord | BrokenRecord]:
    """The entries of the file in their order, each as it can be read."""
    # A start shall not wait for it, and most boards import once.
    from bibtexparser.model import Entry, ParsingFailedBlock, String  # noqa: PLC0415
    from bibtexparser.splitter import Splitter  # noqa: PLC0415

    strings: dict[str, str | None] = dict(_MONTHS)
    room = LONGEST_VALUE
    for given in Splitter(text).split().blocks:
        line = (given.start_line or 0) + 1
        # An entry whose key or field comes twice is a failed one for the library, and readable all the same.
        block = getattr(given, "ignore_error_block", None) or given
        if isinstance(block, ParsingFailedBlock):
            yield BrokenRecord(
                line, _head(block.raw or ""), _("a bracket or quotation mark is not closed, or a comma is missing")
            )
        elif isinstance(block, String):
            value = _value(str(block.value), strings)
            fits = value is not None and len(value) <= room
            room -= len(value or "") if fits else 0
            strings[block.key.lower()] = value if fits else None
        elif isinstance(block, Entry):
            yield _record(line, block.entry_type, block.key, [(f.key, str(f.value)) for f in block.fields], strings)


def _record(
    line: int, kind: str, key: str, fields: list[tuple[str, str]], strings: Mapping[str, str | None]
) -> RawRecord | BrokenRecord:
    values: dict[str, list[str]] = {}
    for name, written in fields:
        value = _value(written, strings)
        if value is None:
            return BrokenRecord(line, key, _("the field {name} is not closed or too long", name=name[:40]))
        values.setdefault(name.lower(), []).append(value)
    return RawRecord(line, key, kind.lower(), values)


def _value(written: str, strings: Mapping[str, str | None]) -> str | None:
    """Pieces joined by `#`, without their braces or quotation marks; None for what is none or too long.

    A name that stands for nothing stands for itself: that is how years and numbers are written.
    """
    pieces: list[str] = []
    length = at = 0
    while match := _PIECE.match(written, at):
        if match["word"]:
            meant, at = strings.get(match["word"].lower(), match["word"]), match.end()
            if meant is None:
                return None
            piece = meant
        else:
            end = _closing(written, match.start("open"))
            if end is None:
                return None
            piece, at = written[match.start("open") + 1 : end], end + 1
        pieces.append(piece)
        length += len(piece)
        joined = _JOINED.match(written, at)
        if length > LONGEST_VALUE or joined is None:
            break
        at = joined.end()
    return None if length > LONGEST_VALUE or written[at:].strip() else "".join(pieces)


def _closing(written: str, start: int) -> int | None:
    """Where what is opened there is closed; braces count, also within quotation marks."""
    depth, quoted = 0, written[start] == '"'
    for match in re.finditer(r"[{}\"]", written[start:]):
        sign, at = match[0], start + match.start()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return at
        elif quoted and at > start and depth == 0:
            return at
    return None


def _head(raw: str) -> str:
    """The key of an entry that cannot be read, as far as it has one."""
    found = re.match(r"\s*@\w+\s*[{(]\s*([^\s,{}]{1,60})", raw)
    return found[1] if found else ""
