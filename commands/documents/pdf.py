"""A document as PDF/UA-1 (ISO 14289-1), made by typst from data alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from commands.documents.document import Document, DocumentBlock, Headline, Paragraph, PointedList, printable
from commands.patterns import regex

_PAGE: Final = Path(__file__).parent / "page.typ"
_MISSING: Final = regex(r'the text `"(.+?)"` could not be displayed')
_INSTEAD: Final = "□"
_MOST_TRIES: Final = 8
_SURE: Final = regex("[^\n -~\u00a0-\u024f\u0370-\u04ff\u2010-\u2027€→□]")
"""What the fonts that come with typst do not surely have."""


class NoTypesetter(Exception):
    """The extra `pdf` is not installed."""


def pdf(document: Document) -> bytes:
    """The document as a tagged file with its language and title. The same document gives the same bytes.

    A sign that no font has is shown as □: without a glyph a file is not PDF/UA. Raises NoTypesetter.
    """
    made = _typesetter()
    text = json.dumps(_data(document), ensure_ascii=False)
    for _try in range(_MOST_TRIES):
        try:
            return made(text)
        except RuntimeError as mistake:
            missing = _MISSING.search(str(mistake))
            if missing is None:
                raise
            text = text.replace(missing[1], _INSTEAD)
    return made(_SURE.sub(_INSTEAD, text))


def _typesetter() -> Callable[[str], bytes]:
    try:
        import typst  # noqa: PLC0415 - 80 MB that most boards load once a month
    except ImportError:
        raise NoTypesetter from None

    def made(text: str) -> bytes:
        written: bytes = typst.compile(
            _page(), sys_inputs={"data": text}, format="pdf", pdf_standards="ua-1", ignore_system_fonts=True
        )
        return written

    return made


@cache
def _page() -> bytes:
    return _PAGE.read_bytes()


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": _words(document.title).replace("\n", " "),
        "language": document.language,
        "region": document.region,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: DocumentBlock) -> dict[str, Any]:
    match block:
        case Headline(text, level):
            return {"kind": "headline", "text": _words(text), "level": level}
        case Paragraph(text):
            return {"kind": "paragraph", "text": _words(text)}
        case PointedList(items):
            return {"kind": "list", "items": [_words(item) for item in items]}
    rows = [[_words(cell) for cell in row] for row in block.rows]
    return {"kind": "table", "heads": [_words(head) for head in block.heads], "rows": rows, "widths": block.widths}


def _words(text: str) -> str:
    return printable(text).strip()
