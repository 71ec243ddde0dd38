"""A board in a test: say something as a member, read what the bot answers. Real database, standing clock."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commands.base import Duty, Settings, to_ms
from matrixbot.bot.bot import Bot, Rules
from matrixbot.gateway import Event, Person
from storage import Database
from tests.fake_matrix import BOT, FakeMatrix
from tests.records import migrated
from tests.within import Within, within

ROOM = "!board:board.test"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=BERLIN)
"""A Wednesday, the corpus's own now."""
PEOPLE = (
    Person("@anna:board.test", "Anna", 0),
    Person("@ben:board.test", "Ben", 0),
    Person("@cem:board.test", "Cem", 0),
    Person("@olga:board.test", "Olga", 50),
)
DUTIES = (
    Duty("literature", {"de": "Literaturverwaltung", "en": "Literature management"}),
    Duty("impulses", {"de": "Impulse und Referierende", "en": "Impulses and speakers"}),
    Duty("hosting", {"de": "Gastgeberschaft", "en": "Hosting"}),
    Duty("publicity", {"de": "Öffentlichkeitsarbeit", "en": "Publicity"}),
)

WRONG = "⚠️ Hier ist etwas schiefgegangen; nichts wurde geändert. Bitte der Administration den Code … nennen."
NOT_SAID = (
    "⚠️ Etwas, das jetzt fällig war, konnte nicht gesagt werden. Es wird noch einmal versucht; bitte der Administration "
    "den Code … nennen."
)
"""What is said of faults, as `without_code` gives it."""

_TOLD = re.compile(r"(\d+\. .+) – \d+ ja, .*|(Termin: .+ → .+|Ort: [^→]+|Abgestimmt wird bis .+)")


async def opened(path: Path) -> Database:
    """The database in that file, which becomes a new one if there is none."""
    _make(path)
    return await Database.open(path)


def _make(path: Path) -> None:
    if not path.exists():
        path.write_bytes(migrated())


database_of = opened
"""What a board begins on that is given no database: another one while the quick run lends them (`tests.lending`)."""


class Answer(str):
    """The text of the bot's answer. `event` is the answer itself, `also` what else the bot said then."""

    event: Event | None
    also: list[Event]


class Board:
    """One board room with Anna, Ben, Cem and the organiser Olga, and the bot in it."""

    def __init__(self, folder: Path, settings: Settings | None = None, **rules: Any) -> None:
        self.folder = folder
        self.settings = settings or Settings(duties=DUTIES)
        self.rules = Rules(**{"room_ids": [ROOM], **rules})
        self.matrix = FakeMatrix()
        self.matrix.allow_unencrypted = frozenset(self.rules.allow_unencrypted)
        self.matrix.add_room(ROOM, *PEOPLE)
        self.now = NOW
        self.title_of: Callable[[str], Awaitable[str | None]] | None = None

    async def start(self, database: Database | None = None) -> Board:
        """Starts the bot on this folder's database, as after a restart; one that is open already is given, or was when
        the bot was started first."""
        if database is None and isinstance(getattr(self, "database", None), Within):
            database = self.database
        self.database = database or await database_of(self.folder / "board.db")
        self.bot = Bot(self.database, self.matrix, self.settings, self.rules, lambda: self.now, self.title_of)
        await self.bot.step()
        return self

    @asynccontextmanager
    async def tried(self) -> AsyncIterator[Board]:
        """Another board as this one stands now, after a restart: what is said there is taken back at the end."""
        async with within(self.database) as database:
            board = Board(self.folder, self.settings)
            board.rules, board.matrix, board.now = self.rules, self.matrix.copied(), self.now
            yield await board.start(database)

    async def stop(self) -> None:
        await self.database.close()

    async def says(self, who: str, body: str, *, room: str = ROOM, **content: Any) -> Answer:
        """`who` says `body`; gives what the bot answered, "" for silence."""
        event = self.said(who, {"msgtype": "m.text", "body": body, **content}, room=room)
        return await self.answer_to(event)

    async def edits(self, who: str, event_id: str, body: str) -> Answer:
        """`who` replaces the text of an earlier message of theirs."""
        new = {"msgtype": "m.text", "body": body}
        relation = {"rel_type": "m.replace", "event_id": event_id}
        return await self.answer_to(
            self.said(who, {"msgtype": "m.text", "body": "* " + body, "m.new_content": new, "m.relates_to": relation})
        )

    async def votes(self, who: str, poll: Event, *answers: str) -> Answer:
        """`who` answers a native poll."""
        content = {
            "org.matrix.msc3381.poll.response": {"answers": list(answers)},
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll.event_id},
        }
        return await self.answer_to(self.said(who, content, type="org.matrix.msc3381.poll.response"))

    async def reacts(self, who: str, target: Event, key: str) -> Answer:
        relation = {"rel_type": "m.annotation", "event_id": target.event_id, "key": key}
        return await self.answer_to(self.said(who, {"m.relates_to": relation}, type="m.reaction", encrypted=False))

    async def redacts(self, who: str, target: Event) -> Answer:
        return await self.answer_to(
            self.said(who, {}, type="m.room.redaction", redacts=target.event_id, encrypted=False)
        )

    async def joins(self, who: str) -> list[Event]:
        before = len(self.matrix.said_by_bot(ROOM))
        self.matrix.person_joins(ROOM, Person(f"@{who}:board.test", who.capitalize()), to_ms(self.now))
        await self.bot.step()
        return self.matrix.said_by_bot(ROOM)[before:]

    async def leaves(self, who: str) -> list[Event]:
        before = len(self.matrix.said_by_bot(ROOM))
        self.matrix.person_leaves(ROOM, f"@{who}:board.test", to_ms(self.now))
        await self.bot.step()
        return self.matrix.said_by_bot(ROOM)[before:]

    def said(self, who: str, content: dict[str, Any], *, room: str = ROOM, **fields: Any) -> Event:
        """An event of that member, not yet read by the bot; at the standing clock's time."""
        given = {"type": "m.room.message", "time": to_ms(self.now), "encrypted": True, **fields}
        self.last = Event(self.matrix.new_id(), room, f"@{who}:board.test", content=content, **given)
        return self.matrix.happens(self.last)

    async def answer_to(self, event: Event) -> Answer:
        """Lets the bot read; gives its reply to `event` (or its edit of that reply), with all it said beside."""
        before = len(self.matrix.said_by_bot(event.room_id))
        await self.bot.step()
        new = self.matrix.said_by_bot(event.room_id)[before:]
        meant = (event.event_id, event.content.get("m.relates_to", {}).get("event_id"))
        reply = next((e for e in new if _replied_to(e) in meant), None)
        reply = reply or next((e for e in new if "m.new_content" in e.content), None)
        answer = Answer(_body(reply) if reply else "")
        answer.event, answer.also = reply, [e for e in new if e is not reply]
        return answer

    async def passes(self, **span: float) -> list[Event]:
        """Time goes by; gives what the bot said unasked."""
        return await self.later(self.now + timedelta(**span))

    async def later(self, moment: datetime) -> list[Event]:
        """It becomes `moment`; gives what the bot said unasked."""
        before = len(self.matrix.said_by_bot(ROOM))
        self.now = moment
        await self.bot.step()
        return self.matrix.said_by_bot(ROOM)[before:]

    def heard(self, of: Callable[[Event], bool] = lambda event: True) -> list[Event]:
        """All the bot has said in the board room."""
        return [event for event in self.matrix.said_by_bot(ROOM) if of(event)]

    def buttons(self, under: Event) -> list[str]:
        """The reactions that the bot has put under an event."""
        relations = [
            event.content["m.relates_to"]
            for event in self.matrix.events(under.room_id)
            if event.type == "m.reaction" and event.sender == BOT
        ]
        return [relation["key"] for relation in relations if relation["event_id"] == under.event_id]

    def polls(self) -> list[Event]:
        """The native polls the bot has posted."""
        return self.heard(lambda event: event.type.endswith("poll.start"))


