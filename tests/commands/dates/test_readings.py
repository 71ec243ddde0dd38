"""Every row of the table of readings decides something: without it a phrase means something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from commands.dates import DateError, read_dates
from commands.dates.entries import context
from commands.dates.entries.readings import ROWS, FigureRow, by_shape
from commands.dates.entries.word_readings import WORD_ROWS, WordRow
from tests.commands.dates.reading import WEDNESDAY, ZONE, shown

# for each row of the table, in its order: a phrase that it decides, and what that means
EXAMPLES = (
    ("um 8", "2026-11-26 08:00 ? 2026-11-25 20:00"),
    ("morgen um 26", "-"),
    ("Montag 9 sharp", "2026-11-30 09:00"),
    ("heute 8 Leute", "-"),
    ("vom 3 zum 5 Mai", "2027-05-03..2027-05-05"),
    ("7, 8 or 9 December at 10am", "2026-12-07 10:00; 2026-12-08 10:00; 2026-12-09 10:00"),
    ("14 - 15.10", "2027-10-14..2027-10-15 ?"),
    ("30.11. 9 bis 10.10", "2026-11-30 09:00..10:10"),
    ("morgen vor 10", "2026-11-26 10:00 ?"),
    ("Di ab 14", "2026-12-01 14:00"),
    ("15./16.1. jew. 10", "2027-01-15 10:00; 2027-01-16 10:00"),
    ("7.30-9", "2026-11-26 07:30..09:00"),
    ("morgen bis 12", "2026-11-26 12:00 ?"),
    ("14-6 Uhr", "2026-11-25 14:00..18:00 ?"),
    ("Mo 9-11", "2026-11-30 09:00..11:00"),
    ("8 abends", "2026-11-25 20:00"),
    ("heut abend 8", "2026-11-25 20:00"),
    ("9 tomorrow", "2026-11-26 09:00"),
    ("Di 1.12. 10 u. 14 Uhr", "2026-12-01 10:00; 2026-12-01 14:00"),
    ("10 oder 14 Uhr", "2026-11-25 10:00; 2026-11-25 14:00"),
    ("18 Uhr und 12", "2026-11-25 18:12 ?"),
    ("morgen um 15 oder 16", "2026-11-26 15:00; 2026-11-26 16:00"),
    ("27. 11. 26, 20.15", "2026-11-27 20:15"),
    ("4.2. 9", "2027-02-04 09:00 ?"),
    ("4.2. 18 oder 19", "2027-02-04 18:00 ?; 2027-02-04 19:00"),
    ("bis 11", "2026-11-25 11:00 ?"),
    ("am 15", "2026-12-15"),
    ("Di 14", "2026-12-01 14:00 ? 2026-12-14"),
    ("morgen 10 Uhr Raum 3", "2026-11-26 10:00"),
    ("Kapitel 3.2", "-"),
    ("um 9.05", "2026-11-26 09:05 ?"),
    ("4.2. ab 8.10", "2027-02-04 08:10"),
    ("4.2. 9.05-10.10", "2027-02-04 09:05..10:10"),
    ("3.12 4.12 10 Uhr", "2026-12-03 10:00; 2026-12-04 10:00"),
    ("4.2. 9.05", "2027-02-04 09:05"),
    ("4.2., 9.05", "2027-02-04 09:05 ?"),
    ("Montag 4.10", "2026-11-30 04:10 ? 2027-10-04"),
    ("morgen 9.05", "2026-11-26 09:05"),
    ("3.05", "2027-05-03 ?"),
    ("14.30", "2026-11-25 14:30 ?"),
    ("morgen 10 Uhr 3.25 kg", "2026-11-26 10:00"),
    ("Montag um 10.", "2026-11-30 10:00"),
    ("am 1. und 3. Montag im Januar 10 Uhr", "2027-01-04 10:00; 2027-01-18 10:00"),
    ("Haus 12., 14. Dezember 10 Uhr", "2026-12-12 10:00 ?; 2026-12-14 10:00 ?"),
    ("Raum 12., 10 Uhr am 3.12.", "2026-12-03 10:00"),
    ("3. OG", "-"),
    ("Montag 15. gerne", "2027-02-15 ? 2026-12-15"),
    ("Montag 14 Uhr, 15. geht auch", "-"),
    ("Sitzung Nr. 12., 13. und 14.12. um 10 Uhr", "2026-12-12 10:00 ?; 2026-12-13 10:00 ?; 2026-12-14 10:00 ?"),
    ("am ersten und dritten Montag im Januar", "2027-01-04; 2027-01-18"),
    ("in der zweiten Dezemberhälfte", "-"),
    ("quartalsweise am ersten Montag", "-"),
    ("morgen 10 Uhr Dritten", "2026-11-26 10:00"),
    ("3. März 2027", "2027-03-03"),
    ("10 Uhr 8. Mai 28 Personen", "2027-05-08 10:00"),
    ("10 Uhr 8. Mai 28-30 Rathaus", "-"),
    ("8. Mai 28", "2028-05-08"),
    ("8.12. 2030", "2030-12-08 ? 2026-12-08 20:30"),
    ("8.12. 2027", "2027-12-08"),
    ("13.1.18-20 Uhr", "2027-01-13 18:00..20:00"),
    ("13.1.28", "2028-01-13"),
    ("3.12. um 1430", "2026-12-03 14:30"),
    ("0930-1045", "2026-11-26 09:30..10:45 ? 2026-11-25 09:30..10:45"),
    ("Freitag 0930-1045", "2026-11-27 09:30..10:45"),
    ("3.12. 1430", "2026-12-03 14:30"),
    ("morgen 10 Uhr Zimmer 1234", "2026-11-26 10:00"),
    ("morgen 10 Uhr 1234 kg", "2026-11-26 10:00"),
    ("Freitag von 3 bis 5h", "2026-11-27 15:00..17:00 ? 2026-11-27 03:00..05:00"),
    ("9 Uhr 8h", "2026-11-26 09:00..17:00 ? 2026-11-25 21:00..2026-11-26 05:00"),
    ("morgen 9h", "2026-11-26 09:00"),
    ("morgen 2h30", "2026-11-26 14:30 ? 2026-11-26 02:30"),
    ("2h", "-"),
    ("10 Uhr morgen Akte 3/2026", "2026-11-26 10:00"),
    ("morgen 10 Uhr 3/2026 Akte", "2026-11-26 10:00"),
    ("Sitzung 3/2026", "-"),
    ("2026-12", "2026-12-01..2026-12-31"),
    ("ab Januar", "2027-01-01"),
    ("jeden Mittwoch 10 Uhr außer Juli", "2026-11-25 10:00 [FREQ=WEEKLY;BYDAY=WE;BYMONTH=1,2,3,4,5,6,8,9,10,11,12]"),
    ("morgen 10 Uhr Mai", "2026-11-26 10:00"),
    ("Raum 7/12 um 10 Uhr am Freitag", "2026-11-27 10:00"),
    ("7/12-9/12", "2026-12-07..2026-12-09 ? 2027-07-12..2027-07-14"),
    ("8/12 14h", "2026-12-08 14:00 ? 2027-08-12 14:00"),
    ("7/12-9/12", "2026-12-07..2026-12-09 ? 2027-07-12..2027-07-14"),
    ("3/12", "2026-12-03 ? 2027-03-12"),
    ("morgen 10 Uhr 7/12 Akte", "2026-11-26 10:00"),
    ("Antrag 204 am 8.12. um 10 Uhr", "2026-12-08 10:00"),
    ("morgen 10 Uhr 12345 kg", "2026-11-26 10:00"),
)


# the same for the table of words
WORD_EXAMPLES = (
    ("zwischen 10 und 12 am 3.12.", "2026-12-03 10:00..12:00"),
    ("8.12. - 14 Uhr", "2026-12-08 14:00"),
    ("8.12. 10-12 Uhr", "2026-12-08 10:00..12:00"),
    ("vom 3 zum 5 Mai", "2027-05-03..2027-05-05"),
    ("zum 15", "2026-12-15"),
    ("vom 8. auf den 9.12.", "2026-12-08..2026-12-09 ? 2026-12-09"),
    ("morgen auf 10 Uhr", "2026-11-26 10:00"),
    ("Freitag so um 15 Uhr", "2026-11-27 15:00"),
    ("So um 15 Uhr", "2026-11-29 15:00 ? 2026-11-25 15:00"),
    ("Freitag oder so", "-"),
    ("Fr. Müller 10 Uhr", "2026-11-27 10:00 ?"),
    ("14 Uhr frühestens", "2026-11-25 14:00 ?"),
    ("28.1. 13-16 Uhr, danach Umtrunk", "2027-01-28 13:00..16:00"),
    ("Deadline 15.1., Treffen am 20.1. 13:30", "2027-01-20 13:30 ?"),
)


def said(text: str) -> str:
    """The answer in the notation of `phrases.txt`, a refusal with its sentence."""
    try:
        return "; ".join(map(shown, read_dates(text, WEDNESDAY, ZONE)))
    except DateError as mistake:
        return f"- {mistake}"


def reasons(text: str) -> list[str]:
    with suppress(DateError):
        return [span.ask.kind for span in read_dates(text, WEDNESDAY, ZONE) if span.ask]
    return []


def test_the_house_says_how_many_rows_there_are() -> None:
    house = (Path(__file__).parents[3] / "docs/house.md").read_text(encoding="utf-8")
    assert f"figures ({len(ROWS)} rows)" in house and f"signs ({len(WORD_ROWS)} rows)" in house


def test_every_row_has_an_example() -> None:
    assert (len(EXAMPLES), len(WORD_EXAMPLES)) == (len(ROWS), len(WORD_ROWS))


@pytest.mark.parametrize(("text", "meaning"), EXAMPLES + WORD_EXAMPLES)
def test_the_examples_mean_what_is_said(text: str, meaning: str) -> None:
    assert said(text).partition("- ")[0] == meaning.removeprefix("-")


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_without_its_row_a_figure_means_something_else(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert without(monkeypatch, EXAMPLES[number][0], rows=by_shape(ROWS[:number] + ROWS[number + 1 :]))


@pytest.mark.parametrize("number", range(len(WORD_ROWS)))
def test_without_its_row_a_word_means_something_else(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert without(monkeypatch, WORD_EXAMPLES[number][0], words=WORD_ROWS[:number] + WORD_ROWS[number + 1 :])


def without(
    monkeypatch: pytest.MonkeyPatch, text: str, **tables: Mapping[str, Sequence[FigureRow]] | Sequence[WordRow]
) -> bool:
    """Whether the text means something else with those tables, or is asked about for another reason."""
    with_all = said(text), reasons(text)
    monkeypatch.setattr(context, "Settling", partial(context.Settling, **tables))
    return (said(text), reasons(text)) != with_all
