"""Finding a date and holding the meeting: polls, votes, fixed dates, calendar files, who comes (SPEC §4)."""

from __future__ import annotations

from commands.base.command import AtStart, Command, Group, Notice
from commands.base.listening import Listener
from commands.meetings import (
    asking,
    attending,
    cancelling,
    changing,
    closing,
    concluding,
    editing,
    listening,
    listing,
    moving,
    planning,
    postponing,
    proposing,
    reminding,
    reopening,
    showing,
    slots,
    voting,
)
from commands.meetings.heading import headings_due
from commands.meetings.timing import DEADLINE, HEADING, NUDGE, REMINDER
from commands.words import _

GROUPS: tuple[Group, ...] = (
    Group(
        "meeting",
        ("sitzung", "treffen", "termin", "meetings"),
        _("Meetings and votes on dates"),
        default="meeting list",
        suggests="meeting plan",
    ),
    *voting.GROUPS,
)

COMMANDS: tuple[Command, ...] = (
    proposing.propose,
    voting.vote,
    voting.meeting_vote,
    showing.show,
    asking.nudge,
    asking.mute,
    asking.unmute,
    slots.add,
    slots.drop,
    closing.close,
    planning.plan,
    postponing.move,
    changing.place,
    changing.link,
    editing.edit,
    cancelling.cancel,
    reopening.reopen,
    attending.attend,
    concluding.done,
    listing.list_meetings,
    listing.ics,
)

NOTICES: dict[str, Notice] = {
    DEADLINE: closing.deadline_passed,
    NUDGE: asking.nudges_due,
    REMINDER: reminding.meetings_due,
    HEADING: headings_due,
}

NIGHTLY: tuple[AtStart, ...] = (closing.end_the_past,)

LISTENERS: tuple[Listener, ...] = (listening.listen,)

AT_START: tuple[AtStart, ...] = (moving.post_open_polls,)
