"""Days that have a name and the weeks beside them, seen from today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from commands.dates import refusals
from commands.dates.days.feasts import BETWEEN_THE_YEARS, OF_SEVERAL_DAYS, feast
from commands.dates.days.found_days import FAR_YEARS, LONG_AGO, FoundDays
from commands.dates.items.items import FeastWeek, NamedDay
from commands.dates.spans import ask

_SIX_DAYS: Final = timedelta(days=6)


def find_feast(said: NamedDay, today: date) -> FoundDays:
    """The next such day, or the days of a feast that has several."""
    if said.name == "between the years":
        first = _next(said, today - BETWEEN_THE_YEARS)
        return FoundDays(first, first + BETWEEN_THE_YEARS, ask("only roughly"))
    if said.ahead is not None:
        said = replace(said, year=today.year + said.ahead)
    first = _next(said, today)
    if said.name in OF_SEVERAL_DAYS:
        last = first + timedelta(days=OF_SEVERAL_DAYS[said.name])
        return FoundDays(first, None, ask("shape of feast", (first, last)))
    gone = feast(said.name, first.year - 1)
    if said.year is None and (first - today).days > LONG_AGO and gone < today:
        return FoundDays(first, None, ask("just gone", (gone, None), first=first, second=gone))
    return FoundDays(first)


def find_feast_week(said: FeastWeek, today: date) -> FoundDays:
    """Monday to Sunday of the week beside the feast, asked about if another week can be meant too."""
    _refuse_far(said.feast, today)
    first, other = _weeks_beside(feast(said.feast.name, said.feast.year or today.year), said.side)
    if said.feast.year is None and first + _SIX_DAYS < today:
        first, other = _weeks_beside(feast(said.feast.name, today.year + 1), said.side)
    doubt = ask("which of the weeks", (other, other + _SIX_DAYS), first=first) if other is not None else None
    return FoundDays(first, first + _SIX_DAYS, doubt)


def _weeks_beside(day: date, side: Literal[-1, 0, 1]) -> tuple[date, date | None]:
    """The Monday of the week that is meant, and of the other one that may be.

    The week before a Sunday ends with it (`Woche vor Ostern` is the Karwoche), the week after it begins the next day;
    its own week (`Osterwoche`) is said of both. For a feast in the middle of a week it can be that very week.
    """
    week = timedelta(days=7)
    monday = day - timedelta(days=day.weekday())
    sunday = day.weekday() == 6
    if side == 0:
        return (monday + week, monday) if sunday else (monday, None)
    if side < 0:
        return (monday, None) if sunday else (monday - week, monday if day.weekday() else None)
    return monday + week, monday if day.weekday() < 3 else None


def _next(said: NamedDay, today: date) -> date:
    """The day in the year that was said, else the next one from today. DateError if it is too far away."""
    _refuse_far(said, today)
    first = feast(said.name, said.year or today.year)
    return feast(said.name, today.year + 1) if said.year is None and first < today else first


def _refuse_far(said: NamedDay, today: date) -> None:
    if said.year is not None and abs(said.year - today.year) > FAR_YEARS + 1:
        raise refusals.too_far()
