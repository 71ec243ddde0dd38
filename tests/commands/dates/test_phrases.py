"""The phrases of German offices, and the open corpus, read as they are meant."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from commands.dates import DateError, read_dates
from tests.commands.dates.reading import WEDNESDAY, ZONE, answer, read, sections

CORPUS = Path(__file__).parents[4] / "shared" / "data"
SECTIONS = sections()


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_phrases_mean_what_the_table_says(heading: str) -> None:
    expected = {(now, text): meaning for now, text, meaning in SECTIONS[heading]}
    assert {(now, text): answer(text, now) for now, text in expected} == expected


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_line_that_a_question_offers_is_read_as_the_other_reading_and_surely(heading: str) -> None:
    for now, text, meaning in SECTIONS[heading]:
        for span in read(text, now) if "?" in meaning else ():
            if span.ask is not None:
                (said,) = read_dates(span.ask.say, now, ZONE)
                assert (said.key, said.ask) == ((span.ask.other or span).key, None), text


@pytest.mark.parametrize(
    "text", ["25 Uhr", "am 3.12. um 25 Uhr", "3.12. 14:75", "24:30 Uhr", "morgen um 26", "14-25 Uhr"]
)
def test_a_time_that_no_day_has_is_named(text: str) -> None:
    with pytest.raises(DateError, match="There is no time"):
        read_dates(text, WEDNESDAY, ZONE)


@pytest.mark.parametrize("text", ["morgen 9 Uhr für ein paar Stunden", "morgen 9 Uhr den halben Tag"])
def test_a_length_that_is_not_understood_is_named(text: str) -> None:
    with pytest.raises(DateError, match="How long"):
        read_dates(text, WEDNESDAY, ZONE)


def test_the_table_has_questions_and_refusals_beside_answers() -> None:
    answers = [meaning for rows in SECTIONS.values() for _, _, meaning in rows]
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
