"""Days that have a name and the weeks beside them: fixed ones, those that hang on Easter, those that hang on Advent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from dateutil.easter import easter

from commands.dates import refusals
from commands.dates.days import FAR_YEARS, LONG_AGO, FoundDays
from commands.dates.items.items import NamedDay
from commands.dates.spans import ask

_FIXED: Final = {
    "new year": (1, 1),
    "epiphany": (1, 6),
    "valentine": (2, 14),
    "women's day": (3, 8),
    "labour day": (5, 1),
    "assumption": (8, 15),
    "children's day": (9, 20),
    "unity day": (10, 3),
    "reformation day": (10, 31),
    "all saints": (11, 1),
    "all souls": (11, 2),
    "st martin": (11, 11),
    "st john": (6, 24),
    "peter and paul": (6, 29),
    "st barbara": (12, 4),
    "st nicholas": (12, 6),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "christmas days": (12, 25),
    "between the years": (12, 27),
}
_FROM_EASTER: Final = {
    "carnival thursday": -52,
    "carnival saturday": -50,
    "carnival sunday": -49,
    "carnival monday": -48,
    "carnival": -47,
    "ash wednesday": -46,
    "palm sunday": -7,
    "maundy thursday": -3,
    "good friday": -2,
    "holy saturday": -1,
    "easter": 0,
    "easter days": 0,
    "easter monday": 1,
    "low sunday": 7,
    "ascension": 39,
    "whit sunday": 49,
    "pentecost days": 49,
    "whit monday": 50,
    "corpus christi": 60,
}
_FROM_FOURTH_ADVENT: Final = {
    "advent 4": 0,
    "advent 3": -7,
    "advent 2": -14,
    "advent 1": -21,
    "dead sunday": -28,
    "repentance day": -32,
    "mourning day": -35,
}
OF_SEVERAL_DAYS: Final = {"easter days": 1, "christmas days": 1, "pentecost days": 1}  # and so many days after
BETWEEN_THE_YEARS: Final = timedelta(days=3)  # to the last day from the first
Side: TypeAlias = Literal[-1, 0, 1]
_SIX_DAYS: Final = timedelta(days=6)
_NATIONWIDE: Final = (
    "new year",
    "good friday",
    "easter monday",
    "labour day",
    "ascension",
    "whit monday",
    "unity day",
    "christmas day",
    "boxing day",
)


def feast(name: str, year: int) -> date:
    """The day of that name in `year`; names are those of `lexicon.HOLIDAYS`."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name])
    if name == "mother's day":  # the second Sunday in May
        first = date(year, 5, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7)
    if name == "harvest":  # the first Sunday in October
        first = date(year, 10, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7)
    eve = date(year, 12, 24)  # the fourth Sunday of Advent is the last one up to Christmas Eve
    return eve - timedelta(days=(eve.weekday() + 1) % 7) + timedelta(days=_FROM_FOURTH_ADVENT[name])


def is_fixed(name: str) -> bool:
    """Whether that day has the same date in every year."""
    return name in _FIXED


def works(day: date, *, saturdays: bool = False) -> bool:
    """Whether `day` is a working day in all of Germany: Monday to Friday (or Saturday) and no nationwide holiday."""
    return day.weekday() < (6 if saturdays else 5) and all(feast(name, day.year) != day for name in _NATIONWIDE)


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


def find_feast_week(said: NamedDay, side: Side, today: date) -> FoundDays:
    """The week beside a feast: the next one, or that of the year that was said."""
    _refuse_far(said, today)
    found = week_beside(feast(said.name, said.year or today.year), side)
    if said.year is None and found.last is not None and found.last < today:
        return week_beside(feast(said.name, today.year + 1), side)
    return found


def week_beside(day: date, side: Side) -> FoundDays:
    """Monday to Sunday of the week beside that day, asked about if another week can be meant too."""
    first, other = _weeks_beside(day, side)
    doubt = ask("which of the weeks", (other, other + _SIX_DAYS), first=first) if other is not None else None
    return FoundDays(first, first + _SIX_DAYS, doubt)


def _weeks_beside(day: date, side: Side) -> tuple[date, date | None]:
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
