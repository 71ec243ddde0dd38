"""Reading what came in: room keys and room events, each opened behind a guard and judged by who can have sent it."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from matrixbot.crypto.canonical import is_storable
from matrixbot.crypto.machine import OlmMessage, Opened, Unreadable, Untrue
from matrixbot.gateway import Event, TryLater
from matrixbot.homeserver.client import Client
from matrixbot.homeserver.timeline import Timeline
from matrixbot.trust.book import Book, Device
from matrixbot.trust.pending import Pending, Unread
from matrixbot.trust.sharing import Sharing
from matrixbot.trust.verification import PREFIX, Verifier

# Never encrypted, in any room: reactions (the server counts them), redactions (it carries them out), and state.
PLAIN_TYPES = frozenset({"m.reaction", "m.room.redaction"})


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
        for event in _events(response.get("to_device")):
            await self._hear_verification(event)
        arrived = [event for event in _events(response.get("to_device")) if _encrypted(event)]
        unknown = {event["sender"] for event in arrived if not self._published(event)}
        if unknown:
            await self._sharing.refresh(unknown)
        with self._client.machine.transaction():
            for event in arrived:
                if self._published(event) or not self._book.knows(event["sender"]):
                    message = self._client.machine.open_olm(event)
                    if message is not None:
                        self._take(message)

    def _published(self, event: Mapping[str, Any]) -> bool:
        sender_key = event["content"].get("sender_key")
        return any(device.curve25519 == sender_key for device in self._book.devices(event["sender"]))

    def _take(self, message: OlmMessage) -> None:
        room_id, machine = message.content.get("room_id"), self._client.machine
        if room_id not in self._timeline.rooms and room_id not in self._timeline.invited:
            return
        if message.type == "m.room_key":
            machine.keep_room_key(message)
        elif message.type == "m.forwarded_room_key":
            owner = self._book.owner(message.sender, message.sender_key, message.ed25519)
            session = message.content.get("session_id")
            if owner and self._book.trusted(owner) and self._pending.asked_for(room_id, session, message.sender):
                machine.keep_forwarded_key(message)

    async def _hear_verification(self, event: Mapping[str, Any]) -> None:
        kind, sender, content = event.get("type"), event.get("sender"), event.get("content")
        if isinstance(kind, str) and kind.startswith(PREFIX) and isinstance(sender, str) and isinstance(content, dict):
            await self._verifier.hear(sender, kind, content, None, "")

    async def events(self, room_id: str, raw: Iterable[Mapping[str, Any]]) -> list[Event]:
        """The events of a room that are anybody else's concern: verification is dealt with here."""
        events = []
        for one in raw:
            event = await self._event(room_id, one)
            if event is not None and _is_verification(event):  # in clear or not: emoji and MACs decide
                await self._verifier.hear(event.sender, event.type, event.content, room_id, event.event_id)
            elif event is not None:
                events.append(event)
        return events

    async def _event(self, room_id: str, raw: Mapping[str, Any]) -> Event | None:
        """One event as the rest of the bot sees it; None for what is malformed or must not be said."""
        kind, event_id, sender, content = raw.get("type"), raw.get("event_id"), raw.get("sender"), raw.get("content")
        if not (isinstance(kind, str) and isinstance(event_id, str) and isinstance(sender, str)):
            return None
        if not isinstance(content, dict) or not is_storable(content):
            return None
        state_key, time = raw.get("state_key"), raw.get("origin_server_ts")
        redacts = raw.get("redacts", content.get("redacts")) if kind == "m.room.redaction" else None
        room = self._timeline.rooms.get(room_id)
        event = Event(
            event_id,
            room_id,
            sender,
            kind,
            content,
            time if isinstance(time, int) else 0,
            obeyed=room is None or room.encryption is None or state_key is not None or self._may_be_plain(kind, sender),
            state_key=state_key if isinstance(state_key, str) else None,
            redacts=redacts if isinstance(redacts, str) else None,
            transaction_id=_own_transaction(raw) if sender == self._client.user_id else None,
        )
        if kind != "m.room.encrypted" or state_key is not None or sender == self._client.user_id:
            return event
        return await self._opened(event, raw)

    def _may_be_plain(self, kind: str, sender: str) -> bool:
        """Whether that is obeyed though it came in clear into an encrypted room, where words may be the server's own.

        A redaction is carried out by the server in any case. A reaction always comes so; it counts from those who could
        have said it encrypted.
        """
        return kind == "m.room.redaction" or (kind in PLAIN_TYPES and not self._book.unverified([sender]))

    async def _opened(self, event: Event, raw: Mapping[str, Any]) -> Event | None:
        try:
            opened = self._client.machine.open_megolm(event.room_id, raw)
        except Untrue:
            return None
        except Unreadable:
            return self._unread(event, raw)
        owner = await self._owner(event.sender, opened)
        if owner is None and event.sender in self._book.stale:
            return self._unread(event, raw)  # who said it can be told only when the devices of the sender are known
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

    def _unread(self, event: Event, raw: Mapping[str, Any]) -> Event:
        session = str(event.content["session_id"])
        request = secrets.token_urlsafe(12)
        self._pending.add([Unread(event.room_id, event.event_id, event.sender, session, raw, request)])
        device = self._book.device(event.sender, str(event.content.get("device_id")))
        obeyed = device is None or self._book.trusted(device)
        return replace(event, encrypted=True, session=session, raw=raw, obeyed=obeyed)

    async def recovered(self) -> list[Event]:
        """Those of the unread events that have become readable; forgotten when the next batch is asked for."""
        recovered = []
        for unread in self._pending.all():
            if self._client.machine.has_session(unread.room_id, unread.session):
                event = await self._event(unread.room_id, unread.raw)
                if event is None:
                    self._pending.remove([unread.event_id])
                elif event.session is None:
                    recovered.append(event)
        return recovered


def _is_verification(event: Event) -> bool:
    return event.type.startswith(PREFIX) or event.content.get("msgtype") == f"{PREFIX}request"


def _own_transaction(raw: Mapping[str, Any]) -> str | None:
    """Under which transaction id this device sent the event (`unsigned.transaction_id`)."""
    unsigned = raw.get("unsigned")
    transaction_id = unsigned.get("transaction_id") if isinstance(unsigned, dict) else None
    return transaction_id if isinstance(transaction_id, str) else None


def _encrypted(event: Mapping[str, Any]) -> bool:
    return (
        event.get("type") == "m.room.encrypted"
        and isinstance(event.get("sender"), str)
        and isinstance(event.get("content"), dict)
    )


def _events(section: Any) -> list[Mapping[str, Any]]:
    events = section.get("events") if isinstance(section, dict) else None
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []
