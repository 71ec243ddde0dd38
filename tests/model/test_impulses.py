"""Random histories of a speaker, their point and two meetings, against a plain model: neither says something else than
the other, and the contact knows the date that holds."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrixbot.gateway import Event
from tests.board import BERLIN, Board, body, rings
from tests.model.plain_impulse import PlainImpulse

MEETINGS = ("M1", "M2")
WHO = ("anna", "ben", "cem", "olga")
PLACES = (*MEETINGS, "backlog")
STEP = st.one_of(
    st.tuples(st.just("confirm"), st.sampled_from(PLACES)),
    st.tuples(st.just("confirm"), st.sampled_from(PLACES)),
    st.tuples(st.sampled_from(["ask", "declined", "drop", "held", "restart", "off"])),
    st.tuples(st.just("claim"), st.sampled_from(WHO)),
    st.tuples(st.just("thumb"), st.sampled_from(WHO), st.sampled_from(["👍", "👎"])),
    st.tuples(st.just("unthumb"), st.integers(0, 20)),
    st.tuples(st.just("move"), st.sampled_from(MEETINGS), st.integers(9, 28)),
    st.tuples(st.sampled_from(["cancel", "reopen"]), st.sampled_from(MEETINGS)),
    st.tuples(st.sampled_from(["defer", "take"]), st.sampled_from(PLACES)),
    st.tuples(st.just("passes"), st.integers(1, 90)),
)


class ImpulseHistory:
    """What members do to I1 and its meetings, in the room and on paper."""

    def __init__(self, board: Board, heading: Event) -> None:
        self.board, self.heading = board, heading
        days = {"M1": datetime(2026, 12, 8, 14, tzinfo=BERLIN), "M2": datetime(2026, 12, 15, 14, tzinfo=BERLIN)}
        self.paper = PlainImpulse(days)
        self.thumbs: list[tuple[str, Event]] = []

    async def does(self, step: tuple[Any, ...]) -> None:
        what, *rest = step
        before = len(self.board.heard())
        if what in ("ask", "declined", "drop", "held"):
            await self.says(f"!impulse {what} I1", self.ended(what))
        else:
            await getattr(self, what)(*rest)
        await self.board.passes(minutes=2)
        said = self.board.heard()[before:]
        told = [rings(event) for event in said if "Es geht um I1" in body(event)]
        contact = [[f"@{self.paper.contact}:board.test"]]
        assert told == (contact if self.paper.tells() else []), (step, [body(event) for event in said])

    def ended(self, what: str) -> bool:
        if what == "ask":
            return self.paper.asks()
        if what == "held":
            return self.paper.held(self.board.now)
        return self.paper.ends("dropped" if what == "drop" else what)

    async def says(self, line: str, works: bool) -> None:
        answer = await self.board.says("olga", line)
        assert answer.startswith("⚠️") != works, (line, answer)

    async def confirm(self, place: str) -> None:
        await self.says(f"!impulse confirm I1 {place}", self.paper.confirms(place, self.board.now))

    async def claim(self, who: str) -> None:
        answer = await self.board.says(who, "!impulse claim I1")
        if not answer.startswith("⚠️"):
            assert self.paper.state in ("idea", "asked", "confirmed")
            self.paper.contact = who

    async def thumb(self, who: str, sign: str) -> None:
        await self.board.reacts(who, self.heading, sign)
        self.thumbs.append((who, self.board.last))
        self.paper.wish(self.board.last.event_id, who, wished=sign == "👍")

    async def unthumb(self, nth: int) -> None:
        if self.thumbs:
            who, event = self.thumbs[nth % len(self.thumbs)]
            await self.board.redacts(who, event)
            self.paper.unwish(event.event_id)

    async def move(self, meeting: str, day: int) -> None:
        new = datetime(2026, 12, day, 14, tzinfo=BERLIN)
        old, now = self.paper.days[meeting], self.board.now
        if meeting not in self.paper.off and old > now and new > now and new != old:
            await self.says(f"!meeting move {meeting} {day}.12.", works=True)
            self.paper.days[meeting] = new

    async def cancel(self, meeting: str) -> None:
        if meeting not in self.paper.off and self.paper.days[meeting] > self.board.now:
            await self.says(f"!meeting cancel {meeting}", works=True)
            self.paper.cancelled(meeting)

    async def reopen(self, meeting: str) -> None:
        if meeting in self.paper.off and self.paper.days[meeting] > self.board.now + timedelta(hours=1):
            await self.says(f"!meeting reopen {meeting}", works=True)
            self.paper.reopened(meeting)

    async def defer(self, to: str) -> None:
        here, now = self.paper.date, self.board.now
        there = to == "backlog" or self.paper.alive(to, now)
        if here and to != here[0] and there and self.paper.alive(here[0], now):
            await self.says(f"!agenda defer {here[0]} {self.number(here[0])} to {to}", works=True)
            self.paper.carried(to)

    async def take(self, to: str) -> None:
        if self.paper.place == "backlog" and to != "backlog" and self.paper.alive(to, self.board.now):
            await self.says(f"!agenda take {to} 1", works=True)
            self.paper.carried(to)

    async def off(self) -> None:
        here = self.paper.date
        if here and self.paper.alive(here[0], self.board.now):
            await self.says(f"!agenda drop {here[0]} {self.number(here[0])}", works=True)
            self.paper.carried(None)
        elif self.paper.place == "backlog":
            await self.says("!agenda drop backlog 1", works=True)
            self.paper.carried(None)

    async def restart(self) -> None:
        await self.board.stop()
        await self.board.start()

    async def passes(self, hours: int) -> None:
        await self.board.passes(hours=hours)

    # --- what is kept -------------------------------------------------------------------------------------------------

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.board.folder / "board.db")) as connection:
            return connection.execute(query).fetchall()

    def number(self, meeting: str) -> int:
        """Which point of that agenda is I1's."""
        listed = self.rows(
            f"""
            SELECT t.state = 'open' FROM topics t JOIN meetings m ON m.id = t.meeting
            WHERE m.number = {meeting[1:]} AND t.state <> 'dropped' ORDER BY t.position, t.id
            """
        )
        return [bool(open_) for (open_,) in listed].index(True) + 1

    def agrees(self) -> None:
        ((state, contact, told),) = self.rows("SELECT state, contact, told FROM impulses")
        assert state == self.paper.state
        if self.paper.state == "confirmed":
            assert contact == f"@{self.paper.contact}:board.test"
            known = json.loads(told) if told else None
            date = self.paper.date
            assert (known and (known["meeting"], known["start"])) == (
                date and (date[0], f"{date[1]:%Y-%m-%dT%H:%M:%S}")
            )
        points = self.rows(
            """
            SELECT coalesce('M' || m.number, 'backlog'), i.id IS NOT NULL FROM topics t
            LEFT JOIN meetings m ON m.id = t.meeting LEFT JOIN impulses i ON i.point = t.id WHERE t.state = 'open'
            """
        )
        assert points == ([(self.paper.place, 1)] if self.paper.place else [])
        wishes = self.rows(
            """
            SELECT user_id, value FROM impulse_wishes w WHERE id = (
                SELECT max(id) FROM impulse_wishes l WHERE l.user_id = w.user_id)
            """
        )
        assert {who[1:].partition(":")[0] for who, value in wishes if value} == self.paper.wishing()


async def lived(folder: Path, steps: list[tuple[Any, ...]], first: str | None) -> None:
    board = await Board(folder).start()
    for line in ("!meeting plan Klausur 8.12. 14-16 Uhr", "!meeting plan Sommer 15.12. 14-16 Uhr"):
        await board.says("anna", line)
    added = await board.says("anna", "!impulse add Matrix; Person: Dr. Ada Beispiel; Contact: @cem")
    assert added.event
    history = ImpulseHistory(board, added.event)
    await board.passes(minutes=2)
    for step in ([("confirm", first)] if first else []) + steps:
        await history.does(step)
        history.agrees()
    await board.stop()


@pytest.mark.long
@pytest.mark.on_disk
@given(steps=st.lists(STEP, max_size=25), first=st.sampled_from([None, *PLACES]))
@settings(suppress_health_check=list(HealthCheck))
def test_whatever_becomes_of_speaker_point_and_meeting_they_are_true_to_each_other(
    steps: list[tuple[Any, ...]], first: str | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(lived(Path(folder), steps, first))
