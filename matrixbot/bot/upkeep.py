"""Keeps the board rooms in order: joined, followed when they are upgraded, ready to be worked in."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from commands.base.call import Moment, Room, Settings, to_ms
from commands.base.names import NOT_ENCRYPTED
from commands.features import AT_START
from commands.membership import look_at_members
from commands.words import Message, _
from matrixbot.bot.boards import Boards
from matrixbot.bot.clock import AHEAD
from matrixbot.bot.farewell import Farewell
from matrixbot.bot.faults import Guard
from matrixbot.bot.speech import Speech
from matrixbot.exposure import exposures
from matrixbot.gateway import Gateway, RoomState
from matrixbot.serving import Unserved
from storage import Database, Store
from storage.database import savepoint
from storage.members import standings
from storage.traces import is_marked
from storage.upgrades import current_room, move_room
from storage.values import frozen

log = logging.getLogger(__name__)


@frozen
class Looked:
    """What the records say when a batch is done: who organises in each board room and who is a newcomer no more, None
    if that cannot be told; whether something was deleted of which nothing may be left."""

    standings: Mapping[str, tuple[frozenset[str], frozenset[str]]] | None
    marked: bool


def look(connection: sqlite3.Connection) -> Looked:
    """That, in the transaction that ends the batch."""
    found = None
    with Guard():
        found = standings(connection)
    return Looked(found, is_marked(connection))


class Upkeep:
    """Looks after the board rooms, after every batch."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        boards: Boards,
        settings: Settings,
        clock: Callable[[], datetime],
        enter: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._boards = boards
        self._settings = settings
        self._clock = clock
        self._enter = enter
        self._farewell = Farewell(database, gateway, boards=boards, settings=settings, clock=clock)
        self._open: set[str] = set()
        self._looked: dict[str, RoomState | None] = {}
        self._asked: set[str] = set()
        self._judged: set[tuple[str, str]] = set()
        self._faulty: set[str] = set()
        self._pinned: set[str] = set()
        self._latest = clock()
        self._entering: set[str] = set()
        self._seen: dict[str, RoomState | None] = {}
        self._told: dict[str, Unserved | None] = {}

    async def begin(self) -> None:
        """Follows upgrades of earlier runs and joins the rooms that let the bot in. StorageBusy."""
        for room_id in self._boards.room_ids:
            with self._guarded(room_id):
                newest = await self._database.read(partial(current_room, room_id=room_id))
                self._boards.follow(room_id, newest)
                if self._gateway.room(newest) is None and await self._enter(newest):
                    self._entering.add(newest)  # its state comes with the next batch

    async def look_after(self, looked: Looked) -> bool:
        """Follows an upgrade, and puts in order what is new; whether anything was done. StorageBusy."""
        done = False
        self._look_at_clock()
        for room_id in self._boards.room_ids:
            with self._guarded(room_id):
                done = await self._look_after(room_id) or done
                self._faulty.discard(room_id)
            self._tell(room_id)
        with Guard():
            records = await self._database.read(standings) if done else looked.standings
            if records is not None:
                self._pin(*self._pinned, records=records)
        return done

    def _tell(self, room_id: str) -> None:
        """The log says of each board room whether it is served, and why not, whenever that changes."""
        state = self._gateway.room(room_id)
        if (state is None and room_id in self._entering) or self._seen.get(room_id, self) is state:
            return
        self._entering.discard(room_id)
        self._seen[room_id] = state
        unserved = self._boards.why_not(room_id)
        if room_id in self._told and self._told[room_id] == unserved:
            return
        self._told[room_id] = unserved
        if unserved is None:
            log.info("serving %s", room_id)
        else:
            log.warning("not serving %s: %s. %s.", room_id, unserved.why, unserved.remedy)

    @contextmanager
    def _guarded(self, room_id: str) -> Iterator[None]:
        """What fails in the care for one room stays with it, and stands once in the log."""
        with Guard(known=room_id in self._faulty) as guard:
            yield
        if guard.failed:
            self._faulty.add(room_id)
            # not again with every batch: at the next start, and when its members change
            self._open.add(room_id)
            self._looked[room_id] = self._gateway.room(room_id)

    def _look_at_clock(self) -> None:
        """What a clock that was wrong has put off is put in order, too, when it is set back."""
        now = self._clock()
        if self._latest - now > AHEAD:
            log.warning("the clock was set back by %s", self._latest - now)
            self._open.clear()
            self._latest = now
        self._latest = max(self._latest, now)

    async def _look_after(self, room_id: str) -> bool:
        state = self._gateway.room(room_id)
        if state and state.successor and state.successor != room_id:
            return await self._follow(room_id, state.successor) or await self._look_at_members(room_id)
        new = room_id not in self._open and bool(self._boards.room(room_id) or self._boards.is_refused(room_id))
        if new:
            await self._database.write(lambda connection: self._put_in_order(connection, room_id))
            self._open.add(room_id)
            for text, remedy in exposures(state) if state else ():
                if remedy:
                    log.warning("%s: %s. %s", room_id, text, remedy)
        return await self._look_at_members(room_id) or new

    async def load(self) -> None:
        """Who organises and who is new, before the first event is judged and the first word is said. StorageBusy.

        Where that cannot be told nobody organises beyond the configuration, and nobody is more than a newcomer."""
        for room_id in self._boards.room_ids:
            with Guard() as guard:
                newest = await self._database.read(partial(current_room, room_id=room_id))
                await self.pin(newest)
            if guard.failed:
                self._faulty.add(room_id)
                self._boards.pin(room_id, frozenset(), frozenset())

    async def pin(self, room_id: str) -> None:
        """From now on those organise, and those are newcomers no more, of whom the records say it."""
        self._pin(room_id, records=await self._database.read(standings))

    def _pin(self, *room_ids: str, records: Mapping[str, tuple[frozenset[str], frozenset[str]]]) -> None:
        for room_id in room_ids:
            organisers, accepted = records.get(room_id, (frozenset(), None))
            self._boards.pin(room_id, organisers, accepted)

    async def _look_at_members(self, room_id: str) -> bool:
        """What the room's state says of its members now is taken up, whenever it has changed; whether it had."""
        room, state = self._boards.room(room_id), self._gateway.room(room_id)
        if room is None:
            return False
        changed = self._looked.get(room_id) is not state
        if changed:
            await self._database.write(partial(self._take_up, room=room))
            if await self._farewell.say_to_the_gone(room_id):
                self._looked[room_id] = state
            self._pinned.discard(room_id)
            await self.pin(room_id)
            self._pinned.add(room_id)
        room = self._boards.room(room_id)
        if changed and room and not any(member.organiser for member in room.members):
            log.warning("nobody organises in %s: name somebody in `organisers:`", room_id)
        return changed

    def _take_up(self, connection: sqlite3.Connection, room: Room) -> None:
        store, now = Store(connection, room.room_id), self._clock()
        said = look_at_members(Moment(room, now, self._settings), store, self._boards.powerful(room.room_id))
        Speech(store, self._settings.style, to_ms(now)).say_all(said, room.room_id)

    async def _follow(self, old: str, new: str) -> bool:
        """Moves the board into the room that replaces it (`m.room.tombstone`), once the bot is in that room and has
        seen that it is encrypted and names the old one as its predecessor.

        A room that was left for another is no successor any more: two rooms that name each other would send the records
        to and fro.
        """
        if (old, new) in self._judged:
            return False
        state = self._gateway.room(new)
        if state is None:
            if new not in self._asked:  # once; its state comes with a sync, or an invitation does
                self._asked.add(new)
                await self._enter(new)
            return False
        newest = await self._database.read(lambda connection: current_room(connection, new))
        if newest != new or not self._boards.may_move_to(old, state):
            self._judged.add((old, new))
            log.warning(
                "%s was replaced by %s, which is not encrypted, does not name it as its predecessor, or was left "
                "before: the bot does not follow. Make an encrypted room, and put its id under rooms: in the "
                "configuration.",
                old,
                new,
            )
            return False
        await self._database.write(lambda connection: move_room(connection, old, new))
        await self.pin(new)
        self._boards.follow(old, new)
        self._open.discard(new)
        return True

    def _put_in_order(self, connection: sqlite3.Connection, room_id: str) -> None:
        store = Store(connection, room_id)
        now = self._clock()
        speech = Speech(store, self._settings.style, to_ms(now))
        room = self._boards.room(room_id)
        if room is None:
            speech.say_all([Message(_NOT_ENCRYPTED, name=NOT_ENCRYPTED.of(), in_clear=True)], room_id)
            return
        for put_in_order in AT_START:
            with Guard() as guard, savepoint(connection):
                speech.say_all(put_in_order(Moment(room, now, self._settings), store), room_id)
            if guard.failed:
                speech.say_all([Message(guard.said)], room_id)


_NOT_ENCRYPTED = _(
    "This room is not encrypted, so the assistant does not work here: what the board says is confidential. "
    "Please turn on encryption in the room's settings."
)
