"""Deciding: votes with a frozen list, a quorum and a majority, by name; what came of them stays in a register."""

from __future__ import annotations

from commands.base.command import AtStart, Group, Notices
from commands.base.happenings import Came, Left, Listeners, PollAnswer, Reaction, Redaction
from commands.base.undoing import Undoings
from commands.decisions import (
    adding,
    ballots,
    closing,
    editing,
    endings,
    heading,
    native_ballots,
    nudges,
    posting,
    register,
    undoing,
)
from commands.quiet import by_day_only
from commands.words import _
from storage.timers import TimerKind

GROUPS = (
    Group(
        "decision",
        ("beschluss", "beschlüsse", "decisions", "entscheidung", "entscheidungen"),
        _("Decisions: votes by name with quorum and majority, and their register"),
        default="decision list",
        suggests="decision add",
        letter="B",
        usual=("decision add", "decision yes", "decision no", "decision show", "decision close"),
    ),
)

COMMANDS = (
    adding.add,
    ballots.yes,
    ballots.no,
    ballots.abstain,
    ballots.revoke,
    register.show,
    register.list_,
    register.search,
    nudges.nudge,
    editing.edit,
    closing.close,
    endings.withdraw,
    endings.repeal,
)

NOTICES: Notices = {
    TimerKind.DECISION_END: closing.ends_due,
    TimerKind.DECISION_STATUS: heading.statuses_due,
    TimerKind.DECISION_NUDGE: by_day_only(nudges.nudges_of_decisions, nudges.end_of_vote),
}

LISTENERS: Listeners = {
    PollAnswer: native_ballots.on_poll_answer,
    Reaction: native_ballots.on_sign,
    Redaction: native_ballots.on_ballot_redacted,
    Came: native_ballots.on_members_came_or_left,
    Left: native_ballots.on_members_came_or_left,
}

AT_START: tuple[AtStart, ...] = (posting.post_open_votes, closing.ends_right)

UNDOINGS: Undoings = {"decisions": undoing.undoing}
