"""Meetings as attachments: the calendar file of one, or of all that are to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from commands.base import Call, Moment
from commands.base.typed import fold
from commands.calendar.ical import CalendarEntry, meeting_file
from commands.calendar.when import moment_of, period
from commands.words import File, _
from commands.words.render import render
from storage.meetings import Meeting

MIMETYPE = "text/calendar"


def calendar_file(at: Call | Moment, meeting: Meeting, *, chat: str | None = None) -> File:
    """The meeting's own calendar file; of a cancelled one the file that takes it out of the calendar."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(meeting.title)).strip("-")[:40]
    name = f"{meeting.key}-{slug}.ics" if slug else f"{meeting.key}.ics"
    return File(name, MIMETYPE, meeting_file([_entry(at, meeting)]), about=meeting.key, chat=chat)


def calendar_of_all(at: Call | Moment, meetings: Sequence[Meeting], *, chat: str | None = None) -> File:
    """All the given meetings in one calendar file."""
    name = render(_("meetings.ics"), at.settings.style).body
    return File(name, MIMETYPE, meeting_file([_entry(at, meeting) for meeting in meetings]), chat=chat)


def _entry(at: Call | Moment, meeting: Meeting) -> CalendarEntry:
    when = meeting.date
    span = period(when)
    host = at.room.room_id.partition(":")[2] or "board"
    return CalendarEntry(
        uid=f"{meeting.uid}@{host}",
        sequence=meeting.sequence,
        summary=meeting.title,
        start=span.start,
        end=span.end,
        rrule=when.rule,
        exdates=tuple(
            date.fromisoformat(start) if when.all_day else moment_of(start, when.zone) for start in when.skipped
        ),
        location=meeting.place or "",
        url=meeting.link or "",
        alarms=at.settings.meeting_reminders,
        created=datetime.fromtimestamp(meeting.created / 1000, UTC),
        last_modified=datetime.fromtimestamp(meeting.changed / 1000, UTC),
        cancelled=meeting.state == "cancelled",
    )
