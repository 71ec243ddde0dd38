"""Reads what is behind `!remind`: whom, when, and of what, in the orders in which people say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, NotAllowed, UsageError, UserError, at_most, from_ms, to_ms
from commands.base.claims import Place
from commands.base.line import split_word
from commands.base.people import named_in_row, no_member, one
from commands.base.typed import fold
from commands.dated import Dated, claim_dates, doubt_dates_left
from commands.dates import Anchors, DateError, Span, find_date, no_anchors, read_dates, refusal
from commands.dates.vocabulary.times import PARTS
from commands.patterns import regex
from commands.reminders.counted_line import Counting, MeetingDates, claim_lead, counted_from, how_long, key_for_title
from commands.reminders.rules import next_moment
from commands.words import MadeUp, Member, Text, _, offered_line
from storage import Store
from storage.reminders import FromMeeting, Reminder, Repeat
from storage.series import NEVER

MORNING = time(9)
"""When a day without a time reminds."""
_HOURS = {6: MORNING.hour, 12: 14}
"""When a morning and an afternoon remind, which for the date reader begin at six and at noon."""
LONGEST_TEXT = 1_000
_LONGEST_DOWN = timedelta(days=31)
"""A line that claims to be older than this was sent by a homeserver whose clock is wrong."""

_LATEST = datetime.max.replace(tzinfo=UTC)
"""Stands for a moment that is not known yet."""
_EXAMPLE = _("`!remind in 2 days send the slides`")
_SELF = frozenset({"me", "mich", "mir"})
_ALL = frozenset({"room", "raum", "alle", "all", "everyone", "everybody", "uns", "us"})
_POLITE = regex(r"(?:(?:bitte|please)\b,?\s*)+", re.IGNORECASE)
_AND = regex(r"\s(?:und|and|&|\+)\s", re.IGNORECASE)
_ONLY = regex(r"(?:nur|only|immer|stets|always)\s+(?=\S)", re.IGNORECASE)
_OPENING = regex(r"(?:(?:bitte|please),?\s+)?(?:daran|dass|that|to|an|about)\b,?\s+", re.IGNORECASE)
"""Small words between the date and what is to be remembered, in a whole sentence («erinnere mich morgen an …»)."""
_REQUEST = regex(r"(?:erinner(?:e|n|st)?\s+(?:(?:sie|du)\s+)?(?=mich|uns)|remind\s+(?=me|us))", re.IGNORECASE)
"""The request once more, in a whole sentence: «Bitte erinnern Sie mich am Freitag an …»."""
_NUMBERED = regex(
    r"\s\d+(?!\S)(?!\s(?:tage?n?|wochen?|stunden?|std|minuten?|min|monate?n?|uhr|h|days?|weeks?|hours?|minutes?)\b)",
    re.I,
)
"""A number that counts no time, behind «Raum»."""
_NOUN = regex(r"\s(?!M\d)[A-ZÄÖÜ]")
_CLOCK = regex(r"(?:um |at )?\d{1,2}(?:[:.]\d\d\b| ?uhr\b)", re.IGNORECASE)
_UNITS = frozenset({"uhr", "h", "hrs", "o'clock"})
_LIKE_A_DATE = regex(r"(?:in|am|um|at|on)\b|\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder as it was asked for. `members` is empty where the whole room is meant."""

    members: tuple[Member, ...]
    when: RingTime
    text: str


