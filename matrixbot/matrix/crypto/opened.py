"""What comes out of a decrypted message, and what it means if nothing does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from peewee import OperationalError

from matrixbot.gateway import TryLater
from storage.values import frozen

OLM = "m.olm.v1.curve25519-aes-sha2"
MEGOLM = "m.megolm.v1.aes-sha2"


class Unreadable(Exception):
    """The room key for an event is not there (yet), or begins after it."""


class Untrue(Exception):
    """An event was decrypted and says what it must not say: it is to be treated as if it had never come."""


@frozen
class OlmMessage:
    """A decrypted to-device message; `ed25519` is what the sender claims, to be compared with the published device."""

    sender: str
    sender_key: str
    ed25519: str
    type: str
    content: Mapping[str, Any]


@frozen
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
    except (OSError, OperationalError) as problem:
        raise TryLater(f"the disk cannot be written: {type(problem).__name__}") from problem


class Recipient(Protocol):
    """A device that something is encrypted for, by its published keys."""

    @property
    def user_id(self) -> str: ...

    @property
    def ed25519(self) -> str: ...

    @property
    def curve25519(self) -> str: ...
