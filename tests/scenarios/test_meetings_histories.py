"""Whole conversations at random: votes in every way, members coming and going, redactions, restarts; then the table."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from commands.base import Settings, to_ms
from matrixbot.gateway import Event
from tests.board import NOW, Board

NAMES = ("anna", "ben", "cem", "olga", "dora", "emil")
TYPED = {"ja": "yes", "vielleicht": "maybe", "nein": "no", "-": None}
REACTIONS = {"👍": "yes", "🤷": "maybe", "👎": "no"}
DEADLINE = to_ms(NOW + timedelta(days=2))


@dataclass
class Said:
    """A vote as somebody said it; `time` in ms."""

    event: Event
    slot: int
    voter: str
    value: str | None
    time: int


@dataclass
class Conversation:
    """A board with one open poll, and what an onlooker notes of it."""

    board: Board
    slots: int
    random: random.Random
    members: set[str] = field(default_factory=lambda: set(NAMES[:4]))
    said: list[Said] = field(default_factory=list)
    redacted: set[str] = field(default_factory=set)

    async def answers_the_poll(self, who: str, slot: int) -> None:
        """A native answer, which may arrive late, be empty or be spoilt."""
        answers = self.random.choice((["yes"], ["maybe"], ["no"], [], ["bogus"]))
        content = {
            "org.matrix.msc3381.poll.response": {"answers": answers},
            "m.relates_to": {"rel_type": "m.reference", "event_id": self.board.polls()[slot].event_id},
        }
        time = to_ms(self.board.now - timedelta(minutes=self.random.choice((0, 0, 2, 90))))
        event = self.board.said(who, content, type="org.matrix.msc3381.poll.response", time=time)
        await self.board.answer_to(event)
        value = answers[0] if answers and answers[0] != "bogus" else None
        self.said.append(Said(event, slot, who, value, time))

    async def types(self, who: str, slot: int) -> None:
        """A typed vote, perhaps for somebody else; refused after the deadline."""
        voter = self.random.choice((who, who, self.random.choice(sorted(self.members))))
        word = self.random.choice(list(TYPED))
        whose = "" if voter == who else f"für @{voter} "
        answer = await self.board.says(who, f"!vote M1 {whose}{slot + 1} {word}")
        in_time = to_ms(self.board.now) <= DEADLINE
        assert answer.startswith("Gespeichert" if in_time else "⚠️")
        if in_time:
            self.said.append(Said(self.board.last, slot, voter, TYPED[word], to_ms(self.board.now)))

    async def reacts(self, who: str, slot: int) -> None:
        key = self.random.choice(list(REACTIONS))
        await self.board.reacts(who, self.board.polls()[slot], key)
        self.said.append(Said(self.board.last, slot, who, REACTIONS[key], to_ms(self.board.now)))

    async def redacts(self, who: str, slot: int) -> None:
        if self.said:
            event = self.random.choice(self.said).event
            await self.board.redacts(who, event)
            if event.sender == f"@{who}:board.test":  # nobody else's redaction takes a vote back
                self.redacted.add(event.event_id)

    async def moves(self, who: str, slot: int) -> None:
        """Somebody joins or leaves."""
        name = self.random.choice(NAMES)
        if name not in self.members:
            await self.board.joins(name)
            self.members.add(name)
        elif len(self.members) > 2:
            await self.board.leaves(name)
            self.members.discard(name)

    def vote(self, slot: int, voter: str) -> str | None:
        """What counts by MSC3381: the latest by time, then by arrival, without redacted and late ones."""
        counting = [
            said
            for said in self.said
            if (said.slot, said.voter) == (slot, voter)
            and said.event.event_id not in self.redacted
            and said.time <= DEADLINE
        ]
        return max(enumerate(counting), key=lambda pair: (pair[1].time, pair[0]))[1].value if counting else None

    def row(self, slot: int) -> list[set[str]]:
        """Who says yes, maybe and no, as the bot should show it."""
        return [
            {who.capitalize() for who in self.members if self.vote(slot, who) == value}
            for value in ("yes", "maybe", "no")
        ]

    def silent(self) -> set[str]:
        return {
            who.capitalize() for who in self.members if all(self.vote(slot, who) is None for slot in range(self.slots))
        }


def names(listed: str) -> set[str]:
    return set() if listed == "–" else set(re.split(r", | und ", listed))


@pytest.mark.parametrize("seed", range(5))
async def test_after_any_conversation_the_table_and_the_missing_list_are_exact(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    board = await Board(tmp_path, Settings(votes_by_reaction=True)).start()
    slots = chance.randint(1, 3)
    dates = "; ".join(f"{8 + slot}.12. 14 Uhr" for slot in range(slots))
    await board.says("anna", f"!meeting propose Runde; {dates}; Frist: 27.11. 10 Uhr")
    talk = Conversation(board, slots, chance)
    steps = [talk.answers_the_poll] * 6 + [talk.types] * 4 + [talk.reacts] * 2 + [talk.redacts] * 3 + [talk.moves] * 2
    for _ in range(25):
        board.now += timedelta(minutes=chance.randint(1, 200))
        await chance.choice(steps)(chance.choice(sorted(talk.members)), chance.randrange(slots))
        if chance.random() < 0.1:
            await board.stop()
            await board.start()
    rows = (await board.says(min(talk.members), "!meeting show M1")).splitlines()
    for slot in range(slots):
        place = next(n for n, row in enumerate(rows) if row.startswith(f"{slot + 1}. "))
        found = re.fullmatch(r"Ja: (.*) · wenn nötig: (.*) · nein: (.*)", rows[place + 1])
        assert found is not None
        assert [names(listed) for listed in found.groups()] == talk.row(slot)
    if to_ms(board.now) <= DEADLINE:
        missing = next((row for row in rows if row.startswith("Noch nicht abgestimmt: ")), "–")
        assert names(missing.removeprefix("Noch nicht abgestimmt: ").rstrip(".")) == talk.silent()
    await board.stop()
