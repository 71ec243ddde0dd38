"""What must be fetched for an answer, or to complete it: beside the stream, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

from commands.base.call import Call, Moment, Settings, from_ms, to_ms
from commands.base.errors import UserError
from commands.base.typed import without_reply_fallback
from commands.features import ERRANDS
from commands.minutes.drafts import MinutesFiles, make_files, order_of
from commands.words import Reply, Text, _
from matrixbot.bot.boards import Boards
from matrixbot.bot.contents import warning
from matrixbot.bot.faults import Guard
from matrixbot.bot.gate import Gate
from matrixbot.bot.speech import Destination
from matrixbot.bot.turn import Turn, turn_of
from matrixbot.bot.waiting import look_on
from matrixbot.gateway import Event, Gateway, Refused, TryLater
from storage import Database, Store
from storage.database import savepoint
from storage.errands import AT_HOME, AT_HOMESERVER, AT_STRANGERS, Errand, ErrandKind, due_errands, finish, put_off
from storage.inbox import Outcome
from storage.values import frozen

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a file that is read."""
PATIENCE: Final = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""When it is tried again while the homeserver does not give what was asked for; then it is given up."""
AT_ONCE: Final = 4
MOST_TITLES: Final = 20
"""Pages that one message has looked up."""
LONGEST_SLEEP: Final = 5.0

TitleOf: TypeAlias = Callable[[str], Awaitable[str | None]]
"""Gives the title of the page at an address; None if there is none to be had."""


@frozen
class Fetched:
    """What came of an errand: what was read, or the sentence that says why nothing was; neither for the bot's own.

    `fault` is the sentence about one that nobody foresaw.
    """

    found: Any = None
    mistake: UserError | None = None
    fault: Text | None = None


class ErrandLoop:
    """The loops over the errands: one for what the homeserver gives, one for what strangers do, one for what is made
    here. `title_of` is None
    where nothing is asked of strangers."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        boards: Boards,
        gate: Gate,
        settings: Settings,
        clock: Callable[[], datetime],
        wake_sender: Callable[[], None],
        title_of: TitleOf | None,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._boards = boards
        self._gate = gate
        self._settings = settings
        self._clock = clock
        self._wake_sender = wake_sender
        self._title_of = title_of
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._woken = {kinds: asyncio.Event() for kinds in (AT_HOMESERVER, AT_STRANGERS, AT_HOME)}

    def wake(self) -> None:
        """There may be something to fetch."""
        for woken in self._woken.values():
            woken.set()

    async def run(self) -> None:
        """Does what is due until cancelled."""
        async with asyncio.TaskGroup() as loops:
            for kinds, woken in self._woken.items():
                loops.create_task(look_on(partial(self._sweep, kinds), woken, LONGEST_SLEEP))

    async def sweep(self) -> None:
        """Does all that is due now, a few at a time; for tests."""
        for kinds in self._woken:
            await self._sweep(kinds)

    async def _sweep(self, kinds: Collection[ErrandKind]) -> float:
        """Does what is due of those kinds; gives the seconds after which to look again."""

        def find(connection: sqlite3.Connection) -> list[Errand]:
            return due_errands(connection, to_ms(self._clock()), self._boards.open_ids(), kinds, AT_ONCE)

        while due := await self._database.read(find):
            await asyncio.gather(*(self._do(errand) for errand in due))
        return LONGEST_SLEEP

    async def _do(self, errand: Errand) -> None:
        try:
            with Guard() as guard:
                fetched = await self._fetch(errand)
            if guard.failed:
                fetched = Fetched(fault=guard.said)
        except TryLater:
            if errand.tries < len(PATIENCE):
                until = to_ms(self._clock() + PATIENCE[errand.tries])
                await self._database.write(lambda connection: put_off(connection, errand, until))
                return
            fetched = Fetched(mistake=UserError(_("The homeserver does not give it. Please try again later.")))
        with Guard() as guard:
            await self._database.write(lambda connection: self._answer(connection, errand, fetched))
        if guard.failed:
            fault = Fetched(fault=guard.said)
            with Guard():
                await self._database.write(lambda connection: self._answer(connection, errand, fault))
            # What cannot even be told is over all the same, and holds no other up.
            await self._database.write(lambda connection: finish(connection, errand))
        self._wake_sender()

    async def _fetch(self, errand: Errand) -> Fetched:
        """What the errand is for. Raises TryLater."""
        if errand.kind == ErrandKind.TITLES:
            return Fetched(await self._titles(errand))
        if errand.kind == ErrandKind.MINUTES:
            return Fetched(await self._minutes(errand))
        event = await self._gateway.event(errand.chat, errand.target)
        if event is not None and event.sender == self._gateway.user_id:
            return Fetched()
        if event is None or event.type != "m.room.message" or not self._gate.hears(event):
            return Fetched(mistake=UserError(_("That message cannot be read: nothing was done.")))
        try:
            if errand.kind == ErrandKind.LINKS:
                return Fetched(without_reply_fallback(str(event.content.get("body", ""))))
            from commands.literature.importing import read_file  # noqa: PLC0415 - no start needs to wait for it

            return Fetched(await asyncio.to_thread(read_file, await self._attachment(event)))
        except UserError as mistake:
            return Fetched(mistake=mistake)

    async def _minutes(self, errand: Errand) -> MinutesFiles | None:
        """The files of minutes, made beside all else: a page takes the typesetter a tenth of a second."""
        room = self._boards.room(errand.room_id)
        if room is None:
            return None
        moment = Moment(room, self._clock(), self._settings)
        order = await self._database.read(lambda c: order_of(moment, Store(c, errand.room_id), errand))
        return await asyncio.to_thread(make_files, order) if order else None

    async def _titles(self, errand: Errand) -> dict[str, str]:
        """The titles of the entries that have none yet, by their addresses; what fails is not tried again."""
        ids = [int(entry_id) for entry_id in errand.target.split()]
        entries = await self._database.read(lambda c: Store(c, errand.room_id).literature.of_ids(ids))
        addresses = [entry.address for entry in entries if entry.address and not entry.title][:MOST_TITLES]
        titles = await asyncio.gather(*map(self._title, addresses))
        return {address: title for address, title in zip(addresses, titles, strict=True) if title}

    async def _title(self, address: str) -> str | None:
        title = None
        with Guard():
            async with self._at_once:
                title = await self._title_of(address) if self._title_of else None
        return title

    async def _attachment(self, event: Event) -> bytes:
        """The file that came with the event. Raises UserError, TryLater."""
        content, info = event.content, event.content.get("info")
        state = self._gateway.room(event.room_id)
        has_file = content.get("msgtype") == "m.file"
        if not has_file or (state is not None and state.encrypted and not isinstance(content.get("file"), dict)):
            raise UserError(_("There is no encrypted file in that message: nothing was read."))
        said = info.get("size") if isinstance(info, Mapping) else None
        if isinstance(said, int) and said > LARGEST:
            raise _too_large()
        try:
            return await self._gateway.download(content)
        except Refused as refused:
            if refused.errcode == "M_TOO_LARGE":
                raise _too_large() from None
            raise UserError(
                _("The file could not be read: it is not on the homeserver any more, or it was changed on its way.")
            ) from None

    def _answer(self, connection: sqlite3.Connection, errand: Errand, fetched: Fetched) -> None:
        """One transaction: the errand is done, what follows from it is kept and said, or nothing is; all of it by the
        message that has sent for it."""
        with Store(connection, errand.room_id).deeds.of_errand(errand):
            self._answered(connection, errand, fetched)

    def _answered(self, connection: sqlite3.Connection, errand: Errand, fetched: Fetched) -> None:
        room = self._boards.room(errand.room_id)
        member = room.member(errand.user_id) if room else None
        if not finish(connection, errand) or room is None or member is None or fetched == Fetched():
            return
        confirmed = from_ms(errand.confirmed) if errand.confirmed is not None else None
        call = Call(
            room,
            member,
            now=self._clock(),
            settings=self._settings,
            event_id=errand.event_id,
            chat=errand.chat,
            said=errand.asked,
            confirmed=confirmed,
        )
        turn = turn_of(connection, call)
        reply, outcome = _reply(turn, errand, fetched)
        if reply is None:
            return
        asked = Destination(
            errand.chat, errand.event_id, asker=errand.user_id, thread=errand.thread, answer=errand.answer
        )
        row = turn.speech.reply(reply, asked, room.room_id)
        turn.store.inbox.conclude(errand.event_id, outcome, row)
        turn.store.errands.answered_in(errand.event_id, errand.thread, row)


def _reply(turn: Turn, errand: Errand, fetched: Fetched) -> tuple[Reply | None, Outcome]:
    """What is said of what was fetched, None if nothing is; and whether that did something."""
    if fetched.fault is not None:
        return Reply(fetched.fault), "failed"
    with Guard() as guard:
        try:
            if fetched.mistake is not None:
                raise fetched.mistake
            with savepoint(turn.connection):
                reply = ERRANDS[ErrandKind(errand.kind)](turn.call, turn.store, errand, fetched.found)
            return reply, "failed" if reply and reply.asks else "done"
        except UserError as mistake:
            return Reply(warning(mistake.text, mistake.example)), "failed"
    return Reply(guard.said), "failed"


def _too_large() -> UserError:
    text: Text = _("The file is too large; {size} MiB are the most.", size=LARGEST // 1024 // 1024)
    return UserError(text)
