"""Finding a date and holding the meeting: polls, votes, fixed dates, calendar files, who comes (SPEC §4)."""

from __future__ import annotations

from commands.base import Command, Group, Notice
from commands.base.listening import Listener
from commands.meetings import attending, closing, listening, listing, proposing, reminding, showing, voting
from commands.meetings.timing import DEADLINE, REMINDER
from commands.words import _

GROUPS: tuple[Group, ...] = (
    Group("meeting", ("sitzung", "treffen", "termin", "meetings"), _("Meetings and votes on dates"), "meeting list"),
    *voting.GROUPS,
)

COMMANDS: tuple[Command, ...] = (
    proposing.propose,
    voting.vote,
    voting.meeting_vote,
    showing.show,
    closing.close,
    attending.attend,
    listing.list_meetings,
    listing.ics,
)

NOTICES: dict[str, Notice] = {
    DEADLINE: closing.deadline_passed,
    REMINDER: reminding.meetings_due,
}

LISTENERS: tuple[Listener, ...] = (listening.listen,)
