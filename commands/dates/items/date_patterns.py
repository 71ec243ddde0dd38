"""Patterns of dates by their numbers and by the names of months, those with the most context first."""

from __future__ import annotations

import re
from typing import Final

from commands.dates.items.items import Clock, Days, Item, OnDate, Patterns, Unknown, Zone
from commands.dates.items.lexicon import END, MONTHS, meant, month, one_of, ordinal, pattern
from commands.dates.items.smalltalk import COUNTED

FURTHEST_ZONE: Final = 14 * 60  # minutes from UTC that any zone keeps
_AFTER_WEEKDAY = r"(?:^|[^a-z])<wd>,? ?$"
_TIME_AFTER = r",? (?:at |um )?(?:\d\d?:\d\d|\d\d? ?(?:am|pm|a\.m|p\.m|uhr)\b)"
_MARKED = re.compile(r"(?:^|[^a-z])(?:am|den|dem|der|vom|zum|ab|bis|on|the|by|until)(?: [a-z]+[.,]*)?,? ?$", re.ASCII)


def year_of(digits: str | None) -> int | None:
    if not digits:
        return None
    value = int(digits.strip(" '"))
    return value if value > 99 else 2000 + value


def _iso(m: re.Match[str]) -> Item:
    return OnDate(int(m[3]), int(m[2]), int(m[1]), marked=True)


def _iso_time(m: re.Match[str]) -> tuple[Item, ...] | None:
    """`2026-12-03T09:00:00Z` (RFC 3339), with or without its zone."""
    hour, minute = int(m[4]), int(m[5])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    items: tuple[Item, ...] = (_iso(m), Clock(hour, minute))
    if m[6]:
        return (*items, Zone(0))
    if m[7]:
        minutes = int(m[8]) * 60 + int(m[9] or 0)
        if minutes > FURTHEST_ZONE:
            return None
        return (*items, Zone(-minutes if m[7] == "-" else minutes))
    return items


def _numeric(m: re.Match[str]) -> Item:
    return OnDate(int(m[1]), int(m[2]), year_of(m[3]), marked=True)


def _slashed(m: re.Match[str]) -> Item:
    first, second = int(m[1]), int(m[2])
    if second > 12 >= first:
        return OnDate(second, first, year_of(m[3]), marked=True, american=True)
    return OnDate(first, second, year_of(m[3]), marked=True, american=first <= 12 and first != second)


def _slashed_without_year(m: re.Match[str]) -> Item | None:
    """`Mon 7/12`, `on 15/12`, `8/12 10am`: no date without a word or a time beside it."""
    ahead = m.string[max(0, m.start() - 14) : m.start()]
    first, second = int(m[1]), int(m[2])
    beside = (
        _MARKED.search(ahead) or pattern(_AFTER_WEEKDAY).search(ahead) or pattern(_TIME_AFTER).match(m.string, m.end())
    )
    if not beside or (first, second) == (3, 4) or not (1 <= first <= 31 and 1 <= second <= 31):
        return None
    return _slashed(m) if first <= 12 or second <= 12 else None


def _day_and_month(m: re.Match[str]) -> Item:
    return OnDate(int(m[1]), int(m[2]), marked=True)


def _loose(m: re.Match[str]) -> Item | None:
    day, of = int(m[1]), int(m[2])
    if not (1 <= day <= 31 and 1 <= of <= 12):
        return None
    marked = bool(_MARKED.search(m.string[max(0, m.start() - 14) : m.start()]))
    return OnDate(day, of, marked=marked, loose=not marked, short=len(m[2]) == 1)


def _numeric_days(m: re.Match[str]) -> Item:
    of, year = int(m[3]), year_of(m[4] or m[5])
    return Days(OnDate(int(m[1]), of, year, marked=True), OnDate(int(m[2]), of, year, marked=True))


def _named_days(m: re.Match[str]) -> Item:
    of, year = month(m[3]), year_of(m[4])
    return Days(OnDate(ordinal(m[1]), of, year, named=True), OnDate(ordinal(m[2]), of, year, named=True))


def _english_days(m: re.Match[str]) -> Item:
    of, year = month(m[1]), year_of(m[4])
    return Days(OnDate(int(m[2]), of, year, named=True), OnDate(int(m[3]), of, year, named=True))


def _named(m: re.Match[str]) -> Item:
    return OnDate(ordinal(m[1]), month(m[2]), year_of(m[3] or m[4]), named=True)


def _word_and_word(m: re.Match[str]) -> Item | None:
    of = ordinal(m[2])
    return OnDate(ordinal(m[1]), of, year_of(m[3]), marked=True) if of <= 12 else None


