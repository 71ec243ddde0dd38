"""Boards of any size for the bench: records of every kind, evenly spread or as lopsided as members can make them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from commands.base import Moment, Room, Settings, to_ms
from commands.features import BIT_BY_BIT
from commands.releases.fields import fingerprint, public_entry
from commands.words import Member
from storage import Store
from storage.agenda import NewTopic
from storage.ballots import Answer
from storage.decision_ballots import NewBallot
from storage.decisions import BallotFigures, NewDecision
from storage.hosting import Days, Offer, Terms
from storage.impulses import ImpulseStep, NewImpulse
from storage.literature import NewEntry
from storage.meetings import Meeting, NewMeeting
from storage.outbox import Draft
from storage.releases import ReleasedRecord
from storage.reminders import NewReminder
from storage.series import When
from storage.slots import NewSlot
from storage.timers import TimerKind
from storage.wishes import Wish
from tests.board import NOW

_FIRST = ("Anna", "Ben", "Cem", "Olga")
_FAMILY = ("Adler", "Albers", "Alt", "Amsel", "Arens")
MEMBERS: Final = (
    *(Member(f"@{name.lower()}:board.test", name, 50) for name in _FIRST),
    # All with the same first letters, as people of one office have them.
    *(Member(f"@anna.{number}:board.test", f"Anna {family}-{number}", 0) for number, family in enumerate(_FAMILY * 3)),
)
_USERS: Final = tuple(member.user_id for member in MEMBERS[:4])
_THINGS = ("Brandschutz", "Beamer", "Einladung", "Protokoll", "Lizenzen", "Webseite", "Haushalt", "Verteiler", "Saal")
_TOWNS = ("Bochum", "Jena", "Ulm", "Kiel", "Trier", "Gera", "Halle", "Hagen")
_DAY = 86_400_000
_NOW_MS: Final = to_ms(NOW)
_POLLS = 4
"""Of the meetings so many are still voted on: what is open at a time is bounded by who can answer it."""
_YEARS = 3_000
"""Days in which what is past lies."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the records of a board lie. `ahead` of meetings, offers, points and votes are to come or open, of each kind;
    None: all. `alone`: all of it is the same member's, on the same day; otherwise of several, on many days."""

    name: str
    ahead: int | None
    alone: bool


YEARS = Shape("of many years", 40, alone=False)
HEAP = Shape("all open, of one member, on one day", None, alone=True)


def room_of(number: int) -> str:
    """The id of a board room of the bench."""
    return f"!board{number}:board.test"


