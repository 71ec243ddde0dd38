"""What a line wants of a meeting that has a date: which dates of it, moved to when, cancelled why.

Each `_read_…` takes the text behind the meeting's short name; nothing here changes a record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from commands.base import Call, Claims, UsageError
from commands.base.typed import fold, straight
from commands.calendar.schedule import later, length_of, naive, single
from commands.dated import doubt_unsure
from commands.dates import DateError, Span, find_date, read_duration
from commands.doubts import read_again
from commands.meetings.line import read_event
from commands.meetings.which_dates import ALL, FROM, FROM_NOW, ON, UNTIL, DatesMeant, with_year_begun
from commands.words import _
from storage.series import When

AGAINST: Final = re.compile(
    r"\b(?:nicht|keine?[nrms]?|außer|ausser|ohne|bis\s+auf|not|no|except|but|unless|without)\b", re.IGNORECASE
)
_TO: Final = re.compile(
    r"^(?:(?:von|vom|from)\s+)?(?P<old>.*?)\s?(?:(?<!bis )\b(?:auf|to)\b|→|->|=>|>)\s?(?P<new>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_INSTEAD: Final = re.compile(r"^(?P<new>.*?)\s(?:an)?(?:statt|instead of)\s(?P<old>.*)$", re.IGNORECASE | re.DOTALL)
_RULE_BEHIND: Final = re.compile(
    r"^(?P<old>.+?),?\s(?P<new>(?:jede[nrsm]?|every|each)\b.*)$", re.IGNORECASE | re.DOTALL
)
_WHOLE_DAY: Final = re.compile(r",?\s?\b(?:ganztägig|ganztags|(?:den\s+)?ganzen\s+tag|all[- ]day)\b", re.IGNORECASE)
_LATER: Final = re.compile(
    r"^(?P<by>um|by)?\s?(?P<length>.+?)\s?\b(?P<way>später|nach\s+hinten|later|früher|vor|nach\s+vorn\w*|earlier)?$",
    re.IGNORECASE | re.DOTALL,
)
_EARLIER: Final = ("früher", "vor", "earlier")
_WEEKDAY: Final = re.compile(
    r"^(?:am\s+|den\s+|on\s+)?(?:(mo|mon|montag|monday)|(di|tue|dienstag|tuesday)|(mi|wed|mittwoch|wednesday)"
    r"|(do|thu|donnerstag|thursday)|(fr|fri|freitag|friday)|(sa|sat|samstag|sonnabend|saturday)"
    r"|(so|sun|sonntag|sunday))s?\b\.?,?\s*",
    re.IGNORECASE,
)
_WHY: Final = re.compile(
    r"(?:(?<=\s)|(?<=[,;])|^)(?:(?:grund|reason)\s?:\s?)?(?P<reason>(?:(?<=:)|(?<=:\s)|(?:wegen|weil|da|denn|aufgrund|because|due\s+to)(?!\w))"
    r".+?)(?=\s(?:auf|to)\s|$)",
    re.IGNORECASE | re.DOTALL,
)
_SORRY: Final = re.compile(
    r"(?<!\w)(?:doch|leider|lieber|besser|nun|jetzt(?=\s)|wie\s+(?:besprochen|vereinbart|abgesprochen|gewünscht)|bitte"
    r"|(?:bei|zur)\s+(?:gleicher?|selben)\s+(?:uhr)?zeit|(?:die\s+)?gleiche\s+(?:uhr)?zeit|(?:at\s+)?(?:the\s+)?same\s+time"
    r"|(?:ort|zeit|uhrzeit|rest)\s+bleib(?:t|en)(?:\s+gleich)?|unfortunately|after\s+all|rather|as\s+(?:discussed|agreed)|please)(?!\w)",
    re.IGNORECASE,
)
_DAY_ALONE: Final = re.compile(
    r"(?:den\s|dem\s|am\s)?(?P<day>\d{1,2})\.(?=\s?(?:um|von|ab|\d{1,2}:|,|$))", re.IGNORECASE
)
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Move:
    """A wish to move: which dates, the old one if it was named, the text of the new date or a length, and why."""

    which: DatesMeant | None
    old: str
    new: str
    by: timedelta | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewDate:
    """A new date, with what of it was said; `other` is another reading of it, for which one has to ask."""

    span: Span
    when: When
    day_said: bool
    time_said: bool
    other: When | None = None


def claim_move(call: Call, said: Claims) -> Move:
    """Which dates shall move, to when, and why; that somebody is sorry for it says nothing more."""
    why = said.take(_WHY)
    reason = said.keep(*why.span("reason")) if why else ""
    doubt_unsure(said)
    said.take_all(_SORRY)
    return replace(_read_move(call, said.take_rest()), reason=" ".join(reason.split()).strip(" ,;.")[:500])


def _read_move(call: Call, text: str) -> Move:
    """The new date is read where it is known what does not change."""
    text = re.sub(r"^(?:nur|only)\s+", "", with_year_begun(" ".join(straight(text).split())), flags=re.IGNORECASE)
    if turned := AGAINST.search(text):
        raise UsageError(
            _("“{words}” is not clear here; please say only the new date.", words=text[turned.start() :][:60])
        )
    which, text = _which(text)
    old, new = "", text
    arrow = _TO.match(text) or _INSTEAD.match(text) or (_RULE_BEHIND.match(text) if which == "from" else None)
    if arrow and arrow["new"]:
        old, new = arrow["old"].strip(" ,:"), arrow["new"]
        if old.isdecimal():  # «von 14 auf 15 Uhr»
            old = f"{old} Uhr"
        if which == "from":  # «ab 5.1. alle»
            old = _which(old, behind=True)[1]
    if which is None:
        which, new = _which(new, behind=True)
    if by := _length(new):
        return Move(which, old, "", by)
    if not old and (split := _date_and_length(call, new)):
        return Move(which, split[0], "", split[1])
    if which == "from" and not old and find_date(new, call.confirmed or call.now, call.zone):
        return Move(which, new, new)
    return Move(which, old, re.sub(r"^(?:den|dem|das|the)\s+", "", new, flags=re.IGNORECASE))


_MOST_WORDS = 12
"""So many words a length has at most."""


def _date_and_length(call: Call, text: str) -> tuple[str, timedelta] | None:
    """`8.12. um eine Stunde`: the old date, and how much later."""
    words = text.split()
    for place in range(max(1, len(words) - _MOST_WORDS), len(words)):
        date_said, by = " ".join(words[:place]), _length(" ".join(words[place:]))
        found = find_date(date_said, call.confirmed or call.now, call.zone) if by else None
        if by and found and not found.after:
            return date_said, by
    return None


def read_new_date(call: Call, old: When, text: str) -> NewDate:
    """The date that `text` says for what takes place at `old`: a time alone keeps the day, a day alone the time."""
    if UNTIL.match(text):
        raise UsageError(_("From when on? An end alone says no new date."))
    if whole_day := _WHOLE_DAY.search(text):
        return _whole_day(call, old, text[: whole_day.start()] + text[whole_day.end() :])
    if timed := time_alone(call, date.fromisoformat(old.start[:10]), text):
        return NewDate(timed, _as_long(old, timed), day_said=False, time_said=True)
    span = _read_beside(call, old, text)
    if span.rrule is not None:
        raise UsageError(_("A rule is for a whole series; one date is needed here."))
    timed_span = isinstance(span.start, datetime)
    if not timed_span and span.end is not None and (not old.all_day or not re.search(r"\d", text)):
        raise UsageError(_("{when} is not a single day.", when=span.period))
    new = _as_long(old, span)
    said = NewDate(span, new, day_said=True, time_said=timed_span)
    return _beside(said, old) if _bare_weekday(call, text) is not None else said


def _read_beside(call: Call, old: When, text: str) -> Span:
    """The date that the text says; the number of a day alone, «den 4.», is one of the old date's month."""
    day = _DAY_ALONE.match(text)
    if day is None:
        return read_event(call, text)
    there = date.fromisoformat(old.start[:10])
    return read_event(call, f"{day['day']}.{there.month}.{there.year}{text[day.end() :]}")


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


