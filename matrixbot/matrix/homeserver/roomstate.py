"""A room as its state events say it is: people, power, encryption. Only what the homeserver says as state counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matrixbot.gateway import Person, RoomState
from matrixbot.matrix.crypto.canonical import is_storable
from matrixbot.matrix.homeserver.displaynames import shown, shown_name
from matrixbot.matrix.homeserver.fields import MOST, name, record, text

# Room versions before 12 give the creator 100 until power levels are set; from 12 on creators stand above all of them
# (MSC4289), and power level events may not name them.
FIRST_CREATOR_POWER = 100
CREATOR_POWER = 2**53
OLD_VERSIONS = frozenset(str(number) for number in range(1, 12))
DEFAULT_NOTIFY_POWER = 50
ROTATION_MS, ROTATION_MESSAGES = 7 * 24 * 3600 * 1000, 100
MINIMUM_ROTATION_MS = 3600 * 1000


class JoinedRoom:
    """One joined room, kept current by `apply`. Malformed state counts as absent."""

    def __init__(self, room_id: str, user_id: str) -> None:
        self.room_id = room_id
        self.user_id = user_id
        self.encryption_known = False
        self.encryption: Mapping[str, Any] | None = None
        self._members: dict[str, tuple[str, str]] = {}  # user id: membership, display name
        self._state: dict[str, Mapping[str, Any]] = {}
        self._creator = ""
        self._view: RoomState | None = None

    def apply(self, event: Mapping[str, Any]) -> None:
        """Takes one state event."""
        kind, key, content = event.get("type"), event.get("state_key"), event.get("content")
        if not isinstance(content, dict) or not isinstance(key, str) or not isinstance(kind, str):
            return
        if kind == "m.room.encryption" and not key:
            self.encrypt(content if is_storable(content) else {})
        if not is_storable(content):
            return
        self._view = None
        if kind == "m.room.member":
            if name(key):
                self._members[key] = (text(content, "membership") or "", text(content, "displayname") or "")
        elif key:
            return
        elif kind != "m.room.encryption":
            self._state[kind] = content
            if kind == "m.room.create":
                self._creator = name(event.get("sender")) or ""

    def encrypt(self, content: Mapping[str, Any]) -> None:
        """The room is encrypted from now on; nothing ever makes it plain again."""
        self.encryption, self._view = content, None

    @property
    def joined(self) -> list[str]:
        """Who gets room keys, and nobody else: the users in the room now."""
        return [user for user, (membership, _) in self._members.items() if membership == "join"]

    def has_seen(self, user: str) -> bool:
        """Whether that user is in the room, or was, or may come."""
        return user in self._members

    @property
    def rotation(self) -> tuple[float, int]:
        """After how many seconds, and after how many messages, a new room key is due (`m.room.encryption`)."""
        said = self.encryption or {}
        period = max(_whole(said.get("rotation_period_ms"), ROTATION_MS), MINIMUM_ROTATION_MS)
        return min(period, ROTATION_MS) / 1000, min(
            max(_whole(said.get("rotation_period_msgs"), 100), 1), ROTATION_MESSAGES
        )

    def view(self) -> RoomState:
        """The room as a value; the same one until something changes."""
        if self._view is None:
            present = [user for user, (membership, _) in self._members.items() if membership in ("join", "invite")]
            joined = self.joined
            self._view = RoomState(
                room_id=self.room_id,
                people={
                    user: Person(user, shown_name(self._members[user][1], user), self._power(user)) for user in joined
                },
                encrypted=self.encryption is not None,
                name=shown(text(self._state.get("m.room.name"), "name") or ""),
                notify_room=self._notify_power(),
                direct=len(present) == len(joined) == 2 and self.user_id in joined,
                successor=name(self._state.get("m.room.tombstone", {}).get("replacement_room")),
                predecessor=name(record(self._state.get("m.room.create", {}).get("predecessor")).get("room_id")),
                join_rule=text(self._state.get("m.room.join_rules"), "join_rule") or "invite",
                guests=text(self._state.get("m.room.guest_access"), "guest_access") == "can_join",
                history=text(self._state.get("m.room.history_visibility"), "history_visibility") or "shared",
            )
        return self._view

    def _power(self, user: str) -> int:
        create, levels = self._state.get("m.room.create", {}), self._state.get("m.room.power_levels")
        if str(create.get("room_version", "1")) not in OLD_VERSIONS:
            also = create.get("additional_creators")
            if user == self._creator or (isinstance(also, list) and user in also):
                return CREATOR_POWER
        if levels is None:
            return FIRST_CREATOR_POWER if user == self._creator else 0
        users = levels.get("users")
        default = _whole(levels.get("users_default"), 0)
        return _whole(users.get(user), default) if isinstance(users, dict) else default

    def _notify_power(self) -> int:
        notifications = self._state.get("m.room.power_levels", {}).get("notifications")
        return _whole(notifications.get("room"), DEFAULT_NOTIFY_POWER) if isinstance(notifications, dict) else 50


def _whole(thing: object, default: int) -> int:
    """A whole number; old rooms have power levels as text."""
    if isinstance(thing, bool) or not isinstance(thing, int | str):
        return default
    try:
        return min(max(int(thing), -MOST), MOST)
    except ValueError:
        return default
