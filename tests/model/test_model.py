"""Random conversations against a plain model: whatever is lost, repeated, reordered or killed, the records agree."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from commands.base import to_ms
from matrixbot.bot import sender
from matrixbot.gateway import Event, TryLater
from tests.board import Board, body
from tests.model.plain import PlainBoard

PEOPLE = st.sampled_from(["anna", "ben", "cem", "olga"])
NUMBERS = st.integers(1, 4)
TASKS = st.integers(5, 9)
ADDRESSES = st.sampled_from(["https://example.org/a", "https://example.org/b?x=1", "https://example.org/c"])
TAGS = st.sampled_from(["eins", "zwei", "drei"])
POLL_RESPONSE = "org.matrix.msc3381.poll.response"


class Conversation(RuleBasedStateMachine):
    """Members talk, the world fails, and after every step records and room are what the paper says."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.board = Board(Path(self.folder.name))
        self.paper = PlainBoard()
        self.asked: dict[str, bool] = {}
        self.events: list[Event] = []
        self.rung: Counter[str] = Counter()
        self.count = 0

    def do(self, what: Any) -> Any:
        return self.runner.run(what)

    @initialize()
    def begin(self) -> None:
        self.do(self.board.start())
        answer = self.do(self.board.says("anna", "!meeting propose Frühling: 8.12. 14 Uhr; 9.12. 10 Uhr"))
        assert answer
        self.polls = self.board.polls()
        assert len(self.polls) == 2

    # what members do: heard with the next step

    def say(self, who: str, line: str, works: bool) -> None:
        event = self.board.said(who, {"msgtype": "m.text", "body": line})
        self.asked[event.event_id] = works
        self.events.append(event)

    @rule(who=PEOPLE)
    def add_task(self, who: str) -> None:
        self.count += 1
        self.say(who, f"!task add Aufgabe {self.count}", self.paper.add_task(who, f"Aufgabe {self.count}"))

    @rule(who=PEOPLE, number=TASKS)
    def claim(self, who: str, number: int) -> None:
        self.say(who, f"!task claim T{number}", self.paper.claim(who, number))

    @rule(who=PEOPLE, number=TASKS)
    def release(self, who: str, number: int) -> None:
        self.say(who, f"!aufgabe abgeben T{number}", self.paper.release(who, number))

    @rule(who=PEOPLE, number=TASKS, verb=st.sampled_from(["done", "drop"]))
    def close(self, who: str, number: int, verb: str) -> None:
        state = {"done": "done", "drop": "dropped"}[verb]
        self.say(who, f"!task {verb} T{number}", self.paper.close(who, number, state))

    @rule(who=PEOPLE, address=ADDRESSES, tag=TAGS, tracked=st.booleans())
    def add_entry(self, who: str, address: str, tag: str, tracked: bool) -> None:
        posted = address + ("&" if "?" in address else "?") + "utm_source=brief" if tracked else address
        self.say(who, f"!lit add {posted} Titel #{tag}", self.paper.add_entry(address, tag))

    @rule(who=PEOPLE, number=NUMBERS)
    def remove_entry(self, who: str, number: int) -> None:
        self.say(who, f"!lit remove L{number}", self.paper.remove_entry(number))

    @rule(who=PEOPLE)
    def offer(self, who: str) -> None:
        self.count += 1
        place = "Bad " + "".join("abcdefghij"[int(digit)] for digit in str(self.count)).capitalize()
        self.say(who, f"!host offer {place}", self.paper.offer(who, place))

    @rule(who=PEOPLE, number=NUMBERS)
    def withdraw(self, who: str, number: int) -> None:
        self.say(who, f"!host withdraw H{number}", self.paper.withdraw(who, number))

    @rule(who=PEOPLE, minutes=st.integers(2, 5))
    def remind(self, who: str, minutes: int) -> None:
        self.count += 1
        due = to_ms(self.board.now + timedelta(minutes=minutes))
        self.say(
            who, f"!remind in {minutes} Minuten Sache-{self.count}.", self.paper.remind(f"Sache-{self.count}.", due)
        )

    @rule(who=PEOPLE, slot=st.integers(0, 1), value=st.sampled_from(["yes", "maybe", "no", ""]), late=st.integers(0, 3))
    def vote(self, who: str, slot: int, value: str, late: int) -> None:
        """A poll answer; `late` seconds it was under way, so an earlier one may come after a later one."""
        content = {
            POLL_RESPONSE: {"answers": [value] if value else []},
            "m.relates_to": {"rel_type": "m.reference", "event_id": self.polls[slot].event_id},
        }
        time = to_ms(self.board.now - timedelta(seconds=late))
        event = self.board.said(who, content, type=POLL_RESPONSE, time=time)
        self.paper.vote(who, slot + 1, value or "none", event.event_id, time)
        self.events.append(event)

    @rule(chance=st.randoms(use_true_random=False))
    def redact_a_vote(self, chance: Any) -> None:
        cast = [event for event in self.events if event.type == POLL_RESPONSE]
        if cast:
            event = chance.choice(cast)
            who = event.sender[1:].split(":", maxsplit=1)[0]
            self.board.said(who, {}, type="m.room.redaction", redacts=event.event_id, encrypted=False)
            self.paper.redact(event.event_id)

    @rule(chance=st.randoms(use_true_random=False))
    def an_event_comes_again(self, chance: Any) -> None:
        if self.events:
            self.board.matrix.happens(chance.choice(self.events))

    # what the world does: the bot hears all that was said so far

    @rule(seconds=st.integers(1, 150))
    def time_goes_by(self, seconds: int) -> None:
        self.settle()
        self.board.now += timedelta(seconds=seconds)
        self.settle()

    @rule(lost=st.integers(0, 3), refused=st.integers(0, 3))
    def the_connection_fails(self, lost: int, refused: int) -> None:
        self.board.matrix.lose_answers = lost
        self.board.matrix.fail_next = [TryLater("502") for _ in range(refused)]
        self.settle()

    @rule(what=st.sampled_from(["send", "write"]), done=st.booleans(), nth=st.integers(1, 6))
    def the_bot_is_killed(self, what: str, done: bool, nth: int) -> None:
        self.do(self.killed_at(what, done, nth))
        self.settle()

    async def killed_at(self, what: str, done: bool, nth: int) -> None:
        """The bot steps, and is gone at its `nth` sending or writing: before it, or when it is done but not seen."""
        owner: Any = self.board.matrix if what == "send" else self.board.database
        original, gone, left = getattr(owner, what), asyncio.Event(), [nth]

        async def wrapped(*arguments: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                try:
                    if done:
                        await original(*arguments)
                finally:
                    gone.set()
            if left[0] <= 0:
                await asyncio.Event().wait()
            return await original(*arguments)

        setattr(owner, what, wrapped)
        step, end = asyncio.create_task(self.board.bot.step()), asyncio.create_task(gone.wait())
        await asyncio.wait([step, end], return_when=asyncio.FIRST_COMPLETED)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:  # all of it ends, also what was on its way
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        setattr(owner, what, original)
        await self.board.stop()
        await self.board.start()

    def settle(self) -> None:
        self.do(self.board.bot.step())
        self.do(self.board.bot.step())
        for text in self.paper.time_is(to_ms(self.board.now)):
            self.rung[text] += 1
        self.compare()

    # what must hold

    def compare(self) -> None:
        assert self.do(self.board.database.read(_records)) == self.paper.records()
        heard = self.board.heard()
        replies = Counter(
            event.content.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id") for event in heard
        )
        assert {event: replies[event] for event in self.asked} == dict.fromkeys(self.asked, 1)
        texts = {
            event.content["m.relates_to"]["m.in_reply_to"]["event_id"]: body(event)
            for event in heard
            if _is_reply(event)
        }
        assert {event: not texts[event].startswith("⚠️") for event in self.asked} == self.asked
        rung = [body(event) for event in heard if event.content.get("msgtype") == "m.text"]
        said = Counter({text: sum(text in one for one in rung) for text in self.rung})
        assert said == self.rung

    @invariant()
    def nothing_was_said_twice(self) -> None:
        transactions = Counter(event.transaction_id for event in self.board.heard())
        assert all(count == 1 for count in transactions.values())

    def teardown(self) -> None:
        try:
            self.settle()
        finally:
            self.do(self.board.stop())
            self.runner.close()
            self.folder.cleanup()


def _is_reply(event: Event) -> bool:
    return "m.in_reply_to" in event.content.get("m.relates_to", {})


def _records(connection: sqlite3.Connection) -> dict[str, Any]:
    """What the bot's records say, in the model's form."""

    def name(user_id: str | None) -> str | None:
        return user_id[1:].split(":", maxsplit=1)[0] if user_id else None

    tasks = connection.execute("""
        SELECT t.number, t.title, t.state,
               (SELECT o.user_id FROM task_owners o WHERE o.task_id = t.id AND t.state = 'open')
        FROM tasks t WHERE t.key IS NULL""")
    entries = connection.execute("""
        SELECT number, key, (SELECT json_group_array(folded) FROM literature_tags WHERE entry = literature.id)
        FROM literature""")
    offers = connection.execute("SELECT number, host, place, withdrawn IS NULL FROM host_offers")
    votes = connection.execute("""
        SELECT slot, voter, value FROM (
            SELECT slot, voter, value, row_number() OVER (PARTITION BY slot, voter ORDER BY time DESC, id DESC) AS place
            FROM votes WHERE NOT redacted) WHERE place = 1 AND value NOT IN ('none', 'spoilt')""")
    reminders = connection.execute("SELECT number, text, state FROM reminders")
    return {
        "tasks": {number: (title, state, name(owner)) for number, title, state, owner in tasks},
        "entries": {number: (key, sorted(json.loads(tags))) for number, key, tags in entries},
        "offers": {number: (name(host), place, bool(stands)) for number, host, place, stands in offers},
        "votes": {(slot, name(voter)): value for slot, voter, value in votes},
        "reminders": {number: (text, state) for number, text, state in reminders},
    }


@pytest.fixture(autouse=True)
def _no_pauses_and_no_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sender, "LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


TestConversation = Conversation.TestCase
TestConversation.settings = settings(
    stateful_step_count=25,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
