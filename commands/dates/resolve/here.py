"""From where one reads, when the records are that one counts from, and the question that a doubt becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from commands.dates import refusals
from commands.dates.days import FAR_YEARS
from commands.dates.entries.entries import DateEntry
from commands.dates.items.items import Anchor, Counted, FromNow, Item, WeekBeside
from commands.dates.resolve.saying import line
from commands.dates.spans import Anchors, Ask, AskKind, Span, in_past, no_anchors
from storage.values import frozen

_GONE_BY: Final[frozenset[AskKind]] = frozenset({"just gone", "this or gone", "last or before"})


@frozen
class Here:
    """Where and when one reads: now in the zone, its name, whether the text is English, and when records are."""

    now: datetime
    zone: str
    english: bool
    anchors: Anchors = no_anchors

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def minute(self) -> int:
        """Minutes since midnight, by the clock on the wall."""
        return self.now.hour * 60 + self.now.minute


def asking(span: Span, doubt: Ask[Span], here: Here) -> Span:
    """The span with that doubt, and the line that says the other reading.

    One that is the same is none, nor one that no text may say, nor one that is over where the span is not, unless it
    was said of what is over.
    """
    other = doubt.other if doubt.other is not None and doubt.other.key != span.key else None
    if other is not None and abs((_day(other) - here.today).days) > FAR_YEARS * 366:
        other = None
    if other is not None and doubt.kind not in _GONE_BY and in_past(other, here.now) and not in_past(span, here.now):
        other = None
    return replace(span, ask=replace(doubt, other=other, say=line(other or span, here.zone, english=here.english)))


def _day(span: Span) -> date:
    return span.start.date() if isinstance(span.start, datetime) else span.start


# --- records of the board: `2 Tage vor M3`, `Woche nach M3`, `2 Stunden vor M3`; the reader knows none of them


def anchored(item: Item, here: Here) -> Item:
    """The item, the record that it is counted from with its day or moment. DateError if that has none."""
    match item:
        case Counted(of=Anchor() as record) | WeekBeside(of=Anchor() as record):
            return replace(item, of=replace(record, moment=_moment(record, here)))
        case FromNow(of=Anchor() as record):
            moment = _moment(record, here)
            if not isinstance(moment, datetime):
                raise refusals.record_without_time(record.key)
            return replace(item, of=replace(record, moment=moment))
    return item


def record_of(entry: DateEntry) -> str:
    """The key of the record that an entry is counted from; empty if there is none."""
    for said in (entry.first.day, entry.last.day, entry.moment):
        if isinstance(said, Counted | WeekBeside | FromNow) and isinstance(said.of, Anchor):
            return said.of.key
    return ""


def _moment(record: Anchor, here: Here) -> datetime | date:
    moment = here.anchors(record.key)
    if moment is None:
        raise refusals.counted_from_record(record.key)
    return moment.astimezone(here.now.tzinfo) if isinstance(moment, datetime) else moment
