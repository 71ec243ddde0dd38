"""A document as Markdown (CommonMark, tables as GitLab and GitHub have them), in which typed text is never markup."""

from __future__ import annotations

import re
from typing import Final

from commands.documents.document import Document, DocumentBlock, Headline, Paragraph, PointedList, printable
from commands.patterns import regex

_ANYWHERE: Final = regex(r"([\\`*_\[\]<>#|~$&@])")
_AT_HEAD: Final = regex(r"^([^\S\n]*+)([-+=:]|\d{1,9}(?=[.)]))", re.MULTILINE)

_WEB: Final = regex(r"https?://", re.IGNORECASE)
_UNSAFE: Final = regex(r"[\s()<>\[\]\\`\"'*_|{}^]")
"""What ends the target of a link, or is a sign beside it: nothing an address needs as it stands (RFC 3986)."""


def markdown(document: Document) -> bytes:
    """The document in UTF-8."""
    parts = [f"# {on_one_line(document.title)}", *map(_block, document.blocks)]
    return ("\n\n".join(parts) + "\n").encode()


def _block(block: DocumentBlock) -> str:
    match block:
        case Headline(text, level):
            return f"{'#' * (level + 1)} {on_one_line(text)}"
        case Paragraph(text):
            return _text(text)
        case PointedList(items):
            return "\n".join("- " + _text(item).replace("\n", "\n  ") for item in items)
    rows = [block.heads, *block.rows]
    cells = [f"| {' | '.join(on_one_line(cell) for cell in row)} |" for row in rows]
    return "\n".join([cells[0], "|" + "---|" * len(block.heads), *cells[1:]])


def _text(text: str) -> str:
    """Each line ends in a break of its own; what would begin a list or a rule at its head is words."""
    escaped = _ANYWHERE.sub(r"\\\1", printable(text).strip())
    headed = _AT_HEAD.sub(lambda at: f"{at[1].strip()}{_escaped(at[2])}", escaped)
    return re.sub(r" *\n+ *", "  \n", headed)


def _escaped(sign: str) -> str:
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def on_one_line(text: str) -> str:
    """The text as words on one line, whatever signs stand in it."""
    return " ".join(_text(text).split())


def link(text: str, address: str) -> str:
    """A link to a page; nothing in the address ends it or is read as another sign. An address that is no page's
    (http, https) is words."""
    if not _WEB.match(address):
        return " – ".join(map(on_one_line, dict.fromkeys((text, address))))
    target = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), printable(address))
    return f"[{on_one_line(text)}]({target.replace('&', '&amp;')})"
