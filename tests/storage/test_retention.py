"""Retention: what ended longer ago goes with all that belongs to it, and leaves no byte; the rest stays."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands.base import Settings
from matrixbot.bot import night
from tests.board import BERLIN, DUTIES, Board
from tests.selection import quick
from tests.waiting import until

RETENTION = timedelta(days=30)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Board]:
    board = await Board(tmp_path, replace(Settings(duties=DUTIES), retention=RETENTION)).start()
    yield board
    await board.stop()


def rows(board: Board, *tables: str) -> dict[str, int]:
    with closing(sqlite3.connect(board.folder / "board.db")) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def left_on_the_disk(board: Board, words: Iterable[str]) -> list[str]:
    """Those of the words that stand anywhere in the file of the database or beside it, in whatever case."""
    found = b"".join(path.read_bytes() for path in board.folder.glob("board.db*")).lower()
    return [word for word in words if word.lower().encode() in found]


@pytest.mark.long
async def test_what_ended_longer_ago_is_deleted_at_night_and_what_is_open_stays(room: Board) -> None:
    for line in (
        "!meeting plan Zwetschgentag 1.12. 14:00-16:00", "!meeting attend M1 online",
        "!meeting propose Pflaumenrunde; 8.12. 14:00; 9.12. 10:00", "!vote M2 1 ja, 2 nein",
        "!meeting plan Quittentreff every Tuesday 10:00", "!host offer Mirabellenhof on 8.12.",
        "!task add Kirschkern", "!task note T5 Stachelbeere", "!task done T5", "!task add Holunder",
        "!remind in 2 days Himbeere", "!lit add https://a.de/1 Sanddorn #beere",
    ):  # fmt: skip
        assert not (await room.says("anna", line)).startswith("⚠️"), line
    await room.says("anna", "!meeting cancel M2 Brombeere")
    for _ in range(9):
        await room.passes(days=10)
        await room.bot.night.night()
    assert rows(room, "meetings", "votes", "slots", "attended", "host_offers", "task_notes", "reminders") == {
        "meetings": 1, "votes": 0, "slots": 0, "attended": 0, "host_offers": 0, "task_notes": 0, "reminders": 0,
    }  # fmt: skip
    assert "Holunder" in await room.says("anna", "!task list")
    assert "Quittentreff" in await room.says("anna", "!meeting list")
    assert "Sanddorn" in await room.says("anna", "!lit search beere")
    gone = ("Zwetschgentag", "Pflaumenrunde", "Mirabellenhof", "Kirschkern", "Stachelbeere", "Himbeere", "Brombeere")
    assert left_on_the_disk(room, (*gone, "Sanddorn")) == ["Sanddorn"]


@pytest.mark.long
async def test_an_entry_that_was_removed_leaves_no_word_in_the_search(room: Board) -> None:
    for number in range(30):
        await room.says(
            "anna", f"!lit add https://a.de/{number} Bericht {number} Vogelbeere{number}x #ebereschen{number}x"
        )
    for number in range(1, 30):
        await room.says("anna", f"!lit remove L{number}")
    room.now += timedelta(days=2)
    await room.bot.night.night()
    words = [f"vogelbeere{number}x" for number in range(29)] + [f"ebereschen{number}x" for number in range(29)]
    assert left_on_the_disk(room, words) == []
    assert "Vogelbeere29" in await room.says("anna", "!lit search vogel")


@pytest.mark.on_disk
async def test_without_retention_nothing_is_deleted_that_ended(tmp_path: Path) -> None:
    board = await Board(tmp_path).start()
    await board.says("anna", "!task add Kirschkern")
    await board.says("anna", "!task done T5")
    await board.later(board.now + timedelta(days=3000))
    await board.bot.night.night()
    assert rows(board, "tasks") == {"tasks": 5}
    await board.stop()


@pytest.mark.long
async def test_five_years_grow_no_faster_than_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty members, a poll a week and thirty commands: two years are kept, so the third is the last that adds to the
    file; and it is opened and ready as quickly as in the first."""
    monkeypatch.setattr(night, "_BREATH", 0)
    weeks, kept, commands = (16, 5, 15) if quick() else (260, 104, 30)
    board = Board(tmp_path, replace(Settings(duties=DUTIES), retention=timedelta(weeks=kept)))
    await board.start()
    sizes, counted = [], []
    for week in range(weeks):
        await _a_week(board, week, commands)
        await board.later(board.now + timedelta(days=7))
        await board.bot.night.night()
        sizes.append((board.folder / "board.db").stat().st_size)
        counted.append(rows(board, "meetings", "votes", "tasks", "reminders"))
    assert counted[-1]["meetings"] <= counted[kept + 1]["meetings"] + 2
    assert counted[-1]["votes"] <= counted[kept + 1]["votes"] + 20
    grown = sizes[-1] - sizes[kept + 2]
    literature = 400 * weeks  # bytes of entries and their search, and of the fingerprints of ciphertexts, which stay
    assert grown <= literature + 30 * weeks * 120, (sizes[kept + 2], sizes[-1])
    await board.stop()
    begun = datetime.now(BERLIN)
    await board.start()
    assert datetime.now(BERLIN) - begun < timedelta(seconds=2)
    await board.stop()


