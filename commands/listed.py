"""A list of several rows behind one verb: each is a record of its own, after one question."""

from __future__ import annotations

from collections.abc import Sequence

from commands.base import Claims, Unclear
from commands.base.execution import unaccounted
from commands.doubts import AS_UNDERSTOOD
from commands.patterns import regex
from commands.words import Reply, Text, bullets, lines

MOST_ROWS = 20
"""Records that one list makes."""
_MARKER = regex(r"(?:[-*•–]|\d{1,2}[.)])\s+(?=\S)")


def listed(said: Claims) -> list[Claims]:
    """The entries of a list, each a line behind a mark or a number; empty if it is no list."""
    rows = said.rows()
    marked = [Claims(row.behind(mark.end())) for row in rows if (mark := _MARKER.match(row.text))]
    return marked if 1 < len(rows) == len(marked) else []


def asked_together(entries: Sequence[Claims], question: Text, deeds: Sequence[Text]) -> Unclear:
    """The one question before all of them are done: what would be done, and what in them was not understood."""
    words = tuple(word for entry in entries for word in unaccounted(entry))
    return Unclear(words, Reply(lines(question, bullets(*deeds), AS_UNDERSTOOD), asks=True))
