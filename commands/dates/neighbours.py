"""What an item means among its neighbours: a bare number becomes a time, `und` the second half of `zwischen`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands.dates.items import (
    Away,
    Block,
    Clock,
    Days,
    Every,
    Holiday,
    HourOrLength,
    Item,
    Mark,
    Nth,
    Number,
    OnDate,
    Piece,
    Third,
    Unknown,
    Weekday,
)

_DAYS = (OnDate, Weekday, Away, Block, Third, Nth, Holiday, Days)
_TIMES = (Clock, HourOrLength)
_LINKS = (Mark.TO, Mark.NEXT, Mark.AND, Mark.COMMA)


def is_day(item: Item | None) -> bool:
    """Whether the item says on which day."""
    return isinstance(item, _DAYS)


def settle(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with every item that its neighbours explain replaced by what it means there."""
    items: list[Item] = [p.item for p in pieces]
    _pair_between(items)
    _unmask_ordinals(items)
    dated = any(is_day(i) or isinstance(i, Every) for i in items)
    for index in range(len(items)):
        if _is_time(items, index, dated):
            items[index] = _clock(items[index])
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
        elif item is Mark.FROM:
            coming = True
        elif item is Mark.UP_TO:
            items[index], coming = Mark.TO if coming else Mark.FILLER, False


def _unmask_ordinals(items: list[Item]) -> None:
    """`zum ersten Mal`, `15. Kongress` count something else than days; `um 10.` ends a sentence."""
    for index, item in enumerate(items):
        if isinstance(item, OnDate) and item.month is None:
            if items[index - 1] is Mark.AT and index and item.day <= 24 and not item.named:
                items[index] = Clock(item.day, form="bare" if item.day <= 12 else "exact")
            elif isinstance(_at(items, index + 1), Unknown) and (item.named or not item.marked):
                items[index] = Unknown(str(item.day))


def _is_time(items: list[Item], index: int, dated: bool) -> bool:
    item = items[index]
    if not isinstance(item, Number) or item.value > 24:
        return False
    before, after = _at(items, index - 1), _at(items, index + 1)
    if before is Mark.AT:
        return True
    if isinstance(after, Unknown):
        return False
    if before in (Mark.ABOUT, Mark.FROM, Mark.BETWEEN):
        return dated or isinstance(_at(items, index + 2), _TIMES) or before is not Mark.FROM
    if before is Mark.TO:
        return isinstance(_at(items, index - 2), _TIMES)
    if after is Mark.TO:
        end = _at(items, index + 2)
        if isinstance(end, _TIMES):
            return True
        return dated and isinstance(end, Number) and end.value <= 24 and not isinstance(_at(items, index + 3), Unknown)
    word_day = isinstance(before, Away) and before.word
    return word_day and after is not Mark.TO


def _link_backwards(items: list[Item], dated: bool) -> None:
    """`10 oder 14 Uhr`: a number linked to a time that follows it is a time, if anything before it leads there."""
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if not isinstance(item, Number) or item.value > 24:
            continue
        link, then, before = _at(items, index + 1), _at(items, index + 2), _at(items, index - 1)
        leads = before is None or before in _LINKS or is_day(before) or before in (Mark.EACH, Mark.FILLER)
        if (link in _LINKS and isinstance(then, _TIMES) and leads and dated) or (
            before in (Mark.NEXT, Mark.AND) and isinstance(_at(items, index - 2), Clock) and link is None
        ):
            items[index] = _clock(item)


def _clock(item: Item) -> Item:
    assert isinstance(item, Number)  # noqa: S101  (asked by the callers)
    return Clock(item.value, form="bare" if item.width < 2 or item.value <= 12 else "exact")
