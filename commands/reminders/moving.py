"""To when a reminder is moved: what is not said of day, time and rule stays."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, UserError, from_ms
from commands.base.typed import fold
from commands.dated import claim_dates
from commands.dates import DateError, Span, carries, read_dates, read_duration
from commands.dates.items.lexicon import WEEKDAYS
from commands.reminders.line import RingTime, next_moment, read_when, read_when_alone, said_at, spans_alone
from commands.words import Text, _
from storage.reminders import Reminder, Repeat

_ONCE = re.compile(r"(?:nur\s+)?(?:einmal|once|diesmal)(?:ig)?\s+", re.IGNORECASE)
_TO_TIME = re.compile(
    r"(?:auf|um|to|at)\s+(?P<time>\d{1,2}(?:[:.]\d\d)?\s?(?P<unit>uhr|h|am|pm)?)[\s.!]*", re.IGNORECASE
)
_FROM = re.compile(r"(?:von|vom|from)\s+(?P<old>[^\n]{1,40}?)\s+(?=(?:auf|to)\s)", re.IGNORECASE)
_LEADS = re.compile(r"(?:auf|am|um|to|on|at)\s+", re.IGNORECASE)


def claim_when(call: Call, said: Claims) -> str:
    """The words of the date at the head or at the end of what is left; what stands beside it is asked about."""
    now = said_at(call)
    dated = claim_dates(said, call, now, "head") or claim_dates(said, call, now, "tail")
    if dated:
        return said.text[dated.start : dated.end]
    words = said.keep_rest()
    said.doubt(words)
    return words


def claim_length(said: Claims) -> str:
    """What is left, if all of it is a length: `2h`; else empty."""
    try:
        read_duration(said.rest())
    except DateError:
        return ""
    return said.take_rest()


def read_moved(call: Call, said: Claims, reminder: Reminder) -> RingTime:
    """The moment or rule that the line says. A time alone keeps the day, a day alone the time, a time alone the rule.

    Raises UserError that asks, where one date of a rule may be meant or all of them.
    """
    once = said.take_head(_ONCE)
    _claim_old(call, said, reminder)
    said.take_head(_LEADS)
    words = claim_when(call, said)
    if clock := _TO_TIME.fullmatch(said.rest()):  # «nächsten Montag auf 9 Uhr»
        words = f"{words} {clock['time']}" + ("" if clock["unit"] else " Uhr")
        said.take_rest()
    spans = spans_alone(call, words, reminder)
    zone = ZoneInfo(call.zone)
    before = from_ms(reminder.due).astimezone(zone)
    if len(spans) == 1 and spans[0].rrule and type(spans[0].start) is date:
        timed = datetime.combine(spans[0].start, before.time(), zone)
        return read_when(call, [replace(spans[0], start=timed, all_day=False, ask=None)], reminder.text)
    if len(spans) != 1 or spans[0].rrule or not _plain(spans[0]):
        return read_when_alone(call, words, reminder)
    span, start = spans[0], spans[0].start
    kinds = {stretch.kind for stretch in carries(words)}
    time_alone = isinstance(start, datetime) and kinds == {"time"}
    if time_alone and isinstance(start, datetime):
        if reminder.repeat and not once:
            return _same_rule(call, start, reminder.repeat)
        kept = datetime.combine(before.date(), start.time(), zone)
        span = Span(kept) if kept > said_at(call) else span
    elif not isinstance(start, datetime):
        span = replace(span, start=datetime.combine(start, before.time(), zone), all_day=False, ask=None)
    when = read_when(call, [span], reminder.text)
    if reminder.repeat is None:
        return when
    if not once:
        raise _once_or_always(reminder, words, when)
    return replace(when, repeat=_behind(reminder.repeat, before))


def _claim_old(call: Call, said: Claims, reminder: Reminder) -> None:
    """Claims `von Freitag auf …`; another day than the reminder's is doubted."""
    old = said.take_head(_FROM)
    if old is None:
        return
    try:
        starts = [span.start for span in read_dates(old["old"], said_at(call), call.zone)]
    except DateError:
        starts = []
    days = {start.date() if isinstance(start, datetime) else start for start in starts}
    if from_ms(reminder.due).astimezone(ZoneInfo(call.zone)).date() not in days:
        said.doubt(old["old"])


def _plain(span: Span) -> bool:
    """One day or one moment, and nothing else it could be but the same time on another day."""
    return span.end is None and (type(span.start) is date or isinstance(span.start, datetime))


def _same_rule(call: Call, start: datetime, repeat: Repeat) -> RingTime:
    """The same rule at another time of day."""
    first = datetime.combine(datetime.fromisoformat(repeat.first).date(), start.time())
    moved = Repeat(repeat.rule, first.isoformat(), repeat.zone)
    following = next_moment(moved, said_at(call))
    if following is None:
        raise UserError(_("This series has no date left."), _("`!remind every Monday 8:30 read the agenda`"))
    return RingTime(following, moved, Span(following), unsaid=False)


def _behind(repeat: Repeat, moved: datetime) -> Repeat:
    """The rule from the date behind the one that was moved, which else would ring as well; one that counts its dates
    stays as it is."""
    following = next_moment(repeat, moved)
    if following is None or "COUNT=" in repeat.rule:
        return repeat
    return replace(repeat, first=following.astimezone(ZoneInfo(repeat.zone)).replace(tzinfo=None).isoformat())


def _once_or_always(reminder: Reminder, words: str, when: RingTime) -> UserError:
    time = f"{when.due:%H:%M}"
    once = _("once: `!remind move {key} once {date}`", key=reminder.key, date=words)
    day = fold(words.strip(" .!"))
    if day not in WEEKDAYS:
        return UserError(_question(reminder, when), once)
    always = _("always: `!remind move {key} every {day} {time}`", key=reminder.key, day=words.strip(" .!"), time=time)
    return UserError(_question(reminder, when), Text("{once}; {always}", {"once": once, "always": always}))


def _question(reminder: Reminder, when: RingTime) -> Text:
    return _(
        "{key} comes again and again. Is only the next one to come on {when}, or all from then on?",
        key=reminder.key,
        when=when.due,
    )
