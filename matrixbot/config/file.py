"""A configuration file as it was read: every value and every mistake with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matrixbot.config import slips
from matrixbot.errors import Mistake


@dataclass(frozen=True)
class ConfigFile:
    """What a file says: its values, the line of each by its path of keys and positions, and the mistakes in it."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    unread: set[tuple[str | int, ...]] = field(default_factory=set)
    text: tuple[str, ...] = ()

    def line(self, place: Sequence[str | int]) -> int:
        """The line of `place`, or of the nearest block around it; 1 for what the file does not mention."""
        known = (self.lines.get(tuple(place[:length])) for length in range(len(place), 0, -1))
        return next((line for line in known if line), 1)

    def is_commented(self, place: Sequence[str | int]) -> bool:
        """Whether a comment stands in the line of `place`, behind its value or instead of it."""
        line = self.lines.get(tuple(place))
        return bool(line and line <= len(self.text) and slips.ends_in_comment(self.text[line - 1]))

    def is_quoted(self, place: Sequence[str | int]) -> bool:
        """Whether the value at `place`, a key at the start of its line, stands in quotes."""
        return self.text[self.line(place) - 1].partition(":")[2].lstrip()[:1] in ('"', "'")

    def skip(self, place: tuple[str | int, ...], message: str) -> None:
        """Notes a mistake at `place`, whose value is not read."""
        self.unread.add(place)
        self.mistake(place, message)

    def is_unread(self, place: Sequence[str | int]) -> bool:
        """Whether `place` lies in what was not read, because of a mistake already noted."""
        return any(tuple(place[:length]) in self.unread for length in range(1, len(place) + 1))

    def mistake(self, place: Sequence[str | int], message: str) -> None:
        """Notes a mistake at `place`; positions in lists are left out of the key, the line tells them."""
        key = ".".join(part for part in place if isinstance(part, str))
        self.mistakes.append(Mistake(self.line(place), key, message))
