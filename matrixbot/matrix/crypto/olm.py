"""Olm: what this device shares with each other device, and the messages that go to and fro between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from vodozemac import AnyOlmMessage, DecodeException, OlmDecryptionException, PreKeyMessage

from matrixbot.matrix.crypto.canonical import from_unpadded, parse_json, unpadded
from matrixbot.matrix.crypto.keyfile import KeyDiskFault
from matrixbot.matrix.crypto.keystore import KeyStore
from matrixbot.matrix.crypto.sessions import DeviceAccount, OlmSession

OLM = "m.olm.v1.curve25519-aes-sha2"
SESSIONS_PER_DEVICE = 5


class Addressee(Protocol):
    """Another device: whose it is, and its published keys."""

    @property
    def user_id(self) -> str: ...
    @property
    def ed25519(self) -> str: ...
    @property
    def curve25519(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OlmMessage:
    """A decrypted to-device message; `ed25519` is what the sender claims, to be compared with the published device."""

    sender: str
    sender_key: str
    ed25519: str
    type: str
    content: Mapping[str, Any]


class OlmDevice:
    """This device among others."""

    def __init__(self, user_id: str, device_id: str, store: KeyStore) -> None:
        self.user_id = user_id
        self.device_id = device_id
        self.store = store
        self.unopened: set[tuple[str, str]] = set()
        """Whose messages, under which device's key, could not be opened with any session."""
        if store.load_account() is None:
            store.save_account(DeviceAccount())
        self.load()

    def load(self) -> None:
        """Takes from the disk what is there, in the place of what is in memory."""
        account = self.store.load_account()
        if account is None:
            raise RuntimeError("this device's account is gone from the store")
        self.account = account
        self.olm_sessions = self.store.load_sessions()

    def open_olm(self, event: Mapping[str, Any]) -> OlmMessage | None:
        """Decrypts one to-device message. None for whatever is not for us, malformed, or not from whom it says."""
        try:
            content = event["content"]
            mine = content["ciphertext"][self.account.identity_keys["curve25519"]]
            if content["algorithm"] != OLM:
                return None
            if mine["type"] == 0:
                message: Any = PreKeyMessage.from_base64(mine["body"])
            else:
                message = AnyOlmMessage.normal(from_unpadded(mine["body"]))
            plaintext = self._opened(content["sender_key"], message)
            if plaintext is None:
                self.unopened.add((event["sender"], content["sender_key"]))
        except KeyDiskFault:
            raise  # the disk, not the message
        except Exception:  # anybody can send anything: one message must never cost the others
            self.unopened.add((str(event.get("sender")), str(_content(event).get("sender_key"))))
            return None
        self._prune(content["sender_key"])
        return self._said(event["sender"], content["sender_key"], plaintext) if plaintext is not None else None

    def _opened(self, sender_key: str, message: PreKeyMessage | AnyOlmMessage) -> bytes | None:
        """What it says, by one of the sessions with that device or by the one that it begins; None without any."""
        first = message if isinstance(message, PreKeyMessage) else None
        for session in self.olm_sessions.get(sender_key, ()):
            if first and not session.olm.session_matches(first):
                continue
            try:
                plaintext = session.decrypt(message)
            except (OlmDecryptionException, DecodeException):
                if first:  # it belongs to this session, and is damaged
                    return None
                continue
            self.store.save_session(sender_key, session)
            return plaintext
        if not first:
            return None
        begun, plaintext = self.account.inbound(sender_key, first)
        self.store.save_account(self.account)  # without the one-time key that began the session
        self._keep_session(sender_key, begun)
        return plaintext

    def _keep_session(self, sender_key: str, session: OlmSession) -> None:
        self.olm_sessions.setdefault(sender_key, []).insert(0, session)
        self.store.save_session(sender_key, session)

    def _said(self, sender: str, sender_key: str, plaintext: bytes) -> OlmMessage | None:
        """The message in a plaintext. None unless it names sender and recipient as they are (Matrix specification,
        `m.olm.v1.curve25519-aes-sha2`)."""
        try:
            payload = parse_json(plaintext)
            ed25519, kind, content = payload["keys"]["ed25519"], payload["type"], payload["content"]
            named = payload["sender"], payload["recipient"], payload["recipient_keys"]["ed25519"]
        except (ValueError, LookupError, TypeError):
            return None
        if named != (sender, self.user_id, self.account.identity_keys["ed25519"]):
            return None
        if not isinstance(ed25519, str) or not isinstance(kind, str) or not isinstance(content, dict):
            return None
        return OlmMessage(sender, sender_key, ed25519=ed25519, type=kind, content=content)

    def encrypt_olm(self, session: OlmSession, to: Addressee, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content of a to-device message for that device."""
        payload = {
            "sender": self.user_id,
            "sender_device": self.device_id,
            "keys": {"ed25519": self.account.identity_keys["ed25519"]},
            "recipient": to.user_id,
            "recipient_keys": {"ed25519": to.ed25519},
            "type": kind,
            "content": content,
        }
        number, ciphertext = session.encrypt(json.dumps(payload, separators=(",", ":")))
        self.store.save_session(to.curve25519, session)
        return {
            "algorithm": OLM,
            "sender_key": self.account.identity_keys["curve25519"],
            "ciphertext": {to.curve25519: {"type": number, "body": unpadded(ciphertext)}},
        }

    def session_with(self, curve25519: str) -> OlmSession | None:
        """The session with that device that was used last."""
        return next(iter(self.olm_sessions.get(curve25519, ())), None)

    def create_session(self, one_time_key: str, curve25519: str) -> OlmSession:
        """A session with that device, begun from here."""
        session = self.account.outbound(curve25519, one_time_key)
        self._keep_session(curve25519, session)
        return session

    def _prune(self, sender_key: str) -> None:
        """Keeps the sessions used last with a device: whoever makes ever new ones must not fill the store."""
        sessions = self.olm_sessions.get(sender_key, [])
        sessions.sort(key=lambda session: session.used, reverse=True)
        for session in sessions[SESSIONS_PER_DEVICE:]:
            self.store.delete_session(session)
        del sessions[SESSIONS_PER_DEVICE:]


def _content(event: Mapping[str, Any]) -> Mapping[str, Any]:
    content = event.get("content")
    return content if isinstance(content, dict) else {}
