"""`Name: value` and `--name value`: what a command takes by name, wherever it stands in the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import zip_longest

from commands.base.claims import Claims, Place
from commands.base.typed import fold
from commands.patterns import regex

_NAME = regex(
    r"(?:^|(?<=[\n;\s,(]))(?P<colon>[^\W\d_][\w-]*)[ ]?:(?!//)"
    r"|(?:^|(?<=\s))(?:--|—|–)(?P<dashed>[^\W\d_][\w-]*)(?:[ ]*=|[ ]*:(?!//)|(?=\s|$))",
    re.MULTILINE,
)
"""A name before its value; phones write the two dashes as one long one."""
_END = regex(r"[;\n]")


def claim_options(said: Claims, names: Collection[str]) -> dict[str, str]:
    """Claims the options of those names (folded) and gives their values; of two equal names the later counts.

    A value goes up to the next option, a `;` or the end of its line. Nothing in quotation marks is an option.
    """
    found = list(_found(said, names))
    values: dict[str, str] = {}
    for match, after in zip_longest(found, found[1:]):
        until = after.start() if after else len(said.text)
        end = next(
            (sign.start() for sign in _END.finditer(said.text, match.end(), until) if _counts(said, sign)), until
        )
        said.claim(match.start(), end)
        values[_name(match)] = said.text[match.end() : end].strip(" ,")
    return values


def _found(said: Claims, names: Collection[str]) -> Iterator[re.Match[str]]:
    for match in _NAME.finditer(said.text):
        if _name(match) in names and _counts(said, match):
            yield match


def _name(match: re.Match[str]) -> str:
    return fold(match["colon"] or match["dashed"])


def _counts(said: Claims, match: re.Match[str]) -> bool:
    """Whether the sign or name stands outside of every quotation."""
    return not said.quoted(Place(*match.span()))
