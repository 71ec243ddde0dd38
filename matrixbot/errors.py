"""What can go wrong that the operator can put right.

OperatorError        one sentence with its remedy on stderr, exit status 2, no traceback
└── ConfigError      every mistake of a configuration file at once
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

LOGIN = "login"
"""The key of a mistake in whichever way to log in is configured."""


class OperatorError(Exception):
    """An operator's mistake: the message says what is wrong and how to put it right, and may be shown and logged.

    `key` is the key of the configuration that it is about, if there is one: file and line are put in front of it then.
    """

    def __init__(self, message: str, *, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class Mistake(NamedTuple):
    """One mistake in a file. `line` counts from 1; it is 0, and `key` empty, where the whole file is meant."""

    line: int
    key: str
    message: str


class ConfigError(OperatorError):
    """Every mistake of one file, sorted by line, each as `config.yaml:12: rooms: expected …, found …`."""

    def __init__(self, path: Path, mistakes: Iterable[Mistake]) -> None:
        self.path = path
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(self._line(mistake) for mistake in self.mistakes))

    def _line(self, mistake: Mistake) -> str:
        place = f"{self.path}:{mistake.line}" if mistake.line else f"{self.path}"
        return ": ".join(part for part in (place, mistake.key, mistake.message) if part)
