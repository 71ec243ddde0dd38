"""The scanner tries a pattern only where it may begin, and misses nothing by that."""

from __future__ import annotations

import time
from math import inf

import pytest

from commands.dates.items.beginnings import first_characters
from commands.dates.items.fold import fold
from commands.dates.items.lexicon import pattern
from commands.dates.items.scan import PATTERNS, scan
from tests.commands.dates.reading import sections

LINES = (
    "Montag 4.10 um10 Do10.12. und ubermorgen fruh ",
    "Anmeldeschluss 1.2., Termin 4.2. 9 Uhr, Einlass 8.30 ",
    "zwischen 3 und 5, 7, 9 oder 11 ",
    "(so um 10) außer nicht im August -> 5 Leute ",
)


def test_no_pattern_matches_where_it_is_not_tried() -> None:
    texts = [fold(text).text for rows in list(sections().values())[::3] for _, text, _ in rows][::4]
    for template, _ in PATTERNS:
        compiled, first = pattern(template), first_characters(template)
        missed = [m[0] for text in texts for m in compiled.finditer(text) if m[0] and text[m.start()] not in first]
        assert missed == [], template


@pytest.mark.parametrize("line", LINES)
def test_twice_the_text_takes_about_twice_the_time(line: str) -> None:
    def seconds(times: int) -> float:
        folded = fold(line * times)
        started = time.process_time()
        fold(line * times)
        scan(folded.text)
        return time.process_time() - started

    seconds(30)
    short = long = inf
    for number in range(12):  # in turns and ever further apart, as a core may be slower for a while
        time.sleep(number / 100)
        short, long = min(short, seconds(30)), min(long, seconds(120))
        if long < 4 * 2.5 / 2 * short:
            return
    pytest.fail(f"{short:.4f} s, then {long:.4f} s for four times the text")


def test_every_group_of_a_pattern_has_a_name() -> None:
    compiled = {template: pattern(template) for template, _ in PATTERNS}
    assert [template for template, one in compiled.items() if one.groups != len(one.groupindex)] == []
