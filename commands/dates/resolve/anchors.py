"""Days and moments counted from a record of the board: `2 Tage vor M3`, `Woche nach M3`, `2 Stunden vor M3`.

The reader knows no record: whoever asks tells their moments (`Here.anchors`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from commands.dates import refusals
from commands.dates.entries.entries import DateEntry
from commands.dates.items.items import Anchor, Counted, FromNow, Item, WeekBeside
from commands.dates.resolve.here import Here


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
