"""Everything one transaction may look up and change in one board room."""

from __future__ import annotations

import sqlite3
from functools import cached_property

from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.timers import Timers


class Store:
    """The records of one board room, bound to one transaction. Nothing crosses from one room to another."""

    def __init__(self, connection: sqlite3.Connection, room_id: str) -> None:
        self._connection = connection
        self.room_id = room_id

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._connection)

    @cached_property
    def timers(self) -> Timers:
        return Timers(self._connection, self.room_id)
