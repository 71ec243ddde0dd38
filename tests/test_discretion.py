"""Nothing of what members say reaches a log, at any level, whichever command they say it with."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from commands.base import Command
from commands.features import vocabulary
from commands.words.render import Style, render
from matrixbot.gateway import Event
from matrixbot.logs import DiscreetFormatter
from tests.board import PEOPLE, ROOM, Board
from tests.selection import some

pytestmark = pytest.mark.long

SECRET = "Zwetschgenkuchen"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Board]:
    """A board to which nonsense is said: what it then offers may lack what was never said."""
    board = await Board(tmp_path).start()
    yield board
    await board.stop()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that would be written if every logger were at DEBUG."""
    written, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(written), root.level
    handler.setFormatter(DiscreetFormatter(journal=False))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)


def leaks(log: io.StringIO) -> list[str]:
    """The lines of the log that name what was said, or a member."""
    words = [SECRET.casefold(), *(person.name.casefold() for person in PEOPLE)]
    return [line for line in log.getvalue().splitlines() if any(word in line.casefold() for word in words)]


def lines_of(command: Command) -> Iterator[str]:
    """The command as its help shows it, with the secret behind it and with nothing but the secret."""
    for language in some(("de", "en"), 2):
        for example in command.examples:
            yield render(example, Style(language, "Europe/Berlin")).body
            yield f"{render(example, Style(language, 'Europe/Berlin')).body} {SECRET}"
    yield f"!{command.name} {SECRET}"
    yield f'!{command.name} "{SECRET}"'


async def test_a_secret_said_through_every_command_is_in_no_log(room: Board, log: io.StringIO) -> None:
    for command in some(vocabulary().commands.values(), 5):
        answers = [await room.says("anna", line) for line in lines_of(command)]
        assert all(answers), f"{command.name} leaves a line without an answer"
    for poll in room.polls():
        await room.votes("ben", poll, SECRET)
    await room.reacts("cem", room.heard()[0], SECRET)
    await room.says("ben", SECRET)
    await room.passes(days=400)
    assert leaks(log) == []


async def test_a_fault_with_a_secret_in_it_is_logged_without_the_secret(
    room: Board, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **values: object) -> None:
        raise RuntimeError(f"cannot handle {SECRET}")

    monkeypatch.setattr("storage.reminders.Reminders.add", fail)
    answer = await room.says("anna", f"!remind in 2 days {SECRET}")
    code = log.getvalue().partition("fault ")[2][:6]
    assert code in answer
    assert "RuntimeError" in log.getvalue()
    assert leaks(log) == []


async def test_what_cannot_be_read_is_not_logged(room: Board, log: io.StringIO) -> None:
    event = room.said("anna", {"msgtype": "m.text", "body": ["!ping", SECRET]})
    strange = Event(
        room.matrix.new_id(), ROOM, "@anna:board.test", "m.poll.response", {"m.selections": SECRET}, event.time
    )
    room.matrix.happens(strange)
    assert await room.answer_to(event) == ""
    assert leaks(log) == []
