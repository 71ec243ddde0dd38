"""Meetings as attachments: the calendar file of one, or of all that are to come."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from commands.base import Call, Moment
from commands.base.typed import fold
from commands.calendar.ical import CalendarEntry, meeting_file
from commands.calendar.schedule import moment_of, parts_of, period, single
from commands.sittings import date_of
from commands.topics import described_topics
from commands.words import File, Text, _
from commands.words.render import render
from storage.meetings import Meeting
from storage.series import Part, When
from storage.slots import Slot

MIMETYPE = "text/calendar"


def calendar_file(at: Call | Moment, meeting: Meeting, *, chat: str | None = None) -> File:
    """The meeting's own calendar file; of a cancelled one the file that takes it out of the calendar."""
    return File(_filename(meeting), MIMETYPE, meeting_file(_entries(at, meeting)), about=meeting.key, chat=chat)


def calendar_of_all(call: Call, meetings: Sequence[Meeting], more: Sequence[CalendarEntry] = ()) -> File:
    """All the given meetings in one calendar file, and those entries behind them."""
    name = render(_("meetings.ics"), call.style).body
    entries = [entry for meeting in meetings for entry in _entries(call, meeting)]
    return File(name, MIMETYPE, meeting_file([*entries, *more]), chat=call.chat)


def whole_calendar(at: Moment, meetings: Sequence[tuple[Meeting, Sequence[Slot]]]) -> bytes:
    """All the given meetings in one file, cancelled ones too; of a poll its dates, as tentative events."""
    entries: list[CalendarEntry] = []
    for meeting, slots in meetings:
        if meeting.when is not None:
            entries += _entries(at, meeting)
        elif meeting.state == "voting":
            entries += tentative_entries(at, meeting, slots)
    return meeting_file(entries)


def tentative_file(
    at: Call | Moment, meeting: Meeting, slots: Sequence[Slot], *, chat: str | None = None, gone: Text | None = None
) -> File:
    """The dates of a poll as tentative events; with the words `gone` beside it the file that takes them out again."""
    entries = [replace(entry, cancelled=gone is not None) for entry in tentative_entries(at, meeting, slots)]
    if gone is not None:
        entries = [replace(entry, sequence=entry.sequence + 1) for entry in entries]
    mark = render(_("tentative"), at.settings.style).body
    name = _filename(meeting, fold(mark))
    return File(name, MIMETYPE, meeting_file(entries), about=meeting.key, chat=chat, text=gone)


def tentative_entries(at: Call | Moment, meeting: Meeting, slots: Sequence[Slot]) -> list[CalendarEntry]:
    """A tentative event for each date of a poll, with a UID of its own; none of them rings."""
    host = at.room.room_id.partition(":")[2] or "board"
    title = render(_("{title} (tentative)", title=meeting.title), at.settings.style).body
    return [
        replace(
            _entry(at, meeting, slot.when, f"{meeting.uid}-slot-{slot.number}@{host}"),
            # A poll counts no changes of its file: seconds do, which never go back.
            sequence=(meeting.changed - meeting.created) // 1000,
            summary=title,
            location=slot.place or meeting.place or "",
            alarms=(),
            tentative=True,
        )
        for slot in slots
    ]


def _filename(meeting: Meeting, mark: str = "") -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", fold(meeting.title)).strip("-")[:40]
    return "-".join(part for part in (meeting.key, slug, mark) if part) + ".ics"


def _entries(at: Call | Moment, meeting: Meeting) -> list[CalendarEntry]:
    host = at.room.room_id.partition(":")[2] or "board"
    return dated_entries(
        meeting.date,
        _alone(at, meeting) if meeting.date.rule else (),
        # Another rule from a date on is an event of its own: one UID holds one RRULE.
        lambda number: f"{meeting.uid}{f'-{number + 1}' if number else ''}@{host}",
        lambda when, uid: _entry(at, meeting, when, uid),
    )


def dated_entries(
    when: When, alone: Sequence[When], uid: Callable[[int], str], entry: Callable[[When, str], CalendarEntry]
) -> list[CalendarEntry]:
    """One entry for a single date; of a series one for each of its rules, and one for each of the dates `alone` that
    its rule does not tell all about. `uid` is that of the rule of that place, counted from 0; `entry` is told it."""
    rules = parts_of(when)
    if not rules:
        return [entry(when, uid(0))]
    entries: list[CalendarEntry] = []
    for number, part in enumerate(rules):
        follows = rules[number + 1] if number + 1 < len(rules) else None

        def here(origin: str, part: Part = part, follows: Part | None = follows) -> bool:
            return part.start <= origin and (follows is None or origin < follows.start)

        base = entry(single(part.start, part.end, when.zone), uid(number))
        exdates = tuple(_moment(origin, when.zone) for origin in when.skipped if here(origin))
        entries.append(replace(base, rrule=part.rule, exdates=exdates))
        entries += [
            replace(entry(one, uid(number)), replaces=_moment(one.origin or one.start, when.zone))
            for one in alone
            if here(one.origin or one.start)
        ]
    return entries


def _alone(at: Call | Moment, meeting: Meeting) -> list[When]:
    """The dates of a series that its rule does not tell all about: those that were moved, and those to come that have
    an agenda of their own."""
    when = meeting.date
    moved = moved_dates(when)
    own = dict.fromkeys(topic.occasion for topic in meeting.topics if topic.state != "dropped")
    dates = (date_of(meeting, occasion) for occasion in own if occasion)
    known = {one.origin for one in moved}
    return [*moved, *(one for one in dates if one and one.over > at.ms and one.origin not in known)]


def moved_dates(when: When) -> list[When]:
    """The dates of a series that take place elsewhere than its rule has them."""
    return [single(one.start, one.end, when.zone, one.origin) for one in when.moved]


def _entry(at: Call | Moment, meeting: Meeting, when: When, uid: str) -> CalendarEntry:
    span = period(when)
    agenda = described_topics(at, meeting, when.origin or "")
    changed = max((topic.changed for topic in meeting.topics), default=0)
    return CalendarEntry(
        uid=uid,
        sequence=meeting.sequence,
        summary=meeting.title,
        start=span.start,
        end=span.end,
        location=meeting.place or "",
        url=meeting.link or "",
        description="\n\n".join(part for part in (meeting.description, agenda) if part),
        alarms=at.settings.meeting_reminders,
        created=datetime.fromtimestamp(meeting.created / 1000, UTC),
        last_modified=datetime.fromtimestamp(max(meeting.changed, changed) / 1000, UTC),
        cancelled=meeting.state == "cancelled",
    )


def _moment(kept: str, zone: str) -> datetime | date:
    return moment_of(kept, zone) if "T" in kept else date.fromisoformat(kept)
