"""Lines that nobody means well: each is answered as a member's mistake, never as a fault of the bot's."""

from __future__ import annotations

import pytest

from tests.board import Board, body

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


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:30].encode("ascii", "replace").decode())
async def test_it_is_a_mistake_and_no_fault(room: Board, caplog: pytest.LogCaptureFixture, line: str) -> None:
    await room.says("anna", "!meeting plan Jour fixe jeden Montag 14-15 Uhr")
    await room.says("anna", "!aufgabe neu Leitfaden")
    answer = await room.says("anna", line)
    assert answer.event is not None
    assert body(answer.event)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert await room.says("ben", "!ping")
