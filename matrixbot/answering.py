"""From a line to its answer: the handler's reply, or the sentence that says what was wrong with the line."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from commands.base.call import Call
from commands.base.errors import Unclear, UserError
from commands.base.execution import carry_out
from commands.base.resolve import Vocabulary
from commands.boards import undecided
from commands.doubts import ask_about
from commands.words import Reply, _
from matrixbot.contents import warning
from matrixbot.faults import log_fault
from matrixbot.incoming import Said
from storage import Database, Store
from storage.database import savepoint
from storage.inbox import Outcome

ASK_FIRST = frozenset({"board", "help", "ping"})
"""Commands that need no board room: they are answered before one was chosen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a line, and how it went; no reply to a line that is not for the bot."""

    reply: Reply | None
    outcome: Outcome


class Answering:
    """Carries lines out. A member's mistake and a fault are taken back and become an answer."""

    def __init__(self, vocabulary: Vocabulary, database: Database) -> None:
        self._vocabulary = vocabulary
        self._database = database

    async def beforehand(self, said: Said, call: Call) -> Answer | None:
        """The answer to a command that only looks things up, found on the reading connection, so that no write waits
        for a search; None for every other line."""
        try:
            asked = self._vocabulary.resolve(said.line)
        except UserError:
            return None
        if asked is None or not asked.command.reads:
            return None
        room_id = call.room.room_id
        return await self._database.read(
            lambda connection: self.answer(connection, Store(connection, room_id), said, call)
        )

    def answer(self, connection: sqlite3.Connection, store: Store, said: Said, call: Call) -> Answer:
        """Carries the line out inside the transaction of that connection."""
        try:
            asked = self._vocabulary.resolve(said.line)
            if asked is None:
                return Answer(None, "done")
            if call.undecided and asked.command.name not in ASK_FIRST:
                raise undecided(call)
            if asked.command.public and call.direct:
                raise UserError(_("Everybody should see this. Please say it in the board room."))
            with savepoint(connection):
                reply = carry_out(asked, call, store)
            return Answer(reply, "failed" if reply.asks else "done")
        except Unclear as doubt:
            return Answer(ask_about(call, store, doubt), "failed")
        except UserError as mistake:
            return Answer(Reply(warning(mistake.text, mistake.example)), "failed")
        except sqlite3.OperationalError:
            raise
        except Exception as fault:
            return Answer(Reply(log_fault(fault)), "failed")
