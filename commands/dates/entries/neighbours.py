"""What an item means among its neighbours: a bare number becomes a time, `und` the second half of `zwischen`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeGuard

from commands.dates.items.items import (
    Away,
    Block,
    Clock,
    Day,
    Days,
    Every,
    FeastWeek,
    Holiday,
    HourOrLength,
    Item,
    Mark,
    Nth,
    Number,
    OnDate,
    Part,
    Piece,
    Stop,
    Third,
    Unknown,
    Weekday,
    Workdays,
)

_DAYS = (OnDate, Weekday, Away, Block, FeastWeek, Workdays, Third, Nth, Holiday, Days)
_TIMES = (Clock, HourOrLength)
_LINKS: Final[tuple[Item, ...]] = (Mark.TO, Mark.NEXT, Mark.NEXT_LINE, Mark.AND, Mark.COMMA)
_LEADS: Final[tuple[Item, ...]] = (Mark.AT, Mark.ABOUT, Mark.FROM, Mark.BETWEEN, Mark.TO, Mark.COMMA, Mark.EACH)
PASSED_OVER: Final[tuple[Item, ...]] = (Mark.FILLER, Mark.TALK)
_DOTTED: Final = re.compile(r"(\d\d?)\.([0-5]\d)", re.ASCII)
_COMPACT: Final = re.compile(r"([01]\d|2[1-3])([0-5]\d)", re.ASCII)  # 20:xx would rather be a year


def is_day(item: Item | None) -> TypeGuard[Day]:
    """Whether the item says on which day."""
    return isinstance(item, _DAYS)


def settle(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with every item that its neighbours explain replaced by what it means there."""
    items: list[Item] = [p.item for p in pieces]
    _pair_between(items)
    _find_ends(items)
    _name_weeks(items)
    _unmask_dates(items)
    _find_dotted_times(items)
    dated = any(is_day(i) or isinstance(i, Every | Part) for i in items)
    for index in range(len(items)):
        if _is_time(items, index, dated):
            items[index] = _clock(items[index])
        elif isinstance(item := items[index], Number) and item.value > 24 and _at(items, index - 1) is Mark.AT:
            items[index] = Stop("time", str(item.value))
    _link_backwards(items, dated)
    return tuple(replace(p, item=i) for p, i in zip(pieces, items, strict=True))


def _at(items: list[Item], index: int) -> Item | None:
    return items[index] if 0 <= index < len(items) else None


def _pair_between(items: list[Item]) -> None:
    """`zwischen 14 und 16 Uhr`: its `und` is a `bis`; so is the `zum` of `vom 7.12. zum 9.12.`."""
    waiting = coming = False
    for index, item in enumerate(items):
        if item is Mark.BETWEEN:
            waiting = True
        elif item is Mark.AND and waiting:
            items[index], waiting = Mark.TO, False
        elif item in (Mark.FROM, Mark.WEEK_OF):
            coming = True
        elif item is Mark.UP_TO:
            items[index], coming = Mark.TO if coming else Mark.FILLER, False


def _find_ends(items: list[Item]) -> None:
    """`18 Uhr, Ende ca. 20 Uhr`, `18 Uhr bis spätestens 20 Uhr`: from a time to a time."""
    for index, item in enumerate(items):
        if not (item is Mark.BY or (isinstance(item, Unknown) and item.word.lower() in ("ende", "schluss", "end"))):
            continue
        comma = _at(items, index - 1) is Mark.COMMA
        after = _at(items, index + 1 + (_at(items, index + 1) in (Mark.ABOUT, Mark.AT)))
        if isinstance(_at(items, index - 1 - comma), _TIMES) and isinstance(after, Clock):
            items[index - comma : index + 1] = [*[Mark.FILLER] * comma, Mark.TO]


def _name_weeks(items: list[Item]) -> None:
    """`Woche vom 7.12.` is the week of that day; `Woche vom 7.12. bis 9.12.` the days themselves."""
    for index, item in enumerate(items):
        if item is Mark.WEEK_OF:
            at = index + 1 + isinstance(_at(items, index + 1), Weekday)
            date, after = _at(items, at), _at(items, at + 1)
            if isinstance(date, OnDate) and date.month is not None and after not in (Mark.TO, Mark.UP_TO):
                items[index : at + 1] = [*[Mark.FILLER] * (at - index), Block("week", holding=date)]
            else:
                items[index] = Mark.FILLER if isinstance(date, OnDate | Days) else Unknown("Woche")


def _unmask_dates(items: list[Item]) -> None:
    """What looks like a date and is none: `zum ersten Mal`, `15. Kongress`, `Raum 2.04`, `um 10.`, `so um 15 Uhr`."""
    for index, item in enumerate(items):
        if isinstance(item, OnDate) and item.month is None:
            items[index] = _day_number(items, index, item)
        elif isinstance(item, OnDate) and item.loose:
            items[index] = _loose_date(items, index, item)
        elif isinstance(item, Weekday) and item.soft:
            items[index] = _little_word(items, index, item)
        elif isinstance(item, Weekday) and item.short and isinstance(_at(items, index + 1), Unknown):
            items[index] = replace(item, typo=item.short)  # `Fr. Müller`


