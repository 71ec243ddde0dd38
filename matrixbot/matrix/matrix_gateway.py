"""The gateway to a real homeserver: what comes in is opened and judged, what goes out is encrypted where it must be."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from peewee import OperationalError

from matrixbot.clear import CLEAR_WORDS
from matrixbot.gateway import Batch, Event, GatewayError, Joined, Refused, RoomState, TryLater
from matrixbot.matrix.crypto.opened import disk
from matrixbot.matrix.homeserver import media
from matrixbot.matrix.homeserver.client import Client, part
from matrixbot.matrix.homeserver.fields import guarded, moment, names, record, text, whole
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.homeserver.roomstate import JoinedRoom
from matrixbot.matrix.homeserver.timeline import Timeline
from matrixbot.matrix.reader import Reader
from matrixbot.matrix.trust.console import Console
from matrixbot.matrix.trust.crosssigning import CrossSigning
from matrixbot.matrix.trust.devices import Book
from matrixbot.matrix.trust.own_identity import Identity, OwnIdentity, PublicIdentity
from matrixbot.matrix.trust.pending import Pending
from matrixbot.matrix.trust.sharing import Sharing
from matrixbot.matrix.trust.verification import Attempt, Own, Verifier

log = logging.getLogger(__name__)

LONGEST_TOKEN = 4096


class MatrixGateway:
    """Implements `gateway.Gateway`. Made by `opening.open_gateway`; one sync at a time, sends as many as one likes."""

    def __init__(
        self,
        client: Client,
        book: Book,
        timeline: Timeline,
        pending: Pending,
        crosssigning: CrossSigning,
        own: OwnIdentity,
        console: Console,
    ) -> None:
        self._client = client
        self._book = book
        self._pending = pending
        self._crosssigning = crosssigning
        self._own = own
        self._sharing = Sharing(client, book)
        self._timeline = timeline
        device = Own(client.user_id, client.device_id, client.machine.account.identity_keys["ed25519"], own.master)
        self._verifier = Verifier(device, book, console=console, say=self._say_verification, verified=self._verified)
        self._reader = Reader(
            client, book, pending=pending, sharing=self._sharing, timeline=self._timeline, verifier=self._verifier
        )
        self._ahead: tuple[str, asyncio.Task[Batch]] | None = None
        self._given: Batch | None = None
        self._encrypted_once: set[str] | None = None
        self._failures = 0

    @property
    def user_id(self) -> str:
        return str(self._client.user_id)

    @property
    def standing(self) -> OwnIdentity:
        """The bot's own identity."""
        return self._own

    # --- coming in ----------------------------------------------------------------------------------------------------

    def read_ahead(self, since: str) -> None:
        """Begins with the first batch of this run: it is for the first `sync`."""
        self._ahead = since, asyncio.create_task(self._read(since, 0.0))

    async def sync(self, since: str | None, timeout: float) -> Batch:
        """The next batch after `since`. Asking with a batch's token says that all of it is done."""
        if self._ahead is not None and self._ahead[0] == since:
            (_since, task), self._ahead = self._ahead, None
            return await task
        return await self._read(since, timeout)

    async def _read(self, since: str | None, timeout: float) -> Batch:
        with disk():
            self._done_with(since)
            try:
                self._given = await self._batch(since, timeout)
            except (GatewayError, OSError, OperationalError):
                raise  # nothing in the batch is to blame
            except Exception:
                self._failures += 1
                raise
            self._failures = 0
        return self._given

    async def _batch(self, since: str | None, timeout: float) -> Batch:
        response = await self._timeline.ask(since, timeout)
        arrived = await self._timeline.take(response, since)
        self._remember_encryption()
        with self._taken_apart("what a batch says about devices"):
            await self._learn_devices(response)
        with self._taken_apart("the messages to this device in a batch"):
            await self._reader.take_to_device(response)
        batch = Batch(_place(response), [], arrived.invites)
        for room_id, raw in arrived.timelines.items():
            with self._taken_apart("the events of a room in a batch"):
                batch = replace(batch, rooms=[*batch.rooms, Joined(room_id, await self._reader.events(room_id, raw))])
        with self._taken_apart("what became readable with a batch"):
            batch = replace(batch, recovered=await self._reader.recovered())
        self._pending.save()
        await self._look_after_keys(response)
        with self._taken_apart("what was found out about keys"):
            batch = replace(batch, findings=tuple(self._book.findings()))
        return batch

    def _taken_apart(self, what: str) -> AbstractContextManager[None]:
        """A batch that has failed is tried again as a whole; when that fails too, the part that does is passed over."""
        return guarded(what, failures=self._failures)

    def _remember_encryption(self) -> None:
        """What was encrypted once stays so, whatever the homeserver says later: that is on the disk before the first
        event of the room is judged."""
        store, rooms = self._client.machine.store, self._timeline.rooms.values()
        if self._encrypted_once is None:
            self._encrypted_once = set(store.load_encrypted_rooms())
        for room in rooms:
            if room.encryption is None and room.room_id in self._encrypted_once:
                room.encrypt({})
        new = {room.room_id for room in rooms if room.encryption is not None} - self._encrypted_once
        if new:
            store.save_encrypted_rooms(new)
            self._encrypted_once |= new

    def _done_with(self, since: str | None) -> None:
        if self._given is not None and self._given.token == since:
            self._pending.remove([event.event_id for event in self._given.recovered])
            self._pending.save()
            self._book.told(self._given.findings)
            self._given = None

    async def _learn_devices(self, response: Mapping[str, Any]) -> None:
        self._book.changed(names(record(response.get("device_lists")).get("changed")))
        self._book.forget_others(self._timeline.shares_a_room_with)
        for room in self._timeline.rooms.values():
            if room.encryption is not None:
                self._book.track(room.joined)
        await self._sharing.refresh()

    async def _look_after_keys(self, response: Mapping[str, Any]) -> None:
        """Keeps the bot reachable, mends olm sessions and asks for room keys.

        What fails is tried again after the next sync: what was read must not be lost over it.
        """
        try:
            with guarded("the repair of a session"):
                await self._sharing.repair()
            with guarded("a request for keys"):
                await self._sharing.request(self._pending.all())
            left = record(response.get("device_one_time_keys_count")).get("signed_curve25519")
            unused = names(response.get("device_unused_fallback_key_types"))
            with guarded("the upload of keys"):
                await upload_keys(self._client, whole(left), fallback_missing="signed_curve25519" not in unused)
        except (Refused, TryLater) as problem:
            log.warning("a request about keys did not succeed: %s", problem)

    def unread(self) -> Sequence[Event]:
        """The events that are still waiting for their key, also from before a restart."""
        return [
            Event(
                unread.event_id,
                unread.room_id,
                sender=unread.sender,
                type="m.room.encrypted",
                content=record(unread.raw.get("content")),
                time=moment(unread.raw.get("origin_server_ts")),
                encrypted=True,
                session=unread.session,
                raw=unread.raw,
            )
            for unread in self._pending.all()
        ]

    # --- going out ----------------------------------------------------------------------------------------------------

    async def send(
        self,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        transaction_id: str,
        readers: Collection[str] | None = None,
    ) -> str:
        with disk():
            room = await self._room(room_id)
            if room.encryption is not None and event_type not in CLEAR_WORDS:
                content = await self._sharing.encrypt(room, event_type, content, readers)
                event_type = "m.room.encrypted"
        return await self._put(room_id, event_type, content, transaction_id)

    async def say_in_clear(self, room_id: str, content: Mapping[str, Any], transaction_id: str) -> str:
        return await self._put(room_id, "m.room.message", content, transaction_id)

    async def _put(self, room_id: str, event_type: str, content: Mapping[str, Any], transaction_id: str) -> str:
        path = f"/rooms/{part(room_id)}/send/{part(event_type)}/{part(transaction_id)}"
        return _text(await self._client.call("PUT", path, content), "event_id")

    async def redact(self, room_id: str, event_id: str, transaction_id: str) -> str:
        path = f"/rooms/{part(room_id)}/redact/{part(event_id)}/{part(transaction_id)}"
        return _text(await self._client.call("PUT", path, {}), "event_id")

    async def upload(self, room_id: str, data: bytes, mimetype: str, filename: str) -> Mapping[str, Any]:
        room = await self._room(room_id)
        if room.encryption is not None:
            return await media.upload_encrypted(self._client, data)
        return await media.upload(self._client, data, mimetype, filename)

    async def event(self, room_id: str, event_id: str) -> Event | None:
        try:
            raw = await self._client.call("GET", f"/rooms/{part(room_id)}/event/{part(event_id)}")
        except Rejected:
            return None
        if raw.get("event_id") != event_id or raw.get("room_id", room_id) != room_id:
            return None
        with disk():
            return await self._reader.look(room_id, raw)

    async def download(self, content: Mapping[str, Any]) -> bytes:
        return await media.download(self._client, content)

    async def _room(self, room_id: str) -> JoinedRoom:
        """A joined room of which it is certain whether it is encrypted: asked once, before anything is said in it.

        What was encrypted once stays so, whatever the homeserver says later."""
        room = self._timeline.rooms.get(room_id)
        if room is None:
            if room_id in self._timeline.left or not await self._is_joined(room_id):
                raise Refused("the bot is not in that room any more")
            raise TryLater("the bot is not in that room yet")
        if not room.encryption_known:
            room.encryption_known = await self._ask_encryption(room)
        return room

    async def _is_joined(self, room_id: str) -> bool:
        """What the homeserver says: a room that was left while the bot was down is in no sync response."""
        joined = (await self._client.call("GET", "/joined_rooms")).get("joined_rooms")
        return isinstance(joined, list) and room_id in joined

    async def _ask_encryption(self, room: JoinedRoom) -> bool:
        if room.encryption is None:
            try:
                room.encrypt(await self._client.call("GET", f"/rooms/{part(room.room_id)}/state/m.room.encryption/"))
            except Rejected as refusal:
                if refusal.status != 404:
                    raise
        self._remember_encryption()
        return True

    async def said_since(self, room_id: str, since: str | None) -> int | None:
        """How many messages others have said in that room after that place; None if the homeserver cannot tell, or the
        bot is not there. TryLater."""
        if since is None or room_id not in self._timeline.rooms:
            return None
        try:
            return await self._timeline.said_since(room_id, since)
        except Refused:
            return None

    def server_time(self) -> datetime | None:
        return self._client.server_time()

    # --- rooms --------------------------------------------------------------------------------------------------------

    async def join(self, room: str) -> str:
        return _text(await self._client.call("POST", f"/join/{part(room)}", {}), "room_id")

    async def decline(self, room_id: str) -> None:
        await self._client.call("POST", f"/rooms/{part(room_id)}/leave", {})

    async def resolve(self, alias: str) -> str:
        return _text(await self._client.call("GET", f"/directory/room/{part(alias)}"), "room_id")

    def room(self, room_id: str) -> RoomState | None:
        room = self._timeline.rooms.get(room_id)
        return room.view() if room else None

    def rooms(self) -> Sequence[str]:
        return list(self._timeline.rooms)

    # --- trust --------------------------------------------------------------------------------------------------------

    def withhold(self, withheld: Callable[[str, str], bool]) -> None:
        self._sharing.withheld = withheld

    async def accept(self, user_id: str, identity: str) -> bool:
        """From now on that identity of the user counts; one that the homeserver shows only since the organiser spoke is
        told to the room like any other."""
        await self._sharing.refresh([user_id])
        return self._book.accept(user_id, identity)

    def forget_identity(self, user_id: str) -> None:
        self._book.forget(user_id)

    def unverified(self, room_id: str) -> Sequence[str]:
        """The people of a room who have no device that the bot trusts: they can neither read it nor command it."""
        room = self._timeline.rooms.get(room_id)
        return self._book.unverified(user for user in room.joined if user != self.user_id) if room else ()

    def changed(self, room_id: str) -> Mapping[str, str]:
        """The people of a room whose identity is another than at first sight, with that identity."""
        room = self._timeline.rooms.get(room_id)
        changed = [user for user in room.joined if self._book.identity_changed(user)] if room else ()
        return {user: master for user in changed if (master := self._book.master(user))}

    async def forget_keys(self, day: date, nights: int) -> int:
        return int(self._client.machine.forget_unused(day, nights))

    async def own_device(self) -> tuple[str, bool]:
        await self._crosssigning.check_recovery_key()
        return self._own.fingerprint, (await self.health()).device_signed

    async def _open_identity(self) -> Identity | None:
        """The bot's identity, None where its recovery key is not here. Opened when a member is to be signed with it.
        TryLater; OperatorError where the recovery key does not open it."""
        self._own = await self._crosssigning.opened(self._own)
        return self._own.identity

    async def _say_verification(self, attempt: Attempt, kind: str, content: dict[str, Any]) -> None:
        if attempt.room_id is None:
            content = {**content, "transaction_id": attempt.transaction}
            await self._sharing.send_to_devices(kind, {attempt.device: content})
        else:
            content = {**content, "m.relates_to": {"rel_type": "m.reference", "event_id": attempt.transaction}}
            # Who gets no room keys could not read it; it tells nothing, and the MACs protect it.
            say = self.send if self._book.trusted(attempt.device) else self._put
            await say(attempt.room_id, kind, content, secrets.token_urlsafe(12))

    async def _verified(self, user_id: str, master: str) -> None:
        self._book.accept(user_id, master)
        own = await self._open_identity()
        if own is None:
            log.warning("without the recovery key a verified member cannot be signed for the bot's other devices")
        else:
            await self._crosssigning.sign_user(own, user_id, master)

    async def health(self) -> PublicIdentity:
        return await self._crosssigning.health()

    async def close(self) -> None:
        """Ends what is under way; the session stays."""
        if self._ahead is not None:
            task = self._ahead[1]
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._verifier.close()


async def upload_keys(client: Client, on_server: int, *, fallback_missing: bool) -> bool:
    """Uploads what is missing of this device's keys; whether anything was. Keys that the server has already seen are
    not offered again."""
    body = client.machine.keys_to_upload(on_server, fallback_missing=fallback_missing)
    if body is None:
        return False
    try:
        await client.call("POST", "/keys/upload", body)
    except Rejected:
        if "device_keys" in body:
            raise
        client.machine.keys_uploaded()  # a one-time key of that name is there: new ones get new names
        raise
    client.machine.keys_uploaded()
    return True


def _place(response: Mapping[str, Any]) -> str:
    """The place after the response: one that fits no request would never be left again."""
    token = _text(response, "next_batch")
    if len(token) > LONGEST_TOKEN:
        raise TryLater("the homeserver's answer has a next_batch that is too long")
    return token


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = text(answer, key)
    if not value:
        raise TryLater(f"the homeserver's answer has no {key}")
    return value
