"""From a line to its answer: the handler's reply, or the sentence that says what was wrong with the line."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands.base.call import Call
from commands.base.errors import Unclear, UserError
from commands.base.execution import carry_out
from commands.base.line import Line
from commands.base.vocabulary import Vocabulary
from commands.boards import undecided
from commands.doubts import ask_about
from commands.help import greeting
from commands.words import Reply, _, lines
from matrixbot.bot.contents import warning
from matrixbot.bot.faults import log_fault, not_now
from matrixbot.bot.meaning import CommandLines
from storage import Database, Store
from storage.database import savepoint
from storage.inbox import Outcome

ASK_FIRST = frozenset({"board", "help", "ping"})
"""Commands that need no board room: they are answered before one was chosen."""


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What is said to a line, and how it went; no reply to a line that is not for the bot."""

    reply: Reply | None
    outcome: Outcome


class Answering:
    """Carries lines out. A member's mistake and a fault are taken back and become an answer."""

    def __init__(self, vocabulary: Vocabulary, database: Database) -> None:
        self._vocabulary = vocabulary
        self._database = database

    async def beforehand(self, said: CommandLines, call: Call) -> LineAnswer | None:
        """The answer to a command that only looks things up, found on the reading connection, so that no write waits
        for a search; None for every other message."""
        if len(said.lines) > 1:
            return None
        try:
            asked = self._vocabulary.resolve(said.lines[0])
        except UserError:
            return None
        if asked is None or not asked.command.reads:
            return None
        room_id = call.room.room_id
        return await self._database.read(
            lambda connection: self.answer(connection, Store(connection, room_id), said, call)
        )

    def answer(self, connection: sqlite3.Connection, store: Store, said: CommandLines, call: Call) -> LineAnswer:
        """Carries the lines of a message out inside the transaction of that connection, one after the other; what is
        answered to them is one answer."""
        answers = [self._answer(connection, store, line, call) for line in self._commands(said.lines)]
        replies = [answer.reply for answer in answers if answer.reply]
        if len(replies) < 2:
            return next((answer for answer in answers if answer.reply), LineAnswer(None, "done"))
        also = tuple(one for reply in replies for one in reply.also)
        outcome: Outcome = "failed" if all(answer.outcome == "failed" for answer in answers) else "done"
        return LineAnswer(Reply(lines(*(reply.text for reply in replies)), also), outcome)

    def _commands(self, said: Sequence[Line]) -> list[Line]:
        """The lines that are commands; one behind a command that is none belongs to it."""
        found: list[Line] = []
        for line in said:
            if found and not self._vocabulary.knows(line):
                found[-1] = found[-1].going_on(line)
            else:
                found.append(line)
        return found

    def _answer(self, connection: sqlite3.Connection, store: Store, line: Line, call: Call) -> LineAnswer:
        call = replace(call, line=f"{line.group} {line.rest}")
        try:
            asked = self._vocabulary.resolve(line)
            if asked is None:
                return LineAnswer(Reply(greeting(call)) if call.direct else None, "done")
            if call.undecided and asked.command.name not in ASK_FIRST:
                raise undecided(call)
            if asked.command.public and call.direct:
                raise UserError(_("Everybody should see this. Please say it in the board room."))
            with savepoint(connection):
                reply = carry_out(asked, call, store)
            return LineAnswer(reply, "failed" if reply.asks else "done")
        except Unclear as doubt:
            return LineAnswer(ask_about(call, store, doubt), "failed")
        except UserError as mistake:
            return LineAnswer(Reply(warning(mistake.text, mistake.example)), "failed")
        except Exception as fault:
            if not_now(fault):
                raise
            return LineAnswer(Reply(log_fault(fault)), "failed")