def read_wanted(call: Call, store: Store, said: Claims) -> Wanted:
    """What the line asks for. Raises UserError with a line that would have worked."""
    said.take_head(_POLITE)
    said.take_head(_REQUEST)
    members, sentence = _named(call, said)
    said.take_head(_POLITE)
    said.take_head(_ONLY)
    if lead := claim_lead(call, store, said):
        doubt_dates_left(said, len(said.text))
        what = _checked(said.keep_rest().strip(" ,;:–—-"), needed=False)
        return Wanted(_allowed(call, said, members), when_counted(lead), what)
    meetings = MeetingDates(call, store)
    key_for_title(call, store, said, said_at(call))
    dated = _claimed(call, said, "head", meetings) or _claimed(call, said, "tail", meetings)
    if dated is None:
        raise how_long(said) or _no_date(call, said.rest(), meetings)
    if not sentence and (behind := _named_behind(call, said, dated)):
        members = behind
    rest = said.rest()
    if _CLOCK.match(rest) and (mistake := refusal(said.behind(dated.start), said_at(call), call.zone)):
        raise mistake  # a time that the clocks skip is no part of what is to be remembered
    if sentence:
        said.take_head(_OPENING)
    said_last = fold(said.words(Place(dated.start, dated.end)).rpartition(" ")[2])
    closing = PARTS.get(said_last) == "close" and said.head.start >= dated.end  # «17 Uhr Feierabend machen»
    last = _word_behind(call, said, dated) if closing or not rest else ""
    what = f"{last} {said.keep_rest().strip(' ,;:–—-')}".strip()
    if dated.record and not what and call.replied_to is None:
        what = meetings.of(dated.record).title  # «eine Stunde vor M1»
    when = _read_when(call, said, dated, _checked(what, needed=call.replied_to is None))
    if record := dated.record:
        words = said.words(Place(dated.start, dated.end))
        when = when_counted(counted_from(call, store, meetings, words, record, when.due, what))
    return Wanted(_allowed(call, said, members), when, what)


def when_counted(counting: Counting) -> RingTime:
    """The next moment that is counted from meetings."""
    due = from_ms(counting.next.due) if counting.next else _LATEST
    return RingTime(due, None, Span(due), unsaid=False, counted=counting.counted)


def _word_behind(call: Call, said: Claims, dated: Dated) -> str:
    """The last word of a date that says the same without it, if nothing else is left: «um 17 Uhr Feierabend»."""
    shorter, _blank, last = said.words(Place(dated.start, dated.end)).rstrip().rpartition(" ")
    try:
        same = bool(shorter) and read_dates(shorter, said_at(call), call.zone) == dated.spans
    except DateError:
        return ""
    own = last and fold(last).strip(".,!") not in _UNITS
    return said.keep(dated.start + len(shorter) + 1, dated.end) if same and own else ""


def _read_when(call: Call, said: Claims, dated: Dated, what: str) -> RingTime:
    """`read_when`; the line that is offered is the one that was typed, with another date."""
    try:
        return read_when(call, dated.spans, what)
    except GoneBy as mistake:
        mistake.example = _line(said.before(dated.start), mistake.better, said.behind(dated.end))
        raise


def _line(before: str, when: Text | None, behind: str) -> Text:
    """A line that sets a reminder, of the words that were typed and a date that works."""
    words = {"before": " ".join(before.split()), "when": when or "", "behind": " ".join(behind.split())}
    kept = [name for name, value in words.items() if value]
    return offered_line("remind", Text(" ".join(f"{{{name}}}" for name in kept), words))


class GoneBy(UserError):
    """The moment is over. `better` is the next one like it, as it is typed."""

    def __init__(self, due: datetime, better: Text, what: str) -> None:
        super().__init__(_("{when} has gone by.", when=due), _line("", better, _short(what)))
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
    due = span.start if isinstance(span.start, datetime) else datetime.combine(span.start, MORNING, ZoneInfo(call.zone))
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
    now = said_at(call).astimezone(ZoneInfo(call.zone))
    later = (now + timedelta(hours=2)).replace(minute=0)
    if unsaid and due.date() == now.date() == later.date():
        return _("today {time}", time=f"{later:%H:%M}")
    return _("tomorrow {time}", time=f"{due:%H:%M}")


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
        line = offered_line("remind", f"{later:%H:%M}", _short(what))
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


def _claimed(call: Call, said: Claims, where: Literal["head", "tail"], anchors: Anchors) -> Dated | None:
    """The date there; how long something lasts is part of what is to be remembered."""
    return claim_dates(said, call, said_at(call), where, lasting=False, anchors=anchors)


