"""Due dates: read from what a member typed, said with the other reading, set as timers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commands.base import Call, UserError
from commands.dates import DateError, Span, find_date, find_due, in_past, read_dates, refusal
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
        return other_reading(ask, _("`!task due {key} {date}`", key=key, date=ask.say)) if ask else None


def take_due(call: Call, text: str) -> tuple[str, Due | None]:
    """The text without the `bis 15.1.` in it, and the date.

    Raises DateError for what should be a date and is none, UserError for one that no task can have.
    """
    found = find_due(text, call.now, call.zone)
    if found is not None and not _goes_on(call, found.after):
        rest = re.sub(r"\(\s*\)", "", f"{found.before} {found.after}").strip()  # «(bis 15.1.)»
        return rest, _due(found.spans, call, _add_line(rest, call))
    meant = _MEANT.search(text)
    if meant is None:
        return text, None
    behind, example = text[meant.end() :], _add_line(text[: meant.start()].strip(), call)
    several = find_date(behind, call.now, call.zone)
    if several is not None:
        rest = f"{text[: meant.start()].strip()} {several.after}".strip()
        return rest, _due(several.spans, call, example)
    mistake = refusal(behind, call.now, call.zone)
    if mistake is not None:
        mistake.example = mistake.example or example
        raise mistake
    return text, None


def _goes_on(call: Call, text: str) -> bool:
    """Whether another date follows, as in `bis 8.12. oder 9.12.`"""
    word, _blank, rest = text.partition(" ")
    return word.lower() in ("oder", "or", "und", "and") and find_date(rest, call.now, call.zone) is not None


def read_due(call: Call, text: str) -> Due:
    """The due date that the whole text says. Raises DateError or UserError if it says none that a task can have."""
    line = _("`!task due T4 {date}`", date=soon(call))
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


def _add_line(title: str, call: Call) -> Text:
    return _("`!task add {title} by {date}`", title=title, date=soon(call))
