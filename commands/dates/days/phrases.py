"""Days of the calendar, counted by months and years; and dateparser, which reads a text a second time.

What the grammar refuses and spells a month is given to it whole (`second_reading`); what it makes of that is always
asked about.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from dateutil.relativedelta import relativedelta

from commands.dates.vocabulary.days import Unit

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LANGUAGES: Final = ["de", "en"]  # always both: finding the language by itself costs 2 s and 80 MiB
_SETTINGS: Final[dict[str, Any]] = {
    "DATE_ORDER": "DMY",
    "PREFER_DATES_FROM": "future",
    "TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": False,  # naive in, naive out: zones are attached by `spans.attach`
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["day", "month", "year"],
    "STRICT_DATE_ORDER": "year",
}


@lru_cache(maxsize=1)
def _absolute() -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - 10 MB and 0.1 s, for what few ever write

    return DateDataParser(languages=_LANGUAGES, settings=_SETTINGS, use_given_order=True)


@lru_cache(maxsize=256)
def second_reading(text: str) -> date | None:
    """The date that dateparser finds in a whole text that spells a month; None if it finds none with its year."""
    found = _absolute().get_date_data(text)
    return found.date_obj.date() if found.date_obj is not None and found.period == "day" else None


def away(amount: int, unit: Unit, base: date) -> date | None:
    """The day `amount` units from `base` (negative: ago), by months and years of the calendar; None beyond its end."""
    try:
        return base + relativedelta(
            days=amount if unit == "day" else 0,
            weeks=amount if unit == "week" else 0,
            months=amount if unit == "month" else 0,
            years=amount if unit == "year" else 0,
        )
    except (ValueError, OverflowError):
        return None
