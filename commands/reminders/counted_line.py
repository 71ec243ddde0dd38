"""Reads what a reminder is counted from: `2 Tage vor M3 um 9 Uhr`, `vor Sitzungen 2h`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, UsageError, UserError, from_ms, to_ms
from commands.base.claims import Place, at
from commands.base.titles import Titled, several, titled, whole_at_head
from commands.calendar.schedule import MORNING, coming, days_of, within
from commands.dates import Anchors, DateError, carries, find_date, read_dates, read_duration
from commands.patterns import regex
from commands.reminders.counted import CountedDate, dates_from
from commands.words import Text, _, offered_line
from storage import Store
from storage.meetings import Meeting
from storage.reminders import FromMeeting
from storage.series import NEVER
from storage.values import frozen

_DAY: Final = timedelta(days=1)
_WEEK: Final = 7
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(days=366)
"""How far from a meeting one is reminded at most."""
_SIDE: Final = regex(r"(?<!\w)(?:vor|nach|before|after)\s{1,5}(?:(?:der|dem|the)\s{1,5})?", re.IGNORECASE)
_EVERY: Final = regex(
    r"(?<!\w)(?:vor|before)\s{1,5}"
    r"(?:(?:(?:allen|jeder|jedem|den|meinen|all|every|each|my)\s{1,5})?(?:sitzungen|treffen|meetings)"
    r"|(?:jeder|jedem|every|each)\s{1,5}(?:sitzung|treffen|meeting))(?!\w)",
    re.IGNORECASE,
)
_AHEAD: Final = regex(
    r"\s{1,5}(?:vorher|davor|im\s{1,5}voraus|beforehand|before|ahead|in\s{1,5}advance)(?!\w)", re.IGNORECASE
)
"""What says once more that it comes before: «vor jeder Sitzung 2 Stunden vorher»."""
_OF: Final = regex(r"(?<!\w)(?:an|of|about|to)\s{1,5}(?:(?:die|den|das|the)\s{1,5})?", re.IGNORECASE)
_KEY: Final = regex(r"m#?\d{1,7}(?!\w)", re.IGNORECASE)
_MOST: Final = 20
"""So often a line of a person says «vor» at most."""
_WORDS: Final = 5
"""Words that a length of time may have."""
_DISTANCES: Final = _("From a meeting, days, weeks and hours are counted.")
_EXAMPLE: Final = _("`!remind before meetings 2h`")


@frozen
class Counting:
    """What was said of meetings: how a reminder is counted, and the next date, None if no meeting is to come."""

    counted: FromMeeting
    next: CountedDate | None


class MeetingDates:
    """The next dates of the room's meetings by their keys, as the date reader asks for them; it remembers for which."""

    def __init__(self, call: Call, store: Store) -> None:
        self._call, self._store = call, store
        self._asked: dict[str, Meeting | None] = {}

    def __call__(self, key: str) -> datetime | date | None:
        if not key.startswith("M"):
            return None
        meeting = self._asked[key] = self._store.meetings.find(int(key[1:]))
        if meeting is None or meeting.state != "fixed":
            return None
        one = coming(meeting.date, self._call.ms) or next(within(meeting.date, 0, NEVER), meeting.date)
        return days_of(one)[0] if one.all_day else from_ms(one.begins)

    def of(self, key: str) -> Meeting:
        """The meeting of a date that was read."""
        meeting = self._asked[key]
        assert meeting is not None  # noqa: S101  (the reader counts from no record without a date)
        return meeting

    def refused(self, mistake: DateError | None = None) -> UserError | None:
        """Why nothing can be counted from the meeting that the reader asked for or named in its mistake; None if it
        named none."""
        key = mistake.text.values.get("key") if mistake else next(iter(self._asked), None)
        if not isinstance(key, str):
            return None
        self(key)
        return _why_not(key, self._asked[key]) if key in self._asked else None


def _why_not(key: str, meeting: Meeting | None) -> UserError:
    if meeting is None:
        return UserError(_("There is no meeting {key}.", key=key), _("`!meeting list`"))
    about = {"key": meeting.key, "title": meeting.title}
    if meeting.state == "cancelled":
        return UserError(_("{key} “{title}” is cancelled.", **about), _("`!meeting list`"))
    if meeting.state == "voting":
        text = _("{key} “{title}” has no date yet; once one is fixed, days can be counted from it.", **about)
        return UserError(text, offered_line("meeting show", meeting.key))
    if meeting.date.all_day:
        return UserError(_("{key} lasts whole days; please count in days.", key=meeting.key), _example(meeting))
    return UsageError(_DISTANCES, _example(meeting))


