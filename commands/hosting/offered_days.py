"""What was said about the days of an offer, as it was said: hours before their days or behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from commands.base import UserError
from commands.dates import Span, apart, in_past, rule_parts
from commands.hosting.clock import Hours
from commands.words import _
from storage.hosting import Days

Bound: TypeAlias = Literal["from", "to", "on", "between"]
_CODES: Final = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
_WEEKLY: Final = frozenset({"FREQ", "BYDAY", "INTERVAL", "WKST", "UNTIL"})
"""What the rule of an offer may say."""


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
    """What a line says, at that moment, about the days of an offer; `spans` are the dates as they were read."""

    now: datetime
    zone: ZoneInfo
    groups: list[SameHours] = field(default_factory=list)
    without: list[Days] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    any_day: bool = False
    instead: str = ""
    """The days in whose place the others come, as they were typed."""

    def begin(self) -> None:
        """What follows has no hours yet."""
        if not self.groups or self.groups[-1].hours:
            self.groups.append(SameHours())

    def add_weekdays(self, weekdays: list[int]) -> None:
        self.groups[-1].weekdays += weekdays

    def add_hours(self, hours: Hours) -> None:
        """The days that stand there have those hours."""
        self.groups[-1].hours = hours
        self.groups.append(SameHours())

    def add_time(self, span: Span, bound: Bound) -> None:
        """A time of day without a day, «von neun bis sechzehn Uhr», is no day of today's."""
        since, until = _hour(span.start, self.zone), _hour(span.end, self.zone)
        self.add_hours((None, since) if bound == "to" else (since, until))

    def add(self, spans: list[Span], bound: Bound, *, leaving: bool) -> None:
        """Raises UserError for what is over, if it is not left out, and for a rule that is not weekly."""
        group = self.groups[-1]
        if bound == "to" and len(self.groups) > 1 and group == SameHours():  # «donnerstags ab 15 Uhr bis Ostern»
            before = self.groups[-2]
            group = before if before.weekdays and not before.ranges else group
        for span in spans:
            if span.rrule:
                days, weekdays = self._weekly(span, span.rrule)
                group.weekdays += weekdays
                group.ranges += [days] if days != Days() else []
                continue
            if in_past(span, self.now) and not leaving:
                raise UserError(_("{when} is over.", when=span.period))
            days = self._range(span, bound)
            last = group.ranges[-1] if group.ranges else None
            if bound == "to" and last is not None and last.last is None and last.first is not None:
                group.ranges[-1] = replace(last, last=days.last)
            else:
                group.ranges.append(days)
            self.spans.append(span)

    def _range(self, span: Span, bound: Bound) -> Days:
        first, last = _day(span.start, self.zone), _day(span.end or span.start, self.zone)
        since, until = _hour(span.start, self.zone), _hour(span.end, self.zone)
        if bound == "from" and (span.end is None or span.all_day):
            return Days(first, None, weekdays=(), since=since, until=until)
        if bound == "to":
            return Days(self.now.date(), last, weekdays=(), since=None, until=since)
        return Days(first, last, weekdays=(), since=since, until=until)

    def _weekly(self, span: Span, rrule: str) -> tuple[Days, list[int]]:
        """Weekdays as the reader says them. Raises UserError for every other rule."""
        rule, left_out = rule_parts(rrule), apart(rrule)[1]
        weekly = rule.get("FREQ") == "WEEKLY" and rule.get("INTERVAL", "1") == "1"
        if not weekly or rule.keys() - _WEEKLY or left_out:
            raise UserError(_("An offer is for single days, for weekdays, or from a day on."))
        first, until = _day(span.start, self.zone), rule.get("UNTIL")
        later = first if (first - self.now.date()).days > 7 else None
        last = datetime.strptime(until[:8], "%Y%m%d").date() if until else None  # noqa: DTZ007
        since, end = _hour(span.start, self.zone), _hour(span.end, self.zone)
        days = Days(later or (self.now.date() if last else None), last, weekdays=(), since=since, until=end)
        return days, [number for code, number in _CODES.items() if code in rule.get("BYDAY", "")]

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


def _day(moment: date | datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def _hour(moment: date | datetime | None, zone: ZoneInfo) -> time | None:
    return moment.astimezone(zone).time() if isinstance(moment, datetime) else None
