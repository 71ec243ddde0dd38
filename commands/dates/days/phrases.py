"""dateparser, which counts months and years, checks dates whose month is a word, and reads a text a second time.

The grammar gives it one clean phrase at a time. What the grammar refuses and spells a month is given to it whole
(`second_reading`); what it makes of that is always asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from commands.dates.vocabulary.days import Unit

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LANGUAGES: Final = ["de", "en"]  # always both: finding the language by itself costs 2 s and 80 MiB
_COMMON: Final[dict[str, Any]] = {
    "DATE_ORDER": "DMY",
    "PREFER_DATES_FROM": "future",
    "TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": False,  # naive in, naive out: zones are attached by `spans.attach`
}
_MONTHS: Final = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
_UNITS: Final[dict[Unit, str]] = {"day": "tage", "week": "wochen", "month": "monate", "year": "jahre"}
_WORDS: Final = {-2: "vorgestern", -1: "gestern", 0: "heute", 1: "morgen", 2: "übermorgen"}


@lru_cache(maxsize=1)
def _absolute() -> DateDataParser:
    settings = _COMMON | {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_DATE_ORDER": "year",
    }
    return _parser(settings)


@lru_cache(maxsize=16)
def _relative(base: date) -> DateDataParser:
    midnight = datetime(base.year, base.month, base.day)  # noqa: DTZ001  (naive on purpose, see _COMMON)
    settings = _COMMON | {"PARSERS": ["relative-time"], "RELATIVE_BASE": midnight}
    return _parser(settings)


def _parser(settings: Mapping[str, Any]) -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - 0.1 s that no start needs to wait for

    return DateDataParser(languages=_LANGUAGES, settings=settings, use_given_order=True)


@lru_cache(maxsize=2048)
def on_date(day: int, month: int, year: int) -> date | None:
    """The date that dateparser reads in `3 dezember 2026`; None if there is no such day, or another came back."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    found = _absolute().get_date_data(f"{day} {_MONTHS[month - 1]} {year}").date_obj
    return found.date() if found is not None and (found.day, found.month, found.year) == (day, month, year) else None


@lru_cache(maxsize=256)
def second_reading(text: str) -> date | None:
    """The date that dateparser finds in a whole text that spells a month; None if it finds none with its year."""
    found = _absolute().get_date_data(text)
    return found.date_obj.date() if found.date_obj is not None and found.period == "day" else None


@lru_cache(maxsize=2048)
def away(amount: int, unit: Unit, base: date, *, word: bool = False) -> date | None:
    """The day that dateparser finds `amount` units from `base` (negative: ago), by months and years of the calendar."""
    if word and amount in _WORDS:
        phrase = _WORDS[amount]
    elif amount >= 0:
        phrase = f"in {amount} {_UNITS[unit]}"
    else:
        phrase = f"vor {-amount} {_UNITS[unit]}"
    found = _relative(base).get_date_data(phrase).date_obj
    return found.date() if found is not None else None
