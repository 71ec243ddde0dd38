"""A message as a command line: the words behind the prefix."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.base.letters import without_letter
from commands.base.typed import clean, fold, without_reply_fallback
from commands.patterns import regex
from storage.values import frozen

_FIRST = regex(r"(?<! ) *+(\S++) *+")
"""The first word; the look behind keeps a search through nothing but blanks from beginning anew at each of them."""
LONGEST = 12_000
"""Characters of a line that are still read; more is no command line but a mistake in pasting."""


_BEGINS = regex(r" {0,3}[^\W\d_]")


@frozen
class Line:
    """`group` is the first word behind the prefix, folded; `rest` what follows it, line breaks kept.

    `typed` is all of it as it was typed, the prefix included.
    """

    group: str
    rest: str
    typed: str = ""

    def going_on(self, more: Sequence[Line]) -> Line:
        """This line with those behind it that are no commands of their own."""
        behind = [line.typed for line in more]
        return Line(self.group, "\n".join([self.rest, *behind]), "\n".join([self.typed, *behind]))

    def first(self) -> tuple[str, str]:
        """The first word of the rest, folded, and what follows that."""
        word, rest = split_word(self.rest)
        return fold(word), rest


def read_lines(body: str, prefix: str) -> tuple[Line, ...]:
    """The command lines in a message body: each begins on a line of its own with the prefix and a letter, and goes on
    to the next. Talk in front of the first is none."""
    if prefix not in body:
        return ()
    text = clean(without_reply_fallback(body))
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    begins = [at for at in starts if text.startswith(prefix, at) and _BEGINS.match(text, at + len(prefix))]
    ends = [*begins[1:], len(text)]
    return tuple(_line(without_letter(text[at:end].strip()), prefix) for at, end in zip(begins, ends, strict=False))


def read_line(body: str, prefix: str) -> Line | None:
    """The command line that a message body begins with; None if it begins with something else."""
    found = read_lines(body, prefix)
    return found[0] if found and clean(without_reply_fallback(body)).startswith(prefix) else None


def _line(text: str, prefix: str) -> Line:
    word, rest = split_word(text[len(prefix) :])
    return Line(fold(word.rstrip(".,:;!?")), rest, text)


def split_word(text: str) -> tuple[str, str]:
    """The first word and the rest; a line break ends a word but stays at the head of the rest."""
    match = _FIRST.match(text)
    if not match:
        return "", text.strip()
    return match[1], text[match.end() :]
