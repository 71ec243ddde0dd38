"""Lines that nobody means well: each is answered as a member's mistake, never as a fault of the bot's."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import pytest

from matrixbot.bot import answers
from matrixbot.gateway import Event
from tests import hostile
from tests.board import Board, body, refused
from tests.selection import some

HOSTILE = (
    "!sitzung absagen M1 " + "im august " * 150,
    "!sitzung absagen M1 " + "alle " * 400 + "ab",
    "!lit list ②",
    "!sitzung liste ③",
    "!sitzung verschieben M1 von ⑭ auf 15 Uhr",
    "!aufgabe notiz T1 halb \ud800 ganz",
    "!erinnere in ② Tagen Kaffee",
    "!gastgeber anbieten " + "außer " * 600,
    "!gastgeber anbieten Jena " + "morgen " * 500,
    "!sitzung ansetzen " + "Frist: " * 800,
)
LONGEST = 0.5
"""Seconds of the processor's time for one event, the answer written: others wait for no more of one."""


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:30].encode("ascii", "replace").decode())
async def test_it_is_a_mistake_and_no_fault(room: Board, caplog: pytest.LogCaptureFixture, line: str) -> None:
    await room.says("anna", "!meeting plan Jour fixe jeden Montag 14-15 Uhr")
    await room.says("anna", "!aufgabe neu Leitfaden")
    answer = await room.says("anna", line)
    assert answer.event is not None
    assert body(answer.event)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert await room.says("ben", "!ping")


@pytest.mark.long
async def test_each_hostile_line_is_answered_once_and_others_at_once(
    room: Board, caplog: pytest.LogCaptureFixture
) -> None:
    for line in hostile.SETTING:
        assert await room.says("cem", line)
    asked: dict[str, Any] = {}
    slow: dict[str, float] = {}
    for number, content in enumerate(some(hostile.EVERYTHING, 3)):
        event = room.said("anna", content)
        asked[event.event_id] = content["body"][:60]
        began = time.process_time()
        await room.bot.step()
        if (took := time.process_time() - began) > LONGEST:
            slow[content["body"][:60]] = took
        if not number % 10:
            assert await room.says("ben", "!ping") == "Der Board-Assistent ist da und hört zu."
    said = Counter(map(_answered, room.heard()))
    assert {asked[event]: said[event] for event in asked if said[event] != 1} == {}
    assert slow == {}
    assert [body(event) for event in room.heard() if "schiefgegangen" in body(event)] == []
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_every_field_may_be_as_long_as_it_may_be(room: Board) -> None:
    for line in (*hostile.SETTING, *hostile.LIMITS):
        answer = await room.says("cem", line)
        assert answer, line[:60]
        assert not refused(answer), (line[:60], answer)
    for line in hostile.SHOWN:
        assert "W" * 30 in await room.says("cem", line) or line == "!ich", line


async def test_a_command_that_is_longer_than_all_it_keeps_is_told_so(room: Board) -> None:
    answer = await room.says("anna", "!aufgabe neu " + "a" * 5_001)
    assert answer == "⚠️ Das sind mehr als 5000 Zeichen; bitte kürzer fassen."


@pytest.mark.parametrize("line", ["!sitzung zeigen M1", "!status", "!sitzung zeign M1", "!aufgabe neu x", "!hilfe"])
async def test_many_commands_in_one_message_hold_nobody_up(room: Board, line: str) -> None:
    for known in hostile.SETTING:
        await room.says("cem", known)
    twenty = await room.says("anna", f"{line}\n" * 20)
    assert twenty
    assert "in einer Nachricht" not in twenty
    began = time.process_time()
    count = 12_000 // (len(line) + 1)
    answer = await room.says("anna", f"{line}\n" * count)
    assert time.process_time() - began < LONGEST
    assert answer == (
        f"⚠️ Das sind {count} Befehle in einer Nachricht; höchstens 20 sind möglich. Nichts wurde ausgeführt; bitte auf "
        "mehrere Nachrichten verteilen."
    )
    assert answer.also == []


ADDRESSES = (
    "Das sind 51 Adressen; höchstens 50 sind auf einmal möglich. Eine .bib- oder .ris-Datei kann mehr enthalten."
)


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("!aufgabe neu", "\n- a{}", "Das sind 21 Aufgaben; höchstens 20 sind auf einmal möglich."),
        ("!lit", "\nhttps://a.b/{}", ADDRESSES),
        ("!lit", " https://a.b/{}", ADDRESSES),
    ],
)
async def test_a_line_adds_no_more_than_anybody_reads(room: Board, head: str, row: str, said: str) -> None:
    count = int(said.split()[2])
    answer = await room.says("anna", head + "".join(row.format(n) for n in range(count)))
    assert answer == f"⚠️ {said}"
    fewer = await room.says("anna", head + "".join(row.format(n) for n in range(count - 1)))
    assert fewer
    assert "auf einmal" not in fewer


async def test_a_series_of_years_of_days_takes_no_longer_than_another(room: Board) -> None:
    began = time.process_time()
    assert await room.says("anna", "!sitzung ansetzen Runde jeden Tag 9 Uhr bis 1.1.2031")
    assert await room.says("anna", "!sitzung verschieben M1 täglich 10 Uhr")
    assert time.process_time() - began < LONGEST


@pytest.mark.parametrize("line", ["!vertrauen " + "@niemand " * 400, "!hilfe " + "x" * 4_000])
async def test_what_nobody_knows_is_not_repeated_at_length(room: Board, line: str) -> None:
    assert len(await room.says("anna", line)) < 200


async def test_lines_of_no_command_behind_one_belong_to_it_however_many(room: Board) -> None:
    began = time.process_time()
    answer = await room.says("anna", "!aufgabe neu Beamer\n" + "!x y\n" * 2_000)
    assert answer == "⚠️ Das sind mehr als 5000 Zeichen; bitte kürzer fassen."
    assert time.process_time() - began < LONGEST


async def test_long_lines_are_read_beside_the_loop(threads: None, room: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    places = set()
    carried_out = answers.carry_out

    def notes(*arguments: Any) -> Any:
        places.add(threading.get_ident())
        return carried_out(*arguments)

    monkeypatch.setattr(answers, "carry_out", notes)
    for line in (*hostile.LONG[:5], "!lit suche a", "!status"):
        assert await room.says("anna", line)
    assert places
    assert threading.get_ident() not in places


def _answered(event: Event) -> str | None:
    """What a message of the bot's replies to."""
    relation = event.content.get("m.relates_to", {}).get("m.in_reply_to", {})
    return str(relation.get("event_id")) if relation else None
