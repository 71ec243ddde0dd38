"""What must be true in the end: each command answered once, each record there once, each word said once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nio

from tests.server.members import Member


@dataclass(frozen=True)
class Line:
    """A command that a member said. `token` is a word that stands in nothing else; `kind` is what it was."""

    event_id: str
    kind: str
    token: str


@dataclass(frozen=True)
class Word:
    """Something the bot said, as a member could read it."""

    event_id: str
    type: str
    content: Mapping[str, Any]
    readable: bool

    @property
    def answers(self) -> str | None:
        relation = self.content.get("m.relates_to", {})
        answered = relation.get("m.in_reply_to", {}).get("event_id")
        return answered if relation.get("rel_type") != "m.replace" else None

    @property
    def edits(self) -> str | None:
        relation = self.content.get("m.relates_to", {})
        return relation.get("event_id") if relation.get("rel_type") == "m.replace" else None

    @property
    def text(self) -> str:
        content = self.content.get("m.new_content", self.content)
        return str(content.get("body") or content.get("org.matrix.msc1767.text", ""))

    @property
    def shape(self) -> str:
        """What kind of thing it is, to compare two conversations."""
        relation = self.content.get("m.relates_to", {})
        return f"{self.type} {self.content.get('msgtype', '')} {relation.get('rel_type', '')}".strip()


async def history(member: Member, room_id: str, bot: str) -> list[Word]:
    """All that the bot has ever said in the room, oldest first, as that member can read it."""
    await member.nio.sync()
    words: list[Word] = []
    start: str | None = None
    while True:
        page = await member.nio.room_messages(room_id, start, limit=500)
        assert isinstance(page, nio.RoomMessagesResponse), page
        words += [_word(event) for event in page.chunk if event.sender == bot and "state_key" not in event.source]
        if not page.chunk or page.end is None or page.end == start:
            return words[::-1]
        start = page.end


def _word(event: nio.Event | nio.BadEvent) -> Word:
    source = event.source
    return Word(event.event_id, source.get("type", ""), source["content"], not isinstance(event, nio.MegolmEvent))


def rows(database: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the bot's records say; read beside the bot."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()


def unanswered(lines: list[Line], words: list[Word]) -> list[Line]:
    """The lines that the bot has said nothing about yet."""
    answered = {word.answers for word in words}
    return [line for line in lines if line.event_id not in answered]


def disagreements(lines: list[Line], words: list[Word], database: Path) -> list[str]:
    """Everything that was lost, doubled, or stands in the records otherwise than in the room; empty if all is well."""
    replies = Counter(word.answers for word in words if word.answers)
    found = [f"{line.kind} {line.token}: {_times(replies[line.event_id])}" for line in lines]
    found = [one for one in found if not one.endswith("once")]
    found += [f"{word.shape}: cannot be read" for word in words if not word.readable]
    found += [f"{count} rows still wait" for (count,) in rows(database, _WAITING) if count]
    first = {word.answers: word for word in words if word.answers}
    for line in lines:
        answer = first.get(line.event_id)
        if answer is not None:
            found += _record(line, answer, words, database)
    return found + _strays(words, database)


_WAITING = "SELECT count(*) FROM outbox WHERE sent IS NULL"


def _times(count: int) -> str:
    return {0: "lost", 1: "once"}.get(count, f"answered {count} times")


def _record(line: Line, answer: Word, words: list[Word], database: Path) -> list[str]:
    """Whether the record that the line made is there once and bears the number that the room was told."""
    match line.kind:
        case "task" | "edited":
            found = rows(database, "SELECT number FROM tasks WHERE title LIKE ?", f"%{line.token}%")
            told = [word.text for word in words if word.edits == answer.event_id] if line.kind == "edited" else []
            if line.kind == "edited" and len(told) != 1:
                return [f"{line.kind} {line.token}: its answer was edited {len(told)} times"]
            return _same(line, found, "T", told[-1] if told else answer.text)
        case "undone":
            left = rows(database, "SELECT number FROM tasks WHERE title LIKE ?", f"%{line.token}%")
            return [f"undone {line.token}: still there"] if left else []
        case "undo":
            return [] if line.token in answer.text else [f"undo {line.token}: took back something else: {answer.text}"]
        case "reminder":
            found = rows(database, "SELECT number FROM reminders WHERE text LIKE ?", f"%{line.token}%")
            rang = [word for word in words if line.token in word.text and word.content.get("msgtype") == "m.text"]
            problems = [] if len(rang) == 1 else [f"reminder {line.token}: rang {len(rang)} times"]
            return problems + _same(line, found, "R", answer.text)
        case "meeting":
            found = rows(database, "SELECT number FROM meetings WHERE title LIKE ?", f"%{line.token}%")
            polls = [word for word in words if word.type.endswith("poll.start") and line.token in word.text]
            gone = _withdrawn(words, found, database)
            once = len({poll.text for poll in polls}) == len(polls)
            standing = (0, SLOTS) if len(polls) == SLOTS else (SLOTS, 1)
            problems = [] if once and (len(gone), len(polls)) == standing else [f"{len(polls)} polls, {len(gone)} gone"]
            return [f"meeting {line.token}: {one}" for one in problems] + _same(line, found, "M", answer.text)
        case "decision":
            return _decision(line, answer, words, database)
        case "ballot":
            query = """
                SELECT d.number, count(*) FROM decision_ballots b JOIN decision_voters v ON v.id = b.voter
                JOIN decisions d ON d.id = v.decision WHERE d.text LIKE ? GROUP BY d.number
            """
            found = rows(database, query, f"%{line.token}%")
            once = len(found) == 1 and found[0][1] == 1
            return _same(line, found, "B", answer.text) if once else [f"ballot {line.token}: {found}"]
    return []


def _decision(line: Line, answer: Word, words: list[Word], database: Path) -> list[str]:
    """Whether a decision is there once, with one status message, one native poll until it is closed, one result then,
    and never two."""
    found = rows(database, "SELECT number, state FROM decisions WHERE text LIKE ?", f"%{line.token}%")
    problems = _same(line, found, "B", answer.text)
    for number, state in found:
        polls = [word for word in words if word.type.endswith("poll.start") and line.token in word.text]
        gone = _withdrawn(words, [(number,)], database, "B")
        said = [word.text for word in words if not word.edits]
        told = sum(text.startswith(f"B{number} ist") for text in said)
        status = sum(text.startswith(f"B{number}, ") for text in said)
        wanted = (1, 0, 0, 1) if state == "voting" else (0, 1, 1, 1)
        if (len(polls), len(gone), told, status) != wanted:
            problems.append(f"decision {line.token}, {state}: {len(polls)}, {len(gone)}, {told}, {status}")
    return problems


def _withdrawn(words: list[Word], found: list[tuple[Any, ...]], database: Path, letter: str = "M") -> list[Word]:
    """The native polls of that record that were redacted: of one said twice, one stays to be seen."""
    named = "SELECT event_id FROM outbox WHERE type LIKE '%poll.start' AND about LIKE ?"
    polls = {event for (number,) in found for (event,) in rows(database, named, f"% {letter}{number}")}
    return [word for word in words if word.event_id in polls and not word.content]


SLOTS = 2
"""How many dates each meeting of the script proposes; once it is fixed, one more poll asks who comes."""


def _same(line: Line, found: list[tuple[Any, ...]], letter: str, said: str) -> list[str]:
    if len(found) != 1:
        return [f"{line.kind} {line.token}: {len(found)} records"]
    return [] if f"{letter}{found[0][0]}" in said else [f"{line.kind} {line.token}: the room was told another number"]


def _strays(words: list[Word], database: Path) -> list[str]:
    """Messages in the room that no row of the outbox knows, and rows whose message is not in the room.

    An edit that was overtaken by a newer one of the same message while it was on its way may stand in the room alone.
    """
    noted = {event for (event,) in rows(database, "SELECT event_id FROM outbox WHERE event_id != ''")}
    unknown = [word for word in words if word.event_id not in noted and not word.edits]
    gone = noted - {word.event_id for word in words}
    return [f"{word.shape} {word.text!r}: said, but not noted" for word in unknown] + ["noted, but not said"] * len(
        gone
    )