def _month_first(m: re.Match[str]) -> Item:
    return OnDate(ordinal(m[2]), month(m[1]), year_of(m[3]), named=True)


def _mistyped_month(m: re.Match[str]) -> Item | None:
    """`3. Dezmber`: a question, not a refusal."""
    right = meant(m[2])
    return OnDate(ordinal(m[1]), MONTHS[right], year_of(m[3]), named=True, typo=m[2]) if right in MONTHS else None


def _number_of_day(m: re.Match[str]) -> Item:
    marked = bool(_MARKED.search(m.string[max(0, m.start() - 16) : m.start()]))
    if not marked and m[1].isalpha():
        return Unknown(m[1])
    return OnDate(ordinal(m[1]), marked=marked, named=m[1].isalpha())


_TIME_FOLLOWS = r"(?! ?(?:uhr|h\b|:|am\b|pm\b|min|std|stunden|personen|leute))"
_YEAR_AFTER_MONTH = rf"(?:,? (<year>)|,? ?('\d\d|2[5-9]|3[0-5]){END}{_TIME_FOLLOWS}(?! ?[-.:]))?"

DATE_PATTERNS: Final[Patterns] = (
    (
        r"((?:19|2[01])\d\d)-?(\d\d)-?(\d\d)t(\d\d):?(\d\d)(?::?\d\d(?:[.,]\d+)?)?"
        r"(?:(z)|([+-])(\d\d):?(\d\d)?)?<end>",
        _iso_time,
    ),
    (r"((?:19|2[01])\d\d)-(\d\d?)-(\d\d?)(?![\d-])", _iso),
    (r"((?:19|2[01])\d\d)[/.](\d\d?)[/.](\d\d?)(?![\d/.])", _iso),
    # numbers
    (
        r"(\d\d?)\.?(?: ?- ?| bis(?: zum)? )(\d\d?)\. ?(\d\d?)\.(?: ?((?:19|2[01])\d\d)(?!\d)|(\d\d)(?![\d:.-]))?",
        _numeric_days,
    ),
    (r"(\d\d?)\. ?(\d\d?)\. ?((?:19|2[01])\d\d)(?!\d| ?uhr)", _numeric),
    (r"(\d\d?)\.(\d\d?)\.'?(\d\d)(?![\d:]|\.\d| ?uhr| ?h\b|-\d\d?(?:[: ]|uhr|h|$))", _numeric),
    (r"(\d\d?)/(\d\d?)/((?:19|2[01])\d\d|\d\d)(?![\d/])", _slashed),
    (r"(\d\d?)/(\d\d?)()<end>(?![/.:]|-\d| ?(?:uhr|h\b|am\b|pm\b|<mon>))", _slashed_without_year),
    (r"(\d\d?)-(\d\d?)-((?:19|2[01])\d\d)(?![\d-])", _numeric),
    (r"(\d\d?)\. ?(\d\d?)\.(?!\d)", _day_and_month),
    (r"(\d\d?)\.(\d\d?)(?![\d:]|\.\d| ?uhr| ?h\b|-[a-z])", _loose),
    # month names
    (r"(<ord>|\d\d?)(?:<to>|-)(<ord>|\d\d?) ?(?:of )?(<mon>)(?:,? (<year>))?", _named_days),
    (
        rf"(<mon>) (\d\d?)(?:st|nd|rd|th)?(?:<to>)(\d\d?)(?:st|nd|rd|th)?{END}(?![.:]\d)"
        r"(?! ?(?:am|pm|uhr|h\b|<mon>))(?:,? (<year>))?",
        _english_days,
    ),
    (rf"(<ord>|\d\d?) ?(?:of )?(<mon>){_YEAR_AFTER_MONTH}", _named),
    (r"(<ordword>) (<ordword>)(?! ?<wd>)(?: (<year>))?", _word_and_word),
    (
        rf"(<mon>) (?:the )?(\d\d?(?:st|nd|rd|th)|\d\d?\.?|<ordword>){END}{_TIME_FOLLOWS}"
        r"(?![.:]\d)(?:,? (<year>))?",
        _month_first,
    ),
)

# what they recognise could be much else, so that everything else comes first
LOOSE_DATE_PATTERNS: Final[Patterns] = (
    (r"(<ord>|\d\d?) ?([a-z]{6,})<end>(?: (<year>))?", _mistyped_month),
    (rf"(<ord>)(?!\d| {one_of(COUNTED)}<end>)", _number_of_day),
)
