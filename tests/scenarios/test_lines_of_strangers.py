"""Lines as they were typed by people who did not know how the bot reads them, and what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.board import Board

TABLE = Path(__file__).with_name("lines_of_strangers.txt")


def table() -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """The rows of the table: what was said before (`+`), the line (`>`), the whole answer to it, or to the question
    that is asked afterwards (`?`)."""
    rows = []
    for block in TABLE.read_text("utf-8").strip().split("\n\n"):
        said = [row for row in block.split("\n") if not row.startswith("#")]
        before = tuple(row.removeprefix("+ ") for row in said if row.startswith("+ "))
        lines = tuple(row[2:].replace("\\n", "\n") for row in said if row.startswith(("> ", "? ")))
        rows.append((before, lines, "\n".join(row for row in said if not row.startswith(("+ ", "> ", "? ")))))
    return rows


@pytest.mark.parametrize(("before", "lines", "answer"), table())
async def test_what_strangers_type_is_done_or_asked_about(
    room: Board, before: tuple[str, ...], lines: tuple[str, ...], answer: str
) -> None:
    for said in before:
        who, _, words = said.partition(": ")
        if who == "joins":
            await room.joins(words)
        else:
            await room.says(who, words)
    answers = [await room.says("ben", line) for line in lines]
    assert answers[-1] == answer
