"""Weekdays of an offer as people list them: `Mo und Do`, `Di–Do`, `Freitage`, `werktags`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commands.patterns import regex

_DAY_NAMES: Final = (
    ("mo", "montag", "mon", "monday"),
    ("di", "dienstag", "tue", "tuesday"),
    ("mi", "mittwoch", "wed", "wednesday"),
    ("do", "donnerstag", "thu", "thursday"),
    ("fr", "freitag", "fri", "friday"),
    ("sa", "samstag", "sat", "saturday", "sonnabend"),
    ("so", "sonntag", "sun", "sunday"),
)
_NUMBERS: Final = {name: number for number, names in enumerate(_DAY_NAMES, 1) for name in names}
_NAME: Final = "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")(?:e?s|e)?(?!\w)\.?"
_LIST: Final = regex(
    rf"{_NAME}(?:\s*(?:,\s*(?:und|and|oder|or)?|und|oder|and|or|&|/|\+|bis|to|–|-)\s*{_NAME})+(?!\s*\d{{1,2}}\.)",
    re.IGNORECASE,
)
_ALONE: Final = regex(rf"{_NAME}(?!,?\s*(?:den\s+|dem\s+|the\s+)?\d{{1,2}}\.)(?!\w)", re.IGNORECASE)
_PLURAL: Final = regex(rf"(?:{'|'.join(names[1] for names in _DAY_NAMES)}|sonnabend)e(?!\w)", re.IGNORECASE)
_WORKDAYS: Final = regex(
    r"(?:werktags|wochentags|unter\s+der\s+woche|(?:on\s+)?(?:weekdays|any\s+weekday))(?!\w)", re.IGNORECASE
)
_WEEKENDS: Final = regex(r"(?:an\s+)?(?:wochenenden|(?:on\s+|at\s+)?weekends)(?!\w)", re.IGNORECASE)
WEEKDAYS: Final = (_LIST, _PLURAL, _WORKDAYS, _WEEKENDS)
"""Where weekdays begin that are meant every week."""


def weekdays_at(text: str, at: int, end: int, *, single: bool = False) -> tuple[list[int], int] | None:
    """The weekdays named there, each of which is meant every week, and where they end. `single`: also one by its plain
    name, as what is left out («außer Mittwoch»)."""
    for pattern, days in ((_WORKDAYS, [1, 2, 3, 4, 5]), (_WEEKENDS, [6, 7])):
        if match := pattern.match(text, at, end):
            return days, match.end()
    if match := _LIST.match(text, at, end):
        return list(_listed(match[0])), match.end()
    if match := _PLURAL.match(text, at, end):
        return [_NUMBERS[match[0].lower()[:-1]]], match.end()
    if single and (match := _ALONE.match(text, at, end)):
        return list(_listed(match[0])), match.end()
    return None


def _listed(words: str) -> Iterator[int]:
    before: int | None = None
    for name in re.finditer(rf"(?P<to>bis|to|–|-)?\s*(?P<name>{_NAME})", words, re.IGNORECASE):
        bare = name["name"].lower().strip(".")
        day = next(_NUMBERS[form] for form in (bare, bare[:-1], bare[:-2]) if form in _NUMBERS)
        if name["to"] and before is not None:
            yield from ((before + step - 1) % 7 + 1 for step in range(1, (day - before) % 7))
        yield day
        before = day
