"""A meeting takes place at another time: all of it, one date of a series, or a series from a date on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import Final

from commands.base import Call, UserError
from commands.calendar.schedule import period, single, within
from commands.calendar.series import clash, origin_of, with_moved
from commands.dates import Span
from commands.meetings.changes import OLD_ENTRY, change, done, reason_line, told
from commands.meetings.fixed.attendance import ask_of_next, attend_ends, attend_poll
from commands.meetings.fixed.remarks import date_remarks, remarks
from commands.meetings.fixed.series import shown, typed_day
from commands.meetings.timers import set_reminders
from commands.words import Reply, Text, _, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.meetings import Meeting
from storage.series import NEVER, When

_COMPARED: Final = 30
"""So many dates of a series are looked at to see whether anything has changed."""


def move_meeting(call: Call, store: Store, meeting: Meeting, new: When, reason: str = "") -> Reply:
    """A single meeting takes place at `new` instead. Everybody is rung, who comes is asked anew."""
    moved = store.meetings.fix(meeting.id, new, call.ms)
    set_reminders(call, store, moved)
    told_as = change("date", shown(meeting.date), shown(new))
    notes = (*_reason(reason), *date_remarks(call, store, moved), OLD_ENTRY)
    ends = attend_ends(call, meeting)
    also = (*ends, *told(call, store, moved, (told_as,), notes), *attend_poll(moved))
    return done(moved, (told_as,), also)


def move_date(call: Call, store: Store, meeting: Meeting, one: When, new: When, reason: str = "") -> Reply:
    """That date of a series takes place at `new` instead; the others stay. Raises UserError where another one lies."""
    if other := clash(meeting.date, one, new):
        raise UserError(
            _("{key} has a date there already: {when}.", key=meeting.key, when=period(other)),
            offered_line("meeting move", meeting.key, typed_day(one), _("to {next}", next=day_after(new))),
        )
    series = with_moved(meeting.date, one, new.start, new.end)
    changed = store.meetings.reschedule(meeting.id, series, call.ms)
    set_reminders(call, store, changed)
    told_as = change("one date", Text("{when}", {"when": period(one)}), Text("{when}", {"when": period(new)}))
    notes = remarks(call, store, changed, new)
    note = (_("Please note: {notes}.", notes=notes),) if notes else ()
    also = (
        *told(call, store, changed, (told_as,), (*_reason(reason), *note, OLD_ENTRY)),
        *ask_of_next(call, store, changed),
    )
    return done(changed, (told_as,), also)


def move_series(call: Call, store: Store, meeting: Meeting, series: When, reason: str = "") -> Reply:
    """The series goes on as `series` has it; what lies behind stays. Raises UserError if nothing would change, or two
    dates would meet."""
    ahead = [
        list(islice(((one.start, one.end) for one in within(when, call.ms, NEVER)), _COMPARED))
        for when in (meeting.date, series)
    ]
    if ahead[0] == ahead[1]:
        raise UserError(_("{key} is at that date already.", key=meeting.key), offered_line("meeting show", meeting.key))
    twice = next((one for one, after in pairwise(ahead[1]) if one[0] == after[0]), None)
    if twice is not None:
        when = single(*twice, series.zone)
        raise UserError(
            _("{key} would have two dates at once: {when}.", key=meeting.key, when=period(when)),
            offered_line("meeting show", meeting.key),
        )
    changed = store.meetings.reschedule(meeting.id, series, call.ms)
    set_reminders(call, store, changed)
    told_as = change("dates", shown(meeting.date), shown(changed.date))
    also = (*told(call, store, changed, (told_as,), (*_reason(reason), OLD_ENTRY)), *ask_of_next(call, store, changed))
    return done(changed, (told_as,), also)


def _reason(reason: str) -> tuple[Text, ...]:
    said = reason_line(reason)
    return (said,) if said else ()


def on_days(when: When, spans: tuple[Span, ...]) -> list[When]:
    """The dates of a series on the days of the spans, in their order."""
    found: dict[str, When] = {}
    for span in spans:
        first = span.start.date() if isinstance(span.start, datetime) else span.start
        last = first if isinstance(span.start, datetime) or not isinstance(span.end, date) else span.end
        begins = single(first.isoformat(), last.isoformat(), when.zone)
        for one in within(when, begins.begins, begins.over):
            if first.isoformat() <= one.start[:10] <= last.isoformat():
                found[origin_of(one)] = one
    return sorted(found.values(), key=lambda one: one.begins)


def day_after(one: When) -> str:
    return typed_date(date.fromisoformat(one.start[:10]) + timedelta(days=1))
