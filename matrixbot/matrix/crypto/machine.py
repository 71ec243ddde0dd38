"""The olm machine: matrix-nio's sessions and store, with a guard around everything that comes from outside."""

from __future__ import annotations

import contextlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from nio.crypto.olm_machine import Olm
from nio.crypto.sessions import InboundGroupSession, Session
from peewee import OperationalError
from vodozemac import AnyOlmMessage, PreKeyMessage

from matrixbot.gateway import TryLater
from matrixbot.matrix.crypto.canonical import (
    canonical_json,
    from_unpadded,
    parse_json,
    storable,
    unpadded,
    with_signature,
)
from matrixbot.matrix.crypto.opened import MEGOLM, OLM, OlmMessage, Opened, Recipient, Unreadable, Untrue

REMEMBERED_INDEXES = 1_000
"""Repetitions that are recognised at once; what was done is known for good to `storage.inbox`."""
SESSIONS_PER_DEVICE = 5
ROOM_KEYS_PER_DEVICE = 500
"""Room keys that are kept of one device for one room, the newest: a client makes a new one each hundred messages, each
week, and when somebody leaves, so that is a year of a busy board."""


class Machine(Olm):  # type: ignore[misc]  # nio has no types
    """This device's account and sessions. What nio believes about devices is neither asked nor kept."""

    def __init__(self, user_id: str, device_id: str, store: Any) -> None:
        super().__init__(user_id, device_id, store)
        self.unopened: set[tuple[str, str]] = set()
        self._indexes: OrderedDict[tuple[str, str], str] = OrderedDict()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything saved inside reaches the disk together: a key never without the session that brought it.

        TryLater if the disk is full or fails: then memory, too, is as it was, so that the same can be opened again.
        """
        try:
            with self.store.database.atomic():
                yield
        except OperationalError as problem:
            self.account = self.store.load_account()
            self.load()
            raise TryLater("the keys cannot be stored") from problem

    # --- to-device messages -------------------------------------------------------------------------------------------

    def open_olm(self, event: Mapping[str, Any]) -> OlmMessage | None:
        """Decrypts one to-device message. None for whatever is not for us, malformed, or not from whom it says."""
        try:
            sender, content = event["sender"], event["content"]
            mine = content["ciphertext"][self.account.identity_keys["curve25519"]]
            if content["algorithm"] != OLM:
                return None
            if mine["type"] == 0:
                message: Any = PreKeyMessage.from_base64(mine["body"])
            else:
                message = AnyOlmMessage.normal(from_unpadded(mine["body"]))
            plaintext = self._decrypted_olm(sender, content["sender_key"], message)
        except OperationalError:
            raise  # the disk, not the message
        except Exception:  # anybody can send anything: one message must never cost the others
            # It could not be opened with any session: `sharing` makes a new one with that device.
            self.unopened.add((str(event.get("sender")), str(_content(event).get("sender_key"))))
            return None
        self._prune(content["sender_key"])
        return self._read_olm(sender, content["sender_key"], plaintext)

    def _decrypted_olm(self, sender: str, sender_key: str, message: Any) -> str:
        """With a session that is there; the first message of a new one makes it. Unreadable if it is neither."""
        plaintext = self._try_decrypt(sender, sender_key, message)
        if plaintext is None:
            if not isinstance(message, PreKeyMessage):
                raise Unreadable
            session = self._create_inbound_session(sender, sender_key, message)
            plaintext = session.decrypt(message)
            self.session_store.add(sender_key, session)
            self.save_session(sender_key, session)
        return str(plaintext)

    def _read_olm(self, sender: str, sender_key: str, plaintext: str) -> OlmMessage | None:
        """What was decrypted, if it names its sender and us, each with the key (Matrix specification,
        `m.olm.v1.curve25519-aes-sha2`): nobody can hand on what was meant for somebody else."""
        try:
            payload = parse_json(plaintext.encode())
            named = (payload["sender"], payload["recipient"], payload["recipient_keys"]["ed25519"])
            ed25519, kind, content = payload["keys"]["ed25519"], payload["type"], payload["content"]
        except (ValueError, KeyError, TypeError):
            return None
        whole = isinstance(ed25519, str) and isinstance(kind, str) and isinstance(content, dict)
        if not whole or named != (sender, self.user_id, self.account.identity_keys["ed25519"]):
            return None
        return OlmMessage(sender, sender_key, ed25519=ed25519, type=kind, content=content)

    def encrypt_olm(self, session: Session, device: Recipient, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content of an `m.room.encrypted` to-device event for that device; the session is saved with it."""
        payload = {
            "sender": self.user_id,
            "sender_device": self.device_id,
            "keys": {"ed25519": self.account.identity_keys["ed25519"]},
            "recipient": device.user_id,
            "recipient_keys": {"ed25519": device.ed25519},
            "type": kind,
            "content": content,
        }
        message = session.encrypt(json.dumps(payload))
        self.store.save_session(device.curve25519, session)
        sort, ciphertext = message.to_parts()
        return {
            "algorithm": OLM,
            "sender_key": self.account.identity_keys["curve25519"],
            "ciphertext": {device.curve25519: {"type": sort, "body": unpadded(ciphertext)}},
        }

    def _prune(self, sender_key: str) -> None:
        """Keeps the sessions used last with a device: whoever makes ever new ones must not fill the store."""
        sessions = self.session_store[sender_key]
        sessions.sort(key=lambda session: session.use_time, reverse=True)
        for session in sessions[SESSIONS_PER_DEVICE:]:
            self.store.delete_session(session)
        del sessions[SESSIONS_PER_DEVICE:]

    def keep_room_key(self, message: OlmMessage) -> str | None:
        """Keeps the megolm session of an `m.room_key`; gives its id, None if it is no usable key.

        A session that is there already is replaced only by the same one from an earlier index.
        """
        content = message.content
        try:
            if content["algorithm"] != MEGOLM:
                return None
            session = InboundGroupSession(
                content["session_key"], message.ed25519, message.sender_key, content["room_id"]
            )
            return self._keep(session, content["session_id"])
        except OperationalError:
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
            session = InboundGroupSession.import_session(
                content["session_key"], message.ed25519, message.sender_key, content["room_id"]
            )
            return self._keep(session, content["session_id"])
        except OperationalError:
            raise
        except Exception:  # anybody can send anything: a key that cannot be kept is none
            return None

    def _keep(self, session: InboundGroupSession, session_id: object) -> str | None:
        if session.id != session_id:
            return None
        known = self._sessions(session.room_id, session.id)
        same = [other for other in known if other.sender_key == session.sender_key]
        if any(other.first_known_index <= session.first_known_index for other in same):
            return None
        theirs = self.inbound_group_store._entries[session.room_id][session.sender_key]
        theirs[session.id] = session
        for oldest in list(theirs)[: max(0, len(theirs) - ROOM_KEYS_PER_DEVICE)]:
            self.store.delete_room_key(theirs.pop(oldest))
        if len(same) == len(known):  # nio's table has one row per id: the first sender keeps it
            self.save_inbound_group_session(session)
        return str(session.id)

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
        except (Unreadable, Untrue):
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
    ) -> tuple[str, int, InboundGroupSession]:
        # The event's own word about its sender key only chooses between sessions: who sent it is checked by `trust`.
        sessions = self._sessions(room_id, session_id)
        sessions.sort(key=lambda session: session.sender_key != sender_key)
        for session in sessions:
            if session.sender_key != sender_key and sender_key is not None and len(sessions) > 1:
                continue
            try:
                text, index = session.decrypt(ciphertext)
            except Exception as problem:
                raise Unreadable from problem
            return text, index, session
        raise Unreadable

    def _sessions(self, room_id: str, session_id: str) -> list[InboundGroupSession]:
        by_sender = self.inbound_group_store._entries.get(room_id, {})
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
        olm = {(key, one.id): one for key, sessions in self.session_store.items() for one in sessions}
        megolm = {(one.sender_key, one.id): one for one in self.inbound_group_store}
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
                self.session_store[name[0]].remove(olm[name])
            else:
                del self.inbound_group_store[megolm[name].room_id][name[0]][name[1]]
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
        signature = self.account.sign(canonical_json(thing).decode())
        return with_signature(thing, self.user_id, f"ed25519:{self.device_id}", signature)

    def keys_to_upload(self, on_server: int, *, fallback_missing: bool) -> dict[str, Any] | None:
        """The body of a `/keys/upload`, None if nothing is missing; saved before it is given.

        Half of what the account can hold are kept on the server, and one fallback key, so that the bot can be reached
        after all one-time keys were taken (Matrix specification, One-time and fallback keys).
        """
        account = self.account
        wanted = account.max_one_time_keys // 2
        waiting = len(account.one_time_keys["curve25519"])  # made, but no answer was seen when they were uploaded
        if on_server + waiting < wanted:
            account.generate_one_time_keys(wanted - on_server - waiting)
        if fallback_missing and not account._account.fallback_key:
            account._account.generate_fallback_key()
        body: dict[str, Any] = {} if account.shared else {"device_keys": self.device_keys()}
        one_time = {name: self._key(key) for name, key in account.one_time_keys["curve25519"].items()}
        if one_time:
            body["one_time_keys"] = {f"signed_curve25519:{name}": key for name, key in one_time.items()}
        if fallback_missing:
            body["fallback_keys"] = {
                f"signed_curve25519:{name}": self._key(key.to_base64(), fallback=True)
                for name, key in account._account.fallback_key.items()
            }
        if not body:
            return None
        self.save_account()
        return body

    def keys_uploaded(self) -> None:
        """The server has them: they are never uploaded again."""
        self.account.shared = True
        self.account.mark_keys_as_published()
        self.save_account()

    def _key(self, public: str, *, fallback: bool = False) -> dict[str, Any]:
        return self.signed_by_device({"key": public, "fallback": True} if fallback else {"key": public})


def _content(event: Mapping[str, Any]) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, dict) else {}


def _may_be_said(kind: object) -> bool:
    """Whether an encrypted event may be of this type: among the room's own types only a message."""
    return isinstance(kind, str) and (kind == "m.room.message" or not kind.startswith("m.room."))
