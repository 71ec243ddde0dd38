"""From a line to its answer: the handler's reply, or the sentence that says what was wrong with the line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from commands.base.call import Call
from commands.base.errors import Unclear, UserError
from commands.base.execution import carry_out
from commands.base.line import Line
from commands.base.vocabulary import Asked, Vocabulary
from commands.boards import undecided
from commands.confirm import HOW_TO_ANSWER, is_open
from commands.doubts import ask_about
from commands.help import greeting
from commands.words import Reply, _, lines
from matrixbot.bot.contents import warning
from matrixbot.bot.faults import Guard
from matrixbot.bot.meaning import CommandLines
from matrixbot.bot.turn import Turn, turn_of
from storage import Database
from storage.database import savepoint
from storage.inbox import Outcome
from storage.values import frozen

ASK_FIRST = frozenset({"board", "help", "language", "ping"})
"""Commands that need no board room: they are answered before one was chosen."""

MOST_LINES = 20
"""Commands in one message that are carried out: all of them are one transaction, which others wait for."""


@frozen
class LineAnswer:
    """What is said to a line, and how it went; no reply to a line that is not for the bot."""

    reply: Reply | None
    outcome: Outcome


@frozen
class ResolvedLine:
    """A line with the command that is meant: None if it is not for the bot, the mistake if it means none. `called`: it
    is for the bot, whose name stands in front."""

    line: Line
    meant: Asked | UserError | None
    called: bool = False


class Answering:
    """Carries lines out. A member's mistake and a fault are taken back and become an answer."""

    def __init__(self, vocabulary: Vocabulary, database: Database, commands: Counter[str]) -> None:
        self._vocabulary = vocabulary
        self._database = database
        self._commands = commands

    def resolve(self, said: CommandLines) -> tuple[ResolvedLine, ...]:
        """The lines of a message that are commands, each looked up once; one behind a command that is none belongs
        to it. Of more than anybody writes at once none is looked up: that is the mistake."""
        found: list[list[Line]] = []
        for line in said.lines:
            if found and not self._vocabulary.knows(line):
                found[-1].append(line)
            else:
                found.append([line])
        if len(found) > MOST_LINES:
            text = _(
                "These are {n} commands in one message; {most} are the most. Nothing was done; please say them in "
                "several messages.",
                n=len(found),
                most=MOST_LINES,
            )
            return (ResolvedLine(found[-1][0], UserError(text)),)
        whole = (line.going_on(more) for line, *more in found)
        return tuple(ResolvedLine(line, self._meant(line), said.called) for line in whole)

    def _meant(self, line: Line) -> Asked | UserError | None:
        try:
            asked = self._vocabulary.resolve(line)
        except UserError as mistake:
            return mistake
        if asked:
            self._commands[asked.command.name] += 1
        return asked

    async def beforehand(self, said: tuple[ResolvedLine, ...], call: Call) -> LineAnswer | None:
        """The answer to a command that only looks things up, found on the reading connection, so that no write waits
        for a search; None for every other message."""
        match said:
            case (ResolvedLine(meant=Asked(command=command)),) if command.reads:
                return await self._database.read(lambda connection: self.answer(turn_of(connection, call), said))
        return None

    def answer(self, turn: Turn, said: tuple[ResolvedLine, ...]) -> LineAnswer:
        """Carries the lines of a message out inside the transaction of that turn, one after the other; what is
        answered to them is one answer."""
        answers = [self._answer(turn, line) for line in said]
        replies = [answer.reply for answer in answers if answer.reply]
        if len(replies) < 2:
            return next((answer for answer in answers if answer.reply), LineAnswer(None, "done"))
        also = tuple(one for reply in replies for one in reply.also)
        outcome: Outcome = "failed" if all(answer.outcome == "failed" for answer in answers) else "done"
        return LineAnswer(Reply(lines(*(reply.text for reply in replies)), also), outcome)

    def _answer(self, turn: Turn, said: ResolvedLine) -> LineAnswer:
        call = replace(turn.call, line=f"{said.line.group} {said.line.rest}")
        with Guard() as guard:
            try:
                return self._carried_out(turn.by(call), said)
            except Unclear as doubt:
                return LineAnswer(ask_about(call, turn.store, doubt), "failed")
            except UserError as mistake:
                return LineAnswer(Reply(warning(mistake.text, mistake.example)), "failed")
        return LineAnswer(Reply(guard.said), "failed")

    def _carried_out(self, turn: Turn, said: ResolvedLine) -> LineAnswer:
        call, meant = turn.call, said.meant
        if isinstance(meant, UserError):
            raise meant
        if meant is None:
            text = HOW_TO_ANSWER if is_open(call, turn.store, call.replied_to) else greeting(call)
            return LineAnswer(Reply(text) if call.direct or said.called else None, "done")
        if call.undecided and meant.command.name not in ASK_FIRST:
            raise undecided(call)
        if meant.command.public and call.direct:
            raise UserError(_("Everybody should see this. Please say it in the board room."))
        with savepoint(turn.connection):
            reply = carry_out(meant, call, turn.store)
        return LineAnswer(reply, "failed" if reply.asks else "done")
