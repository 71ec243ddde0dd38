"""A document before it has a format: headings, paragraphs, lists and tables of plain text."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias

from commands.patterns import regex
from storage.values import frozen

ODT: Final = "application/vnd.oasis.opendocument.text"
PDF: Final = "application/pdf"

_UNPRINTABLE: Final = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""What XML 1.0 (§2.2) does not allow, and what is not seen: joiners, directions, variants, tags."""


def printable(text: str) -> str:
    """The text as a document may hold it: line breaks are kept, what cannot be seen is gone."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")


@frozen
class Headline:
    """A heading; level 1 stands below the title."""

    text: str
    level: int = 1


@frozen
class Paragraph:
    text: str


@frozen
class PointedList:
    """A list with points."""

    items: tuple[str, ...]


@frozen
class TabularBlock:
    """A table under a row of heads; every row has as many cells as there are heads. `widths` tell how wide the columns
    are beside each other."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


DocumentBlock: TypeAlias = "Headline | Paragraph | PointedList | TabularBlock"


@frozen
class Document:
    """A document in `language` (`de`, `en`), made at the aware moment `made`; the same value gives the same bytes."""

    title: str
    language: str
    made: datetime
    blocks: tuple[DocumentBlock, ...]

    @property
    def region(self) -> str:
        """The country whose spelling is meant."""
        return {"de": "DE", "en": "GB"}[self.language]
