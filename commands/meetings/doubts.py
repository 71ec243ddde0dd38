"""Questions about a wish that can be meant in several ways: asked before anything is done."""

from __future__ import annotations

from commands.base import Call, UserError
from commands.meetings.fixed.series import typed_day
from commands.words import Content, Reply, _, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.series import When


def ask(call: Call, store: Store, text: Content, line: str) -> Reply:
    """The question; `!yes` carries out `line`, all of it behind the prefix, as if the member had said it."""
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, line, call.ms)
    return Reply(text, asks=True)


def which_dates(meeting: Meeting, one: When, new: str, length: str, weekday_of: str | None) -> UserError:
    """Whether a wish to move is about one date or about all of the series: to `new`, or by the words `length`. A new
    weekday, `weekday_of` the rule that the series has, is none for all dates of a series that is not weekly."""
    text = _("{key} {title} is a series: is only one date meant, or all?", key=meeting.key, title=meeting.title)
    day, to_new = typed_day(one), _("to {new}", new=new)
    if weekday_of is not None and "FREQ=WEEKLY" not in weekday_of:
        return UserError(text, _("Only that one: {line}", line=offered_line("meeting move", meeting.key, day, to_new)))
    first, every = (length, _("all {by}", by=length)) if length else (to_new, _("all to {new}", new=new))
    line = _(
        "Only that one: {one}\nAll: {every}",
        one=offered_line("meeting move", meeting.key, day, first),
        every=offered_line("meeting move", meeting.key, every),
    )
    return UserError(text, line)
