"""A board as one would write it down on paper: what the records must say, without any of the bot's own code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ORGANISER = "olga"


@dataclass
class Task:
    """`owner` holds it; `state` is open, done or dropped."""

    title: str
    creator: str
    owner: str | None = None
    state: str = "open"


@dataclass
class PlainBoard:
    """The board's records. Each method is one line that was said, and gives whether it could be done."""

    tasks: dict[int, Task] = field(default_factory=dict)
    entries: dict[int, tuple[str, set[str]]] = field(default_factory=dict)
    offers: dict[int, tuple[str, str, bool]] = field(default_factory=dict)
    votes: dict[tuple[int, str], list[tuple[int, int, str, str]]] = field(default_factory=dict)
    reminders: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=lambda: {"task": 4})  # the duties were there before

    def next(self, kind: str) -> int:
        self.numbers[kind] = self.numbers.get(kind, 0) + 1
        return self.numbers[kind]

    def add_task(self, who: str, title: str) -> bool:
        self.tasks[self.next("task")] = Task(title, who)
        return True

    def claim(self, who: str, number: int) -> bool:
        task = self.tasks.get(number)
        if task is None or task.state != "open" or task.owner not in (None, who):
            return False
        task.owner = who
        return True

    def release(self, who: str, number: int) -> bool:
        task = self.tasks.get(number)
        if task is None or task.state != "open" or task.owner != who:
            return False
        task.owner = None
        return True

    def close(self, who: str, number: int, state: str) -> bool:
        """Done or dropped: by whoever holds it, added it or organises; a free one by everybody."""
        task = self.tasks.get(number)
        if task is None or task.state != "open":
            return False
        if task.owner is not None and who not in (task.owner, task.creator, ORGANISER):
            return False
        task.state = state
        return True

    def add_entry(self, address: str, tag: str) -> bool:
        for known, tags in self.entries.values():
            if known == address:
                tags.add(tag)
                return True
        self.entries[self.next("entry")] = (address, {tag})
        return True

    def remove_entry(self, number: int) -> bool:
        return self.entries.pop(number, None) is not None

    def offer(self, who: str, place: str) -> bool:
        self.offers[self.next("offer")] = (who, place, True)
        return True

    def withdraw(self, who: str, number: int) -> bool:
        host, place, stands = self.offers.get(number, ("", "", False))
        if who not in (host, ORGANISER) or not stands:
            return False
        self.offers[number] = (host, place, False)
        return True

    def vote(self, who: str, slot: int, value: str, event_id: str, time: int) -> None:
        cast = self.votes.setdefault((slot, who), [])
        cast.append((time, len(cast), value, event_id))

    def redact(self, event_id: str) -> None:
        for key, cast in self.votes.items():
            self.votes[key] = [vote for vote in cast if vote[3] != event_id]

    def counting(self) -> dict[tuple[int, str], str]:
        """Per slot and member the vote that counts: the latest that was not taken back."""
        latest = {key: max(cast)[2] for key, cast in self.votes.items() if cast}
        return {key: value for key, value in latest.items() if value not in ("none", "spoilt")}

    def remind(self, text: str, due: int) -> bool:
        self.reminders[self.next("reminder")] = (text, due, "waiting")
        return True

    def time_is(self, now: int) -> list[str]:
        """It is `now` (ms); gives the texts that ring."""
        due = [number for number, (_, when, state) in self.reminders.items() if state == "waiting" and when <= now]
        for number in due:
            text, when, _ = self.reminders[number]
            self.reminders[number] = (text, when, "rang")
        return [self.reminders[number][0] for number in due]

    def records(self) -> dict[str, Any]:
        """All of it in the form in which the bot's own records are read for comparison."""
        return {
            "tasks": {
                number: (task.title, task.state, task.owner if task.state == "open" else None)
                for number, task in self.tasks.items()
            },
            "entries": {number: (address, sorted(tags)) for number, (address, tags) in self.entries.items()},
            "offers": dict(self.offers),
            "votes": self.counting(),
            "reminders": {number: (text, state) for number, (text, _, state) in self.reminders.items()},
        }
