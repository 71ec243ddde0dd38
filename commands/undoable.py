"""What `!undo` does to each command that changes something: the table behind it, from which the handbook's is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commands.words import Text, _
from storage.values import frozen


@frozen
class Undoable:
    """Commands that are taken back alike. `back` tells what comes back, `told` who hears what; `kept` tells, of those
    that are never taken back, why. `votes`: what was said goes with its message, so that deleting that is enough."""

    names: tuple[str, ...]
    back: Text
    told: Text
    kept: Text | None = None
    votes: bool = False


_ROOM = _("the answer in the room")
_RUNG = _("the answer; who was rung is rung once more and told")
_NOTHING = _("nothing")

TABLE: Final = (
    Undoable(
        ("meeting propose",),
        _("the poll is gone, its native polls go, its heading says so; its number is not given again"),
        _RUNG,
    ),
    Undoable(
        ("meeting plan",),
        _("the meeting is gone with its reminders; a calendar file takes it out of calendars"),
        _RUNG,
    ),
    Undoable(
        ("meeting close", "meeting move", "meeting cancel", "meeting reopen"),
        _(
            "date, state, votes and reminders are as before; the calendar file has the same UID and a higher SEQUENCE, "
            "polls that had ended are posted anew"
        ),
        _RUNG,
    ),
    Undoable(
        ("meeting place", "meeting link", "meeting edit"),
        _("what stood there before; of a fixed meeting with a new calendar file"),
        _RUNG,
    ),
    Undoable(
        ("meeting add", "meeting drop"), _("the dates of the poll, with their votes; native polls likewise"), _RUNG
    ),
    Undoable(
        ("vote", "meeting vote", "meeting attend"), _("the vote or answer before"), _("the answer, the heading"),
        votes=True,
    ),
    Undoable(("meeting mute", "meeting unmute"), _("whether one is asked"), _ROOM),
    Undoable(("meeting done",), _("who was there, as it was recorded before"), _ROOM),
    Undoable(
        ("decision add",),
        _("the vote is gone with its poll and its list; its number is not given again"),
        _RUNG,
    ),
    Undoable(
        ("decision yes", "decision no", "decision abstain", "decision undo"),
        _("the vote before, as long as the decision is open"),
        _("the answer, the status message"),
        votes=True,
    ),
    Undoable(("decision repeal",), _("the decision holds again"), _ROOM),
    Undoable(("host offer", "host edit", "host withdraw"), _("the offer as it was before"), _RUNG),
    Undoable(("host accept",), _("the place and host before; reminders, heading and calendar file follow"), _RUNG),
    Undoable(("host skip",), _("who is passed over"), _ROOM),
    Undoable(
        (
            "task add", "task edit", "task due", "task repeat", "task note", "task done", "task reopen", "task drop",
        ),
        _("the task as it was before, with its reminders and its rule; the next one that had opened is gone"),
        _RUNG,
    ),
    Undoable(
        ("task claim", "task release", "task assign", "task handover"),
        _("who has the task, and who is asked to take it on"),
        _RUNG,
    ),
    Undoable(
        ("lit add", "lit edit", "lit tag", "lit read", "lit remove"),
        _("the entry as it was before, also in the search; its number stays its own"),
        _ROOM,
    ),
    Undoable(
        ("lit import",),
        _("what the file has added is gone, entries and tags, also from the search; no number is given again"),
        _ROOM,
    ),
    Undoable(
        ("remind set", "remind cancel", "remind snooze", "remind move"),
        _("the reminder as it was before; not one whose moment has gone by meanwhile"),
        _ROOM,
    ),
    Undoable(
        (
            "agenda add", "agenda take", "agenda edit", "agenda duration", "agenda move", "agenda defer", "agenda drop",
        ),
        _("the agenda and the backlog as they were before; the agenda’s message shows it"),
        _ROOM,
    ),
    Undoable(
        ("minutes note", "minutes present"), _("the notes, or who was there, as it was recorded before"), _ROOM,
    ),
    Undoable(
        ("minutes draft", "minutes approve"), _NOTHING, _ROOM,
        kept=_("What was sent or approved stays; a later change is a new version."),
    ),
    Undoable(
        (
            "impulse add", "impulse edit", "impulse ask", "impulse claim", "impulse confirm", "impulse declined",
            "impulse held", "impulse drop",
        ),
        _("the impulse as it was before, with its point on the agenda and its reminders"),
        _RUNG,
    ),
    Undoable(
        ("impulse wish",), _("what one wished for before"), _("the answer, the status message"), votes=True,
    ),
    Undoable(
        ("release propose", "release agree", "release reject", "release withdraw"),
        _("the release as it was before; what goes out follows with the next export"),
        _RUNG,
    ),
    Undoable(
        ("reaction",),
        _("what a reaction did, also what 📚 has added: for a day, also by `!no`"),
        _("the answer where `!undo` was said"),
        votes=True,
    ),
    Undoable(("answer",), _("the answer to a poll before"), _("the answer, the heading"), votes=True),
    Undoable(
        ("meeting nudge", "host call", "decision nudge"),
        _NOTHING,
        _ROOM,
        kept=_("Who was asked has been rung already."),
    ),
    Undoable(
        ("decision close", "decision withdraw"),
        _NOTHING,
        _ROOM,
        kept=_("A decision that is closed stays so; it can be put to the vote anew."),
    ),
    Undoable(
        ("trust", "free", "board", "language", "decision edit"),
        _NOTHING,
        _ROOM,
        kept=_("Please say anew what is to hold."),
    ),
    Undoable(
        ("privacy forget",), _NOTHING, _ROOM, kept=_("What is forgotten is not there any more."),
    ),
)  # fmt: skip

ROWS: Final[Mapping[str, Undoable]] = {name: row for row in TABLE for name in row.names}
"""By the name of the command."""

HAPPENINGS: Final[Mapping[str, Text]] = {"reaction": _("a reaction"), "answer": _("an answer to a poll")}
"""What is done without a command, and how it is called."""
