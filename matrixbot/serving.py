"""Why the bot does not work in a board room."""

from __future__ import annotations

from typing import NamedTuple

from matrixbot.gateway import RoomState


class Unserved(NamedTuple):
    """What keeps the bot from working in a room, and what to do about it: both without a full stop."""

    why: str
    remedy: str


def why_not(state: RoomState | None, user_id: str, *, in_clear: bool) -> Unserved | None:
    """Why the room is not served, None if it is. `in_clear`: the configuration allows it to be unencrypted."""
    if state is None:
        return Unserved("the bot is not in it", f"Invite {user_id} into the room; it joins by itself")
    if not state.encrypted and not in_clear:
        return Unserved(
            "it is not encrypted, so the bot refuses it",
            "Turn on encryption in the room's settings, or list the room under allow_unencrypted",
        )
    return None
