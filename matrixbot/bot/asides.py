"""What is said beside the answers to commands: about members' keys, to strangers, and where nothing may be heard."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from commands.base.call import to_ms
from commands.base.names import ENCRYPTION_WANTED, NOT_HEARD
from commands.trust import identity_changed, newcomer_waits, not_verified
from commands.words import Message, _
from matrixbot.bot.faults import Guard
from matrixbot.bot.gate import Gate
from matrixbot.bot.house import House
from matrixbot.bot.meaning import Addressed, Answered, CommandLines, Meaning, meaning
from matrixbot.bot.speech import Speech
from matrixbot.gateway import Event, Finding, IdentityChanged
from storage import Store


class Asides:
    """Says what nobody asked for, each thing once."""

    def __init__(self, house: House, gate: Gate) -> None:
        self._house = house
        self._gate = gate

    async def tell(self, findings: Sequence[Finding]) -> None:
        """Tells each board room what was found out about its members' keys, once."""
        for found in findings:
            with Guard():
                await self._tell_finding(found)
        self._house.wake()

    async def _tell_finding(self, found: Finding) -> None:
        house = self._house
        now = to_ms(house.clock())
        rooms = [room for room_id in house.boards.open_ids() if (room := house.boards.room(room_id))]

        def say(connection: sqlite3.Connection) -> None:
            for room in rooms:
                speech = Speech(Store(connection, room.room_id), house.settings.style, now)
                if isinstance(found, IdentityChanged):
                    said = identity_changed(room, found.user_id, found.identity)
                else:
                    said = not_verified(room, found.user_id)
                speech.say_all(said, room.room_id)

        await house.database.write(say)

    async def unheard(self, event: Event, addressed: Addressed, now: datetime) -> None:
        """In clear, to a member who speaks to the bot alone without encryption, once for each chat; and once a day to
        somebody new who gives an order or votes before an organiser's word."""
        if self._gate.asks_for_encryption(event):
            text = _(
                "This chat is not encrypted, so the assistant neither reads nor answers here. Please start a new chat "
                "with it, with encryption turned on."
            )
            await self._say_once(event, Message(text, name=ENCRYPTION_WANTED.of(), in_clear=True), now)
        room = self._gate.awaits_a_word(event)
        if room and isinstance(meaning(event, addressed), CommandLines | Answered):
            await self._say_once(event, newcomer_waits(room, event.sender, f"{now:%Y-%m-%d}"), now)

    async def to_stranger(self, event: Event, found: Meaning, now: datetime) -> None:
        """One polite refusal a day to somebody who is no member and speaks to the bot alone."""
        if isinstance(found, CommandLines) and self._house.boards.is_direct(event.room_id):
            text = _(
                "This assistant is there for the members of its board room only. Please ask them if you would like to "
                "take part."
            )
            await self._say_once(event, Message(text, name=NOT_HEARD.of(who=event.sender, day=f"{now:%Y-%m-%d}")), now)

    async def _say_once(self, event: Event, message: Message, now: datetime) -> None:
        """Says it to who sent the event, unless something of that name was said in that chat."""
        chat = event.room_id

        def say(connection: sqlite3.Connection) -> None:
            store = Store(connection, chat)
            if message.name and store.outbox.find(chat, message.name) is None:
                Speech(store, self._house.settings.style, to_ms(now)).say_all([message], chat, event.sender)

        await self._house.database.write(say)
        self._house.wake()
