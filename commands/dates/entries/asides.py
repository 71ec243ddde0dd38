"""A deadline or an admission said beside the meeting: it is not a second meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from commands.dates.entries.kinds import is_day, kind
from commands.dates.items.items import Clock, Every, Figure, Item, Lasting, Mark, PartOfDay, Stop, Unknown
from commands.dates.vocabulary.roles import ROLES

_WITHIN: Final[tuple[Item, ...]] = (Mark.ON, Mark.BY, Mark.TO, Mark.AT, Mark.ABOUT, Mark.FROM, Mark.FILLER, Mark.UP_TO)


def without_asides(items: Sequence[Item]) -> list[Item]:
    """The items without a deadline or a time of admission that is said beside the date or the time of the meeting."""
    left = list(items)
    for index, item in enumerate(items):
        if isinstance(item, Unknown) and (of := _said_of(items, index)) is not None:
            end = _end_of_aside(items, index)
            if end > index + 1 and any(map(of, [*left[:index], *items[end:]])):
                left[index:end] = [Mark.FILLER] * (end - index)
            continue
        if item not in (Mark.DEADLINE, Mark.ADMISSION):
            continue
        end = _end_of_aside(items, index)
        rest = [*left[:index], *items[end:]]
        beside = any(map(_is_dated if item is Mark.DEADLINE else _is_time, rest))
        if end > index + 1 and beside:
            keeps = item is Mark.ADMISSION and not any(map(is_day, rest))  # the day is that of the meeting too
            left[index:end] = [i if keeps and is_day(i) else Mark.FILLER for i in items[index:end]]
        else:
            left[index] = Mark.TALK
            named = _is_time(items[index - 1]) if index else False  # `10 Uhr Aufbau, 12 Uhr Beginn`
            if named and end == index + 1 and items[end : end + 1] in ([Mark.COMMA], []) and _others(items, index - 1):
                left[index - 1] = Mark.FILLER
    return left


def _is_dated(item: Item) -> bool:
    return is_day(item) or isinstance(item, Every)


def _is_shift(item: Item) -> bool:
    return isinstance(item, Stop) and item.why == "shifted"


def _is_said_of_it(items: Sequence[Item], index: int) -> bool:
    """Whether the figure can only be a date or a time: `Pause um 12`, `Pause 12-13 Uhr`, not `Anmeldung 3`."""
    item = items[index]
    if not isinstance(item, Figure) or item.shape != "number":
        return True
    ranging = items[index + 1 : index + 2] in ([Mark.DASH], [Mark.TO]) and _is_figure_or_time(items, index + 2)
    return ranging or items[index - 1] in (Mark.AT, Mark.DASH, Mark.TO)


def _is_figure_or_time(items: Sequence[Item], index: int) -> bool:
    return index < len(items) and isinstance(items[index], Clock | Figure)


def _said_of(items: Sequence[Item], index: int) -> Callable[[Item], bool] | None:
    """What must be said beside the date of a letter (`Ihr Schreiben vom 3.11.`) or the time of a break."""
    item = items[index]
    roles = ROLES.get(item.word.lower(), frozenset()) if isinstance(item, Unknown) else frozenset()
    if "letter" in roles and items[index + 1 : index + 2] == [Mark.FROM]:
        return is_day
    return _is_time if "break" in roles else None


def _is_time(item: Item) -> bool:
    return kind(item) == "clock"


def _others(items: Sequence[Item], index: int) -> bool:
    """Whether another time of day than that one is said."""
    return any(_is_time(item) for k, item in enumerate(items) if k != index)


def _end_of_aside(items: Sequence[Item], index: int) -> int:
    """Where what was said of a deadline ends: before a comma, a word, or the next word of conversation."""
    end = index + 1
    said = False
    while end < len(items):
        item = items[end]
        until_rule = isinstance(item, Every) and items[end - 1] in (Mark.TO, Mark.BY)  # `Anmeldung bis montags`
        figure = isinstance(item, Figure) and _is_said_of_it(items, end)
        if isinstance(item, Clock) or is_day(item) or figure or until_rule:
            said = True
        elif isinstance(item, Lasting) and items[end + 1 : end + 2] and _is_shift(items[end + 1]):
            return end + 2  # `Einlass eine halbe Stunde vorher`
        elif not (
            item in _WITHIN
            or (said and isinstance(item, PartOfDay))
            or (item is Mark.DASH and _is_figure_or_time(items, end + 1))
        ):
            break
        end += 1
    listed = items[end : end + 1] in ([Mark.NEXT], [Mark.AND])  # `Anmeldung 15.1. oder 16.1.`
    return end if said and not listed else index + 1
