"""Reads what is behind `!remind`: whom, when, and of what, in the orders in which people say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, NotAllowed, UsageError, UserError, find_person, to_ms
from commands.base.line import split_word
from commands.base.typed import fold
from commands.dates import DateError, Found, Span, find_date, next_occurrence, read_dates, refusal
from commands.dates.questions import no_clock_time
from commands.words import Member, _
from storage.reminders import Reminder, Repeat

MORNING = time(9)
"""When a day without a time reminds."""
_HOURS = {6: MORNING.hour, 12: 14}
"""When a morning and an afternoon remind, which for the date reader begin at six and at noon."""
LONGEST_TEXT = 1_000
_LONGEST_DOWN = timedelta(days=31)
"""A line that claims to be older than this was sent by a homeserver whose clock is wrong."""

_EXAMPLE = _("`!remind in 2 days send the slides`")
_SELF = frozenset({"me", "mich", "mir"})
_ALL = frozenset({"room", "raum", "alle", "all", "everyone", "everybody", "uns", "us"})
_POLITE = re.compile(r"^(?:(?:bitte|please)\b,?\s*)+", re.IGNORECASE)
_LINK = re.compile(r"(?:(?:und|and)\b|[,&+])\s*", re.IGNORECASE)
_OPENING = re.compile(r"(?:(?:bitte|please),?\s+)?(?:daran|dass|that|to|an|about)\b,?\s+", re.IGNORECASE)
"""Small words between the date and what is to be remembered, in a whole sentence («erinnere mich morgen an …»)."""
_CLOCK = re.compile(r"(?:um |at )?\d{1,2}(?:[:.]\d\d\b| ?uhr\b)", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"(?:in|am|um|at|on)\b|\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A moment to ring. `span` is what the date reader understood; `unsaid` tells that it took the time of day."""

    due: datetime
    repeat: Repeat | None
    span: Span
    unsaid: bool

    @property
    def ms(self) -> int:
        return to_ms(self.due)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder as it was asked for. `members` is empty where the whole room is meant."""

    members: tuple[Member, ...]
    when: When
    text: str


def read_wanted(call: Call, rest: str) -> Wanted:
    """What the line asks for. Raises UserError with a line that would have worked."""
    members, sentence, behind = _targets(call, rest)
    found = _date(call, behind)
    if found is None and members == (call.member,) and not sentence:
        members, behind, found = _named_first(call, behind)
    if found is None:
        raise _no_date(call, behind)
    if _CLOCK.match(found.after) and (mistake := refusal(behind, said_at(call), call.zone)):
        raise mistake  # a time that the clocks skip is no part of what is to be remembered
    what = _join(found.before, found.after)
    if sentence:
        what = _OPENING.sub("", what, count=1)
    when = read_when(call, found.spans, _checked(what))
    return Wanted(_allowed(call, members, what), when, what)


def read_when(call: Call, spans: list[Span], what: str) -> When:
    """The one moment to ring, or the first of a series. Raises UserError for several, and for what has gone by."""
    if len(spans) != 1:
        raise UsageError(
            _("A reminder has one moment, or one rule such as “every Monday 8:30”."),
            _("`!remind every Monday 8:30 read the agenda`"),
        )
    span = spans[0]
    unsaid = not isinstance(span.start, datetime)
    part = span.ask.other if span.ask else None
    if unsaid and part and isinstance(part.start, datetime) and part.start.date() == span.start:
        span = Span(_beginning(call, part, what))
    if span.rrule and unsaid and span.ask and span.ask.reason == no_clock_time():
        raise UsageError(_("At what time of day shall it come?"), _("`!remind every Monday 8:30 read the agenda`"))
    due = span.start if isinstance(span.start, datetime) else datetime.combine(span.start, MORNING, ZoneInfo(call.zone))
    if span.rrule is not None:
        repeat = Repeat(span.rrule, due.replace(tzinfo=None).isoformat(), call.zone)
        following = next_moment(repeat, said_at(call))
        if following is None:
            raise UserError(_("This series has no date left."), _("`!remind every Monday 8:30 read the agenda`"))
        return When(following, repeat, span, unsaid)
    if due <= said_at(call):
        line = _("`!remind tomorrow {time} {text}`", time=f"{due:%H:%M}", text=_short(what))
        raise UserError(_("{when} has gone by.", when=due), line)
    return When(due, None, span, unsaid)


def _beginning(call: Call, part: Span, what: str) -> datetime:
    """When a part of the day reminds, such as «heute Abend». Raises UsageError if it has begun and is not over."""
    start, end = part.start, part.end
    assert isinstance(start, datetime)  # noqa: S101  (asked by the caller)
    begins = start.replace(hour=_HOURS.get(start.hour, start.hour))
    now = said_at(call)
    if isinstance(end, datetime) and begins <= now < end:
        later = min(end, now + timedelta(hours=1))
        line = _("`!remind {time} {text}`", time=f"{later:%H:%M}", text=_short(what))
        raise UsageError(_("At what time of day shall it come?"), line)
    return begins


def read_when_alone(call: Call, text: str, reminder: Reminder) -> When:
    """The moment or rule that is the whole text."""
    try:
        return read_when(call, read_dates(text, said_at(call), call.zone), reminder.text)
    except DateError as mistake:
        mistake.example = _("`!remind move {key} tomorrow 9:00`", key=reminder.key)
        raise


def said_at(call: Call) -> datetime:
    """The moment as of which a line is read: when it was said, even if the bot was down for hours since."""
    ago = call.ms - call.said
    return call.now - timedelta(milliseconds=ago) if 0 < ago < _LONGEST_DOWN / timedelta(milliseconds=1) else call.now


def next_moment(repeat: Repeat, after: datetime) -> datetime | None:
    """The next moment of a series behind `after`, at its own local time whatever the clocks did."""
    found = next_occurrence(repeat.rule, datetime.fromisoformat(repeat.first), repeat.zone, after)
    return found if isinstance(found, datetime) else None


def _targets(call: Call, rest: str) -> tuple[tuple[Member, ...], bool, str]:
    """Who is meant, whether it was said («mich», «@anna»), and what follows. Nobody said: the asker."""
    members, sentence, behind = _named(call, _POLITE.sub("", rest.strip()))
    return members, sentence, _POLITE.sub("", behind)


def _named(call: Call, rest: str) -> tuple[tuple[Member, ...], bool, str]:
    word, behind = split_word(rest)
    if fold(word).strip(",:") in _SELF:
        return (call.member,), True, behind.lstrip()
    if fold(word).strip(",:") in _ALL and not _repeats(call, rest):
        return (), True, behind.lstrip()
    members: list[Member] = []
    while True:
        found = find_person(rest, call.room, call.mentions)
        if found is None or not (rest.startswith("@") or found[0].user_id in call.mentions):
            break
        members.append(found[0])
        rest = _LINK.sub("", found[1], count=1) if _LINK.match(found[1]) else found[1]
    if not members and rest.startswith("@"):
        example = _("`!remind @anna Fri 12:00 call the city of Bochum`")
        raise UserError(_("There is no member {name} in this room.", name=split_word(rest)[0]), example)
    return tuple(dict.fromkeys(members)) or (call.member,), bool(members), rest


def _named_first(call: Call, rest: str) -> tuple[tuple[Member, ...], str, Found | None]:
    """`Anna Fr 12 Uhr …`: a name without @ is one only if a date follows it."""
    named = find_person(rest, call.room, call.mentions)
    found = find_date(named[1], said_at(call), call.zone, where="start") if named else None
    if named and found:
        return (named[0],), named[1], found
    return (call.member,), rest, None


def _date(call: Call, text: str) -> Found | None:
    """The date at the head of the text, else the one at its end."""
    return find_date(text, said_at(call), call.zone, where="start") or find_date(
        text, said_at(call), call.zone, where="end"
    )


def _repeats(call: Call, text: str) -> bool:
    """Whether a text that starts with «alle» is a rule: `alle zwei Wochen`."""
    found = find_date(text, said_at(call), call.zone, where="start")
    return found is not None and any(span.rrule for span in found.spans)


def _allowed(call: Call, members: tuple[Member, ...], what: str) -> tuple[Member, ...]:
    if not members and call.member.power < call.room.notify_power:
        raise NotAllowed(
            _("Only members who may notify the whole room can have all of it reminded; organisers may."),
            _("`!remind tomorrow {time} {text}`", time="9:00", text=_short(what)),
        )
    if call.direct and members != (call.member,):
        raise UserError(_("A reminder for others is set in the board room, where they can see it."), _EXAMPLE)
    return members


def _no_date(call: Call, text: str) -> UserError:
    """What is wrong with what stands where the date should be, with the same text behind one that works."""
    plain = text and not _LIKE_A_DATE.match(text)
    line = _("`!remind tomorrow {time} {text}`", time="9:00", text=_short(text)) if plain else None
    mistake = refusal(text, said_at(call), call.zone)
    if mistake is None:
        return UsageError(_("When shall the reminder come?"), line or _EXAMPLE)
    mistake.example = _EXAMPLE
    return mistake


def _checked(what: str) -> str:
    if not what:
        raise UsageError(_("What is to be remembered?"), _EXAMPLE)
    if len(what) > LONGEST_TEXT:
        raise UserError(
            _("That is {n} characters long; {most} are the most. Please shorten it.", n=len(what), most=LONGEST_TEXT),
            _EXAMPLE,
        )
    return what


def _join(before: str, after: str) -> str:
    """What stands around the date, without the marks that set it apart."""
    return " ".join(part for part in (before.strip(" ,;:–—-"), after.strip(" \n,;:–—-")) if part).strip()


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 60 else one[:59] + "…"