def _little_word(items: list[Item], index: int, so: Weekday) -> Item:
    """`morgen so um 15 Uhr`, `Freitag oder so`; what may be Sunday after all stays one, and is asked about."""
    before, after = _at(items, index - 1), _at(items, index + 1)
    if after in (Mark.AT, Mark.ABOUT, Mark.FROM, Mark.BETWEEN) and sum(map(is_day, items)) > 1:
        return Mark.FILLER
    earlier = _at(items, index - 2)
    paired = isinstance(earlier, Weekday) and earlier.short
    return Stop("shifted", "oder so") if before is Mark.NEXT and after is None and not paired else so


def _day_number(items: list[Item], index: int, day: OnDate) -> Item:
    before, after, then = _at(items, index - 1), _at(items, index + 1), _at(items, index + 2)
    if before is Mark.AT and day.day <= 24 and not day.named:
        return Clock(day.day, form="bare" if day.day <= 12 else "exact")
    listed = after in _LINKS and isinstance(then, OnDate)
    if isinstance(before, Unknown) and not day.marked and not listed:
        return Unknown(str(day.day))  # `Raum 12.`
    counts = isinstance(after, Unknown) and (day.named or not day.marked)
    if counts or (after in PASSED_OVER and not day.marked and not isinstance(before, Weekday)):
        return Unknown(str(day.day))
    if after in _LINKS and isinstance(then, Nth) and day.day <= 5:
        return replace(then, n=day.day)  # `am 1. und 3. Montag im Januar`
    return day


def _loose_date(items: list[Item], index: int, day: OnDate) -> Item:
    before = _at(items, index - 1)
    if before is Mark.AT and day.day <= 24:
        return Clock(day.day, day.month or 0, "dotted")
    return Unknown(f"{day.day}.{day.month}") if isinstance(before, Unknown) else day


def _find_dotted_times(items: list[Item]) -> None:
    """`3.12. 15.30`, `morgen 1430`, `von 14.00 bis 15.30 Uhr`: times where a time may stand."""
    for index, item in enumerate(items):
        if not isinstance(item, Unknown):
            continue
        before = _at(items, index - 1)
        dotted = _DOTTED.fullmatch(item.word)
        match = dotted or _COMPACT.fullmatch(item.word)
        leads = is_day(before) or before in _LEADS or (dotted is not None and before is None)
        if match and leads and int(match[1]) < 24:
            items[index] = Clock(int(match[1]), int(match[2]), "dotted" if dotted else "exact")


def _is_time(items: list[Item], index: int, dated: bool) -> bool:
    item = items[index]
    if not isinstance(item, Number) or item.value > 24:
        return False
    before, after = _at(items, index - 1), _at(items, index + 1)
    if before is Mark.AT:
        return True
    if isinstance(after, Unknown):
        return False
    if before in (Mark.ABOUT, Mark.FROM, Mark.BETWEEN) and dated:
        return True
    if before is Mark.EACH and (after is None or after is Mark.NEXT_LINE):
        return dated
    if before is Mark.TO:
        return isinstance(_at(items, index - 2), _TIMES)
    if after is Mark.TO:
        further = index + 2 + (_at(items, index + 2) is Mark.ABOUT)
        end = _at(items, further)
        if isinstance(end, _TIMES):
            return True
        return (
            dated and isinstance(end, Number) and end.value <= 24 and not isinstance(_at(items, further + 1), Unknown)
        )
    if isinstance(after, Part):
        return not isinstance(before, Unknown)  # `8 abends`
    return isinstance(before, Part) or (isinstance(before, Away) and before.word)


def _link_backwards(items: list[Item], dated: bool) -> None:
    """`10 oder 14 Uhr`: a number linked to a time that follows it is a time, if anything before it leads there."""
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if not isinstance(item, Number) or item.value > 24:
            continue
        link, then, before = _at(items, index + 1), _at(items, index + 2), _at(items, index - 1)
        leads = before is None or before in _LINKS or is_day(before) or before in (Mark.EACH, *PASSED_OVER)
        forward = link in _LINKS and isinstance(then, _TIMES) and leads and (dated or link is Mark.NEXT)
        behind = before in (Mark.NEXT, Mark.AND) and isinstance(_at(items, index - 2), Clock) and link is None
        if forward or behind:
            items[index] = _clock(item)


def _clock(item: Item) -> Item:
    assert isinstance(item, Number)  # noqa: S101  (asked by the callers)
    return Clock(item.value, form="bare" if item.width < 2 or item.value <= 12 else "exact")
