"""What people who know no YAML get wrong in a file of it: told from its lines, in their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

QUOTES = 'what starts with !, @ or # must stand in quotes, like "@name:example.org"'
EMPTY = "what follows # is a comment, so nothing stands here; put it in quotes"
COMMENT = f'{EMPTY}, like "#board:example.org"'

# A Matrix identifier that no quote stands before: YAML takes ! for a tag, # for a comment, and refuses @.
BARE_IDENTIFIER = re.compile(r"(?:^|[\s\[,])[!@#][\w.=/+-]+:[\w.-]+|[:,\[-]\s*[!@][\w.=/+-]{2,}")
NO_BLANK = re.compile(r"(?<![\sA-Za-z_])\s*+(?:- )?[A-Za-z_]++:[^\s:/]")
EQUALS = re.compile(r"\s{0,20}+[A-Za-z_]{1,40}+\s{0,20}+=")
INDENTED = ("mapping values are not allowed", "expected <block end>", "did not find expected", "expected ' '")


class Slip(NamedTuple):
    """What is wrong, and in which line (from 1)."""

    line: int
    text: str


def found(text: str, problem: str, number: int) -> Slip:
    """The slip behind a parser's `problem` at the line `number`; the problem itself where no usual one is seen."""
    lines = [_bare(line) for line in text.splitlines()]
    for at, line in enumerate(lines, start=1):
        if BARE_IDENTIFIER.search(line):
            return Slip(at, QUOTES)
    here = min(number, len(lines))
    return _seen(lines, problem, here) or Slip(number, f"this is not valid YAML: {problem}")


def _seen(lines: Sequence[str], problem: str, here: int) -> Slip | None:
    if r"'\t'" in problem:
        text = (
            "indent with spaces, not with tabs" if lines[here - 1][:1].isspace() else "write a blank there, not a tab"
        )
        return _told(here, text)
    if "another document" in problem:
        return _told(here, "a second document begins here; remove the line ---")
    if "escape character" in problem:
        return _told(here, 'in "…" a backslash has a meaning of its own; write / instead')
    for at, line in enumerate(lines[:here], start=1):
        if line.count('"') % 2:
            return _told(at, 'a quotation mark " is missing in this line')
        if NO_BLANK.match(line):
            return _told(at, "a blank is missing after the colon, as in `language: de`")
        if EQUALS.match(line):
            return _told(at, "a colon is expected, as in `language: de`, not =")
    opened = [at for at, line in enumerate(lines[:here], start=1) if line.count("[") > line.count("]")]
    if opened and "']'" in problem:
        return _told(here, f"the bracket [ in line {opened[-1]} is not closed; end the list with ]")
    if any(known in problem for known in INDENTED):
        return _told(here, "this line begins further right or left than those it belongs to; begin it where they begin")
    return None


def _told(line: int, text: str) -> Slip:
    return Slip(line, f"this is not valid YAML: {text}")


def _bare(line: str) -> str:
    """The line without what stands in quotes (their marks stay) and without a comment."""
    return _unquoted(line).split(" #")[0]


def ends_in_comment(line: str) -> bool:
    """Whether a comment stands behind the value in that line, or in place of it."""
    return _bare(line) != _unquoted(line)


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"|\'[^\']*\'', '""', line)
