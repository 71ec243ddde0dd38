"""Germany's public holidays, state by state."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from storage.values import frozen

STATES: Final = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


@frozen
class Holiday:
    """A public holiday by its German name, with those of the states asked for that keep it, in the order of STATES.

    Some of them may keep it in a part only, as Bavaria's Catholic places do the Assumption. `nationwide`: all 16 do.
    """

    name: str
    states: tuple[str, ...]
    nationwide: bool


def holidays_on(day: date, states: tuple[str, ...] = ()) -> list[Holiday]:
    """The public holidays on `day` in any of `states` (such as `NW`; none named: all 16), the widest kept first."""
    asked = states or STATES
    found = [
        Holiday(name, tuple(state for state in keeping if state in asked), len(keeping) == len(STATES))
        for name, keeping in _of_year(day.year).get(day, {}).items()
    ]
    return sorted((holiday for holiday in found if holiday.states), key=lambda holiday: -len(holiday.states))


@lru_cache(maxsize=16)
def _of_year(year: int) -> dict[date, dict[str, list[str]]]:
    """For each holiday of the year its names, each with the states that keep it."""
    # 0.1 s that the bot's start does not need; it is paid when the first date is looked at.
    from holidays import country_holidays  # noqa: PLC0415

    days: dict[date, dict[str, list[str]]] = {}
    for state in STATES:
        # «catholic» are the days that only some places of a state keep: 15 August in Bavaria.
        there = country_holidays("DE", state, year, categories=("public", "catholic"), language="de")
        for day in there:
            for name in there.get_list(day):
                days.setdefault(day, {}).setdefault(name, []).append(state)
    return days
