"""This device's keys: with the sessions of `olm`, those of rooms, and what is published of the account."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vodozemac import ExportedSessionKey, InboundGroupSession, SessionKey

from matrixbot.gateway import TryLater
from matrixbot.matrix.crypto.canonical import canonical_json, parse_json, storable, with_signature
from matrixbot.matrix.crypto.keyfile import KeyDiskFault
from matrixbot.matrix.crypto.keystore import KeyStore
from matrixbot.matrix.crypto.olm import OLM, OlmDevice, OlmMessage
from matrixbot.matrix.crypto.sessions import RoomKey

MEGOLM = "m.megolm.v1.aes-sha2"
REMEMBERED_INDEXES = 1_000
"""Repetitions that are recognised at once; what was done is known for good to `storage.inbox`."""
ROOM_KEYS_PER_DEVICE = 500
"""Room keys that are kept of one device for one room, the newest: a client makes a new one each hundred messages, each
week, and when somebody leaves, so that is a year of a busy board."""


class Unreadable(Exception):
    """The room key for an event is not there (yet), or begins after it."""


class Untrue(Exception):
    """An event was decrypted and says what it must not say: it is to be treated as if it had never come."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted room event, and the keys of the device that its session came from.

    `ciphertext` names what was decrypted: the session and the message's index in it, which its sender uses once.
    """

    type: str
    content: Mapping[str, Any]
    sender_key: str
    ed25519: str
    ciphertext: str


@contextlib.contextmanager
def disk() -> Iterator[None]:
    """What a full or failing disk does to the files and keys in here is TryLater."""
    try:
        yield
    except (OSError, KeyDiskFault) as problem:
        raise TryLater(f"the disk cannot be written: {type(problem).__name__}") from problem


class Machine(OlmDevice):
    """This device's account and sessions. Everything that comes from outside has a guard around it."""

    def __init__(self, user_id: str, device_id: str, store: KeyStore) -> None:
        self._indexes: OrderedDict[tuple[str, str], str] = OrderedDict()
        super().__init__(user_id, device_id, store)

    def load(self) -> None:
        """Takes from the disk what is there, in the place of what is in memory."""
        super().load()
        self.room_keys: dict[str, dict[str, dict[str, RoomKey]]] = {}
        """By room, key of the sending device, and session."""
        for key in self.store.load_room_keys():
            self._keys_of(key)[key.id] = key

    def _keys_of(self, key: RoomKey) -> dict[str, RoomKey]:
        return self.room_keys.setdefault(key.room_id, {}).setdefault(key.sender_key, {})

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything saved inside reaches the disk together: a key never without the session that brought it.

        TryLater if the disk is full or fails: then memory, too, is as it was, so that the same can be opened again.
        """
        try:
            with self.store.file.atomic():
                yield
        except KeyDiskFault as problem:
            self.load()
            raise TryLater("the keys cannot be stored") from problem

    # --- keys of rooms ------------------------------------------------------------------------------------------------

    def keep_room_key(self, message: OlmMessage) -> str | None:
        """Keeps the megolm session of an `m.room_key`; gives its id, None if it is no usable key.

        A session that is there already is replaced only by the same one from an earlier index.
        """
        content = message.content
        try:
            if content["algorithm"] != MEGOLM:
                return None
            megolm = InboundGroupSession(SessionKey(content["session_key"]))
            key = RoomKey.of(megolm, content["room_id"], message.sender_key, message.ed25519)
            return self._keep(key, content["session_id"])
        except KeyDiskFault:
            raise
        except Exception:  # anybody can send anything: a key that cannot be kept is none
            return None

    def keep_forwarded_key(self, message: OlmMessage) -> str | None:
        """Keeps the megolm session of an `m.forwarded_room_key`, which must come from the device that owns the session.

        The caller has made sure that it was asked for and that the device is published.
        """
        content = message.content
        try:
            own = (message.sender_key, message.ed25519)
            if content["algorithm"] != MEGOLM or own != (content["sender_key"], content["sender_claimed_ed25519_key"]):
                return None
            megolm = InboundGroupSession.import_session(ExportedSessionKey(content["session_key"]))
            key = RoomKey.of(megolm, content["room_id"], message.sender_key, message.ed25519)
            return self._keep(key, content["session_id"])
        except KeyDiskFault:
            raise
        except Exception:  # anybody can send anything: a key that cannot be kept is none
            return None

    def _keep(self, key: RoomKey, session_id: object) -> str | None:
        if key.id != session_id or not isinstance(key.room_id, str):
            return None
        known = self._sessions(key.room_id, key.id)
        same = [other for other in known if other.sender_key == key.sender_key]
        if any(other.megolm.first_known_index <= key.megolm.first_known_index for other in same):
            return None
        theirs = self._keys_of(key)
        theirs[key.id] = key
        for oldest in list(theirs)[: max(0, len(theirs) - ROOM_KEYS_PER_DEVICE)]:
            self.store.delete_room_key(theirs.pop(oldest))
        if len(same) == len(known):  # the table has one row per id: the first sender keeps it
            self.store.save_room_key(key)
        return key.id

    # --- room events --------------------------------------------------------------------------------------------------

    def open_megolm(self, room_id: str, event: Mapping[str, Any]) -> Opened:
        """Decrypts one `m.room.encrypted` event of a room. Unreadable without its key, Untrue if it must be ignored.

        What the message refers to (a reply, an edit, a poll) counts only where it stands inside the ciphertext: outside
        writes the homeserver. Refused are (Matrix specification, `m.megolm.v1.aes-sha2`): another room's message, one
        that was already said in another event, state, and every type of the room's own machinery: only the homeserver
        changes state.
        """
        try:
            content = event["content"]
            session_id, ciphertext = content["session_id"], content["ciphertext"]
            if content["algorithm"] != MEGOLM or not isinstance(ciphertext, str) or not isinstance(session_id, str):
                raise Untrue
            text, index, session = self._decrypted(room_id, session_id, content.get("sender_key"), ciphertext)
            payload = parse_json(text.encode())
            kind, said = payload["type"], payload["content"]
            if payload.get("room_id") != room_id or "state_key" in payload or not _may_be_said(kind):
                raise Untrue
            name = f"{session_id} {index}"
            if not isinstance(said, dict) or not self._first_time(session.sender_key, name, event["event_id"]):
                raise Untrue
            if (said := storable(said)) is None:
                raise Untrue
        except (Unreadable, Untrue, KeyDiskFault):
            raise
        except Exception as problem:
            raise Untrue from problem
        self.store.disuse.used((session.sender_key, session.id))
        return Opened(kind, said, sender_key=session.sender_key, ed25519=session.ed25519, ciphertext=name)

    def has_session(self, room_id: str, session_id: str) -> bool:
        """Whether there is a key for that session, from whatever index on."""
        return bool(self._sessions(room_id, session_id))

    def _decrypted(
        self, room_id: str, session_id: str, sender_key: object, ciphertext: str
    ) -> tuple[str, int, RoomKey]:
        # The event's own word about its sender key only chooses between sessions: who sent it is checked by `trust`.
        sessions = self._sessions(room_id, session_id)
        sessions.sort(key=lambda session: session.sender_key != sender_key)
        for session in sessions:
            if session.sender_key != sender_key and sender_key is not None and len(sessions) > 1:
                continue
            try:
                text, index = session.decrypt(ciphertext)
            except KeyDiskFault:
                raise  # the disk, not the message
            except Exception as problem:
                raise Unreadable from problem
            return text, index, session
        raise Unreadable

    def _sessions(self, room_id: str, session_id: str) -> list[RoomKey]:
        by_sender = self.room_keys.get(room_id, {})
        return [sessions[session_id] for sessions in by_sender.values() if session_id in sessions]

    def _first_time(self, sender_key: str, ciphertext: str, event_id: str) -> bool:
        """Whether no other event of this run brought that ciphertext of that device: the same words are not heard
        twice. What was done is known for good (`storage.inbox`), in the transaction that did it."""
        known = self._indexes.setdefault((sender_key, ciphertext), event_id)
        if len(self._indexes) > REMEMBERED_INDEXES:
            self._indexes.popitem(last=False)
        return known == event_id

    # --- the nights ---------------------------------------------------------------------------------------------------

    def forget_unused(self, day: date, most: int) -> int:
        """Forgets sessions that were not used for more than `most` nights, a little at a time; how many. TryLater.

        What they opened is not obeyed again (`storage.inbox`) should their keys come once more.
        """
        olm = {(key, one.id): one for key, sessions in self.olm_sessions.items() for one in sessions}
        by_sender = [keys for senders in self.room_keys.values() for keys in senders.values()]
        megolm = {(one.sender_key, one.id): one for keys in by_sender for one in keys.values()}
        with self.transaction():
            unused = self.store.disuse.night(day, [*olm, *megolm], most)
            for name in unused:
                if name in olm:
                    self.store.delete_session(olm[name])
                else:
                    self.store.delete_room_key(megolm[name])
        self.store.disuse.written()
        for name in unused:
            if name in olm:
                self.olm_sessions[name[0]].remove(olm[name])
            else:
                del self.room_keys[megolm[name].room_id][name[0]][name[1]]
        return len(unused)

    # --- this device's own keys ---------------------------------------------------------------------------------------

    def device_keys(self) -> dict[str, Any]:
        """This device's signed keys, as they are published."""
        keys = {
            "algorithms": [OLM, MEGOLM],
            "device_id": self.device_id,
            "keys": {
                f"curve25519:{self.device_id}": self.account.identity_keys["curve25519"],
                f"ed25519:{self.device_id}": self.account.identity_keys["ed25519"],
            },
            "user_id": self.user_id,
        }
        return self.signed_by_device(keys)

    def signed_by_device(self, thing: Mapping[str, Any]) -> dict[str, Any]:
        signature = self.account.olm.sign(canonical_json(thing)).to_base64()
        return with_signature(thing, self.user_id, f"ed25519:{self.device_id}", signature)

    def keys_to_upload(self, on_server: int, *, fallback_missing: bool) -> dict[str, Any] | None:
        """The body of a `/keys/upload`, None if nothing is missing; saved before it is given.

        Half of what the account can hold are kept on the server, and one fallback key, so that the bot can be reached
        after all one-time keys were taken (Matrix specification, One-time and fallback keys).
        """
        account: Any = self.account.olm  # vodozemac's type hints lack the fallback key
        wanted = account.max_number_of_one_time_keys // 2
        waiting = len(account.one_time_keys)  # made, but no answer was seen when they were uploaded
        if on_server + waiting < wanted:
            account.generate_one_time_keys(wanted - on_server - waiting)
        if fallback_missing and not account.fallback_key:
            account.generate_fallback_key()
        body: dict[str, Any] = {} if self.account.shared else {"device_keys": self.device_keys()}
        one_time = {name: self._key(key.to_base64()) for name, key in account.one_time_keys.items()}
        if one_time:
            body["one_time_keys"] = {f"signed_curve25519:{name}": key for name, key in one_time.items()}
        if fallback_missing:
            body["fallback_keys"] = {
                f"signed_curve25519:{name}": self._key(key.to_base64(), fallback=True)
                for name, key in account.fallback_key.items()
            }
        if not body:
            return None
        self.store.save_account(self.account)
        return body

    def keys_uploaded(self) -> None:
        """The server has them: they are never uploaded again."""
        self.account.shared = True
        self.account.olm.mark_keys_as_published()
        self.store.save_account(self.account)

    def _key(self, public: str, *, fallback: bool = False) -> dict[str, Any]:
        return self.signed_by_device({"key": public, "fallback": True} if fallback else {"key": public})


def _may_be_said(kind: object) -> bool:
    """Whether an encrypted event may be of this type: among the room's own types only a message."""
    return isinstance(kind, str) and (kind == "m.room.message" or not kind.startswith("m.room."))
