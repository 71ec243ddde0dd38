"""Patterns of weekdays, named days, and days by their distance from today."""

from __future__ import annotations

import re
from typing import Final, Literal

from commands.dates.items.date_patterns import year_of
from commands.dates.items.items import Away, FeastWeek, Holiday, Item, Part, Patterns, Unit, Weekday, Workdays
from commands.dates.items.lexicon import (
    END,
    GLUED_PARTS,
    HOLIDAYS,
    WEEKDAYS_LONG,
    WEEKDAYS_SHORT,
    WHICH,
    number,
    one_of,
    weekday,
)

DAY_WORDS: Final = {
    **dict.fromkeys(("heute", "heut", "heit", "today", "heutigen tages"), 0),
    **dict.fromkeys(
        ("morgen", "morgn", "tomorrow", "tomorow", "tommorow", "tommorrow", "tmrw", "tmr", "morgigen tag"), 1
    ),
    **dict.fromkeys(("uebermorgen", "uebermorgn", "the day after tomorrow", "day after tomorrow", "overmorrow"), 2),
    **dict.fromkeys(("ueberuebermorgen",), 3),
    **dict.fromkeys(("gestern", "yesterday"), -1),
    **dict.fromkeys(("vorgestern", "the day before yesterday", "day before yesterday"), -2),
}
UNITS: Final[dict[str, Unit]] = {
    **dict.fromkeys(("tag", "tage", "tagen", "day", "days", "d"), "day"),
    **dict.fromkeys(("woche", "wochen", "week", "weeks", "wk", "wks"), "week"),
    **dict.fromkeys(("monat", "monate", "monaten", "month", "months"), "month"),
    **dict.fromkeys(("jahr", "jahre", "jahren", "year", "years"), "year"),
}
_UNIT = one_of(UNITS) + END
_FEASTS: Final = {
    **dict.fromkeys(("ostern", "easter"), "easter days"),
    **dict.fromkeys(("weihnachten", "christmas"), "christmas days"),
    **dict.fromkeys(("pfingsten", "pentecost"), "pentecost days"),
}
_FEAST_WEEKS: Final[dict[str, tuple[str, Literal[-1, 0]]]] = {
    **dict.fromkeys(("karwoche", "holy week"), ("easter days", -1)),
    **dict.fromkeys(("osterwoche", "easter week"), ("easter days", 0)),
    **dict.fromkeys(("pfingstwoche",), ("pentecost days", 0)),
    **dict.fromkeys(("weihnachtswoche", "christmas week"), ("christmas days", 0)),
}


def _holiday(m: re.Match[str]) -> Item:
    return Holiday(HOLIDAYS[m[1]], year_of(m[2]))


def _easter_or_more(m: re.Match[str]) -> Item:
    """`Ostern`, `Weihnachten`, `Pfingsten` last for days: only the first of them with a question (see `days`)."""
    return Holiday(_FEASTS[m[1]], year_of(m[2]))


def _week_beside_feast(m: re.Match[str]) -> Item:
    """`Woche vor Ostern`, `week after Christmas`."""
    name = _FEASTS.get(m[2]) or HOLIDAYS[m[2]]
    return FeastWeek(Holiday(name, year_of(m[3])), -1 if m[1] in ("vor", "before") else 1)


def _week_of_feast(m: re.Match[str]) -> Item:
    name, side = _FEAST_WEEKS[m[1]]
    return FeastWeek(Holiday(name, year_of(m[2])), side)


def _between_the_years(m: re.Match[str]) -> Item:
    return Holiday("between the years", year_of(m[1]))


def _workdays(m: re.Match[str]) -> Item:
    return Workdays(-number(m[2]) if m[1] == "vor" else number(m[2]), "werktag" if m[3] == "werktag" else "arbeitstag")


def _workdays_ahead(m: re.Match[str]) -> Item:
    return Workdays(number(m[1]), "arbeitstag")


def _in_units(m: re.Match[str]) -> Item:
    amount = number(m[1])
    unit = UNITS[m[2]]
    return Away(amount, unit, eight=m[1] == "acht", english=m[2] in ("day", "days"))


def _units_ago(m: re.Match[str]) -> Item:
    return Away(-number(m[1]), UNITS[m[2]])


