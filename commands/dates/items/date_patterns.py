"""Patterns of dates by their numbers and by the names of months, those with the most context first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from commands.dates.items.items import Block, Clock, DayRange, Figure, Item, OnDate, Patterns, Zone
from commands.dates.items.lexicon import END, meant, month, one_of, ordinal
from commands.dates.vocabulary.days import MONTHS
from commands.dates.vocabulary.roles import COUNTED, FRACTIONS

FURTHEST_ZONE: Final = 14 * 60  # minutes from UTC that any zone keeps


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


def _year_apart(m: re.Match[str]) -> Item:
    """`8.12. 2030`, which may be a time of that day."""
    hour, minute = divmod(int(m[3]), 100)
    clock = Clock(hour, minute) if minute < 60 and minute % 5 == 0 and hour == 20 and minute else None
    return OnDate(int(m[1]), int(m[2]), int(m[3]), marked=True, clock=clock)


def _slashed(m: re.Match[str]) -> OnDate:
    first, second = int(m[1]), int(m[2])
    if second > 12 >= first:
        return OnDate(second, first, year_of(m[3]), marked=True, american=True)
    return OnDate(first, second, year_of(m[3]), marked=True, american=first <= 12 and first != second)


def _slashed_without_year(m: re.Match[str]) -> Item | None:
    """`7/12`, which may be three quarters, a room, a season."""
    first, second = int(m[1]), int(m[2])
    if m[0] in FRACTIONS or not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    return Figure("slashed", m[0], replace(_slashed(m), loose=True, marked=False))


def _day_and_month(m: re.Match[str]) -> Item:
    return OnDate(int(m[1]), int(m[2]), marked=True)


def _dotted(m: re.Match[str]) -> Item | None:
    """`9.05`: a date, a time, a version, a room."""
    day, of = int(m[1]), int(m[2])
    date = OnDate(day, of, loose=True, short=len(m[2]) == 1) if 1 <= day <= 31 and 1 <= of <= 12 else None
    clock = Clock(day, of, "dotted") if len(m[2]) == 2 and day < 24 and of < 60 else None
    return Figure("dotted", m[0], date, clock) if date or clock else None


def _month_in_numbers(m: re.Match[str]) -> Item:
    """`05/2027`, `2027-05`: a month, or the number of a file."""
    number, year = (m[1], m[2]) if len(m[1]) < 4 else (m[2], m[1])
    return Figure("month", m[0], month=Block("month", int(number), int(year)))


def _numeric_days(m: re.Match[str]) -> Item:
    of, year = int(m[3]), year_of(m[4] or m[5])
    return DayRange(OnDate(int(m[1]), of, year, marked=True), OnDate(int(m[2]), of, year, marked=True))


def _named_days(m: re.Match[str]) -> Item:
    of, year = month(m[3]), year_of(m[4])
    return DayRange(OnDate(ordinal(m[1]), of, year, named=True), OnDate(ordinal(m[2]), of, year, named=True))


def _english_days(m: re.Match[str]) -> Item:
    of, year = month(m[1]), year_of(m[4])
    return DayRange(OnDate(int(m[2]), of, year, named=True), OnDate(int(m[3]), of, year, named=True))


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


def _ordinal(m: re.Match[str]) -> Item:
    day = ordinal(m[1])
    if m[1].isalpha() or "-" in m[1]:
        return Figure("spelt", m[1], OnDate(day, named=True))
    return Figure("ordinal", m[1], OnDate(day), bare_hour(day, m[1]))


def bare_hour(hour: int, written: str) -> Clock | None:
    """The full hour that a number may mean; above noon it is on the 24-hour clock."""
    return Clock(hour, form="exact" if hour > 12 and written[:1].isdecimal() else "bare") if hour <= 24 else None


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
    (r"(0?[1-9]|1[0-2])(?: ?[/.-] ?|\. )((?:19|2[01])\d\d)<end>(?! ?[./-] ?\d| ?uhr)", _month_in_numbers),
    (r"((?:19|2[01])\d\d) ?[/.-] ?(0[1-9]|1[0-2])<end>(?! ?[./-] ?[\da-z])", _month_in_numbers),
    # numbers
    (
        r"(\d\d?)\.?(?: ?- ?| bis(?: zum)? )(\d\d?)\. ?(\d\d?)\.(?: ?((?:19|2[01])\d\d)(?!\d)|(\d\d)(?![\d:.-]))?",
        _numeric_days,
    ),
    (r"(\d\d?)\. ?(\d\d?)\. ((?:19|2[01])\d\d)(?!\d| ?uhr)", _year_apart),
    (r"(\d\d?)\. ?(\d\d?)\.((?:19|2[01])\d\d)(?!\d| ?uhr)", _numeric),
    (r"(\d\d?)\.(\d\d?)\.'?(\d\d)(?![\d:]|\.\d| ?uhr| ?h\b|-\d\d?(?:[: ]|uhr|h|$))", _numeric),
    (r"(\d\d?)/(\d\d?)/((?:19|2[01])\d\d|\d\d)(?![\d/])", _slashed),
    (r"(\d\d?)/(\d\d?)()<end>(?![/.:]|-\d(?!\d?/)| ?(?:uhr|h\b|am\b|pm\b|<mon>))", _slashed_without_year),
    (r"(\d\d?)-(\d\d?)-((?:19|2[01])\d\d)(?![\d-])", _numeric),
    (r"(\d\d?)\. ?(\d\d?)\.(?!\d)", _day_and_month),
    (r"(\d\d?)\.(\d\d?)(?![\d:]|\.\d| ?uhr| ?h\b| ?pm\b| ?[ap]\.m|am\b| am\b(?! [a-z\d])|-[a-z])", _dotted),
    # month names
    (r"(<ord>|\d\d?)(?:<to>|-)(<ord>|\d\d?) ?(?:of )?(<mon>)(?:,? (<year>))?", _named_days),
    (
        rf"(<mon>) (\d\d?)(?:st|nd|rd|th)?(?:<to>)(\d\d?)(?:st|nd|rd|th)?{END}(?![.:]\d)"
        r"(?! ?(?:am|pm|uhr|h\b|<mon>))(?:,? (<year>))?",
        _english_days,
    ),
    (rf"(<ord>|\d\d?) ?(?:of )?(<mon>){_YEAR_AFTER_MONTH}", _named),
    (r"(\d\d?)[-/](<mon>)(?:[-/]((?:19|2[01])\d\d))?()<end>", _named),
    (r"(<mon>)[-/](\d\d?)(?:[-/]((?:19|2[01])\d\d))?<end>(?![.:]\d)", _month_first),
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
    (rf"(<ord>)(?!\d| {one_of(COUNTED)}<end>)", _ordinal),
)
