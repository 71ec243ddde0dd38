"""What a rule leaves out: `außer im August`, `nicht am Freitag`, `except July and August`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from commands.dates import refusals
from commands.dates.entries.context import PASSED_OVER, is_day
from commands.dates.items.items import Block, Every, Item, Mark, Stop, Unknown, Weekday
from commands.dates.items.lexicon import MONTHS
from commands.dates.items.smalltalk import word_set

_EXCEPTS: Final = word_set("nicht kein keine keinen ausser ausgenommen ohne not no except excluding unless without")
_JOINS: Final[tuple[Item, ...]] = (*PASSED_OVER, Mark.AND, Mark.COMMA, Mark.NEXT)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Months (1 to 12) and weekdays (0 is Monday) that a rule leaves out."""

    months: frozenset[int] = field(default_factory=frozenset)
    weekdays: frozenset[int] = field(default_factory=frozenset)


def without_exceptions(items: Sequence[Item]) -> tuple[list[Item], Exceptions]:
    """The items of a rule without its exceptions, and these. DateError for exceptions that no rule can say."""
    first = next((k for k, item in enumerate(items) if isinstance(item, Every)), len(items))
    kept: list[Item] = []
    months, weekdays = set[int](), set[int]()
    leaving_out = ""
    for index, item in enumerate(items):
        if index > first and isinstance(item, Stop) and item.word.lower().replace("ß", "ss") in _EXCEPTS:
            leaving_out = item.word
        elif leaving_out and (month := _month(item)):
            months.add(month)
        elif leaving_out and isinstance(item, Weekday) and item.which is None:
            weekdays.add(item.number)
        elif leaving_out and isinstance(item, Block) and item.kind == "weekend" and item.which is None:
            weekdays |= {5, 6}
        elif leaving_out and is_day(item):
            raise refusals.exception_of_days(leaving_out)
        elif not (leaving_out and item in _JOINS):
            if leaving_out and not (months or weekdays):
                raise refusals.negated(leaving_out)
            leaving_out = ""
            kept.append(item)
    if leaving_out and not (months or weekdays):
        raise refusals.negated(leaving_out)
    return kept, Exceptions(frozenset(months), frozenset(weekdays))


def _month(item: Item) -> int | None:
    if isinstance(item, Block) and item.kind == "month" and item.year is None:
        return item.number
    return MONTHS.get(item.word.lower().replace("ä", "ae")) if isinstance(item, Unknown) else None