def _half_year(m: re.Match[str]) -> Item:
    return Away(6, "month")


def _fortnight(m: re.Match[str]) -> Item:
    return Away(2, "week")


def _day_morning(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m[1]], "day", word=True), Part("morning"))


def _glued(m: re.Match[str]) -> tuple[Item, ...]:
    """`Montagmorgen`, `Montag morgen`: the morning of that Monday, not tomorrow."""
    return (Weekday(weekday(m[1])), Part(GLUED_PARTS[m[2]]))  # type: ignore[arg-type]


def _day_word(m: re.Match[str]) -> Item:
    return Away(DAY_WORDS[m[1]], "day", word=True)


def _from_weekday(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m[3])), Away(number(m[1]), UNITS[m[2]]))


def _from_day(m: re.Match[str]) -> tuple[Item, ...]:
    return (Away(DAY_WORDS[m[3]], "day", word=True), Away(number(m[1]), UNITS[m[2]]))


def _weekday_week(m: re.Match[str]) -> tuple[Item, ...]:
    return (Weekday(weekday(m[1])), Away(1, "week"))


def _which_weekday(m: re.Match[str]) -> Item:
    return Weekday(weekday(m[2]), which=WHICH[m[1]])  # type: ignore[arg-type]


def _weekday_after_next(m: re.Match[str]) -> Item:
    return Weekday(weekday(m[1]), which="after next")


def _weekday(m: re.Match[str]) -> Item:
    word = m[1].rstrip(". ")
    return Weekday(weekday(word), short=word if word in WEEKDAYS_SHORT else "")


DAY_PATTERNS: Final[Patterns] = (
    # named days and weeks
    (
        rf"(?:(?:in )?(?:der|die|the) )?(?:woche|week) (vor|nach|before|after)(?: dem| der| den)?"
        rf" ({one_of([*_FEASTS, *HOLIDAYS])}){END}(?: (<year>))?",
        _week_beside_feast,
    ),
    (rf"({one_of(_FEAST_WEEKS)}){END}(?: (<year>))?", _week_of_feast),
    (r"(?:zwischen den (?:jahren|feiertagen)|between the years)<end>(?: (<year>))?", _between_the_years),
    (rf"({one_of(HOLIDAYS)}){END}(?: (<year>))?", _holiday),
    (
        rf"(?:zu |an |ueber |at )?(ostern|easter|weihnachten|christmas|pfingsten|pentecost){END}(?: (<year>))?",
        _easter_or_more,
    ),
    # distances
    (rf"(<num>) ({_UNIT}) (?:from|after) (?:the )?(?:coming |next )?(<wd>)", _from_weekday),
    (rf"(<num>) ({_UNIT}) (?:from|after) ({one_of(DAY_WORDS)}){END}", _from_day),
    (rf"(?:in|within) (?:den naechsten |the next |genau |exactly )?(<num>) ({_UNIT})(?:' time| time)?", _in_units),
    (rf"(<num>) ({_UNIT}) (?:from now|from today|ab heute|ab jetzt)", _in_units),
    (rf"(?:heute )?vor (?:genau )?(<num>) ({_UNIT})", _units_ago),
    (rf"(<num>) ({_UNIT}) ago", _units_ago),
    (
        rf"(in|vor) (?:genau )?(<num>) (werktag|arbeitstag|wochentag|working day|business day|workday)(?:en|s)?{END}",
        _workdays,
    ),
    (rf"(<num>) (?:working|business|work)[ -]?days from (?:now|today){END}", _workdays_ahead),
    (rf"in (?:einem )?(?:halben jahr|half a year){END}", _half_year),
    (r"in a fortnight|a fortnight from now|in a couple of weeks", _fortnight),
    (rf"({one_of(DAY_WORDS)}) (?:am )?morgen{END}", _day_morning),
    (rf"({one_of(DAY_WORDS)}){END}", _day_word),
    (rf"({one_of(WEEKDAYS_LONG)})[- ]?({one_of(GLUED_PARTS)})s?{END}", _glued),
    # weekdays
    (rf"(<wd>) week{END}(?! ?\d)", _weekday_week),
    (rf"(<wd>) after next{END}", _weekday_after_next),
    (r"(<which>)\.? (<wd>)", _which_weekday),
    (r"(<wd>)", _weekday),
)
