"""How a date, a stretch and a length of time are written, always with the weekday, in the room's zone; and lists.

Two languages' fourteen days and twenty-four months are kept here, as Unicode's data have them: Babel, which has them
for all languages, holds 3 to 6 MB in memory for each that is used. A test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from commands.words.text import Period

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


def typed_date(day: date) -> str:
    """`8.12.2026`: as one types it, in both languages."""
    return f"{day.day}.{day.month}.{day.year}"


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


def show_moment(moment: datetime | date, language: str, zone: str) -> str:
    """`Di, 8. Dezember 2026, 14:00`, or the day alone for a date."""
    if not isinstance(moment, datetime):
        return show_day(moment, language)
    local = moment.astimezone(ZoneInfo(zone))
    return f"{show_day(local.date(), language)}, {local:%H:%M}"


def show_period(period: Period, language: str, zone: str) -> str:
    """`Di, 8. Dezember 2026, 14:00–16:00`; both days where it crosses midnight; a midnight end as 24:00."""
    start, end = period.start, period.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        first = show_moment(start, language, zone)
        return first if end is None or end == start else f"{first} – {show_moment(end, language, zone)}"
    begin, finish = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if begin.date() == finish.date():
        return f"{show_moment(begin, language, zone)}–{finish:%H:%M}"
    if finish.time() == time(0) and finish.date() - begin.date() == timedelta(days=1):
        return f"{show_moment(begin, language, zone)}–24:00"
    return f"{show_moment(begin, language, zone)} – {show_moment(finish, language, zone)}"


def show_duration(length: timedelta, language: str) -> str:
    """`2 Tage`, `1 Stunde 30 Minuten`: whole minutes, rounded down; at least one minute is said."""
    minutes = max(1, int(length.total_seconds()) // 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    lengths = (
        counted(days, "day", language) if days else "",
        counted(hours, "hour", language) if hours else "",
        counted(minutes, "minute", language) if minutes else "",
    )
    return " ".join(filter(None, lengths))
