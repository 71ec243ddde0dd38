"""Reads what a reminder is counted from: `2 Tage vor M3 um 9 Uhr`, `vor Sitzungen 2h`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from commands.base import Call, Claims, UsageError, UserError, from_ms
from commands.base.titles import titled, whole_at_head
from commands.dates import DateError, read_duration
from commands.reminders.counted import CountedDate, dates_from
from commands.words import Text, _
from storage import Store
from storage.meetings import Meeting
from storage.reminders import FromMeeting

_MORNING = "09:00"
_DAY = timedelta(days=1)
_SIDE = re.compile(r"(?<!\w)(?P<side>vor|nach|before|after)\s+", re.IGNORECASE)
_MEETING = re.compile(
    r"(?:(?:der|dem|the)\s+)?(?:(?:sitzung|meeting|treffen|termin)\s+)?M#?(?P<number>\d{1,7})(?!\w)", re.IGNORECASE
)
_ARTICLE = re.compile(r"(?:der|dem|the)\s+", re.IGNORECASE)
_EVERY = re.compile(
    r"(?:(?:allen|jeder|jedem|den|meinen|all|every|each|my)\s+)?(?:sitzungen|treffen|meetings)(?!\w)"
    r"|(?:jeder|jedem|every|each)\s+(?:sitzung|treffen|meeting)(?!\w)",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(r"(?:am\s+|on\s+)?(?:(?:the\s+)?day|(?:dem\s+)?tag)$", re.IGNORECASE)
_CLOCK = re.compile(
    r"\s*,?\s*(?:(?:um|at)\s+(?P<h1>\d{1,2})(?:[:.](?P<m1>\d\d))?(?:\s*(?:uhr|h))?|(?P<h2>\d{1,2})[:.](?P<m2>\d\d)"
    r"(?:\s*uhr)?|(?P<h3>\d{1,2})\s*uhr)(?![\w:.]\w)",
    re.IGNORECASE,
)
_LONGEST = 5
"""Words that a length of time may have."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What was said of meetings: how a reminder is counted, and the next date, None if no meeting is to come."""

    counted: FromMeeting
    next: CountedDate | None


def claim_counted(call: Call, store: Store, said: Claims) -> Counting | None:
    """The `2 Tage vor M3` or `vor Sitzungen 2h` at the head or at the end of what is left; None if there is none.

    Raises UserError for a meeting without a date to come, and where that moment has gone by.
    """
    for place in said.open():
        for side in _SIDE.finditer(said.text, place.start, place.end):
            sign = -1 if side["side"].lower() in ("vor", "before") else 1
            if sign < 0 and (every := _EVERY.match(said.text, side.end(), place.end)):
                return _before_every(call, store, said, side.start(), every.end())
            length = _length_before(said, place.start, side.start())
            found = _meeting_at(call, store, said.text[side.end() : place.end]) if length else None
            if length and found:
                meeting, end = found
                return _counted(call, store, said, (length[0], side.end() + end), sign * length[1], meeting)
    return None


def _length_before(said: Claims, begin: int, end: int) -> tuple[int, timedelta] | None:
    """The longest length of time that ends there: where it begins, and what it is."""
    words = [begin + word.start() for word in re.finditer(r"\S+", said.text[begin:end])][-_LONGEST:]
    for start in words:
        text = said.text[start:end].strip()
        if _DAY_BEFORE.fullmatch(text):
            return start, _DAY
        try:
            return start, read_duration(text)
        except DateError:
            continue
    return None


def _meeting_at(call: Call, store: Store, text: str) -> tuple[Meeting, int] | None:
    """The meeting named at the head of the text, by number or by its whole title, and where its name ends."""
    if named := _MEETING.match(text):
        meeting = store.meetings.find(int(named["number"]))
        if meeting is None:
            raise UserError(_("There is no meeting {key}.", key=f"M{named['number']}"), _("`!meeting list`"))
        return meeting, named.end()
    article = _ARTICLE.match(text)
    begin = article.end() if article else 0
    found, length = whole_at_head(text[begin:], titled("M", call, store))
    meeting = store.meetings.find(found[0].number) if len(found) == 1 else None
    return (meeting, begin + length) if meeting else None


