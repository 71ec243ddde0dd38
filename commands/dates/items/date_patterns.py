"""Patterns of dates by their numbers and by the names of months, those with the most context first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from commands.dates.items.items import Block, Clock, DayRange, Figure, Item, Mark, OnDate, Patterns, Shape, Zone
from commands.dates.items.lexicon import END, meant, month, one_of, ordinal, said
from commands.dates.vocabulary.days import MONTHS
from commands.dates.vocabulary.roles import COUNTED, FRACTIONS

FURTHEST_ZONE: Final = 14 * 60  # minutes from UTC that any zone keeps


def year_of(digits: str | None) -> int | None:
    if not digits:
        return None
    value = int(digits.strip(" '"))
    return value if value > 99 else 2000 + value


def _iso(m: re.Match[str]) -> Item:
    return OnDate(int(m["day"]), int(m["month"]), int(m["year"]), marked=True)


def _iso_time(m: re.Match[str]) -> tuple[Item, ...] | None:
    """`2026-12-03T09:00:00Z` (RFC 3339), with or without its zone."""
    hour, minute = int(m["hour"]), int(m["minute"])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    items: tuple[Item, ...] = (_iso(m), Clock(hour, minute))
    if m["utc"]:
        return (*items, Zone(0))
    if m["sign"]:
        minutes = int(m["hours"]) * 60 + int(m["minutes"] or 0)
        if minutes > FURTHEST_ZONE:
            return None
        return (*items, Zone(-minutes if m["sign"] == "-" else minutes))
    return items


def _numeric(m: re.Match[str]) -> Item:
    return OnDate(int(m["day"]), int(m["month"]), year_of(m["year"]), marked=True)


def _before_year(day: OnDate, m: re.Match[str], shape: Shape | None = None) -> tuple[Item, ...]:
    """The date, and the digits behind it, which may be its year, a time of that day, or the number of something."""
    digits = m["year"] or said(m, "short_year")
    if not digits:
        return (day,)
    hour, minute = divmod(int(digits), 100) if len(digits) == 4 else (int(digits.strip("'")), 0)
    clock = Clock(hour, minute) if hour < 24 and minute < 60 else None
    return day, Figure(shape or ("year" if len(digits) == 4 else "short"), digits, clock=clock, year=year_of(digits))


def _year_apart(m: re.Match[str]) -> tuple[Item, ...]:
    return _before_year(OnDate(int(m["day"]), int(m["month"]), marked=True), m, "apart")


def _year_glued(m: re.Match[str]) -> tuple[Item, ...]:
    return _before_year(OnDate(int(m["day"]), int(m["month"]), marked=True), m, "glued")


def _slashed(m: re.Match[str]) -> OnDate:
    first, second = int(m["first"]), int(m["second"])
    if second > 12 >= first:
        return OnDate(second, first, year_of(said(m, "year")), marked=True, american=True)
    return OnDate(first, second, year_of(said(m, "year")), marked=True, american=first <= 12 and first != second)


def _slashed_without_year(m: re.Match[str]) -> Item | None:
    """`7/12`, which may be three quarters, a room, a season."""
    first, second = int(m["first"]), int(m["second"])
    if m[0] in FRACTIONS or not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    return Figure("slashed", m[0], replace(_slashed(m), loose=True, marked=False))


def _day_and_month(m: re.Match[str]) -> Item:
    return OnDate(int(m["day"]), int(m["month"]), marked=True)


def _dotted(m: re.Match[str]) -> Item | None:
    """`9.05`: a date, a time, a version, a room."""
    day, of = int(m["first"]), int(m["second"])
    date = OnDate(day, of, loose=True, short=len(m["second"]) == 1) if 1 <= day <= 31 and 1 <= of <= 12 else None
    clock = Clock(day, of, "dotted") if len(m["second"]) == 2 and day < 24 and of < 60 else None
    return Figure("dotted", m[0], date, clock) if date or clock else None


def _month_in_numbers(m: re.Match[str]) -> Item:
    """`05/2027`, `2027-05`: a month, or the number of a file."""
    number, year = (m["first"], m["second"]) if len(m["first"]) < 4 else (m["second"], m["first"])
    return Figure("month", m[0], month=Block("month", int(number), int(year)))


def _numeric_days(m: re.Match[str]) -> Item:
    of, year = int(m["month"]), year_of(m["year"] or m["short_year"])
    return DayRange(OnDate(int(m["first"]), of, year, marked=True), OnDate(int(m["last"]), of, year, marked=True))


def _named_days(m: re.Match[str]) -> Item:
    of, year = month(m["month"]), year_of(m["year"])
    return DayRange(OnDate(ordinal(m["first"]), of, year), OnDate(ordinal(m["last"]), of, year))


def _english_days(m: re.Match[str]) -> Item:
    of, year = month(m["month"]), year_of(m["year"])
    return DayRange(OnDate(int(m["first"]), of, year), OnDate(int(m["last"]), of, year))


def _english_list(m: re.Match[str]) -> tuple[Item, ...]:
    """`Dec 3, 4 and 7`: days of that month."""
    of, year = month(m["month"]), year_of(m["year"])
    days = [int(day) for day in (m["first"], *re.findall(r"\d+", m["rest"]))]
    items = [part for day in days for part in (OnDate(day, of, year), Mark.NEXT)]
    return tuple(items[:-1])


def _named(m: re.Match[str]) -> tuple[Item, ...]:
    return _before_year(OnDate(ordinal(m["day"]), month(m["month"])), m)


def _word_and_word(m: re.Match[str]) -> Item | None:
    of = ordinal(m["month"])
    return OnDate(ordinal(m["day"]), of, year_of(m["year"]), marked=True) if of <= 12 else None


def _mistyped_month(m: re.Match[str]) -> tuple[Item, ...] | None:
    """`3. Dezmber`: a question, not a refusal."""
    right = meant(m["month"])
    if right not in MONTHS:
        return None
    return _before_year(OnDate(ordinal(m["day"]), MONTHS[right], typo=m["month"]), m)


def _ordinal(m: re.Match[str]) -> Item:
    day = ordinal(m["day"])
    if m["day"].isalpha() or "-" in m["day"]:
        return Figure("spelt", m["day"], OnDate(day))
    return Figure("ordinal", m["day"], OnDate(day), bare_hour(day, m["day"]))


def bare_hour(hour: int, written: str) -> Clock | None:
    """The full hour that a number may mean; above noon it is on the 24-hour clock."""
    return Clock(hour, form="exact" if hour > 12 and written[:1].isdecimal() else "bare") if hour <= 24 else None


_TIME_FOLLOWS = r"(?! ?(?:uhr|h\b|:|am\b|pm\b|min|std|stunden))"
_DAY = rf"\d\d?(?:st|nd|rd|th)?{END}"
_YEAR_AFTER_MONTH = rf"(?:,? (?P<year><year>)|,? ?(?P<short_year>'\d\d|2[5-9]|3[0-5]){END}{_TIME_FOLLOWS}(?!\.))?"

DATE_PATTERNS: Final[Patterns] = (
    (
        r"(?P<year>(?:19|2[01])\d\d)-?(?P<month>\d\d)-?(?P<day>\d\d)t(?P<hour>\d\d):?(?P<minute>\d\d)(?::?\d\d(?:[.,]\d+)?)?"
        r"(?:(?P<utc>z)|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?)?<end>",
        _iso_time,
    ),
    (r"(?P<year>(?:19|2[01])\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?![\d-])", _iso),
    (r"(?P<year>(?:19|2[01])\d\d)[/.](?P<month>\d\d?)[/.](?P<day>\d\d?)(?![\d/.])", _iso),
    (
        r"(?P<first>0?[1-9]|1[0-2])(?: ?[/.-] ?|\. )(?P<second>(?:19|2[01])\d\d)<end>(?! ?[./-] ?\d| ?uhr)",
        _month_in_numbers,
    ),
    (r"(?P<first>(?:19|2[01])\d\d) ?[/.-] ?(?P<second>0[1-9]|1[0-2])<end>(?! ?[./-] ?[\da-z])", _month_in_numbers),
    # numbers
    (
        r"(?P<first>\d\d?)\.?(?: ?- ?| bis(?: zum)? )(?P<last>\d\d?)\. ?(?P<month>\d\d?)\."
        r"(?: ?(?P<year>(?:19|2[01])\d\d)(?!\d)|(?P<short_year>\d\d)(?![\d:.-]))?",
        _numeric_days,
    ),
    (r"(?P<day>\d\d?)\. ?(?P<month>\d\d?)\. (?P<year>(?:19|2[01])\d\d)(?!\d| ?uhr)", _year_apart),
    (r"(?P<day>\d\d?)\. ?(?P<month>\d\d?)\.(?P<year>(?:19|2[01])\d\d)(?!\d| ?uhr)", _numeric),
    (r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.'?(?P<year>\d\d)(?![\d:]|\.\d| ?uhr| ?h\b)", _year_glued),
    (r"(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|2[01])\d\d|\d\d)(?![\d/])", _slashed),
    (
        r"(?P<first>\d\d?)/(?P<second>\d\d?)<end>(?![/.:]|-\d(?!\d?/)| ?(?:uhr|h\b|am\b|pm\b|<mon>))",
        _slashed_without_year,
    ),
    (r"(?P<day>\d\d?)-(?P<month>\d\d?)-(?P<year>(?:19|2[01])\d\d)(?![\d-])", _numeric),
    (r"(?P<day>\d\d?)\. ?(?P<month>\d\d?)\.(?!\d(?!\d? ?(?:uhr|h)\b|\d?[:.]\d\d|-\d\d?\b))", _day_and_month),
    (
        r"(?P<first>\d\d?)\.(?P<second>\d\d?)(?![\d:]|\.\d| ?uhr| ?h\b| ?pm\b| ?[ap]\.m|am\b| am\b(?! [a-z\d])|-[a-z])",
        _dotted,
    ),
    # month names
    (
        r"(?P<first><ord>|\d\d?)(?:<to>|-)(?P<last><ord>|\d\d?) ?(?:of )?(?P<month><mon>)(?:,? (?P<year><year>))?",
        _named_days,
    ),
    (
        rf"(?P<month><mon>) (?P<first>\d\d?)(?:st|nd|rd|th)?(?:<to>)(?P<last>\d\d?)(?:st|nd|rd|th)?{END}(?![.:]\d)"
        r"(?! ?(?:am|pm|uhr|h\b|<mon>))(?:,? (?P<year><year>))?",
        _english_days,
    ),
    (
        rf"(?P<month><mon>) (?P<first>\d\d?)(?:st|nd|rd|th)?(?P<rest>(?:, ?{_DAY}){{0,8}},? ?(?:&|and|or) ?{_DAY}"
        rf"|(?:, ?{_DAY}){{2,9}})(?![.:]\d| ?(?:am|pm|uhr|h\b|<mon>))(?:,? (?P<year><year>))?",
        _english_list,
    ),
    (rf"(?P<day><ord>|\d\d?) ?(?:of )?(?P<month><mon>){_YEAR_AFTER_MONTH}", _named),
    (r"(?P<day>\d\d?)[-/](?P<month><mon>)(?:[-/](?P<year>(?:19|2[01])\d\d))?<end>", _named),
    (r"(?P<month><mon>)[-/](?P<day>\d\d?)(?:[-/](?P<year>(?:19|2[01])\d\d))?<end>(?![.:]\d)", _named),
    (r"(?P<day><ordword>) (?P<month><ordword>)(?! ?<wd>)(?: (?P<year><year>))?", _word_and_word),
    (
        rf"(?P<month><mon>) (?:the )?(?P<day>\d\d?(?:st|nd|rd|th)|\d\d?\.?|<ordword>){END}{_TIME_FOLLOWS}"
        r"(?![.:]\d)(?:,? (?P<year><year>))?",
        _named,
    ),
)

# what they recognise could be much else, so that everything else comes first
LOOSE_DATE_PATTERNS: Final[Patterns] = (
    (r"(?P<day><ord>|\d\d?) ?(?P<month>[a-z]{6,})<end>(?: (?P<year><year>))?", _mistyped_month),
    (rf"(?P<day><ord>)(?!\d| {one_of(COUNTED)}<end>)", _ordinal),
)
