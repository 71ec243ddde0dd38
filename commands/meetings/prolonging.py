"""What makes a meeting, or the vote on its dates, longer or shorter: `bis 18 Uhr`, `um eine Stunde`, `auf 3 h`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from commands.base import Call, UsageError
from commands.calendar.schedule import length_of, local, naive
from commands.dates import DateError, read_duration
from commands.meetings.wishes import time_alone
from commands.patterns import regex
from commands.words import _, offered_line
from storage.meetings import Meeting
from storage.series import When

VERBS: Final = ("verlängern", "verkürzen", "kürzen", "extend", "prolong", "shorten")
_VERB: Final = regex(
    r"\A\S++\s++(?:(?P<longer>verl(?:ä|ae)ngern|extend|prolong)|(?:ver)?k(?:ü|ue)rzen|shorten)(?!\w)", re.I
)
_UNTIL: Final = regex(r"(?:bis|until|till|to)\s(?:zum\s)?(?P<until>\S.*)", re.IGNORECASE)
_TO: Final = regex(r"(?:(?:auf|f(?:ü|ue)r|to|for)\s)?(?P<length>\S.*)", re.IGNORECASE)
_BY: Final = regex(r"(?:um|by)\s(?P<length>\S.*)", re.IGNORECASE)
_MORE: Final = regex(
    r"\A(?:(?:um|by)\s)?(?P<length>\S.*?)\s(?:(?P<longer>l(?:ä|ae)nger|mehr|longer|more)|k(?:ü|ue)rzer|weniger|shorter|less)[.!]?",
    re.IGNORECASE,
)
_MOST_MINUTES: Final = 60 * 24


def prolonged(call: Call, meeting: Meeting, text: str) -> dict[str, str]:
    """The fields of an edit that those words mean, by the meeting as it is; none for other words.

    Raises UsageError where they say how much longer, but not from when on that counts.
    """
    verb, words = _VERB.match(call.line), text.strip(" ;,.")
    if meeting.when is None:
        return _of_poll(call, meeting, words, longer=verb is not None and bool(verb["longer"]))
    if until := _UNTIL.fullmatch(words):
        length = _until(call, meeting.when, until["until"])
        return {"duration": length} if length else {}
    if more := _MORE.fullmatch(words):
        return _by(meeting, more["length"], longer=bool(more["longer"]))
    if verb and (by := _BY.fullmatch(words)):
        return _by(meeting, by["length"], longer=bool(verb["longer"]))
    if verb and (to := _TO.fullmatch(words)) and _length(to["length"]):
        return {"duration": to["length"]}
    return {}


def _of_poll(call: Call, meeting: Meeting, words: str, *, longer: bool) -> dict[str, str]:
    """Voting ends then, or so much later."""
    until, by = _UNTIL.fullmatch(words), _BY.fullmatch(words)
    length = _length(by["length"]) if by else None
    if longer and length and meeting.deadline is not None:
        return {"deadline": f"{local(meeting.deadline, call.zone) + length:%d.%m.%Y %H:%M}"}
    return {"deadline": until["until"]} if longer and until else {}


def _by(meeting: Meeting, words: str, *, longer: bool) -> dict[str, str]:
    by = _length(words)
    return {"duration": _changed(meeting, by if longer else -by)} if by else {}


def _until(call: Call, when: When, words: str) -> str:
    """How long it lasts if it ends at that time of its day; empty if the words say no such time."""
    end = time_alone(call, date.fromisoformat(when.start[:10]), words)
    if when.all_day or end is None or not isinstance(end.start, datetime):
        return ""
    minutes = round((end.start.replace(tzinfo=None) - naive(when.start)).total_seconds()) // 60
    return f"{minutes} min" if 0 < minutes < _MOST_MINUTES else ""


def _changed(meeting: Meeting, by: timedelta) -> str:
    """The length that the meeting has then."""
    now = length_of(meeting.date.start, meeting.date.end)
    if now is None or now + by < timedelta(minutes=1):
        raise UsageError(
            _("How long is it to last in all?"), offered_line("meeting edit", meeting.key, _("Duration: 2h"))
        )
    return f"{round((now + by).total_seconds()) // 60} min"


def _length(words: str) -> timedelta | None:
    try:
        return read_duration(words)
    except DateError:
        return None
