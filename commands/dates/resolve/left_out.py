"""The single days that a rule leaves out, and whether it has a date on them at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from commands.dates import refusals
from commands.dates.entries.filling import fill
from commands.dates.items.items import Item, NamedDay
from commands.dates.resolve.here import Here
from commands.dates.resolve.recurrence import first_occurrence, on_days, without
from commands.dates.resolve.whole_days import whole_days
from commands.dates.spans import Ask, Span, ask
from storage.values import frozen

_MOST: Final = 62  # days that one exception is long


@frozen
class LeftOut:
    """Stretches of days from the first to the last, and a doubt about one of them."""

    stretches: tuple[tuple[date, date], ...] = ()
    doubt: Ask[Span] | None = None

    def of(self, rule: str, first: datetime, here: Here, *, all_day: bool) -> tuple[str, datetime]:
        """The rule without those days, and its first date then (naive), which was `first`.

        Raises DateError for a day on which the rule has no date, and where none is left.
        """
        hit: list[datetime] = []
        for begin, end in self.stretches:
            days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
            dates = on_days(rule, first, here.zone, days)
            if not dates:
                raise refusals.nothing_to_leave_out(begin)
            hit += dates
        if not hit:
            return rule, first
        if "COUNT=" in rule:
            raise refusals.rule_unclear()  # are those that are left out counted?
        begins = first_occurrence(without(rule, hit, all_day=all_day), first, zone=here.zone)
        if begins is None:
            raise refusals.never_happens()
        return without(rule, [date_ for date_ in hit if date_ > begins], all_day=all_day), begins


def left_out(items: Sequence[Item], here: Here) -> LeftOut:
    """The days that the words for them say, seen from now. Raises DateError."""
    entries, _ = fill(items)
    spans = [whole_days(entry, here) for entry in entries]
    stretches: list[tuple[date, date]] = []
    for span in spans:
        first, last = span.start, span.end or span.start
        if isinstance(first, datetime) or isinstance(last, datetime) or (last - first).days > _MOST:
            raise refusals.rule_unclear()
        stretches.append((first, last))
    once = next(
        (first for (first, _), e in zip(stretches, entries, strict=True) if isinstance(e.first.day, NamedDay)), None
    )
    doubt: Ask[Span] | None = next((span.ask.of(None) for span in spans if span.ask is not None), None)
    return LeftOut(tuple(stretches), doubt or (ask("left out once", day=once) if once is not None else None))
