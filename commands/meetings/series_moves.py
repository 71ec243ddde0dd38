"""`!meeting move` of all dates of a series, or of all from one on: to another time or weekday, or by another rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from commands.base import Call, Claims, UsageError, UserError
from commands.calendar.schedule import coming, first_from, later, length_of, single
from commands.calendar.series import altered, on_weekday, origin_of, part_at, reruled, starting
from commands.dates import DateError, Span, apart
from commands.doubts import question, read_again
from commands.meetings.fixed.series import rule_typed, typed_day
from commands.meetings.rescheduling import move_series
from commands.meetings.wishes import Move, names, time_alone, weekday_alone
from commands.patterns import regex
from commands.words import Reply, _, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.series import Part, When

_ONTO: Final = regex(r"(?:auf|to)\s")


def rule_said(call: Call, text: str) -> Span | None:
    """The rule that the text says, if it says one and nothing else; days that it leaves out are left out one by one."""
    said = Claims(text)
    said.take_head(_ONTO)
    try:
        spans = read_again(call, said.rest())
    except DateError:
        return None
    one = spans[0] if len(spans) == 1 else None
    return one if one is not None and one.rrule is not None and not apart(one.rrule)[1] else None


def move_by_rule(call: Call, store: Store, meeting: Meeting, wish: Move, rule: Span) -> Reply:
    """From the first date that changes on, the series goes by another rule."""
    at = _begin(call, meeting, wish)
    when = meeting.date
    series = reruled(when, at.begins, _ahead(call, _part_of_rule(call, meeting, at, rule), when.zone))
    return move_series(call, store, meeting, series, wish.reason)


def move_all(call: Call, store: Store, meeting: Meeting, wish: Move) -> Reply:
    """Moves all dates, or all from one on: to another time, to another weekday, or by some hours."""
    at = _begin(call, meeting, wish)
    day = date.fromisoformat(origin_of(at)[:10])
    weekday = weekday_alone(call, wish.new)
    behind = weekday[1] if weekday else wish.new
    timed = time_alone(call, day, behind) if behind else None
    if wish.which == "from" and wish.old == wish.new:  # «ab 5.1. 15 Uhr»
        weekday, timed = None, read_again(call, wish.new)[0]
        if not isinstance(timed.start, datetime):
            raise UsageError(
                _("To which time or day shall the dates move?"),
                offered_line("meeting move", meeting.key, _("from {day} on to 15h", day=typed_day(at))),
            )
    if wish.by is None and weekday is None and timed is None:
        raise _rule_needed(meeting)
    if timed and (doubt := question(call, store, [timed])):
        return doubt

    def changed(part: Part, first: When) -> Part | None:
        length = length_of(part.start, part.end)
        start = f"{first.start[:10]}{part.start[10:]}"
        if wish.by is not None:
            start = later(start, wish.by)
            if start[:10] != first.start[:10]:
                return None
        if timed:
            length = timed.end - timed.start if timed.end else length if "T" in part.start else None
            start = f"{first.start[:10]}T{timed.start:%H:%M:%S}"
        new = Part(start, None if length is None else later(start, length), part.rule)
        moved = on_weekday(new, first, weekday[0]) if weekday else new
        return _ahead(call, moved, at.zone) if moved else None

    series = altered(meeting.date, at.begins, changed, weekday[0] if weekday else None)
    if series is None:
        raise _rule_needed(meeting)
    return move_series(call, store, meeting, series, wish.reason)


def _begin(call: Call, meeting: Meeting, wish: Move) -> When:
    """The first date of the series that changes."""
    following = coming(meeting.date, call.ms)
    if wish.which == "from":
        first = _read_begin(call, wish.old or wish.new).start
        day = single(f"{first:%Y-%m-%d}", None, meeting.date.zone)
        following = first_from(meeting.date, max(day.begins, call.ms))
    elif wish.old and following and not names(call, wish.old, following):
        raise UsageError(_("Not understood: “{words}”.", words=wish.old[:60]))
    if following is None:
        raise UserError(
            _("{key} has no date from then on.", key=meeting.key), offered_line("meeting show", meeting.key)
        )
    return following


def _read_begin(call: Call, text: str) -> Span:
    """The day from which on: `5.1.`, `Januar`."""
    try:
        return read_again(call, f"ab {text}")[0]
    except DateError:
        return read_again(call, text)[0]


def _ahead(call: Call, part: Part, zone: str) -> Part:
    """The rule from its first date on that is still to come."""
    if single(part.start, part.end, zone).begins > call.ms:
        return part
    return starting(part, call.now.date() + timedelta(days=1), zone)


def _part_of_rule(call: Call, meeting: Meeting, at: When, rule: Span) -> Part:
    """The rule that was said, with the time and length of the series where it says none, from the week of `at` on."""
    old = part_at(meeting.date, at)
    length = length_of(old.start, old.end)
    day = date.fromisoformat(origin_of(at)[:10])
    first = day - timedelta(days=day.weekday()) if "FREQ=MONTHLY" not in (rule.rrule or "") else day.replace(day=1)
    first = max(first, call.now.date())
    start = f"{rule.start:%Y-%m-%d}{old.start[10:]}"
    if isinstance(rule.start, datetime):
        start = f"{rule.start:%Y-%m-%dT%H:%M:%S}"
        length = rule.end - rule.start if rule.end is not None else length
    part = Part(start, None if length is None else later(start, length), rule.rrule or "")
    begun = date.fromisoformat(part.start[:10])
    return part if begun >= first else starting(part, first, meeting.date.zone)


def _rule_needed(meeting: Meeting) -> UsageError:
    return UsageError(
        _("For all dates of {key} a time, another weekday, or a whole rule is needed.", key=meeting.key),
        offered_line("meeting move", meeting.key, _("all to {rule}", rule=rule_typed(meeting.date))),
    )
