"""With which characters a pattern can begin, so that it is tried only there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]  # not in the library's own types
from re import _parser  # type: ignore[attr-defined]  # as above
from typing import Any, Final

from commands.dates.items.lexicon import FRAGMENT, fragments
from commands.patterns import regex

ALL: Final = frozenset(map(chr, range(32, 127))) | {"\n"}
_WORDS: Final = regex(r"\(\?:((?:[a-z0-9][^()|\[\]*+?{]*\|)+[a-z0-9][^()|\[\]*+?{]*)\)")
_DIGITS: Final = frozenset("0123456789")


@cache
def first_characters(template: str) -> frozenset[str]:
    """The characters of folded text with which a match of a template may begin; all of them if that is not known."""
    short = _WORDS.sub(_beginnings, FRAGMENT.sub(lambda m: _stand_in(m[1]), template))
    first, empty = _of_sequence(_parser.parse(short))
    return ALL if empty else first


def _beginnings(words: re.Match[str]) -> str:
    """The first letters of words that are set beside each other, as a class: parsing all of them takes its time."""
    return "[" + "".join(sorted({word[0] for word in words[1].split("|")})) + "]"


@cache
def _stand_in(fragment: str) -> str:
    """A short pattern that begins like a fragment."""
    first, empty = _of_sequence(_parser.parse(_WORDS.sub(_beginnings, fragments()[fragment])))
    return "" if empty else "[" + "".join(map(re.escape, sorted(first))) + "]"


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[frozenset[str], bool]:
    """The first characters of one after the other, and whether all of them may be empty."""
    first: frozenset[str] = frozenset()
    for operation, value in items:
        more, empty = _of(operation, value)
        first |= more
        if not empty:
            return first, False
    return first, True


def _of(operation: Any, value: Any) -> tuple[frozenset[str], bool]:
    if operation is ops.LITERAL:
        return frozenset({chr(value)}), False
    if operation is ops.IN:
        return frozenset().union(*(_of_class(o, v) for o, v in value)), False
    if operation is ops.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        return frozenset().union(*(first for first, _ in branches)), any(empty for _, empty in branches)
    if operation is ops.SUBPATTERN:
        return _of_sequence(value[3])
    if operation in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        first, empty = _of_sequence(value[2])
        return first, empty or value[0] == 0
    if operation in (ops.ASSERT, ops.ASSERT_NOT, ops.AT):
        return frozenset(), True
    return ALL, False


def _of_class(operation: Any, value: Any) -> frozenset[str]:
    if operation is ops.LITERAL:
        return frozenset({chr(value)})
    if operation is ops.RANGE:
        return frozenset(map(chr, range(value[0], value[1] + 1)))
    return _DIGITS if operation is ops.CATEGORY and value is ops.CATEGORY_DIGIT else ALL
