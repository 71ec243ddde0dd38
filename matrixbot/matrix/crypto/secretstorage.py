"""Secret storage: the recovery key as people read it, and secrets encrypted with it in the account's data.

Matrix specification, client-server API, Secrets, `m.secret_storage.v1.aes-hmac-sha2` and Key representation.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from matrixbot.matrix.crypto.canonical import from_unpadded, unpadded

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
KEY_BYTES = 32
_PREFIX = b"\x8b\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class WrongKey(ValueError):
    """The recovery key is not the one that this was encrypted with, or not a recovery key at all."""


def recovery_text(key: bytes) -> str:
    """The recovery key as people write it down: Base58 in groups of four, starting with `Es`."""
    data = _PREFIX + key
    number = int.from_bytes(data + bytes([_parity(data)]), "big")
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def recovery_bytes(text: str) -> bytes:
    """The key behind a recovery key text; white space does not matter. WrongKey if it is mistyped."""
    number = 0
    for digit in "".join(text.split()):
        if digit not in _BASE58:
            raise WrongKey("a recovery key has no such character")
        number = number * 58 + _BASE58.index(digit)
    try:
        data = number.to_bytes(len(_PREFIX) + KEY_BYTES + 1, "big")
    except OverflowError:
        raise WrongKey("the recovery key is too long") from None
    if data[:2] != _PREFIX or _parity(data) != 0:
        raise WrongKey("the recovery key is mistyped")
    return data[2:-1]


def key_description(key: bytes) -> dict[str, Any]:
    """The content of `m.secret_storage.key.<id>`, from which a key can be checked without any secret."""
    iv = _new_iv()
    return {"algorithm": ALGORITHM, **_encrypted(key, "", bytes(KEY_BYTES), iv, keep_ciphertext=False)}


def fits(key: bytes, description: Mapping[str, Any]) -> bool:
    """Whether `key` is the one that `description` describes. A description without a MAC fits no key."""
    try:
        iv = from_unpadded(description["iv"])
        expected = _encrypted(key, "", bytes(KEY_BYTES), iv, keep_ciphertext=False)["mac"]
        return hmac.compare_digest(from_unpadded(description["mac"]), from_unpadded(expected))
    except (KeyError, TypeError, ValueError):
        return False


def encrypt(key: bytes, name: str, secret: str) -> dict[str, str]:
    """`secret` encrypted for the account data type `name`."""
    return _encrypted(key, name, secret.encode(), _new_iv())


def check(key: bytes, name: str, encrypted: Mapping[str, Any]) -> None:
    """WrongKey if what was stored under `name` was not encrypted with `key`, as its MAC tells without AES."""
    _checked(key, name, encrypted)


def decrypt(key: bytes, name: str, encrypted: Mapping[str, Any]) -> str:
    """The secret that was stored under `name`. WrongKey if it was not encrypted with `key`."""
    aes_key, iv, ciphertext = _checked(key, name, encrypted)
    return _aes_ctr(aes_key, iv, ciphertext).decode()


def _checked(key: bytes, name: str, encrypted: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """What `encrypted` is decrypted with, and the ciphertext."""
    try:
        iv, ciphertext = from_unpadded(encrypted["iv"]), from_unpadded(encrypted["ciphertext"])
        mac = from_unpadded(encrypted["mac"])
    except (KeyError, TypeError, ValueError):
        raise WrongKey(f"{name} is not an encrypted secret") from None
    aes_key, mac_key = _derived(key, name)
    if not hmac.compare_digest(mac, hmac.digest(mac_key, ciphertext, "sha256")):
        raise WrongKey(f"{name} was encrypted with another key")
    return aes_key, iv, ciphertext


def _encrypted(key: bytes, name: str, data: bytes, iv: bytes, *, keep_ciphertext: bool = True) -> dict[str, str]:
    aes_key, mac_key = _derived(key, name)
    ciphertext = _aes_ctr(aes_key, iv, data)
    parts = {"iv": unpadded(iv), "mac": unpadded(hmac.digest(mac_key, ciphertext, "sha256"))}
    return {**parts, "ciphertext": unpadded(ciphertext)} if keep_ciphertext else parts


def _aes_ctr(key: bytes, iv: bytes, data: bytes) -> bytes:
    from Crypto.Cipher import AES  # noqa: PLC0415 - only where the bot's identity is opened or made

    return AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=iv).encrypt(data)


def _derived(key: bytes, info: str) -> tuple[bytes, bytes]:
    """HKDF-SHA256 (RFC 5869) of 64 bytes with a salt of 32 zero bytes: the AES key and the MAC key."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), key, "sha256")
    first = hmac.digest(extracted, info.encode() + b"\x01", "sha256")
    return first, hmac.digest(extracted, first + info.encode() + b"\x02", "sha256")


def _new_iv() -> bytes:
    iv = bytearray(secrets.token_bytes(16))
    iv[8] &= 0x7F  # bit 63 is cleared: some AES-CTR implementations count in 63 bits
    return bytes(iv)


def _parity(data: bytes) -> int:
    parity = 0
    for byte in data:
        parity ^= byte
    return parity
