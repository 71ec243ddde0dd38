"""The words and signs between two items: which `und`, `-`, `zum` and `auf` is a `bis`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.dates.entries.kinds import YEARS, kind
from commands.dates.entries.word_readings import CLOSES, LINKING, OPENS, WordPlace, WordRow, reading_of
from commands.dates.items.items import Away, Figure, Item, Mark, OnDate


def linked(items: Sequence[Item], rows: Sequence[WordRow]) -> Iterator[Item]:
    """The items, and each of those words what it means: the `und` of `zwischen 14 und 16 Uhr` is a `bis`."""
    facts: set[str] = set()
    for index, item in enumerate(items):
        if item in LINKING:
            at = index + 2 if item is Mark.ONTO and items[index + 1 : index + 2] == [Mark.ON] else index + 1
            after = _day_or_stretch(items[at]) if at < len(items) else "edge"
            ranging = after == "number" and items[at + 1 : at + 2] == [Mark.DASH]
            place = WordPlace(_behind(items, index), "range" if ranging else after, facts)
            means = reading_of(LINKING[item], place, rows)
            facts.discard(CLOSES.get(item, ""))
            yield means if isinstance(means, Mark) else item
        else:
            if item in OPENS:
                facts.add(OPENS[item])
            yield item


def _behind(items: Sequence[Item], index: int) -> str:
    """The kind of what stands before that place; of a date and its year it is the date."""
    before = items[index - 1] if index else None
    if isinstance(before, Figure) and before.shape in YEARS and not (before.shape == "glued" and before.clock):
        before = items[index - 2]
    return _day_or_stretch(before)


def _day_or_stretch(item: Item | None) -> str:
    """The kind of an item, a week or a month told from a date."""
    return "stretch" if kind(item) == "date" and not isinstance(item, OnDate | Away) else kind(item)
