"""How large a message becomes: an event holds 65,536 bytes (Matrix client-server API, «Size limits»)."""

from __future__ import annotations

import json

from commands.words.render import Rendered

FITS = 20_000
"""Bytes as `size` measures them that surely fit, also as an edit, which holds the words twice, and encrypted, which
makes them a third more."""


def size(rendered: Rendered) -> int:
    """Bytes that the sentence takes in an event, both forms together. Half characters count as the bytes they have."""
    return len(json.dumps([rendered.body, rendered.html], ensure_ascii=False).encode("utf-8", "surrogatepass"))