def _which(text: str, *, behind: bool = False) -> tuple[DatesMeant | None, str]:
    """Which dates the text says, at its head or, `behind`, at its end; and the rest."""
    if behind:
        last = next((said for said in ALL.finditer(text) if not text[said.end() :].strip(" .!")), None)
        return ("all", text[: last.start()].rstrip(" ,;:")) if last and last.start() else (None, text)
    if said := ALL.match(text):
        rest = text[said.end() :].lstrip(" ,:")
        return _which(rest) if FROM.match(rest) else ("all", rest)
    if said := FROM_NOW.match(text):
        return "all", text[said.end() :].lstrip(" ,:")
    if said := FROM.match(text):
        rest = text[said.end() :].strip()
        return "from", ON.sub(" ", rest, count=1).strip() if said[0].lower() == "from" else rest
    return None, text


def _length(text: str) -> timedelta | None:
    """How much later, or earlier if it is negative."""
    said = _LATER.match(text)
    if said is None or not (said["by"] or said["way"]):
        return None
    try:
        length = read_duration(said["length"])
    except DateError:
        return None
    way = fold(said["way"] or "")
    return -length if way.startswith(tuple(map(fold, _EARLIER))) or way.startswith("nach vorn") else length


def _on(call: Call, day: date, text: str) -> Span | None:
    """The time that the text says, read on that day."""
    try:
        spans = read_again(call, f"{day.day}.{day.month}.{day.year} {text}")
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
    said = _WEEKDAY.match(text)
    if said is None:
        return None
    rest = text[said.end() :]
    if rest and time_alone(call, call.now.date(), rest) is None:
        return None
    return next(n for n, name in enumerate(said.groups()) if name), rest


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
