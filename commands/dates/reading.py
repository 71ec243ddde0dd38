"""The way of a text: folded, scanned, settled among neighbours, filled into entries, resolved to spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from commands.dates import refusals
from commands.dates.days import FAR_YEARS
from commands.dates.days.phrases import second_reading
from commands.dates.entries.context import PASSED_OVER, settle
from commands.dates.entries.entries import DateEntry, SaidDay
from commands.dates.entries.exceptions import Exceptions, without_exceptions
from commands.dates.entries.filling import fill
from commands.dates.entries.kinds import YEARS, is_day
from commands.dates.entries.sharing import share_years
from commands.dates.items.fold import Folded, fold
from commands.dates.items.items import (
    Away,
    Clock,
    Every,
    Figure,
    FromNow,
    Item,
    Lasting,
    Mark,
    OnDate,
    PartOfDay,
    Piece,
    Stop,
    Times,
    Unknown,
    Weekday,
)
from commands.dates.items.scan import scan
from commands.dates.resolve.choices import choose
from commands.dates.resolve.here import Here, anchored, asking, record_of
from commands.dates.resolve.rules import read_rule
from commands.dates.spans import Anchors, Ask, DateError, NoDate, Span, ask, no_anchors
from commands.patterns import regex

_SHORT: Final = 40  # characters
_SPELLS_MONTH: Final = regex(  # beside a number
    r"\d(?:st|nd|rd|th|ter?|ten|\.)?[\s/.-]*(?:of )?(?:jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])"
    r"|(?:jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*[\s/.-]*\d",
    re.IGNORECASE,
)
_WORDS_TOO: Final = frozenset({"so", "do", "mi", "di"})
LONGEST: Final = 400  # characters
MOST: Final = 31  # dates in one text
_ENGLISH: Final = regex(
    r"\b(?:at|on|the|of|tomorrow|today|tonight|next|this|last|from|to|every|each|noon|(?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)day|jan(?:uary)?|march|may|june|july|oct(?:ober)?|dec(?:ember)?|o'clock|in \w+ (?:weeks?|days?|hours?))\b"
)
_GERMAN: Final = regex(r"\b(?:uhr|um|am|den|dem|der|im|bis|und|oder|von|vom|ab|\w+tags?|mo|di|mi|do|fr|sa|so)\b")


def read_dates(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> list[Span]:
    """All dates that `text` says, in the order they were said, seen from `now` (aware) in `zone`.

    `anchors` tells when a record is from which days are counted; without it such a text is refused by its key.
    Raises DateError, and nothing else, for what is no date: an unknown word beside a date that has no time, a
    day or a time that does not exist, a negation, a foreign time zone, more than 400 characters.
    """
    if len(text) > LONGEST:
        raise refusals.too_long(LONGEST)
    here = look_from(text, now, zone, anchors)
    _folded, said = written(text)
    pieces = settle(said)
    try:
        return read_pieces(pieces, here)
    except DateError as mistake:
        span = read_again(text, pieces, here)
        if span is not None:
            return [span]
        if isinstance(mistake, NoDate):
            raise refusals.not_a_date(text.strip(), here.today) from None
        raise


def read_again(text: str, pieces: Sequence[Piece], here: Here) -> Span | None:
    """What dateparser reads in a short text that the grammar refuses, spells a month and has no time: asked about."""
    timely = any(isinstance(p.item, Clock | Stop | Every | FromNow | PartOfDay | Lasting) for p in pieces)
    if len(text) > _SHORT or timely or not _SPELLS_MONTH.search(text):
        return None
    found = second_reading(text.strip())
    if found is None or abs(found.year - here.today.year) > FAR_YEARS or str(found.day) not in text:
        return None
    return asking(Span(found, None, all_day=True), ask("second reader", day=found), here)


@lru_cache(maxsize=32)
def written(text: str) -> tuple[Folded, tuple[Piece, ...]]:
    """The folded text and its pieces, the words that an answer may quote as they were written.

    Kept for a moment: a line is asked several things, and to scan it takes nearly all of the time.
    """
    folded = fold(text)
    return folded, tuple(_as_written(p, text, folded) for p in scan(folded.text))


def _as_written(piece: Piece, text: str, folded: Folded) -> Piece:
    if isinstance(piece.item, Mark):
        return piece
    item = _quoting(piece.item, text, folded.source(piece.start, piece.end))
    return piece if item is piece.item else replace(piece, item=item)


def _quoting(item: Item, text: str, source: tuple[int, int]) -> Item:
    as_written = text[slice(*source)].strip()
    match item:
        case Figure() if item.shape in YEARS:
            return item
        case Unknown() | Stop() | Figure() if item.word != as_written:
            return replace(item, word=as_written)
        case Weekday() | OnDate() if item.typo:
            return replace(item, typo=as_written)
        case Weekday() if item.short:
            return replace(item, short=as_written, soft=item.soft or as_written == "so")  # Sunday is written «So»
    return item


def look_from(text: str, now: datetime, zone: str, anchors: Anchors = no_anchors) -> Here:
    """Where one reads from. A text is English if it has an English word and no German one."""
    lowered = text.lower()
    english = bool(_ENGLISH.search(lowered)) and not _GERMAN.search(lowered)
    return Here(now.astimezone(ZoneInfo(zone)), zone, english, anchors)


def read_pieces(pieces: Sequence[Piece], here: Here, *, strict: bool = False) -> list[Span]:
    """The dates that settled pieces say. `strict`: nothing unknown, every further date set apart by a sign or word."""
    items = [anchored(p.item, here) for p in pieces]
    left_out = Exceptions()
    if any(map(_is_rule, items)):
        items, left_out = without_exceptions(items)
    _refuse_stops(items, here)
    strays = [i for i in items if isinstance(i, Unknown | Figure)]
    rule = any(map(_is_rule, items))
    timed = any(isinstance(i, Clock | FromNow) for i in items)
    dated = rule or any(is_day(i) for i in items)
    strays_allowed = timed and (rule or any(map(_is_sure_day, items)))
    if strays and (strict or not strays_allowed or any(isinstance(i, Figure) and not i.explained for i in items)):
        raise _unread(strays, dated or timed, here)
    if sum(is_day(i) or isinstance(i, Clock) for i in items) > 2 * MOST:
        raise refusals.too_many(MOST)
    known = [i for i in items if not isinstance(i, Unknown | Figure | Stop)]
    if rule:
        if any(isinstance(i, Unknown | Figure) for i in items[items.index(next(filter(_is_rule, items))) :]):
            raise _unread(strays, True, here)  # what follows a rule may change it: `jeden Montag im Quartal`
        return read_rule(known, left_out, here)
    if any(isinstance(i, Times) for i in items):
        raise refusals.rule_unclear()  # `8.12. 14 Uhr 5 mal`
    spans = _read_entries(known, here, strict=strict)
    inside = _word_inside(items)
    if strays and (inside or len(spans) > 1):
        doubt: Ask[Span] = ask("word inside", word=inside) if inside else ask("words between")
        return [s if s.ask else asking(s, doubt, here) for s in spans]
    return spans


def _word_inside(items: Sequence[Item]) -> str:
    """The first unknown word between the days and times, which may change what they mean; empty if there is none."""
    timely = [k for k, i in enumerate(items) if is_day(i) or isinstance(i, Clock | PartOfDay | Lasting)]
    within = items[timely[0] : timely[-1]] if timely else ()
    return next((i.word[:40] for i in within if isinstance(i, Unknown | Figure) and any(map(str.isalnum, i.word))), "")


def _read_entries(known: Sequence[Item], here: Here, *, strict: bool) -> list[Span]:
    """The spans of all entries, each time once."""
    entries, loose = fill(known)
    share_years(entries, here.today)
    if strict and any(e.limit for e in entries):
        raise refusals.limit_among_dates()
    if loose or not entries:
        raise refusals.only_a_length() if loose else refusals.nothing_understood(here.today)
    if len(entries) > MOST:
        raise refusals.too_many(MOST)
    if len(entries) > 1 and any(e.moment or (isinstance(e.first.day, Away) and e.first.day.rough) for e in entries):
        raise refusals.nothing_understood(here.today)  # a list of hours from now is a slip
    for before, entry in pairwise(entries):
        _refuse_touching(before, entry, here)
    for entry in entries:
        _refuse_shreds(entry, here, strict=strict, alone=len(entries) == 1)
    spans = {span.key: replace(span, record=record_of(entry)) for entry in entries for span in choose(entry, here)}
    if len(spans) > MOST:
        raise refusals.too_many(MOST)
    return [_perhaps_short(_perhaps_weekly(span, entries, here), entries, here) for span in spans.values()]


def _perhaps_short(span: Span, entries: Sequence[DateEntry], here: Here) -> Span:
    """`Mo`, alone: the short name of a day is asked about unless it has its dot."""
    first = entries[0].first
    short = first.weekday.short if first.weekday is not None and first == SaidDay(first.weekday) else ""
    bare = short and not short.endswith(".") and len(entries) == 1 and not entries[0].timed and not entries[0].last
    if not bare or span.ask is not None or isinstance(span.start, datetime):
        return span
    return asking(span, ask("typo", word=short, day=span.start), here)


def _perhaps_weekly(span: Span, entries: Sequence[DateEntry], here: Here) -> Span:
    """`jeweils Dienstag 14 Uhr` may be meant of every week."""
    first = entries[0].first
    alone = len(entries) == 1 and first == SaidDay(first.weekday) and not entries[0].last
    if not (alone and entries[0].each) or span.ask is not None:
        return span
    weekly = replace(
        span, rrule=f"FREQ=WEEKLY;BYDAY={('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')[span.start.weekday()]}"
    )
    return asking(span, ask("once or weekly", weekly), here)


def _is_sure_day(item: Item) -> bool:
    """Whether the item is a day even among words that nobody knows, as the 12th in `Raum 12., 10 Uhr` is not."""
    return is_day(item) and not (isinstance(item, OnDate) and item.month is None and not item.marked)


def _is_rule(item: Item) -> bool:
    return isinstance(item, Every)


def _refuse_stops(items: Sequence[Item], here: Here) -> None:
    """Refuse what turns the meaning round, and `vor` and `nach` directly before a day or a time."""
    for index, item in enumerate(items):
        if not isinstance(item, Stop):
            continue
        if item.why not in ("instead", "vague"):
            raise _stopped(item)
        follow = [
            i
            for i in items[index + 1 : index + 5]
            if i not in (*PASSED_OVER, Mark.AT, Mark.FROM, Mark.AFTER, Mark.BEFORE)
        ]
        before_date = bool(follow) and (is_day(follow[0]) or isinstance(follow[0], Clock | Figure | PartOfDay | Stop))
        if item.why == "instead" and before_date:
            raise refusals.negated(item.word)
        if item.why == "vague" and before_date:
            raise refusals.vague(item.word)


def _stopped(stop: Stop) -> DateError:
    """Why a word refuses the text wherever it stands."""
    match stop.why:
        case "shifted":
            return refusals.vague(stop.word)
        case "each":
            return refusals.rule_unclear()
        case "record":
            return refusals.counted_from_record(stop.word)
        case "time":
            return refusals.not_on_the_clock(stop.word)
        case "length":
            return refusals.length_unclear(stop.word)
        case "zone":
            return refusals.foreign_zone(stop.word)
    return refusals.negated(stop.word)


def _unread(strays: Sequence[Unknown | Figure], something: bool, here: Here) -> Exception:
    word = next((i.word for i in strays if isinstance(i, Unknown) or i.shape != "number"), strays[0].word)
    if word and something:
        return refusals.word_unknown(word[:40], here.today)
    return refusals.nothing_understood(here.today)


def _refuse_touching(before: DateEntry, entry: DateEntry, here: Here) -> None:
    """Refuse two days that nothing sets apart (`weekend of Dec 5`), unless both are dates or a time ends the first."""
    dates = isinstance(before.first.day, OnDate) and isinstance(entry.first.day, OnDate)
    if not (entry.parted or dates or before.clock is not None):
        raise refusals.nothing_understood(here.today)


def _refuse_shreds(entry: DateEntry, here: Here, *, strict: bool, alone: bool) -> None:
    """Refuse what is too little to be a date: `Mo`, `15.`, `so`, and in strict reading what hangs on loosely."""
    if strict and not (entry.parted or entry.in_row):
        raise refusals.nothing_understood(here.today)
    first = entry.first
    bare_short = isinstance(first.weekday, Weekday) and first.weekday.short and first.weekday.which is None
    if bare_short and first.day is None and not entry.timed and not entry.last and alone and not (entry.by or entry.on):
        assert first.weekday is not None  # noqa: S101  (asked above)
        if strict or first.weekday.short.lower() in _WORDS_TOO:
            raise refusals.nothing_understood(here.today)
    version = isinstance(first.day, OnDate) and first.day.loose and first.day.short
    if version and first.weekday is None and not entry.timed and not entry.last:
        raise refusals.nothing_understood(here.today)
    bare_number = isinstance(first.day, OnDate) and first.day.month is None and not first.day.marked
    if bare_number and not entry.timed and first.weekday is None:
        raise refusals.nothing_understood(here.today)
