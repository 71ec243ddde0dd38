"""A date that was fixed, as everybody is told."""

from __future__ import annotations

from commands.base import Call, Moment
from commands.base.names import ANNOUNCEMENT
from commands.calendar_files import calendar_file
from commands.meetings.fixed.attendance import ask_who_comes
from commands.meetings.fixed.remarks import date_remarks
from commands.meetings.fixed.series import exceptions, next_dates, shown
from commands.meetings.sentences import particulars
from commands.words import Message, Said, Text, _, lines, offered_line
from storage import Store
from storage.meetings import Meeting


def announce(
    at: Call | Moment,
    store: Store,
    meeting: Meeting,
    why: tuple[Text, ...] = (),
    votes: tuple[Text, ...] = (),
    *,
    asks_apart: bool = False,
) -> tuple[Said, ...]:
    """Rings everybody with the fixed date and the votes, if there were any; then the calendar file and the question who
    comes, `asks_apart` in the thread of the announcement."""
    date, name = shown(meeting.date), ANNOUNCEMENT.of(meeting=meeting.id, asked=meeting.asked)
    asked = ask_who_comes(at, store, meeting, name if asks_apart else None)
    text = lines(
        _("**{key} {title} takes place: {when}.**", key=meeting.key, title=meeting.title, when=date),
        *why,
        *next_dates(meeting.date, at.ms),
        *exceptions(meeting.date, at.ms),
        *date_remarks(at, store, meeting),
        *particulars(meeting, at.settings.zone),
        *votes,
        _(
            "Who comes says so in the thread of this message, or: {line}",
            line=offered_line("meeting attend", meeting.key, _("in person")),
        )
        if asks_apart and asked
        else None,
    )
    return (Message(text, at.room.members, name=name, about=meeting.key), calendar_file(at, meeting), *asked)
