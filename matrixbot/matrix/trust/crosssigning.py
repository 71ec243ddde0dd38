"""The bot's own cross-signing identity: made once, kept in secret storage, proven by reading it back.

Matrix specification, Cross-signing and Secret storage; MSC4153 asks for a signed device, MSC3967 lets the first keys be
uploaded without a password. An identity is never replaced by itself: whoever verified the bot would have to act again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matrixbot.errors import LOGIN, OperatorError
from matrixbot.matrix.crypto.canonical import SigningKey, is_signed, signed
from matrixbot.matrix.crypto.secretstorage import WrongKey
from matrixbot.matrix.homeserver.client import Client
from matrixbot.matrix.homeserver.fields import escaped, record
from matrixbot.matrix.homeserver.logins import PASSWORD, by_password
from matrixbot.matrix.homeserver.responses import Rejected
from matrixbot.matrix.trust.devices import identity
from matrixbot.matrix.trust.own_identity import Identity, OwnIdentity, PublicIdentity
from matrixbot.matrix.trust.storedidentity import IdentityStorage

log = logging.getLogger(__name__)

APPROVAL_PAUSE, APPROVED_WITHIN = 3.0, 600.0
"""Seconds between two tries while an approval is waited for, and until it is given up."""


def asks_for_approval(user_id: str, page: str) -> str:
    """What the operator is told where a new identity has to be approved."""
    return (
        f"The homeserver wants the new identity of {user_id} to be approved. Open this page, log in as {user_id} and "
        f"approve it; it is waited for, ten minutes at most: {page}"
    )


class CrossSigning:
    """Keeps this account's device signed. The recovery key lies in `recovery_key_file` (0600)."""

    def __init__(self, client: Client, recovery_key_file: Path, tell: Callable[[str], None] | None = None) -> None:
        """`tell` says to the operator on which page an identity is to be approved; without it the log does."""
        self._client = client
        self._user = client.user_id
        self._storage = IdentityStorage(client, recovery_key_file)
        self._tell = tell or (lambda page: log.warning("%s", asks_for_approval(self._user, page)))

    async def own_keys(self) -> dict[str, Any]:
        """What the homeserver shows of this account's devices and identity."""
        return await self._client.call("POST", "/keys/query", {"device_keys": {self._user: []}})

    async def ensure(self, shown: Mapping[str, Any] | None = None) -> OwnIdentity:
        """Makes the device a signed one: with a new identity if the account has none, otherwise with the one it has.
        The identity of a device that is signed already is not opened here. `shown` is an answer of `own_keys` since
        which nothing was changed.

        Idempotent. OperatorError where only a person can decide; nothing has been changed then.
        """
        answer = await self.own_keys() if shown is None else shown
        master, _ = identity(answer, self._user)
        if master is not None and self._device_signed(answer):
            return OwnIdentity(master, None)
        if master is None:
            found = await self._begin()
            await self._publish(found)
        else:
            found = await self._recover(master)
        await self._sign_device(found)
        await self._prove(found)
        return OwnIdentity(found.master.public, found)

    async def opened(self, own: OwnIdentity) -> OwnIdentity:
        """The same with the identity itself, if its recovery key is here. OperatorError where that does not open it."""
        if own.identity is not None or not self._storage.has_key():
            return own
        return OwnIdentity(own.master, await self._recover(own.master))

    async def check_recovery_key(self) -> None:
        """OperatorError if a recovery key is here that the stored identity was not encrypted with. It is not opened."""
        if self._storage.has_key():
            with self._wrong_key_told():
                await self._storage.check(self._storage.key())

    def check_store(self, shown: Mapping[str, Any]) -> None:
        """OperatorError if the server knows this device, as `own_keys` has `shown` it, by other keys than the store's:
        they must not be replaced."""
        published, ours = self._device_in(shown), self._client.machine.device_keys()
        if published is not None and record(published).get("keys") != ours["keys"]:
            raise OperatorError(
                f"The homeserver has other keys for the device {self._client.device_id} than the store in data_dir: "
                "the store is not the one of this session. Remove session.json from data_dir and configure the "
                "password, or an access token that was never used: the bot becomes a new device, the identity stays."
            )

    async def reset(self, password: str | None) -> OwnIdentity:
        """Replaces the identity by a new one, only on the operator's word: who verified the bot must do it again.

        The homeserver asks for the password, or for an approval on a page of the account's, which is waited for. Up to
        then nothing is changed: what is given up in the middle leaves the old identity as it was.
        """
        found = Identity.new()
        async with self._storage.replacing(found):
            await self._publish(found, replaces=True, password=password)
        await self._sign_device(found)
        await self._prove(found)
        return OwnIdentity(found.master.public, found)

    async def health(self) -> PublicIdentity:
        """What `/keys/query` says about this device now, the chain checked here: device, self-signing key, identity."""
        answer = await self.own_keys()
        return PublicIdentity(str(self._client.device_id), self._device_signed(answer), identity(answer, self._user)[0])

    async def sign_user(self, found: Identity, user: str, master: str) -> None:
        """Signs another user's master key after its owner was verified, so that every device of the bot knows it."""
        answer = await self._client.call("POST", "/keys/query", {"device_keys": {user: []}})
        if identity(answer, user)[0] == master:
            bare = {key: value for key, value in answer["master_keys"][user].items() if key != "signatures"}
            await self._upload_signatures({user: {master: signed(bare, self._user, found.user_signing)}})

    # --- steps --------------------------------------------------------------------------------------------------------

    async def _begin(self) -> Identity:
        """An identity in secret storage, not yet published: the one left by an interrupted start, or a new one."""
        if self._storage.has_key():
            key = self._storage.key()
            try:
                return await self._storage.load(key)
            except (WrongKey, Rejected):
                pass  # nothing of ours is stored yet: the start was interrupted before that
        else:
            key = self._storage.new_key()
        found = Identity.new()
        await self._storage.save(found, key)
        return found

    async def _recover(self, master: str) -> Identity:
        """The account's identity, from secret storage. OperatorError without the right recovery key."""
        if not self._storage.has_key():
            raise OperatorError(
                f"The account {self._user} has a cross-signing identity, but {self._storage.file} with its recovery "
                "key is missing. Put the recovery key there (EsT… …), or make a new identity with `matrixbot "
                "reset-identity`: everybody who verified the bot must verify it again then."
            )
        with self._wrong_key_told():
            found = await self._storage.load(self._storage.key())
        if found.master.public != master:
            raise OperatorError(
                f"The recovery key in {self._storage.file} belongs to another identity than the one {self._user} has "
                "now. Put the right one there, or make a new identity with `matrixbot reset-identity`."
            )
        return found

    @contextmanager
    def _wrong_key_told(self) -> Iterator[None]:
        try:
            yield
        except WrongKey as problem:
            raise OperatorError(
                f"The recovery key in {self._storage.file} does not open the secret storage of {self._user} "
                f"({problem}). Put the right one there, or make a new identity with `matrixbot reset-identity`."
            ) from None

    async def _publish(self, found: Identity, *, replaces: bool = False, password: str | None = None) -> None:
        """Uploads the public keys. Where the homeserver wants the account's owner to authenticate again, the password
        is given only for what `replaces` another identity, and an approval on a page is waited for."""
        machine = self._client.machine
        body: dict[str, Any] = {
            "master_key": machine.signed_by_device(self._public(found.master, "master")),
            "self_signing_key": signed(self._public(found.self_signing, "self_signing"), self._user, found.master),
            "user_signing_key": signed(self._public(found.user_signing, "user_signing"), self._user, found.master),
        }
        told, until = False, time.monotonic() + APPROVED_WITHIN
        while (question := await self._asked(body)) is not None:
            page = question.approval_page
            session = {"session": question.answer["session"]} if "session" in question.answer else {}
            if PASSWORD in question.stages and replaces and password is not None:
                await self._with_password(body, password, session)
                return
            if page is None or time.monotonic() > until:
                raise self._not_answered(question, replaces)
            if not told:
                told = True
                self._tell(page)
            await asyncio.sleep(APPROVAL_PAUSE)
            if not replaces and identity(await self.own_keys(), self._user)[0] is not None:
                raise self._not_answered(question, replaces)  # somebody else has made one meanwhile
            body["auth"] = session

    async def _asked(self, body: Mapping[str, Any]) -> Rejected | None:
        """Uploads; what the homeserver asks before it takes it, None if it has taken it."""
        try:
            await self._client.call("POST", "/keys/device_signing/upload", body)
        except Rejected as refusal:
            if not refusal.stages:
                raise
            return refusal
        return None

    async def _with_password(self, body: Mapping[str, Any], password: str, session: Mapping[str, Any]) -> None:
        auth = by_password(self._user, password)
        try:
            await self._client.call("POST", "/keys/device_signing/upload", {**body, "auth": {**auth, **session}})
        except Rejected as refusal:
            raise OperatorError(
                f"The homeserver does not take the password of {self._user} for a new identity ({refusal.errcode}). "
                "The old one is unchanged. Check the password.",
                key=LOGIN,
            ) from None

    def _not_answered(self, question: Rejected, replaces: bool) -> OperatorError:
        if question.approval_page is not None:
            return OperatorError(
                f"The new identity of {self._user} was not approved. Start again, and approve it within ten minutes on "
                f"{question.approval_page}"
            )
        if PASSWORD not in question.stages:
            stages = escaped(", ".join(sorted(question.stages)))
            return OperatorError(
                f"The homeserver wants {self._user} to authenticate by {stages} before it takes a new identity, which "
                "the bot cannot. Ask its operator."
            )
        if replaces:
            return OperatorError(
                "The homeserver asks for the password before it takes a new identity. Give password_file.", key=LOGIN
            )
        # Answering would silently replace an identity that another process or person has just made.
        return OperatorError(
            f"The homeserver asks for a password before it takes cross-signing keys for {self._user}: the "
            "account seems to have an identity already, or the homeserver is older than Matrix 1.11. Start "
            "again; if this comes back, use `matrixbot reset-identity`."
        )

    async def _sign_device(self, found: Identity) -> None:
        keys = signed(self._client.machine.device_keys(), self._user, found.self_signing)
        await self._upload_signatures({self._user: {str(self._client.device_id): keys}})

    async def _upload_signatures(self, signatures: Mapping[str, Any]) -> None:
        answer = await self._client.call("POST", "/keys/signatures/upload", signatures)
        if answer.get("failures"):
            raise OperatorError("The homeserver does not take the bot's cross-signing signatures. Ask its operator.")

    async def _prove(self, found: Identity) -> None:
        """An upload that was answered with 200 may still have done nothing: only what others see counts."""
        answer = await self.own_keys()
        if identity(answer, self._user)[0] != found.master.public or not self._device_signed(answer):
            raise OperatorError(
                f"The homeserver does not show the device of {self._user} as cross-signed after it was signed. "
                "Ask its operator; Element would not talk to the bot."
            )

    # --- reading ------------------------------------------------------------------------------------------------------

    def _device_in(self, answer: Mapping[str, Any]) -> Any:
        return record(record(answer.get("device_keys")).get(self._user)).get(self._client.device_id)

    def _device_signed(self, answer: Mapping[str, Any]) -> bool:
        """Whether others see identity, self-signing key and this device as one chain."""
        _, public = identity(answer, self._user)
        return public is not None and is_signed(self._device_in(answer), self._user, f"ed25519:{public}", public)

    def _public(self, pair: SigningKey, usage: str) -> dict[str, Any]:
        return {"user_id": self._user, "usage": [usage], "keys": {f"ed25519:{pair.public}": pair.public}}
