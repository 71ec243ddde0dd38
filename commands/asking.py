"""What is added where the first reading of a date was taken and another one is possible."""

from __future__ import annotations

from commands.dates import Ask
from commands.words import Text, _


def other_reading(ask: Ask, line: Text) -> Text:
    """Why the date could be meant otherwise and, if there is another reading, the line that changes to it.

    `line` is a command with `ask.say` as its date.
    """
    if ask.other is None:
        return ask.reason
    if ask.other.rrule is not None:  # its first date alone would not tell the readings apart
        return _("{reason} If it is meant differently: {line}", reason=ask.reason, line=line)
    return _("{reason} If {other} is meant: {line}", reason=ask.reason, other=ask.other.period, line=line)
