"""The line that was typed, mended, as one that a member can type."""

from __future__ import annotations

from commands.base.call import Call
from commands.base.claims import Claims, Place
from commands.words import Code, Text

_LONGEST = 600
"""Characters of a line that is offered once more."""


def to_type(line: str) -> Text | None:
    """That line as one to type, its rows and parts in one row; None if it is too long to be typed."""
    said = Claims(line)
    one = "; ".join(said.words(part).strip() for part in said.parts())
    return None if len(one) > _LONGEST else Text("{line}", {"line": Code("!" + one)})


def retyped(call: Call, said: Claims, place: Place, words: str) -> Text | None:
    """The line that was typed, with other words at that place of what stands behind its verb."""
    line = Claims(call.line.rstrip())
    behind = len(line.text) - len(said.text)
    if not line.text.endswith(said.text):
        return None
    line.reword(behind + place.start, behind + place.end, words)
    return to_type(line.text)