def _counted(
    call: Call, store: Store, said: Claims, place: tuple[int, int], length: timedelta, meeting: Meeting
) -> Counting | None:
    start, end = place
    if said.words(said.head) and start != said.head.start and said.text[end:].strip(" .!?") and not _at_end(said, end):
        return None
    clock = _CLOCK.match(said.text, end)
    whole_days = not length % _DAY
    time = _MORNING
    if clock is not None:
        hour, minute = int(clock["h1"] or clock["h2"] or clock["h3"]), int(clock["m1"] or clock["m2"] or 0)
        if not whole_days or hour > 23 or minute > 59:
            raise UsageError(_("A time of day goes with whole days before a meeting."), _example(meeting))
        time, end = f"{hour:02}:{minute:02}", clock.end()
    said.claim(start, end)
    seconds = round(length.total_seconds())
    counted = FromMeeting(meeting.id, seconds, time if whole_days else None, meeting.number)
    return Counting(counted, _next(call, store, meeting, counted, said.rest()))


def _at_end(said: Claims, end: int) -> bool:
    """Whether nothing but a time of day stands behind that place."""
    clock = _CLOCK.match(said.text, end)
    return clock is not None and not said.text[clock.end() :].strip(" .!?")


def _next(call: Call, store: Store, meeting: Meeting, counted: FromMeeting, what: str) -> CountedDate:
    """The next date whose reminder is still to come. Raises UserError if there is none."""
    if meeting.state != "fixed":
        cancelled = meeting.state == "cancelled"
        text = (
            _("{key} “{title}” is cancelled.", key=meeting.key, title=meeting.title)
            if cancelled
            else _(
                "{key} “{title}” has no date yet; once one is fixed, days can be counted from it.",
                key=meeting.key,
                title=meeting.title,
            )
        )
        raise UserError(text, _("`!meeting list`") if cancelled else _("`!meeting show {key}`", key=meeting.key))
    found = next(dates_from(store, counted, call.ms), None)
    if found is not None:
        return found
    gone = next(dates_from(store, counted, 0), None)
    if gone is None:
        raise UserError(_("{key} lasts whole days; please count in days.", key=meeting.key), _example(meeting))
    raise UserError(_("{when} has gone by.", when=from_ms(gone.due)), _shorter(call, meeting, what))


def _shorter(call: Call, meeting: Meeting, what: str) -> Text:
    """A line with a time before the meeting that is still to come."""
    for length in (timedelta(hours=2), timedelta(minutes=30), timedelta(minutes=5)):
        if not meeting.date.all_day and meeting.date.begins - length.total_seconds() * 1000 > call.ms:
            minutes = round(length.total_seconds() / 60)
            return _("`!remind {n} minutes before {key} {text}`", n=minutes, key=meeting.key, text=what[:60])
    return _("`!remind in 2 days send the slides`")


def _example(meeting: Meeting) -> Text:
    return _("`!remind 2 days before {key} send the slides`", key=meeting.key)


def _before_every(call: Call, store: Store, said: Claims, start: int, end: int) -> Counting:
    """A lead time before every meeting; how long stands before it or behind."""
    before = _length_before(said, said.head.start, start)
    if before is not None:
        start, length = before
    else:
        words = list(re.finditer(r"\S+", said.text[end:]))[:_LONGEST]
        for word in reversed(words):
            try:
                length = read_duration(said.text[end : end + word.end()].strip(" :,"))
            except DateError:
                continue
            end += word.end()
            break
        else:
            raise UsageError(_("How long before every meeting?"), _("`!remind before meetings 2h`"))
    said.claim(start, end)
    whole_days = not length % _DAY
    counted = FromMeeting(None, -round(length.total_seconds()), _MORNING if whole_days else None)
    return Counting(counted, next(dates_from(store, counted, call.ms), None))
