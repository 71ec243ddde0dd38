"""What leads over to the days of an offer, and where the first of them begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commands.base import Claims
from commands.base.claims import Place
from commands.dates import carries
from commands.hosting.clock import HOURS
from commands.hosting.weekdays import WEEKDAYS
from commands.patterns import regex

_FROM: Final = r"(?:erst\s+)?(?:ab|vom|von|from|starting|seit)|nicht\s+vor|not\s+before|frühestens"
_TO: Final = (
    r"(?:nur\s+|noch\s+){0,3}bis(?:\s+zum|\s+zur)?(?:\s+(?:einschließlich|inkl(?:usive|\.)?))?"
    r"|until|till|through|nicht\s+nach|not\s+after"
)
_ON: Final = (
    r"am|an|im|in\s+der|in\s+den|in|zum|on|the|den|dem|der|nur|immer|jeweils|auch|meist(?:ens)?|only|always|und|oder|and"
    r"|or|dann|jedoch|aber|but"
)
MARKER: Final = regex(
    rf"(?:(?P<between>zwischen|between)|(?P<from>{_FROM})|(?P<to>{_TO})|(?P<on>{_ON}))(?!\w)\s*(?:dem\s+|den\s+)?|[,;/&+–-]\s*|\s+",
    re.IGNORECASE,
)
OVER: Final = regex(
    rf"[,;\n]\s{{0,3}}(?=(?:{_FROM}|{_TO}|am|im|in|on|zwischen|between|nur|only|aber|but)(?!\w))", re.IGNORECASE
)
"""Where an exception is over: «nicht freitags, ab Januar»."""
MONTH: Final = regex(
    r"(?:jan|feb|mär|maer|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w*\.?(?!\w)(?!\s?\d{1,2}(?![\d.:]))",
    re.IGNORECASE,
)
"""A month by itself: «Dec 8» is a day of it."""
YEAR: Final = regex(r"20\d\d(?![\d.:]|\w)")
_LEAD: Final = regex(
    rf"(?:(?:(?<!\w)(?:zwischen|between|{_FROM}|{_TO}|am|an|im|in|zum|on|nur|immer|jeweils|auch|only|always|den|dem|der|und|oder|and|or)"
    r"(?!\w)|[,;/&+–-])\s{0,3}){1,8}\Z",
    re.IGNORECASE,
)
"""What stands before a date and belongs to it."""
_NAMED: Final = regex(r"(?:\bdes|\bof)\s+\Z", re.IGNORECASE)
"""«Straße des 17. Juni» is an address."""
_BEHIND: Final = regex(rf"(?<!\w)(?:{_FROM}|{_TO}|im|in)\s+(?=(?:{MONTH.pattern}|{YEAR.pattern}))", re.IGNORECASE)
_IN_WORD: Final = regex(r"(?<=\w)")
_AM: Final = regex(r"\d\s*am\Z", re.IGNORECASE)
LONGEST_PIECE: Final = 80
"""Characters in which one date is looked for."""
_NEAR: Final = 400
"""Characters in which the first day is looked for at once: who names many days is not read to the end for each."""


def first_day(said: Claims, place: Place) -> int | None:
    """Where the first day or hour of that place begins, its preposition included."""
    near = Place(place.start, min(place.end, place.start + _NEAR))
    start = _first_of(said, near)
    if near != place and (start is None or start > near.end - LONGEST_PIECE):
        start = _first_of(said, place)
    return start


def _first_of(said: Claims, place: Place) -> int | None:
    starts = [match.start() for match in _starts(said, place)]
    starts += [place.start + one.start for one in carries(said.words(place)) if one.kind in ("date", "time", "rule")]
    for start in sorted(starts):
        if not _NAMED.search(said.text, place.start, start):
            lead = _LEAD.search(said.text, place.start, start)
            return lead.start() if lead else start
    return None


def means_hours(said: Claims, found: re.Match[str]) -> bool:
    """Whether what `HOURS` has found is hours: behind a number `am` may be the German word, «Saal 3 am Markt»."""
    hour = _AM.search(said.text, found.start(), found.end())
    times = (one for one in carries(said.text) if one.kind == "time") if hour else ()
    return hour is None or any(one.start <= hour.start() < one.end for one in times)


def _starts(said: Claims, place: Place) -> Iterator[re.Match[str]]:
    """Where hours, weekdays, and a month or a year behind a preposition begin."""
    for pattern in (HOURS, *WEEKDAYS):
        found = pattern.finditer(said.text, place.start, place.end)
        yield from (one for one in found if not _IN_WORD.match(said.text, one.start()) and means_hours(said, one))
    yield from _BEHIND.finditer(said.text, place.start, place.end)
