"""Canonical JSON, unpadded Base64 and Ed25519 signatures of JSON objects, as the Matrix specification signs them."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from vodozemac import Ed25519PublicKey, Ed25519Signature

KEY_BYTES = 32
SIGNATURE_BYTES = 64
DEEPEST = 200
MOST_OF_AN_EVENT = 64 * 1024
"""Bytes that an event may have (Matrix specification, Size limits): no server hands on a longer one."""
LONGEST_NUMBER = 400

# A text, closed or not, or a bracket. Nothing is tried twice: the time it takes grows with the length and no faster.
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8 (Matrix specification, appendices, Canonical JSON)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def parse_json(data: bytes) -> Any:
    """The value of a JSON text from a server. ValueError if it is none.

    Strangers write parts of it: what is nested too deeply becomes null, a number too long becomes 0, and the rest of
    the answer is there all the same.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_shallow(data), parse_int=lambda digits: int(digits) if len(digits) < LONGEST_NUMBER else 0)
    except RecursionError:
        raise ValueError("brackets that are never closed") from None


def is_storable(content: Mapping[str, Any]) -> bool:
    """Whether a content can be stored and sent again: JSON may hold half characters, numbers that are none, lengths
    that no event has, and depths that nobody who works on it expects."""
    try:
        data = canonical_json(content)
    except (ValueError, RecursionError):
        return False
    if len(data) > MOST_OF_AN_EVENT:
        return False
    return data.count(b"{") + data.count(b"[") < DEEPEST or _shallow(data) == data


def storable(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The content as it can be stored and sent again; None for one that is longer than any event.

    Whoever writes half a character or a number that is none is answered like everybody: the one becomes `�`, the other
    null, and so does what is nested too deeply.
    """
    if is_storable(content):
        return content
    whole: dict[str, Any] = _whole(content, 1)
    return whole if is_storable(whole) else None


def _whole(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not isinstance(value, dict | list):
        return value
    if depth == DEEPEST:
        return None
    if isinstance(value, list):
        return [_whole(one, depth + 1) for one in value]
    return {_whole(key, depth + 1): _whole(one, depth + 1) for key, one in value.items()}


def _shallow(data: bytes) -> bytes:
    depth, start, pieces, rest = 0, 0, list[bytes](), 0
    for token in _BRACKETS.finditer(data):
        if token[0] in (b"[", b"{"):
            depth += 1
            if depth == DEEPEST:
                start = token.start()
        elif token[0] in (b"]", b"}"):
            if depth == DEEPEST:
                pieces += [data[rest:start], b"null"]
                rest = token.end()
            depth -= 1
    return b"".join([*pieces, data[rest:]])


def unpadded(data: bytes) -> str:
    """Standard Base64 without its padding (appendices, Unpadded Base64)."""
    return base64.b64encode(data).decode().rstrip("=")


def from_unpadded(text: str) -> bytes:
    """The bytes of a Base64 text, padded or not. ValueError for anything else."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
    except (binascii.Error, AttributeError, UnicodeError) as problem:
        raise ValueError("not Base64") from problem


class SigningKey:
    """An Ed25519 key pair made from its 32-byte seed; `public` is the unpadded Base64 that also names the key.

    What makes and uses it is loaded with the first one: signatures of others are looked at without."""

    def __init__(self, seed: bytes) -> None:
        from Crypto.PublicKey import ECC  # noqa: PLC0415

        if len(seed) != KEY_BYTES:
            raise ValueError("an Ed25519 seed has 32 bytes")
        self.seed = seed
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        self.public = unpadded(self._key.public_key().export_key(format="raw"))

    def sign(self, message: bytes) -> str:
        from Crypto.Signature import eddsa  # noqa: PLC0415

        return unpadded(eddsa.new(self._key, "rfc8032").sign(message))


def signed(thing: Mapping[str, Any], user_id: str, key: SigningKey) -> dict[str, Any]:
    """`thing` with the signature of `user_id`'s cross-signing `key` added to those it has."""
    return with_signature(thing, user_id, f"ed25519:{key.public}", key.sign(signable(thing)))


def with_signature(thing: Mapping[str, Any], user_id: str, key_id: str, signature: str) -> dict[str, Any]:
    signatures = {signer: dict(theirs) for signer, theirs in thing.get("signatures", {}).items()}
    signatures.setdefault(user_id, {})[key_id] = signature
    return {**thing, "signatures": signatures}


def signable(thing: Mapping[str, Any]) -> bytes:
    """What a signature of `thing` covers: everything but `signatures` and `unsigned` (appendices, Signing JSON)."""
    return canonical_json({key: value for key, value in thing.items() if key not in ("signatures", "unsigned")})


def is_signed(thing: Any, user_id: str, key_id: str, public: str) -> bool:
    """Whether `thing` carries a valid signature of `user_id` under `key_id`, made with the key `public`.

    Takes whatever a server hands out: what is malformed is not signed. Lengths are looked at first, because a key of
    another length must not reach native code.
    """
    try:
        signature = thing["signatures"][user_id][key_id]
        if len(from_unpadded(public)) != KEY_BYTES or len(from_unpadded(signature)) != SIGNATURE_BYTES:
            return False
        key = Ed25519PublicKey.from_base64(public.rstrip("="))
        key.verify_signature(signable(thing), Ed25519Signature.from_base64(signature.rstrip("=")))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return False
    return True
