"""The one place through which every event goes: who said it, what it means, one transaction, one outcome.

A member's mistake is rolled back and answered with one sentence; a fault is rolled back, logged under a short
code, and only the code is said. Either way the event is done and never comes back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from commands.base.call import Call, Room, to_ms
from commands.base.happenings import Came, Happening, Left, PollAnswer, Reaction, Redaction
from commands.base.line import Line
from commands.base.names import decision_asked, release_asked
from commands.clear_events import admits
from commands.confirm import is_open, still_open
from commands.decisions.editing import edited
from commands.features import LISTENERS
from commands.meetings.poll.native_votes import still_counts
from commands.trust import keep_unread
from commands.words import Message, Reply, Said, Text, _, lines
from matrixbot.bot.agreement import Agreed
from matrixbot.bot.answers import Answering, LineAnswer
from matrixbot.bot.asides import Asides
from matrixbot.bot.backlog import LateLine, LateLines
from matrixbot.bot.callers import Callers
from matrixbot.bot.faults import Guard
from matrixbot.bot.floods import Floods, flood
from matrixbot.bot.gate import Gate
from matrixbot.bot.house import House
from matrixbot.bot.meaning import CommandLines, Meaning, Remark, happening_of, meaning, refers_to
from matrixbot.bot.speech import Destination, Speech, rung_by
from matrixbot.bot.turn import Turn, turn_of
from matrixbot.bot.upkeep import Looked, look
from matrixbot.gateway import Event
from storage import Store
from storage.database import savepoint
from storage.inbox import Heard
from storage.timers import stirs

LATEST = 2**53 - 1
"""The largest number in Matrix (canonical JSON), so the latest moment in ms: a homeserver may claim any."""

_UNDONE_BY_OTHER_MEANS = Redaction | Came | Left
"""What is no deed of a member's that `!undo` would take back."""

SOON = 2_000
"""Milliseconds before which a timer must be due for its loop to be woken: it looks by itself every second."""
DELAY = timedelta(minutes=5)
"""How much later than the moment it claims an event may come."""
BACKLOG = 20
"""Events of one batch, beyond which those who speak meanwhile wait for all of it: what only looks things up does so in
its own transaction then, as a look beforehand is another way into a thread and back."""


