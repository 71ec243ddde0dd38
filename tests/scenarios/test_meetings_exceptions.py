"""A series that is planned without some of its days: the announcement names them, the calendar file leaves them out."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.board import BERLIN, Board, body, rings
from tests.scenarios.test_meetings_series import calendar


@pytest.mark.parametrize("said", ["außer 23.12.", "außer am 23.12.", "ohne 23.12.", "bis auf den 23.12."])
async def test_a_day_is_left_out_where_the_rule_is_said(room: Board, said: str) -> None:
    answer = await room.says("ben", f"!sitzung ansetzen Jour jeden Mittwoch 9 Uhr {said}")
    (announced,) = (body(event) for event in answer.also if rings(event))
    assert announced == (
        "M1 „Jour“ findet statt: jeden Mittwoch 09:00 ab 2.12.2026.\n"
        "Nächste Termine: Mi, 2. Dezember 2026, 09:00; Mi, 9. Dezember 2026, 09:00; Mi, 16. Dezember "
        "2026, 09:00.\n"
        "Fällt aus: Mi, 23. Dezember 2026, 09:00.\n"
        "Wer kommt, sagt es bitte im Thread dieser Nachricht oder so: !sitzung teilnahme M1 vor Ort"
    )
    assert set(await calendar(room)) >= {"EXDATE;TZID=Europe/Berlin:20261223T090000"}


async def test_several_days_are_left_out_and_none_that_the_rule_does_not_have(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Jour jeden Mittwoch 9 Uhr außer vom 21.12. bis 3.1. und am 3.2.")
    shown = await room.says("anna", "!sitzung zeigen M1")
    assert shown == (
        "M1 „Jour“\n"
        "Findet statt: jeden Mittwoch 09:00 ab 2.12.2026.\n"
        "Nächste Termine: Mi, 2. Dezember 2026, 09:00; Mi, 9. Dezember 2026, 09:00; Mi, 16. Dezember "
        "2026, 09:00.\n"
        "Fällt aus: Mi, 23. Dezember 2026, 09:00; Mi, 30. Dezember 2026, 09:00; Mi, 3. Februar 2027, "
        "09:00.\n"
        "Wer am Mi, 2. Dezember 2026, 09:00 kommt:\n"
        "Noch keine Antwort zur Teilnahme: Anna, Ben, Cem und Olga."
    )


async def test_a_reminder_skips_the_day_also_at_another_time(room: Board) -> None:
    await room.says("ben", "!erinnere jeden Mittwoch 9 Uhr außer 9.12. Tee")
    await room.says("ben", "!erinnere verschieben R1 10 Uhr")
    await room.later(datetime(2026, 12, 2, 10, 0, tzinfo=BERLIN))
    assert await room.says("ben", "!erinnere liste") == (
        "1 Erinnerung steht an:\n• R1 Mi, 16. Dezember 2026, 10:00 und dann regelmäßig, Ben: Tee"
    )


async def test_a_day_that_the_rule_does_not_have_is_not_passed_over(room: Board) -> None:
    answer = await room.says("ben", "!wann jeden Mittwoch 9 Uhr außer 24.12.")
    assert answer == (
        "⚠️ Am Do, 24. Dezember 2026 hat die Regel keinen Termin, der ausfallen könnte.\n!wann nächsten Freitag 14 Uhr"
    )
