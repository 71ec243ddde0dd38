"""The bot's own identity in the secret storage of its account, under the recovery key that lies in a file.

Matrix specification, Secret storage. What a key that does not fit means is decided by `crosssigning`.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from matrixbot.errors import OperatorError
from matrixbot.files import write_private
from matrixbot.matrix.crypto import secretstorage
from matrixbot.matrix.crypto.canonical import SigningKey, from_unpadded, unpadded
from matrixbot.matrix.crypto.secretstorage import WrongKey
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import record, text
from matrixbot.matrix.trust.own_identity import USAGES, Identity

DEFAULT_KEY = "m.secret_storage.default_key"
KINDS = tuple(f"m.cross_signing.{usage}" for usage in USAGES)


class IdentityStorage:
    """The three seeds in the account's data, and the `file` (0600) with the recovery key that they are under."""

    def __init__(self, client: Client, file: Path) -> None:
        self._client = client
        self.file = file

    def has_key(self) -> bool:
        """Whether the recovery key is here: the operator may keep it elsewhere."""
        return self.file.exists()

    def key(self) -> bytes:
        """The recovery key. OperatorError if the file holds none."""
        try:
            return secretstorage.recovery_bytes(self.file.read_text(encoding="utf-8"))
        except (WrongKey, ValueError) as problem:
            raise OperatorError(
                f"{self.file} holds no recovery key ({problem}). It starts with Es and has 48 letters and digits in "
                "groups of four."
            ) from None

    def new_key(self) -> bytes:
        """A new recovery key. On the disk before anything is published: an identity without it is lost with this
        machine."""
        key = secrets.token_bytes(secretstorage.KEY_BYTES)
        write_private(self.file, secretstorage.recovery_text(key) + "\n")
        return key

    async def check(self, key: bytes) -> None:
        """WrongKey if what is stored was not encrypted with `key`. Its MACs tell that: AES is not loaded."""
        name = await self._default_key()
        for kind in KINDS:
            secretstorage.check(key, kind, await self._encrypted(kind, name))

    async def load(self, key: bytes) -> Identity:
        """The stored identity. WrongKey if `key` does not open it or there is none."""
        name = await self._default_key()
        description = await self._client.account_data(f"m.secret_storage.key.{name}") or {}
        if not secretstorage.fits(key, description):
            raise WrongKey("it is not the key of the storage")
        seeds = [secretstorage.decrypt(key, kind, await self._encrypted(kind, name)) for kind in KINDS]
        return Identity(*(SigningKey(from_unpadded(seed)) for seed in seeds))

    async def save(self, identity: Identity, key: bytes) -> None:
        """Stores the three seeds; the pointer last, so that it never points at half of them."""
        await self._point_at(await self._seal(identity, key))

    @asynccontextmanager
    async def replacing(self, identity: Identity) -> AsyncIterator[None]:
        """Stores another identity under a new key, beside the one that is there. If what is done within succeeds the
        account points at it, and the file has the new key; the old one is kept as `.old`."""
        key = secrets.token_bytes(secretstorage.KEY_BYTES)
        fresh = self.file.with_name(self.file.name + ".new")
        write_private(fresh, secretstorage.recovery_text(key) + "\n")
        try:
            name = await self._seal(identity, key, beside=True)
            yield
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        if self.file.exists():
            write_private(self.file.with_name(self.file.name + ".old"), self.file.read_bytes())
        write_private(self.file, fresh.read_bytes())
        await self._point_at(name)
        fresh.unlink()

    async def _seal(self, identity: Identity, key: bytes, *, beside: bool = False) -> str:
        """Stores the seeds under `key`, `beside` those that are there; gives the name of the key."""
        name = secrets.token_hex(16)
        await self._client.put_account_data(f"m.secret_storage.key.{name}", secretstorage.key_description(key))
        for kind, pair in zip(KINDS, (identity.master, identity.self_signing, identity.user_signing), strict=True):
            others = record((await self._client.account_data(kind) or {}).get("encrypted")) if beside else {}
            encrypted = secretstorage.encrypt(key, kind, unpadded(pair.seed))
            await self._client.put_account_data(kind, {"encrypted": {**others, name: encrypted}})
        return name

    async def _point_at(self, name: str) -> None:
        await self._client.put_account_data(DEFAULT_KEY, {"key": name})

    async def _default_key(self) -> str:
        return text(await self._client.account_data(DEFAULT_KEY), "key") or ""

    async def _encrypted(self, kind: str, name: str) -> Mapping[str, Any]:
        content = await self._client.account_data(kind) or {}
        return record(record(content.get("encrypted")).get(name))
