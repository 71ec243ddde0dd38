"""A board whose records are at their limits, of one letter that takes as many bytes as a letter can."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from commands.base import Call, Moment, Room, Settings, to_ms
from commands.base.call import Trust
from commands.meetings.poll.places import LONGEST_PLACE
from commands.words import Member
from storage import Store
from storage.agenda import NewTopic
from storage.ballots import Answer
from storage.decision_ballots import NewBallot
from storage.decisions import DecidedTask, NewDecision
from storage.hosting import Days, Terms
from storage.impulses import ImpulseStep, NewImpulse
from storage.literature import NewEntry
from storage.meetings import NewMeeting
from storage.reminders import NewReminder
from storage.series import When
from storage.slots import NewSlot
from storage.timers import TimerKind
from storage.wishes import Wish
from tests.records import in_memory

ROOM = "!board:board.test"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
_VALUES = ("yes", "maybe", "no")


class FullBoard:
    """`people` members, and of each kind of record more than a page, with every field at its limit."""

    def __init__(
        self,
        letter: str,
        people: int,
        records: int = 25,
        *,
        connection: sqlite3.Connection | None = None,
        room_id: str = ROOM,
        user_id: str = "@member{}:board.test",
    ) -> None:
        self.letter = letter
        self.members = tuple(Member(user_id.format(n), f"{n} {letter * 50}", 50) for n in range(people))
        self.room = Room(room_id, self.members, "@bot:board.test")
        self.connection = connection or in_memory()
        self.connection.execute("BEGIN")
        self.store = Store(self.connection, room_id)
        self._hosted: set[int] = set()
        for number in range(records):
            self._meetings(number)
            self._offer(number)
            self._task(number)
            self._entry(number)
            self._reminder(number)
            self._decision(number)
            self._impulse(number)

    def call(self, line: str = "") -> Call:
        users = tuple(member.user_id for member in self.members)
        trust = Trust("f" * 43, True, users, dict.fromkeys(users, "f" * 43))
        return Call(self.room, self.members[1], NOW, Settings(), "$e", ROOM, line=line, trust=trust, said=to_ms(NOW))

    def moment(self, days: float) -> Moment:
        return Moment(self.room, NOW + timedelta(days=days), Settings())

    def _user(self, number: int) -> str:
        return self.members[number % len(self.members)].user_id

    def _meetings(self, number: int) -> None:
        title, place = self.letter * 200, self.letter * 200
        link = "https://meet.example.org/" + "&" * 1_800
        new = NewMeeting(title, self._user(number), place=place, link=link, deadline=to_ms(NOW) + 3 * 86_400_000)
        slots = [NewSlot(_day(10 + n), place[:LONGEST_PLACE]) for n in range(20 if number < 3 else 2)]
        poll = self.store.meetings.add(new, slots, to_ms(NOW))
        if number < 3:
            for place_of_slot, slot in enumerate(self.store.slots.of(poll.id)):
                for n, member in enumerate(self.members[:-2]):
                    value = _VALUES[(n + place_of_slot) % 3]
                    caster = self._user(n + 1)
                    event = f"$v{slot.id}-{n}"
                    answer = Answer(slot.id, member.user_id, caster, "typed", value, event, 1)  # type: ignore[arg-type]
                    self.store.ballots.cast(answer)
        for days in (12, -12):
            fixed = NewMeeting(title, self._user(number), _day(days), place, link)
            kept = self.store.meetings.add(fixed, (), to_ms(NOW))
            for n, member in enumerate(self.members):
                said = ("onsite", "online", "no")[n % 3]
                self.store.ballots.answer_coming(kept.id, kept.asked, member.user_id, said, f"$c{kept.id}-{n}", 1)  # type: ignore[arg-type]
            self.store.timers.set("meeting reminder", kept.id, to_ms(NOW) + 5 * 86_400_000, "86400s")

    def _offer(self, number: int) -> None:
        details = dict.fromkeys(("room", "address", "equipment", "access", "note"), self.letter * 500)
        first = date(2026, 12, 1)
        days = tuple(Days(on, on) for on in (first + timedelta(days=2 * n) for n in range(40)))
        offer = self.store.hosting.add(self._user(number), Terms(self.letter * 200, days, 500, details), to_ms(NOW))
        for meeting in (*self.store.meetings.past(to_ms(NOW), 100), *self.store.meetings.to_come(to_ms(NOW))):
            if meeting.id not in self._hosted and number < 20:
                self.store.hosting.accept(offer, meeting.id, self.letter * 1_200, to_ms(NOW))
                self._hosted.add(meeting.id)

    def _task(self, number: int) -> None:
        due = date(2026, 11, 20) if number % 2 else date(2026, 12, 2)
        task = self.store.tasks.add(
            f"{number} {self.letter * 190}", to_ms(NOW), creator=self._user(number), due=due, places=50
        )
        for n in range(min(50, len(self.members))):
            self.store.tasks.claim(task, self.members[n].user_id, to_ms(NOW))
        for n in range(8):
            self.store.tasks.add_note(task, self._user(n), f"{n} {self.letter * 1_990}", to_ms(NOW) + n)
        self.store.timers.set(TimerKind.TASK_DUE, task.id, to_ms(NOW) + 86_400_000, "1d")

    def _entry(self, number: int) -> None:
        csl = {"title": self.letter * 300, "author": [{"literal": self.letter * 300}]}
        tags = tuple((f"{n}{self.letter * 38}", f"{n}{self.letter * 38}") for n in range(10))
        address = f"https://example.org/{number}?" + "&" * 1_900
        entry = self.store.literature.add(
            NewEntry(address, address, csl, self.letter * 2_000, tags, self._user(number)), to_ms(NOW)
        )
        for member in self.members[:60]:
            self.store.literature.read_by(entry.id, member.user_id, to_ms(NOW))

    def _reminder(self, number: int) -> None:
        members = tuple(member.user_id for member in self.members[:60])
        due = to_ms(NOW) + 86_400_000
        self.store.reminders.add(
            NewReminder(self.letter * 1_000, self._user(number), self.room.room_id, due, members), to_ms(NOW)
        )

    def _decision(self, number: int) -> None:
        voters = [member.user_id for member in self.members]
        task = DecidedTask(self.letter * 200, self._user(number), "2027-02-01")
        new = NewDecision(
            f"{number} {self.letter * 1_490}",
            self._user(number),
            "consent",
            needed=1,
            share="1/2",
            meeting=1,
            point=4,
            deadline=to_ms(NOW) + 2 * 86_400_000,
            task=task,
        )
        decision = self.store.decisions.open(new, voters, to_ms(NOW))
        for n, voter in enumerate(voters[:-2]):
            self.store.decision_ballots.cast(
                NewBallot(
                    decision.id,
                    voter,
                    caster=self._user(n + 1),
                    source="typed",
                    value=("no", "yes", "abstain")[n % 3],  # type: ignore[arg-type]
                    event_id=f"$b{decision.id}-{n}",
                    time=1,
                    reason=self.letter * 500,
                )
            )
        if number > 10:
            figures = self.store.decision_ballots.figures(decision.id)
            self.store.decisions.conclude(decision, "accepted", figures, to_ms(NOW) + 1)
        self.store.timers.set(TimerKind.DECISION_END, decision.id, to_ms(NOW) + 2 * 86_400_000, "deadline")
        self.store.timers.set(TimerKind.DECISION_NUDGE, decision.id, to_ms(NOW) + 86_400_000, "12h")

    def _impulse(self, number: int) -> None:
        letter, user = self.letter, self._user(number)
        new = NewImpulse(
            f"{number} {letter * 190}",
            person=letter * 100,
            office=letter * 99,
            author=user,
            contact=self._user(number + 1),
        )
        impulse = self.store.impulses.add(new, to_ms(NOW))
        for n, member in enumerate(self.members):
            wish = Wish(member.user_id, wished=True, event_id=f"$i{impulse.id}-{n}", time=1)
            self.store.wishes.say(impulse, wish)
        for n in range(8):
            step = ImpulseStep("asked", user, to_ms(NOW) + n, "2027-01-15")
            impulse = self.store.impulses.ask(impulse, user, to_ms(NOW), step)
        if number % 3 == 1:
            meeting = self.store.meetings.to_come(to_ms(NOW))[0]
            topic = self.store.agenda.add(NewTopic(new.topic, user, minutes=20), meeting.id, "", to_ms(NOW))
            self.store.impulses.confirm(impulse, topic.id, "", ImpulseStep("confirmed", user, to_ms(NOW), meeting.key))
        if number % 3 == 2:
            self.store.impulses.end(impulse, to_ms(NOW), ImpulseStep("declined", user, to_ms(NOW), letter * 500))
        self.store.timers.set(TimerKind.IMPULSE_ASKED, impulse.id, to_ms(NOW) + 2 * 86_400_000)
        self.store.timers.set(TimerKind.IMPULSE_NEAR, impulse.id, to_ms(NOW) + 2 * 86_400_000)
        self.store.timers.set(TimerKind.IMPULSE_FOLLOWS, impulse.id, to_ms(NOW) + 2 * 86_400_000)


def _day(days: int) -> When:
    start = (NOW + timedelta(days=days)).replace(hour=14)
    end = start + timedelta(hours=2)
    zone = "Europe/Berlin"
    return When(f"{start:%Y-%m-%dT%H:%M:%S}", f"{end:%Y-%m-%dT%H:%M:%S}", zone, to_ms(start), to_ms(end))
