"""Every example of every command, and the wordings by title, among a hundred and among very many records of every kind.

Only the processor time of the line itself, from its words to its answer: no network, no homeserver, nothing is kept.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.filling import HEAP, MEMBERS, YEARS, Shape, fill, room_of
from bench.table import Row, ms
from commands.base import Call, Duty, Room, Settings, UserError, to_ms
from commands.base.call import Trust
from commands.base.errors import Unclear
from commands.base.execution import carry_out
from commands.base.line import read_line
from commands.base.vocabulary import Asked
from commands.doubts import ask_about
from commands.features import vocabulary
from commands.words.render import Style, render
from storage import Store
from storage.changes import watch
from storage.database import CACHE_KIB
from storage.engine import StorageKey, connect
from storage.migrate import migrate
from storage.traces import wipe
from tests.board import NOW

FEW, MANY = 100, (20_000, 100_000)
ROOMS = (1, 50)
RUNS = 5
MOST_SECONDS = 0.3
"""After which a line that is slow has been measured well enough."""
OWN = 0.02
EXPORTS = 0.1
"""Seconds of processor time a line may take; of a file for each thousand records in it."""
QUICK = 0.003
"""What takes less than that may grow."""
NAMED = (
    "task claim literatur",
    "task claim Literaturverwaltung",
    "task claim Brandschutz prüfen 77",
    "task claim Brandschuz prüfen 77",
    "task add Brandschutz prüfen in Halle 3",
    "task done Brandschutz",
    "task show gibt es nicht",
    "task drop xy",
    "task list overdue",
    "task list done",
    "task list 2",
    "task mine",
    "task mine 2",
    "lit show Kanalnetz 77",
    "lit read Kanalnez 77",
    "lit list #netz",
    "lit list #netz 2",
    "lit list #netz @anna",
    "lit search kanalnetz",
    "lit search verwaltung",
    "lit search sonderbauwerk",
    "lit list seit 1.10.",
    "lit list @anna",
    "meeting show Frühling",
    "meeting show Sitzung 77",
    "meeting show Sizung 77",
    "meeting list past 2",
    "meeting place Frühling Rathaus",
    "host show Bochum 77",
    "host accept Bochum 77 M1",
    "host withdraw Bochum",
    "remind list 2",
    "remind cancel Folien schicken 77",
    "remind move Folien schicken 77 auf morgen 9 Uhr",
    "decision search Nummer",
    "decision search Board 77",
    "decision show Das Board beschließt die Nummer 77",
    "agenda M3",
    "agenda backlog 2",
    "agenda drop backlog gibt es nicht",
    "agenda move backlog 1 to 3",
    "minutes M3",
    "me",
    "status",
    "undo",
)
"""The wordings by title, besides the examples of the declarations."""
_DUTIES = (
    Duty("literature", {"de": "Literaturverwaltung", "en": "Literature management"}),
    Duty("hosting", {"de": "Gastgeberschaft", "en": "Hosting"}),
)


@dataclass(frozen=True, slots=True)
class Grown:
    """What a line takes in seconds among few records and among many; `board` tells which."""

    board: str
    few: float
    many: float

    @property
    def times(self) -> float:
        return self.many / self.few


def lines() -> list[str]:
    """All examples of all commands in both languages, and the wordings by title."""
    known = vocabulary().commands.values()
    examples = {
        render(example, Style(language, "Europe/Berlin")).body
        for command in known
        for example in command.examples
        for language in ("en", "de")
    }
    return sorted({*examples, *(f"!{line}" for line in NAMED)})


def without_line() -> list[str]:
    """The commands that none of the lines tries."""
    tried = {asked.command.name for line in lines() if (asked := _asked(line))}
    return sorted(set(vocabulary().commands) - tried)


async def sweep(folder: Path) -> list[Row]:
    """A row for every line, where it grows most, the slowest last; and one for each command that has no line."""
    found: dict[str, list[Grown]] = {}
    for shape in (YEARS, HEAP):
        small = filled(folder / "small.db", FEW, shape)
        for many in MANY:
            for rooms in ROOMS:
                board = f"{many:,} in {rooms} room{'s' * (rooms > 1)}, {shape.name}"
                print(board, "…", file=sys.stderr, flush=True)
                large = filled(folder / "large.db", many, shape, rooms)
                for line in lines():
                    found.setdefault(line, []).append(Grown(board, *in_turns(line, small, large)))
                large.close()
        small.close()
    worst = {line: max(grown, key=_badness) for line, grown in found.items()}
    missing = [Row(f"!{name}", "no line tries it", "a row", holds=False) for name in without_line()]
    return [*missing, *(_row(*one) for one in sorted(worst.items(), key=lambda one: one[1].many))]


def _badness(grown: Grown) -> tuple[bool, float]:
    return grown.many > QUICK, grown.times


def in_turns(line: str, *boards: sqlite3.Connection) -> list[float]:
    """The medians on each board, in seconds."""
    took: list[list[float]] = [[] for _ in boards]
    for _ in range(RUNS):
        if sum(took[-1]) > MOST_SECONDS:
            break
        for board, times in zip(boards, took, strict=True):
            times.append(own_time(board, line))
    return [statistics.median(times) for times in took]


def _row(line: str, grown: Grown) -> Row:
    """A file grows with its records, so it has a limit for each thousand; every other line has one for itself."""
    measured = f"{grown.times:.2f}× ({ms(grown.many)} to {ms(grown.few)})"
    asked = _asked(line)
    if asked is not None and asked.command.name in ("lit export", "meeting ics"):
        most = EXPORTS * max(1, int(grown.board.partition(" ")[0].replace(",", "")) / 1000)
        return Row(line, measured, ms(most), grown.many <= most, grown.board)
    near = grown.many <= 1.5 * grown.few or grown.many < QUICK
    return Row(line, measured, f"1.50×, {ms(OWN)}", near and grown.many <= OWN, grown.board)


def _asked(body: str) -> Asked | None:
    line = read_line(body, "!")
    return vocabulary().resolve(line) if line else None


def own_time(connection: sqlite3.Connection, body: str) -> float:
    """Seconds of processor time from the words to the answer; what is changed is taken back."""
    store = Store(connection, room_of(0))
    room = Room(store.room_id, MEMBERS, "@bot:board.test")
    said = Trust("f" * 43, True)
    call = Call(
        room, MEMBERS[0], NOW, Settings(duties=_DUTIES), "$e", store.room_id, line=body[1:], trust=said, said=to_ms(NOW)
    )
    connection.execute("BEGIN IMMEDIATE")
    began = time.process_time()
    try:
        store.deeds.begin(call.event_id, call.chat, call.member.user_id, call.ms)
        asked = _asked(body)
        if asked is not None:
            render(carry_out(asked, call, store).text, Style("de", "Europe/Berlin"))
    except UserError as mistake:
        render(mistake.text, Style("de", "Europe/Berlin"))
    except Unclear as doubt:
        render(ask_about(call, store, doubt).text, Style("de", "Europe/Berlin"))
    took = time.process_time() - began
    connection.execute("ROLLBACK")
    return took


def filled(path: Path, count: int, shape: Shape, rooms: int = 1, key: StorageKey | None = None) -> sqlite3.Connection:
    """A database with so many records of each kind, open as the bot has it but for the waiting for the disk."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    connection = connect(path, key)
    for setting in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")
    migrate(connection)
    watch(connection)
    fill(connection, count, shape, rooms)
    wipe(connection)  # as every night does, which puts the parts of the indexes together
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute("PRAGMA secure_delete=ON")
    return connection
