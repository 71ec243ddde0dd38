"""Five years of a board: twenty members, two hundred messages and thirty commands a week, a poll every week, reminders.

All of it goes the real way from the batch to the words, with its nights, a clock that is moved and the fake homeserver
of the tests. What the board has at the end is measured beside what it had after its first month, in turns.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bench.stage import ROOT
from bench.sweep import lines
from bench.table import Row, megabytes, ms, secs
from commands.base import Call, Settings, UserError, to_ms
from commands.base import Room as BoardRoom
from commands.base.call import Trust
from commands.base.errors import Unclear
from commands.base.execution import carry_out
from commands.base.line import read_line
from commands.doubts import ask_about
from commands.features import vocabulary
from commands.words import Member
from commands.words.render import Style, render
from matrixbot.bot import night
from matrixbot.files import private_folder
from matrixbot.gateway import Event, Person
from storage import Store
from storage.changes import watch
from tests.board import DUTIES, NOW, ROOM, Board

YEARS = 5
MONTH = 5
"""Weeks after which the first month is over, with all that `RETENTION` keeps of it."""
END = MONTH + 261
"""And the years: as late in the year, on the same day of the week, as a line with a date means another one else."""
RETENTION = timedelta(days=30)
MESSAGES = 200
"""A week, beside the commands."""
PEOPLE = tuple(Person(f"@member{number}:board.test", f"Mitglied{number}", 0 if number else 50) for number in range(20))
MOST = 1.2
RUNS = 7
FLOOR, A_FILE = 0.003, 0.02
"""Seconds of processor time below which a line is not held to a ratio; for a file of all entries, which are more."""
_HOURS = (9, 11, 14, 17, 20)
_WORDS = ("Brandschutz", "Beamer", "Einladung", "Protokoll", "Lizenzen", "Webseite", "Haushalt", "Verteiler", "Saal")
_ORGANISES = ("!task done", "!meeting close", "!remind room")
"""What the organiser says, as it is nobody else's."""
_LOOKS = (
    "!me",
    "!status",
    "!task",
    "!meeting",
    "!lit",
    "!remind",
    "!host",
    "!decision list",
    "!lit search netz",
    "!ping",
)


