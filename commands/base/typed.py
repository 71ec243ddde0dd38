"""What phones make of a line, undone: one form for every way of typing it."""

from __future__ import annotations

import re
import unicodedata

from commands.patterns import regex

_EMOJI = "\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_UNSEEN = regex(  # but for what holds an emoji together (Unicode TR51, «ZWJ sequences»)
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0e]"
    rf"|(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])|(?<![{_EMOJI}])\ufe0f(?!\u20e3)"
)
_ROW_ENDS = regex("\r\n|[\r\v\f\x85\u2028\u2029]")
"""What ends a row besides a line feed: `\\v` is how word processors break a line within a paragraph."""
_BLANKS = regex(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RUN = regex(r" {2,}")
_LONE = regex("[\ud800-\udfff]")
"""Halves of a character, which JSON can carry and no file can keep (RFC 8259, §8.2)."""
_BREAKS = regex(r"\n{3,}")
_MOST_ACCENTS = 8
PLEASE, THANKS = ("bitte", "please", "pls", "plz"), ("thx", "danke", "thanks")
"""The words of courtesy: those that ask, and those that thank beforehand."""
BECOMES = regex(
    r"(?:(?:ist|wird|lautet|jetzt|nun|doch|leider|lieber|besser|is|now|instead|rather)\s+)+(?=\S)", re.IGNORECASE
)
"""What one says of a change before what is new, and nothing of that."""
_POLITE_HEAD = regex(rf"(?:{'|'.join(PLEASE)})\b[\s,]*+", re.IGNORECASE)
_POLITE_TAIL = (*PLEASE, *THANKS)
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"') | dict.fromkeys("‚‘’‛`´", "'"))
_PAIRS = frozenset((pair[0], pair[1]) for pair in ("„“", "„”", "“”", "«»", "»«", '""', "''", "‚‘", "‘’"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ø": "o", "ł": "l", "đ": "d"})


def clean(body: str) -> str:
    """The text without invisible characters, every blank a blank, every line break `\\n`; quotes and dashes stay.

    Runs are squeezed here, once, so that no reader of lines meets a long one: of blanks to one, of empty lines to one,
    of accents on one letter to eight.
    """
    body = _LONE.sub("\ufffd", body)
    body = _RUN.sub(" ", _BLANKS.sub(" ", _UNSEEN.sub("", _ROW_ENDS.sub("\n", body))))
    body = _BREAKS.sub("\n\n", body.replace(" \n", "\n"))
    return unicodedata.normalize("NFC", body if body.isascii() else _few_accents(body)).strip()


def _few_accents(text: str) -> str:
    """Putting thousands of accents in order takes the square of their number."""
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_ACCENTS:
            kept.append(character)
    return "".join(kept)


def without_reply_fallback(body: str) -> str:
    """The text without the `> ` lines that older clients put before a reply (Matrix spec, rich replies)."""
    if not body.startswith(">"):
        return body
    rows = body.split("\n")
    start = 0
    while start < len(rows) and rows[start].startswith(">"):
        start += 1
    return "\n".join(rows[start:]).lstrip("\n") if start else body


def straight(text: str) -> str:
    """The text with every kind of quotation mark straight; as long as before, so places can be compared."""
    return text.translate(_QUOTES)


def unquoted(text: str) -> str:
    """The text without the one pair of quotation marks around all of it; others inside or at one end belong to it."""
    inner = text[1:-1]
    if len(text) < 2 or (text[0], text[-1]) not in _PAIRS:
        return text
    if text[0] == text[-1]:
        return text if text[0] in inner else inner
    depth = 0
    for sign in inner:
        if sign == text[0]:
            depth += 1
        elif sign == text[-1]:
            depth -= 1
        if depth < 0:
            return text
    return text if depth else inner


def without_courtesy(text: str) -> str:
    """The text without «bitte» and the like before and behind it, and without the full stop."""
    start, head = 0, len(text) - len(text.lstrip())
    while match := _POLITE_HEAD.match(text, max(start, head)):
        start = match.end()
    end, bare = len(text), _left(text, start, len(text), " .!")
    while word := next((w for w in _POLITE_TAIL if text[max(bare - len(w), start) : bare].lower() == w), None):
        before = bare - len(word)
        if before > start and (text[before - 1].isalnum() or text[before - 1] == "_"):
            break
        end = _left(text, start, before, " ,.!")
        bare = _left(text, start, end, " .!")
    return text[start : min(end, bare)]


def _left(text: str, start: int, end: int, signs: str) -> int:
    """Where the text ends without the signs at its end."""
    while end > start and text[end - 1] in signs:
        end -= 1
    return end


def fold(word: str) -> str:
    """A word as it is compared: lower case, umlauts written out, other accents gone."""
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFC", word).casefold().translate(_UMLAUTS)
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
