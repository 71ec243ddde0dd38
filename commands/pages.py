"""A record in full, however much there is of it: as much as fits into a message, and the line that shows the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from commands.base import Call, UserError
from commands.words import Content, Text, _n, lines
from commands.words.render import render
from commands.words.sizes import FITS, paged, size

MOST_ROWS = 50
"""Rows that a page of a long list has at most."""


def in_full(
    call: Call,
    head: Content,
    rows: Sequence[Content | None],
    page: int | None,
    line: Callable[[int], Text],
    *,
    beyond: int = 0,
) -> Content:
    """That page of a record: its head, the rows that fit, how many are left and the `line` that shows them.

    Of a long list only the first rows are given, `MOST_ROWS` for each page up to that one; then a page has no more, and
    `beyond` is how many there are besides. Raises UserError for a page that there is not.
    """
    pages = _pages(call, head, rows, MOST_ROWS if beyond else None)
    number = page or 1
    must_have(number, len(pages), line)
    left = sum(len(later) for later in pages[number:]) + beyond
    return lines(head, *pages[number - 1], more_lines(left, line(number + 1)) if left else None)


def fits_one(call: Call, head: Content, rows: Sequence[Content | None]) -> bool:
    """Whether the whole record is one page."""
    return len(_pages(call, head, rows)) == 1


def _pages(call: Call, head: Content, rows: Sequence[Content | None], most: int | None = None) -> list[list[Content]]:
    style, said = call.settings.style, [row for row in rows if row]
    return paged(said, style, room=FITS - size(render(head, style)), most=most) or [[]]


def must_have(page: int, pages: int, line: Callable[[int], Text]) -> None:
    """Raises UserError for a page that there is not."""
    if not 1 <= page <= pages:
        raise UserError(_n("There is one page of this.", "There are {count} pages of this.", pages), line(1))


def more_lines(count: int, line: Text) -> Text:
    """How much did not fit, and where it is."""
    return _n("One more line did not fit: {line}", "{count} more lines did not fit: {line}", count, line=line)
