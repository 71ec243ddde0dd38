"""From the words for a day to the day: what `nächsten Freitag`, `KW 50` and `3.12.` are, seen from today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from commands.dates import refusals
from commands.dates.days import FAR_YEARS, LONG_AGO, FoundDays
from commands.dates.days.blocks import block_days, find_counted, find_nth, find_workday, third_days
from commands.dates.days.feasts import find_feast, find_feast_week, week_beside
from commands.dates.days.phrases import away
from commands.dates.days.weekdays import find_weekday, weekday_in_block, weekday_of_week
from commands.dates.days.written import find_written
from commands.dates.entries.entries import SaidDay, is_special_week
from commands.dates.items.items import (
    Anchor,
    Away,
    Block,
    Counted,
    NamedDay,
    Nth,
    OnDate,
    Third,
    WeekBeside,
    Weekday,
    Workdays,
)
from commands.dates.spans import ask


def find_day(when: SaidDay, today: date, *, over: bool = False, known_year: int | None = None) -> FoundDays:
    """The day that `when` says. `over`: its time is over if it is today. `known_year`: what a range's end says.

    Raises DateError for a day that does not exist or lies more than five years away.
    """
    if isinstance(when.day, OnDate):
        found = find_written(when.day, today, over=over, known_year=known_year)
        found = _numbered(when, found, today) or _checked(found, when.weekday)
        if when.near is not None and found.doubt is None:
            found = _beside(found, find_day(SaidDay(day=when.near), today))
        if when.week is not None and found.doubt is None:
            found = _in_week(found, when.week, today)
    elif when.day is None:
        found = find_weekday(when, today, over=over)
    elif when.weekday is not None and isinstance(when.day, Away) and when.day.unit == "week":
        found = weekday_of_week(when.weekday, when.day, today)
    elif when.weekday is not None and isinstance(when.day, Block):
        found = weekday_in_block(when, when.weekday, _numbered_week(when.day, today), today)
    elif when.weekday is not None and is_special_week(when.day):
        found = _of_week(_named(when, today, over=over), when.weekday)
    else:
        found = _checked(_named(when, today, over=over), when.weekday)
    near = near_enough(found.first, today)
    if isinstance(when.day, OnDate) and when.day.typo and found.doubt is None:
        return FoundDays(near, found.last, ask("typo", word=when.day.typo, day=near))
    if when.weekday is not None and when.weekday.typo and found.doubt is None:
        return FoundDays(near, found.last, ask("typo", word=when.weekday.typo, day=near))
    return found


def near_enough(day: date, today: date) -> date:
    """`day`, if it is at most five years from today, else a DateError: 2118 is a misreading."""
    if abs((day - today).days) > FAR_YEARS * 366:
        raise refusals.too_far()
    return day


def _checked(found: FoundDays, said: Weekday | None) -> FoundDays:
    """The date counts; a weekday that contradicts it is a reason to ask, the day meant then being the nearest."""
    if said is None or found.first.weekday() == said.number:
        return found
    doubted = found.doubt.other if found.doubt is not None else None
    if doubted is not None and doubted[0].weekday() == said.number:
        return found  # `Sonntag, 10.2.`, said two days later
    distance = (said.number - found.first.weekday() + 3) % 7 - 3
    other = found.first + timedelta(days=distance)
    return FoundDays(found.first, found.last, ask("weekday differs", (other, None), day=found.first))


def _beside(found: FoundDays, other: FoundDays) -> FoundDays:
    """The date counts; another word for the day that contradicts it is a reason to ask."""
    if other.first <= found.first <= (other.last or other.first):
        return found
    return FoundDays(
        found.first, found.last, ask("days differ", (other.first, None), day=found.first, other=other.first)
    )


def _of_week(week: FoundDays, said: Weekday) -> FoundDays:
    """That weekday of a week, and of the other one that may be meant."""
    later, doubt = timedelta(days=said.number), week.doubt
    if doubt is not None and doubt.other is not None:
        doubt = doubt.of((doubt.other[0] + later, None))
    return FoundDays(week.first + later, None, doubt)


def _in_week(found: FoundDays, week: Block, today: date) -> FoundDays:
    """The date counts; a week that it does not lie in is a reason to ask, the same weekday of that week being meant."""
    week = _numbered_week(week, today)
    if week.number is not None and week.year is None and week.ahead is None:
        week = replace(week, year=found.first.isocalendar().year)
    monday, sunday = block_days(week, today)
    if monday <= found.first <= sunday:
        return found
    other = monday + timedelta(days=found.first.weekday())
    return FoundDays(found.first, found.last, ask("week differs", (other, None), day=found.first))


def _numbered_week(block: Block, today: date) -> Block:
    """`Woche vom 7.12.` by its number."""
    if block.holding is None:
        return block
    year, week, _ = find_written(block.holding, today).first.isocalendar()
    return Block("week", week, year)


def _numbered(when: SaidDay, found: FoundDays, today: date) -> FoundDays | None:
    """`Donnerstag 14.`: the next 14th that is a Thursday, if the next 14th is none and one comes within a quarter."""
    said, weekday = when.day, when.weekday
    if (
        not isinstance(said, OnDate)
        or said.month is not None
        or weekday is None
        or found.first.weekday() == weekday.number
    ):
        return None
    for later in range(1, 100):
        day = found.first + timedelta(days=later)
        if day.day == said.day and day.weekday() == weekday.number:
            return FoundDays(day, None, ask("which week", (found.first, None), first=day, second=found.first))
    return None


def _named(when: SaidDay, today: date, *, over: bool) -> FoundDays:
    match when.day:
        case Away():
            return _away(when.day, when.shift, today)
        case Block(kind="weekend"):
            return _weekend(when.day, today)
        case Block():
            return _block(when.day, today)
        case Third():
            days, other = third_days(when.day, today)
            return FoundDays(*days, ask("only roughly", other))
        case Nth():
            return find_nth(when.day, today, over=over)
        case Counted():
            return find_counted(when.day.step, _base(when.day.of, today))
        case Workdays():
            return find_workday(when.day, today)
        case NamedDay():
            return find_feast(when.day, today)
        case WeekBeside():
            return _week_beside(when.day, today)
    raise refusals.nothing_understood(today)


def _week_beside(said: WeekBeside, today: date) -> FoundDays:
    if isinstance(said.of, NamedDay):
        return find_feast_week(said.of, said.side, today)
    return week_beside(_base(said.of, today).first, said.side)


def _base(said: OnDate | NamedDay | Away | Anchor, today: date) -> FoundDays:
    """The day that another one is counted from."""
    if isinstance(said, Anchor):
        return FoundDays(said.day)
    return find_day(SaidDay(day=said), today)


def _away(said: Away, shift: Away | None, today: date) -> FoundDays:
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[said.unit] * abs(said.amount)
    if days > FAR_YEARS * 366:
        raise refusals.too_far()
    found = away(said.amount, said.unit, today)
    if found is None:
        raise refusals.nothing_understood(today)
    if said.rough:
        return FoundDays(found, None, ask("only roughly"))
    if shift is not None:
        return _away(shift, None, found)
    if said.unit == "day" and said.amount == 8 and not said.english:
        week = today + timedelta(days=7)
        first, other = (week, found) if said.eight else (found, week)
        return FoundDays(first, None, ask("eight days", (other, None), first=week, second=found))
    if said.unit == "year" and (today.month, today.day) == (2, 29) and found.day != 29:
        other = found + timedelta(days=1)
        return FoundDays(found, None, ask("no leap day", (other, None), day=found, year=str(found.year)))
    return FoundDays(found)


def _block(said: Block, today: date) -> FoundDays:
    """A numbered week that has just gone by is perhaps the one of the year before."""
    if said.holding is not None:
        day = find_written(said.holding, today)
        first, last = _week_of(day.first)
        if day.doubt is not None:
            other = _week_of(day.doubt.other[0]) if day.doubt.other is not None else None
            return FoundDays(first, last, day.doubt.of(other))
        seven_days = (day.first, day.first + timedelta(days=6))
        return FoundDays(
            first,
            last,
            ask("week or seven days", seven_days, first=first, second=day.first) if first != day.first else None,
        )
    first, last = block_days(said, today)
    if said.which == "this" and (first - today).days > LONG_AGO - 120:
        gone = block_days(replace(said, year=first.year - 1), today)
        return FoundDays(first, last, ask("this or gone", gone, first=first, second=gone[0]))
    if (
        said.kind == "week"
        and said.ahead is None
        and said.year is None
        and said.number is not None
        and (first - today).days > LONG_AGO
    ):
        gone = block_days(Block("week", said.number, today.isocalendar().year), today)
        return FoundDays(first, last, ask("just gone", gone, first=first, second=gone[0]))
    return FoundDays(first, last)


def _week_of(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _weekend(said: Block, today: date) -> FoundDays:
    saturday = today + timedelta(days=5 - today.weekday())
    week = timedelta(days=7)
    day = timedelta(days=1)
    match said.which:
        case "next":
            first = saturday if today.weekday() < 5 else saturday + week
            if today.weekday() >= 5:
                return FoundDays(first, first + day)
            other = (first + week, first + week + day)
            return FoundDays(first, first + day, ask("two meanings", other, first=first, second=first + week))
        case "last":
            return FoundDays(saturday - week, saturday - week + day)
        case "after next":
            return FoundDays(
                saturday + 2 * week,
                saturday + 2 * week + day,
                ask(
                    "two meanings",
                    (saturday + week, saturday + week + day),
                    first=saturday + 2 * week,
                    second=saturday + week,
                ),
            )
        case _:
            return FoundDays(saturday, saturday + day)