def key_for_title(call: Call, store: Store, said: Claims, at: datetime) -> None:
    """Says by its key the meeting that days or hours are counted from by its title: `1 Woche vor dem Jour fixe`."""
    if not _SIDE.search(said.text) and not _AHEAD.search(said.text):
        return  # nothing is counted from anything: no meeting is looked for
    among = titled("M", call, store, said.text)
    _length_first(said, among)
    _before_it(said, among)
    for place in said.open():
        for side in islice(_SIDE.finditer(said.text, place.start, place.end), _MOST):
            found, length = whole_at_head(said.words(Place(side.end(), place.end)), among)
            if not found:
                continue
            key, end = found[0].key, side.end() + length
            counted = f"{said.words(Place(place.start, side.end()))}{key}"
            if find_date(counted, at, call.zone, where="end", anchors={key: at}.get) is None:
                continue
            if len(found) > 1:
                raise several(said.words(Place(side.end(), end)), found, None)
            said.reword(side.end(), end, key)
            return


def _length_first(said: Claims, among: Sequence[Titled]) -> None:
    """Says «vor dem Plenum 1 Stunde» the other way round, as the date reader reads it: `1 Stunde vor M2`."""
    for place in said.open():
        for side in islice(_SIDE.finditer(said.text, place.start, place.end), _MOST):
            key, end = _meeting_at(said, Place(side.end(), place.end), among)
            if key and (found := _length_at(said, end)):
                said.reword(side.start(), found[0], f"{said.words(Place(end, found[0])).strip()} {side[0]}{key}")
                return


def _before_it(said: Claims, among: Sequence[Titled]) -> None:
    """Says «10 Minuten vorher an M1» and «an M1 10 Minuten vorher», or «M1 10 Minuten vorher» at the head of what is
    left, as the date reader reads it: `10 Minuten vor M1`."""
    head = said.head.start
    for place in said.open():
        led = [at(of) for of in islice(_OF.finditer(said.text, place.start, place.end), _MOST)]
        for of in [*([Place(head, head)] if place.start <= head < place.end else []), *led]:
            key, end = _meeting_at(said, Place(of.end, place.end), among)
            ahead = list(_AHEAD.finditer(said.text, place.start, of.start))[-1:]
            if key and ahead and ahead[0].end() == of.start - 1 and _length_to(said, ahead[0].start()):
                said.reword(ahead[0].start(), end, f" vor {key}")
                return
            length = _length_at(said, end) if key else None
            if length and (behind := _AHEAD.match(said.text, length[0])):
                said.reword(of.start, behind.end(), f"{said.words(Place(end, length[0])).strip()} vor {key}")
                return


def _meeting_at(said: Claims, place: Place, among: Sequence[Titled]) -> tuple[str, int]:
    """The key of the one meeting that is named at the head of that place, and where its name ends; else empty."""
    if key := _KEY.match(said.text, place.start, place.end):
        return key[0], key.end()
    found, length = whole_at_head(said.words(place), among)
    return (found[0].key if len(found) == 1 else "", place.start + length)


def _length_at(said: Claims, start: int) -> tuple[int, timedelta] | None:
    """Where the longest length of time that stands there ends, and what it is; None if none stands there."""
    for word in reversed(said.each_word(Place(start, len(said.text)), _WORDS)):
        with suppress(DateError):
            return word.end, read_duration(said.words(Place(start, word.end)).strip(" :,"))
    return None


