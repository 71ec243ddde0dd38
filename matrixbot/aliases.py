"""The configured rooms as ids; an alias stays the room that it first meant, whoever points it elsewhere later."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from matrixbot.errors import OperatorError
from matrixbot.files import write_private
from matrixbot.gateway import Gateway, Refused

log = logging.getLogger(__name__)


async def room_ids(gateway: Gateway, rooms: Sequence[str], data_dir: Path) -> list[str]:
    """The rooms as ids. OperatorError for an alias that was never known to the homeserver; TryLater."""
    path = data_dir / "aliases.json"
    known = _kept(path)
    found = []
    for room in rooms:
        room_id = await _meant(gateway, room, known.get(room)) if room.startswith("#") else room
        if room.startswith("#") and known.get(room) != room_id:
            known[room] = room_id
            write_private(path, json.dumps(known, indent=1) + "\n")
        found.append(room_id)
    return found


async def _meant(gateway: Gateway, alias: str, first: str | None) -> str:
    try:
        now = await gateway.resolve(alias)
    except Refused:
        if first is not None:
            return first
        raise OperatorError(f"rooms: the homeserver knows no room {alias}. Correct the alias, or use the id.") from None
    if first is not None and now != first:
        log.warning(
            "rooms: %s points to another room than at first. The bot stays with %s; to move it, put the other's id "
            "into the configuration.",
            alias,
            first,
        )
    return first or now


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_bytes())
        if isinstance(kept, dict) and all(isinstance(room_id, str) and room_id[:1] == "!" for room_id in kept.values()):
            return kept
    except (ValueError, RecursionError):
        pass
    raise OperatorError(
        f"{path} is damaged: it holds the rooms that the aliases under rooms: mean. Put the rooms' ids into the "
        "configuration and remove it."
    )
