"""Due dates: read from what a member typed, said with the other reading, set as timers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, Claims, ExampleLine, UserError
from commands.base.claims import Place
from commands.base.typed import fold
from commands.beside_dates import doubt_dates_left
from commands.dated import claim_dates, claim_due, claim_rule
from commands.dates import DateError, Span, carries, find_date, find_due, in_past, next_occurrence, read_dates, refusal
from commands.doubts import other_reading
from commands.patterns import regex
from commands.words import MadeUp, Text, _, offered_line
from commands.words.moments import typed_date
from storage.reminders import Repeat
from storage.tasks import Task
from storage.values import frozen

_MEANT = regex(r"(?i)\b(?:bis|by|until|till|due|fällig(?: am| bis)?|spätestens(?: am| bis)?|frist|deadline):?\s+")
"""The words behind which a due date is meant."""
_RULE = _("`!task add Write the newsletter every first Monday of the month`")
_RULE_WORDS = 6
_NUMBER = regex(r"\d")
_SHORTEST_MONTH = 28
_BEHIND = regex(
    r"(?:an|auf|bei|durch|fuer|gegen|in|mit|nach|ohne|ueber|um|unter|von|vor|zu|about|at|by|for|from|of|on|to|with)"
)
"""Words behind which «jeder» is somebody or something of the title: «Einladung an jeden Gast»."""


@frozen
class Due:
    """When a task is due: a day or an aware moment, the span as it was read, and the rule by which it comes again."""

    when: date | datetime
    span: Span
    repeat: Repeat | None = None

    @property
    def day(self) -> date:
        """The day alone, which is all that a term needs."""
        return _day(self.when)

    def other(self, key: str) -> Text | None:
        """The other reading and the line that sets it for the task of that key."""
        ask = self.span.ask
        if ask and ask.other and not ask.other.rrule and (ask.other.end or ask.other.start) == self.when:
            return None
        return other_reading(ask, offered_line("task due", key, ask.say)) if ask else None


def claim_due_date(call: Call, said: Claims, line: ExampleLine) -> Due | None:
    """The `bis 15.1.` at the end of the first line; a date anywhere else belongs to the title, and is asked about if
    there is one at the end as well.

    Raises DateError for what should be a due date and is none, UserError for one that no task can have.
    """
    dated = claim_due(said, call, said_now(call))
    if dated is None:
        _refuse_wrong(call, said, line)
        return None
    doubt_dates_left(said, until=dated.start)
    if dated.spans[0].ask and dated.spans[0].ask.kind == "number as time":
        said.doubt(said.words(dated))  # «Heft 3 bis 4» may be a part of the title
    return _due(dated.spans, call, line(said.first_row().strip()))


def claim_rule_date(call: Call, said: Claims) -> Due | None:
    """The rule at the end or the head of the first line, and the first date by it; a rule that is none is doubted.

    Raises DateError for a day that no year has, UserError for what no task can have.
    """
    dated = claim_rule(said, call, said_now(call))
    if dated is not None:
        return _due(dated.spans, call, _RULE)
    _doubt_rule(call, said)
    return None


def _doubt_rule(call: Call, said: Claims) -> None:
    """Doubts what ends the first line like a rule: «jeden Vollmond»; raises DateError for one with a wrong day."""
    end = said.first_end
    for stretch in carries(said.words(Place(0, end))):
        phrase, before = said.words(Place(stretch.start, end)).strip(" .!?"), said.before(stretch.start).split()
        if stretch.kind != "rule" or said.claims(stretch) or not said.unquoted(stretch.start) or not before:
            continue
        behind = said.words(Place(stretch.end, end)).split()
        if _BEHIND.fullmatch(fold(before[-1])) or (len(behind) > 1 and not _NUMBER.search(phrase)):
            continue
        mistake = refusal(phrase, said_now(call), call.zone)
        if mistake is not None and _NUMBER.search(phrase) and len(phrase.split()) <= _RULE_WORDS:
            mistake.example = offered_line("task add", " ".join(before), _("every first Monday of the month"))
            raise mistake
        if mistake is not None:
            said.doubt(phrase)


def claim_rule_alone(call: Call, said: Claims, example: Text) -> Due:
    """The rule that is all of the line; what stands beside it is asked about. Raises UserError."""
    now = said_now(call)
    dated = claim_dates(said, call, now, "head") or claim_dates(said, call, now, "tail")
    if dated and dated.spans[0].rrule:
        return _due(dated.spans, call, example)
    mistake = refusal(said.behind(dated.start) if dated else said.rest(), now, call.zone)
    raise UserError(mistake.text if mistake else _("That is no rule by which a task comes again."), example)


def said_now(call: Call) -> datetime:
    """The moment as of which a line is read: of a confirmed one, when it was asked about."""
    return call.confirmed or call.now


def _refuse_wrong(call: Call, said: Claims, line: ExampleLine) -> None:
    """Raises DateError if the line ends with what should be a due date and is none: `bis 31.2.`"""
    first = Claims(said.first_row())
    for marker in reversed(list(_MEANT.finditer(first.text))):
        mistake = refusal(first.behind(marker.end()), call.now, call.zone)
        if mistake is not None:
            mistake.example = mistake.example or line(first.before(marker.start()).strip())
            raise mistake
        return


def claim_whole_due(call: Call, said: Claims, key: str) -> Due:
    """The due date of that task, which is all of the line; what stands beside it is asked about.

    Raises DateError or UserError if it says none that a task can have.
    """
    now = said_now(call)
    dated = claim_dates(said, call, now, "head") or claim_dates(said, call, now, "tail")
    if dated:
        return _due(dated.spans, call, due_line(call, key))
    words = said.keep_rest()
    said.doubt(words)
    return read_due(call, words, due_line(call, key))


def put_off(call: Call, task: Task, by: timedelta) -> Due:
    """The task's due date, or the end of the asker's term, by so much later. Raises UserError if it has none."""
    owner = task.owner(call.member.user_id) if task.duty else None
    old = owner.until if owner else task.due
    if old is None:
        text = _("“{title}” ({key}) has no due date yet.", title=task.title, key=task.key)
        raise UserError(text, due_line(call, task.key))
    if not isinstance(old, datetime) and by % timedelta(days=1):
        raise UserError(_("Whole days move by whole days."), due_line(call, task.key))
    local = old.astimezone(ZoneInfo(call.zone)) if isinstance(old, datetime) else old
    return _due([Span(local + by)], call, due_line(call, task.key))


def claim_bare_due(call: Call, said: Claims, key: str) -> Due | None:
    """The due date if all that is left of the line is one; a date beside other words belongs to the title."""
    words = said.rest()
    try:
        read_dates(words, said_now(call), call.zone)
    except DateError:
        return None
    return claim_whole_due(call, said, key) if said.open() and said.words(said.head) == words else None


def due_line(call: Call, key: str) -> Text:
    """A line that sets the due date of that task."""
    return offered_line("task due", key, soon(call))


def read_due(call: Call, text: str, line: Text) -> Due:
    """The due date that the whole text says. Raises DateError or UserError, with that line, if it says none that a task
    can have."""
    try:
        spans = read_dates(text, call.now, call.zone)
    except DateError as mistake:
        mistake.example = mistake.example or line
        raise
    return _due(spans, call, line)


def date_in_title(call: Call, title: str, key: str) -> Text | None:
    """The question whether a date at the end of a title was meant as the due date, with the line that sets it."""
    found = find_date(title, call.now, call.zone, where="end")
    span = found.spans[0] if found and found.before and len(found.spans) == 1 else None
    if span is None and (marker := _MEANT.match(title)):
        found = find_date(Claims(title).behind(marker.end()), call.now, call.zone, where="start")
        span = found.spans[0] if found and len(found.spans) == 1 else None
    span = span or _limit_within(call, title)
    hours = span is not None and span.end is not None and not span.all_day  # when something takes place
    if span is None or span.rrule or hours or in_past(span, call.now):
        return None
    when = Due(span.end or span.start, span).when
    words = typed_date(when) + (f" {when:%H:%M}" if isinstance(when, datetime) else "")
    return _("Is it due on {due}? {line} says so.", due=when, line=offered_line("task due", key, words))


_NAMES_DAY = regex(r"\d|tag|day", re.IGNORECASE)


def _limit_within(call: Call, title: str) -> Span | None:
    """The day behind a `bis` in the middle of a title, if it is no end of a stretch and more than a month."""
    found = find_due(title, call.now, call.zone)
    span = found.spans[0] if found and len(found.spans) == 1 else None
    if found is None or span is None or not span.all_day or span.end is not None:
        return None
    if not _NAMES_DAY.search(title, found.start, found.end):  # «Januar bis März»
        return None
    return None if any(one.end >= found.start - 1 for one in carries(found.before)) else span


def soon(call: Call) -> MadeUp:
    """A date a week from now."""
    day = call.now + timedelta(days=7)
    return MadeUp(f"{day.day}.{day.month}.")


def _due(spans: list[Span], call: Call, example: Text) -> Due:
    span = spans[0]
    if len(spans) > 1:
        raise UserError(_("A task has one due date."), example)
    if span.rrule:
        return _first_by_rule(span, span.rrule, call, example)
    if in_past(span, call.now):
        raise UserError(_("{when} is over.", when=span.period), example)
    return Due(span.end or span.start, span)


def _first_by_rule(span: Span, rule: str, call: Call, example: Text) -> Due:
    """The first date of a rule that is still to come; where its beginning was left open, that is not today."""
    when = span.end if span.end and _day(span.end) == _day(span.start) else span.start
    left_open = span.ask is not None and span.ask.kind == "beginning open"
    if left_open and rule == "FREQ=MONTHLY" and _day(when).day > _SHORTEST_MONTH:
        rule = "FREQ=MONTHLY;BYMONTHDAY=-1"  # every month has a last day, but not every one a 31st
    begins = when
    today = left_open and _day(when) == call.now.date()
    if today or in_past(Span(when), call.now):
        after = when if isinstance(when, datetime) else datetime.combine(when, time(), ZoneInfo(call.zone))
        following = next_occurrence(rule, when, call.zone, max(after, call.now))
        if following is None:
            raise UserError(_("This series has no date left."), example)
        when = following
    repeat = Repeat(rule, _local(when if today else begins), call.zone)
    return Due(when, span.surely() if left_open else span, repeat)


def _local(when: date | datetime) -> str:
    return when.replace(tzinfo=None).isoformat() if isinstance(when, datetime) else when.isoformat()


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def add_line(call: Call) -> ExampleLine:
    """Makes a line that adds a task of that title."""
    return lambda title: offered_line("task add", title, _("by {date}", date=soon(call)))
