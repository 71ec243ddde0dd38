"""Every line that the bot offers in a test is carried out on a copy of the board: it works, and does no more."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from commands.base.typed import fold
from commands.features import GROUPS
from matrixbot.gateway import Event
from tests import selection
from tests.board import Board, body

TABLES = {
    "M": "meetings",
    "T": "tasks",
    "R": "reminders",
    "H": "host_offers",
    "B": "decisions",
    "I": "impulses",
    "F": "releases",
}
REFUSED = ("⚠️", "Noch ist nichts geschehen")
_KEY = re.compile(r"\b[mtrhbif]\d+\b", re.IGNORECASE)
_LINE = re.compile(r"<code[^>]*>(.*?)</code>", re.DOTALL)
_HELP = re.compile(r"hilfe|help", re.IGNORECASE)
"""Help shows how lines look, about records of its own."""
_SHAPES: set[str] = set()
"""The lines that were carried out, without what differs from board to board; in the quick run each kind once."""


@contextmanager
def carrying_out() -> Iterator[list[str]]:
    """While it lasts, each line that an answer offers is carried out by whoever asked; gives what went wrong."""
    faults: list[str] = []
    answering = Board.answer_to

    async def answer_to(board: Board, event: Event) -> object:
        answer = await answering(board, event)
        room = board.matrix.room(event.room_id)
        there = room is not None and event.sender in room.people  # who has left can say nothing
        if answer.event and there and not _HELP.search(str(event.content.get("body", ""))):
            for line in offered(board, answer.event):
                shape = re.sub(r"\d+", "0", line)[: 16 if selection.quick() else None]
                if shape not in _SHAPES:
                    _SHAPES.add(shape)
                    faults.extend(await _tried(board, event, body(answer.event), line, answering))
        return answer

    Board.answer_to = answer_to  # type: ignore[method-assign,assignment]
    try:
        yield faults
    finally:
        Board.answer_to = answering  # type: ignore[method-assign]


def offered(board: Board, event: Event) -> list[str]:
    """The lines to be typed in it, without those that are to be filled in (`…`)."""
    shown = event.content.get("m.new_content", event.content).get("formatted_body", "")
    lines = [html.unescape(re.sub("<[^>]+>", "", code)).strip() for code in _LINE.findall(shown)]
    return [line for line in dict.fromkeys(lines) if line.startswith(board.settings.prefix) and "…" not in line]


async def _tried(
    board: Board, asked: Event, said: str, line: str, answering: Callable[[Board, Event], Awaitable[str]]
) -> list[str]:
    async with board.tried() as other:
        before = await _records(other)
        event = other.said(asked.sender[1:].partition(":")[0], {"msgtype": "m.text", "body": line}, room=asked.room_id)
        answer = await answering(other, event)
        after = await _records(other)
    named = {key.upper() for key in _KEY.findall(line)}
    kinds = {key[0] for key in named}
    changed = {key for key, row in before.items() if after.get(key) != row and key[0] in kinds}
    typed = str(asked.content.get("body", ""))
    corrected = any(line.split()[n:] == typed.split()[n:] != [] for n in (1, 2))
    if not answer or (answer.startswith("⚠️") and not corrected):
        return [f"{said!r} offers {line!r}, which is answered: {answer!r}"]
    if not changed <= named:
        return [f"{said!r} offers {line!r}, which changes {changed}"]
    if said.startswith(REFUSED) and (other_ones := _not_meant(typed, line, before, after)):
        return [f"{said!r} to {typed!r} offers {line!r}, which changes {other_ones}"]
    return []


def _not_meant(typed: str, line: str, before: dict[str, str], after: dict[str, str]) -> set[str]:
    """What the line of a refusal or a question has changed or made that the line it was said to is not about: a record
    of another group, or of the same kind as those it names, but none of them."""
    touched = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    meant, offered_of = _letter(typed), _letter(line)
    if meant and offered_of and meant != offered_of:
        return touched
    spoken_of = {key.upper() for key in _KEY.findall(typed)} & before.keys()
    return {key for key in touched & before.keys() if key not in spoken_of and key[0] in {one[0] for one in spoken_of}}


def _letter(line: str) -> str:
    """How the short names of the records begin that the line's group is about."""
    word = fold(line.removeprefix("!").split(" ")[0].strip())
    found = (group.letter for group in GROUPS if word in map(fold, (group.name, *group.words)))
    return next(found, "")


async def _records(board: Board) -> dict[str, str]:
    return await board.database.read(
        lambda connection: {
            f"{letter}{number}": str(tuple(row))
            for letter, table in TABLES.items()
            for number, *row in connection.execute(f"SELECT number, * FROM {table}")
        }
    )