def fill(connection: sqlite3.Connection, count: int, shape: Shape, rooms: int = 1) -> None:
    """So many records of every kind, in that many rooms, as one transaction; with what a night does to them."""
    connection.execute("BEGIN")
    stores = [Store(connection, room_of(number)) for number in range(rooms)]
    for number in range(count):
        _Round(connection, stores[number % rooms], number // rooms, shape).run()
    for store in stores:
        at = Moment(Room(store.room_id, MEMBERS, "@bot:board.test"), NOW, Settings())
        while sum(work(at, store) for work in BIT_BY_BIT):
            pass
    connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class _Round:
    """One record of each kind."""

    connection: sqlite3.Connection
    store: Store
    number: int
    shape: Shape

    def run(self) -> None:
        kinds: tuple[Callable[[], None], ...] = (
            self._task,
            self._entry,
            self._reminder,
            self._sitting,
            self._decision,
            self._impulse,
            self._release,
            self._said,
        )
        for kind in kinds:
            kind()

    @property
    def _user(self) -> str:
        return _USERS[0] if self.shape.alone else _USERS[self.number % len(_USERS)]

    @property
    def _ahead(self) -> bool:
        return self.shape.ahead is None or self.number < self.shape.ahead

    @property
    def _day(self) -> int:
        """Days from today, ahead or past."""
        if self.shape.alone:
            return 9 if self._ahead else -9
        return 1 + self.number % 300 if self._ahead else -1 - self.number % _YEARS

    def _task(self) -> None:
        number, store = self.number, self.store
        due = NOW + timedelta(days=self._due_in) if self.shape.alone or number % 3 else None
        task = store.tasks.add(
            f"{_THINGS[number % len(_THINGS)]} prüfen {number}", _NOW_MS, creator=self._user, due=due
        )
        if self.shape.alone or self._ahead:
            store.tasks.claim(task, self._user, _NOW_MS)
        store.tasks.add_note(task, self._user, f"Notiz {number}", _NOW_MS)
        if due:
            store.timers.set(TimerKind.TASK_DUE, task.id, to_ms(due), "0d")
        if not self.shape.alone and number % 5 == 4:
            store.tasks.close(task, "done", self._user, _NOW_MS - _DAY * (number % _YEARS))
        elif number % 1_000 == 999:
            store.tasks.ask(task, self._user, _NOW_MS)

    @property
    def _due_in(self) -> int:
        if self.shape.alone:
            return -1 if self.number % 2 else 5
        return 1 + self.number % 300

    def _entry(self) -> None:
        number = self.number
        csl = {"title": f"Offene Verwaltung und das {'Sonderbauwerk' if number == 7 else 'Kanalnetz'} {number}"}
        address = f"https://example.org/{number}"
        entry = self.store.literature.add(
            NewEntry(address, address, csl, "", (("Netz", "netz"),), self._user), _NOW_MS - number
        )
        self.store.literature.read_by(entry.id, _USERS[0], _NOW_MS)

    def _reminder(self) -> None:
        due = _NOW_MS + _DAY * (9 if self.shape.alone else 1 + self.number % 300)
        self.store.reminders.add(
            NewReminder(f"Folien schicken {self.number}", self._user, self.store.room_id, due, (self._user,)), _NOW_MS
        )

    def _sitting(self) -> None:
        """A meeting with its host, its points and what was noted there."""
        store, number = self.store, self.number
        offer = self._offer()
        meeting = self._meeting()
        topic = store.agenda.add(
            NewTopic(f"Punkt {number}", self._user, 10, (self._user,), ("L1",)),
            meeting.id if number % 2 else None,
            "",
            _NOW_MS,
        )
        if not self._ahead and not number % 2:
            store.agenda.drop(topic, _NOW_MS)
        if meeting.state == "voting":
            return
        if number % 4:
            store.hosting.accept(offer, meeting.id, offer.terms.where, _NOW_MS - number)
        if not self._ahead:
            store.meetings.conclude(meeting.id, _USERS, _NOW_MS)
            store.minutes.note(meeting.id, "", topic.id if number % 2 else None, self._user, f"Notiz {number}", _NOW_MS)
            store.minutes.set_present(meeting.id, "", _USERS)
            store.minutes.approve(meeting.number, "", "{}", "0" * 64, "[]", self._user, _NOW_MS)

    def _offer(self) -> Offer:
        year = 2026 if self._ahead else 2016
        days = (Days(date(year, 12, 1), date(year + 1, 12, 1)),)
        terms = Terms(f"{_TOWNS[self.number % len(_TOWNS)]} {self.number}", days, 30, {})
        offer = self.store.hosting.add(self._user, terms, _NOW_MS)
        if not self._ahead:
            self.store.hosting.withdraw(offer, _NOW_MS)  # as is done when its days are over
        return offer

    def _meeting(self) -> Meeting:
        number, store = self.number, self.store
        title = "Frühling" if number == 0 else f"Sitzung {number}"
        if number >= _POLLS:
            meeting = store.meetings.add(NewMeeting(title, self._user, _when(self._day)), (), _NOW_MS)
            for user in _USERS[1:]:
                store.ballots.answer_coming(meeting.id, meeting.asked, user, "online", f"$c{meeting.id}{user}", _NOW_MS)
            if self._ahead:
                store.timers.set(TimerKind.MEETING_REMINDER, meeting.id, meeting.date.begins - _DAY, "86400s")
            return meeting
        poll = store.meetings.add(NewMeeting(title, self._user), [NewSlot(_when(13)), NewSlot(_when(14))], _NOW_MS)
        for slot in store.slots.of(poll.id):
            for voter in _USERS[1:]:
                store.ballots.cast(Answer(slot.id, voter, voter, "typed", "yes", f"$v{slot.id}{voter}", _NOW_MS))
        return poll

    def _decision(self) -> None:
        new = NewDecision(f"Das Board beschließt die Nummer {self.number}", self._user, "simple", 2, "1/2")
        decision = self.store.decisions.open(new, _USERS, _NOW_MS - _DAY)
        for voter in _USERS[1:]:
            cast = NewBallot(decision.id, voter, voter, "typed", "yes", f"$b{decision.id}{voter}", _NOW_MS - _DAY)
            self.store.decision_ballots.cast(cast)
        if not self._ahead or (self.number >= 10 and self.number % 10):
            ended = _NOW_MS - _DAY * (1 if self.shape.alone else self.number % _YEARS)
            self.store.decisions.conclude(decision, "accepted", BallotFigures(3, 0, 0), ended)

    def _impulse(self) -> None:
        number, store = self.number, self.store
        new = NewImpulse(f"Thema {number}", f"Dr. Ada Beispiel {number}", "Stadt Jena", self._user, self._user)
        impulse = store.impulses.add(new, _NOW_MS)
        for user in _USERS[: number % 4]:
            store.wishes.say(impulse, Wish(user, True, f"$w{impulse.id}{user}", _NOW_MS))
        if not self._ahead:
            ended = _NOW_MS - _DAY * (number % _YEARS)
            store.impulses.end(impulse, ended, ImpulseStep("held", self._user, ended, ""))

    def _release(self) -> None:
        """An entry that waits for agreement, or goes out since an organiser agreed."""
        store, number = self.store, self.number
        shown = store.literature.find(number + 1)
        if shown is None:
            raise LookupError("an entry is made in each round")
        entry = ReleasedRecord("L", shown.number, fingerprint(public_entry(shown)))
        release = store.releases.propose(_USERS[1], [entry], _NOW_MS - _DAY * (number % _YEARS))
        if not self._ahead:
            store.releases.agree(release, _USERS[0], None, _NOW_MS - _DAY * (number % _YEARS))

    def _said(self) -> None:
        """What was heard and answered, and could be taken back."""
        store, event = self.store, f"$heard{self.store.room_id}{self.number}"
        row = store.outbox.put(Draft(store.room_id, "m.room.message", {"body": "gesagt"}, asker=self._user), _NOW_MS)
        said = {"event": f"$old{row}", "id": row}
        self.connection.execute(
            "UPDATE outbox SET sent = created, event_id = :event, content = NULL WHERE id = :id", said
        )
        store.inbox.accept(event, store.room_id, self._user, _NOW_MS)


def _when(days: int) -> When:
    start = (NOW + timedelta(days=days)).replace(hour=14)
    end = start + timedelta(hours=2)
    return When(f"{start:%Y-%m-%dT%H:%M:%S}", f"{end:%Y-%m-%dT%H:%M:%S}", "Europe/Berlin", to_ms(start), to_ms(end))
