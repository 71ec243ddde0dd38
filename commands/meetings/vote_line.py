"""The line to vote with, for the dates that a poll has."""

from __future__ import annotations

from collections.abc import Sequence

from commands.words import Text, _, offered_line
from storage.meetings import Meeting
from storage.slots import Slot


def vote_line(meeting: Meeting, slots: Sequence[Slot]) -> Text:
    """A line that votes on the first of the slots, of which there is at least one."""
    one, two, three, *_more = (*(slot.number for slot in slots), 0, 0, 0)
    if three:
        return offered_line("vote", meeting.key, one, _("yes, {two} maybe, {three} no", two=two, three=three))
    if two:
        return offered_line("vote", meeting.key, one, _("yes, {two} maybe", two=two))
    return offered_line("vote", meeting.key, one, _("yes"))
