"""What can go wrong that a member can put right. Everything else is a fault.

UserError
├── UsageError     the line was not understood; the answer shows the usage
└── NotAllowed     somebody else may do this
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from commands.words.messages import Reply
from commands.words.text import OfferedLine, Text, _
from storage.values import frozen

ExampleLine: TypeAlias = Callable[[str], Text]
"""Makes a line that works of a key or a title."""


@frozen
class Mend:
    """What is wrong in a line, as a pattern, and what is nearest to it; empty where nothing is."""

    wrong: str
    right: str = ""

    def mended(self, text: str) -> str | None:
        """The text with the right words in place of the wrong ones; None if they do not stand in it once."""
        if len(re.findall(self.wrong, text)) != 1:
            return None
        return " ".join(re.sub(self.wrong, self.right, text).split())


class UserError(ValueError):
    """One sentence the member can act on, shown behind ⚠️; `example` is a line that would have worked.

    The transaction is rolled back: nothing was changed. `mend` puts right what was typed, where that is known.
    """

    mend: Mend | None = None

    def __init__(self, text: Text, example: Text | None = None) -> None:
        super().__init__(text.template)
        self.text = text
        self.example = example


class UsageError(UserError):
    """The line was not understood as a command with its arguments."""


class NotAllowed(UserError):
    """The member may not do this, but somebody else may; the sentence says who."""


def too_long(most: int) -> UserError:
    """That a line has more characters than are read."""
    return UserError(_("That is more than {n} characters; please say it in fewer.", n=most))


def more_than_taken(words: str, example: Text | None = None) -> UsageError:
    """That those words are none that the command knows."""
    shown = " ".join(words.split())
    text = shown if len(shown) <= 80 else shown[:79] + "…"
    return UsageError(_("{text} is more than this command takes.", text=text), example)


class Unclear(Exception):
    """Part of a line was not understood, or the line as a whole was taken for what it may not be: its sender is asked.

    What was done is rolled back. `words` are what nobody understood, as they were typed; `would` is what would have
    been answered. `line` is what a yes carries out, where that is another line than the one that was typed.
    """

    def __init__(self, words: Sequence[str], would: Reply, line: OfferedLine | None = None) -> None:
        super().__init__("part of a line was not understood")
        self.words = tuple(words)
        self.would = would
        self.line = line
