"""The weekly overview: at its time of the week, once, with what is new since the last one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from commands.base import Settings
from matrixbot.gateway import Event
from tests.board import BERLIN, DUTIES, Board, body, refused, rings
from tests.lending import Lending

MONDAY = Settings(duties=DUTIES, digest=(0, time(8, 30)))


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def overviews(events: list[Event]) -> list[str]:
    return [body(event) for event in events if body(event).startswith("Die Woche auf einen Blick")]


async def overdue(board: Board) -> None:
    """Something that is due every week."""
    await board.says("olga", "!task add Bericht bis heute")


@pytest.fixture
async def room(tmp_path: Path, lending: Lending) -> AsyncIterator[Board]:
    async with lending.started(Board(tmp_path, MONDAY)) as board:
        yield board


async def test_it_says_what_is_to_be_done_and_what_is_new_and_rings_nobody(room: Board) -> None:
    await room.says("anna", "!lit add https://a.de/1 Titel")
    await room.says("ben", "!task add Leitfaden")
    await room.says("ben", "!task done T5")
    await room.says("cem", "!host offer Bochum")
    assert await room.later(at(30, 8, 29)) == []
    (event,) = await room.later(at(30, 8, 30))
    assert body(event) == (
        "Die Woche auf einen Blick\n"
        "Angebote auf dem Tisch\n"
        "• H1 Bochum, von Cem\n"
        "Aufgaben: 4 sind zu erledigen, davon 4 frei\n"
        "Neue Literatur seit Mo, 23. November 2026\n"
        "• L1 Titel: https://a.de/1\n"
        "Erledigte Aufgaben seit Mo, 23. November 2026\n"
        "• T5 Leitfaden, von Ben"
    )
    assert rings(event) == []
    await overdue(room)
    (following,) = overviews(await room.later(at(7, 8, 30, month=12)))
    assert "Neue Literatur" not in following and "Erledigte" not in following


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        ("!host offer Bochum", [True, False]),  # new once; then it was there already, as the four free duties
        ("!task add Leitfaden", [True, False]),
        ("!task add Leitfaden bis 10.12.", [True, True, True]),  # new, then due in that week, then overdue
        ("!task add Leitfaden bis 20.12.", [True, False, True]),
        ("!sitzung ansetzen Klausur 18.12. 14 Uhr", [True, False, True, False]),
        ("!sitzung vorschlagen Klausur; 18.1. 14 Uhr; 19.1. 10 Uhr", [True, True, True]),
        ("!erinnere alle 10.12. 9 Uhr Tee", [False, False]),
    ],
)
async def test_it_is_said_when_something_is_new_or_due_within_the_week(
    room: Board, said: str, weeks: list[bool]
) -> None:
    await room.says("ben", said)
    for week, expected in enumerate(weeks):
        events = await room.later(at(30, 8, 30) + timedelta(weeks=week))
        assert bool(overviews(events)) is expected, week


async def test_what_is_due_within_the_week_is_named(room: Board) -> None:
    await room.says("ben", "!task add Leitfaden bis 2.12.")
    await room.says("ben", "!task add Später bis 20.12.")
    (said,) = overviews(await room.later(at(30, 8, 30)))
    assert said == (
        "Die Woche auf einen Blick\n"
        "Aufgaben: 6 sind zu erledigen, davon 6 frei\n"
        "In dieser Woche fällig\n"
        "• T5 Leitfaden, fällig am Mi, 2. Dezember 2026\n"
        "Neue Aufgaben seit Mo, 23. November 2026\n"
        "• T5 Leitfaden\n"
        "• T6 Später"
    )


async def test_many_new_entries_are_counted(room: Board) -> None:
    for n in range(1, 6):
        await room.says("anna", f"!lit add https://a.de/{n} Titel {n}")
    (event,) = await room.later(at(30, 8, 30))
    assert body(event) == (
        "Die Woche auf einen Blick\n"
        "Aufgaben: 4 sind zu erledigen, davon 4 frei\n"
        "Neue Literatur seit Mo, 23. November 2026\n"
        "• L5 Titel 5: https://a.de/5\n"
        "• L4 Titel 4: https://a.de/4\n"
        "• L3 Titel 3: https://a.de/3\n"
        "• 2 weitere: !literatur liste"
    )


async def test_where_there_is_nothing_it_is_silent(tmp_path: Path) -> None:
    board = await Board(tmp_path, replace(MONDAY, duties=())).start()
    assert await board.later(at(30, 9)) == []
    await board.says("anna", "!lit add https://a.de/1 Titel")
    assert len(overviews(await board.later(at(7, 8, 30, month=12)))) == 1
    await board.stop()


async def test_it_comes_in_quiet_hours_too(tmp_path: Path) -> None:
    board = await Board(tmp_path, replace(MONDAY, digest=(6, time(23, 0)))).start()
    await overdue(board)
    assert len(overviews(await board.later(at(29, 23)))) == 1
    await board.stop()


async def test_a_restart_says_it_neither_twice_nor_never(room: Board) -> None:
    await overdue(room)
    for moment in (at(30, 8), at(30, 8, 30), at(30, 8, 31)):
        await room.stop()
        room.now = moment
        await room.start()
    assert len(overviews(room.heard())) == 1
    await room.stop()
    room.now = at(7, 8, 30, month=12)
    await room.start()
    assert len(overviews(room.heard())) == 2


async def test_after_an_absence_it_is_said_once_and_how_late_it_is(room: Board) -> None:
    await overdue(room)
    await room.stop()
    room.now = at(1, 10, month=12)
    await room.start()
    (said,) = overviews(room.heard())
    assert said.split("\n")[1] == (
        "Diese Übersicht kommt 1 Tag 1 Stunde 30 Minuten zu spät; der Assistent war nicht da."
    )
    assert len(overviews(await room.later(at(7, 8, 30, month=12)))) == 1


async def test_one_that_is_far_too_late_is_left_out_and_the_next_tells_of_its_week(room: Board) -> None:
    await room.later(at(30, 8, 30))
    await room.says("anna", "!lit add https://a.de/1 Titel")
    await room.stop()
    room.now = at(18, 10, month=12)
    before = len(room.heard())
    await room.start()
    assert overviews(room.heard()[before:]) == []
    (said,) = overviews(await room.later(at(21, 8, 30, month=12)))
    assert said == (
        "Die Woche auf einen Blick\n"
        "Aufgaben: 4 sind zu erledigen, davon 4 frei\n"
        "Neue Literatur seit Mo, 30. November 2026\n"
        "• L1 Titel: https://a.de/1"
    )


async def test_the_timer_follows_the_configuration(room: Board) -> None:
    await overdue(room)
    for digest, day, hour, count in (((2, time(12)), 2, 12, 1), (None, 9, 12, 1), ((3, time(9)), 10, 9, 2)):
        await room.stop()
        room.settings = replace(room.settings, digest=digest)
        if day == 2:
            room.now = at(30, 7)
        await room.start()
        assert overviews(await room.later(at(30, 8, 30))) == [] if day == 2 else True
        await room.later(at(day, hour, month=12) - timedelta(minutes=1))
        assert len(overviews(room.heard())) == (count - 1 if digest else count)
        await room.later(at(day, hour, month=12))
        assert len(overviews(room.heard())) == count


async def test_a_change_while_it_was_due_says_it_at_the_new_time_alone(room: Board) -> None:
    await overdue(room)
    await room.stop()
    room.settings = replace(room.settings, digest=(0, time(12)))
    room.now = at(30, 9)
    await room.start()
    assert overviews(room.heard()) == []
    assert len(overviews(await room.later(at(30, 12)))) == 1


@pytest.mark.parametrize(
    ("begins", "first", "second"),
    [
        (at(27, 12, month=3, year=2027), at(28, 3, 30, month=3, year=2027), at(4, 2, 30, month=4, year=2027)),
        (at(30, 12, month=10, year=2027), at(31, 2, 30, month=10, year=2027), at(7, 2, 30, year=2027)),
    ],
)
async def test_on_the_night_of_a_clock_change_it_is_said_once(
    tmp_path: Path, begins: datetime, first: datetime, second: datetime
) -> None:
    board = Board(tmp_path, replace(MONDAY, digest=(6, time(2, 30))))
    board.now = begins
    await board.start()
    await overdue(board)
    minute = timedelta(minutes=1)
    for moment, count in ((first, 1), (second, 2)):
        utc = datetime.fromtimestamp(moment.timestamp(), BERLIN)
        assert len(overviews((await board.later(utc - minute), board.heard())[1])) == count - 1
        await board.later(utc)
        for _ in range(12):  # the hour that comes twice
            await board.passes(minutes=15)
        assert len(overviews(board.heard())) == count
    await board.stop()


async def test_a_clock_that_was_wrong_says_none_twice(room: Board) -> None:
    await overdue(room)
    await room.later(at(30, 8, 30))
    await room.later(at(30, 7))
    assert len(overviews(room.heard())) == 1
    await room.later(at(30, 8, 30))
    assert len(overviews(room.heard())) == 1


async def test_it_says_what_was_released_and_what_waits_for_agreement(room: Board) -> None:
    for who, line in (
        ("anna", "!lit add https://a.de/1 Titel"), ("anna", "!lit add https://a.de/2 Anderes"),
        ("anna", "!release propose L1"), ("olga", "!release agree F1"), ("ben", "!release propose L2"),
    ):  # fmt: skip
        assert not refused(await room.says(who, line)), line
    (said,) = overviews(await room.later(at(30, 8, 30)))
    assert said == (
        "Die Woche auf einen Blick\n"
        "Freigaben, die auf Zustimmung warten\n"
        "• F2 L2, von Ben\n"
        "Aufgaben: 4 sind zu erledigen, davon 4 frei\n"
        "Freigegeben seit Mo, 23. November 2026\n"
        "• F1 L1\n"
        "Neue Literatur seit Mo, 23. November 2026\n"
        "• L2 Anderes: https://a.de/2\n"
        "• L1 Titel: https://a.de/1"
    )
