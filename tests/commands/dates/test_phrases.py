"""The phrases of German offices, and the open corpus, read as they are meant."""

from __future__ import annotations

import csv
import importlib.util
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from commands.dates import read_dates
from tests.commands.dates.reading import ZONE, answer, phrases

CORPUS = Path(__file__).parents[4] / "shared" / "data"
PHRASES = list(phrases())


@pytest.mark.parametrize(("now", "text", "expected"), PHRASES, ids=[text for _, text, _ in PHRASES])
def test_the_phrase_means_what_the_table_says(now: datetime, text: str, expected: str) -> None:
    assert answer(text, now) == expected
    for span in read_dates(text, now, ZONE) if "?" in expected else ():
        if span.ask is not None:  # the line it offers is read as the other reading, and surely
            (said,) = read_dates(span.ask.say, now, ZONE)
            assert said.ask is None
            assert said.key == (span.ask.other or span).key


def test_the_table_has_questions_and_refusals_beside_answers() -> None:
    answers = [expected for _, _, expected in PHRASES]
    assert len(answers) >= 800
    assert sum("?" in a for a in answers) > 100
    assert answers.count("-") > 100


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The judge of the corpus, from the folder beside the project."""
    path = CORPUS / "score_dates.py"
    if not path.exists():
        pytest.skip("the corpus does not lie beside the project")
    spec = importlib.util.spec_from_file_location("score_dates", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_open_corpus_is_read_right_and_never_silently_wrong(scorer: ModuleType) -> None:
    with (CORPUS / "dates_open.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    judged = [(row["id"], *scorer.judge(row, read_dates, ZONE, False)) for row in rows]
    silently_wrong = [
        identity for identity, verdict, _, asked, _ in judged if verdict in ("WRONG", "crash") and not asked
    ]
    right = sum(verdict in ("ok", "alt") for _, verdict, *_ in judged)
    assert silently_wrong == []
    assert right >= 0.98 * len(rows)
