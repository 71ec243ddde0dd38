"""The homeserver of the quick tests: rooms in memory behind `matrixbot.gateway.Gateway`. The only fake there is."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from matrixbot.gateway import Batch, Event, Finding, Invite, Joined, Person, Refused, RoomState, TryLater

BOT = "@bot:board.test"


@dataclass
class FakeRoom:
    """A room: its state, all its events in order."""

    state: RoomState
    events: list[Event] = field(default_factory=list)


IN_CLEAR: list[tuple[str, str]] = []
"""What the test under way tried to say in clear, as room and type: every test ends with none (`conftest`)."""


class FakeMatrix:
    """Keeps what is said; a sync gives what came since. `fail_next` makes the next sends fail as it says."""

    user_id = BOT

    def __init__(self) -> None:
        self._rooms: dict[str, FakeRoom] = {}
        self._stream: list[Event | Invite] = []
        self._count = 0
        self._by_transaction: dict[str, str] = {}
        self.allow_unencrypted: frozenset[str] = frozenset()
        self.joined: list[str] = []
        self.declined: list[str] = []
        self.files: dict[str, bytes] = {}
        self.time: datetime | None = None
        self.fail_next: list[TryLater | Refused] = []
        self.fail_downloads: list[TryLater | Refused] = []
        self.lose_answers = 0
        self.recovered: list[Event] = []
        self.findings: list[Finding] = []
        self.accepted: list[str] = []
        self.forgotten: list[str] = []
        self.nights: list[tuple[date, int]] = []
        self.readers: dict[str, Collection[str] | None] = {}
        self.not_verified: list[str] = []
        self.identity_changed: list[str] = []

    def add_room(
        self, room_id: str, *people: Person, encrypted: bool = True, direct: bool = False, name: str = ""
    ) -> FakeRoom:
        everyone = {person.user_id: person for person in (*people, Person(BOT, "Board-Assistent", 50))}
        room = FakeRoom(RoomState(room_id, everyone, encrypted=encrypted, direct=direct, name=name))
        self._rooms[room_id] = room
        return room

    def copied(self) -> FakeMatrix:
        """Another homeserver on which the same has happened."""
        other = copy.copy(self)
        other._rooms = {key: FakeRoom(room.state, list(room.events)) for key, room in self._rooms.items()}
        other._stream, other._by_transaction = list(self._stream), dict(self._by_transaction)
        other.files, other.readers = dict(self.files), dict(self.readers)
        return other

    def upgrade(self, old: str, new: str) -> None:
        """The room is replaced by another one that the bot is let into."""
        room = self._rooms[old]
        room.state = replace(room.state, successor=new)
        if new in self._rooms:
            self._rooms[new].state = replace(self._rooms[new].state, predecessor=old)

    def happens(self, event: Event) -> Event:
        """An event takes place: it will be in the next sync."""
        self._rooms[event.room_id].events.append(event)
        self._stream.append(event)
        return event

    def invites(self, invite: Invite) -> None:
        self._stream.append(invite)

    def new_id(self) -> str:
        self._count += 1
        return f"$event{self._count}"

    def person_joins(self, room_id: str, person: Person, time: int) -> None:
        self._membership(room_id, {**self._rooms[room_id].state.people, person.user_id: person})
        self._member_event(room_id, person.user_id, "join", time)

    def person_leaves(self, room_id: str, user_id: str, time: int) -> None:
        people = {u: p for u, p in self._rooms[room_id].state.people.items() if u != user_id}
        self._membership(room_id, people)
        self._member_event(room_id, user_id, "leave", time)

    def events(self, room_id: str) -> list[Event]:
        return list(self._rooms[room_id].events)

    def said_by_bot(self, room_id: str) -> list[Event]:
        """What it has said there; reactions are no words."""
        return [event for event in self._rooms[room_id].events if event.sender == BOT and event.type != "m.reaction"]

    # The gateway

    async def sync(self, since: str | None, timeout: float) -> Batch:
        start = int(since) if since else len(self._stream)
        news = self._stream[start:]
        events = [entry for entry in news if isinstance(entry, Event)]
        rooms = [Joined(room_id, [e for e in events if e.room_id == room_id]) for room_id in self._rooms]
        invites = [entry for entry in news if isinstance(entry, Invite)]
        recovered, self.recovered = self.recovered, []
        findings, self.findings = self.findings, []
        return Batch(str(len(self._stream)), [room for room in rooms if room.events], invites, recovered, findings)

    async def send(
        self,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        transaction_id: str,
        readers: Collection[str] | None = None,
    ) -> str:
        self._note_clear(room_id, event_type)
        self.readers[transaction_id] = readers
        if self.fail_next:
            raise self.fail_next.pop(0)
        if transaction_id not in self._by_transaction:
            event_id = self.new_id()
            self._by_transaction[transaction_id] = event_id
            last = self._rooms[room_id].events[-1].time if self._rooms[room_id].events else 0
            encrypted = self._rooms[room_id].state.encrypted
            self.happens(
                Event(event_id, room_id, BOT, event_type, dict(content), last, encrypted, transaction_id=transaction_id)
            )
        if self.lose_answers:
            self.lose_answers -= 1
            raise TryLater("the connection was cut after the work was done")
        return self._by_transaction[transaction_id]

    async def redact(self, room_id: str, event_id: str, transaction_id: str) -> str:
        assert all(event.sender == BOT for event in self.events(room_id) if event.event_id == event_id)
        return await self.send(room_id, "m.room.redaction", {"redacts": event_id}, transaction_id)

    async def say_in_clear(self, room_id: str, content: Mapping[str, Any], transaction_id: str) -> str:
        event_id = self.new_id()
        self.happens(Event(event_id, room_id, BOT, "m.room.message", dict(content), 0, transaction_id=transaction_id))
        return event_id

    def withhold(self, withheld: Callable[[str, str], bool]) -> None:
        self.withheld = withheld

    def forget_identity(self, user_id: str) -> None:
        self.forgotten.append(user_id)

    async def accept(self, user_id: str, identity: str) -> bool:
        self.accepted.append(user_id)
        assert identity == f"identity of {user_id}"
        return user_id in self.identity_changed

    def unverified(self, room_id: str) -> Sequence[str]:
        return self.not_verified

    def changed(self, room_id: str) -> Mapping[str, str]:
        return {user_id: f"identity of {user_id}" for user_id in self.identity_changed}

    def unread(self) -> Sequence[Event]:
        return []

    async def forget_keys(self, day: date, nights: int) -> int:
        self.nights.append((day, nights))
        return 0

    async def own_device(self) -> tuple[str, bool]:
        return "aaaa bbbb", True

    async def upload(self, room_id: str, data: bytes, mimetype: str, filename: str) -> Mapping[str, Any]:
        self._note_clear(room_id, "file")
        uri = f"mxc://board.test/{len(self.files)}"
        self.files[uri] = data
        return {"file": {"url": uri}}

    async def event(self, room_id: str, event_id: str) -> Event | None:
        return next((event for event in self._rooms[room_id].events if event.event_id == event_id), None)

    async def download(self, content: Mapping[str, Any]) -> bytes:
        if self.fail_downloads:
            raise self.fail_downloads.pop(0)
        file = content.get("file")
        address = file.get("url") if isinstance(file, dict) else None
        if not isinstance(address, str) or address not in self.files:
            raise Refused("there is no such file")
        return self.files[address]

    async def join(self, room: str) -> str:
        self.joined.append(room)
        return room

    async def decline(self, room_id: str) -> None:
        self.declined.append(room_id)
        self._rooms.pop(room_id, None)

    async def leave(self, room_id: str) -> None:
        del self._rooms[room_id]

    async def resolve(self, alias: str) -> str:
        raise Refused("M_NOT_FOUND")

    def server_time(self) -> datetime | None:
        return self.time

    def room(self, room_id: str) -> RoomState | None:
        room = self._rooms.get(room_id)
        return room.state if room else None

    def rooms(self) -> Sequence[str]:
        return list(self._rooms)

    def _note_clear(self, room_id: str, event_type: str) -> None:
        if not self._rooms[room_id].state.encrypted and room_id not in self.allow_unencrypted:
            IN_CLEAR.append((room_id, event_type))

    def _membership(self, room_id: str, people: Mapping[str, Person]) -> None:
        room = self._rooms[room_id]
        room.state = replace(room.state, people=people)

    def _member_event(self, room_id: str, user_id: str, membership: str, time: int) -> None:
        content = {"membership": membership}
        self.happens(Event(self.new_id(), room_id, user_id, "m.room.member", content, time, state_key=user_id))
