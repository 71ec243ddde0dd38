"""What a rule leaves out: `außer im August`, `nicht am Freitag`, `außer 23.12. und 30.12.`, `except in July`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from commands.dates import refusals
from commands.dates.entries.context import PASSED_OVER
from commands.dates.entries.kinds import is_day
from commands.dates.items.items import Block, Clock, Every, Item, Mark, PartOfDay, Stop, Weekday

_JOINS: Final[tuple[Item, ...]] = (*PASSED_OVER, Mark.AND, Mark.COMMA, Mark.NEXT)


@dataclass(slots=True)
class Exceptions:
    """Months (1 to 12), weekdays (0 is Monday) and the words for single days that a rule leaves out."""

    months: set[int] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)
    days: list[Item] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.months or self.weekdays or self.days)

    def take(self, items: Sequence[Item], index: int) -> int:
        """Take in what stands there, and how many items that are: none if it is no exception. Raises DateError."""
        item = items[index]
        if month := _month(item):
            self.months.add(month)
        elif isinstance(item, Weekday) and item.which is None:
            self.weekdays.add(item.number)
        elif isinstance(item, Block) and item.kind == "weekend" and item.which is None:
            self.weekdays |= {5, 6}
        elif isinstance(item, Every) and isinstance(items[index - 1], Stop) and _is_each_weekday(item):
            self.weekdays |= {weekday for _, weekday in item.days}
        elif item is Mark.FROM and (not self.days or items[index - 1] is Mark.AND):
            length = _range(items, index)
            self.days += [*items[index : index + length], Mark.NEXT]
            return length
        elif is_day(item):
            self.days += [item, Mark.NEXT]
        elif item not in _JOINS:
            return 0
        return 1


def without_exceptions(items: Sequence[Item]) -> tuple[list[Item], Exceptions]:
    """The items of a rule without its exceptions, and these. DateError for exceptions that no rule can say."""
    first = next((k for k, item in enumerate(items) if isinstance(item, Every)), len(items))
    kept: list[Item] = []
    left_out = Exceptions()
    word, index = "", 0  # the word that begins an exception
    while index < len(items):
        item = items[index]
        if index > first and isinstance(item, Stop) and item.role in ("negation", "exception") and not item.side:
            word = item.word
        elif not word:
            kept.append(item)
        elif taken := left_out.take(items, index):
            index += taken - 1
        else:
            _refuse_open(word, item, kept, left_out)
            word = ""
            kept.append(item)
        index += 1
    if word and not left_out:
        raise refusals.negated(word)
    return kept, left_out


def _refuse_open(word: str, item: Item, kept: Sequence[Item], left_out: Exceptions) -> None:
    """Refuse an exception of nothing, one up to an end that may be that of the rule, and one with a time of its own."""
    if not left_out:
        raise refusals.negated(word)
    timed = isinstance(item, Clock | PartOfDay) and any(isinstance(i, Clock | PartOfDay) for i in kept)
    if timed or (item is Mark.TO and left_out.days):
        raise refusals.rule_unclear()


def _range(items: Sequence[Item], index: int) -> int:
    """How many items a `vom 21.12. bis 3.1.` has that begins there."""
    said = [k for k in range(index + 1, len(items)) if items[k] not in PASSED_OVER][:3]
    if len(said) < 3 or not (is_day(items[said[0]]) and items[said[1]] is Mark.TO and is_day(items[said[2]])):
        raise refusals.rule_unclear()
    return said[2] - index + 1


def _is_each_weekday(rule: Every) -> bool:
    """`sonntags`, `jeden Sonntag`."""
    return rule == Every("WEEKLY", days=rule.days, english=rule.english) and rule.days != ()


def _month(item: Item) -> int | None:
    return item.number if isinstance(item, Block) and item.kind == "month" and item.year is None else None
