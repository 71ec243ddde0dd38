"""How the dates of meetings are written, of a series its rules and its next dates."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Final

from commands.calendar.schedule import parts_of, period, single, within
from commands.dates import Span, in_both, in_words
from commands.meetings.sentences import apart
from commands.words import Text, _
from commands.words.moments import typed_date
from storage.series import NEVER, Part, When

_NEXT: Final = 3


def shown(when: When) -> Text:
    """A date; a series by its rules, as one would type them."""
    if when.rule is None:
        return Text("{when}", {"when": period(when)})
    return apart(_rule_in_words(part, when) for part in parts_of(when))


def _rule_in_words(part: Part, when: When) -> Text:
    span = period(single(part.start, part.end, when.zone))
    rule = Span(span.start, span.end, span.all_day, part.rule)
    return Text("{rule}", {"rule": in_both(rule, when.zone)})


def next_dates(when: When, now: int) -> tuple[Text, ...]:
    """The next dates of a series, on a line; none for a single date."""
    if when.rule is None:
        return ()
    singles = islice(within(when, now, NEVER), _NEXT)
    return (_("Next dates: {dates}.", dates=apart(Text("{when}", {"when": period(single)}) for single in singles)),)


def exceptions(when: When, now: int) -> tuple[Text, ...]:
    """The dates to come of a series that were moved, and those that do not take place, a line each."""
    moved = [
        Text("{old} → {new}", {"old": period(single(one.origin, None, when.zone)), "new": period(there)})
        for one in when.moved
        if (there := single(one.start, one.end, when.zone)).over > now
    ]
    out = [single(start, None, when.zone) for start in when.skipped]
    left_out = [Text("{when}", {"when": period(one)}) for one in out if one.over > now]
    said = [_("Moved: {dates}.", dates=apart(moved))] if moved else []
    said += [_("Does not take place: {dates}.", dates=apart(left_out))] if left_out else []
    return tuple(said)


def typed_day(when: When) -> str:
    """The day of a date as one types it: `3.12.2026`."""
    return typed_date(date.fromisoformat(when.start[:10]))


def typed(when: When) -> str:
    """A single date as one types it: `3.12.2026 14:00-16:00`."""
    span = period(when)
    return in_words(Span(span.start, span.end, span.all_day), when.zone)


def rule_typed(when: When) -> str:
    """The last rule of a series as one types it."""
    part = parts_of(when)[-1]
    span = period(single(part.start, part.end, when.zone))
    return in_words(Span(span.start, span.end, span.all_day, part.rule), when.zone)
