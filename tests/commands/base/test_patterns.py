"""A pattern of a module is compiled at its first use, and is then as quick as any."""

from __future__ import annotations

import re

import pytest

from commands.patterns import regex


def test_it_does_what_a_compiled_one_does() -> None:
    word = regex(r"(?P<first>\w)\w*", re.ASCII)
    found = word.search("– ja")
    assert found and found["first"] == "j" and found.re is re.compile(r"(?P<first>\w)\w*", re.ASCII)
    assert [match[0] for match in word.finditer("ja, nein")] == ["ja", "nein"]
    assert word.sub("x", "ja, nein") == "x, x"
    assert (word.pattern, dict(word.groupindex)) == (r"(?P<first>\w)\w*", {"first": 1})


def test_it_is_compiled_at_its_first_use_and_not_before() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")
