"""Which addresses password and token may be sent to, and where a page may be that the operator is sent to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit


def homeserver(value: object) -> str:
    """The address of a homeserver, without the slash at its end. ValueError that says what was expected."""
    expected = "the address of the homeserver, like https://matrix.example.org"
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
        raise ValueError(expected)
    parts = _parts(value)
    if parts is None:
        raise ValueError(expected)
    if not _kept_private(parts):
        raise ValueError(
            "an address with https:// (http:// sends password and token readable over the network, "
            "so it is taken for this machine alone)"
        )
    return value.rstrip("/")


def is_private(address: str) -> bool:
    """Whether nobody on the way can read or change what is said there: https, or this machine itself."""
    parts = _parts(address)
    return parts is not None and _kept_private(parts)


def is_loopback(host: str) -> bool:
    """Whether that is this machine by its own name."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(address: str) -> SplitResult | None:
    """None where it names no host, or a port that there is not."""
    try:
        parts = urlsplit(address)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _kept_private(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
