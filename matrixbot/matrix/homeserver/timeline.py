"""What a sync response says about rooms: their state, and their timelines whole from the bot's joining on."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from matrixbot.gateway import Invite
from matrixbot.matrix.homeserver.client import MOST_OF_A_SYNC, Client, part
from matrixbot.matrix.homeserver.fields import events as _events
from matrixbot.matrix.homeserver.fields import guarded, name, record, records, text
from matrixbot.matrix.homeserver.roomstate import JoinedRoom

EVENTS_PER_SYNC = 100
EVENTS_PER_PAGE = 100
MOST_PAGES = 200
PATIENCE = (2.5, 2.5, 2.5, 2.5, 10.0, 30.0)
"""Seconds that an answer may be late, by the failures before: a hanging connection is given up soon, but a homeserver
that needs long gets long in the end."""
FIRST_PATIENCE = (15.0, 30.0, 120.0)
"""The same for the first request of a run, which asks for the whole state."""

_NOTHING: dict[str, list[str]] = {"types": []}


def filter_of(*unheard: str) -> str:
    """What of the stream is asked for: timelines and state, without what those users say."""
    timeline = {"limit": EVENTS_PER_SYNC, **({"not_senders": unheard} if unheard else {})}
    room = {"timeline": timeline, "ephemeral": _NOTHING, "account_data": _NOTHING}
    return json.dumps({"presence": _NOTHING, "account_data": _NOTHING, "room": room})


@dataclass(slots=True)
class Arrived:
    """The rooms part of a response: raw timelines, oldest first, and invitations."""

    timelines: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    invites: list[Invite] = field(default_factory=list)


class Timeline:
    """The joined rooms, as the responses handled so far leave them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._running = False
        self._failures = 0
        self._ahead: tuple[str, asyncio.Task[dict[str, Any]]] | None = None
        self.rooms: dict[str, JoinedRoom] = {}
        self.invited: set[str] = set()
        self.left: set[str] = set()

    def shares_a_room_with(self, user: str) -> bool:
        """Whether that user is or was in a room that the bot is in: their last words may still be on their way."""
        return any(room.has_seen(user) for room in self.rooms.values())

    def ask_ahead(self, since: str) -> None:
        """Sends the first request of this run now: its answer is for the first `ask`. Asking says only that what was
        before `since` is done, so an answer that nobody takes comes again."""
        self._ahead = since, asyncio.create_task(self._asked(since, 0.0))

    async def give_up(self) -> None:
        """Nobody will take what was asked for ahead."""
        if self._ahead is not None:
            task = self._ahead[1]
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def ask(self, since: str | None, timeout: float) -> dict[str, Any]:
        """The raw sync response after `since`, waiting at most `timeout` seconds for something to happen."""
        if self._ahead is not None and self._ahead[0] == since:
            (_since, task), self._ahead = self._ahead, None
            return await task
        return await self._asked(since, timeout)

    async def _asked(self, since: str | None, timeout: float) -> dict[str, Any]:
        """The raw sync response after `since`, waiting at most `timeout` seconds for something to happen.

        The first request of a run asks for the whole state. Synapse answers repeated equal requests from a cache for
        two minutes; an odd time-out, which it does not wait for then, makes that request equal to none before.

        The bot's own words are asked for by the first request alone, which may show one whose answer was lost in a
        crash: their echo would be another answer and another request for each reply. Where a room is new, or something
        is said of the bot's own membership, the same is asked with them: what was said before it joined is not obeyed.
        """
        heard = filter_of(self._client.user_id) if self._running else filter_of()
        query = {"filter": heard, "timeout": str(int(timeout * 1000))}
        if since is not None:
            query["since"] = since
        if not self._running:
            query |= {"full_state": "true", "timeout": str(random.randrange(1, 1_000_000))}  # noqa: S311 - no secret
        patience = PATIENCE if self._running else FIRST_PATIENCE
        seconds = patience[min(self._failures, len(patience) - 1)] + (timeout if self._running else 0)
        self._failures += 1
        answer = await self._client.call("GET", f"/sync?{urlencode(query)}", seconds=seconds, most=MOST_OF_A_SYNC)
        if self._running and self._tells_of_us(answer):
            query |= {"filter": filter_of(), "timeout": "0"}
            answer = await self._client.call("GET", f"/sync?{urlencode(query)}", seconds=seconds, most=MOST_OF_A_SYNC)
        self._failures = 0
        return answer

    def _tells_of_us(self, answer: Mapping[str, Any]) -> bool:
        """Whether a room in it is new, or the bot has come or gone in one."""
        for room_id, entry in record(record(answer.get("rooms")).get("join")).items():
            if room_id not in self.rooms:
                return True
            events = _events(record(entry).get("state")) + _events(record(entry).get("timeline"))
            if any(e.get("type") == "m.room.member" and e.get("state_key") == self._client.user_id for e in events):
                return True
        return False

    async def take(self, response: Mapping[str, Any], since: str | None) -> Arrived:
        """Keeps the rooms current and gives their timelines. A malformed room or event is passed over, alone."""
        rooms, arrived = record(response.get("rooms")), Arrived()
        for room_id, entry in record(rooms.get("join")).items():
            if name(room_id):
                with guarded("a room in the sync response"):
                    arrived.timelines[room_id] = await self._joined(room_id, record(entry), since)
        for room_id in record(rooms.get("leave")):
            self.rooms.pop(room_id, None)
            self.invited.discard(room_id)
            self.left.add(room_id)
        for room_id, entry in record(rooms.get("invite")).items():
            invite = self._invite(room_id, _events(record(entry).get("invite_state")))
            if name(room_id) and invite:
                self.invited.add(room_id)
                arrived.invites.append(invite)
        self._running = True
        return arrived

    async def _joined(self, room_id: str, entry: Mapping[str, Any], since: str | None) -> list[Mapping[str, Any]]:
        room = self.rooms.get(room_id)
        if room is None:
            room = self.rooms[room_id] = JoinedRoom(room_id, self._client.user_id)
        self.invited.discard(room_id)
        self.left.discard(room_id)
        timeline = record(entry.get("timeline"))
        events = _events(timeline)
        for event in _events(entry.get("state")) + events:
            if "state_key" in event:
                with guarded("a state event"):
                    room.apply(event)
        if since is None:
            return []  # an initial sync is for state: what it shows was said before this bot's time
        before = timeline.get("prev_batch")
        if timeline.get("limited") is True and isinstance(before, str) and not self._join_in(events):
            events = await self._gap(room_id, before, since) + events
        return events[self._join_in(events) :]

    async def _gap(self, room_id: str, start: str, since: str) -> list[Mapping[str, Any]]:
        """The events between `since` and `start`, oldest first; not those from before the bot joined."""
        newest_first: list[Mapping[str, Any]] = []
        for _ in range(MOST_PAGES):
            query = urlencode({"dir": "b", "from": start, "to": since, "limit": EVENTS_PER_PAGE})
            page = await self._client.call("GET", f"/rooms/{part(room_id)}/messages?{query}")
            events = records(page.get("chunk"))
            newest_first += events
            start = text(page, "end") or ""
            if not events or not start or self._join_in(events):
                break
        return newest_first[::-1]

    async def said_since(self, room_id: str, since: str) -> int:
        """How many messages others have said in that room after that place, read or not."""
        only = json.dumps({"types": ["m.room.message", "m.room.encrypted"], "not_senders": [self._client.user_id]})
        start, count = since, 0
        for _ in range(MOST_PAGES):
            query = urlencode({"dir": "f", "from": start, "limit": EVENTS_PER_PAGE, "filter": only})
            page = await self._client.call("GET", f"/rooms/{part(room_id)}/messages?{query}")
            count += len(records(page.get("chunk")))
            after = text(page, "end") or ""
            if not after or after == start:
                break
            start = after
        return count

    def _join_in(self, events: Sequence[Mapping[str, Any]]) -> int:
        """The place after the bot's own joining in `events`, 0 if it did not join there.

        A changed profile is a member event too: only one that does not follow upon another `join` counts.
        """
        place = 0
        for index, event in enumerate(events):
            if event.get("type") == "m.room.member" and event.get("state_key") == self._client.user_id:
                unsigned = record(event.get("unsigned"))
                before = record(unsigned.get("prev_content")).get("membership")
                joined = record(event.get("content")).get("membership") == "join"
                if joined and before != "join" and (before or "replaces_state" not in unsigned):
                    place = index + 1
        return place

    def _invite(self, room_id: str, state: Sequence[Mapping[str, Any]]) -> Invite | None:
        for event in state:
            if event.get("type") == "m.room.member" and event.get("state_key") == self._client.user_id:
                direct = record(event.get("content")).get("is_direct") is True
                inviter = name(event.get("sender"))
                return Invite(room_id, inviter, direct) if inviter else None
        return None
