"""Due dates: read from what a member typed, said with the other reading, set as timers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commands.base import Call, Claims, ExampleLine, UserError
from commands.dated import claim_dates, claim_due, doubt_dates_left
from commands.dates import DateError, Span, find_date, in_past, read_dates, refusal
from commands.doubts import other_reading
from commands.words import Text, _

_MEANT = re.compile(r"(?i)\b(?:bis|by|until|till|due|fällig(?: am| bis)?|spätestens(?: am| bis)?|frist|deadline):?\s+")
"""The words behind which a due date is meant."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a task is due: a day or an aware moment, and the span as it was read."""

    when: date | datetime
    span: Span

    @property
    def day(self) -> date:
        """The day alone, which is all that a term needs."""
        return self.when.date() if isinstance(self.when, datetime) else self.when

    def other(self, key: str) -> Text | None:
        """The other reading and the line that sets it for the task of that key."""
        ask = self.span.ask
        if ask and ask.other and (ask.other.end or ask.other.start) == self.when:
            return None
        return other_reading(ask, _("`!task due {key} {date}`", key=key, date=ask.say)) if ask else None


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
    return _due(dated.spans, call, line(said.rest().partition("\n")[0].strip()))


def refuse_rule(call: Call, said: Claims) -> None:
    """Raises UserError for a rule at the head or the end of what is left, with the reminder that comes by that rule."""
    for place in said.open():
        for where in ("start", "end"):
            found = find_date(said.words(place), said_now(call), call.zone, where=where)
            if found and len(found.spans) == 1 and found.spans[0].rrule:
                rule = said.words(place)[found.start : found.end].strip()
                text = " ".join(f"{found.before} {found.after}".split())
                timed = isinstance(found.spans[0].start, datetime)
                raise UserError(
                    _("A task is due once; what comes again and again is for a reminder."),
                    _("`!remind {rule} {text}`", rule=rule if timed else f"{rule} 9:00", text=text) if text else None,
                )


def said_now(call: Call) -> datetime:
    """The moment as of which a line is read: of a confirmed one, when it was asked about."""
    return call.confirmed or call.now


def _refuse_wrong(call: Call, said: Claims, line: ExampleLine) -> None:
    """Raises DateError if the line ends with what should be a due date and is none: `bis 31.2.`"""
    first = said.rest().partition("\n")[0]
    for marker in reversed(list(_MEANT.finditer(first))):
        mistake = refusal(first[marker.end() :], call.now, call.zone)
        if mistake is not None:
            mistake.example = mistake.example or line(first[: marker.start()].strip())
            raise mistake
        return


def claim_whole_due(call: Call, said: Claims) -> Due:
    """The due date that is all of the line; what stands beside it is asked about.

    Raises DateError or UserError if it says none that a task can have.
    """
    now = said_now(call)
    dated = claim_dates(said, call, now, "head") or claim_dates(said, call, now, "tail")
    if dated:
        return _due(dated.spans, call, _due_line(call))
    words = said.keep_rest()
    said.doubt(words)
    return read_due(call, words)


def claim_bare_due(call: Call, said: Claims) -> Due | None:
    """The due date if all that is left of the line is one; a date beside other words belongs to the title."""
    words = said.rest()
    try:
        read_dates(words, said_now(call), call.zone)
    except DateError:
        return None
    return claim_whole_due(call, said) if said.open() and said.words(said.head) == words else None


def _due_line(call: Call) -> Text:
    return _("`!task due T4 {date}`", date=soon(call))


def read_due(call: Call, text: str) -> Due:
    """The due date that the whole text says. Raises DateError or UserError if it says none that a task can have."""
    line = _due_line(call)
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
        found = find_date(title[marker.end() :], call.now, call.zone, where="start")
        span = found.spans[0] if found and len(found.spans) == 1 else None
    if span is None or span.rrule or in_past(span, call.now):
        return None
    when = Due(span.end or span.start, span).when
    words = f"{when.day}.{when.month}.{when.year}" + (f" {when:%H:%M}" if isinstance(when, datetime) else "")
    return _("Is it due on {due}? `!task due {key} {date}` says so.", due=when, key=key, date=words)


def soon(call: Call) -> str:
    """A date a week from now, as an example."""
    day = call.now + timedelta(days=7)
    return f"{day.day}.{day.month}."


def _due(spans: list[Span], call: Call, example: Text) -> Due:
    span = spans[0]
    if len(spans) > 1:
        raise UserError(_("A task has one due date."), example)
    if span.rrule:
        raise UserError(_("A task is due once; what comes again and again is for a reminder."), example)
    if in_past(span, call.now):
        raise UserError(_("{when} is over.", when=span.period), example)
    return Due(span.end or span.start, span)


def add_line(call: Call) -> ExampleLine:
    """Makes a line that adds a task of that title."""
    return lambda title: _("`!task add {title} by {date}`", title=title, date=soon(call))