class Dispatch:
    """Handles one event after the other."""

    def __init__(self, house: House, gate: Gate, asides: Asides) -> None:
        self._house = house
        self._asides = asides
        self._callers = Callers(house)
        self._told: set[tuple[str, str]] = set()
        self._backlog: LateLines | None = None
        self._gate = gate
        self._floods = Floods()
        self._answering = Answering(house.vocabulary, house.database, house.commands)

    async def handle(self, event: Event, *, late_key: bool = False) -> Looked | None:
        """Does all that the event asks for, once. Raises only what means «not now»: then nothing happened yet. Gives
        what the records say then, None where that is for the end of the batch to tell.

        An event over which the bot stumbles in a way that nobody foresaw is kept as failed; the room gets the code.
        """
        looked = None
        with Guard() as guard:
            looked = await self._handle(event, late_key)
        if guard.failed:
            await self._failed(event, guard.said)
        return looked

    def begin_batch(self, events: int) -> None:
        """A new batch of so many events: who has faults in it is told once in each room."""
        self._told.clear()
        self._backlog = None
        if events > BACKLOG:
            self._backlog = LateLines(self._house.sender, self._house.stir, self._failed)

    async def end_batch(self) -> None:
        """All that the batch asks for is done after this. Raises what means «not now»."""
        if self._backlog:
            await self._backlog.done()

    async def _failed(self, event: Event, text: Text) -> None:
        """Keeps the event as failed, in a transaction of its own. What cannot even be kept is passed over."""
        who = (event.room_id, event.sender)
        board = self._board_of(event) if who not in self._told else None
        self._told.add(who)
        now = to_ms(self._house.clock())

        def keep(connection: sqlite3.Connection) -> None:
            store = Store(connection, event.room_id)
            if not store.inbox.accept(
                event.event_id, event.room_id, event.sender, _clipped(event.time), event.ciphertext
            ):
                return
            row, speech = None, Speech(store, self._house.settings.style, now)
            if board and event.type == "m.room.message":
                asked = Destination(event.room_id, event.event_id, event.sender)
                row = speech.reply(Reply(text), asked, board.room_id)
            elif board:
                speech.say_all([Message(text, chat=event.room_id)], board.room_id, event.sender)
            store.inbox.conclude(event.event_id, "failed", row)

        with Guard():
            await self._house.database.write(keep)
        self._house.wake()

    def _board_of(self, event: Event) -> Room | None:
        """The board room of a sender who is spoken with there, or in that direct chat."""
        boards = self._house.boards
        if boards.is_board(event.room_id):
            room = boards.room(event.room_id)
            return room if room and room.member(event.sender) else None
        return next(iter(boards.shared_with(event.sender)), None) if boards.is_direct(event.room_id) else None

    async def _handle(self, event: Event, late_key: bool) -> Looked | None:
        event = replace(event, time=_clipped(event.time))
        house = self._house
        now = house.clock()
        if event.sender == house.gateway.user_id or event.time < to_ms(now - house.ignore_older_than):
            return None
        if not self._gate.hears(event):
            await self._asides.unheard(event, self._callers.addressed(event.room_id), now)
            return None
        if event.session:
            await self._keep_unread(event, now)
            return None
        found = meaning(event, self._callers.addressed(event.room_id))
        if found is None:
            return None
        together = not late_key and self._goes_together(event, found)
        if not together:
            await self.end_batch()
        call = await self._callers.call(event, found, now)
        if not await self._is_meant(found, call):
            return None
        if call is None:
            await self._asides.to_stranger(event, found, now)
            return None
        answer: Callable[[Turn], LineAnswer] | None = None
        if isinstance(found, CommandLines):
            call = _called(call, found)
            answer = await self._answer(found, call)
        act = partial(self._acted, call=call, event=event, found=found, answer=answer, late_key=late_key)
        if together and self._backlog:
            await self._backlog.add(LateLine(event, act))
            return None
        return await self._done(call, act)

    def _goes_together(self, event: Event, found: Meaning) -> bool:
        """Whether nothing that is done before it in its batch changes who says it, and where."""
        room = self._house.boards.room(event.room_id)
        return self._backlog is not None and isinstance(found, CommandLines) and room is not None and not room.waiting

    async def _done(self, call: Call, act: Callable[[sqlite3.Connection], bool]) -> Looked | None:
        """Its transaction, and those woken who have something to do because of it."""
        house = self._house

        def and_look(connection: sqlite3.Connection) -> tuple[bool, Looked | None]:
            return act(connection), None if self._backlog else look(connection)

        stirred, looked = await house.sender.write(and_look)
        if call.room.waiting:  # a newcomer who was just accepted shall be able to read that
            await house.pin(call.room.room_id)
        if stirred:
            house.stir()
        return looked

    async def _is_meant(self, said: Meaning, call: Call | None) -> bool:
        """Whether it is for the bot: a remark is where it answers a question that waits for its sender's yes, and
        speaks to nobody else."""
        if not isinstance(said, Remark):
            return True
        if call is None or any(user != self._house.gateway.user_id for user in said.mentions):
            return False
        return await self._house.database.read(
            lambda connection: is_open(call, Store(connection, call.room.room_id), said.answered)
        )

    async def recovered(self, event: Event) -> None:
        """As `handle`, for an event whose key has come late; its sender was not yet asked to say it again."""

        def came(connection: sqlite3.Connection) -> bool:
            return Store(connection, event.room_id).unread.came(event.event_id)

        news = True
        with Guard():
            news = await self._house.database.write(came)
        if news:
            await self.handle(event, late_key=True)

    async def _keep_unread(self, event: Event, now: datetime) -> None:
        """Notes what cannot be read yet; the room is told if the key does not come in time."""
        call = await self._callers.call(event, None, now)
        session = event.session or ""
        if call is not None:
            room_id = call.room.room_id
            keep = replace(call, answered=refers_to(event))
            await self._house.database.write(lambda c: keep_unread(keep, Store(c, room_id), session))
            self._house.wake()

    async def _answer(self, said: CommandLines, call: Call) -> Callable[[Turn], LineAnswer]:
        """What gives the answer to the lines in a transaction: found beforehand where nothing is changed."""
        resolved = self._answering.resolve(said)
        known = None if self._backlog else await self._answering.beforehand(resolved, call)
        return (lambda _turn: known) if known else (lambda turn: self._answering.answer(turn, resolved))

    def _acted(
        self,
        connection: sqlite3.Connection,
        call: Call,
        event: Event,
        found: Meaning,
        answer: Callable[[Turn], LineAnswer] | None,
        *,
        late_key: bool,
    ) -> bool:
        """The whole of it inside a transaction; whether timers or errands are to be looked at."""
        acted = self._act(turn_of(connection, call), event, found, answer, late_key=late_key)
        return acted and stirs(connection, call.ms + SOON)

    def _act(
        self,
        turn: Turn,
        event: Event,
        found: Meaning,
        answer: Callable[[Turn], LineAnswer] | None,
        *,
        late_key: bool,
    ) -> bool:
        """One transaction: accept, handle, queue the words, keep the outcome. False if it was done before."""
        store = turn.store
        if not store.inbox.accept(event.event_id, event.room_id, event.sender, event.time, event.ciphertext):
            return False
        turn = turn.by(replace(turn.call, delayed=not late_key and _is_delayed(event, turn.call, store)))
        happening = None if isinstance(found, CommandLines | Agreed | Remark) else happening_of(event, found, store)
        if isinstance(happening, _UNDONE_BY_OTHER_MEANS):
            self._tell(turn, happening)
            return True
        call = turn.call
        store.deeds.begin(call.event_id, call.chat, call.member.user_id, call.ms)
        said: Iterable[Said] = ()
        if isinstance(found, Agreed):
            said = self._agree(turn, event, found)
        elif isinstance(found, Remark):
            turn.speech.say_all([still_open(call, found.answered)], call.room.room_id, call.member.user_id)
        elif isinstance(found, CommandLines) and answer:
            said = self._obey(turn, event, found, answer)
        elif happening:
            said = self._tell(turn, happening)
        store.deeds.end(call.event_id, rung_by(said, call.room))
        return True

    def _agree(self, turn: Turn, event: Event, agreed: Agreed) -> Iterable[Said]:
        """A yes or no in words: to a question of the bot's to that member, or as a thumb on another message of its."""
        call, store = turn.call, turn.store
        if store.confirmations.asked_in(call.chat, call.member.user_id, agreed.answered) is not None:
            line = Line("yes" if agreed.yes else "no", agreed.more)
            said = CommandLines((line,), None, agreed.answered, ())
            return self._obey(
                turn, event, said, lambda turn: self._answering.answer(turn, self._answering.resolve(said))
            )
        name = store.outbox.name_of(event.room_id, agreed.answered)
        if (order := _order_asked_for(name, agreed, turn)) is not None:
            said = CommandLines((order,), None, agreed.answered, ())
            return self._obey(
                turn, event, said, lambda turn: self._answering.answer(turn, self._answering.resolve(said))
            )
        if name and not agreed.more:
            key = "👍" if agreed.yes else "👎"
            return self._tell(turn, Reaction(key, agreed.answered, name, event.time))
        return ()

    def _obey(
        self, turn: Turn, event: Event, said: CommandLines, answer: Callable[[Turn], LineAnswer]
    ) -> Iterable[Said]:
        """Says the answer to a line; an edit of one that failed edits its answer. Gives what is said beside it."""
        store, call = turn.store, turn.call
        if said.edits and store.inbox.is_anothers(said.edits, event.sender):
            return ()  # only one's own words can be edited
        asked = Destination(event.room_id, call.event_id, event.sender, said.thread)
        heard = store.inbox.heard(said.edits, event.sender) if said.edits else None
        if heard and heard.outcome != "failed":
            self._edit_of_done(turn, heard, asked)
            return ()
        given = answer(turn)
        if given.reply is None:
            return ()
        asked = replace(asked, answer=heard.answer if heard else None)
        reply = given.reply
        if self._floods.begins(event.sender, event.time):
            reply = replace(reply, text=lines(reply.text, flood(call.member)))
        row = turn.speech.reply(reply, asked, call.room.room_id)
        store.inbox.conclude(event.event_id, given.outcome, row)
        store.errands.answered_in(call.event_id, said.thread, row if len(said.lines) == 1 else None)
        if heard:
            store.inbox.conclude(heard.event_id, given.outcome, row)
        return reply.also

    def _edit_of_done(self, turn: Turn, heard: Heard, asked: Destination) -> None:
        """Editing what was done changes nothing; that is said once."""
        if heard.outcome == "told":
            return
        text = edited(turn.call, turn.store) or _(
            "This was already done; editing the message changes nothing. Please say the new command anew."
        )
        turn.speech.reply(Reply(text), asked, turn.call.room.room_id)
        turn.store.inbox.conclude(heard.event_id, "told", None)

    def _tell(self, turn: Turn, happening: Happening) -> list[Said]:
        """Tells every listener to that kind; the fault of one changes nothing for the others. Gives what is said."""
        call, store, room_id = turn.call, turn.store, turn.call.room.room_id
        if not admits(call, store, happening):
            turn.speech.say_all(still_counts(call, store, happening), room_id, call.member.user_id)
            return []
        all_said: list[Said] = []
        if isinstance(happening, Reaction | PollAnswer):
            store.deeds.did(call.event_id, "reaction" if isinstance(happening, Reaction) else "answer")
        for listener in LISTENERS[type(happening)]:
            said: Sequence[Said] = ()
            with Guard() as guard, savepoint(turn.connection):
                said = listener(call, store, happening)
            said = [Message(guard.said)] if guard.failed else said
            turn.speech.say_all(said, room_id, call.member.user_id)
            all_said += said
        return all_said


