"""Weeks, months, quarters, years and their thirds, as days; and the nth weekday, working day or day of a month."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from commands.dates import refusals
from commands.dates.days import FAR_YEARS, LONG_AGO, FoundDays
from commands.dates.days.feasts import works
from commands.dates.days.phrases import away
from commands.dates.items.items import ANYDAY, WEEK, WORKDAY, Block, Nth, Step, Third, Workdays
from commands.dates.spans import ask


def block_days(block: Block, today: date) -> tuple[date, date]:
    """The first and the last day of a block that is no weekend. Weeks are ISO weeks (ISO 8601), Monday to Sunday."""
    match block.kind:
        case "week":
            return _week(block, today)
        case "month":
            return _months(block, today, 1)
        case "quarter":
            return _months(block, today, 3)
        case _:
            year = block.number if block.number is not None else today.year + (block.ahead or 0)
            if abs(year - today.year) > 6:
                raise refusals.too_far()
            return date(year, 1, 1), date(year, 12, 31)


def weeks_in(year: int) -> int:
    """How many ISO weeks the year has: 28 December is always in its last one."""
    return date(year, 12, 28).isocalendar().week


def _week(block: Block, today: date) -> tuple[date, date]:
    if block.number is None:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (block.ahead or 0))
        return monday, monday + timedelta(days=6)
    year, week, _ = today.isocalendar()
    if block.year is not None or block.ahead is not None:
        year = block.year or today.year + (block.ahead or 0)
    elif block.number < week:
        year += 1
    if abs(year - today.year) > 6:
        raise refusals.too_far()
    if not 1 <= block.number <= weeks_in(year):
        raise refusals.no_such_week(block.number, year, weeks_in(year))
    monday = date.fromisocalendar(year, block.number, 1)
    return monday, monday + timedelta(days=6)


def _months(block: Block, today: date, length: int) -> tuple[date, date]:
    """A month or a quarter: the running or next one of that number, or so many ahead."""
    running = (today.month - 1) // length
    if block.number is None:
        count = today.year * (12 // length) + running + (block.ahead or 0)
        year, number = divmod(count, 12 // length)
    else:
        number = block.number - 1
        next_one = today.year + 1 if number < running else today.year
        year = next_one if block.ahead is None else today.year + block.ahead
        year = year + 1 if block.which == "after next" else year
        year = year if block.year is None else block.year
    if abs(year - today.year) > 6:
        raise refusals.too_far()
    last_month = number * length + length
    last_day = calendar.monthrange(year, last_month)[1]
    return date(year, number * length + 1, 1), date(year, last_month, last_day)


def third_days(third: Third, today: date) -> tuple[tuple[date, date | None], tuple[date, date | None]]:
    """The days of a third, and the single day (or the longer stretch) that others mean by it."""
    first, last = block_days(third.of, today)
    open_year = third.of.kind in ("month", "quarter") and third.of.ahead is None and third.of.year is None
    if open_year and _bounds(third, first, last)[1] < today:
        first, last = block_days(replace(third.of, year=first.year + 1), today)
    if third.of.kind == "week":
        return _third_of_week(third.part, first)
    begin, end = _bounds(third, first, last)
    middle = {0: first, 1: first + (last - first) // 2, 2: last}[third.part]
    if third.of.kind == "month" and third.part == 1:
        middle = first.replace(day=15)
    return (begin, end), (middle, None)


def _bounds(third: Third, first: date, last: date) -> tuple[date, date]:
    if third.of.kind == "month":
        begin = first + timedelta(days=10 * third.part)
        return begin, (last if third.part == 2 else begin + timedelta(days=9))
    if third.of.kind == "quarter":
        month = end = first.month + third.part
    else:
        month, end = ((1, 1), (5, 8), (12, 12))[third.part]
    return date(first.year, month, 1), date(first.year, end, calendar.monthrange(first.year, end)[1])


def _third_of_week(part: int, monday: date) -> tuple[tuple[date, date | None], tuple[date, date | None]]:
    """Monday and Tuesday, Wednesday, Thursday and Friday; or Monday, Tuesday to Thursday, Friday alone."""
    day = timedelta(days=1)
    if part == 0:
        return (monday, monday + day), (monday, None)
    if part == 1:
        return (monday + 2 * day, None), (monday + day, monday + 3 * day)
    return (monday + 4 * day, None), (monday + 3 * day, monday + 6 * day)


def nth_in_month(n: int, weekday: int, year: int, month: int) -> date | None:
    """The nth `weekday` (or working day, day, week) of a month, from the end if negative; None if it has fewer.

    A week is its Monday, and belongs to the month that has its Thursday, as in ISO 8601 to the year.
    """
    length = calendar.monthrange(year, month)[1]
    days = [date(year, month, d) for d in range(1, length + 1)]
    if weekday == WORKDAY:
        days = [d for d in days if works(d)]
    elif weekday == WEEK:
        days = [d - timedelta(days=3) for d in days if d.weekday() == 3]
    elif weekday != ANYDAY:
        days = [d for d in days if d.weekday() == weekday]
    index = n - 1 if n > 0 else n
    return days[index] if -len(days) <= index < len(days) else None


def find_nth(said: Nth, today: date, *, over: bool) -> FoundDays:
    """The counted day that comes next; `over`: its time is over if it is today. DateError if the month has fewer."""
    if said.of is None:
        earliest = today + timedelta(days=1 if over else 0)
        year, month = earliest.year, earliest.month
        found = nth_in_month(said.n, said.weekday, year, month)
        while found is None or found < earliest:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            found = nth_in_month(said.n, said.weekday, year, month)
        return FoundDays(found, None, ask("once or each"))
    start = block_days(said.of, today)[0]
    found = nth_in_month(said.n, said.weekday, start.year, start.month)
    open_year = said.of.number is not None and said.of.year is None and said.of.ahead is None
    length = timedelta(days=6 if said.weekday == WEEK else 0)
    if found is not None and found + length < today and open_year:
        gone, found = found, nth_in_month(said.n, said.weekday, start.year + 1, start.month)
        if found is not None and (found - today).days > LONG_AGO:
            return FoundDays(found, None, ask("just gone", (gone, None), first=found, second=gone))
    if found is None:
        last = nth_in_month(-1, said.weekday, start.year, start.month)
        assert last is not None  # noqa: S101  (every month has each weekday four times)
        raise refusals.no_such_nth(last)
    if said.weekday == WEEK:
        return _week_of_month(said.n, found, start.replace(year=found.year) if open_year else start)
    return FoundDays(found, None, ask("workdays") if said.weekday == WORKDAY else None)


def _week_of_month(n: int, monday: date, month: date) -> FoundDays:
    """The week, and the one that it is if every week counts that has a day of the month."""
    end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    edge = month.replace(day=1) if n > 0 else end
    weeks = n - 1 if n > 0 else n + 1
    other = edge - timedelta(days=edge.weekday()) + timedelta(days=7 * weeks)
    six = timedelta(days=6)
    return FoundDays(
        monday,
        monday + six,
        ask("which of the weeks", (other, other + six) if other != monday else None, first=monday),
    )


def find_workday(said: Workdays, today: date) -> FoundDays:
    """So many days on which one works nationwide; the other reading of a `Werktag` counts Saturdays, as the law does.

    It is always asked about: a holiday of one state alone is not known here.
    """
    if abs(said.amount) > FAR_YEARS * 250:
        raise refusals.too_far()
    found = _count(said.amount, today, saturdays=False)
    other = _count(said.amount, today, saturdays=True)
    doubtful = said.kind == "werktag" and other != found
    return FoundDays(found, None, ask("workdays counted", (other, None) if doubtful else None, day=found))


def _count(amount: int, day: date, *, saturdays: bool) -> date:
    step = timedelta(days=1 if amount > 0 else -1)
    for _ in range(abs(amount)):
        day += step
        while not works(day, saturdays=saturdays):
            day += step
    return day


def find_counted(step: Step, of: FoundDays) -> FoundDays:
    """`2 Tage vor Ostern`, `Dienstag nach dem 6.1.`: seen from the other day, or from the end of a feast of several."""
    found = _so_far(step, of.first)
    if step.unit == "year":
        earlier = _so_far(replace(step, amount=step.amount - 1), of.first)
        return FoundDays(found, None, ask("which week", (earlier, None), first=found, second=earlier))
    feast = of.doubt is not None and of.doubt.other is not None and of.doubt.other[0] == of.first
    end = of.doubt.other[1] if feast and of.doubt is not None and of.doubt.other is not None else None
    by_days = step.weekday is not None or step.unit == "day"
    later = _so_far(step, end) if end is not None and step.amount > 0 and by_days else found
    if later != found:
        return FoundDays(later, None, ask("which week", (found, None), first=later, second=found))
    if of.doubt is None or feast:
        return FoundDays(found)
    other = (_so_far(step, of.doubt.other[0]), None) if of.doubt.other is not None else None
    return FoundDays(found, None, ask("counted from", other, day=found, base=of.first))


def _so_far(step: Step, base: date) -> date:
    if step.weekday is not None:
        ahead = step.amount > 0
        near = (step.weekday - base.weekday() - 1) % 7 + 1 if ahead else -((base.weekday() - step.weekday - 1) % 7 + 1)
        return base + timedelta(days=near + 7 * (step.amount - 1 if ahead else step.amount + 1))
    if step.unit in ("day", "week"):
        return base + timedelta(days=step.amount * (7 if step.unit == "week" else 1))
    found = away(step.amount, step.unit, base)
    if found is None:
        raise refusals.too_far()
    return found