def withdrawn(said: Iterable[Event]) -> list[str]:
    """The ids of the events that the bot has redacted, in that order."""
    return [event.content["redacts"] for event in said if event.type == "m.room.redaction"]


def body(event: Event) -> str:
    """What an event says, without the mark of an edit."""
    return _body(event)


def all_said(answer: Answer) -> str:
    """The answer and all that was said beside it."""
    return "\n".join([answer, *(body(event) for event in answer.also)])


def refused(answer: str) -> bool:
    """Whether a line was refused or asked about: all that is said of lines that only lead to what a test is about."""
    return answer.startswith("⚠️")


def without_code(text: str) -> str:
    """What is said of a fault, without its code, which is another one each time."""
    return re.sub(r"\bCode [0-9a-f]{6}\b", "Code …", text)


def in_document(text: str, *parts: str) -> bool:
    """Whether a file, a page or a text made at random has these parts; an answer is asserted whole."""
    return all(part in text for part in parts)


def rung(answer: Answer) -> list[str]:
    """What was said beside the answer and rang somebody."""
    return [body(event) for event in answer.also if rings(event)]


def has_file(answer: Answer) -> bool:
    """Whether a file came with the answer."""
    return any(event.content.get("msgtype") == "m.file" for event in answer.also)


async def file_of(room: Board, answer: Answer) -> list[str]:
    """The lines of the calendar file that came with the answer."""
    file = next(event for event in answer.also if event.content.get("msgtype") == "m.file")
    return (await room.matrix.download(file.content)).decode().replace("\r\n ", "").split("\r\n")


def uids(file: list[str]) -> set[str]:
    """The ids of the entries of a calendar file, by which a program knows them again."""
    return {line for line in file if line.startswith("UID:")}


def with_dates(answer: Answer) -> str:
    """The answer, and below it what only the message beside it says: dates, place and end of a list, what changed."""
    new = [event for event in answer.also if "m.new_content" not in event.content]
    rows = [_TOLD.fullmatch(row) for event in new for row in body(event).split("\n")]
    return "\n".join([answer, *(row[1] or row[2] for row in rows if row)])


def rings(event: Event) -> list[str] | str:
    """Whom an event rings: user ids, "room", or nobody. A notice rings nobody, whatever it mentions."""
    mentions = event.content.get("m.mentions", {})
    if event.content.get("msgtype") != "m.text":
        return []
    return "room" if mentions.get("room") else mentions.get("user_ids", [])


def _body(event: Event) -> str:
    content = event.content.get("m.new_content", event.content)
    return str(content.get("body") or content.get("org.matrix.msc1767.text", ""))


def _replied_to(reply: Event) -> str:
    relation = reply.content.get("m.relates_to", {})
    return str(relation.get("m.in_reply_to", {}).get("event_id"))
