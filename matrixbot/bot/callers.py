"""Who speaks to the bot, and about which board room: from an event to its `Call`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from commands.base.call import Call, Room
from commands.words import Member
from matrixbot.bot.house import House
from matrixbot.bot.meaning import Addressed, Answered, Meaning, Moved, Redacted
from matrixbot.gateway import Event
from storage.chats import chosen_board
from storage.languages import Languages


class Callers:
    """Finds the member and the board room behind an event."""

    def __init__(self, house: House) -> None:
        self._house = house

    def addressed(self, room_id: str) -> Addressed:
        """How one speaks to the bot in that room."""
        house = self._house
        bot, state = house.gateway.user_id, house.gateway.room(room_id)
        shown = state.people[bot].name if state and bot in state.people else bot
        local = bot[1:].partition(":")[0]
        return Addressed(house.settings.prefix, (shown, bot, f"@{local}", local), house.boards.is_direct(room_id))

    async def call(self, event: Event, found: Meaning | None, now: datetime) -> Call | None:
        """Who is meant and which board room; None for somebody who is no member."""
        house = self._house
        if house.boards.is_board(event.room_id):
            room = house.boards.room(event.room_id)
        elif house.boards.is_direct(event.room_id):
            return await self._direct_call(event, now)
        else:
            return None
        if room is None:
            return None
        who = found.user_id if isinstance(found, Moved) else event.sender
        member = room.member(who)
        if member is None and isinstance(found, Moved | Answered | Redacted):
            member = room.named(who)  # was a member then, or the server had not let it through: may come back
        if member is None:
            return None
        return self._made(event, room, member, now)

    async def _direct_call(self, event: Event, now: datetime) -> Call | None:
        """A call in a direct chat: about the board room that was chosen there, or the only one there is."""
        house = self._house
        rooms = house.boards.shared_with(event.sender)
        if not rooms:
            return None
        chosen, language = await house.database.read(
            lambda connection: (chosen_board(connection, event.room_id), Languages(connection).of(event.sender))
        )
        room = next((room for room in rooms if room.room_id == chosen), rooms[0])
        call = self._made(event, room, room.named(event.sender), now)
        undecided = len(rooms) > 1 and room.room_id != chosen
        return replace(call, boards=tuple(rooms), undecided=undecided, language=language)

    def _made(self, event: Event, room: Room, member: Member, now: datetime) -> Call:
        house = self._house
        trust = house.trust(room.room_id)
        return Call(
            room,
            member,
            now=now,
            settings=house.settings,
            event_id=event.event_id,
            chat=event.room_id,
            trust=trust,
            said=event.time,
        )
