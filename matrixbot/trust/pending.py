"""Events that could not be read yet, kept over restarts until their key comes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from matrixbot.files import write_private

MOST = 500


@dataclass(frozen=True, slots=True)
class Unread:
    """One event as the homeserver gave it; `request` is the id under which its key was asked for."""

    room_id: str
    event_id: str
    sender: str
    session: str
    raw: Mapping[str, Any]
    request: str


class Pending:
    """At most the newest 500, in one file. Nothing in it is readable without the keys that are missing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        kept = json.loads(path.read_bytes()) if path.exists() else []
        self._unread = {entry["event_id"]: Unread(**entry) for entry in kept}

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._unread

    def all(self) -> list[Unread]:
        return list(self._unread.values())

    def asked_for(self, room_id: object, session: object, sender: str) -> bool:
        """Whether the key of that session was asked for, and `sender` was asked."""
        wanted = (room_id, session, sender)
        return any((unread.room_id, unread.session, unread.sender) == wanted for unread in self._unread.values())

    def add(self, unread: Iterable[Unread]) -> None:
        """Keeps those that are new."""
        new = {entry.event_id: entry for entry in unread if entry.event_id not in self._unread}
        if new:
            self._save(dict([*self._unread.items(), *new.items()][-MOST:]))

    def remove(self, event_ids: Iterable[str]) -> None:
        """Forgets those that have been handled."""
        gone = set(event_ids)
        left = {key: unread for key, unread in self._unread.items() if key not in gone}
        if len(left) < len(self._unread):
            self._save(left)

    def _save(self, unread: dict[str, Unread]) -> None:
        """First on the disk, then in memory: what cannot be written is not taken for kept."""
        write_private(self._path, json.dumps([asdict(entry) for entry in unread.values()]))
        self._unread = unread
