"""To when a reminder is moved: what is not said of day, time and rule stays."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, UserError, from_ms
from commands.base.claims import Place
from commands.base.typed import fold
from commands.dated import claim_dates, claim_shift
from commands.dates import Anchors, DateError, Span, carries, no_anchors, read_dates, read_duration
from commands.dates.vocabulary.days import WEEKDAYS
from commands.patterns import regex
from commands.reminded import before_meeting, short
from commands.reminders.counted_line import MeetingDates, claim_lead, counted_from, key_for_title
from commands.reminders.moments import RingTime, read_when, read_when_alone, said_at, spans_alone, when_counted
from commands.reminders.rules import next_moment
from commands.words import Text, _, offered_line
from commands.words.moments import typed_date
from storage import Store
from storage.reminders import Reminder, Repeat

_ONCE = regex(
    r"(?<!\w)(?:(?:nur|only|just)\s{1,5})?(?:einmal(?:ig)?|once|diesmal|dieses\s{1,5}mal|this\s{1,5}time)(?:\s{1,5}(?:only|nur))?(?!\w)",
    re.IGNORECASE,
)
_TO_TIME = regex(r"(?:auf|um|to|at)\s+(?P<time>\d{1,2}(?:[:.]\d\d)?\s?(?P<unit>uhr|h|am|pm)?)[\s.!]*", re.IGNORECASE)
_FROM = regex(r"(?:von|vom|from)\s+(?P<old>[^\n]{1,40}?)\s+(?=(?:auf|to)\s)", re.IGNORECASE)
_LEADS = regex(r"(?:auf|am|um|to|on|at)\s{1,5}", re.IGNORECASE)


def claim_when(call: Call, said: Claims, anchors: Anchors = no_anchors) -> str:
    """The words of the date at the head or at the end of what is left; what stands beside it is asked about."""
    now = said_at(call)
    said.take_head(_LEADS)
    dated = claim_dates(said, call, now, "head", anchors=anchors) or claim_dates(
        said, call, now, "tail", anchors=anchors
    )
    if dated:
        return said.words(Place(dated.start, dated.end))
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


def read_moved(call: Call, store: Store, said: Claims, reminder: Reminder) -> RingTime:
    """The moment or rule that the line says. A time alone keeps the day, a day alone the time, a time alone the rule.

    Raises UserError that asks, where one date of a rule may be meant or all of them.
    """
    once = said.take(_ONCE)
    if by := claim_shift(said):
        return put_off(call, reminder, by, once=once is not None)
    _claim_old(call, said, reminder)
    said.take_head(_LEADS)
    if lead := claim_lead(call, store, said):
        return when_counted(lead)
    meetings = MeetingDates(call, store)
    key_for_title(call, store, said, said_at(call))
    words = _with_clock(said, claim_when(call, said, meetings))
    spans = _spans(call, words, reminder, meetings)
    if len(spans) == 1 and (record := spans[0].record):
        due = read_when(call, spans, reminder.text).due
        return when_counted(counted_from(call, store, meetings, words, record, due, reminder.text))
    if reminder.counted and reminder.repeats and not any(span.rrule for span in spans):
        raise counted_on(reminder, words)
    zone = ZoneInfo(call.zone)
    before = from_ms(reminder.due).astimezone(zone)
    if len(spans) == 1 and spans[0].rrule and type(spans[0].start) is date:
        timed = datetime.combine(spans[0].start, before.time(), zone)
        return read_when(call, [replace(spans[0], start=timed, all_day=False, ask=None)], reminder.text)
    if len(spans) != 1 or spans[0].rrule or not _plain(spans[0]):
        return read_when_alone(call, words, reminder)
    return _moved_once(call, reminder, words, spans[0], once=once is not None)


def put_off(call: Call, reminder: Reminder, by: timedelta, *, once: bool) -> RingTime:
    """So much later than its own moment, or than now if it rang. Raises UserError for one that comes again."""
    if reminder.counted and reminder.repeats:
        raise counted_on(reminder, "")
    zone = ZoneInfo(call.zone)
    before = from_ms(reminder.due).astimezone(zone)
    base = before if reminder.state == "waiting" else said_at(call).astimezone(zone)
    when = read_when(call, [Span(base + by)], reminder.text)
    if reminder.repeat is None:
        return when
    if not once:
        raise _once_or_always(reminder, f"{typed_date(when.due)} {when.due:%H:%M}", when)
    return replace(when, repeat=_behind(reminder.repeat, before))


def _with_clock(said: Claims, words: str) -> str:
    """The words of a day with the time that is left behind them: «nächsten Montag auf 9 Uhr»."""
    clock = _TO_TIME.fullmatch(said.rest())
    if clock is None:
        return words
    said.take_rest()
    return f"{words} {clock['time']}" + ("" if clock["unit"] else " Uhr")


def _moved_once(call: Call, reminder: Reminder, words: str, span: Span, *, once: bool) -> RingTime:
    """One day, one moment or one time for a reminder, or for the next date of its rule."""
    zone = ZoneInfo(call.zone)
    before, start = from_ms(reminder.due).astimezone(zone), span.start
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


def _spans(call: Call, words: str, reminder: Reminder, meetings: MeetingDates) -> list[Span]:
    """The dates of those words. Raises UserError that says why, where the meeting that was named has none."""
    try:
        return spans_alone(call, words, reminder, meetings)
    except DateError:
        if mistake := meetings.refused():
            raise mistake from None
        raise


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


def counted_on(reminder: Reminder, words: str) -> UserError:
    """Why one that comes before meeting after meeting has no other date. The line sets one beside it; without a date or
    a text, it counts otherwise."""
    key, counted = reminder.key, reminder.counted
    text = _("{key} comes {before} and has no date of its own.", key=key, before=before_meeting(reminder))
    if reminder.text and words:
        return UserError(text, offered_line("remind", words, short(reminder.text)))
    if counted and counted.number:
        return UserError(
            text, offered_line("remind move", key, _("1 day before {meeting}", meeting=f"M{counted.number}"))
        )
    return UserError(text, offered_line("remind move", key, _("before meetings 1h")))


def _once_or_always(reminder: Reminder, words: str, when: RingTime) -> UserError:
    time = f"{when.due:%H:%M}"
    once = _("once: {line}", line=offered_line("remind move", reminder.key, _("once {date}", date=words)))
    day = fold(words.strip(" .!"))
    if day not in WEEKDAYS:
        return UserError(_question(reminder, when), once)
    always = _(
        "always: {line}", line=offered_line("remind move", reminder.key, _("every {day}", day=words.strip(" .!")), time)
    )
    return UserError(_question(reminder, when), Text("{once}; {always}", {"once": once, "always": always}))


def _question(reminder: Reminder, when: RingTime) -> Text:
    return _(
        "{key} comes again and again. Is only the next one to come on {when}, or all from then on?",
        key=reminder.key,
        when=when.due,
    )
