"""Meetings as attachments: the calendar file of one, or of all that are to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from commands.base import Call, Moment
from commands.base.typed import fold
from commands.calendar.ical import CalendarEntry, meeting_file
from commands.calendar.schedule import moment_of, parts_of, period, single
from commands.words import File, _
from commands.words.render import render
from storage.meetings import Meeting
from storage.series import Part, When

MIMETYPE = "text/calendar"


def calendar_file(at: Call | Moment, meeting: Meeting, *, chat: str | None = None) -> File:
    """The meeting's own calendar file; of a cancelled one the file that takes it out of the calendar."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(meeting.title)).strip("-")[:40]
    name = f"{meeting.key}-{slug}.ics" if slug else f"{meeting.key}.ics"
    return File(name, MIMETYPE, meeting_file(_entries(at, meeting)), about=meeting.key, chat=chat)


def calendar_of_all(call: Call, meetings: Sequence[Meeting]) -> File:
    """All the given meetings in one calendar file."""
    name = render(_("meetings.ics"), call.style).body
    entries = [entry for meeting in meetings for entry in _entries(call, meeting)]
    return File(name, MIMETYPE, meeting_file(entries), chat=call.chat)


def _entries(at: Call | Moment, meeting: Meeting) -> list[CalendarEntry]:
    """One entry for a single date; of a series one for each of its rules, and one for each date that was moved."""
    when = meeting.date
    host = at.room.room_id.partition(":")[2] or "board"
    entries: list[CalendarEntry] = []
    rules = parts_of(when) or (None,)
    for number, part in enumerate(rules):
        # Another rule from a date on is an event of its own: one UID holds one RRULE.
        uid = f"{meeting.uid}{f'-{number + 1}' if number else ''}@{host}"
        follows = rules[number + 1] if number + 1 < len(rules) else None

        def here(origin: str, part: Part | None = part, follows: Part | None = follows) -> bool:
            return part is not None and part.start <= origin and (follows is None or origin < follows.start)

        base = single(part.start, part.end, when.zone) if part else when
        exdates = tuple(_moment(origin, when.zone) for origin in when.skipped if here(origin))
        rule = part.rule if part else None
        entries.append(replace(_entry(at, meeting, base), uid=uid, rrule=rule, exdates=exdates))
        entries += [
            replace(
                _entry(at, meeting, single(moved.start, moved.end, when.zone)),
                uid=uid,
                replaces=_moment(moved.origin, when.zone),
            )
            for moved in when.moved
            if here(moved.origin)
        ]
    return entries


def _entry(at: Call | Moment, meeting: Meeting, when: When) -> CalendarEntry:
    span = period(when)
    return CalendarEntry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        summary=meeting.title,
        start=span.start,
        end=span.end,
        location=meeting.place or "",
        url=meeting.link or "",
        description=meeting.description or "",
        alarms=at.settings.meeting_reminders,
        created=datetime.fromtimestamp(meeting.created / 1000, UTC),
        last_modified=datetime.fromtimestamp(meeting.changed / 1000, UTC),
        cancelled=meeting.state == "cancelled",
    )


def _moment(kept: str, zone: str) -> datetime | date:
    return moment_of(kept, zone) if "T" in kept else date.fromisoformat(kept)
