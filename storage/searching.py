"""From what a member types into a search to an FTS5 query, which it can never make invalid."""

from __future__ import annotations

import re

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"})
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r'"([^"]*)"|(#?)([^\s"]+)')
_MOST_WORDS = 16
MOST_RANKED = 1_000
"""Up to so many hits the best come first; ranking more costs more than it tells (100,000 hits: 0.1 s)."""


def indexed(text: str) -> str:
    """The text as it is indexed: if it has umlauts, once more with them written out.

    The tokenizer makes ü and u the same; so `Übergang` is found as `ubergang` and as `uebergang`.
    """
    written_out = text.translate(_WRITTEN_OUT)
    return text if written_out == text else f"{text}\n{written_out}"


def match_query(text: str) -> str | None:
    """The FTS5 query for entries that have all the words, each perhaps longer («verwal» finds «Verwaltung»).

    Words in quotation marks belong together as they stand; `#word` is looked for among the tags. None if there is no
    word in the text. Every word is quoted (FTS5, «string»), so nothing in it can be syntax.
    """
    terms = []
    for piece in _PIECE.finditer(text):
        quoted, hash_sign, bare = piece.groups()
        if quoted is not None:
            terms.append(_either(_WORD.findall(quoted), ""))
        elif hash_sign:
            terms.append(f"tags : ({_either(_WORD.findall(bare), '*')})" if _WORD.search(bare) else "")
        else:
            terms += [_either([word], "*") for word in _WORD.findall(bare)]
    terms = [term for term in terms if term]
    return " AND ".join(terms[:_MOST_WORDS]) if terms else None


def _either(words: list[str], prefix: str) -> str:
    """The words behind each other, as typed or with umlauts written out. One letter alone is no prefix."""
    if not words:
        return ""
    typed = " ".join(words)
    star = prefix if len(words[-1]) > 1 else ""
    forms = dict.fromkeys((typed, typed.translate(_WRITTEN_OUT)))
    return "(" + " OR ".join(f'"{form}"{star}' for form in forms) + ")"
