"""Weeks, months, quarters, years and their thirds, as days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from commands.dates import refusals
from commands.dates.items.items import Block, Third


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
        ahead = block.ahead if block.ahead is not None else number < running
        later = block.which == "after next"
        year = block.year if block.year is not None else today.year + ahead + later
    if abs(year - today.year) > 6:
        raise refusals.too_far()
    last_month = number * length + length
    last_day = calendar.monthrange(year, last_month)[1]
    return date(year, number * length + 1, 1), date(year, last_month, last_day)


def third_days(third: Third, today: date) -> tuple[tuple[date, date | None], tuple[date, date | None]]:
    """The days of a third, and the single day (or the longer stretch) that others mean by it."""
    first, last = block_days(third.of, today)
    if (
        third.of.ahead is None
        and third.of.year is None
        and third.of.kind == "month"
        and _bounds(third, first, last)[1] < today
    ):
        first, last = block_days(Block("month", third.of.number, first.year + 1), today)
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