async def _a_week(board: Board, week: int, commands: int) -> None:
    """A poll with votes, a task that is done, a reminder, an entry; the rest only looks."""
    day = board.now + timedelta(days=3)
    found = await board.says(
        "ben", f"!meeting propose Runde {week}; {day:%d.%m.%Y} 14:00-16:00; {day:%d.%m.%Y} 17:00; Frist: morgen 12 Uhr"
    )
    key = next(word.strip("*.,:„“()") for word in found.split() if word.strip("*.,:„“()").startswith("M"))
    for who in ("anna", "ben", "cem", "olga"):
        await board.says(who, f"!vote {key} 1 ja, 2 nein")
    await board.says("olga", f"!meeting close {key} 1")
    await board.says("anna", f"!task add Aufgabe {week}")
    await board.says("anna", f"!task done Aufgabe {week}")
    await board.says("cem", f"!remind in 2 days Erinnerung {week}")
    if week % 4 == 0:
        await board.says("cem", f"!lit add https://a.de/{week} Bericht {week} #a")
    for _ in range(commands - 9):
        await board.says("ben", "!ping")


@pytest.mark.on_disk
async def test_a_start_after_a_missed_night_is_followed_by_it_and_the_next_is_at_half_past_three(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert night.AFTER_START < 60
    monkeypatch.setattr(night, "AFTER_START", 0.0)
    await room.says("anna", "!task add Kirschkern")
    await room.says("anna", "!task done T5")
    room.now += timedelta(days=90)
    cleaning = asyncio.create_task(room.bot.night.run())
    await until(lambda: rows(room, "tasks") == {"tasks": 4})
    cleaning.cancel()
    for now, due in (
        (datetime(2026, 11, 25, 3, 29, tzinfo=BERLIN), datetime(2026, 11, 25, 3, 30, tzinfo=BERLIN)),
        (datetime(2026, 11, 25, 3, 31, tzinfo=BERLIN), datetime(2026, 11, 26, 3, 30, tzinfo=BERLIN)),
        (datetime(2027, 3, 27, 23, 0, tzinfo=BERLIN), datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN)),  # summer time
    ):
        room.now = now
        assert room.bot.night._next() == due


@pytest.mark.long
async def test_a_release_that_ended_goes_and_one_that_holds_stays(room: Board) -> None:
    for who, line in (
        *(("anna", f"!lit add https://a.de/{n} Titel {n}") for n in range(1, 5)),
        *(("anna", f"!release propose L{n}") for n in range(1, 5)),
        ("olga", "!release agree F1"), ("olga", "!release reject F2 Zwetschge"), ("anna", "!release withdraw F3"),
    ):  # fmt: skip
        assert not (await room.says(who, line)).startswith("⚠️"), line
    await room.passes(days=20)
    await room.bot.night.night()
    assert rows(room, "releases") == {"releases": 4}
    await room.passes(days=20)
    await room.bot.night.night()
    assert rows(room, "releases", "released_records") == {"releases": 2, "released_records": 2}
    assert left_on_the_disk(room, ["Zwetschge"]) == []
    assert await room.says("anna", "!release list") == (
        "Auf Zustimmung warten:\n• F4 L4, von Anna: !freigabe zeigen F4\nEin Eintrag geht hinaus:\n• L1 Titel 1 (F1)"
    )
