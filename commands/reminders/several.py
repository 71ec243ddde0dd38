"""A reminder that was asked for with several dates: the lines that set one for each of them, or for all as a rule."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from commands.base import Call, Claims, UsageError
from commands.dated import Dated
from commands.dates import Span, in_both, in_past
from commands.patterns import regex
from commands.reminders.moments import said_at, set_line
from commands.words import Text, _
from commands.words.text import Value

_MOST = 3
"""So many lines are offered."""
_FROM_TO = regex(r"\A(?:(?:von|from)\s)?[^\W\d]{2,12}\.?\s{0,2}(?:-|–|bis|to)\s{0,2}[^\W\d]{2,12}(?!\w)", re.IGNORECASE)
"""From one weekday to another."""
_WEEK = timedelta(days=7)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def several(call: Call, said: Claims, dated: Dated) -> UsageError:
    """What is said of them, with the line that was typed for each date alone: «heute 17 Uhr, morgen 9 Uhr Folien»."""
    spans = [span for span in dated.spans if not in_past(span, said_at(call))]
    if len(spans) > _MOST:
        spans = _every_week(spans) if _FROM_TO.search(said.words(dated)) else []
    before, behind = said.before(dated.start), said.behind(dated.end)
    spans = [] if behind.lstrip(" ,;:").startswith(tuple("0123456789")) else spans  # «Mo 9 und Mi 9 Folien»
    made: dict[str, Value] = {
        f"line{n}": set_line(before, Text("{when}", {"when": in_both(span, call.zone)}), behind)
        for n, span in enumerate(spans)
    }
    return UsageError(
        _("A reminder has one moment, or one rule such as “every Monday 8:30”."),
        Text("\n".join(f"{{{name}}}" for name in made), made)
        if made
        else _("`!remind every Monday 8:30 read the agenda`"),
    )


def _every_week(spans: list[Span]) -> list[Span]:
    """The rule for days of one week at one time, «Mo-Fr 8 Uhr»; nothing where they are others."""
    starts = [span.start for span in spans if isinstance(span.start, datetime)]
    alike = len(starts) == len(spans) and len({start.timetz() for start in starts}) == 1
    if not alike or any(span.end or span.rrule for span in spans) or starts[-1] - starts[0] >= _WEEK:
        return []
    days = ",".join(_DAYS[number] for number in sorted({start.weekday() for start in starts}))
    return [Span(starts[0], None, all_day=False, rrule=f"FREQ=WEEKLY;BYDAY={days}")]
