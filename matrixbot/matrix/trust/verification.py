"""Emoji verification (SAS): a member starts it, the operator compares, and only the operator's yes completes it.

Matrix specification, Key verification framework and Short Authentication String (SAS) verification, to-device and
in-room, as the party that accepts. nio's own handling is not used: it knows neither requests nor today's commitments.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nio.crypto.sas import Sas as EmojiNames
from vodozemac import Curve25519PublicKey, EstablishedSas, Sas, SasException

from matrixbot.gateway import GatewayError
from matrixbot.matrix.crypto.canonical import canonical_json, unpadded
from matrixbot.matrix.trust.console import Console
from matrixbot.matrix.trust.devices import Book, Device
from storage.values import frozen

PREFIX = "m.key.verification."
METHOD = "m.sas.v1"
AGREEMENT = {
    "key_agreement_protocol": "curve25519-hkdf-sha256",
    "hash": "sha256",
    "message_authentication_code": "hkdf-hmac-sha256.v2",
}
LIFE_SECONDS = 600.0
MOST_AT_ONCE = 10
ANSWER_POLL_SECONDS = 0.5

log = logging.getLogger(__name__)

Say = Callable[["Attempt", str, dict[str, Any]], Awaitable[None]]


@frozen
class Own:
    """What the bot vouches for: its device's signing key and its identity."""

    user_id: str
    device_id: str
    ed25519: str
    master: str


@dataclass(slots=True, eq=False)
class Attempt:
    """One verification. `room_id` is None if it goes from device to device."""

    transaction: str
    device: Device
    room_id: str | None
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    began: float = field(default_factory=time.monotonic)
    sas: Sas | None = None
    own_key: str = ""
    established: EstablishedSas | None = None
    confirmed: bool = False
    their_mac: Mapping[str, Any] | None = None

    @property
    def user_id(self) -> str:
        return self.device.user_id


