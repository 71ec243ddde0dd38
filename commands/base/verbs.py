"""Verbs of two words that stand apart in a sentence: «M2 fällt am 8.12. aus»."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from commands.base.typed import fold
from storage.values import frozen

BESIDE = frozenset({"leider", "doch", "nun", "bitte", "jetzt", "unfortunately"})
"""Words beside a verb that say nothing more."""
NEGATIONS = frozenset({"nicht", "nie", "niemals", "not", "never", "don't", "dont"})
_REASONS = frozenset({"wegen", "weil", "da", "denn", "aufgrund", "because", "as", "due"})
_MOST_BEFORE = 12
"""So many words, at most, name the record before the verb."""


@frozen
class Apart:
    """The verb, folded, and the other words of the sentence in their order; `turned`: it says «nicht» of the verb."""

    verb: str
    rest: str
    turned: bool


def find_apart(text: str, verbs: Iterable[str]) -> Apart | None:
    """The first of the verbs whose two words stand in the one line of text, behind what it is said of."""
    words = text.split(" ")
    pairs = [two for verb in verbs if len(two := verb.split(" ")) == 2] if "\n" not in text else []
    for number, word in enumerate(words[: _MOST_BEFORE + 1]):
        pair = next((one for one in pairs if number and one[0] == fold(word)), None)
        behind = words[number + 1 :]
        end = _closing(behind, pair[1]) if pair is not None else None
        if pair is not None and end is not None:
            between = [word for word in behind[:end] if fold(word) not in BESIDE]
            turned = any(fold(word) in NEGATIONS for word in takewhile(_is_no_reason, between))
            return Apart(" ".join(pair), " ".join([*words[:number], *between, *behind[end + 1 :]]), turned)
    return None


def _closing(words: list[str], last: str) -> int | None:
    """Where the second word of the verb stands: next to the first, where the sentence ends or its reason begins; else
    at its last place."""
    places = [n for n, word in enumerate(words) if fold(word).rstrip(".,:;!?") == last]
    ends = (n for n in places if n in (0, len(words) - 1) or words[n][-1] in ",;" or not _is_no_reason(words[n + 1]))
    return next(ends, places[-1] if places else None)


def _is_no_reason(word: str) -> bool:
    return fold(word) not in _REASONS
