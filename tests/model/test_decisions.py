"""Quorum, majority and ballots against a plain model: a table of twenty, and random histories by three ways."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.base import Settings, to_ms
from commands.decisions.rules import decided, needed_of, share_of
from matrixbot.gateway import Event, Person
from storage.decisions import BallotFigures
from tests.board import DUTIES, ROOM, Board, body
from tests.model.plain_decision import PlainVote
from tests.selection import some

TWENTY = tuple(f"m{number:02}" for number in range(1, 21))
RESPONSE = "org.matrix.msc3381.poll.response"
SIGNS = {"yes": "👍", "no": "👎", "abstain": "🤷"}


async def crowd(folder: Path, people: tuple[str, ...], **rules: Any) -> Board:
    """A board of those people, the first of whom organises."""
    board = Board(folder, replace(Settings(duties=DUTIES), **rules))
    persons = [Person(f"@{name}:board.test", name, 50 if name == people[0] else 0) for name in people]
    board.matrix.add_room(ROOM, *persons)
    return await board.start()


def result(board: Board) -> tuple[str, tuple[int, int, int] | None]:
    """State and figures of B1 as they are kept."""
    with sqlite3.connect(board.folder / "board.db") as connection:
        state, *figures = connection.execute(
            "SELECT state, yes, no, abstain FROM decisions WHERE number = 1"
        ).fetchone()
    connection.close()
    return state, None if figures[0] is None else tuple(figures)


def results_said(board: Board) -> list[str]:
    """The first line of each message of its own in the room that tells the result, as it stands now."""
    edits: dict[str, str] = {}
    for event in board.heard():
        relation = event.content.get("m.relates_to", {})
        if relation.get("rel_type") == "m.replace":
            edits[relation["event_id"]] = body(event)
    own = [e for e in board.heard() if e.content.get("m.relates_to", {}).get("rel_type") != "m.replace"]
    texts = [edits.get(event.event_id, body(event)).split("\n")[0] for event in own if event.type == "m.room.message"]
    return [text for text in texts if text.startswith("B1 ist")]


# --- the rules, all of them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("majority", ["simple", "two thirds", "consent"])
def test_every_outcome_of_twenty_is_the_one_of_the_paper(majority: str) -> None:
    for needed in (1, 10, 13, 20):
        for yes in some(range(21), 2):
            for no in range(21 - yes):
                for abstain in range(21 - yes - no):
                    paper = PlainVote(TWENTY, majority, needed)
                    values = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
                    for who, value in zip(TWENTY, values, strict=False):
                        paper.cast(who, value, 1, who)
                    got = decided(majority, BallotFigures(yes, no, abstain), needed)  # type: ignore[arg-type]
                    assert got == paper.verdict(), (majority, needed, yes, no, abstain)


@pytest.mark.parametrize(
    ("words", "of_twenty", "of_seven"),
    [
        ("50 %", 10, 4), ("60 %", 12, 5), ("60%", 12, 5), ("1 %", 1, 1), ("100 %", 20, 7), ("33 Prozent", 7, 3),
        ("Hälfte", 10, 4), ("zwei Drittel", 14, 5), ("2/3", 14, 5), ("alle", 20, 7), ("3", 3, 3), ("5 Stimmen", 5, 5),
    ],
)  # fmt: skip
def test_a_quorum_is_as_many_ballots_as_it_says_and_never_less(words: str, of_twenty: int, of_seven: int) -> None:
    share = share_of(words)
    assert share is not None
    assert (needed_of(share, 20), needed_of(share, 7)) == (of_twenty, of_seven)


@pytest.mark.parametrize("words", ["0", "0 %", "200 %", "101 %", "-1", "", "viele", "1/0", "1,5"])
def test_what_is_no_quorum_is_none(words: str) -> None:
    assert share_of(words) is None


# --- twenty members, one vote each way --------------------------------------------------------------------------------

CASES = [
    (
        "",
        "12 yes 1 no 2 abstain",
        "angenommen: 12 ja, 1 nein, 2 Enthaltungen",
        "beschlussfähig (15 von 20, nötig 10)",
    ),
    (
        "",
        "5 yes 8 no 1 abstain",
        "abgelehnt: 5 ja, 8 nein, 1 Enthaltung",
        "beschlussfähig (14 von 20, nötig 10)",
    ),
    (
        "",
        "7 yes 7 no",
        "abgelehnt, bei Stimmengleichheit: 7 ja, 7 nein, 0 Enthaltungen",
        "beschlussfähig (14 von 20, nötig 10)",
    ),
    (
        "",
        "7 yes 1 no 1 abstain",
        "nicht angenommen: 7 ja, 1 nein, 1 Enthaltung",
        "nicht beschlussfähig (9 von 20, nötig 10)",
    ),
    (
        "",
        "1 yes 9 abstain",
        "angenommen: 1 ja, 0 nein, 9 Enthaltungen",
        "beschlussfähig (10 von 20, nötig 10)",
    ),
    (
        "",
        "10 abstain",
        "abgelehnt, bei Stimmengleichheit: 0 ja, 0 nein, 10 Enthaltungen",
        "beschlussfähig (10 von 20, nötig 10)",
    ),
    (
        "",
        "",
        "nicht angenommen: 0 ja, 0 nein, 0 Enthaltungen",
        "nicht beschlussfähig (0 von 20, nötig 10)",
    ),
    (
        "; Quorum: 3",
        "2 yes 1 no",
        "angenommen: 2 ja, 1 nein, 0 Enthaltungen",
        "beschlussfähig (3 von 20, nötig 3)",
    ),
    (
        "; Quorum: 80 %",
        "12 yes 1 no 2 abstain",
        "nicht angenommen: 12 ja, 1 nein, 2 Enthaltungen",
        "nicht beschlussfähig (15 von 20, nötig 16)",
    ),
    (
        "; Mehrheit: zwei Drittel",
        "10 yes 5 no 2 abstain",
        "angenommen: 10 ja, 5 nein, 2 Enthaltungen",
        "beschlussfähig (17 von 20, nötig 10)",
    ),
    (
        "; Mehrheit: zwei Drittel",
        "9 yes 5 no 2 abstain",
        "abgelehnt: 9 ja, 5 nein, 2 Enthaltungen, nötig für zwei Drittel 10 ja",
        "beschlussfähig (16 von 20, nötig 10)",
    ),
    (
        "; Mehrheit: Konsent",
        "9 yes 3 abstain",
        "angenommen: 9 ja, 0 nein, 3 Enthaltungen",
        "beschlussfähig (12 von 20, nötig 10)",
    ),
    (
        "; Mehrheit: Konsent",
        "18 yes 1 no",
        "abgelehnt, es bleibt ein Einwand: 18 ja, 1 nein, 0 Enthaltungen",
        "beschlussfähig (19 von 20, nötig 10)",
    ),
]


@pytest.fixture
async def twenty(tmp_path: Path) -> AsyncIterator[Board]:
    board = await crowd(tmp_path, TWENTY)
    yield board
    await board.stop()


@pytest.mark.parametrize(("terms", "ballots", "verdict", "quorum"), some(CASES, 3))
async def test_twenty_decide_and_the_result_is_one_sentence(
    twenty: Board, terms: str, ballots: str, verdict: str, quorum: str
) -> None:
    await twenty.says("m01", f"!beschluss neu Das Board nimmt das Papier an; Frist: 27.11. 12 Uhr{terms}")
    numbers = ballots.split()
    values = [value for count, value in zip(numbers[::2], numbers[1::2], strict=True) for _ in range(int(count))]
    for n, (who, value) in enumerate(zip(TWENTY, values, strict=False)):
        if n % 2:
            await twenty.votes(who, twenty.polls()[0], value)
        else:
            await twenty.says(who, f"!decision {value} B1")
    await twenty.passes(days=3)
    assert results_said(twenty) == [f"B1 ist {verdict}; {quorum}."]


async def test_who_leaves_keeps_the_ballot_and_who_joins_does_not_count(twenty: Board) -> None:
    await twenty.says("m01", "!beschluss neu Das Papier; Frist: 27.11. 12 Uhr")
    for who in TWENTY[:9]:
        await twenty.says(who, "!beschluss ja B1")
    await twenty.leaves("m02")
    await twenty.joins("dana")
    refused = await twenty.says("dana", "!beschluss ja B1")
    assert refused.startswith("⚠️ Über B1 stimmt ab, wer bei Beginn der Abstimmung im Raum war")
    await twenty.votes("dana", twenty.polls()[0], "yes")
    await twenty.says("m10", "!beschluss enthaltung B1")
    await twenty.passes(days=3)
    assert results_said(twenty) == [
        "B1 ist angenommen: 9 ja, 0 nein, 1 Enthaltung; beschlussfähig (10 von 20, nötig 10)."
    ]


async def test_a_text_that_is_corrected_after_the_first_ballot_begins_with_no_ballot(twenty: Board) -> None:
    await twenty.says("m01", "!beschluss neu Das Papir; Frist: 27.11. 12 Uhr")
    for who in TWENTY[:12]:
        await twenty.says(who, "!beschluss ja B1")
    answer = await twenty.says("m01", "!beschluss ändern B1 Das Papier")
    assert answer == (
        "Zu B1 gab es schon Stimmen; der andere Text ist deshalb ein neuer Beschluss, B2. Keine Stimme geht über.\n"
        "B2 steht zur Abstimmung: Das Papier"
    )
    await twenty.votes("m13", twenty.polls()[0], "yes")  # the old poll
    said = await twenty.passes(days=3)
    assert results_said(twenty) == []
    assert [body(event).split("\n")[0] for event in said if body(event).startswith("B2 ist")] == [
        "B2 ist nicht angenommen: 0 ja, 0 nein, 0 Enthaltungen; nicht beschlussfähig (0 von 20, nötig 10)."
    ]


# --- random histories -------------------------------------------------------------------------------------------------

FOUR = ("olga", "anna", "ben", "cem")
VALUES = ["yes", "no", "abstain"]
WAYS = ["words", "poll", "sign"]
STEP = st.one_of(
    st.tuples(st.sampled_from(WAYS), st.sampled_from(FOUR), st.sampled_from(VALUES), st.integers(0, 3)),
    st.tuples(st.just("poll"), st.sampled_from(FOUR), st.sampled_from(["none", "spoilt"]), st.integers(0, 3)),
    st.tuples(st.just("proxy"), st.sampled_from(FOUR), st.sampled_from(FOUR), st.sampled_from(VALUES)),
    st.tuples(st.just("late key"), st.sampled_from(FOUR), st.sampled_from(VALUES), st.integers(0, 400)),
    st.tuples(st.sampled_from(["redacts", "again"]), st.integers(0, 30)),
    st.tuples(st.just("takes back"), st.sampled_from(FOUR)),
    st.tuples(st.just("stranger"), st.sampled_from(WAYS)),
    st.tuples(st.just("passes"), st.integers(1, 200)),
    st.tuples(st.sampled_from(["leaves", "restart", "close"])),
)


class History:
    """What members do to B1, in the room and on paper."""

    def __init__(self, board: Board, paper: PlainVote) -> None:
        self.board, self.paper = board, paper
        self.events: list[Event] = []
        self.gone: set[str] = set()

    async def does(self, step: tuple[Any, ...]) -> None:
        what, *rest = step
        if what in WAYS or what == "late key":
            await self.ballot(what, *rest)
        else:
            await getattr(self, what.replace(" ", "_"))(*rest)
        await self.board.bot.step()
        self.paper.time_is(to_ms(self.board.now))

    async def proxy(self, caster: str, voter: str, value: str) -> None:
        if not {caster, voter} & self.gone and self.paper.closed is None:
            answer = await self.board.says(caster, f"!decision {value} B1 for @{voter}:board.test")
            assert not answer.startswith("⚠️"), answer
            self.paper.cast(voter, value, self.board.last.time, self.board.last.event_id)

    async def redacts(self, nth: int) -> None:
        event = self.events[nth % len(self.events)] if self.events else None
        who = event.sender[1:].split(":")[0] if event else ""
        if event and who not in self.gone:
            await self.board.redacts(who, event)
            self.paper.tear_up(event.event_id)

    async def again(self, nth: int) -> None:
        if self.events:
            self.board.matrix.happens(self.events[nth % len(self.events)])

    async def takes_back(self, who: str) -> None:
        if who not in self.gone:
            answer = await self.board.says(who, "!decision undo B1")
            assert self.paper.take_back(who) != answer.startswith("⚠️"), answer

    async def stranger(self, way: str) -> None:
        await self.ballot(way, "dana", "yes", 0)

    async def passes(self, minutes: int) -> None:
        await self.board.passes(minutes=minutes)

    async def leaves(self) -> None:
        if not self.gone:
            await self.board.leaves("cem")
            self.gone.add("cem")

    async def restart(self) -> None:
        await self.board.stop()
        await self.board.start()

    async def close(self) -> None:
        if self.paper.closed is None:
            await self.board.says("olga", "!decision close B1")
            self.paper.closed = self.board.last.time

    async def ballot(self, way: str, who: str, value: str, late: int) -> None:
        """`late` seconds on the way; with a late key so many minutes."""
        board = self.board
        if who in self.gone:
            return
        back = timedelta(minutes=late) if way == "late key" else timedelta(seconds=late)
        time = to_ms(board.now - back)
        if way == "words":
            body = {"msgtype": "m.text", "body": f"!decision {value} B1"}
            event = board.said(who, body, time=time)
        elif way == "sign":
            relation = {"rel_type": "m.annotation", "event_id": board.polls()[0].event_id, "key": SIGNS[value]}
            event = board.said(who, {"m.relates_to": relation}, type="m.reaction", encrypted=False, time=time)
        else:
            answers = {"none": [], "spoilt": ["quatsch"]}.get(value, [value])
            content = {
                RESPONSE: {"answers": answers},
                "m.relates_to": {"rel_type": "m.reference", "event_id": board.polls()[0].event_id},
            }
            event = board.said(who, content, type=RESPONSE, time=time)
        self.events.append(event)
        if way == "late key":
            board.matrix.recovered = [board.matrix._stream.pop()]  # type: ignore[list-item]
        end = self.paper.closed
        await board.bot.step()
        if end is None or time <= end or way == "poll":
            self.paper.cast(who, value, time, event.event_id)

    async def agrees(self) -> None:
        state, figures = result(self.board)
        said = results_said(self.board)
        if self.paper.closed is None:
            assert (state, figures, said) == ("voting", None, [])
            return
        assert (state, figures) == (self.paper.verdict(), self.paper.figures())
        await self.board.passes(seconds=6)  # an edit keeps its pause
        assert results_said(self.board) == [self.paper.sentence("B1")]


async def lived(folder: Path, steps: list[tuple[Any, ...]], majority: str, quorum: int) -> None:
    board = await crowd(folder, FOUR, votes_by_reaction=True)
    words = {"simple": "einfach", "two thirds": "zwei Drittel", "consent": "Konsent"}[majority]
    line = f"!beschluss neu Das Papier; Mehrheit: {words}; Quorum: {quorum}; Frist: 25.11. 20 Uhr"
    assert (await board.says("anna", line)).startswith("B1 steht zur Abstimmung")
    await board.joins("dana")
    deadline = to_ms(board.now.replace(hour=20, minute=0))
    history = History(board, PlainVote(FOUR, majority, quorum, deadline))
    for step in steps:
        await history.does(step)
        await history.agrees()
    await board.later(board.now.replace(hour=21))
    history.paper.time_is(to_ms(board.now))
    await history.agrees()
    await board.stop()


@pytest.mark.long
@pytest.mark.on_disk
@given(
    steps=st.lists(STEP, max_size=25),
    majority=st.sampled_from(["simple", "two thirds", "consent"]),
    quorum=st.integers(1, 4),
)
@settings(suppress_health_check=list(HealthCheck))
def test_whatever_is_cast_by_whichever_way_the_one_result_is_that_of_the_paper(
    steps: list[tuple[Any, ...]], majority: str, quorum: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(lived(Path(folder), steps, majority, quorum))
