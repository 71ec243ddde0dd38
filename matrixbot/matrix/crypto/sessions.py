"""What two devices share with each other, and a device with a room: vodozemac's sessions, and what is known of each.

Olm and Megolm are vodozemac's; nothing here computes with keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vodozemac import (
    Account,
    AnyOlmMessage,
    Curve25519PublicKey,
    GroupSession,
    InboundGroupSession,
    MegolmMessage,
    PreKeyMessage,
    Session,
)


def used_now() -> str:
    """The moment, as the store keeps it; later ones sort behind earlier ones."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"


class DeviceAccount:
    """This device's long-term and one-time keys; `shared` says that the homeserver has the long-term ones."""

    def __init__(self, olm: Account | None = None, *, shared: bool = False) -> None:
        self.olm = olm or Account()
        self.shared = shared
        self.identity_keys = {
            "ed25519": self.olm.ed25519_key.to_base64(),
            "curve25519": self.olm.curve25519_key.to_base64(),
        }

    def outbound(self, curve25519: str, one_time_key: str) -> OlmSession:
        """A session with that device, begun from here."""
        theirs = Curve25519PublicKey.from_base64(curve25519)
        return OlmSession(self.olm.create_outbound_session(theirs, Curve25519PublicKey.from_base64(one_time_key)))

    def inbound(self, curve25519: str, message: PreKeyMessage) -> tuple[OlmSession, bytes]:
        """The session that another device has begun with this message, and what the message says."""
        session, plaintext = self.olm.create_inbound_session(Curve25519PublicKey.from_base64(curve25519), message)
        return OlmSession(session), plaintext


@dataclass(eq=False, slots=True)
class OlmSession:
    """What this device shares with one other. `created` and `used` are as `used_now` gives them."""

    olm: Session
    created: str = field(default_factory=used_now)
    used: str = field(default_factory=used_now)

    @property
    def id(self) -> str:
        return str(self.olm.session_id)

    def decrypt(self, message: PreKeyMessage | AnyOlmMessage) -> bytes:
        self.used = used_now()
        plaintext: bytes = self.olm.decrypt(message.to_any() if isinstance(message, PreKeyMessage) else message)
        return plaintext

    def encrypt(self, text: str) -> tuple[int, bytes]:
        """The message's type and its bytes."""
        self.used = used_now()
        kind, ciphertext = self.olm.encrypt(text.encode()).to_parts()
        return kind, ciphertext


@dataclass(eq=False, slots=True)
class RoomKey:
    """A megolm session of another device, from some index on: with it the room's messages of that device are read.

    `ed25519` is what its sender claimed. What is on the disk is opened when it is needed: most never are again.
    """

    id: str
    room_id: str
    sender_key: str
    ed25519: str
    opened: Callable[[], InboundGroupSession]
    _megolm: InboundGroupSession | None = None

    @classmethod
    def of(cls, megolm: InboundGroupSession, room_id: str, sender_key: str, ed25519: str) -> RoomKey:
        return cls(megolm.session_id, room_id, sender_key, ed25519, opened=lambda: megolm)

    @property
    def megolm(self) -> InboundGroupSession:
        if self._megolm is None:
            self._megolm = self.opened()
        return self._megolm

    def decrypt(self, ciphertext: str) -> tuple[str, int]:
        """The text, and the message's index in its session."""
        decrypted = self.megolm.decrypt(MegolmMessage.from_base64(ciphertext))
        return decrypted.plaintext.decode(), decrypted.message_index


class RoomSession:
    """The megolm session with which this device encrypts for a room, until it has lasted long enough."""

    def __init__(self, most_messages: int = 100, most_seconds: float = 7 * 24 * 3600.0) -> None:
        self._megolm = GroupSession()
        self._messages_left = most_messages
        self._until = time.time() + most_seconds

    @property
    def id(self) -> str:
        return str(self._megolm.session_id)

    @property
    def session_key(self) -> str:
        """The key that opens it from its next message on."""
        return str(self._megolm.session_key.to_base64())

    @property
    def expired(self) -> bool:
        return self._messages_left <= 0 or time.time() >= self._until

    def encrypt(self, text: str) -> str:
        self._messages_left -= 1
        return str(self._megolm.encrypt(text.encode()).to_base64())
