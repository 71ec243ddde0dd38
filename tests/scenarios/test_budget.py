"""How much the bot says and whom it rings, action by action, counted from its events: the handbook's table is kept."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from matrixbot.gateway import Event
from tests.board import Board, body, rings

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbuch.md"
ROW = re.compile(r"\| `(?P<line>![^`]+)` \| (?P<most>\d+) \| (?P<rung>[^|]+) \|")
ROWS = filter(None, map(ROW.match, HANDBOOK.read_text(encoding="utf-8").splitlines()))
BUDGET = [(row["line"], int(row["most"]), row["rung"]) for row in ROWS]
EVERYBODY = {"anna", "ben", "cem", "olga"}
RUNG = {
    "niemanden": set(),
    "alle einmal": EVERYBODY,
    "alle anderen einmal": EVERYBODY - {"anna"},
    "wer noch nicht abgestimmt hat einmal": EVERYBODY,
    "wer darüber noch nicht abgestimmt hat einmal": EVERYBODY - {"anna"},
    "wer das Angebot gemacht hat einmal": {"ben"},
    "Ben einmal": {"ben"},
}
POLL = "!sitzung vorschlagen Klausur: 7.12. 14 Uhr; 8.12. 14 Uhr"
DECISION = "!beschluss neu Das Board tagt monatlich; Frist: 15.1."
BEFORE = (POLL, "!sitzung ansetzen Vorstand 9.12. 14 Uhr", "!aufgabe neu Sichten", DECISION)
ALSO_BEFORE = {
    "!sitzung wieder M2": "!sitzung absagen M2",
    "!sitzung festlegen M1": "!abstimmen M1 1 ja",
    "!gastgeber annehmen H1 M2": "ben: !gastgeber anbieten Bochum",
}
WIDEST = 40
"""Characters in a row without a break that a phone can still show in one line."""


def in_the_room(event: Event) -> bool:
    """Whether the event is a tile of its own in the room."""
    relation = event.content.get("m.relates_to", {}).get("rel_type")
    return event.type != "m.room.redaction" and relation not in ("m.replace", "m.thread")


async def begun(room: Board, line: str) -> None:
    before = [] if line.startswith("!sitzung vorschlagen") else [*BEFORE]
    for said in [*before, *([ALSO_BEFORE[line]] if line in ALSO_BEFORE else [])]:
        who, _, words = said.rpartition(": ") if said.startswith("ben: ") else ("anna", "", said)
        await room.says(who, words)
    await room.passes(minutes=1)


async def said_to(room: Board, line: str) -> list[Event]:
    """What the bot says beside its answer within the next moments."""
    await begun(room, line)
    before = len(room.heard())
    answer = await room.says("anna", line)
    assert not answer.startswith("⚠️"), answer
    await room.passes(seconds=10)
    return [event for event in room.heard()[before:] if event is not answer.event]


def test_the_handbook_says_it_for_each_kind_of_action() -> None:
    assert len(BUDGET) == 24
    assert {rung for _line, _most, rung in BUDGET} == set(RUNG)


@pytest.mark.parametrize(("line", "most", "rung"), BUDGET)
async def test_no_action_says_more_or_rings_more_often(room: Board, line: str, most: int, rung: str) -> None:
    said = await said_to(room, line)
    assert len([event for event in said if in_the_room(event)]) <= most
    ringing = [event for event in said if "m.new_content" not in event.content]
    assert Counter(user[1:].split(":")[0] for event in ringing for user in rings(event)) == Counter(RUNG[rung])


@pytest.mark.parametrize("line", [line for line, _most, _rung in BUDGET])
async def test_no_line_is_said_twice_in_a_row_and_each_wraps_on_a_phone(room: Board, line: str) -> None:
    texts = [body(event).splitlines() for event in await said_to(room, line) if in_the_room(event) and body(event)]
    for one, next_one in pairwise(texts):
        assert not set(one) & set(next_one) - {"1. Ja", "2. Wenn nötig", "3. Nein"}
    assert [word for text in texts for row in text for word in row.split() if len(word) > WIDEST] == []
