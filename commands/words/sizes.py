"""How large a message becomes: an event holds 65,536 bytes (Matrix client-server API, «Size limits»)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from commands.words.render import Rendered, Style, render
from commands.words.text import Content

FITS = 20_000
"""Bytes as `size` measures them that surely fit, also as an edit, which holds the words twice, and encrypted, which
makes them a third more."""
_SHORTER = (1_000, 400, 200, 120, 80, 40, 20)
"""Characters of a text, step by step, where a message is too large with whole texts."""

_AROUND = 16
"""Bytes that stand around a row of a list: its point, `<li>` and `</li>`."""


def size(rendered: Rendered) -> int:
    """Bytes that the sentence takes in an event, both forms together. Half characters count as the bytes they have."""
    return len(json.dumps([rendered.body, rendered.html], ensure_ascii=False).encode("utf-8", "surrogatepass"))


def narrowing(style: Style) -> Iterator[Style]:
    """The style, then those with ever shorter texts: a message is said in the first one in which it fits."""
    yield style
    for longest in _SHORTER:
        yield replace(style, longest=longest)


def paged(
    rows: Sequence[Content], style: Style, *, room: int = FITS, first: int | None = None, most: int | None = None
) -> list[list[Content]]:
    """The rows in pages as full as their bytes allow, in order, at most `most` on one.

    A page may take `room` bytes, the first one `first`; where not even its first row fits, it is empty. A row that is
    larger than a page stands alone, and is shortened when it is said.
    """
    pages: list[list[Content]] = []
    page: list[Content] = []
    left = room if first is None else first
    for row in rows:
        taken = size(render(row, style)) + _AROUND
        if (taken > left or len(page) == most) and (page or (not pages and left < room)):
            pages.append(page)
            page, left = [], room
        page.append(row)
        left -= taken
    return [*pages, page] if page else pages
