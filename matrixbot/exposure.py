"""To whom a board room stands open, by its settings: everybody, guests, or those who were not there."""

from __future__ import annotations

from collections.abc import Iterator

from matrixbot.gateway import RoomState

_SECURITY = "In Element: room settings, security and privacy."


def exposures(state: RoomState) -> Iterator[tuple[str, str]]:
    """What the operator should know, and what to do about it; the latter is empty where nothing has to be done."""
    open_to_all = state.join_rule in ("public", "knock", "knock_restricted")
    if open_to_all:
        who = "everybody may join" if state.join_rule == "public" else "everybody may ask to join"
        yield f"{who} (join rule {state.join_rule})", f"Let only those in who are invited. {_SECURITY}"
    if state.guests:
        if open_to_all:
            yield "guests without an account may join", f"Forbid guests. {_SECURITY}"
        else:
            yield "guests without an account may join if they are invited", ""
    if state.history == "world_readable":
        yield "its history can be read by everybody", f"Show it to members only, since they joined. {_SECURITY}"
    elif state.history == "shared":
        yield "newcomers see that there was a history; the bot gives them no keys for it", ""