def _named(call: Call, said: Claims) -> tuple[tuple[Member, ...], bool]:
    """Who is named at the head of the line, none for the whole room, and whether anybody is; nobody: the asker.

    A name without a sign is one only if a date follows it: `Anna Fr 12 Uhr …`.
    """
    head = said.head
    text = said.words(head)
    word = split_word(text)[0]
    if fold(word).strip(",:") in _SELF:
        row = named_in_row(text, call) if _AND.match(text, len(word)) else []
        dated = bool(row) and find_date(text[row[-1].end :].lstrip(" ,:"), said_at(call), call.zone) is not None
        said.claim(head.start, head.start + (row[-1].end if dated else len(word)))
        return (tuple(dict.fromkeys(one(named, text) for named in row)) if dated else (call.member,)), True
    if fold(word).strip(",:") in _ALL and not _repeats(call, text):
        end = head.start + len(word)
        behind = said.behind(end)
        dated = find_date(behind.lstrip(" ,:"), said_at(call), call.zone) is not None
        if not dated and _NUMBERED.match(behind):  # «Raum 12 buchen morgen»
            return (call.member,), False
        if not dated and fold(word) == "alle" and _NOUN.match(behind):
            said.doubt(word)  # «alle Protokolle lesen»: who is reminded, or what is read?
        said.claim(head.start, end)
        return (), True
    found = named_in_row(text, call)
    if not found:
        if word.startswith("@"):
            raise no_member(word, call.room, _("`!remind @anna Fri 12:00 call the city of Bochum`"))
        return (call.member,), False
    end = found[-1].end
    sure = word.startswith("@") or any(m.user_id in call.mentions for named in found for m in named.candidates)
    if not sure and find_date(text[end:].lstrip(" ,:"), said_at(call), call.zone) is None:
        return (call.member,), False
    members = tuple(dict.fromkeys(one(named, text) for named in found))
    said.claim(head.start, head.start + end)
    return members, True


def _named_behind(call: Call, said: Claims, dated: Dated) -> tuple[Member, ...]:
    """Who is named by a sign or a pill right behind the date: `morgen 9 Uhr @ben Folien`."""
    head = said.head
    if not head.start >= dated.end:
        return ()
    text = said.words(head)
    found = named_in_row(text, call)
    if not found or not (text.startswith("@") or any(m.user_id in call.mentions for m in found[0].candidates)):
        return ()
    said.claim(head.start, head.start + found[-1].end)
    return tuple(dict.fromkeys(one(named, text) for named in found))


def _repeats(call: Call, text: str) -> bool:
    """Whether a text that starts with «alle» is a rule: `alle zwei Wochen`."""
    found = find_date(text, said_at(call), call.zone, where="start")
    return found is not None and any(span.rrule for span in found.spans)


def _allowed(call: Call, said: Claims, members: tuple[Member, ...]) -> tuple[Member, ...]:
    if not members and call.member.power < call.room.notify_power:
        whom = next((m for m in re.finditer(r"\S+", said.text) if fold(m[0]).strip(",:") in _ALL), None)
        raise NotAllowed(
            _("Only members who may notify the whole room can have all of it reminded; organisers may."),
            _line(said.before(whom.start()), None, said.behind(whom.end())) if whom else _EXAMPLE,
        )
    if call.direct and members != (call.member,):
        raise UserError(_("A reminder for others is set in the board room, where they can see it."), _EXAMPLE)
    return members


def _no_date(call: Call, text: str, meetings: MeetingDates) -> UserError:
    """What is wrong with what stands where the date should be, with the same text behind one that works."""
    plain = text and not _LIKE_A_DATE.match(text)
    if (row := named_in_row(text, call)) and plain and refusal(text[row[-1].end :], said_at(call), call.zone) is None:
        behind = _short(text[row[-1].end :])
        whom_first = _line(text[: row[-1].end], _("tomorrow {time}", time="9:00"), behind)
        return UsageError(_("When shall the reminder come?"), whom_first)
    line = offered_line("remind", _("tomorrow {time}", time="9:00"), _short(text)) if plain else None
    mistake = refusal(text, said_at(call), call.zone, meetings)
    if refused := meetings.refused(mistake):
        return refused
    if mistake is None:
        return UsageError(_("When shall the reminder come?"), line or _EXAMPLE)
    mistake.example = _EXAMPLE
    return mistake


def _checked(what: str, *, needed: bool) -> str:
    if needed and not what:
        raise UsageError(_("What is to be remembered?"), _EXAMPLE)
    return at_most(what, LONGEST_TEXT, _EXAMPLE)


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= 60 else one[:59] + "…"
