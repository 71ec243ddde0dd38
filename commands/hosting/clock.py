"""Hours of an offer: `von 9 bis 13 Uhr`, `ab 14 Uhr`, `9am-1pm`, `vormittags`."""

from __future__ import annotations

import re
from datetime import time
from typing import Final, TypeAlias

from commands.patterns import regex

Hours: TypeAlias = tuple[time | None, time | None]
"""From when and until when; None is no bound."""

_HALF: Final = r"(?:halb|half\s{1,3}past)\s{1,3}(?:[01]?\d|2[0-4])(?![:.]?\d)"
_CLOCK: Final = rf"(?<![\d.:,])(?:{_HALF}|(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?)"
_DOTTED: Final = r"(?:[01]?\d|2[0-4])\.(?:00|1[3-9]|[2-5]\d)"
"""`9.00`, which can be no day of a month."""
_EXACT: Final = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_UNIT: Final = r"\s*(?:uhr|h|a\.?m\.?|p\.?m\.?|o'clock)(?!\w)"
HOURS: Final = regex(
    rf"(?P<all>(?:ganztägig|ganztags|den\s+ganzen\s+tag|all\s+day|rund\s+um\s+die\s+uhr)(?!\w))"
    rf"|(?:(?:von|zwischen|from|between)\s+)?(?<![\d.:,])(?P<dot>{_DOTTED}|{_EXACT})"
    rf"\s*(?:bis|und|–|—|-|to|until|till|and)\s*(?P<dotlast>{_DOTTED}|{_CLOCK})"
    rf"(?P<dotunit>{_UNIT})?(?![\d.:])"
    rf"|(?:(?:jeweils|immer|nur)\s+)?(?:(?:von|zwischen|from|between)\s+)?(?P<first>{_CLOCK})(?P<unit>{_UNIT})?"
    rf"\s*(?:bis|und|–|—|-|to|until|till|and)\s*(?P<last>{_CLOCK})(?:(?P<lastunit>{_UNIT})|(?<=:\d\d)(?![\d.]))"
    rf"|(?:(?:jeweils|immer|nur|erst|immer\s+erst)\s+)?(?:(?P<bound>ab|nach|from|after|bis|vor|until|till|before|um|at)\s+)?"
    rf"(?P<one>{_CLOCK})(?:(?P<oneunit>{_UNIT})|(?<=:\d\d)(?![\d.]))"
    r"|(?:(?:jeweils|immer|nur|erst|always|only)\s+)?(?P<side>ab|nach|from|after|bis|vor|until|till|before)\s+(?:zum\s+)?"
    r"(?:noon|midday|mittags?)(?!\w)"
    r"|(?:nur\s+|immer\s+|jeweils\s+|am\s+|only\s+|in\s+the\s+)?(?P<part>vormittags?|nachmittags?|abends?|mornings?|afternoons?"
    r"|evenings?)(?!\w)",
    re.IGNORECASE,
)
_ENDS: Final = frozenset({"bis", "vor", "until", "till", "before"})


def is_all_day(match: re.Match[str]) -> bool:
    """Whether what `HOURS` has found bounds nothing."""
    return match["all"] is not None


def hours(match: re.Match[str]) -> Hours:
    """What `HOURS` has found."""
    if match["all"]:
        return None, None
    if match["dot"]:
        return _time(match["dot"], ""), _time(match["dotlast"], match["dotunit"])
    if match["first"]:
        last = _time(match["last"], match["lastunit"])
        first = _time(match["first"], match["unit"] or "")
        if not match["unit"] and _is_pm(match["lastunit"]) and first.hour + 12 < last.hour:
            first = _time(match["first"], match["lastunit"])
        return first, last
    if match["one"]:
        one = _time(match["one"], match["oneunit"])
        return (None, one) if (match["bound"] or "").lower() in _ENDS else (one, None)
    if match["side"]:
        return (None, time(12)) if match["side"].lower() in _ENDS else (time(12), None)
    part = match["part"].lower()
    if part.startswith(("vor", "morn")):
        return None, time(12)
    return (time(12), time(18)) if part.startswith(("nach", "after")) else (time(18), None)


def _time(clock: str, unit: str | None) -> time:
    words = clock.lower().split()
    hour, _sign, minute = words[-1].replace(".", ":").partition(":")
    said, half = int(hour), words[0] != words[-1]
    if half:  # «halb neun» is before nine, "half past nine" behind it
        said, minute = (said - 1 if words[0] == "halb" else said) % 24, "30"
    if _is_pm(unit) and said < 12:
        said += 12
    if unit and unit.strip().lower().startswith("a") and said == 12:
        said = 0
    return time(23, 59) if said == 24 else time(said, int(minute or 0))


def _is_pm(unit: str | None) -> bool:
    return bool(unit and unit.strip().lower().startswith("p"))
