"""Random histories of votes in every way, members coming and going, redactions, late answers; against an oracle.

The oracle knows nothing of rows and SQL: it replays MSC3381's rules over a plain list of what was said.
"""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import dataclass, field

from commands.base import Room
from commands.meetings.standing import Standing, standing
from commands.words import Member
from storage import Store
from storage.ballots import Answer, VoteValue
from storage.meetings import Meeting, NewMeeting
from storage.series import When
from storage.slots import NewSlot, Slot
from tests.records import in_memory
from tests.selection import some

ROOM = "!board:board.test"
NAMES = ("anna", "ben", "cem", "dora", "emil", "fatma")
HISTORIES = 150


@dataclass
class Oracle:
    """What was said, in the order in which it was read."""

    said: list[Answer] = field(default_factory=list)
    redacted: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=lambda: {user(name) for name in NAMES[:4]})
    dropped: set[int] = field(default_factory=set)
    end: int | None = None

    def vote(self, slot: int, voter: str) -> str | None:
        """The vote of one member on one slot: the latest by time, then by arrival, redacted and late ones aside."""
        found = None
        for answer in self.said:
            counts = answer.event_id not in self.redacted and (self.end is None or answer.time <= self.end)
            if (answer.slot, answer.voter) == (slot, voter) and counts and (found is None or answer.time >= found.time):
                found = answer
        return found.value if found and found.value in ("yes", "maybe", "no") else None

    def check(self, now: Standing, slots: list[Slot]) -> None:
        """Tally and missing list must be exact."""
        numbers = [slot.id for slot in slots if slot.id not in self.dropped]
        assert [tally.slot.id for tally in now.tallies] == numbers
        votes = {(slot, who): self.vote(slot, who) for slot in numbers for who in self.members}
        for tally in now.tallies:
            for value, members in (("yes", tally.yes), ("maybe", tally.maybe), ("no", tally.no)):
                expected = {who for who in self.members if votes[tally.slot.id, who] == value}
                assert {m.user_id for m in members} == expected
        missing = {who: [slot for slot in numbers if votes[slot, who] is None] for who in self.members}
        assert {m.user_id: [s.id for s in left] for m, left in now.missing.items()} == {
            who: left for who, left in missing.items() if left
        }


def user(name: str) -> str:
    return f"@{name}:board.test"


def slot_at(day: int) -> When:
    begins = 1_800_000_000_000 + day * 86_400_000
    return When(f"2027-01-{15 + day}T14:00:00", None, "Europe/Berlin", begins, begins + 7_200_000)


class History:
    """One random history of one poll, told to the bot's records and to the oracle alike."""

    def __init__(self, store: Store, seed: int) -> None:
        self.random = random.Random(seed)
        self.store = store
        self.oracle = Oracle()
        self.clock = 1_000
        self.events = 0
        whens = [NewSlot(slot_at(day)) for day in range(self.random.randint(1, 4))]
        deadline = 1_000 + self.random.randint(20, 90) if self.random.random() < 0.4 else None
        self.oracle.end = deadline
        self.meeting: Meeting = store.meetings.add(NewMeeting("x", user("anna"), deadline=deadline), whens, 1_000)
        self.slots = store.slots.of(self.meeting.id)

    def play(self) -> None:
        """Something happens, forty times; the standing is compared again and again."""
        steps = [self.cast] * 12 + [self.redact] * 3 + [self.join, self.leave, self.add, self.drop, self.end]
        for step in range(40):
            self.clock += self.random.randint(0, 3)
            self.random.choice(steps)()
            if step % 4 != 3:
                continue
            room = Room(ROOM, tuple(Member(who, who) for who in sorted(self.oracle.members)), "@bot:board.test")
            self.oracle.check(standing(self.store, self.meeting, room), self.slots)

    def cast(self) -> None:
        """A vote in any way, perhaps on several slots, perhaps late, perhaps read long after it was said."""
        self.events += 1
        caster = user(self.random.choice(NAMES))
        voter = caster if self.random.random() < 0.8 else user(self.random.choice(NAMES))
        time = self.clock - self.random.choice((0, 0, 0, 1, 5, 30))
        source = self.random.choice(("poll", "typed", "reaction"))
        for slot in self.random.sample(self.slots, self.random.randint(1, len(self.slots))):
            value: VoteValue = self.random.choice(("yes", "maybe", "no", "none", "spoilt"))
            answer = Answer(slot.id, voter, caster, source, value, f"${self.events}", time)  # type: ignore[arg-type]
            self.store.ballots.cast(answer)
            self.store.ballots.cast(answer)  # the same event again changes nothing
            self.oracle.said.append(answer)

    def redact(self) -> None:
        event = f"${self.random.randint(0, self.events + 1)}"
        self.store.ballots.redact(event)
        if any(answer.event_id == event for answer in self.oracle.said):
            self.oracle.redacted.add(event)

    def join(self) -> None:
        self.oracle.members.add(user(self.random.choice(NAMES)))

    def leave(self) -> None:
        self.oracle.members.discard(user(self.random.choice(NAMES)))

    def add(self) -> None:
        if len(self.slots) < 8:
            self.slots.append(self.store.slots.add(self.meeting.id, NewSlot(slot_at(len(self.slots)))))

    def drop(self) -> None:
        left = [slot for slot in self.slots if slot.id not in self.oracle.dropped]
        if len(left) > 1:
            dropped = self.random.choice(left)
            self.store.slots.drop(dropped.id, self.clock)
            self.oracle.dropped.add(dropped.id)

    def end(self) -> None:
        """The proposer closes: the end is now, or the deadline if that was earlier, and it stays."""
        if self.random.random() < 0.2 and self.meeting.ended is None:
            self.meeting = self.store.meetings.end_poll(self.meeting.id, self.clock)
            self.oracle.end = self.clock if self.oracle.end is None else min(self.clock, self.oracle.end)


def test_tally_and_missing_list_are_exact_in_random_histories() -> None:
    with closing(in_memory()) as connection:
        store = Store(connection, ROOM)
        connection.execute("BEGIN")
        for seed in some(range(HISTORIES), 7):
            History(store, seed).play()
