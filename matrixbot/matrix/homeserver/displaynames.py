"""Names of people and rooms as they are shown: what somebody wrote, unable to disturb the sentence around it."""

from __future__ import annotations

import unicodedata

LONGEST = 60


def shown_name(name: str, user_id: str) -> str:
    """The display name as `shown`; the local part of the user id stands for a name of which nothing is left."""
    return shown(name) or shown(user_id[1:].partition(":")[0]) or shown(user_id)


def shown(name: str) -> str:
    """The name on one line, at most 60 characters, without control, direction and other unseen characters; "" if no
    letter, figure or sign is left."""
    head = name[: 20 * LONGEST]
    seen = "".join(" " if c.isspace() else c for c in head if c.isspace() or _seen(c))
    words = unicodedata.normalize("NFC", " ".join(seen.split()))
    if not any(c.isalnum() or unicodedata.category(c).startswith("S") for c in words):
        return ""
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def _seen(character: str) -> bool:
    """Neither a control nor a format character, nor half a character, nor one that is assigned to nothing."""
    return not unicodedata.category(character).startswith("C") and character not in _BLANK_LETTERS


_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f" + "".join(map(chr, range(0xFE00, 0xFE10))))
"""Letters and marks that show nothing."""
