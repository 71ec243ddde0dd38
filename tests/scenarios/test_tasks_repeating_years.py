"""A year of a task that comes again, with restarts, absences and clock changes, beside a plain count of days."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest

from commands.words.moments import show_day
from tests.board import BERLIN, Board
from tests.selection import some

RULES: dict[str, Callable[[date], bool]] = {
    "jeden Montag": lambda day: day.weekday() == 0,
    "jeden ersten Dienstag im Monat": lambda day: day.weekday() == 1 and day.day <= 7,
    "jeden letzten Freitag im Monat": lambda day: day.weekday() == 4 and (day + timedelta(7)).month != day.month,
    "jeden Monat am 29.": lambda day: day.day == 29,
    "jeden 31.": lambda day: day.day == 31,
    "alle zwei Wochen ab 30.11.": lambda day: (day - date(2026, 11, 30)).days % 14 == 0,
    "jeden Donnerstag außer 24.12.": lambda day: day.weekday() == 3 and (day.day, day.month) != (24, 12),
    "jeden Tag ab 1.12.": lambda day: day >= date(2026, 12, 1),
}


def following(hits: Callable[[date], bool], after: date) -> date:
    return next(day for n in count(1) if hits(day := after + timedelta(n)))


async def open_ones(room: Board) -> list[tuple[int, date]]:
    """The number and the due day of each that is open."""

    def read(connection: Any) -> list[tuple[int, date]]:
        query = "SELECT number, due FROM tasks WHERE state = 'open' AND key IS NULL ORDER BY number"
        return [(row["number"], date.fromisoformat(row["due"])) for row in connection.execute(query)]

    return await room.database.read(read)


@pytest.mark.parametrize("rule", some(RULES, 5))
async def test_none_of_them_is_lost_or_comes_twice(room: Board, rule: str) -> None:
    hits, chance = RULES[rule], random.Random(rule)
    await room.says("anna", f"!aufgabe neu Protokoll {rule}")
    expected = {5: following(hits, room.now.date())}
    for _step in some(range(120), 3):
        days = chance.choice((0, 0, 1, 1, 2, 3, 7, 12))
        moment = datetime.combine(room.now.date() + timedelta(days), time(chance.randrange(7, 22)), BERLIN)
        if moment <= room.now:
            continue
        if chance.random() < 0.2:
            await room.stop()
            room.now = moment
            await room.start()
        await room.later(moment)
        latest = max(expected)
        if latest_is_due(expected[latest], moment):
            expected[latest + 1] = following(hits, max(expected[latest], moment.date()))
        if chance.random() < 0.4:
            done = chance.choice(list(expected))
            answer = await room.says("ben", f"!aufgabe erledigt T{done}")
            if done == max(expected):
                expected[done + 1] = following(hits, max(expected[done], moment.date()))
                due = show_day(expected[done + 1], "de")
                assert answer.splitlines()[-1] == (
                    f"Die nächste ist T{done + 1}, fällig am {due}; noch hat sie niemand übernommen."
                )
            del expected[done]
        assert await open_ones(room) == sorted(expected.items())


def latest_is_due(due: date, moment: datetime) -> bool:
    """Whether it is nine in the morning of its day."""
    return datetime.combine(due, time(9), BERLIN) <= moment


async def test_the_morning_is_that_of_the_wall_clock_over_both_clock_changes(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Protokoll jeden letzten Sonntag im Monat")
    for day in (date(2026, 11, 29), date(2026, 12, 27), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 28)):
        assert (await open_ones(room))[-1][1] == day
        await room.later(datetime.combine(day, time(8, 59), BERLIN))
        assert (await open_ones(room))[-1][1] == day
        said = await room.later(datetime.combine(day, time(9), BERLIN))
        assert any(re.search(r"steht für das nächste Mal als T\d+", event.content["body"]) for event in said)
