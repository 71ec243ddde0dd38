"""The date reader: German and English dates as people write them, read as spans, asked about, or refused.

A text is folded, scanned and turned into items (`items`), which are settled among neighbours, filled into entries that
lend to each other (`entries`), and resolved from now (`days`: the words for a day; `resolve`: the moment, the rule).
A doubt is one value from the calendar to the answer (`Ask`), put into words by `commands.doubts`; why the reader
refuses is in `refusals`. `reading` walks that way, `finding` looks for a date in a line.
What a figure such as `9.05` or a word such as `auf` means among its neighbours, two tables tell (`entries.readings`,
`entries.word_readings`); the words are in `vocabulary`. dateparser reads a second time what the grammar refuses and
spells a month (`days.phrases`).
Conventions: what was said is never moved; what can be meant in two ways carries an `Ask`; what
is no date is a `DateError`.

The reader itself is loaded with the first text that is read, so that no start of the bot waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commands.dates.resolve.recurrence import apart, later_occurrences, next_occurrence, occurrences, rule_parts
from commands.dates.resolve.saying import in_both
from commands.dates.resolve.saying import line as in_words
from commands.dates.spans import Anchors, Ask, DateError, Found, Span, Where, in_past, no_anchors

if TYPE_CHECKING:
    from commands.dates.stretches import Stretch

__all__ = [
    "Anchors",
    "Ask",
    "DateError",
    "Found",
    "Span",
    "Where",
    "apart",
    "carries",
    "find_date",
    "find_due",
    "in_both",
    "in_past",
    "in_words",
    "later_occurrences",
    "next_occurrence",
    "no_anchors",
    "occurrences",
    "read_dates",
    "read_duration",
    "refusal",
    "rule_parts",
    "strange",
    "warming_up",
]


def read_dates(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> list[Span]:
    """All dates that `text` says, in the order they were said, seen from `now` (aware) in `zone`.

    Days may be counted from a record (`2 Tage vor M3`, `die Woche nach M3`, `2 Stunden vor M3`) if `anchors` tells when
    it is: a function from its key to an aware moment, to a day, or to None (`{"M3": start}.get`). Such a span bears the
    key in `record`: keep the words, and read them again when the record is moved. Without a time of its own it is the
    whole day. Raises DateError, and nothing else, for what is no date (`reading.read_dates`).
    """
    from commands.dates import reading  # noqa: PLC0415

    return reading.read_dates(text, now, zone, anchors)


def find_date(
    text: str, now: datetime, zone: str, *, where: Where = "start", anchors: Anchors = no_anchors
) -> Found | None:
    """The longest phrase that is a date, where it may stand in `text` (`finding.find_date`); None if there is none."""
    from commands.dates import finding  # noqa: PLC0415

    return finding.find_date(text, now, zone, where=where, anchors=anchors)


def find_due(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> Found | None:
    """The date behind a word such as `bis` (`finding.find_due`); None if there is none."""
    from commands.dates import finding  # noqa: PLC0415

    return finding.find_due(text, now, zone, anchors)


def refusal(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> DateError | None:
    """Why the date that `text` begins with is none (`finding.refusal`)."""
    from commands.dates import finding  # noqa: PLC0415

    return finding.refusal(text, now, zone, anchors)


def read_duration(text: str) -> timedelta:
    """How long `text` says (`durations.read_duration`). Raises DateError for anything else."""
    from commands.dates.items import durations  # noqa: PLC0415

    return durations.read_duration(text)


def carries(text: str) -> tuple[Stretch, ...]:
    """The stretches of `text` that carry the meaning of a date, a rule, an exception … (`stretches.carries`)."""
    from commands.dates import stretches  # noqa: PLC0415

    return stretches.carries(text)


def strange(text: str) -> tuple[tuple[int, int], ...]:
    """The runs of words in `text` that say nothing about time (`stretches.strange`)."""
    from commands.dates import stretches  # noqa: PLC0415

    return stretches.strange(text)


def warming_up() -> Iterator[None]:
    """Loads the reader and compiles its patterns, 0.5 s in a few hundred steps, before somebody's message needs them.

    Not for a thread: what is compiled in one leaves twice as much memory behind.
    """
    from commands.dates import finding  # noqa: F401, PLC0415
    from commands.dates.items.scan import compiling  # noqa: PLC0415

    yield
    yield from compiling()
