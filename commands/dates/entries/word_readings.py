"""The table that tells what a word or a sign means that can be two things, as `readings` does for figures.

The first row that fits counts; what no row explains stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, Literal, TypeAlias

from commands.dates.entries.kinds import YEARS, kind
from commands.dates.items.items import Away, Figure, Item, Mark, OnDate
from storage.values import frozen

WordMeans: TypeAlias = Mark | Literal["soft", "moved", "typo", "open"]
WordFact: TypeAlias = Literal[
    "between",  # a `zwischen` waits for its `und`
    "coming",  # a `vom` waits for its `zum`
    "several",  # several days are said
    "single",  # no other short weekday is beside it
    "limit",  # a limit was said, and a day follows
]

_DAYS = frozenset({"date", "day number", "ordinal"})
_OPENING = frozenset({"at", "about", "from", "between"})
_WORDS = frozenset({"word", "thing"})


@frozen
class WordPlace:
    """Where a word stands: kinds of items as `kinds.kind` names them (`range`: a number before a dash), and facts."""

    before: str
    after: str
    facts: AbstractSet[str] = frozenset()


@frozen
class WordRow:
    """One line of the table: that word means that where the place is so; None stands for any."""

    of: str
    means: WordMeans
    before: frozenset[str] | None = None
    after: frozenset[str] | None = None
    fact: WordFact | None = None

    def fits(self, of: str, place: WordPlace) -> bool:
        """Whether the row is about that word in that place."""
        return (
            of == self.of
            and (self.before is None or place.before in self.before)
            and (self.after is None or place.after in self.after)
            and (self.fact is None or self.fact in place.facts)
        )


_LINKING: Final[Mapping[Item, str]] = {Mark.AND: "und", Mark.DASH: "-", Mark.UP_TO: "zum", Mark.ONTO: "auf"}
_OPENS: Final[Mapping[Item, WordFact]] = {Mark.BETWEEN: "between", Mark.FROM: "coming", Mark.WEEK_OF: "coming"}
_CLOSES: Final[Mapping[Item, WordFact]] = {Mark.AND: "between", Mark.UP_TO: "coming"}
WORD_ROWS: Final[tuple[WordRow, ...]] = (
    WordRow("und", Mark.TO, fact="between"),
    WordRow("-", Mark.FILLER, before=frozenset({"weekday", "near", "date"}), after=frozenset({"clock", "range"})),
    WordRow("-", Mark.TO),
    WordRow("zum", Mark.TO, fact="coming"),
    WordRow("zum", Mark.ON),
    WordRow("auf", Mark.ONTO, before=_DAYS, after=_DAYS),
    WordRow("auf", Mark.TALK),
    WordRow("so", Mark.FILLER, after=_OPENING, fact="several"),
    WordRow("so", "soft", after=_OPENING),
    WordRow("or so", "moved", before=frozenset({"next"}), after=frozenset({"edge"}), fact="single"),
    WordRow("short", "typo", after=_WORDS),
    WordRow("earliest", "open", before=frozenset({"clock"}), after=frozenset({"edge", "comma"})),
    WordRow("later", Mark.TALK, before=frozenset({"comma"}), after=_WORDS),
    WordRow(",", Mark.NEXT_LINE, after=_WORDS | {"talk"}, fact="limit"),
)


def reading_of(of: str, place: WordPlace, rows: Sequence[WordRow]) -> WordMeans | None:
    """What the first row that fits says of that word; None if none does."""
    return next((row.means for row in rows if row.fits(of, place)), None)


def linked(items: Sequence[Item], rows: Sequence[WordRow]) -> Iterator[Item]:
    """The items, and each of those words what it means: the `und` of `zwischen 14 und 16 Uhr` is a `bis`."""
    facts: set[str] = set()
    for index, item in enumerate(items):
        if item in _LINKING:
            at = index + 2 if item is Mark.ONTO and items[index + 1 : index + 2] == [Mark.ON] else index + 1
            after = _day_or_stretch(items[at]) if at < len(items) else "edge"
            ranging = after == "number" and items[at + 1 : at + 2] == [Mark.DASH]
            place = WordPlace(_behind(items, index), "range" if ranging else after, facts)
            means = reading_of(_LINKING[item], place, rows)
            facts.discard(_CLOSES.get(item, ""))
            yield means if isinstance(means, Mark) else item
        else:
            if item in _OPENS:
                facts.add(_OPENS[item])
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
