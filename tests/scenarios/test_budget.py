"""How much the bot says and whom it rings, action by action, counted from its events: the handbook's table is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from matrixbot.gateway import Event
from tests.board import Board, body, refused, rings

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
WIDEST, LONGEST = 40, 160
"""Characters in a row without a break that a phone can still show in one line; and in a line, which it breaks."""
DAY = re.compile(r"(?:Mo|Di|Mi|Do|Fr|Sa|So), \d{1,2}\. \w+ \d{4}(?:, \d\d:\d\d(?:–\d\d:\d\d)?)?")


def in_the_room(event: Event) -> bool:
    """Whether the event is a tile of its own in the room."""
    relation = event.content.get("m.relates_to", {}).get("rel_type")
    return event.type != "m.room.redaction" and relation not in ("m.replace", "m.thread")


async def begun(room: Board, line: str) -> None:
    before = [] if line.startswith("!sitzung vorschlagen") else [said for said in BEFORE if said != line]
    for said in [*before, *([ALSO_BEFORE[line]] if line in ALSO_BEFORE else [])]:
        who, _, words = said.rpartition(": ") if said.startswith("ben: ") else ("anna", "", said)
        await room.says(who, words)
    await room.passes(minutes=1)


async def said_to(room: Board, line: str) -> list[Event]:
    """What the bot says beside its answer within the next moments."""
    await begun(room, line)
    before = len(room.heard())
    answer = await room.says("anna", line)
    assert not refused(answer), answer
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
async def test_nothing_is_said_twice_in_a_row_and_each_line_wraps_on_a_phone(room: Board, line: str) -> None:
    await begun(room, line)
    before = len(room.heard())
    await room.says("anna", line)
    await room.passes(seconds=10)
    measured(room.heard()[before:])


def measured(events: Sequence[Event]) -> None:
    """No line and no date stands in two messages that follow each other, the answer among them; a native poll has to
    name its date. No line is longer than a few rows of a phone, and none has a word that no row holds."""
    texts = [body(event) for event in events if in_the_room(event) and event.type == "m.room.message" and body(event)]
    for one, after in pairwise(texts):
        assert not set(one.splitlines()) & set(after.splitlines())
        assert not set(DAY.findall(one)) & set(DAY.findall(after))
    assert [row for text in texts for row in text.splitlines() if len(row) > LONGEST] == []
    assert [word for text in texts for word in text.split() if len(word) > WIDEST] == []


POLLS = {3: 4, 8: 1, 20: 1}
"""How many messages beside the answer propose so many dates: the list, and up to four polls with it in the room."""
ON_A_POLL = {
    "!abstimmen M1 1 ja, 2 vielleicht": 0,
    "!sitzung nachhaken M1": 1,
    "!sitzung streichen M1 1": 0,
    "!sitzung festlegen M1 1": 3,
    "!sitzung festlegen M1 1 mit H1": 4,
    "!sitzung absagen M1 wegen Krankheit": 1,
}
ON_ITS_DATE = {"!sitzung verschieben M1 8.2.2027 10 Uhr": 3, "!sitzung ort M1 Essen": 2, "!sitzung absagen M1": 2}


@pytest.mark.parametrize("dates", POLLS)
@pytest.mark.parametrize("line", ["", *ON_A_POLL, *ON_ITS_DATE])
async def test_a_poll_stays_as_readable_however_many_dates_it_has(room: Board, line: str, dates: int) -> None:
    days = "; ".join(f"{day}.1.2027 14-16 Uhr" for day in range(4, 4 + dates))
    proposal = f"!sitzung vorschlagen Klausur: {days}; Frist: 20.12. 18 Uhr"
    await room.says("ben", "!gastgeber anbieten Bochum")
    for said in [proposal, "!abstimmen M1 1 ja"] if line else []:
        await room.says("anna", said)
    if line in ON_ITS_DATE:
        await room.says("anna", "!sitzung festlegen M1 1")
    await room.passes(minutes=2)
    before = len(room.heard())
    await room.says("anna", line or proposal)
    await room.passes(seconds=10)
    events = room.heard()[before:]
    measured(events)
    most = (ON_A_POLL | ON_ITS_DATE | {"": POLLS[dates]})[line]
    assert len([event for event in events if in_the_room(event)]) - 1 <= most
    rung = Counter(user for event in events if "m.new_content" not in event.content for user in rings(event))
    host = {"@ben:board.test": 2} if line.endswith("mit H1") else {}
    assert all(times <= host.get(user, 1) for user, times in rung.items())
