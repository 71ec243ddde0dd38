"""What a line wants of a meeting that has a date: which dates of it, moved to when, cancelled why.

Each `_read_…` takes the text behind the meeting's short name; nothing here changes a record.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from commands.base import Call, Claims, UsageError
from commands.base.claims import Place
from commands.beside_dates import doubt_unsure
from commands.calendar.schedule import later, length_of, naive, single
from commands.dated import claim_shift
from commands.dates import DateError, Span, find_date
from commands.doubts import read_again
from commands.meetings.dates_said import read_event
from commands.meetings.details import OPTIONS
from commands.meetings.which_dates import ALL, FROM, FROM_NOW, ON, UNTIL, DatesMeant, begin_years
from commands.patterns import regex
from commands.words import _
from commands.words.moments import typed_date
from storage.series import When
from storage.values import frozen

AGAINST: Final = regex(
    r"\b(?:nicht|keine?[nrms]?|außer|ausser|ohne|bis\s+auf|not|no|except|but|unless|without)\b", re.IGNORECASE
)
_ARROW: Final = regex(r"(?<!bis )\b(?:auf|to)\b|→|->|=>|>", re.IGNORECASE)
_FROM_OLD: Final = regex(r"(?:von|vom|from)\s+", re.IGNORECASE)
_INSTEAD: Final = regex(r"(?<=\s)(?:an)?(?:statt|instead of)\s", re.IGNORECASE)
_RULE_BEHIND: Final = regex(r"(?<=\S)(?=,?\s(?:jede[nrsm]?|every|each)\b)", re.IGNORECASE)
_ONLY: Final = regex(r"(?:nur|only)\s+", re.IGNORECASE)
_ARTICLE: Final = regex(r"(?:den|dem|das|the)\s+", re.IGNORECASE)
_WHOLE_DAY: Final = regex(r",?\s?\b(?:ganztägig|ganztags|(?:den\s+)?ganzen\s+tag|all[- ]day)\b", re.IGNORECASE)
_WEEKDAY: Final = regex(
    r"(?:am\s+|den\s+|on\s+)?(?:(mo|mon|montag|monday)|(di|tue|dienstag|tuesday)|(mi|wed|mittwoch|wednesday)"
    r"|(do|thu|donnerstag|thursday)|(fr|fri|freitag|friday)|(sa|sat|samstag|sonnabend|saturday)"
    r"|(so|sun|sonntag|sunday))s?\b\.?,?\s*",
    re.IGNORECASE,
)
_WHY: Final = regex(
    r"(?:(?<=\s)|(?<=[,;])|^)(?:(?:grund|reason)\s?:\s?)?(?P<reason>(?:(?<=:)|(?<=:\s)|(?:wegen|weil|da|denn|aufgrund|because|due\s+to)(?!\w)))",
    re.IGNORECASE,
)
_ONTO: Final = regex(r"(?<=\S)\s(?:auf|to)\s", re.IGNORECASE)
"""What follows a reason and goes on to the new date."""
_ALSO: Final = regex(rf"(?<=[\s,;])(?:{'|'.join(OPTIONS)})\s?:", re.IGNORECASE)
"""What is said of the meeting behind a reason, and is none: «Grund: Raum belegt; Ort: Essen»."""
_SORRY: Final = regex(
    r"(?<!\w)(?:doch|leider|lieber|besser|nun|sorry|(?:verlegt|verschoben|gelegt)[.!]?|jetzt(?=\s)|wie\s+(?:besprochen|vereinbart|abgesprochen|gewünscht)|bitte"
    r"|(?:bei|zur)\s+(?:gleicher?|selben)\s+(?:uhr)?zeit|(?:die\s+)?gleiche\s+(?:uhr)?zeit|(?:at\s+)?(?:the\s+)?same\s+time"
    r"|(?:ort|zeit|uhrzeit|rest)\s+bleib(?:t|en)(?:\s+gleich)?|unfortunately|after\s+all|rather|as\s+(?:discussed|agreed)|please)(?!\w)",
    re.IGNORECASE,
)
_SHORT_DAY: Final = regex(r"mo|di|mi|do|fr|sa|so", re.IGNORECASE)
_DAY_ALONE: Final = regex(r"(?:den\s|dem\s|am\s)?(?P<day>\d{1,2})\.(?=\s?(?:um|von|ab|\d{1,2}:|,|$))", re.IGNORECASE)
_WEEK: Final = timedelta(days=7)


@frozen
class Move:
    """A wish to move: which dates, the old one if it was named, the text of the new date or a length, and why."""

    which: DatesMeant | None
    old: str
    new: str
    by: timedelta | None = None
    reason: str = ""


@frozen
class NewDate:
    """A new date, with what of it was said; `other` is another reading of it, for which one has to ask."""

    span: Span
    when: When
    day_said: bool
    time_said: bool
    other: When | None = None


def claim_move(call: Call, said: Claims) -> Move:
    """Which dates shall move, to when, and why; that somebody is sorry for it says nothing more."""
    begin_years(said)
    reason = _claim_reason(said)
    doubt_unsure(said)
    said.take_all(_SORRY)
    return replace(_read_move(call, Claims(" ".join(said.take_rest().split()))), reason=reason)


def _claim_reason(said: Claims) -> str:
    """Why, up to where the new date follows it; what is quoted there belongs to it."""
    why = said.search(_WHY)
    if why is None:
        return ""
    said.claim(why.start(), why.start("reason"))
    onto = said.search(_ONTO, why.end()) or said.search(_ALSO, why.end())
    reason = said.keep(why.start("reason"), onto.start() if onto else len(said.text))
    return " ".join(reason.split()).strip(" ,;.")[:500]


def _read_move(call: Call, said: Claims) -> Move:
    """The new date is read where it is known what does not change."""
    said.take_head(_ONLY)
    if turned := said.search(AGAINST):
        words = said.words(Place(turned.start(), len(said.text)))
        raise UsageError(_("“{words}” is not clear here; please say only the new date.", words=words[:60]))
    which = _claim_which(said)
    old, new = _old_and_new(said, which)
    if which is None and (behind := _all_behind(said, new)):
        which = "all"
        said.claim(*behind.span())
    told = said.rest(new.start, new.end).strip(" ,;:")
    by = claim_shift(said)
    before = said.rest(new.start, new.end).strip(" ,;:")
    if by and not before:
        return Move(which, old, "", by)
    if by and not old and (found := find_date(before, call.confirmed or call.now, call.zone)) and not found.after:
        return Move(which, before, "", by)  # «8.12. um eine Stunde»
    if which == "from" and not old and find_date(told, call.confirmed or call.now, call.zone):
        return Move(which, told, told)
    return Move(which, old, without_article(told))


def without_article(text: str) -> str:
    """The date without «den» before it."""
    said = Claims(text)
    said.take_head(_ARTICLE)
    return said.rest()


def _old_and_new(said: Claims, which: DatesMeant | None) -> tuple[str, Place]:
    """The words of the old date, and where those of the new one stand."""
    head, end = said.head.start, len(said.text)
    if onto := said.search(_ARROW):
        before, new = Place(head, onto.start()), Place(onto.end(), end)
    elif instead := said.search(_INSTEAD):
        before, new = Place(instead.end(), end), Place(head, instead.start())
    elif which == "from" and (rule := said.search(_RULE_BEHIND, head + 1)):
        before, new = Place(head, rule.start()), Place(rule.end(), end)
    else:
        return "", Place(head, end)
    if not said.rest(new.start, new.end):
        return "", Place(head, end)
    if onto and before.start < before.end:
        said.take_head(_FROM_OLD)
    if which == "from" and (every := _all_behind(said, before)):  # «ab 5.1. alle»
        said.claim(*every.span())
    old = said.rest(before.start, before.end).strip(" ,:;")
    return f"{old} Uhr" if old.isdecimal() else old, new  # «von 14 auf 15 Uhr»


def read_new_date(call: Call, old: When, text: str) -> NewDate:
    """The date that `text` says for what takes place at `old`: a time alone keeps the day, a day alone the time."""
    if UNTIL.match(text):
        raise UsageError(_("From when on? An end alone says no new date."))
    said = Claims(text)
    if said.take(_WHOLE_DAY):
        return _whole_day(call, old, said.rest())
    if timed := time_alone(call, date.fromisoformat(old.start[:10]), text):
        return NewDate(timed, _as_long(old, timed), day_said=False, time_said=True)
    span = _read_beside(call, old, text)
    if span.rrule is not None:
        raise UsageError(_("A rule is for a whole series; one date is needed here."))
    timed_span = isinstance(span.start, datetime)
    if not timed_span and span.end is not None and (not old.all_day or not re.search(r"\d", text)):
        raise UsageError(_("{when} is not a single day.", when=span.period))
    new = _as_long(old, span)
    read = NewDate(span, new, day_said=True, time_said=timed_span)
    return _beside(read, old) if _bare_weekday(call, text) is not None else read


def _read_beside(call: Call, old: When, text: str) -> Span:
    """The date that the text says; the number of a day alone, «den 4.», is one of the old date's month, and where only
    a date can stand, «do» is a day."""
    said = Claims(text)
    if day := _DAY_ALONE.match(text):
        there = date.fromisoformat(old.start[:10])
        said.reword(*day.span(), f"{day['day']}.{there.month}.{there.year}")
    if _SHORT_DAY.fullmatch(text.strip(" .")):
        said.reword(0, 0, "am ")
    return read_event(call, said.text)


def _whole_day(call: Call, old: When, text: str) -> NewDate:
    """The day that the text says, or that of the old date, as a whole."""
    day = date.fromisoformat(old.start[:10])
    span = read_event(call, text) if text.strip() else Span(day, all_day=True)
    if isinstance(span.start, datetime) or span.rrule is not None:
        raise UsageError(_("A whole day has no time of day."))
    end = span.end.isoformat() if span.end is not None else None
    return NewDate(span, single(span.start.isoformat(), end, old.zone, old.origin), day_said=True, time_said=True)


def time_alone(call: Call, day: date, text: str) -> Span | None:
    """The time of day that the text says, on that day; None if it says a day too, or no time.

    The reader fills in a day where none is said and does not tell. So it is given one: any day of a week is taken as
    it is if the text has none of its own.
    """
    week = [_on(call, day + timedelta(days=n), text) for n in range(7)]
    first = week[0]
    if first is None or any(one is None or bool(one.ask) != bool(first.ask) for one in week):
        return None
    if first.ask and first.ask.kind in ("days differ", "weekday differs"):  # «übermorgen um 9» says a day
        return None
    return first


def weekday_alone(call: Call, text: str) -> tuple[int, str] | None:
    """The weekday that the text says (0 is Monday) and the time behind it, if it says no other day."""
    return _bare_weekday(call, text)


def names(call: Call, text: str, one: When) -> bool:
    """Whether the text, the old date of a move, means that date."""
    if timed := time_alone(call, date.fromisoformat(one.start[:10]), text):
        return isinstance(timed.start, datetime) and timed.start.strftime("%H:%M") == one.start[11:16]
    if weekday := _bare_weekday(call, text):
        return naive(one.start).weekday() == weekday[0]
    try:
        spans = read_again(call, text)
    except DateError:
        return False
    first = spans[0]
    if len(spans) > 1 or f"{first.start:%Y-%m-%d}" != one.start[:10]:
        return False
    if isinstance(first.start, datetime):
        return first.start.strftime("%H:%M") == one.start[11:16]
    return first.end is None or first.end.isoformat() == one.end


def _claim_which(said: Claims) -> DatesMeant | None:
    """Which dates the head of the line says."""
    every = said.take_head(ALL)
    if every is None and said.take_head(FROM_NOW):
        return "all"
    if begins := said.take_head(FROM):
        if begins[0].lower() == "from" and (on := said.search(ON, begins.end())):
            said.claim(*on.span())
        return "from"
    return "all" if every else None


def _all_behind(said: Claims, place: Place) -> re.Match[str] | None:
    """«alle» at the end of those words, behind others."""
    found = (one for one in ALL.finditer(said.text, place.start, place.end) if said.unquoted(one.start()))
    last = next((one for one in found if not said.rest(one.end(), place.end).strip(" .!")), None)
    return last if last and said.rest(place.start, last.start()) else None


def _on(call: Call, day: date, text: str) -> Span | None:
    """The time that the text says, read on that day."""
    try:
        spans = read_again(call, f"{typed_date(day)} {text}")
    except DateError:
        return None
    timed = len(spans) == 1 and spans[0].rrule is None and isinstance(spans[0].start, datetime)
    return spans[0] if timed and spans[0].start.strftime("%Y-%m-%d") == day.isoformat() else None


def _as_long(old: When, span: Span) -> When:
    """The span as the date of what took place at `old`: its time of day and its length where none are said."""
    start = _clock(span.start)
    if not old.all_day and "T" not in start:
        start = f"{start}{old.start[10:]}"
    end = _clock(span.end) if span.end is not None else None
    if end is None and old.end is not None and ("T" in start) == ("T" in old.end):
        end = later(start, length_of(old.start, old.end) or timedelta(0))
    return single(start, end, old.zone, old.origin)


def _clock(moment: datetime | date) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _bare_weekday(call: Call, text: str) -> tuple[int, str] | None:
    said = Claims(text)
    weekday = said.take_head(_WEEKDAY)
    if weekday is None:
        return None
    rest = said.rest()
    if rest and time_alone(call, call.now.date(), rest) is None:
        return None
    return next(n for n, name in enumerate(weekday.groups()) if name), rest


def _beside(said: NewDate, old: When) -> NewDate:
    """A weekday alone is meant in the week of the old date; the next one from now on is the other reading."""
    there = date.fromisoformat(old.start[:10])
    monday = there - timedelta(days=there.weekday())
    near = monday + timedelta(days=naive(said.when.start).weekday())
    if near.isoformat() == said.when.start[:10]:
        return replace(said, span=said.span.surely())
    away = near - date.fromisoformat(said.when.start[:10])
    start, end = later(said.when.start, away), said.when.end and later(said.when.end, away)
    when = single(start, end, old.zone, old.origin)
    return replace(said, span=said.span.surely(), when=when, other=said.when)
