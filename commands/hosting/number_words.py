"""Numbers in words, German and English, as people say how many a room holds."""

from __future__ import annotations

import re

from commands.base.typed import fold

_GERMAN = """
    ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn
    neunzehn
"""
_ENGLISH = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
"""
_TENS = (
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "twenty thirty forty fifty sixty seventy eighty ninety",
)
_VALUES = {word: value for words in (_GERMAN, _ENGLISH) for value, word in enumerate(words.split(), 1)}
_VALUES |= {word: value for words in _TENS for value, word in zip(range(20, 100, 10), words.split(), strict=True)}
_VALUES |= {"eine": 1, "einen": 1, "eins": 1, "a": 1, "hundert": 100, "hundred": 100}
_BY_WORD = {fold(word): value for word, value in _VALUES.items()}
_PART = "|".join(sorted({*_VALUES, *_BY_WORD}, key=len, reverse=True))

_LINK = "und|and"

NUMBER = rf"(?>(?:{_PART})(?:[ -]?(?:(?:{_LINK})[ -]?)?(?:{_PART})){{0,7}}+)"
"""A pattern for such a number, whatever its case: `fünfundzwanzig`, `zweihundertfünfzig`, `a hundred and twenty`.
Atomic and bounded: «dreizehn» is also «drei zehn», and a line of a hundred of them would never be done."""


def number(words: str) -> int:
    """The value of what `NUMBER` matches: what stands before a hundred counts hundreds, everything else is added."""
    value = 0
    for part in re.findall(rf"{_LINK}|{_PART}", words, re.IGNORECASE):
        worth = _BY_WORD.get(fold(part), 0)
        value = max(value, 1) * worth if worth == 100 else value + worth
    return value


def is_article(words: str) -> bool:
    """Whether the number is a mere «ein» or «a», which need not count anything."""
    return fold(words) in ("ein", "eine", "einen", "a")
