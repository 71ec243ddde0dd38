"""What kind of item it is: the names by which the table of readings knows its neighbours."""

from __future__ import annotations

from typing import Final, TypeGuard

from commands.dates.items.items import (
    Away,
    Block,
    Clock,
    Counted,
    Day,
    DayRange,
    Every,
    Figure,
    Item,
    Lasting,
    Mark,
    NamedDay,
    Nth,
    OnDate,
    PartOfDay,
    Stop,
    Third,
    Unknown,
    WeekBeside,
    Weekday,
    Workdays,
)
from commands.dates.vocabulary.roles import THINGS

_DAYS = (OnDate, Weekday, Away, Block, WeekBeside, Workdays, Third, Nth, NamedDay, DayRange, Counted)
_NAMES: Final = {mark: mark.name.lower().replace("_", " ") for mark in Mark} | {
    Mark.ONTO: "to",
    Mark.NEXT_LINE: "line",
}
_KINDS: Final[dict[type, str]] = dict.fromkeys(_DAYS, "date") | {
    Weekday: "weekday",
    Nth: "nth",
    Clock: "clock",
    PartOfDay: "part",
    Every: "rule",
    Stop: "stop",
    Unknown: "word",
    Lasting: "length",
}
YEARS: Final = frozenset({"year", "short", "apart", "glued"})  # the shapes of figures that only stand behind a date


def is_day(item: Item | None) -> TypeGuard[Day]:
    """Whether the item says on which day."""
    return isinstance(item, _DAYS)


def kind(item: Item | None) -> str:
    """The name under which the table knows an item."""
    match item:
        case None:
            return "edge"
        case Mark():
            return _NAMES[item]
        case Figure():
            return item.shape if item.shape != "hours" else "clock"
        case Unknown() if item.word.lower() in THINGS:
            return "thing"
        case OnDate(month=None):
            return "day number"
        case Away(word=True):
            return "near"
    return _KINDS.get(type(item), "other")
