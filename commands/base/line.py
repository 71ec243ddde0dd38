"""A message as a command line: the words behind the prefix."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commands.base.typed import clean, fold, straight, without_reply_fallback

LONGEST = 12_000
"""Characters of a line that are still read; more is no command line but a mistake in pasting."""


@dataclass(frozen=True, slots=True)
class Line:
    """`group` is the first word behind the prefix, folded; `rest` what follows it, line breaks kept."""

    group: str
    rest: str

    def first(self) -> tuple[str, str]:
        """The first word of the rest, folded, and what follows that."""
        word, rest = split_word(self.rest)
        return fold(word), rest


def read_line(body: str, prefix: str) -> Line | None:
    """The command line in a message body, or None if it is none: it must start with the prefix and a letter."""
    text = clean(without_reply_fallback(body))
    if not text.startswith(prefix):
        return None
    word, rest = split_word(text[len(prefix) :])
    word = word.rstrip(".,:;!?")
    return Line(fold(word), rest) if word[:1].isalpha() else None


def split_word(text: str) -> tuple[str, str]:
    """The first word and the rest; a line break ends a word but stays at the head of the rest."""
    match = re.match(r"[ ]*(\S+)[ ]*", text)
    if not match:
        return "", text.strip()
    return match[1], text[match.end() :]


def take_quoted(text: str) -> tuple[str | None, str]:
    """A title in quotation marks of any kind at the head of the text, and what follows it."""
    level = straight(text)
    if not level.startswith('"'):
        return None, text
    end = level.find('"', 1)
    if end < 0:
        return None, text[1:]
    return text[1:end].strip(), text[end + 1 :].lstrip(" :,")
