"""Finding a date and holding the meeting: polls, votes, fixed dates, calendar files, who comes."""

from __future__ import annotations

from commands.base.command import AtStart, Command, Group, Notices
from commands.base.happenings import Came, Left, Listeners, PollAnswer, Reaction, Redaction
from commands.base.undoing import Undoings, WayBack, WaysBack
from commands.meetings import cancelling, changes, editing, lists, postponing, reopening, timers, undoing
from commands.meetings.fixed import attendance, conclusion, notices, plan
from commands.meetings.poll import ballots, closing, heading, native_votes, nudges, proposal, show, slots
from commands.meetings.poll.heading import headings_due
from commands.quiet import beginning_of, by_day_only
from commands.words import _
from storage.timers import TimerKind

GROUPS: tuple[Group, ...] = (
    Group(
        "meeting",
        ("sitzung", "treffen", "termin", "meetings", "sitzungen", "termine"),
        _("Meetings and votes on dates"),
        default="meeting list",
        suggests="meeting plan",
        moves="meeting move",
        letter="M",
        usual=("meeting propose", "vote", "meeting close", "meeting attend", "meeting show"),
    ),
    *ballots.GROUPS,
)

COMMANDS: tuple[Command, ...] = (
    proposal.propose,
    ballots.vote,
    ballots.meeting_vote,
    show.show,
    nudges.nudge,
    nudges.mute,
    nudges.unmute,
    slots.add,
    slots.drop,
    closing.close,
    plan.plan,
    postponing.move,
    changes.place,
    changes.link,
    editing.edit,
    cancelling.cancel,
    reopening.reopen,
    attendance.attend,
    conclusion.done,
    lists.list_meetings,
    lists.ics,
)

NOTICES: Notices = {
    TimerKind.POLL_DEADLINE: by_day_only(closing.deadline_passed),
    TimerKind.POLL_VOTED: by_day_only(closing.all_voted),
    TimerKind.POLL_NUDGE: by_day_only(nudges.nudges_due, timers.deadline_of),
    TimerKind.MEETING_REMINDER: by_day_only(notices.meetings_due, beginning_of),
    TimerKind.ATTENDANCE: by_day_only(attendance.dates_due),
    TimerKind.MEETING_HEADING: headings_due,
}

NIGHTLY: tuple[AtStart, ...] = (closing.end_the_past,)

LISTENERS: Listeners = {
    PollAnswer: native_votes.on_answer,
    Reaction: native_votes.on_reaction,
    Redaction: native_votes.on_redaction,
    Came: native_votes.on_members_changed,
    Left: native_votes.on_members_changed,
}

AT_START: tuple[AtStart, ...] = (heading.post_open_polls, timers.set_right)

UNDOINGS: Undoings = {"meetings": undoing.undoing}
WAYS_BACK: WaysBack = dict.fromkeys(("meeting close", "meeting cancel"), WayBack("meetings", reopening.way_back))
