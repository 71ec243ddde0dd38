"""`!when`: how the assistant reads a date, for members and for reports of misreadings."""

from __future__ import annotations

from commands.base import Call, Group, Rest, command
from commands.dates import Span, in_both, occurrences, read_dates
from commands.doubts import doubted, each_once
from commands.words import Content, Period, Reply, Text, _, lines
from storage import Store

SHOWN = 3
"""Occurrences of a series that are shown."""

GROUPS = (Group("when", ("wann", "datum", "date"), _("How the assistant reads a date")),)


@command(
    "when",
    reads=True,
    help=_("Shows how a date is understood; nothing is kept."),
    examples=(_("`!when next Friday 2 pm`"), _("`!when every first Tuesday of the month 14:00-15:00`")),
    takes={"text": Rest(_("Which date should be read?"))},
)
def when(call: Call, store: Store, text: str) -> Reply:
    """Everything the reader made of the text: the dates, the first occurrences, the doubts."""
    spans = read_dates(text, call.now, call.zone)
    asked = each_once(spans)
    shown: list[Content] = []
    for number, span in enumerate(spans, start=1):
        shown.append(_numbered(number, span) if len(spans) > 1 else Text("{when}", {"when": span.period}))
        if span.rrule:
            shown.append(_series(call, span, span.rrule))
        shown += [doubted(ask) for one, ask in asked if one is span]
    return Reply(lines(*shown))


def _numbered(number: int, span: Span) -> Text:
    return Text("{number}. {when}", {"number": number, "when": span.period})


def _series(call: Call, span: Span, rule: str) -> Text:
    first = occurrences(rule, span.start, call.zone, SHOWN)
    words = in_both(span, call.zone)
    return _("It repeats ({rule}): {first}", rule=words, first=tuple(Period(day, None, span.all_day) for day in first))
