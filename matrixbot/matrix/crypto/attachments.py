"""Attachments as the Matrix specification encrypts them: AES-256-CTR, version 2 of `EncryptedFile`."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from Crypto.Cipher import AES

from matrixbot.matrix.crypto.canonical import from_unpadded, unpadded

KEY_BYTES = 32
COUNTER_BYTES = 8
"""The second half of the 16 bytes that counting begins with; it is zero, so that it never runs over."""


def encrypted_attachment(data: bytes) -> tuple[bytes, dict[str, Any]]:
    """What is uploaded, and the fields of `file` with which it is opened."""
    key, start = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(16 - COUNTER_BYTES)
    ciphertext: bytes = AES.new(key, AES.MODE_CTR, nonce=start).encrypt(data)
    web_key = unpadded(key).translate({ord("+"): "-", ord("/"): "_"})
    return ciphertext, {
        "v": "v2",
        "key": {"kty": "oct", "alg": "A256CTR", "ext": True, "k": web_key, "key_ops": ["encrypt", "decrypt"]},
        "iv": unpadded(start + bytes(COUNTER_BYTES)),
        "hashes": {"sha256": unpadded(hashlib.sha256(ciphertext).digest())},
    }


def decrypted_attachment(ciphertext: bytes, file: Mapping[str, Any]) -> bytes:
    """The attachment that the fields of `file` open. ValueError, LookupError or TypeError if it is another one, or if
    they are malformed."""
    if not hmac.compare_digest(hashlib.sha256(ciphertext).digest(), from_unpadded(file["hashes"]["sha256"])):
        raise ValueError("the attachment was changed")
    key = from_unpadded(file["key"]["k"].translate({ord("-"): "+", ord("_"): "/"}))
    counter = from_unpadded(file["iv"])
    if len(key) != KEY_BYTES or len(counter) != 16:
        raise ValueError("the key of an attachment has 32 bytes, its counter 16")
    prefix, first = counter[:-COUNTER_BYTES], int.from_bytes(counter[-COUNTER_BYTES:], "big")
    plaintext: bytes = AES.new(key, AES.MODE_CTR, nonce=prefix, initial_value=first).decrypt(ciphertext)
    return plaintext
