"""What phones make of a line, undone: one form for every way of typing it."""

from __future__ import annotations

import re
import unicodedata

_EMOJI = "\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_UNSEEN = re.compile(  # but for what holds an emoji together (Unicode TR51, «ZWJ sequences»)
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0e]"
    rf"|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])|(?<![{_EMOJI}])\ufe0f(?!\u20e3)"
)
_BLANKS = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"') | dict.fromkeys("‚‘’‛`´", "'"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def clean(body: str) -> str:
    """The text without invisible characters, every blank a blank, every line break `\\n`; quotes and dashes stay."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    body = _BLANKS.sub(" ", _UNSEEN.sub("", body))
    return unicodedata.normalize("NFC", body).strip()


def without_reply_fallback(body: str) -> str:
    """The text without the `> ` lines that older clients put before a reply (Matrix spec, rich replies)."""
    rows = body.split("\n")
    start = 0
    while start < len(rows) and rows[start].startswith(">"):
        start += 1
    return "\n".join(rows[start:]).lstrip("\n") if start else body


def straight(text: str) -> str:
    """The text with every kind of quotation mark straight; as long as before, so places can be compared."""
    return text.translate(_QUOTES)


def without_courtesy(text: str) -> str:
    """The text without «bitte» and the like before and behind it, and without the full stop."""
    text = re.sub(r"^(?:\s*(?:bitte|please)\b[ ,]*)+", "", text, flags=re.IGNORECASE)
    return re.sub(r"(?:[ ,.!]*\b(?:bitte|please|danke|thanks))*[ .!]*$", "", text, flags=re.IGNORECASE)


def fold(word: str) -> str:
    """A word as it is compared: lower case, umlauts written out, other accents gone."""
    word = unicodedata.normalize("NFC", word).casefold().translate(_UMLAUTS)
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
