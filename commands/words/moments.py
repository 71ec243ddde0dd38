"""How a date, a stretch of time and a length of time are written: always with the weekday, in the room's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commands.words.text import Period
from commands.words.writing import counted, show_day


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
    lengths = counted(days, "day", language), counted(hours, "hour", language), counted(minutes, "minute", language)
    return " ".join(length for length, n in zip(lengths, (days, hours, minutes), strict=True) if n)