def _order_asked_for(name: str | None, agreed: Agreed, turn: Turn) -> Line | None:
    """What a yes or no says to a message of that name, which asks for a vote, or organisers for their agreement."""
    store, more = turn.store, agreed.more
    decision = store.decisions.of_id(decision_asked(name) or 0)
    if decision is not None and decision.state == "voting":
        return Line("decision", f"{'yes' if agreed.yes else 'no'} {decision.key} {more}".strip())
    release = store.releases.find(release_asked(name) or 0)
    if release is not None and release.state == "open" and turn.call.member.organiser:
        return Line("release", f"{'agree' if agreed.yes else 'reject'} {release.key} {more}".strip())
    return None


def _clipped(time: int) -> int:
    return min(max(time, 0), LATEST)


def _called(call: Call, said: CommandLines) -> Call:
    """The call with what its message says; an edit speaks for the message that it replaces."""
    call = replace(call, answered=said.answered, falls_back=said.falls_back)
    call = replace(call, mentions=said.mentions, captions=said.captions)
    return replace(call, event_id=said.edits) if said.edits else call


def _is_delayed(event: Event, call: Call, store: Store) -> bool:
    """Whether it should have come with an earlier batch: the bot has read the stream since the moment it claims."""
    read = store.inbox.last_sync()
    latest = event.time + round(DELAY.total_seconds() * 1000)
    return read is not None and latest < read and latest < call.ms