@dataclass
class Life:
    """The board while time goes by."""

    board: Board
    chance: random.Random = field(default_factory=lambda: random.Random(19))  # noqa: S311 - the same each time
    sessions: dict[str, tuple[str, Iterator[int]]] = field(default_factory=dict)
    refused: int = 0

    async def week(self, number: int) -> None:
        """Seven days: what was planned for the week is spread over them."""
        self.sessions.clear()
        monday = NOW.replace(hour=7) + timedelta(days=1, weeks=number)
        plan = [list[str]() for _ in range(7 * len(_HOURS))]
        for index, line in enumerate(self._lines(number, monday)):
            plan[index * len(plan) // 30 % len(plan)].append(line)
        for place, said in enumerate(plan):
            day, hour = divmod(place, len(_HOURS))
            moment = monday + timedelta(days=day)
            if not hour:
                await self._night(moment.replace(hour=3, minute=31))
            self.board.now = moment.replace(hour=_HOURS[hour])
            for _ in range(MESSAGES // len(plan)):
                self.says("Das sehe ich auch so, danke für die Mühe.")
            await self.board.bot.step()
            for line in said:
                await self._command(line)
        self._let_go()

    def says(self, body: str, who: str | None = None, **content: object) -> Event:
        """One message, encrypted as members' clients do it."""
        who = who or f"member{self.chance.randrange(20)}"
        content = {"msgtype": "m.text", "body": body, **content}
        return self.board.said(who, content, ciphertext=self._encrypted(who))

    def _encrypted(self, who: str) -> str:
        """The name of that member's next message: a session for each of them and week, in which they are counted."""
        session, counted = self.sessions.setdefault(who, (secrets.token_urlsafe(32), count()))
        return f"{session} {next(counted)}"

    async def _command(self, line: str) -> None:
        if line == "vote":
            return await self._votes()
        who = "member0" if line.startswith(_ORGANISES) else None
        answer = await self.board.answer_to(self.says(line, who))
        self.refused += "⚠️" in answer or not answer
        return None

    async def _votes(self) -> None:
        """Half of the members click in each native poll of this week."""
        for poll in self.board.polls()[-4:]:
            answers = next(v for k, v in poll.content.items() if k.endswith("poll.start"))["answers"]
            for number in self.chance.sample(range(20), 10):
                who, answer = f"member{number}", self.chance.choice(answers)["id"]
                content = {
                    "org.matrix.msc3381.poll.response": {"answers": [answer]},
                    "m.relates_to": {"rel_type": "m.reference", "event_id": poll.event_id},
                }
                self.board.said(who, content, type="org.matrix.msc3381.poll.response", ciphertext=self._encrypted(who))
        await self.board.bot.step()

    def _lines(self, number: int, monday: datetime) -> Iterator[str]:
        """Thirty lines; what they make is ended in the same or the next week."""

        def day(days: int) -> str:
            return f"{monday + timedelta(days=days):%d.%m.%Y}"

        word = _WORDS[number % len(_WORDS)]
        yield f"!meeting propose Runde zu {word}: {day(8)} 14-16 Uhr; {day(9)} 10 Uhr; {day(10)} 18 Uhr"
        yield "vote"
        for part in ("Antrag", "Bericht", "Anfrage", "Vermerk"):
            yield f"!task add {part} zu {word} schreiben bis {day(12)}"
        yield f"!remind room {day(2)} 9 Uhr Unterlagen zu {word}"
        yield f"!remind @member3 {day(3)} 10 Uhr Folien zu {word}"
        yield f"!remind {day(4)} 11 Uhr Rückruf zu {word}"
        yield f"!lit add https://example.org/{number} {word} im offenen Netz" if number % 2 else "!lit list"
        yield f"!host offer Bochum am {day(20)} für 25" if number % 4 == 0 else "!host next"
        yield (
            f"!decision add Das Board nimmt {word} an; Frist: {day(6)} 18 Uhr" if number % 4 == 1 else "!decision list"
        )
        for part in ("Antrag", "Bericht", "Anfrage", "Vermerk"):
            yield f"!task claim {part} zu {word} schreiben"
        yield f"!meeting close Runde zu {word} 1"
        for part in ("Antrag", "Bericht", "Anfrage", "Vermerk"):
            yield f"!task done {part} zu {word} schreiben"
        yield "!agenda"
        yield from _LOOKS

    async def _night(self, moment: datetime) -> None:
        self.board.now = moment
        await self.board.bot.step()
        await self.board.bot.night.night()

    def _let_go(self) -> None:
        """The fake homeserver keeps every event: what is measured is the bot."""
        events = self.board.matrix._rooms[ROOM].events
        del events[:-400]
        self.board.matrix._by_transaction.clear()
        self.board.matrix.readers.clear()
        self.board.matrix.files.clear()


async def years(folder: Path) -> list[Row]:
    """The first month's board and that of five years later."""
    before, after = await live(folder, END)
    return [
        *_sizes(before, after),
        *await _starts(folder, (before, after)),
        *await _commands(folder, (before, after)),
    ]


class _Stumbles(logging.Handler):
    """The first fault of the life ends it: what fails is quick, and keeps the file small."""

    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeError(f"the bot stumbled: {record.getMessage()}") from (record.exc_info or (None, None))[1]


async def live(folder: Path, weeks: int) -> tuple[Path, Path]:
    """Lives so many weeks; gives the database after the first month and after all of them."""
    night._BREATH = 0.0  # type: ignore[misc]  # nobody waits
    logging.getLogger("matrixbot").addHandler(_Stumbles(logging.ERROR))
    board = _board(private_folder(folder / "life"))
    await board.start()
    life, month, end = Life(board), folder / "month.db", folder / "years.db"
    for number in range(weeks):
        await life.week(number)
        if number + 1 == MONTH:
            _copy(board.folder / "board.db", month)
    await board.stop()
    _copy(board.folder / "board.db", end)
    return month, end


def _board(folder: Path) -> Board:
    board = Board(folder, Settings(duties=DUTIES, retention=RETENTION))
    board.matrix.add_room(ROOM, *PEOPLE)
    return board


def _copy(file: Path, to: Path) -> None:
    with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(to)) as other:
        one.backup(other)


def _sizes(before: Path, after: Path) -> list[Row]:
    """The file, and what of it has grown."""
    small, large = _tables(before), _tables(after)
    more = sorted(((large[name] - small.get(name, 0), name) for name in large), reverse=True)
    grown = ", ".join(f"{name} +{size // 1024} KiB" for size, name in more if size >= 4 * 4096)
    return [
        _row("size of board.db", before.stat().st_size, after.stat().st_size, lambda n: f"{n / 1024:.0f} KiB", grown)
    ]


def _tables(file: Path) -> dict[str, int]:
    """How many bytes each table has in the file, with its indexes."""
    query = """
        SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s LEFT JOIN sqlite_master m USING (name)
        GROUP BY 1
    """
    with closing(sqlite3.connect(file)) as connection:
        return dict(connection.execute(query).fetchall())


async def _starts(folder: Path, files: tuple[Path, Path]) -> list[Row]:
    """A process of its own on a copy of each, in turns: until its first answer, and what memory it holds then."""
    took: list[list[tuple[float, float]]] = [[], []]
    for number in range(RUNS):
        for file, figures in zip(files, took, strict=True):
            here = private_folder(folder / f"start{number}-{file.stem}")
            shutil.copy(file, here / "board.db")
            command = (sys.executable, "-m", "bench.years", str(here))
            process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
            said, _ = await process.communicate()
            seconds, memory = map(float, said.split())
            figures.append((seconds, memory))
    (start, memory), (start_after, memory_after) = (map(statistics.median, zip(*one, strict=True)) for one in took)
    return [
        _row("start → first answer", start, start_after, secs),
        _row("memory", memory, memory_after, lambda n: f"{n:.1f} MB"),
    ]


async def _commands(folder: Path, files: tuple[Path, Path]) -> list[Row]:
    """Every example of every command, in processor time, in turns: all that became slower, and the slowest three."""
    boards = [_opened(shutil.copy(file, folder / f"commands-{file.name}")) for file in files]
    rows = []
    for line in lines():
        least = [float("inf")] * 2
        for _ in range(RUNS):
            least = [min(before, _own_time(board, line)) for before, board in zip(least, boards, strict=True)]
        rows.append((least[1] / least[0], _row(line, *least, ms, floor=A_FILE if "export" in line else FLOOR)))
    for board in boards:
        board.close()
    rows.sort(key=lambda row: -row[0])
    slower = [row for _, row in rows if not row.holds]
    return [*slower, *[row for _, row in rows if row.holds][:3]]


def _opened(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    watch(connection)
    return connection


def _own_time(connection: sqlite3.Connection, body: str) -> float:
    """Seconds from the words to the answer; what is changed is taken back."""
    members = tuple(Member(person.user_id, person.name, person.power) for person in PEOPLE)
    end = datetime.fromtimestamp(connection.execute("SELECT max(time) FROM inbox").fetchone()[0] / 1000, NOW.tzinfo)
    call = Call(
        BoardRoom(ROOM, members, "@bot:board.test"),
        members[0],
        end,
        Settings(duties=DUTIES),
        "$e",
        ROOM,
        line=body[1:],
        trust=Trust("f" * 43, True),
        said=to_ms(end),
    )
    store = Store(connection, ROOM)
    connection.execute("BEGIN IMMEDIATE")
    began = time.thread_time()
    store.deeds.begin(call.event_id, call.chat, call.member.user_id, call.ms)
    _answer(call, store, body)
    took = time.thread_time() - began
    connection.execute("ROLLBACK")
    return took


def _answer(call: Call, store: Store, body: str) -> None:
    try:
        line = read_line(body, "!")
        asked = vocabulary().resolve(line) if line else None
        said = carry_out(asked, call, store).text if asked else None
    except UserError as mistake:
        said = mistake.text
    except Unclear as doubt:
        said = ask_about(call, store, doubt).text
    if said is not None:
        render(said, Style("de", "Europe/Berlin"))


def _row(
    measure: str, before: float, after: float, show: Callable[[float], str], dominates: str = "", floor: float = 0.0
) -> Row:
    held = f"{after / before:.2f}× ({show(after)} to {show(before)})"
    return Row(f"{measure}, after {YEARS} years", held, f"{MOST:.2f}×", after <= max(MOST * before, floor), dominates)


async def _first_answer(folder: Path) -> None:
    """Starts on the records in `folder` and answers; prints the processor time until then and the memory held."""
    board = await _board(folder).start()
    await board.says("member0", "!me")
    print(time.process_time(), megabytes(os.getpid()))
    await board.stop()


if __name__ == "__main__":
    asyncio.run(_first_answer(Path(sys.argv[1])))
