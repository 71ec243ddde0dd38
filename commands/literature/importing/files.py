"""A file's bytes as records: its kind and its letters are found out, and each record is read by itself."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from commands.base import UserError
from commands.literature.importing.bibtex import read_bibtex
from commands.literature.importing.entries import Unusable, entry_of
from commands.literature.importing.fields import BIBTEX, RIS
from commands.literature.importing.records import BrokenRecord, FileRead, RawRecord, ReadRecord
from commands.literature.importing.ris import read_ris
from commands.patterns import regex
from commands.words import _

MOST_RECORDS: Final = 2_000
"""Records of one file: while they are added, nobody else's command is carried out."""

_RIS: Final = regex(r"^TY  ?- ", re.MULTILINE)
_BIBTEX: Final = regex(r"^[ \t]{0,20}@\w{1,40}\s{0,9}[{(]", re.MULTILINE)
_BLOCK: Final = regex(r"@\s{0,9}\w{1,40}\s{0,9}[{(]")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_TEXT: Final = regex(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ue000-\uf8ff]"
)
"""Signs that no title has: control characters, what turns the direction of writing, what stands for nothing."""


def read_file(data: bytes) -> FileRead:
    """All that can be read of a BibTeX or RIS file. Raises UserError for a file that is neither, or too long."""
    text = _text(data)
    if _RIS.search(text):
        found, language = read_ris(text), RIS
    elif _BIBTEX.search(text):
        if sum(1 for _block in islice(_BLOCK.finditer(text), 2 * MOST_RECORDS + 1)) > 2 * MOST_RECORDS:
            raise _too_many()
        found, language = read_bibtex(text), BIBTEX
    else:
        raise UserError(_("This file is neither BibTeX nor RIS; nothing was read."), _("`!lit add https://…`"))
    records: list[ReadRecord] = []
    broken: list[BrokenRecord] = []
    unused: dict[str, None] = {}
    shortened = 0
    for one in _at_most(found):
        if isinstance(one, BrokenRecord):
            broken.append(one)
            continue
        try:
            read = entry_of(one, language)
        except Unusable as fault:
            broken.append(BrokenRecord(one.line, one.name, fault.why))
            continue
        records.append(read.record)
        unused |= dict.fromkeys(read.unused)
        shortened += read.shortened
    return FileRead(tuple(records), tuple(broken), tuple(unused), shortened)


def _at_most(found: Iterator[RawRecord | BrokenRecord]) -> Iterator[RawRecord | BrokenRecord]:
    records = list(islice(found, MOST_RECORDS + 1))
    if len(records) > MOST_RECORDS:
        raise _too_many()
    return iter(records)


def _too_many() -> UserError:
    return UserError(_("The file has more than {most} entries, too many at once. Please divide it.", most=MOST_RECORDS))


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Latin-1 as Windows has it, in which every byte is a letter or nothing."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _clean(data[len(mark) :].decode(encoding, "replace"))
    try:
        return _clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _clean(data.decode("cp1252", "replace"))


def _clean(text: str) -> str:
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
