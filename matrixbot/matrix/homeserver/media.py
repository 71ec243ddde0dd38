"""Attachments: encrypted before they are uploaded, checked and decrypted after they are fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from nio.crypto.attachments import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from matrixbot.gateway import Refused, TryLater
from matrixbot.matrix.homeserver.client import Client, part

MOST_BYTES = 4 * 1024 * 1024
TRANSFER_SECONDS = 60.0
_MXC = re.compile(r"mxc://([A-Za-z0-9\[][A-Za-z0-9.:\[\]-]{0,254})/([A-Za-z0-9_-]{1,255})")


async def upload(client: Client, data: bytes, mimetype: str, filename: str) -> dict[str, Any]:
    """Uploads as it is: `{"url": "mxc://…"}`."""
    path = f"/_matrix/media/v3/upload?{urlencode({'filename': filename})}"
    answer = await client.call("POST", path, data, seconds=TRANSFER_SECONDS, content_type=mimetype)
    return {"url": _address(answer)}


async def upload_encrypted(client: Client, data: bytes) -> dict[str, Any]:
    """Uploads encrypted, without name or type: `{"file": {…}}` (specification, Sending encrypted attachments)."""
    ciphertext, keys = encrypt_attachment(data)
    answer = await client.call(
        "POST",
        "/_matrix/media/v3/upload",
        ciphertext,
        seconds=TRANSFER_SECONDS,
        content_type="application/octet-stream",
    )
    return {"file": {**keys, "url": _address(answer)}}


async def download(client: Client, content: Mapping[str, Any]) -> bytes:
    """The attachment of an event's content, decrypted. Refused if it is larger than 4 MiB, malformed or was changed."""
    file = content.get("file")
    address = file.get("url") if isinstance(file, dict) else content.get("url")
    match = _MXC.fullmatch(address) if isinstance(address, str) else None
    if match is None:
        raise Refused("not the address of an attachment")
    path = f"/_matrix/client/v1/media/download/{part(match[1])}/{part(match[2])}"
    data = await client.fetch(path, MOST_BYTES)
    if not isinstance(file, dict):
        return data
    try:
        return bytes(decrypt_attachment(data, file["key"]["k"], file["hashes"]["sha256"], file["iv"]))
    except (EncryptionError, KeyError, TypeError, ValueError):
        raise Refused("the attachment was changed or its key is malformed") from None


def _address(answer: Mapping[str, Any]) -> str:
    address = answer.get("content_uri")
    if not isinstance(address, str):
        raise TryLater("the homeserver gave no address for the upload")
    return address