def counted_from(
    call: Call, store: Store, dates: MeetingDates, words: str, record: str, due: datetime, what: str
) -> Counting:
    """How `words`, read as `due`, are counted from the meeting of that key, whatever its date.

    Raises UserError where that moment has gone by, and for what is another stretch of time with every date, such as
    «Dienstag vor M3».
    """
    meeting, moment = dates.of(record), dates(record)
    zone = ZoneInfo(call.zone)
    if isinstance(moment, datetime) and _in_hours(call, words, record, moment.astimezone(zone).date()):
        counted = FromMeeting(meeting.id, (to_ms(due) - to_ms(moment)) // 1000, None, meeting.number)
    else:
        day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
        assert day is not None  # noqa: S101  (what was read had a date)
        away = due.date() - day
        for later in (day + n * _DAY for n in range(1, _WEEK)):
            if _first_day(call, words, {record: later}.get) - later != away:
                raise UsageError(_DISTANCES, _example(meeting))
        counted = FromMeeting(meeting.id, round(away.total_seconds()), f"{due:%H:%M}", meeting.number)
    counted = _bounded(counted, _example(meeting))
    return Counting(counted, _next(call, store, meeting, counted, what))


def _in_hours(call: Call, words: str, record: str, day: date) -> bool:
    """Whether hours are counted: from a mere day that is none that can be read."""
    try:
        read_dates(words, call.now, call.zone, {record: day}.get)
    except DateError:
        return True
    return False


def _first_day(call: Call, words: str, anchors: Anchors) -> date:
    start = read_dates(words, call.now, call.zone, anchors)[0].start
    return start.date() if isinstance(start, datetime) else start


def _next(call: Call, store: Store, meeting: Meeting, counted: FromMeeting, what: str) -> CountedDate:
    """The next date whose reminder is still to come. Raises UserError if there is none."""
    if found := next(dates_from(store, counted, call.ms), None):
        return found
    gone = next(dates_from(store, counted, 0))
    raise UserError(_("{when} has gone by.", when=from_ms(gone.due)), _shorter(call, meeting, what))


def _shorter(call: Call, meeting: Meeting, what: str) -> Text:
    """A line with a time before the meeting that is still to come."""
    for length in (timedelta(hours=2), timedelta(minutes=30), timedelta(minutes=5)):
        if not meeting.date.all_day and meeting.date.begins - length.total_seconds() * 1000 > call.ms:
            minutes = round(length.total_seconds() / 60)
            return offered_line("remind", minutes, _("minutes before {key}", key=meeting.key), what[:60])
    return _("`!remind in 2 days send the slides`")


def _example(meeting: Meeting) -> Text:
    return offered_line("remind", _("2 days before {key} send the slides", key=meeting.key))


def claim_lead(call: Call, store: Store, said: Claims) -> Counting | None:
    """A lead time before every meeting at the head or at the end of what is left, `vor Sitzungen 2h`, `1 Tag vor allen
    Sitzungen um 18 Uhr`; None if none is said.

    Raises UserError for a length that nobody is reminded by.
    """
    every = said.search(_EVERY)
    found = (_length_before(said, every) or _length_behind(said, every)) if every else None
    if found is None:
        return None
    start, end, length = found
    clock, end = _clock_behind(call, said, end) if not length % _DAY else (None, end)
    if start != said.head.start and said.behind(end).strip(" .!?"):
        return None
    said.claim(start, end)
    counted = _bounded(FromMeeting(None, -round(length.total_seconds()), clock), _EXAMPLE)
    return Counting(counted, next(dates_from(store, counted, call.ms), None))


def how_long(said: Claims) -> UserError | None:
    """The question how long before every meeting, where the line begins with that and says no length."""
    every = _EVERY.match(said.text, said.head.start, said.head.end)
    return UsageError(_("How long before every meeting?"), _EXAMPLE) if every else None


def _bounded(counted: FromMeeting, example: Text) -> FromMeeting:
    """The same. Raises UserError for a length of time that nobody is reminded by; no day away is the day itself."""
    length = timedelta(seconds=abs(counted.seconds))
    if length > _LONGEST or (counted.clock is None and length < _SHORTEST):
        raise UserError(_("A lead time is a minute at least and a year at most."), example)
    return counted


def _clock_behind(call: Call, said: Claims, end: int) -> tuple[str, int]:
    """The time of day that stands there, and where it ends; nine where none stands there."""
    found = find_date(said.behind(end), call.now, call.zone)
    if found is not None:
        moment, words = found.spans[0].start, said.words(Place(end, end + found.end))
        if isinstance(moment, datetime) and {one.kind for one in carries(words)} == {"time"}:
            return f"{moment:%H:%M}", end + found.end
    return f"{MORNING:%H:%M}", end


def _length_before(said: Claims, every: re.Match[str]) -> tuple[int, int, timedelta] | None:
    """The longest length of time right before «vor allen Sitzungen»: where both begin and end, and what it is."""
    found = _length_to(said, every.start())
    return (found[0], every.end(), found[1]) if found else None


def _length_to(said: Claims, end: int) -> tuple[int, timedelta] | None:
    """Where the longest length of time that ends there begins, and what it is; None if none does."""
    for word in said.each_word(Place(said.head.start, end))[-_WORDS:]:
        with suppress(DateError):
            return word.start, read_duration(said.words(Place(word.start, end)).strip())
    return None


def _length_behind(said: Claims, every: re.Match[str]) -> tuple[int, int, timedelta] | None:
    """The longest length of time right behind «vor Sitzungen»: where both begin and end, and what it is."""
    found = _length_at(said, every.end())
    if found is None:
        return None
    end, length = found
    ahead = _AHEAD.match(said.text, end)
    return every.start(), ahead.end() if ahead else end, length
