"""What was said about the days of an offer, as it was said: hours before their days or behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from commands.dates import Span
from commands.hosting.clock import Hours
from storage.hosting import Days


@dataclass(slots=True)
class SameHours:
    """Days that share their hours, as they were said."""

    ranges: list[Days] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    hours: Hours | None = None

    @property
    def has_days(self) -> bool:
        return bool(self.ranges or self.weekdays)

    def days(self, hours: Hours | None) -> list[Days]:
        since, until = self.hours or hours or (None, None)
        weekdays = tuple(sorted(set(self.weekdays)))
        return [
            replace(one, weekdays=one.weekdays or weekdays, since=one.since or since, until=one.until or until)
            for one in self.ranges or [Days()]
        ]


@dataclass(slots=True)
class OfferedDays:
    """What a line says about the days of an offer; `spans` are the dates as they were read."""

    groups: list[SameHours] = field(default_factory=list)
    without: list[Days] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    any_day: bool = False
    instead: str = ""
    """The days in whose place the others come, as they were typed."""

    def terms(self, old: tuple[Days, ...] = ()) -> tuple[Days, ...]:
        """The days that are offered; of what was before stays what is not said: the hours, the days."""
        groups = _in_order([group for group in self.groups if group.has_days or group.hours])
        if self.any_day:
            return tuple(one for group in groups if not group.has_days for one in group.days(None))
        if not groups:
            return old
        said = [group.hours for group in groups if group.hours]
        kept = {(one.since, one.until) for one in old}
        shared = said[0] if len(said) == 1 else next(iter(kept)) if not said and len(kept) == 1 else None
        days = [one for group in groups for one in group.days(shared)]
        if len(days) == 1 and days[0].first is None and days[0].last is None and old:
            only = days[0]
            days = [
                replace(one, weekdays=only.weekdays or one.weekdays, since=only.since, until=only.until) for one in old
            ]
        return tuple(dict.fromkeys(one for one in days if one != Days()))


def _in_order(groups: list[SameHours]) -> list[SameHours]:
    """Hours may stand before their days, «9 bis 16 Uhr am 8.12.», and several behind one, «8.12. 9-12 und ab 15»."""
    if len(groups) > 1 and not groups[0].has_days and groups[-1].has_days and not groups[-1].hours:
        return [replace(days, hours=before.hours) for before, days in pairwise(groups)]
    for before, group in pairwise(groups):
        if before.has_days and not group.has_days:
            group.ranges, group.weekdays = before.ranges, before.weekdays
    return groups
