"""Meetings that repeat: how they are written, and single dates that are left out."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Final

from commands.base import Call, UserError
from commands.calendar.files import calendar_file
from commands.calendar.when import coming, keep, period, within, without
from commands.dates import DateError, Span
from commands.dates.resolve.saying import line as in_words
from commands.doubts import question
from commands.meetings.heading import apart
from commands.meetings.reading import read_one
from commands.meetings.timing import set_reminders
from commands.words import Message, Reply, Text, _, lines
from storage import Store
from storage.meetings import NEVER, Meeting, When

_NEXT: Final = 3


def shown(when: When, language: str) -> Text:
    """A date; a series by its rule, as one would type it."""
    span = period(when)
    if when.rule is None:
        return Text("{when}", {"when": span})
    rule = Span(span.start, span.end, span.all_day, when.rule)
    return Text("{rule}", {"rule": in_words(rule, when.zone, english=language == "en")})


def next_dates(when: When, now: int) -> tuple[Text, ...]:
    """The next dates of a series, on a line; none for a single date."""
    if when.rule is None:
        return ()
    singles = islice(within(when, now, NEVER), _NEXT)
    return (_("Next dates: {dates}.", dates=apart(Text("{when}", {"when": period(single)}) for single in singles)),)


def _typed(when: When) -> str:
    """The day of a date as one types it: `3.12.2026`."""
    day = date.fromisoformat(when.start[:10])
    return f"{day.day}.{day.month}.{day.year}"


def skip_date(call: Call, store: Store, meeting: Meeting, text: str) -> Reply | None:
    """Leaves one date of the series out if the text names a day; None if it is a reason, or nothing."""
    try:
        span = read_one(call, text)
    except DateError:
        return None
    if span.rrule is not None:
        return None
    if doubt := question(call, store, [span]):
        return doubt
    day = keep(span, call.zone)
    single = next((one for one in within(meeting.date, day.begins, day.over) if one.start[:10] == day.start[:10]), None)
    if single is None:
        following = coming(meeting.date, call.ms)
        raise UserError(
            _("{key} has no date on {when}.", key=meeting.key, when=span.period),
            _("`!meeting cancel {key} {day}`", key=meeting.key, day=_typed(following)) if following else None,
        )
    changed = store.meetings.skip(meeting.id, without(meeting.date, single.start), call.ms)
    set_reminders(call, store, changed)
    following = coming(changed.date, call.ms)
    title = {"key": meeting.key, "title": meeting.title}
    told = Message(
        lines(
            _("**{key} {title} does not take place: {when}.**", **title, when=period(single)),
            _("Next date: {when}.", when=period(following)) if following else _("No date is left."),
        ),
        call.room.members,
        about=meeting.key,
    )
    said = _("**{key} {title}**: this date is cancelled; everybody is told.", key=meeting.key, title=meeting.title)
    return Reply(said, (told, calendar_file(call, changed)), about=meeting.key)
