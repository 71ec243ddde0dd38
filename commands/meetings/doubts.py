"""Questions about a wish that can be meant in several ways: asked before anything is done."""

from __future__ import annotations

from commands.base import Call, UserError
from commands.meetings.series import typed_day
from commands.words import Content, Reply, Text, _
from storage import Store
from storage.meetings import Meeting, When


def ask(call: Call, store: Store, text: Content, line: str) -> Reply:
    """The question; `!yes` carries out `line`, all of it behind the prefix, as if the member had said it."""
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, line, call.ms)
    return Reply(text, asks=True)


def which_dates(meeting: Meeting, one: When, new: str) -> UserError:
    """Whether a wish to move, with the words `new`, is about the next date or about all of the series."""
    text = _("{key} {title} is a series: is only one date meant, or all?", key=meeting.key, title=meeting.title)
    words = {"key": meeting.key, "day": typed_day(one), "new": new[:60]}
    return UserError(
        text, _("Only that one: `!meeting move {key} {day} to {new}` All: `!meeting move {key} all to {new}`", **words)
    )


def no_such_date(meeting: Meeting, said: Text, line: Text | None) -> UserError:
    """The series has no date there; `line` names one that it has."""
    return UserError(_("{key} has no date on {when}.", key=meeting.key, when=said), line)
