"""A message as a command line: the words behind the prefix, and options taken out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commands.base.typed import clean, fold, starts_with, straight, without_reply_fallback

_FIRST = re.compile(r" *+(\S++) *+")
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
    body = without_reply_fallback(body)
    if not starts_with(body, prefix):
        return None
    text = clean(body)
    word, rest = split_word(text[len(prefix) :])
    word = word.rstrip(".,:;!?")
    return Line(fold(word), rest) if word[:1].isalpha() else None


def split_word(text: str) -> tuple[str, str]:
    """The first word and the rest; a line break ends a word but stays at the head of the rest."""
    match = _FIRST.match(text)
    if not match:
        return "", text.strip()
    return match[1], text[match.end() :]


def take_options(rest: str, names: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Takes `Name: value` lines (also behind a `;`) and `--name value` out of the text.

    `names` are the known names, folded; anything else stays in the text. The later of two equal names counts.
    """
    known = set(names)
    found: dict[str, str] = {}
    kept = []
    for row in rest.split("\n"):
        parts = [p for p in _split_semicolons(row) if not _take_colon(p, known, found)]
        kept.append("; ".join(parts) if len(parts) < row.count(";") + 1 else row)
    text = _take_dashes("\n".join(kept), known, found)
    return re.sub(r"\n\s+(?<=\n)", "\n", text).strip(), found


def _split_semicolons(row: str) -> list[str]:
    return [part.strip() for part in row.split(";")]


def _take_colon(part: str, known: set[str], found: dict[str, str]) -> bool:
    name, colon, value = part.partition(":")
    if not colon or fold(name.strip()) not in known or value.startswith("//"):
        return False
    found[fold(name.strip())] = value.strip()
    return True


def _take_dashes(text: str, known: set[str], found: dict[str, str]) -> str:
    """`--name value` up to the next option or line break; phones write the two dashes as one long one."""

    def take(match: re.Match[str]) -> str:
        if fold(match["name"]) not in known:
            return match[0]
        found[fold(match["name"])] = match["value"].strip()
        return ""

    option = r"(?:^|(?<=\s))(?:--|—|–)(?P<name>[^\W\d_][\w-]*)(?:[ =]+(?P<value>(?:(?!\s(?:--|—|–)[^\W\d_])[^\n])*))"
    return re.sub(option, take, text)


def take_quoted(text: str) -> tuple[str | None, str]:
    """A title in quotation marks of any kind at the head of the text, and what follows it."""
    level = straight(text)
    if not level.startswith('"'):
        return None, text
    end = level.find('"', 1)
    if end < 0:
        return None, text[1:]
    return text[1:end].strip(), text[end + 1 :].lstrip(" :,")