class Unacceptable(Exception):
    """The other side did what the protocol does not allow; `code` goes back in the cancellation."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Verifier:
    """Takes the verification events of others. `verified(user, master)` is called when both sides have confirmed."""

    def __init__(
        self,
        own: Own,
        book: Book,
        console: Console,
        say: Say,
        verified: Callable[[str, str], Awaitable[None]],
    ) -> None:
        self._own = own
        self._book = book
        self._console = console
        self._say = say
        self._verified = verified
        self._attempts: dict[str, Attempt] = {}
        self._answers: asyncio.Task[None] | None = None

    async def hear(
        self, sender: str, kind: str, content: Mapping[str, Any], room_id: str | None, event_id: str
    ) -> None:
        """One event; `event_id` names the request in a room. A verification that fails ends nothing but itself."""
        relation = content.get("m.relates_to")
        named = relation.get("event_id") if isinstance(relation, dict) else None
        transaction = content.get("transaction_id") if room_id is None else (named or event_id)
        if not isinstance(transaction, str):
            return
        attempt = self._attempts.get(transaction)
        try:
            if kind in ("m.room.message", f"{PREFIX}request"):
                await self._request(sender, content, room_id, transaction)
            elif attempt is not None and (attempt.user_id, attempt.room_id) == (sender, room_id):
                await self._step(attempt, kind.removeprefix(PREFIX), content)
        except Exception:  # malformed input, a homeserver that is away: this verification fails, nothing else does
            if attempt is not None:
                log.warning("a verification failed")
                self._forget(attempt)

    async def close(self) -> None:
        """Ends all verifications without a word."""
        if self._answers is not None:
            self._answers.cancel()
            await asyncio.gather(self._answers, return_exceptions=True)
        for attempt in list(self._attempts.values()):
            self._forget(attempt)

    # --- the protocol -------------------------------------------------------------------------------------------------

    async def _request(self, sender: str, content: Mapping[str, Any], room_id: str | None, transaction: str) -> None:
        device = self._book.device(sender, content["from_device"])
        to_us = room_id is None or content.get("to") == self._own.user_id
        wanted = to_us and METHOD in content.get("methods", ())
        self._drop_old()
        if device is None or not wanted or len(self._attempts) >= MOST_AT_ONCE or transaction in self._attempts:
            return
        for other in [other for other in self._attempts.values() if other.user_id == sender]:
            await self._cancel(other, "m.user")
        attempt = self._attempts[transaction] = Attempt(transaction, device, room_id)
        await self._say(attempt, f"{PREFIX}ready", {"from_device": self._own.device_id, "methods": [METHOD]})

    async def _step(self, attempt: Attempt, step: str, content: Mapping[str, Any]) -> None:
        try:
            await self._take(attempt, step, content)
        except Unacceptable as problem:
            await self._cancel(attempt, problem.code)

    async def _take(self, attempt: Attempt, step: str, content: Mapping[str, Any]) -> None:
        if step == "start" and attempt.sas is None and attempt.established is None:
            await self._start(attempt, content)
        elif step == "key" and attempt.sas is not None:
            await self._key(attempt, content)
        elif step == "mac" and attempt.established is not None and attempt.their_mac is None:
            attempt.their_mac = content
            await self._finish(attempt)
        elif step in ("cancel", "done"):
            self._forget(attempt)
        else:
            raise Unacceptable("m.unexpected_message")

    async def _start(self, attempt: Attempt, content: Mapping[str, Any]) -> None:
        offered = {
            "key_agreement_protocol": content.get("key_agreement_protocols"),
            "hash": content.get("hashes"),
            "message_authentication_code": content.get("message_authentication_codes"),
        }
        emoji = "emoji" in content.get("short_authentication_string", ())
        agreed = all(AGREEMENT[what] in (theirs or ()) for what, theirs in offered.items())
        same_device = content.get("from_device") == attempt.device.device_id
        if content.get("method") != METHOD or not (emoji and agreed and same_device):
            raise Unacceptable("m.unknown_method")
        attempt.sas = Sas()
        attempt.own_key = attempt.sas.public_key.to_base64()
        commitment = unpadded(hashlib.sha256(attempt.own_key.encode() + canonical_json(content)).digest())
        accept = {**AGREEMENT, "method": METHOD, "short_authentication_string": ["emoji"], "commitment": commitment}
        await self._say(attempt, f"{PREFIX}accept", accept)

    async def _key(self, attempt: Attempt, content: Mapping[str, Any]) -> None:
        theirs, sas = content["key"], attempt.sas
        attempt.sas = None
        if sas is None:
            raise Unacceptable("m.unexpected_message")
        attempt.established = sas.diffie_hellman(Curve25519PublicKey.from_base64(theirs))
        await self._say(attempt, f"{PREFIX}key", {"key": attempt.own_key})
        info = "|".join(
            [
                "MATRIX_KEY_VERIFICATION_SAS",
                *(attempt.user_id, attempt.device.device_id, theirs),
                *(self._own.user_id, self._own.device_id, attempt.own_key),
                attempt.transaction,
            ]
        )
        emoji = [EmojiNames.emoji[index] for index in attempt.established.bytes(info).emoji_indices]
        self._console.show(attempt.name, attempt.user_id, attempt.device.device_id, emoji)
        log.warning("a verification is waiting for the operator: matrixbot verify")
        if self._answers is None or self._answers.done():
            self._answers = asyncio.create_task(self._wait_for_answers())

    async def _wait_for_answers(self) -> None:
        """Looks for the operator's answers while somebody waits for one."""
        while self._attempts:
            for attempt in list(self._attempts.values()):
                answer = self._console.answer(attempt.name)
                if answer is not None:
                    try:
                        await (self._confirm(attempt) if answer else self._cancel(attempt, "m.mismatched_sas"))
                    except GatewayError:
                        self._forget(attempt)
            self._drop_old()
            await asyncio.sleep(ANSWER_POLL_SECONDS)

    async def _confirm(self, attempt: Attempt) -> None:
        """The operator has compared the emoji and they are the same."""
        if attempt.established is None or attempt.confirmed:
            return
        attempt.confirmed = True
        keys = {f"ed25519:{self._own.device_id}": self._own.ed25519, f"ed25519:{self._own.master}": self._own.master}
        info = self._mac_info(attempt, own=True)
        macs = {name: attempt.established.calculate_mac(key, info + name) for name, key in keys.items()}
        names = attempt.established.calculate_mac(",".join(sorted(keys)), info + "KEY_IDS")
        await self._say(attempt, f"{PREFIX}mac", {"mac": macs, "keys": names})
        await self._finish(attempt)

    async def _finish(self, attempt: Attempt) -> None:
        """When the operator has said yes and the other side's MACs are there: checks them, and says that it is done."""
        if not attempt.confirmed or attempt.their_mac is None or attempt.established is None:
            return
        try:
            master = self._verified_master(attempt, attempt.established, attempt.their_mac)
        except (SasException, Unacceptable):
            await self._cancel(attempt, "m.key_mismatch")
            return
        if master is not None:
            await self._verified(attempt.user_id, master)
        await self._say(attempt, f"{PREFIX}done", {})
        self._forget(attempt)

    def _verified_master(self, attempt: Attempt, established: EstablishedSas, content: Mapping[str, Any]) -> str | None:
        """The other's identity if its MAC is among the right ones; SasException if one of them is wrong."""
        master = self._book.master(attempt.user_id)
        known = {f"ed25519:{attempt.device.device_id}": attempt.device.ed25519}
        if master is not None:
            known[f"ed25519:{master}"] = master
        info, macs = self._mac_info(attempt, own=False), content["mac"]
        established.verify_mac(",".join(sorted(macs)), info + "KEY_IDS", content["keys"])
        proven = [name for name in macs if name in known]
        for name in proven:
            established.verify_mac(known[name], info + name, macs[name])
        if not proven:
            raise Unacceptable("m.key_mismatch")
        return master if f"ed25519:{master}" in proven else None

    def _mac_info(self, attempt: Attempt, *, own: bool) -> str:
        ours = self._own.user_id + self._own.device_id
        theirs = attempt.user_id + attempt.device.device_id
        return "MATRIX_KEY_VERIFICATION_MAC" + (ours + theirs if own else theirs + ours) + attempt.transaction

    async def _cancel(self, attempt: Attempt, code: str) -> None:
        self._forget(attempt)
        await self._say(attempt, f"{PREFIX}cancel", {"code": code, "reason": "The verification was cancelled."})

    def _drop_old(self) -> None:
        for attempt in list(self._attempts.values()):
            if time.monotonic() - attempt.began > LIFE_SECONDS:
                self._forget(attempt)

    def _forget(self, attempt: Attempt) -> None:
        self._attempts.pop(attempt.transaction, None)
        self._console.clear(attempt.name)
