"""Sealing small secrets with a key that lies elsewhere: AES-256-GCM (NIST SP 800-38D) under a key of this use alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

_USE = b"matrixbot: secrets beside the records"
_NONCE, _TAG = 12, 16


class Seal:
    """Closes texts, and opens what it has closed. The key shows itself nowhere."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, _USE, hashlib.sha256)

    def close(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        ciphertext, tag = self._cipher(nonce).encrypt_and_digest(text.encode())
        return base64.b64encode(nonce + tag + ciphertext).decode("ascii")

    def open(self, sealed: str) -> str | None:
        """The text, None if it was closed with another key or changed since."""
        try:
            whole = base64.b64decode(sealed, validate=True)
            nonce, tag, ciphertext = whole[:_NONCE], whole[_NONCE : _NONCE + _TAG], whole[_NONCE + _TAG :]
            text: bytes = self._cipher(nonce).decrypt_and_verify(ciphertext, tag)
            return text.decode()
        except ValueError:
            return None

    def _cipher(self, nonce: bytes) -> Any:
        from Crypto.Cipher import AES  # noqa: PLC0415 - only where a key is configured

        return AES.new(self._key, AES.MODE_GCM, nonce=nonce)
