"""The bot's own identity as values: its key pairs, how the bot stands to it, what the homeserver shows everybody."""

from __future__ import annotations

import secrets

from matrixbot.matrix.crypto.canonical import SigningKey
from storage.values import frozen

USAGES = ("master", "self_signing", "user_signing")


@frozen
class Identity:
    """The three key pairs of an account's identity."""

    master: SigningKey
    self_signing: SigningKey
    user_signing: SigningKey

    @classmethod
    def new(cls) -> Identity:
        return cls(*(SigningKey(secrets.token_bytes(32)) for _ in USAGES))


@frozen
class OwnIdentity:
    """How the bot stands: the public key that names its identity, and the identity itself if its recovery key is here.

    A device that is signed already needs no recovery key: the operator may keep it elsewhere.
    """

    master: str
    identity: Identity | None

    @property
    def fingerprint(self) -> str:
        """The public master key in groups of four, as Element shows it."""
        return " ".join(self.master[start : start + 4] for start in range(0, len(self.master), 4))


@frozen
class PublicIdentity:
    """What the homeserver shows everybody: whether the device is cross-signed, and the identity it belongs to."""

    device_id: str
    device_signed: bool
    identity: str | None
