"""The one place through which every event goes: who said it, what it means, one transaction, one outcome.

A member's mistake is rolled back and answered with one sentence; a fault is rolled back, logged under a short
code, and only the code is said. Either way the event is done and never comes back (DESIGN §2).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from commands import LISTENERS
from commands.base.call import Call, Room, Settings, Trust, to_ms
from commands.base.happenings import Happening, Reaction
from commands.base.line import Line
from commands.base.vocabulary import Vocabulary
from commands.clear_events import admits
from commands.meetings.poll.native_votes import still_counts
from commands.trust import identity_changed, keep_unread, newcomer_waits, not_verified
from commands.words import Member, Message, Reply, Text, _, lines
from matrixbot.bot.answers import Answering, LineAnswer
from matrixbot.bot.boards import Boards
from matrixbot.bot.faults import log_fault, not_now
from matrixbot.bot.floods import Floods, flood
from matrixbot.bot.gate import Gate
from matrixbot.bot.happenings import happening_of
from matrixbot.bot.meaning import (
    Addressed,
    Agreed,
    Answered,
    CommandLines,
    Meaning,
    Moved,
    Redacted,
    meaning,
    refers_to,
)
from matrixbot.bot.speech import Destination, Speech
from matrixbot.gateway import Event, Finding, Gateway, IdentityChanged
from storage import Database, Store
from storage.chats import chosen_board
from storage.database import savepoint
from storage.inbox import Heard

LATEST = 2**53 - 1
"""The largest number in Matrix (canonical JSON), so the latest moment in ms: a homeserver may claim any."""

Now = Callable[[], datetime]

DELAY = timedelta(minutes=5)
"""How much later than the moment it claims an event may come."""


@dataclass(frozen=True, slots=True)
class House:
    """What dispatching needs, built once by `app`."""

    database: Database
    gateway: Gateway
    boards: Boards
    settings: Settings
    vocabulary: Vocabulary
    clock: Now
    wake: Callable[[], None]
    ignore_older_than: timedelta
    trust: Callable[[str], Trust]
    pin: Callable[[str], Awaitable[None]]


class Dispatch:
    """Handles one event after the other."""

    def __init__(self, house: House, gate: Gate) -> None:
        self._house = house
        self._told: set[tuple[str, str]] = set()
        self._gate = gate
        self._floods = Floods()
        self._answering = Answering(house.vocabulary, house.database)

    async def handle(self, event: Event, *, late_key: bool = False) -> None:
        """Does all that the event asks for, once. Raises only what means «not now»: then nothing happened yet.

        An event over which the bot stumbles in a way that nobody foresaw is kept as failed; the room gets the code.
        """
        try:
            await self._handle(event, late_key)
        except Exception as fault:
            if not_now(fault):
                raise
            await self._failed(event, log_fault(fault))

    def begin_batch(self) -> None:
        """A new batch: who has faults in it is told once in each room."""
        self._told.clear()

    async def _failed(self, event: Event, text: Text) -> None:
        """Keeps the event as failed, in a transaction of its own. What cannot even be kept is passed over."""
        who = (event.room_id, event.sender)
        tell = who not in self._told and self._listens_to(event)
        self._told.add(who)
        now = to_ms(self._house.clock())

        def keep(connection: sqlite3.Connection) -> None:
            store = Store(connection, event.room_id)
            if not store.inbox.accept(
                event.event_id, event.room_id, event.sender, _clipped(event.time), event.ciphertext
            ):
                return
            row = None
            if tell and event.type == "m.room.message":
                speech = Speech(store.outbox, self._house.settings.style, now)
                row = speech.reply(Reply(text), Destination(event.room_id, event.event_id, event.sender), event.room_id)
            elif tell:
                Speech(store.outbox, self._house.settings.style, now).say_all([Message(text)], event.room_id)
            store.inbox.conclude(event.event_id, "failed", row)

        try:
            await self._house.database.write(keep)
        except Exception as fault:
            if not_now(fault):
                raise
            log_fault(fault)
        self._house.wake()

    def _listens_to(self, event: Event) -> bool:
        """Whether its sender is a member who is spoken with there."""
        boards = self._house.boards
        if boards.is_board(event.room_id):
            room = boards.room(event.room_id)
            return bool(room and room.member(event.sender))
        return boards.is_direct(event.room_id) and bool(boards.shared_with(event.sender))

    async def _handle(self, event: Event, late_key: bool) -> None:
        event = replace(event, time=_clipped(event.time))
        house = self._house
        if event.sender == house.gateway.user_id:
            return
        now = house.clock()
        if event.time < to_ms(now - house.ignore_older_than):
            return
        if not self._gate.hears(event):
            await self._say_what_is_missing(event, now)
            return
        if event.session:
            await self._keep_unread(event, now)
            return
        found = meaning(event, self._addressed(event.room_id))
        if found is None:
            return
        call = await self._call(event, found, now)
        if call is None:
            await self._refuse_stranger(event, found, now)
            return
        known = None
        if isinstance(found, CommandLines):
            call = _called(call, found)
            known = await self._answering.beforehand(found, call)
        acted = await house.database.write(
            lambda connection: self._act(connection, event, found, call, known, late_key=late_key)
        )
        if acted:
            if call.room.waiting:  # a newcomer who was just accepted shall be able to read that
                await house.pin(call.room.room_id)
            house.wake()

    async def recovered(self, event: Event) -> None:
        """As `handle`, for an event whose key has come late; its sender was not yet asked to say it again."""

        def came(connection: sqlite3.Connection) -> bool:
            return Store(connection, event.room_id).unread.came(event.event_id)

        try:
            news = await self._house.database.write(came)
        except Exception as fault:
            if not_now(fault):
                raise
            log_fault(fault)
            news = True
        if news:
            await self.handle(event, late_key=True)

    async def tell(self, findings: Sequence[Finding]) -> None:
        """Tells each board room what was found out about its members' keys, once."""
        for found in findings:
            try:
                await self._tell_finding(found)
            except Exception as fault:
                if not_now(fault):
                    raise
                log_fault(fault)
        self._house.wake()

    async def _tell_finding(self, found: Finding) -> None:
        house = self._house
        now = to_ms(house.clock())
        rooms = [room for room_id in house.boards.open_ids() if (room := house.boards.room(room_id))]

        def say(connection: sqlite3.Connection) -> None:
            for room in rooms:
                speech = Speech(Store(connection, room.room_id).outbox, house.settings.style, now)
                if isinstance(found, IdentityChanged):
                    said = identity_changed(room, found.user_id, found.identity)
                else:
                    said = not_verified(room, found.user_id)
                speech.say_all([said] if said else [], room.room_id)

        await house.database.write(say)

    async def _keep_unread(self, event: Event, now: datetime) -> None:
        """Notes what cannot be read yet; the room is told if the key does not come in time."""
        call = await self._call(event, None, now)
        session = event.session or ""
        if call is not None:
            room_id = call.room.room_id
            keep = replace(call, answered=refers_to(event))
            await self._house.database.write(lambda c: keep_unread(keep, Store(c, room_id), session))
            self._house.wake()

    def _addressed(self, room_id: str) -> Addressed:
        """How one speaks to the bot in that room."""
        house = self._house
        bot, state = house.gateway.user_id, house.gateway.room(room_id)
        shown = state.people[bot].name if state and bot in state.people else bot
        local = bot[1:].partition(":")[0]
        return Addressed(house.settings.prefix, (shown, bot, f"@{local}", local), house.boards.is_direct(room_id))

    async def _call(self, event: Event, found: Meaning | None, now: datetime) -> Call | None:
        """Who is meant and which board room; None for somebody who is no member."""
        house = self._house
        if house.boards.is_board(event.room_id):
            room = house.boards.room(event.room_id)
        elif house.boards.is_direct(event.room_id):
            return await self._direct_call(event, now)
        else:
            return None
        if room is None:
            return None
        who = found.user_id if isinstance(found, Moved) else event.sender
        member = room.member(who)
        if member is None and isinstance(found, Moved | Answered | Redacted):
            member = room.named(who)  # was a member then, or the server had not let it through: may come back
        if member is None:
            return None
        return self._made(event, room, member, now)

    async def _direct_call(self, event: Event, now: datetime) -> Call | None:
        """A call in a direct chat: about the board room that was chosen there, or the only one there is."""
        house = self._house
        rooms = house.boards.shared_with(event.sender)
        if not rooms:
            return None
        chosen = None
        if len(rooms) > 1:
            chosen = await house.database.read(lambda connection: chosen_board(connection, event.room_id))
        room = next((room for room in rooms if room.room_id == chosen), rooms[0])
        call = self._made(event, room, room.named(event.sender), now)
        return replace(call, boards=tuple(rooms), undecided=len(rooms) > 1 and room.room_id != chosen)

    def _made(self, event: Event, room: Room, member: Member, now: datetime) -> Call:
        house = self._house
        trust = house.trust(room.room_id)
        return Call(room, member, now, house.settings, event.event_id, event.room_id, trust=trust, said=event.time)

    def _act(
        self,
        connection: sqlite3.Connection,
        event: Event,
        found: Meaning,
        call: Call,
        known: LineAnswer | None,
        *,
        late_key: bool,
    ) -> bool:
        """One transaction: accept, handle, queue the words, keep the outcome. False if it was done before."""
        store = Store(connection, call.room.room_id)
        if not store.inbox.accept(event.event_id, event.room_id, event.sender, event.time, event.ciphertext):
            return False
        call = replace(call, delayed=not late_key and _is_delayed(event, call, store))
        if isinstance(found, Agreed):
            self._agree(connection, event, found, call, store)
        elif isinstance(found, CommandLines):
            self._obey(connection, event, found, call, known)
        elif happening := happening_of(event, found, store):
            self._tell(connection, call, happening)
        return True

    def _agree(self, connection: sqlite3.Connection, event: Event, agreed: Agreed, call: Call, store: Store) -> None:
        """A yes or no in words: to a question of the bot's to that member, or as a thumb on another message of its."""
        if store.confirmations.asked_in(call.chat, call.member.user_id, agreed.answered):
            line = Line("yes" if agreed.yes else "no", "")
            self._obey(connection, event, CommandLines((line,), None, agreed.answered, ()), call, None)
        elif name := store.outbox.name_of(event.room_id, agreed.answered):
            key = "👍" if agreed.yes else "👎"
            self._tell(connection, call, Reaction(key, agreed.answered, name, event.time))

    def _obey(
        self, connection: sqlite3.Connection, event: Event, said: CommandLines, call: Call, known: LineAnswer | None
    ) -> None:
        """Answers a line; an edit of one that failed edits its answer. `known` is an answer found beforehand."""
        store = Store(connection, call.room.room_id)
        if said.edits and store.inbox.is_anothers(said.edits, event.sender):
            return  # only one's own words can be edited
        speech = Speech(store.outbox, call.settings.style, call.ms)
        asked = Destination(event.room_id, call.event_id, event.sender, said.thread)
        heard = store.inbox.heard(said.edits, event.sender) if said.edits else None
        if heard and heard.outcome != "failed":
            self._edit_of_done(store, speech, heard, asked, call)
            return
        answer = known or self._answering.answer(connection, store, said, call)
        if answer.reply is None:
            return
        asked = replace(asked, answer=heard.answer if heard else None)
        reply = answer.reply
        if self._floods.begins(event.sender, event.time):
            reply = replace(reply, text=lines(reply.text, flood(call.member)))
        row = speech.reply(reply, asked, call.room.room_id)
        store.inbox.conclude(event.event_id, answer.outcome, row)
        if heard:
            store.inbox.conclude(heard.event_id, answer.outcome, row)

    def _edit_of_done(self, store: Store, speech: Speech, heard: Heard, asked: Destination, call: Call) -> None:
        """Editing what was done changes nothing; that is said once."""
        if heard.outcome == "told":
            return
        text = _("This was already done; editing the message changes nothing. Please say the new command anew.")
        speech.reply(Reply(text), asked, call.room.room_id)
        store.inbox.conclude(heard.event_id, "told", None)

    def _tell(self, connection: sqlite3.Connection, call: Call, happening: Happening) -> None:
        """Tells every listener; the fault of one changes nothing for the others."""
        store = Store(connection, call.room.room_id)
        speech = Speech(store.outbox, call.settings.style, call.ms)
        if not admits(call, store, happening):
            speech.say_all(still_counts(call, store, happening), call.room.room_id)
            return
        for listener in LISTENERS:
            try:
                with savepoint(connection):
                    said = listener(call, store, happening)
            except Exception as fault:
                if not_now(fault):
                    raise
                said = (Message(log_fault(fault)),)
            speech.say_all(said, call.room.room_id)

    async def _say_what_is_missing(self, event: Event, now: datetime) -> None:
        """In clear, to a member who speaks to the bot alone without encryption, once for each chat; and once a day to
        somebody new who gives an order or votes before an organiser's word."""
        if self._gate.asks_for_encryption(event):
            text = _(
                "This chat is not encrypted, so I neither read nor answer here. Please start a new chat with me, with "
                "encryption turned on."
            )
            await self._say_once(event.room_id, Message(text, name="ask for encryption", in_clear=True), now)
        room = self._gate.awaits_a_word(event)
        if room and isinstance(meaning(event, self._addressed(event.room_id)), CommandLines | Answered):
            await self._say_once(event.room_id, newcomer_waits(room, event.sender, f"{now:%Y-%m-%d}"), now)

    async def _refuse_stranger(self, event: Event, found: Meaning, now: datetime) -> None:
        """One polite refusal a day to somebody who is no member and speaks to the bot alone."""
        if isinstance(found, CommandLines) and self._house.boards.is_direct(event.room_id):
            text = _("I only assist the members of my board room. Please ask them if you would like to take part.")
            await self._say_once(event.room_id, Message(text, name=f"refusal {event.sender} {now:%Y-%m-%d}"), now)

    async def _say_once(self, chat: str, message: Message, now: datetime) -> None:
        """Says it in the chat, unless something of that name was said there."""

        def say(connection: sqlite3.Connection) -> None:
            outbox = Store(connection, chat).outbox
            if message.name and outbox.find(chat, message.name) is None:
                Speech(outbox, self._house.settings.style, to_ms(now)).say_all([message], chat)

        await self._house.database.write(say)
        self._house.wake()


def _clipped(time: int) -> int:
    return min(max(time, 0), LATEST)


def _called(call: Call, said: CommandLines) -> Call:
    """The call with what its message says; an edit speaks for the message that it replaces."""
    call = replace(call, answered=said.answered, mentions=said.mentions)
    return replace(call, event_id=said.edits, edited=True) if said.edits else call


def _is_delayed(event: Event, call: Call, store: Store) -> bool:
    """Whether it should have come with an earlier batch: the bot has read the stream since the moment it claims."""
    read = store.inbox.last_sync()
    latest = event.time + round(DELAY.total_seconds() * 1000)
    return read is not None and latest < read and latest < call.ms
