"""Weekdays seen from today: bare ones, those of another week, and `diesen`, `nächsten`, `letzten`."""

from __future__ import annotations

from datetime import date, timedelta

from commands.dates import refusals
from commands.dates.days import FoundDays
from commands.dates.days.blocks import block_days
from commands.dates.entries.entries import SaidDay
from commands.dates.items.items import Away, Block, Weekday
from commands.dates.spans import AskKind, ask
from commands.dates.vocabulary.days import Which


def coming(weekday: int, today: date) -> date:
    """The next such weekday, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def find_weekday(when: SaidDay, today: date, *, over: bool) -> FoundDays:
    """The weekday that was said, perhaps with a distance; today does not count, and is asked about unless `over`."""
    said = when.weekday
    assert said is not None  # noqa: S101  (asked by the caller)
    first = coming(said.number, today)
    is_today = today.weekday() == said.number
    if when.shift is not None:
        shift = timedelta(days=when.shift.amount * (7 if when.shift.unit == "week" else 1))
        eight = when.shift.amount == 8 and when.shift.unit == "day" and not when.shift.english
        if eight and not is_today:
            week, counted = first + timedelta(days=7), first + shift
            return FoundDays(week, None, ask("eight days", (counted, None), first=week, second=counted))
        doubt = (
            ask("which week", (today + shift, None), first=first + shift, second=today + shift) if is_today else None
        )
        return FoundDays(first + shift, None, doubt)
    if said.which is not None:
        return _which_weekday(said.number, said.which, today)
    if said.soft:
        return FoundDays(
            first, None, ask("so or sunday", (today + timedelta(days=1 if over else 0), None), first=first)
        )
    if is_today and not over:
        return FoundDays(first, None, ask("today is that day", (today, None), first=first))
    return FoundDays(first)


def _which_weekday(weekday: int, which: Which, today: date) -> FoundDays:
    first = coming(weekday, today)
    week = timedelta(days=7)
    ahead_this_week = weekday > today.weekday()
    match which:
        case "coming":
            return FoundDays(first)
        case "next":
            doubt = ask("two meanings", (first + week, None), first=first, second=first + week)
            return FoundDays(first, None, doubt if ahead_this_week else None)
        case "after next":
            later = first + 2 * week
            doubt = ask("two meanings", (later, None), first=first + week, second=later)
            return FoundDays(first + week, None, doubt if ahead_this_week else None)
        case "this":
            if ahead_this_week:
                return FoundDays(first)
            gone = first - week
            kind: AskKind = "today is that day" if gone == today else "this or gone"
            return FoundDays(first, None, ask(kind, (gone, None), first=first, second=gone))
        case "last":
            gone = first - week if first - week < today else first - 2 * week
            before = gone - week
            doubt = ask("last or before", (before, None), first=gone, second=before)
            return FoundDays(gone, None, doubt if weekday < today.weekday() else None)


def weekday_in_block(when: SaidDay, said: Weekday, block: Block, today: date) -> FoundDays:
    """`Dienstag nächster Woche`; one that was lent its week could also be the next one."""
    if block.kind != "week":
        raise refusals.no_single_day()
    first = block_days(block, today)[0] + timedelta(days=said.number)
    other = coming(said.number, today)
    doubtful = when.lent and other != first
    return FoundDays(first, None, ask("which week", (other, None), first=first, second=other) if doubtful else None)


def weekday_of_week(said: Weekday, week: Away, today: date) -> FoundDays:
    """`in zwei Wochen am Dienstag`: the Tuesday of that week, or so many weeks after the next Tuesday."""
    monday = today - timedelta(days=today.weekday())
    first = monday + timedelta(days=7 * week.amount + said.number)
    other = coming(said.number, today) + timedelta(days=7 * week.amount)
    return FoundDays(
        first, None, ask("which week", (other, None), first=first, second=other) if other != first else None
    )
