"""The line to vote with, for the dates that a poll has."""

from __future__ import annotations

from collections.abc import Sequence

from commands.words import Text, _
from storage.meetings import Meeting
from storage.slots import Slot


def vote_line(meeting: Meeting, slots: Sequence[Slot]) -> Text:
    """A line that votes on the first of the slots, of which there is at least one."""
    one, two, three, *_more = (*(slot.number for slot in slots), 0, 0, 0)
    if three:
        return _("`!vote {key} {one} yes, {two} maybe, {three} no`", key=meeting.key, one=one, two=two, three=three)
    if two:
        return _("`!vote {key} {one} yes, {two} maybe`", key=meeting.key, one=one, two=two)
    return _("`!vote {key} {one} yes`", key=meeting.key, one=one)
