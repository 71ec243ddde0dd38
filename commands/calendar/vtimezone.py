"""A time zone as calendar programs want it: the rule of its clock changes, for every year to come."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, cast
from zoneinfo import ZoneInfo

_YEARS: Final = 10  # how long a zone is watched: enough for a «last Sunday» to be both a fourth and a fifth one
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@lru_cache(maxsize=64)
def vtimezone(zone: ZoneInfo, year: int) -> bytes:
    """VTIMEZONE (RFC 5545 §3.6.5) of `zone` from January of `year` on, as it stands in a file.

    Clock changes that follow a rule («the last Sunday in March») are written as a yearly RRULE, as a series may have no
    end and Outlook knows no other kind; those that follow none (Morocco's Ramadan) one by one, for ten years. The
    library's own component names only single changes, and each spring one an hour late.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard  # noqa: PLC0415 - see calendar.py

    changes: dict[tuple[timedelta, timedelta, str], list[datetime]] = defaultdict(list)
    for moment in _changes(zone, year):
        before, after = _offset(moment - timedelta(seconds=1), zone), _offset(moment, zone)
        # The onset is told in the time that was valid until then.
        changes[before, after, moment.astimezone(zone).tzname() or zone.key].append(
            (moment + before).replace(tzinfo=None)
        )
    if not changes:
        new_year = datetime(year, 1, 1, tzinfo=zone)
        offset = _offset(new_year, zone)
        changes[offset, offset, new_year.tzname() or zone.key].append(new_year.replace(tzinfo=None))

    component = Timezone()
    component.add("TZID", zone.key)
    for (before, after, name), onsets in changes.items():
        part = TimezoneDaylight() if after > before else TimezoneStandard()
        part.add("DTSTART", onsets[0])
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("TZNAME", name)
        rule = _yearly(onsets)
        if rule is not None:
            part.add("RRULE", rule)
        elif len(onsets) > 1:
            part.add("RDATE", onsets[1:])
        component.add_component(part)
    return cast("bytes", component.to_ical())


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The moments (UTC) at which the offset of `zone` changes in the years watched; at most one in a day."""
    day, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + _YEARS, 1, 1, tzinfo=UTC)
    while day < end:
        low, high = day, day + timedelta(days=1)
        day = high
        before = _offset(low, zone)
        if before == _offset(high, zone):
            continue
        while high - low > timedelta(seconds=1):
            middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
            low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
        yield high


def _yearly(onsets: Sequence[datetime]) -> dict[str, str | int] | None:
    """The rule «nth weekday of a month» that all `onsets` follow, one in each year; None if they follow none."""
    if len(onsets) != _YEARS or len({(o.month, o.weekday(), o.time()) for o in onsets}) != 1:
        return None
    from_start = {(o.day + 6) // 7 for o in onsets}
    from_end = {(o.day - 1 - monthrange(o.year, o.month)[1]) // 7 for o in onsets}
    for nths in (from_start, from_end):
        if len(nths) == 1:
            return {"FREQ": "YEARLY", "BYMONTH": onsets[0].month, "BYDAY": f"{nths.pop()}{_DAYS[onsets[0].weekday()]}"}
    return None
