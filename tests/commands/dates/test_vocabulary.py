"""The vocabulary names a word once, with everything that it can be."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import get_args

from commands.dates.items import block_patterns
from commands.dates.items.fold import fold
from commands.dates.vocabulary import roles
from commands.dates.vocabulary.days import MONTHS, UNITS, WEEKDAYS, WEEKS, WHICH, WeekRole
from commands.dates.vocabulary.feasts import HOLIDAYS
from commands.dates.vocabulary.numbers import NUMBERED, NUMBERED_ENDINGS, NUMBERS, ORDINALS
from commands.dates.vocabulary.roles import ROLES, WordRole
from commands.dates.vocabulary.times import PARTS


def test_a_word_stands_once_and_has_all_its_roles() -> None:
    said = Counter(word for _, words in roles._SAID for word in words.split())
    assert [word for word, times in said.items() if times > 1] == []
    assert set(get_args(WordRole)) == {role for of in ROLES.values() for role in of}
    assert set(get_args(WeekRole)) == {role for of in WEEKS.values() for role in of}


def test_every_word_is_folded_as_a_text_is() -> None:
    words = [*ROLES, *WEEKDAYS, *MONTHS, *UNITS, *WEEKS, *WHICH, *HOLIDAYS, *NUMBERS, *ORDINALS, *PARTS]
    words += [*NUMBERED, *NUMBERED_ENDINGS]
    assert [word for word in words if fold(word).text.strip() != word.strip()] == []


def test_the_words_for_a_week_stand_in_the_vocabulary_alone() -> None:
    folder = Path(block_patterns.__file__).parent
    said = {
        path.name: re.findall(r"(?<=[(|])(?:woche|week|kw|kalenderwoche)(?=[|)? ])", path.read_text())
        for path in folder.glob("*.py")
    }
    assert {name: words for name, words in said.items() if words} == {}
