"""How German and English write days, counts and lists (Unicode CLDR 47).

Two languages' fourteen days and twenty-four months are kept here: Babel, which has them for all languages, holds 3 to 6
MB in memory for each that is used. A test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

_WEEKDAYS = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_UNITS = {
    "de": {"day": ("Tag", "Tage"), "hour": ("Stunde", "Stunden"), "minute": ("Minute", "Minuten")},
    "en": {"day": ("day", "days"), "hour": ("hour", "hours"), "minute": ("minute", "minutes")},
}
_LAST = {
    "de": {"standard": " und ", "or": " oder "},
    "en": {"standard": " and ", "or": " or "},
}


def show_day(day: date, language: str) -> str:
    """`Di, 8. Dezember 2026`, `Tue, 8 December 2026`"""
    stop = "." if language == "de" else ""
    return f"{_weekday(day, language)}, {day.day}{stop} {_MONTHS[language][day.month - 1]} {day.year}"


def short_day(day: date, language: str) -> str:
    """`Di 8.12.`, `Tue 8 Dec`"""
    written = f"{day.day}.{day.month}." if language == "de" else f"{day.day} {_MONTHS[language][day.month - 1][:3]}"
    return f"{_weekday(day, language)} {written}"


def counted(number: int, unit: Literal["day", "hour", "minute"], language: str) -> str:
    """`1 Tag`, `1.234 Tage`"""
    grouped = f"{number:,}".replace(",", "." if language == "de" else ",")
    return f"{grouped} {_UNITS[language][unit][number != 1]}"


def listed(words: Sequence[str], how: Literal["standard", "or"], language: str) -> str:
    """`a, b und c`, `a, b, and c`; `how` may be `or`."""
    if len(words) < 2:
        return "".join(words)
    comma = "," if language == "en" and len(words) > 2 else ""
    return f"{', '.join(words[:-1])}{comma}{_LAST[language][how]}{words[-1]}"


def _weekday(day: date, language: str) -> str:
    return _WEEKDAYS[language][day.weekday()]
