"""Every example of every command, and the wordings by title, among a hundred and among very many records of every kind.

Only the processor time of the line itself, from its words to its answer: no network, no homeserver, nothing is kept.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

from bench.table import Row, ms
from commands import vocabulary
from commands.base import Call, Duty, Room, Settings, UserError, to_ms
from commands.base.call import Trust
from commands.base.errors import Unclear
from commands.base.execution import carry_out
from commands.base.line import read_line
from commands.doubts import ask_about
from commands.words import Member
from commands.words.render import Style, render
from storage import Store
from storage.ballots import Answer
from storage.changes import watch
from storage.hosting import Days, Terms
from storage.literature import NewEntry
from storage.meetings import NewMeeting
from storage.outbox import Draft
from storage.reminders import NewReminder
from storage.series import When
from storage.slots import NewSlot
from tests.board import NOW, ROOM
from tests.records import migrated

FEW, MANY = 100, 100_000
RUNS = 5
MOST_SECONDS = 1.0
"""After which a line that is slow has been measured well enough."""
OWN = 0.02
EXPORTS = 0.1
"""Seconds of processor time a line may take; of a file for each thousand records in it."""
NAMED = (
    "task claim literatur",
    "task claim Literaturverwaltung",
    "task claim Brandschutz prüfen 77",
    "task claim Brandschuz prüfen 77",
    "task add Brandschutz prüfen in Halle 3",
    "task done Brandschutz",
    "task show gibt es nicht",
    "task drop xy",
    "lit show Kanalnetz 77",
    "lit read Kanalnez 77",
    "lit list #netz",
    "lit search kanalnetz",
    "lit search verwaltung",
    "lit list seit 1.10.",
    "lit list @anna",
    "meeting show Frühling",
    "meeting show Sitzung 77",
    "meeting show Sizung 77",
    "meeting place Frühling Rathaus",
    "host show Bochum 77",
    "host accept Bochum 77 M1",
    "host withdraw Bochum",
    "remind cancel Folien schicken 77",
    "remind move Folien schicken 77 auf morgen 9 Uhr",
    "me",
    "status",
    "undo",
)
"""The wordings by title, besides the examples of the declarations."""
_USERS = ("@anna:board.test", "@ben:board.test", "@cem:board.test", "@olga:board.test")
_MEMBERS = tuple(Member(user, user[1:].partition(":")[0].capitalize(), 50) for user in _USERS)
_DUTIES = (
    Duty("literature", {"de": "Literaturverwaltung", "en": "Literature management"}),
    Duty("hosting", {"de": "Gastgeberschaft", "en": "Hosting"}),
)
_THINGS = ("Brandschutz", "Beamer", "Einladung", "Protokoll", "Lizenzen", "Webseite", "Haushalt", "Verteiler", "Saal")
_TOWNS = ("Bochum", "Jena", "Ulm", "Kiel", "Trier", "Gera", "Halle", "Hagen")
_DAY = 86_400_000
_AHEAD = 40
"""Meetings to come and offers that can still be taken, and tasks that are held."""


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


async def sweep(folder: Path, many: int = MANY) -> list[Row]:
    """A row for every line, the slowest last."""
    small, large = _filled(folder / "small.db", FEW), _filled(folder / "large.db", many)
    measured = []
    for line in lines():
        took: list[list[float]] = [[], []]
        for _ in range(RUNS):
            if sum(took[1]) > MOST_SECONDS:
                break
            for board, times in zip((small, large), took, strict=True):
                times.append(_own_time(board, line))
        measured.append((line, *map(statistics.median, took)))
    return [_row(*one, many) for one in sorted(measured, key=lambda one: one[2])]


def _row(line: str, among_few: float, among_many: float, many: int) -> Row:
    """A file grows with its records, so it has a limit for each thousand; every other line has one for itself."""
    found = read_line(line, "!")
    asked = vocabulary().resolve(found) if found else None
    held = f"{among_many / among_few:.2f}× ({ms(among_many)} to {ms(among_few)})"
    if asked is not None and asked.command.verb == "export":
        most = EXPORTS * many / 1000
        return Row(f"{line}, {many:,} records", held, ms(most), among_many <= most)
    near = among_many <= 1.5 * among_few or among_many < 0.003
    return Row(f"{line}, {many:,} records", held, f"1.50×, {ms(OWN)}", near and among_many <= OWN)


def _own_time(connection: sqlite3.Connection, body: str) -> float:
    """Seconds of processor time from the words to the answer; what is changed is taken back."""
    store = Store(connection, ROOM)
    room = Room(ROOM, _MEMBERS, "@bot:board.test")
    said = Trust("f" * 43, True)
    call = Call(
        room, _MEMBERS[0], NOW, Settings(duties=_DUTIES), "$e", ROOM, line=body[1:], trust=said, said=to_ms(NOW)
    )
    connection.execute("BEGIN IMMEDIATE")
    began = time.process_time()
    try:
        store.deeds.begin(call.event_id, call.chat, call.member.user_id, call.ms)
        line = read_line(body, "!")
        asked = vocabulary().resolve(line) if line else None
        if asked is not None:
            render(carry_out(asked, call, store).text, Style("de", "Europe/Berlin"))
    except UserError as mistake:
        render(mistake.text, Style("de", "Europe/Berlin"))
    except Unclear as doubt:
        render(ask_about(call, store, doubt).text, Style("de", "Europe/Berlin"))
    took = time.process_time() - began
    connection.execute("ROLLBACK")
    return took


def _filled(path: Path, count: int) -> sqlite3.Connection:
    """A database of `count` records of each kind: open tasks, waiting reminders, entries, what was heard and said; and
    meetings and offers, of which as many are ahead as a board can have, the others in the past."""
    path.write_bytes(migrated())
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    watch(connection)
    connection.execute("BEGIN")
    store, now = Store(connection, ROOM), to_ms(NOW)
    for number in range(count):
        _fill(connection, store, number, now)
    connection.execute("COMMIT")
    return connection


def _fill(connection: sqlite3.Connection, store: Store, number: int, now: int) -> None:
    user = _USERS[number % len(_USERS)]
    due = NOW + timedelta(days=1 + number % 300) if number % 3 else None
    task = store.tasks.add(f"{_THINGS[number % len(_THINGS)]} prüfen {number}", now, creator=user, due=due)
    if number < _AHEAD:
        store.tasks.claim(task, user, now)
    csl = {"title": f"Offene Verwaltung und das {'Sonderbauwerk' if number == 7 else 'Kanalnetz'} {number}"}
    address = f"https://example.org/{number}"
    store.literature.add(NewEntry(address, address, csl, "", (("Netz", "netz"),), user), now - number)
    year = 2026 if number < _AHEAD else 2016
    days = (Days(date(year, 12, 1), date(year + 1, 12, 1)),)
    offer = store.hosting.add(user, Terms(f"{_TOWNS[number % len(_TOWNS)]} {number}", days, 30, {}), now)
    if number >= _AHEAD:
        store.hosting.withdraw(offer, now)  # as is done when its days are over
    due_ms = now + _DAY * (1 + number % 300)
    store.reminders.add(NewReminder(f"Folien schicken {number}", user, ROOM, due_ms, (user,)), now)
    _meeting(store, number, user, now)
    draft = Draft(ROOM, "m.room.message", {"body": "gesagt"}, asker=user)
    row = store.outbox.put(draft, now)
    said = {"event": f"$old{number}", "id": row}
    connection.execute("UPDATE outbox SET sent = created, event_id = :event, content = NULL WHERE id = :id", said)
    store.inbox.accept(f"$heard{number}", ROOM, user, now)


def _meeting(store: Store, number: int, user: str, now: int) -> None:
    title = "Frühling" if number == 0 else f"Sitzung {number}"
    if number < _AHEAD // 10:
        poll = store.meetings.add(NewMeeting(title, user), [NewSlot(_when(13)), NewSlot(_when(14))], now)
        for slot in store.slots.of(poll.id):
            for voter in _USERS:
                store.ballots.cast(Answer(slot.id, voter, voter, "typed", "yes", f"$v{slot.id}{voter}", now))
        return
    days = 1 + number % 300 if number < _AHEAD else -1 - number % 300
    store.meetings.add(NewMeeting(title, user, _when(days)), (), now)


def _when(days: int) -> When:
    start = (NOW + timedelta(days=days)).replace(hour=14)
    end = start + timedelta(hours=2)
    return When(f"{start:%Y-%m-%dT%H:%M:%S}", f"{end:%Y-%m-%dT%H:%M:%S}", "Europe/Berlin", to_ms(start), to_ms(end))
