"""The date reader: German and English dates as people write them, read as spans, asked about, or refused.

A text is folded (`fold`), scanned into items (`scan`, with the patterns of dates, blocks, days, times and rules),
settled among neighbours (`neighbours`), filled into entries (`filling`) that lend to each other (`sharing`) and
resolved from now (`resolve` with `days`, `dial` and `zones`; `rules` for what repeats). Why it asks is in `sentences`,
why it refuses in `refusals`. `reading` walks that way, `finding` looks for a date in a line.
dateparser reads the date phrases themselves, one at a time (`phrases`). Conventions: what was
said is never moved; what can be meant in two ways carries an `Ask`; what is no date is a `DateError`.
"""

from commands.dates.durations import read_duration
from commands.dates.finding import Found, find_date, find_due, refusal
from commands.dates.reading import read_dates, warm_up
from commands.dates.recurrence import next_occurrence, occurrences
from commands.dates.spans import Ask, DateError, Span, in_past

__all__ = [
    "Ask",
    "DateError",
    "Found",
    "Span",
    "find_date",
    "find_due",
    "in_past",
    "next_occurrence",
    "occurrences",
    "read_dates",
    "read_duration",
    "refusal",
    "warm_up",
]
