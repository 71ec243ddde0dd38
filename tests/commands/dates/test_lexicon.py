"""The pieces of pattern of the vocabulary."""

from __future__ import annotations

import re

from commands.dates.items.lexicon import one_of
from commands.dates.vocabulary.days import MONTHS, WEEKDAYS
from commands.dates.vocabulary.numbers import NUMBERS, ORDINALS


def test_one_of_finds_each_word_the_longest_first_and_no_other() -> None:
    for words in (MONTHS, WEEKDAYS, NUMBERS, ORDINALS, ("a", "ab", "abc", "b.", "abd"), ("x",)):
        found = re.compile(one_of(words))
        assert all(found.fullmatch(word) for word in words)
        for word in words:
            longest = max((other for other in words if f"{word}s 1".startswith(other)), key=len)
            assert (match := found.match(f"{word}s 1")) and match[0] == longest
            assert word[:-1] in words or not found.fullmatch(word[:-1])
    assert not re.fullmatch(one_of(("b.",)), "bx")
