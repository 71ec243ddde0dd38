"""When a reminder rings: the one moment or the rule that was said, from its words to the next time it comes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, UsageError, UserError, from_ms, to_ms
from commands.dates import Anchors, Ask, DateError, Span, no_anchors, read_dates
from commands.reminded import short
from commands.reminders.counted_line import Counting
from commands.reminders.rules import next_moment
from commands.words import MadeUp, Text, Value, _, offered_line
from storage.reminders import FromMeeting, Reminder, Repeat
from storage.series import NEVER
from storage.values import frozen

MORNING = time(9)
"""When a day without a time reminds."""
_HOURS = {6: MORNING.hour, 12: 14}
"""When a morning and an afternoon remind, which for the date reader begin at six and at noon."""
_LONGEST_DOWN = timedelta(days=31)
"""A line that claims to be older than this was sent by a homeserver whose clock is wrong."""
_LATEST = datetime.max.replace(tzinfo=UTC)
"""Stands for a moment that is not known yet."""


@frozen
class RingTime:
    """A moment to ring. `span` is what the date reader understood; `unsaid` tells that it took the time of day."""

    due: datetime
    repeat: Repeat | None
    span: Span
    unsaid: bool
    counted: FromMeeting | None = None

    @property
    def ms(self) -> int:
        """When that is; NEVER for a lead time as long as no meeting is to come."""
        return NEVER if self.due == _LATEST else to_ms(self.due)


def when_counted(counting: Counting) -> RingTime:
    """The next moment that is counted from meetings."""
    due = from_ms(counting.next.due) if counting.next else _LATEST
    return RingTime(due, None, Span(due), unsaid=False, counted=counting.counted)


class GoneBy(UserError):
    """The moment is over. `better` is the next one like it, as it is typed."""

    def __init__(self, due: datetime, better: Text, what: str) -> None:
        super().__init__(_("{when} has gone by.", when=due), set_line("", better, short(what)))
        self.better = better


def read_when(call: Call, spans: list[Span], what: str) -> RingTime:
    """The one moment to ring, or the first of a series. Raises UserError for several, and for what has gone by, unless
    it is counted from a record."""
    if len(spans) != 1:
        raise UsageError(
            _("A reminder has one moment, or one rule such as “every Monday 8:30”."),
            _("`!remind every Monday 8:30 read the agenda`"),
        )
    span = _last_day(spans[0])
    unsaid = not isinstance(span.start, datetime)
    part = span.ask.other if span.ask else None
    if unsaid and part and isinstance(part.start, datetime) and part.start.date() == span.start:
        span = Span(_beginning(call, part, what))
    if span.rrule and unsaid and span.ask and span.ask.kind == "no clock time":
        raise UsageError(_("At what time of day shall it come?"), _("`!remind every Monday 8:30 read the agenda`"))
    due = _moment(call, span)
    if span.rrule is not None:
        repeat = Repeat(span.rrule, due.replace(tzinfo=None).isoformat(), call.zone)
        following = next_moment(repeat, said_at(call))
        if following is None:
            raise UserError(_("This series has no date left."), _("`!remind every Monday 8:30 read the agenda`"))
        return RingTime(following, repeat, span, unsaid)
    if due <= said_at(call) and not spans[0].record:
        raise GoneBy(due, _better(call, due, unsaid=unsaid), what)
    return RingTime(due, None, span, unsaid)


def _better(call: Call, due: datetime, *, unsaid: bool) -> Text:
    """Later today if only the day was said, else tomorrow at that time."""
    if unsaid and (later := _later_today(call, due)):
        return _("today {time}", time=f"{later:%H:%M}")
    return _("tomorrow {time}", time=f"{due:%H:%M}")


def still_to_come(call: Call, ask: Ask[Span]) -> Value | None:
    """How the other reading is typed: of today, if nine has gone by, with a later time; None if it is over."""
    other = ask.other
    if other is None or other.rrule is not None:
        return ask.say
    due = _moment(call, other)
    if due > said_at(call):
        return ask.say
    later = None if isinstance(other.start, datetime) else _later_today(call, due)
    return _("today {time}", time=f"{later:%H:%M}") if later else None


def _moment(call: Call, span: Span) -> datetime:
    return (
        span.start if isinstance(span.start, datetime) else datetime.combine(span.start, MORNING, ZoneInfo(call.zone))
    )


def _later_today(call: Call, due: datetime) -> datetime | None:
    """Two hours from now, if that is on the day of `due`."""
    now = said_at(call).astimezone(ZoneInfo(call.zone))
    later = (now + timedelta(hours=2)).replace(minute=0)
    return later if due.date() == now.date() == later.date() else None


def _last_day(span: Span) -> Span:
    """Of a period that is named by its end, «Monatsende», the last day."""
    other = span.ask.other if span.ask else None
    named_by_end = other and other.end is None and other.rrule is None and span.end and other.start == span.end
    return other if other and named_by_end and span.all_day else span


def _beginning(call: Call, part: Span, what: str) -> datetime:
    """When a part of the day reminds, such as «heute Abend». Raises UsageError if it has begun and is not over."""
    start, end = part.start, part.end
    assert isinstance(start, datetime)  # noqa: S101  (asked by the caller)
    begins = start.replace(hour=_HOURS.get(start.hour, start.hour))
    now = said_at(call)
    if isinstance(end, datetime) and begins <= now < end:
        later = min(end, now + timedelta(hours=1))
        line = offered_line("remind", f"{later:%H:%M}", short(what))
        raise UsageError(_("At what time of day shall it come?"), line)
    return begins


def read_when_alone(call: Call, text: str, reminder: Reminder) -> RingTime:
    """The moment or rule that is the whole text."""
    return read_when(call, spans_alone(call, text, reminder), reminder.text)


def spans_alone(call: Call, text: str, reminder: Reminder, anchors: Anchors = no_anchors) -> list[Span]:
    """The dates that are the whole text. Raises DateError with a line that moves the reminder."""
    try:
        return read_dates(text, said_at(call), call.zone, anchors)
    except DateError as mistake:
        mistake.example = offered_line("remind move", reminder.key, MadeUp(_("tomorrow 9:00")))
        raise


def said_at(call: Call) -> datetime:
    """The moment as of which a line is read: when it was said, even if the bot was down for hours since."""
    ago = call.ms - call.said
    return call.now - timedelta(milliseconds=ago) if 0 < ago < _LONGEST_DOWN / timedelta(milliseconds=1) else call.now


def set_line(before: str, when: Text | None, behind: str) -> Text:
    """A line that sets a reminder, of the words that were typed and a date that works."""
    words = {"before": " ".join(before.split()), "when": when or "", "behind": " ".join(behind.split())}
    kept = [name for name, value in words.items() if value]
    return offered_line("remind", Text(" ".join(f"{{{name}}}" for name in kept), words))
