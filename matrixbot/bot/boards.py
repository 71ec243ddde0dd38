"""The board rooms as they are now: who is a member, who organises, which room a direct chat belongs to."""

from __future__ import annotations

from collections.abc import Collection

from commands.base import Direct, Room
from commands.words import Member
from matrixbot.gateway import Gateway, RoomState
from matrixbot.serving import Unserved, why_not

ORGANISER = 50
"""The power level from which a member can organise."""


class Boards:
    """The board rooms that the configuration lists, seen through the gateway."""

    def __init__(
        self,
        gateway: Gateway,
        room_ids: Collection[str],
        organisers: Collection[str],
        allow_unencrypted: Collection[str] = (),
        *,
        newcomers_wait: bool = False,
    ) -> None:
        self._gateway = gateway
        self._ids = list(room_ids)
        self._allow_unencrypted = frozenset(allow_unencrypted)
        self._organisers = frozenset(organisers)
        self._newcomers_wait = newcomers_wait
        self._pinned: dict[str, frozenset[str]] = {}
        self._accepted: dict[str, frozenset[str] | None] = {}
        self._seen: dict[str, tuple[RoomState, Room]] = {}

    @property
    def room_ids(self) -> list[str]:
        return list(self._ids)

    def is_board(self, room_id: str) -> bool:
        return room_id in self._ids

    def room(self, room_id: str) -> Room | None:
        """The board room with its members; None if it is none, or the bot has not joined it, or it is refused."""
        state = self._gateway.room(room_id) if self.is_board(room_id) else None
        if state is None or self._is_refused(state):
            return None
        seen = self._seen.get(room_id)
        if seen is None or seen[0] is not state:  # the gateway gives the same value until something changes
            seen = self._seen[room_id] = state, self._room(state)
        return seen[1]

    def open_ids(self) -> list[str]:
        """The board rooms in which the bot works now."""
        return [room_id for room_id in self._ids if self.room(room_id)]

    def is_refused(self, room_id: str) -> bool:
        """Whether the bot refuses to work in that joined board room because it is not encrypted."""
        state = self._gateway.room(room_id) if self.is_board(room_id) else None
        return state is not None and self._is_refused(state)

    def why_not(self, room_id: str) -> Unserved | None:
        """Why the bot does not work in that board room; None if it does."""
        state = self._gateway.room(room_id)
        return why_not(state, self._gateway.user_id, in_clear=room_id in self._allow_unencrypted)

    def shared_with(self, user_id: str) -> list[Room]:
        """The board rooms of which that user is a member."""
        rooms = (self.room(room_id) for room_id in self._ids)
        return [room for room in rooms if room and room.member(user_id)]

    def is_direct(self, room_id: str) -> bool:
        """Whether the room is a direct chat: encrypted, the bot's with exactly one other user, and not replaced."""
        state = self._gateway.room(room_id)
        return bool(state and state.direct and state.encrypted and not state.successor) and not self.is_board(room_id)

    def directs(self) -> tuple[Direct, ...]:
        """The direct chats that there are now."""
        return tuple(
            Direct(room_id, user_id, state.encrypted)
            for room_id in self._gateway.rooms()
            if self.is_direct(room_id) and (state := self._gateway.room(room_id))
            for user_id in state.people
            if user_id != self._gateway.user_id
        )

    def follow(self, old: str, new: str) -> None:
        """The room was upgraded: `new` takes the place of `old`."""
        self._ids = [new if room_id == old else room_id for room_id in self._ids]

    def powerful(self, room_id: str) -> frozenset[str]:
        """To whom the room's state gives the power to organise: the homeserver's word, which alone makes nobody one."""
        state = self._gateway.room(room_id)
        return frozenset(p.user_id for p in state.people.values() if p.power >= ORGANISER) if state else frozenset()

    def pin(self, room_id: str, organisers: frozenset[str], accepted: frozenset[str] | None) -> None:
        """These organise in the room, as long as its state gives them the power; these are more than newcomers, None
        while the room was not seen yet: then its members are taken as they are."""
        if (self._pinned.get(room_id), self._accepted.get(room_id)) != (organisers, accepted):
            self._pinned[room_id], self._accepted[room_id] = organisers, accepted
            self._seen.pop(room_id, None)

    def _waits(self, room_id: str, user_id: str) -> bool:
        """Whether an organiser's word is missing for that user there."""
        accepted = self._accepted.get(room_id)
        return self._newcomers_wait and accepted is not None and user_id not in accepted | self._organisers

    def waits_in(self, chat: str, user_id: str) -> Room | None:
        """The board room whose organisers' word is missing before that user is obeyed and gets keys in `chat`; None if
        none is. A member of one board room speaks to the bot alone without the word of another."""
        if self.is_board(chat):
            room = self.room(chat)
            return room if room and _awaits_a_word(room, user_id) else None
        rooms = (room for room_id in self._ids if (room := self.room(room_id)) and _awaits_a_word(room, user_id))
        found = next(rooms, None)
        return found if found and not self.shared_with(user_id) else None

    def speaks_in(self, chat: str, user_id: str) -> bool:
        """Whether what that user says in the chat is looked at: of somebody in it for whom no word is missing; in a
        board room also of a known member who has left it, whose last words may still be on their way."""
        state = self._gateway.room(chat)
        if state is not None and user_id in state.people:
            return self.waits_in(chat, user_id) is None
        return self.is_board(chat) and user_id in (self._accepted.get(chat) or ())

    def _power(self, room_id: str, user_id: str, power: int) -> int:
        """The member's power here: of the configured and the pinned organisers what the state says, of others less."""
        if user_id in self._organisers:
            return max(power, ORGANISER)
        return power if user_id in self._pinned.get(room_id, frozenset()) else min(power, ORGANISER - 1)

    def is_awaited(self, room_id: str) -> bool:
        """Whether a board room says that it is replaced by that one: an invitation into it is welcome."""
        states = (self._gateway.room(board) for board in self._ids)
        return any(state is not None and state.successor == room_id for state in states)

    def may_move_to(self, old: str, state: RoomState) -> bool:
        """Whether that joined room takes the place of `old`: its creation says so, and the bot may work in it."""
        return state.predecessor == old and not self.is_board(state.room_id) and not self._is_refused(state)

    def _is_refused(self, state: RoomState) -> bool:
        return not state.encrypted and state.room_id not in self._allow_unencrypted

    def _room(self, state: RoomState) -> Room:
        people = tuple(
            Member(p.user_id, p.name, self._power(state.room_id, p.user_id, p.power))
            for p in state.people.values()
            if p.user_id != self._gateway.user_id
        )
        waiting = tuple(member for member in people if self._waits(state.room_id, member.user_id))
        members = tuple(member for member in people if member not in waiting)
        return Room(
            state.room_id,
            members,
            bot=self._gateway.user_id,
            notify_power=state.notify_room,
            name=state.name,
            waiting=waiting,
        )


def _awaits_a_word(room: Room, user_id: str) -> bool:
    return any(member.user_id == user_id for member in room.waiting)
