"""Both handbooks: one has what the other has, and every line that they show works on a board in that language."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from commands.base import Settings
from commands.base.line import read_line
from commands.features import vocabulary
from tests.board import BERLIN, DUTIES, Board, refused
from tests.selection import some

ROOT = Path(__file__).parents[2]
HANDBOOKS = {"de": ROOT / "docs/handbuch.md", "en": ROOT / "docs/handbook.md"}
_CODE = re.compile(r"`([^`]+)`")

SLIDES = {"de": "Folien", "en": "slides"}
READY = (
    ("ben", "!host offer Bochum"),
    ("ben", "!meeting plan Sommerfest 20.12. 14:00-16:00"),
    ("ben", "!meeting plan Jahrestreffen 21.12. 14:00"),
    ("ben", "!meeting propose Klausur; 8.12. 14:00-16:00; 9.12. 10:00; 10.12. 10:00"),
    ("ben", "!meeting plan Jour fixe every Tuesday 14:00-15:00"),
    ("olga", "!vote M3 1 yes"),
    ("ben", "!agenda add M3 Haushalt"),
    *(("ben", f"!agenda add M3 Punkt {n}; 10 min") for n in range(1, 4)),
    ("ben", "!agenda add Leitlinien"),
    *(("ben", f"!impulse add Vortrag {n}") for n in range(1, 6)),
    *(("ben", f"!task add Leitfaden {n}") for n in range(1, 9)),
    *(("ben", f"!lit add https://a.de/{n} Titel {n} #governance #kgst #prüfung") for n in range(1, 5)),
    *(("ben", f"!decision add Das Board nimmt Papier {n} an; Frist: 15.1.") for n in range(1, 10)),
    ("ben", "!release propose L3"),
    ("ben", "!release propose L4"),
    *(("olga", f"!remind tomorrow {hour}:00 Tee") for hour in range(9, 13)),
)
DECIDED: tuple[tuple[str, str], ...] = tuple(
    (who, line)
    for number in (4, 9)
    for who, line in (
        ("olga", f"!decision yes B{number}"),
        ("ben", f"!decision yes B{number}"),
        ("olga", f"!decision close B{number}"),
    )
)
STAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "open": (),
    "fixed": (("olga", "!meeting close M3 1"), ("olga", "!task claim T4")),
    "over": (("olga", "!meeting close M3 1"), ("olga", "!impulse confirm I5 M3"), ("later", "")),
    "cancelled": (("olga", "!meeting cancel M3"), ("olga", "!meeting cancel M4 8.12."), ("olga", "!task done T5")),
    "asked": (("olga", "!task Protokoll schreiben bis Freitag"),),
    "again": (("olga", "!task repeat T5 every Friday"),),
    "voted": (("olga", "!decision yes B4"),),
    "decided": DECIDED,
    "decided and fixed": (("olga", "!meeting close M3 1"), *DECIDED),
    "gone": (("anna", "!task claim T4"), ("leaves", "anna"), ("joins", "dana")),
}
"""Moments of a board: a line works at some of them, as a poll is fixed but once."""
ELSEWHERE = re.compile(
    r"!(literatur importieren|lit import|erinnere morgen 9 Uhr|remind tomorrow 9:00|board 2"
    r"|(vertrauen|trust) @.*|(aufgabe zeigen|task show) T4 2)"
)
"""What needs a file, a message to reply to, a second board room, somebody new who waits, or a record of two pages has
scenarios of its own."""


def shown(language: str) -> list[str]:
    """Every line to type in the prose and among the examples; `… 9:00` is put behind the command before it."""
    text = HANDBOOKS[language].read_text("utf-8")
    begin, steps, prose, _undo, _budget, _kept, tables = text.split("\n## ")
    examples = "\n".join(row.split(" | ")[-1] for row in tables.split("\n") if row.startswith("| `!"))
    found = [*_completed(_CODE.findall(begin + steps + prose)), *_CODE.findall(examples)]
    return [line for line in found if line.startswith("!") and line[1:] and "…" not in line]


def _completed(codes: list[str]) -> Iterator[str]:
    before = ""
    for code in (" ".join(code.split()) for code in codes):
        if code.startswith("… "):
            words, more = before.split(), code[2:]
            yield " ".join([*words[: 2 if re.match(r"[A-Z]\d", more) else 3], more])
        else:
            before = code if code.startswith("!") else before
            yield code


def first_steps(language: str) -> list[str]:
    """The lines of the first section, which a newcomer types one after the other."""
    return [line for line in _CODE.findall(HANDBOOKS[language].read_text("utf-8").split("\n## ")[1]) if line[0] == "!"]


def meant(line: str) -> str:
    """The command that a line means, by its English name."""
    said = read_line(line, "!")
    found = vocabulary().resolve(said) if said else None
    assert found is not None, line
    return found.command.name


def test_one_handbook_has_what_the_other_has() -> None:
    german, english = (HANDBOOKS[language].read_text("utf-8") for language in ("de", "en"))
    shapes = [re.findall(r"^(#+ |- \*\*|<!-- \w+|\| `!)", text, re.MULTILINE) for text in (german, english)]
    assert shapes[0] == shapes[1]
    assert [meant(line) for line in shown("de")] == [meant(line) for line in shown("en")]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_link_within_a_handbook_leads_to_a_heading(language: str) -> None:
    text = HANDBOOKS[language].read_text("utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.*)", text, re.MULTILINE)
    }
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert links and [link for link in links if link not in headings] == []


@pytest.fixture(params=["de", "en"])
async def board(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Board]:
    language = request.param
    board = await Board(tmp_path, replace(Settings(duties=DUTIES), language=language)).start()
    for who, line in (*READY, ("olga", f"!remind Friday 12:00 {SLIDES[language]}")):
        assert not refused(await board.says(who, line)), line
    yield board
    await board.stop()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_first_steps_work_one_after_the_other_in_an_empty_board(tmp_path: Path, language: str) -> None:
    board = await Board(tmp_path, replace(Settings(duties=DUTIES), language=language)).start()
    answers = [(line, await board.says("anna", line)) for line in first_steps(language)]
    await board.stop()
    assert len(answers) == 13
    assert [(line, said) for line, said in answers if not said or said.startswith("⚠️") or "?" in said] == []


@pytest.mark.long
async def test_every_date_in_the_prose_is_read(board: Board) -> None:
    text = HANDBOOKS[board.settings.language].read_text("utf-8")
    bullet = re.split(r"^- ", text, flags=re.MULTILINE)[2]
    assert bullet.startswith(("**Termine**", "**Dates**"))
    dates = [" ".join(code.split()) for code in _CODE.findall(bullet)]
    assert len(dates) > 5
    assert [said for date in dates if (said := await board.says("olga", f"!when {date}")).startswith("⚠️")] == []


async def reach(board: Board, stage: str) -> None:
    """What leads to that moment of a board happens."""
    for who, line in STAGES[stage]:
        if who == "leaves":
            await board.leaves(line)
        elif who == "joins":
            await board.joins(line)
        elif who == "later":
            await board.later(datetime(2026, 12, 9, 10, tzinfo=BERLIN))
        else:
            await board.says(who, line)


@pytest.mark.long
async def test_every_line_works_at_some_moment_of_a_board(board: Board) -> None:
    every = dict.fromkeys(shown(board.settings.language))
    steps = first_steps(board.settings.language)
    left = some((line for line in every if line not in steps and not ELSEWHERE.fullmatch(line)), 23)
    answers: dict[str, list[str]] = {}
    for stage in STAGES:
        async with board.tried() as staged:
            await reach(staged, stage)
            for line in list(left):
                async with staged.tried() as one:
                    answer = await one.says("olga", line)
                if answer and not answer.startswith("⚠️"):
                    left.remove(line)
                answers.setdefault(line, []).append(f"{stage}: {answer}")
    assert {line: answers[line] for line in left} == {}
