"""Events that could not be read yet, kept over restarts until their key comes."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matrixbot.files import write_private
from storage.values import frozen

MOST = 500
MOST_OF_ONE_SENDER = 100
KEPT = ("type", "event_id", "sender", "origin_server_ts", "content")
"""What is kept of an event: all that is needed to open it later."""

log = logging.getLogger(__name__)


@frozen
class PendingEvent:
    """One event as the homeserver gave it; `request` is the id under which its key was asked for."""

    room_id: str
    event_id: str
    sender: str
    session: str
    raw: Mapping[str, Any]
    request: str


class Pending:
    """The newest, at most 100 of each sender and 500 of all, in one file that is written once a batch (`save`).

    Nothing in it is readable without the keys that are missing. Who has most of them makes room for the others.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unread = {entry.event_id: entry for entry in _kept(path)}
        self._saved = dict(self._unread)

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._unread

    def all(self) -> list[PendingEvent]:
        return list(self._unread.values())

    def asked_for(self, room_id: object, session: object, sender: str) -> bool:
        """Whether the key of that session was asked for, and `sender` was asked."""
        wanted = (room_id, session, sender)
        return any((unread.room_id, unread.session, unread.sender) == wanted for unread in self._unread.values())

    def add(self, entry: PendingEvent) -> None:
        """Keeps it if it is new."""
        if entry.event_id in self._unread:
            return
        self._unread[entry.event_id] = entry
        of_each = Counter(unread.sender for unread in self._unread.values())
        most, number = of_each.most_common(1)[0]
        if number > MOST_OF_ONE_SENDER or len(self._unread) > MOST:
            oldest = next(unread.event_id for unread in self._unread.values() if unread.sender == most)
            del self._unread[oldest]

    def remove(self, event_ids: Iterable[str]) -> None:
        """Forgets those that have been handled."""
        for event_id in event_ids:
            self._unread.pop(event_id, None)

    def save(self) -> None:
        """Writes down what has changed: before the batch that brought it counts as done."""
        if self._unread != self._saved:
            kept = dict(self._unread)
            write_private(self._path, json.dumps([_entry(unread) for unread in kept.values()]))
            self._saved = kept


def _entry(unread: PendingEvent) -> dict[str, Any]:
    return asdict(unread) | {"raw": {key: unread.raw[key] for key in KEPT if key in unread.raw}}


def _kept(path: Path) -> list[PendingEvent]:
    """What was kept; nothing where the file is damaged: the members are asked to say it again, as for a lost key."""
    if not path.exists():
        return []
    try:
        entries = json.loads(path.read_bytes())
        kept = [PendingEvent(**entry) for entry in entries] if isinstance(entries, list) else None
    except (ValueError, TypeError, RecursionError):
        kept = None
    if kept is None or not all(_is_sound(entry) for entry in kept):
        log.warning("%s is damaged and was dropped: messages whose keys come late will not be read", path)
        return []
    return kept


def _is_sound(entry: PendingEvent) -> bool:
    words = (entry.room_id, entry.event_id, entry.sender, entry.session, entry.request)
    return all(isinstance(word, str) for word in words) and isinstance(entry.raw, dict)
