"""Words that say which dates of a series are meant."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from commands.base import Claims
from commands.patterns import regex

DatesMeant: TypeAlias = Literal["one", "from", "all"]
"""Which dates of a series are meant: the named ones, those from a date on, all to come."""

ALL: Final = regex(
    r"(?:(?:die|der|the)\s+)?(?:(?:ganze|gesamte|komplette|whole|entire)[nrs]?\s+)?(?:reihe|serie|series)\b"
    r"|all(?:e|es)?(?!\s+(?:\d{1,3}(?![\d:.]*\s?(?:uhr|h)\b)|zwei|drei|vier|fünf|sechs|two|three|four))"
    r"(?:\s+(?:künftigen|kommenden|weiteren|future|of\s+them))?(?:\s+(?:termine|sitzungen|treffen|dates|meetings))?\b"
    r"|(?:die|the)\s+(?:termine|sitzungen|dates|meetings)\b"
    r"|(?:generell|grundsätzlich|dauerhaft|immer|komplett|ganz|always|entirely)\b",
    re.IGNORECASE,
)
FROM_NOW: Final = regex(r"(?:ab\s+(?:sofort|jetzt)|künftig|in\s+zukunft|from\s+now\s+on)\b", re.IGNORECASE)
FROM: Final = regex(r"(?:ab|beginning|starting)\b|from\b(?=.*\bon(?:wards)?\b)", re.IGNORECASE | re.DOTALL)
ON: Final = regex(r"\s?\b(?:on(?:wards)?|an)\b\s?", re.IGNORECASE)
NEXT: Final = regex(
    r"(?:am\s+|den\s+|die\s+|das\s+|der\s+|the\s+)?(?:nächst|kommend)e[nrsm]?"
    r"(?:\s+(?:termin|sitzung|mal|treffen))?\b(?!\s+(?:woche|monat|jahr))"
    r"|(?:the\s+)?next(?:\s+(?:one|date|meeting|time))?\b(?!\s+(?:week|month|year))",
    re.IGNORECASE,
)
UNTIL: Final = regex(r"(?:bis|until|till)\b", re.IGNORECASE)


def begin_years(said: Claims) -> None:
    """«ab 2027» says the year's first day; by itself the reader takes such a number for a time."""
    while year := said.search(_YEAR):
        said.reword(year.end(1), year.start(2), " 1.1.")


_YEAR: Final = regex(r"\b(ab|from|seit|since)\s+(?:dem\s+jahr\s+|anfang\s+)?(20\d\d)\b(?![.:\d])", re.IGNORECASE)


def is_next(text: str) -> bool:
    """Whether the text means the next date: «die nächste», «the next one»."""
    return bool(NEXT.fullmatch(text.strip()))
