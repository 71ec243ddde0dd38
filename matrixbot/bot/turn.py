"""One event in its transaction, as a value: made once, handed to all that deals with the event."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from commands.base.call import Call
from matrixbot.bot.speech import Speech
from storage import Store
from storage.values import frozen


@frozen
class Turn:
    """The transaction, the records of the board room in it, where words go, and who says what there."""

    connection: sqlite3.Connection
    store: Store
    speech: Speech
    call: Call

    def by(self, call: Call) -> Turn:
        """The same transaction, for what is said by that call."""
        return replace(self, call=call)


def turn_of(connection: sqlite3.Connection, call: Call) -> Turn:
    store = Store(connection, call.room.room_id)
    return Turn(connection, store, Speech(store, call.settings.style, call.ms), call)
