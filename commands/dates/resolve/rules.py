"""Recurrences: from the items of a rule to its RFC 5545 text and its first occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from commands.dates import refusals
from commands.dates.days.days import find_day
from commands.dates.days.feasts import is_fixed
from commands.dates.entries.entries import DateEntry, SaidDay, is_special_week
from commands.dates.entries.exceptions import Exceptions
from commands.dates.entries.filling import fill
from commands.dates.entries.rule_said import SaidRule, collect
from commands.dates.items.items import WORKDAY, Clock, Every, Item, NamedDay, OnDate, Third, Weekday
from commands.dates.resolve.clock import DAY, Dialled, Minutes, at_minutes, exists, instant, later_by
from commands.dates.resolve.here import Here, asking
from commands.dates.resolve.left_out import LeftOut
from commands.dates.resolve.left_out import left_out as days_left_out
from commands.dates.resolve.recurrence import first_occurrence
from commands.dates.resolve.resolve import dialled_time
from commands.dates.spans import Ask, Span, ask
from storage.values import frozen

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKING = "MO,TU,WE,TH,FR"


def read_rule(items: Sequence[Item], left_out: Exceptions, here: Here) -> list[Span]:
    """The series that the items describe, each as its first occurrence from now with its rule: one for each time a day.

    Raises DateError.
    """
    said = collect(items)
    entries, _ = fill(said.rest)
    if any(e.first or e.moment or e.zone for e in entries):
        raise refusals.rule_unclear()
    if len(entries) > 1 and (not all(e.clock for e in entries) or _days_behind_time(items)):
        raise refusals.rule_unclear()
    without = days_left_out(left_out.days, here)
    return [_one_rule(said, entry, left_out, without, here) for entry in entries or (DateEntry(),)]


def _days_behind_time(items: Sequence[Item]) -> bool:
    """Whether each time has days of its own: `Montag 9 Uhr und Mittwoch 14 Uhr`."""
    first = next((k for k, item in enumerate(items) if isinstance(item, Clock)), len(items))
    return any(isinstance(i, Weekday) or (isinstance(i, Every) and i.days != ()) for i in items[first:])


def _one_rule(said: SaidRule, entry: DateEntry, left_out: Exceptions, without: LeftOut, here: Here) -> Span:
    dialled = dialled_time(entry, here) if entry.clock or (entry.part and entry.part.name == "noon") else None
    return _Builder(said, entry, left_out=left_out, without=without, dialled=dialled, here=here).build()


@frozen
class _Builder:
    said: SaidRule
    entry: DateEntry
    left_out: Exceptions
    without: LeftOut
    dialled: Dialled | None
    here: Here

    def build(self) -> Span:
        """The span, with the one question that matters most."""
        every = self._every()
        start = self._start()
        span = self._span(every, start)
        doubt = self._doubt(every, span)
        if doubt is None:
            return span
        return asking(span, doubt, replace(self.here, english=every.english))

    def _every(self) -> Every:
        """The rule with the weekdays and day numbers that were said beside it."""
        every, said = self.said.every, self.said
        if said.weekdays:
            if every.freq == "DAILY" and every.interval == 1:
                every = replace(every, freq="WEEKLY")
            if every.freq != "WEEKLY" or every.doubt == "second":
                raise refusals.rule_unclear()
            days = dict.fromkeys((*every.days, *((0, d) for d in said.weekdays)))
            every = replace(every, days=tuple(days))
        if said.monthdays:
            if every.freq != "MONTHLY" or every.days or not all(1 <= d <= 31 for d in said.monthdays):
                raise refusals.rule_unclear()
            every = replace(every, monthdays=(*every.monthdays, *said.monthdays))
        return self._without(every)

    def _without(self, every: Every) -> Every:
        """The rule without the weekdays and months that were left out."""
        if weekdays := self.left_out.weekdays:
            counted = any(n for n, _ in every.days) or every.freq not in ("DAILY", "WEEKLY") or every.monthdays
            daily = every.freq == "DAILY" and every.interval == 1
            days = tuple((0, d) for d in range(7)) if daily else every.days
            left = tuple(day for day in days if day[1] not in weekdays)
            if counted or not left or len(left) == len(days) or (every.freq == "DAILY" and not daily):
                raise refusals.rule_unclear()
            every = replace(every, freq="WEEKLY", days=left)
        if months := self.left_out.months:
            if every.months or every.freq == "YEARLY" or len(months) == 12:
                raise refusals.rule_unclear()
            every = replace(every, months=tuple(m for m in range(1, 13) if m not in months))
        return every

    def _start(self) -> date | None:
        """The day from which the rule counts, if one was said."""
        when = self.said.start
        return find_day(when, self.here.today).first if when else None

    def _rule(self, every: Every) -> str:
        parts = [f"FREQ={every.freq}"]
        if every.interval > 1:
            parts.append(f"INTERVAL={every.interval}")
        positions = [n for n, day in every.days if day == WORKDAY]
        if positions:
            parts += [f"BYDAY={_WORKING}", f"BYSETPOS={','.join(map(str, positions))}"]
        elif every.days:
            ordered = sorted(every.days, key=lambda d: (d[0], d[1]))
            parts.append("BYDAY=" + ",".join(f"{n or ''}{_CODES[day]}" for n, day in ordered))
        if every.monthdays:
            parts.append("BYMONTHDAY=" + ",".join(map(str, sorted(every.monthdays))))
        if every.months:
            parts.append("BYMONTH=" + ",".join(map(str, every.months)))
        return ";".join(parts)

    def _span(self, every: Every, start: date | None) -> Span:
        """The first occurrence from now, or from `start`, and the rule with its end."""
        today = self.here.today
        minutes = self.dialled.time if self.dialled else None
        if minutes is not None and minutes.start >= DAY:
            raise refusals.rule_unclear()  # the midnight after a weekday is another weekday
        earliest = max(start, today) if start is not None and every.interval == 1 else (start or today)
        if self.said.yearly is not None:
            earliest = self._yearly(earliest, over=minutes is not None and minutes.start < self.here.minute)
        if minutes is not None and earliest == today and minutes.start < self.here.minute:
            earliest += timedelta(days=1)
        once = self._rule(replace(every, interval=1))
        found = first_occurrence(once, at_minutes(earliest, minutes.start if minutes else 0))
        while found is not None and minutes is not None and not exists(found, self.here.zone):
            found = first_occurrence(once, found + timedelta(days=1))
        if found is not None and every.interval > 1:
            found = first_occurrence(self._rule(every), found, max(found, self._earliest(minutes)))
        if found is None:
            raise refusals.never_happens()
        rule = self._rule(every) + self._ending(found, all_day=minutes is None)
        rule, found = self.without.of(rule, found, self.here, all_day=minutes is None)
        if minutes is None:
            return Span(found.date(), None, all_day=True, rrule=rule)
        return self._timed(found, minutes, rule)

    def _earliest(self, minutes: Minutes | None) -> datetime:
        """The first moment that is not over: this minute, or this day for a rule without a time."""
        now = self.here.now.replace(tzinfo=None, second=0, microsecond=0)
        return now if minutes is not None else datetime.combine(now, time())

    def _yearly(self, earliest: date, *, over: bool) -> date:
        yearly = self.said.yearly
        assert yearly is not None  # noqa: S101  (asked by the caller)
        if isinstance(yearly, NamedDay) and not is_fixed(yearly.name):
            raise refusals.rule_unclear()  # Easter and Advent are no RFC 5545 rule
        return find_day(SaidDay(day=replace(yearly, year=None)), earliest, over=over).first

    def _timed(self, found: datetime, minutes: Minutes, rule: str) -> Span:
        start = instant(found, self.here.zone)
        end = None
        if minutes.end is not None:
            end = instant(found + timedelta(minutes=minutes.end - minutes.start), self.here.zone)
        elif self.entry.lasting is not None and not self.entry.lasting.days:
            end = later_by(start, self.entry.lasting.length)
        return Span(start, end, rrule=rule)

    def _ending(self, first: datetime, *, all_day: bool) -> str:
        """COUNT, or UNTIL: for days the last one, for times the last second of it in UTC (RFC 5545 §3.3.10)."""
        if self.said.count is not None:
            return f";COUNT={max(1, self.said.count)}"
        last: date | None = None
        if self.said.until:
            found = find_day(self.said.until, first.date())
            last = found.last or found.first
        elif self.entry.lasting is not None and self.entry.lasting.days:
            last = first.date() + timedelta(days=self.entry.lasting.days - 1)
        if last is None:
            return ""
        if last < first.date():
            raise refusals.never_happens()
        if all_day:
            return f";UNTIL={last:%Y%m%d}"
        moment = instant(datetime.combine(last, time(23, 59, 59)), self.here.zone).astimezone(UTC)
        return f";UNTIL={moment:%Y%m%dT%H%M%SZ}"

    def _doubt(self, every: Every, span: Span) -> Ask[Span] | None:
        """The reason to ask that matters most, and the other reading: the word, the beginning, the dates, the time."""
        start = self._start()
        if every.doubt and (every.doubt != "quarter" or (every.monthdays and not start)):
            return self._doubt_of_word(every, start)
        anchored = every.days or every.monthdays or self.said.yearly or start
        if not anchored and not (every.freq == "DAILY" and every.interval == 1):
            return ask("beginning open", self._an_interval_later(every, span))
        if any(d > 28 for d in every.monthdays):
            last_day = replace(every, monthdays=(-1,))
            return ask("not in every month", self._span(last_day, start), day=str(max(every.monthdays)))
        if isinstance(self.said.yearly, OnDate) and (self.said.yearly.day, self.said.yearly.month) == (29, 2):
            raise refusals.only_in_leap_years()
        if isinstance(self.said.start.day, Third) and not self.said.until:
            return ask("only roughly")
        for when in (self.said.start, self.said.until):
            if is_special_week(when.day) and (doubt := find_day(when, self.here.today).doubt) is not None:
                return doubt.of(None)
        if self.dialled is not None and self.dialled.doubt is not None:
            return self.dialled.doubt.of(self._at_other_time(self.dialled.doubt.other, every, start))
        part = self.entry.part if self.dialled is None else None
        return ask("no clock time") if part is not None else self.without.doubt

    def _doubt_of_word(self, every: Every, start: date | None) -> Ask[Span]:
        if every.doubt == "workdays":
            with_saturday = replace(every, days=tuple(dict.fromkeys((*every.days, (0, 5)))), doubt="")
            return ask("workdays", self._span(with_saturday, start))
        if every.doubt == "quarter":
            today = self.here.today
            month = 3 * ((today.month + 2) // 3) + 1  # of the quarter to come
            begins = date(today.year + month // 12, (month - 1) % 12 + 1, 1)
            return ask("beginning open", self._span(every, begins))
        if every.doubt == "biweekly":
            return ask("twice a week")
        if every.freq != "WEEKLY":
            return ask("counted in month")
        monthly = replace(every, freq="MONTHLY", interval=1, days=tuple((2, d) for _, d in every.days), doubt="")
        return ask("second or fortnight", self._span(monthly, start))

    def _an_interval_later(self, every: Every, span: Span) -> Span | None:
        """The same rule, begun one interval later."""
        days = {"DAILY": 1, "WEEKLY": 7}.get(every.freq)
        if days is None:
            return None
        first = span.start.date() if isinstance(span.start, datetime) else span.start
        return self._span(every, first + timedelta(days=days * every.interval))

    def _at_other_time(self, other: Minutes | None, every: Every, start: date | None) -> Span | None:
        return replace(self, dialled=Dialled(other))._span(every, start) if other is not None else None
