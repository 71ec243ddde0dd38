"""What was said of a rule: each item in its place, before a rule is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commands.dates import refusals
from commands.dates.entries.context import PASSED_OVER
from commands.dates.entries.entries import SaidDay
from commands.dates.entries.kinds import is_day
from commands.dates.items.items import Block, Day, DayRange, Every, Item, Mark, NamedDay, Nth, OnDate, Times, Weekday


@dataclass(slots=True)
class SaidRule:
    """What was said of a rule."""

    every: Every
    weekdays: list[int] = field(default_factory=list)
    monthdays: list[int] = field(default_factory=list)
    yearly: OnDate | NamedDay | None = None
    start: SaidDay = field(default_factory=SaidDay)
    until: SaidDay = field(default_factory=SaidDay)
    count: int | None = None
    rest: list[Item] = field(default_factory=list)  # the times and what ties them


def collect(items: Sequence[Item]) -> SaidRule:
    """What the items say of a rule: behind `ab` its beginning, behind `bis` its end. DateError if they do not fit."""
    _refuse_other_limit(items)
    said = SaidRule(_merge([i for i in items if isinstance(i, Every)]))
    side = ""
    for index, item in enumerate(items):
        before = items[index - 1] if index else None
        if isinstance(item, Every):
            if before in (Mark.TO, Mark.UP_TO, Mark.BY) and item.monthdays:
                raise refusals.rule_unclear()  # `vom 1. bis 3. jeden Monats`
            side = ""
        elif isinstance(item, Times):
            following = items[index + 1] if index + 1 < len(items) else None
            if isinstance(following, Every) and not (following.days or following.monthdays):
                raise refusals.rule_unclear()  # `2x wöchentlich` does not say on which days
            said.count = item.count
        elif item is Mark.FROM:
            side = "from" if _leads_to_day(items, index) else ""
            said.rest.append(item)
        elif item in (Mark.TO, Mark.BY) and _leads_to_day(items, index):
            side = "weekdays" if isinstance(before, Weekday) and not side else "until"
        elif is_day(item):
            opens = isinstance(item, OnDate) and item.month is not None and items[index + 1 : index + 2] == [Mark.TO]
            side = _place(said, item, "from" if opens and not side and not said.start else side)
        else:
            said.rest.append(item)
            if not isinstance(item, Mark):
                side = ""
    return said


def _refuse_other_limit(items: Sequence[Item]) -> None:
    """Refuse a limit of something else: `jeden Dienstag 10 Uhr, bitte bis 1.12. anmelden`."""
    if Mark.NEXT_LINE in items and Mark.BY in items[items.index(Mark.NEXT_LINE) :]:
        raise refusals.limit_among_dates()


def _leads_to_day(items: Sequence[Item], index: int) -> bool:
    """Whether a day follows, fillers aside."""
    follow = (i for i in items[index + 1 :] if i not in PASSED_OVER)
    return is_day(next(follow, None))


def _place(said: SaidRule, item: Day, side: str) -> str:
    """Put a day where `side` says, else where its kind belongs; the side that stays open for what follows."""
    if side == "until" and said.every.freq == "MONTHLY" and isinstance(item, OnDate) and item.month is None:
        raise refusals.rule_unclear()  # `jeden Monat vom 1. bis 3.`
    if side == "until" and said.every.days and isinstance(item, Weekday):
        raise refusals.rule_unclear()  # `jeden Montag bis Freitag`: five days a week, or until Friday?
    if side in ("from", "until"):
        when = (said.start if side == "from" else said.until).take(item)
        if when is None:
            raise refusals.rule_unclear()
        if side == "from":
            said.start = when
        else:
            said.until = when
        return side
    if isinstance(item, Weekday) and item.which is None:
        _place_weekday(said, item.number, ranging=side == "weekdays")
    elif isinstance(item, Nth) and said.every.freq == "YEARLY" and _is_month(item.of) and item.weekday < 7:
        _place_nth(said, item)
    elif isinstance(item, OnDate | NamedDay):
        _place_date(said, item)
    elif (
        isinstance(item, DayRange | Block)
        and not said.start
        and not said.until
        and said.every.freq in ("DAILY", "WEEKLY")
    ):
        first, last = (item.first, item.last) if isinstance(item, DayRange) else (item, item)
        said.start, said.until = SaidDay(day=first), SaidDay(day=last)
    else:
        raise refusals.rule_unclear()
    return ""


def _is_month(of: Block | None) -> bool:
    return of is not None and of.kind == "month" and of.number is not None and of.year is None


def _place_nth(said: SaidRule, item: Nth) -> None:
    """`jährlich am letzten Sonntag im März`."""
    if said.every.days or item.of is None or item.of.number is None:
        raise refusals.rule_unclear()
    said.every = replace(said.every, days=((item.n, item.weekday),), months=(item.of.number,))


def _place_weekday(said: SaidRule, weekday: int, *, ranging: bool) -> None:
    """One more weekday, or all up to it: `Mo-Fr täglich`."""
    if not ranging:
        said.weekdays.append(weekday)
        return
    first = said.weekdays[-1]
    said.weekdays += [d % 7 for d in range(first + 1, first + 1 + (weekday - first) % 7)]


def _place_date(said: SaidRule, item: OnDate | NamedDay) -> None:
    """A day number of a monthly rule, the date of a yearly one, or the first date of one in months."""
    freq = said.every.freq
    if isinstance(item, OnDate) and item.month is None:
        said.monthdays.append(item.day)
    elif freq == "YEARLY" and said.yearly is None:
        said.yearly = item
    elif isinstance(item, OnDate) and freq == "MONTHLY" and not said.start:
        said.start = SaidDay(day=item)
        said.monthdays.append(item.day)
    else:
        raise refusals.rule_unclear()


def _merge(rules: Sequence[Every]) -> Every:
    """`wöchentlich … montags und mittwochs`: one rule; what contradicts is refused."""
    merged = rules[0]
    for rule in rules[1:]:
        if (
            rule.freq != merged.freq
            or (merged.interval != 1 and rule.interval != 1)
            or (rule.monthdays and (merged.monthdays or merged.days))
            or (merged.monthdays and rule.days)
        ):
            raise refusals.rule_unclear()
        days = tuple(dict.fromkeys(merged.days + rule.days))
        merged = replace(
            merged,
            interval=max(merged.interval, rule.interval),
            days=days,
            monthdays=merged.monthdays or rule.monthdays,
            doubt=merged.doubt or rule.doubt,
        )
    return merged
