"""Which records a text comes near to: what need not be compared letter by letter changes nothing."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.base import titles
from commands.base.titles import NEAR, PART, SURE, Titled, ranked, whole_at_head

_LIKENESS = titles._likeness
LETTERS = "abcdelrtu ü-"
NAMES = st.text(LETTERS, max_size=24) | st.sampled_from(
    ["Literaturverwaltung", "Brandschutz prüfen 77", "Tratschblatt"]
)
RECORDS = st.lists(NAMES, max_size=8).map(
    lambda names: [Titled(f"T{n}", name) for n, name in enumerate(names, start=1)]
)


@pytest.mark.parametrize("least", [NEAR, SURE])
@given(wanted=NAMES, among=RECORDS)
def test_what_is_alike_enough_is_ranked_as_if_all_were_compared(least: float, wanted: str, among: list[Titled]) -> None:
    compared, ranked_so = ranked(wanted, among), ranked(wanted, among, least)
    assert [pair for pair in ranked_so if pair[0] >= least] == [pair for pair in compared if pair[0] >= least]
    exact = {one.key: alike for alike, one in compared}
    assert all(alike <= exact[one.key] for alike, one in ranked_so)


@given(wanted=st.text(LETTERS[:9], min_size=3, max_size=12), name=st.text(LETTERS[:9], min_size=1, max_size=24))
def test_a_slip_is_as_like_as_its_letters_in_their_order(wanted: str, name: str) -> None:
    ((alike, _one),) = ranked(wanted, [Titled("T1", name)])
    slip = max(SequenceMatcher(None, wanted, known).ratio() for known in (name, name[: len(wanted) + 1])) * PART
    assert alike == (slip if alike < PART else max(alike, slip))


def test_what_many_records_are_called_is_read_and_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty offers of one host are called by the same name, and a line has many words."""
    compared, folded = Counter[str](), Counter[str]()

    def likeness(wanted: str, name: str, *rest: Any) -> float:
        compared[name] += 1
        return _LIKENESS(wanted, name, *rest)

    def fold(name: str) -> str:
        folded[name] += 1
        return name.lower()

    monkeypatch.setattr(titles, "_likeness", likeness)
    monkeypatch.setattr(titles, "fold", fold)
    among = [Titled(f"H{n}", f"Saal {n}", ("Anna Muster",)) for n in range(60)]
    ranked("Ana Muster", among)
    assert (compared["anna muster"], len(compared)) == (1, 61)
    folded.clear()
    assert whole_at_head("eins zwei drei vier fünf sechs", among) == ([], 0)
    assert folded["Saal 7"] == 1
