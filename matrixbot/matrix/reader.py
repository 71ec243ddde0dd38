"""Reading what came in: room keys and room events, each opened behind a guard and judged by who can have sent it."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from matrixbot.clear import counts
from matrixbot.gateway import Event, TryLater
from matrixbot.matrix.crypto.canonical import storable
from matrixbot.matrix.crypto.opened import OlmMessage, Opened, Unreadable, Untrue
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import events as _events
from matrixbot.matrix.homeserver.fields import guarded, moment, name, record, text
from matrixbot.matrix.homeserver.timeline import Timeline
from matrixbot.matrix.trust.devices import Book, Device
from matrixbot.matrix.trust.pending import Pending, PendingEvent
from matrixbot.matrix.trust.sharing import Sharing
from matrixbot.matrix.trust.verification import PREFIX, Verifier


class Reader:
    """Turns raw events into `gateway.Event`. What cannot be read yet is kept until its key comes."""

    def __init__(
        self, client: Client, book: Book, pending: Pending, sharing: Sharing, timeline: Timeline, verifier: Verifier
    ) -> None:
        self._client = client
        self._book = book
        self._pending = pending
        self._sharing = sharing
        self._timeline = timeline
        self._verifier = verifier
        self._asked: set[str] = set()

    async def take_to_device(self, response: Mapping[str, Any]) -> None:
        """Takes in room keys. Nothing is opened, and nothing stored, for a device that its owner has not published."""
        self._asked.clear()
        events = [event for event in _events(response.get("to_device")) if self._may_concern_us(event)]
        for event in events:
            with guarded("a message about a verification"):
                await self._hear_verification(event)
        arrived = [event for event in events if event.get("type") == "m.room.encrypted"]
        unknown = {event["sender"] for event in arrived if not self._published(event)}
        if unknown:
            await self._sharing.refresh(unknown)
        with self._client.machine.transaction():
            for event in arrived:
                with guarded("a message to this device"):
                    if self._published(event) or not self._book.knows(event["sender"]):
                        message = self._client.machine.open_olm(event)
                        if message is not None:
                            self._take(message)

    def _may_concern_us(self, event: Mapping[str, Any]) -> bool:
        """Whether its sender shares a room with the bot, or may be in one that it is invited to: nobody else has keys
        that it needs, and about nobody else is asked."""
        sender, content = name(event.get("sender")), event.get("content")
        if sender is None or not isinstance(content, dict):
            return False
        return bool(self._timeline.invited) or self._timeline.shares_a_room_with(sender)

    def _published(self, event: Mapping[str, Any]) -> bool:
        sender_key = event["content"].get("sender_key")
        return any(device.curve25519 == sender_key for device in self._book.devices(event["sender"]))

    def _take(self, message: OlmMessage) -> None:
        room_id, machine = name(message.content.get("room_id")), self._client.machine
        room = self._timeline.rooms.get(room_id) if room_id else None
        if room_id not in self._timeline.invited and (room is None or not room.has_seen(message.sender)):
            return
        if message.type == "m.room_key":
            machine.keep_room_key(message)
        elif message.type == "m.forwarded_room_key":
            owner = self._book.owner(message.sender, message.sender_key, message.ed25519)
            session = name(message.content.get("session_id"))
            if owner and self._book.trusted(owner) and self._pending.asked_for(room_id, session, message.sender):
                machine.keep_forwarded_key(message)

    async def _hear_verification(self, event: Mapping[str, Any]) -> None:
        kind = text(event, "type")
        if kind is not None and kind.startswith(PREFIX):
            await self._verifier.hear(event["sender"], kind, record(event.get("content")), None, "")

    async def events(self, room_id: str, raw: Iterable[Mapping[str, Any]]) -> list[Event]:
        """The events of a room that are anybody else's concern: verification is dealt with here."""
        events = []
        for one in raw:
            with guarded("an event"):
                event = await self._event(room_id, one)
                if event is not None and _is_verification(event):  # in clear or not: emoji and MACs decide
                    if self._is_encrypted(room_id):
                        await self._verifier.hear(event.sender, event.type, event.content, room_id, event.event_id)
                elif event is not None:
                    events.append(event)
        return events

    async def look(self, room_id: str, raw: Mapping[str, Any]) -> Event | None:
        """A single event that was asked for; None for one that cannot be read. Nothing waits for its key."""
        event = None
        with guarded("an event that was asked for"):
            event = await self._event(room_id, raw, keep=False)
        return event if event is not None and event.session is None else None

    def _is_encrypted(self, room_id: str) -> bool:
        room = self._timeline.rooms.get(room_id)
        return room is not None and room.encryption is not None

    async def _event(self, room_id: str, raw: Mapping[str, Any], *, keep: bool = True) -> Event | None:
        """One event as the rest of the bot sees it; None for what is malformed or must not be said."""
        kind, content, state_key = text(raw, "type"), raw.get("content"), raw.get("state_key")
        event_id, sender = name(raw.get("event_id")), name(raw.get("sender"))
        if kind is None or event_id is None or sender is None:
            return None
        if not isinstance(content, dict) or (content := storable(content)) is None:
            return None
        if state_key is not None and text(raw, "state_key") is None:
            return None
        redacts = raw.get("redacts", content.get("redacts")) if kind == "m.room.redaction" else None
        event = Event(
            event_id,
            room_id,
            sender=sender,
            type=kind,
            content=content,
            time=moment(raw.get("origin_server_ts")),
            obeyed=self._may_be_plain(room_id, kind, sender, state_key),
            state_key=state_key,
            redacts=name(redacts),
            transaction_id=text(raw.get("unsigned"), "transaction_id") if sender == self._client.user_id else None,
        )
        if kind != "m.room.encrypted" or state_key is not None or sender == self._client.user_id:
            return event
        return await self._opened(event, raw, keep)

    def _may_be_plain(self, room_id: str, kind: str, sender: str, state_key: str | None) -> bool:
        """Whether that is believed in clear. A reaction counts from those who could have said it encrypted; a redaction
        and a change of membership are carried out by the server in any case."""
        room = self._timeline.rooms.get(room_id)
        room_encrypted = None if room is None else room.encryption is not None
        proven = kind != "m.reaction" or not room_encrypted or not self._book.unverified([sender])
        return proven and counts(kind, state_key, encrypted=False, room_encrypted=room_encrypted)

    async def _opened(self, event: Event, raw: Mapping[str, Any], keep: bool) -> Event | None:
        try:
            opened = self._client.machine.open_megolm(event.room_id, raw)
        except Untrue:
            return None
        except Unreadable:
            return self._unread(event, raw) if keep else None
        owner = await self._owner(event.sender, opened)
        if owner is None and event.sender in self._book.stale:
            return (
                self._unread(event, raw) if keep else None
            )  # who said it can be told only when the devices of the sender are known
        obeyed = owner is not None and self._book.trusted(owner)
        if not obeyed:
            self._book.said_in_vain(event.sender)
        return replace(
            event,
            type=opened.type,
            content=opened.content,
            encrypted=True,
            obeyed=obeyed,
            ciphertext=opened.ciphertext,
        )

    async def _owner(self, sender: str, opened: Opened) -> Device | None:
        """The published device of the sender that the session came from; asked about once per batch."""
        owner = self._book.owner(sender, opened.sender_key, opened.ed25519)
        if owner is None and sender not in self._asked:
            self._asked.add(sender)
            with contextlib.suppress(TryLater):  # the sender stays to be asked about, and the event waits
                await self._sharing.refresh([sender])
            owner = self._book.owner(sender, opened.sender_key, opened.ed25519)
        return owner

    def _unread(self, event: Event, raw: Mapping[str, Any]) -> Event | None:
        session = name(event.content.get("session_id"))
        if session is None:
            return None
        request = secrets.token_urlsafe(12)
        self._pending.add(
            PendingEvent(event.room_id, event.event_id, sender=event.sender, session=session, raw=raw, request=request)
        )
        device = self._book.device(event.sender, str(event.content.get("device_id")))
        obeyed = device is None or self._book.trusted(device)
        return replace(event, encrypted=True, session=session, raw=raw, obeyed=obeyed)

    async def recovered(self) -> list[Event]:
        """Those of the unread events that have become readable; forgotten when the next batch is asked for."""
        recovered = []
        for unread in self._pending.all():
            if self._client.machine.has_session(unread.room_id, unread.session):
                event = None
                with guarded("an event whose key came late"):
                    event = await self._event(unread.room_id, unread.raw)
                if event is None:
                    self._pending.remove([unread.event_id])
                elif event.session is None:
                    recovered.append(event)
        return recovered


def _is_verification(event: Event) -> bool:
    return event.type.startswith(PREFIX) or event.content.get("msgtype") == f"{PREFIX}request"
