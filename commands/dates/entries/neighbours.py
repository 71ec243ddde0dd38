"""What stands around a place in the row of items: settled before it, as it was scanned after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from commands.dates.entries.kinds import YEARS, is_day, kind
from commands.dates.items.items import (
    Anchor,
    Away,
    Block,
    Counted,
    DayRange,
    Figure,
    Item,
    Mark,
    NamedDay,
    OnDate,
    Step,
    Stop,
    Unknown,
    WeekBeside,
    Weekday,
)
from commands.patterns import regex

LINKS: Final = frozenset({"to", "up to", "next", "line", "and", "comma"})
_RECORD: Final = regex(r"[A-Za-z]\d{1,4}", re.ASCII)


class Neighbours:
    """The row of items, the part of it that is settled (`out`), and what each place leads to."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.out: list[Item] = []
        self.kinds = [kind(i) for i in items]
        self.goals = self._goals()

    def at(self, index: int) -> Item | None:
        """The item there: settled if that is before, else as scanned."""
        if index < len(self.out):
            while index > 0 and self.out[index] is Mark.JOINED:
                index -= 1
            return self.out[index] if index >= 0 else None
        return self.items[index] if index < len(self.items) else None

    def kind_at(self, index: int) -> str:
        """The kind that the item there was scanned as."""
        return self.kinds[index] if index < len(self.kinds) else "edge"

    def skipped(self, index: int) -> int:
        """The place of the next item that is no filler, from there on."""
        while self.kind_at(index) in ("about", "on", "filler", "talk"):
            index += 1
        return index

    def _goals(self) -> list[str]:
        """For each place what stands at the end of the figures that links join to it: `10, 12 oder 14 Uhr`."""
        goals = ["edge"] * (len(self.items) + 2)
        for index in range(len(self.items) - 3, -1, -1):
            if self.kinds[index + 1] in LINKS:
                goals[index] = self._goal(self.skipped(index + 2), goals, listed=self.kinds[index + 1] != "to")
        return goals

    def _goal(self, index: int, goals: list[str], *, listed: bool) -> str:
        if index >= len(self.kinds):
            return "edge"
        then = self.kind_at(index + 1)
        passed_on = goals[index] in ("clock", "number") or (listed and goals[index] == "date")
        if self.kinds[index] == "number" and then in LINKS and passed_on:
            return goals[index]
        if isinstance(item := self.items[index], Figure) and item.shape == "dotted" and item.date is None:
            return "clock"
        return "counted" if self.kinds[index] == "number" and then in ("word", "thing") else self.kinds[index]

    def record(self, index: int) -> tuple[Anchor | None, int]:
        """The record that is named from there on, and where: `M1`, `der Sitzung M1`."""
        index = self.skipped(index)
        of = self.at(index)
        named = isinstance(of, Unknown) and _RECORD.fullmatch(of.word)
        return (Anchor(of.word.upper()) if isinstance(of, Unknown) and named else None), index

    def counted(self, step: Step, index: int) -> list[Item]:
        """The day that is so far from the one that follows; nothing if none follows."""
        start = index
        record, place = self.record(index)
        if record is not None:
            counted = WeekBeside(record, step.side) if step.whole else Counted(step, record)
            return [*[Mark.FILLER] * (place - start + 1), counted]
        while self.at(index) in (Mark.ON, Mark.FILLER, Mark.UP_TO):
            index += 1
        of = self.at(index)
        if isinstance(of, Figure) and of.shape in ("dotted", "ordinal") and of.date is not None:
            of = replace(of.date, marked=True, loose=False)
        if not isinstance(of, OnDate | NamedDay | Away) or (isinstance(of, Away) and not of.word):
            return []
        if step.whole:
            return [*[Mark.FILLER] * (index - start + 1), WeekBeside(of, step.side)] if isinstance(of, OnDate) else []
        return [*[Mark.FILLER] * (index - start + 1), Counted(step, of)]

    def stop_of_record(self, index: int) -> Stop | None:
        """`nach der Sitzung M1`, which does not say how far from it."""
        record, _ = self.record(index)
        return Stop("record", record.key) if record is not None else None

    def left_out(self) -> bool:
        """Whether what comes next is left out: `außer Juli und August`, `nicht am 23.12. und im Mai`."""
        for before in reversed(self.out):
            if isinstance(before, Stop):
                return before.role in ("negation", "exception")
            if kind(before) not in LINKS and not is_day(before):
                return False
        return False

    def week_of(self) -> list[Item]:
        """`Woche vom 7.12.` is the week of that day; `Woche vom 7.12. bis 9.12.` the days themselves."""
        at = len(self.out) + 1
        if isinstance(self.at(at), Weekday):
            at += 1
        date, after = self.at(at), self.at(at + 1)
        if isinstance(after, Figure) and after.shape in YEARS:
            after = self.at(at + 2)
        if isinstance(date, Figure) and date.shape == "dotted" and date.date is not None:
            date = date.date
        if isinstance(date, OnDate) and date.month is not None and after not in (Mark.TO, Mark.UP_TO):
            return [*[Mark.FILLER] * (at - len(self.out)), Block("week", holding=replace(date, loose=False))]
        return [Mark.FILLER if isinstance(date, OnDate | DayRange) else Unknown("Woche")]
