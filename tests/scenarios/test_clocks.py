"""Clocks that are wrong: nothing is spent, nothing lost, and all comes in its time when they are right again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.base import Settings, to_ms
from matrixbot.gateway import Event
from storage import Store
from tests.board import ROOM, Board, body
from tests.scenarios.test_thrown import lives


async def test_a_clock_that_is_an_hour_ahead_of_the_homeserver_spends_no_timer(room: Board) -> None:
    await room.says("anna", "!erinnern in 30 Minuten: Beamer")
    room.matrix.time = room.now + timedelta(minutes=1)
    assert await room.passes(hours=1) == []
    room.matrix.time = room.matrix.time + timedelta(minutes=30)
    said = [body(event) for event in await room.passes(minutes=30)]
    assert len(said) == 1
    assert said[0] == "⏰ Anna: Beamer\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"


async def test_a_series_keeps_its_rule_while_the_clock_is_years_ahead(room: Board) -> None:
    await room.says("anna", "!erinnern jeden Montag um 9 Uhr: Protokoll")
    right = room.now
    room.matrix.time = right
    assert await room.later(right + timedelta(days=800)) == []
    room.now = right
    said = [body(event) for event in await room.later(right.replace(day=30, hour=9, minute=0))]
    assert said == []  # the homeserver's clock stands still: no older than it
    room.matrix.time = room.now
    said = [body(event) for event in await room.later(room.now)]
    assert len(said) == 1
    assert said[0] == "⏰ Anna: Protokoll\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"


async def test_that_clocks_disagree_is_told_to_the_organisers_once(
    room: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matrixbot.bot.timers.TOLD_AFTER", 0.0)
    room.matrix.time = room.now - timedelta(hours=1)
    said: list[Event] = []

    def told() -> bool:
        said[:] = [event for event in room.heard() if "Uhr des Rechners" in body(event)]
        return bool(said)

    await lives(room, told)
    await room.bot.step()
    assert told()
    assert [body(event) for event in said] == [
        "⚠️ Die Uhr des Rechners, auf dem der Assistent läuft, geht gegenüber der des Homeservers vor: 1 Stunde. "
        "Erinnerungen kommen nach der Zeit des Homeservers; bitte der Administration sagen, dass beide Uhren zu "
        "prüfen sind."
    ]
    assert said[0].content["m.mentions"] == {"user_ids": ["@olga:board.test"]}


async def test_a_series_that_rang_by_a_wrong_clock_takes_its_rules_next_moment_when_the_clock_is_right(
    room: Board,
) -> None:
    await room.says("anna", "!erinnern jeden Montag um 9 Uhr: Protokoll")
    right = room.now
    said = await room.later(right + timedelta(days=800))
    assert [body(event) for event in said if "Protokoll" in body(event)] == [
        "⏰ Diese Erinnerung kommt verspätet:\n"
        "• Anna: Protokoll (R1, fällig am Mo, 30. November 2026, 09:00, Verspätung 795 Tage 1 Stunde)\n"
        "✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    ]
    await room.later(right)
    said = await room.later(right.replace(day=30, hour=9, minute=0))
    assert [body(event).partition("\n")[0] for event in said] == ["⏰ Anna: Protokoll"]


async def test_a_series_that_was_moved_once_keeps_that_when_the_clock_is_set_back(room: Board) -> None:
    await room.says("anna", "!erinnern jeden Montag um 9 Uhr: Protokoll")
    await room.says("anna", "!erinnern verschieben R1 einmal Dienstag 8 Uhr")
    right = room.now
    await room.later(right + timedelta(days=2))
    await room.later(right)
    assert await room.later(right.replace(day=30, hour=9, minute=0)) == []
    said = await room.later(right.replace(month=12, day=1, hour=8, minute=0))
    assert [body(event).partition("\n")[0] for event in said] == ["⏰ Anna: Protokoll"]


async def test_a_meeting_and_a_task_are_reminded_of_in_time_after_a_clock_that_was_wrong(room: Board) -> None:
    await room.says("anna", "!sitzung ansetzen Jour fixe jeden Montag 14-15 Uhr")
    await room.says("anna", "!aufgabe neu Beamer bis 30.11.")
    await room.says("anna", "!aufgabe übernehmen Beamer")
    right = room.now
    await room.later(right + timedelta(days=800))
    await room.later(right)
    said = [body(event) for event in await room.later(right.replace(day=30, hour=13, minute=0))]
    assert [text for text in said if "Jour fixe" in text or "Beamer" in text] == [
        "Erinnerung: M1 „Jour fixe“ – noch 1 Stunde: Mo, 30. November 2026, 14:00–15:00.",
        "Anna: „Beamer“ (T5) ist heute fällig, Mo, 30. November 2026.\n"
        "Abschließen: !aufgabe erledigt T5, Frist verschieben: !aufgabe frist T5 …",
    ]


async def test_what_a_member_means_by_a_date_goes_by_the_homeservers_clock_while_the_machines_is_ahead(
    room: Board,
) -> None:
    room.matrix.time = room.now
    said_then = to_ms(room.now)
    room.now += timedelta(days=30)
    asked = room.said("anna", {"msgtype": "m.text", "body": "!aufgabe neu Beamer bis morgen"}, time=said_then)
    answer = await room.answer_to(asked)
    assert answer == (
        "„Beamer“ steht als T5 auf der Liste, fällig am Do, 26. November 2026.\nÜbernehmen: !aufgabe übernehmen T5"
    )


async def test_of_tasks_only_those_whose_reminders_are_missing_are_read_at_the_start(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Beamer bis 30.11.")
    await room.says("anna", "!aufgabe neu Saal bis 23.12.")
    today = room.now.date()
    due_from = {str(before): today + before - timedelta(days=1) for before in Settings().task_reminders}

    async def read() -> list[str]:
        tasks = await room.database.read(
            lambda c: Store(c, ROOM).tasks.unreminded(due_from, "overdue", to_ms(room.now))
        )
        return [task.title for task in tasks]

    assert await read() == []
    await room.database.write(lambda c: c.execute("DELETE FROM timers WHERE tag = '7 days, 0:00:00'"))
    assert await read() == ["Saal"]
    await room.database.write(lambda c: c.execute("UPDATE timers SET due = due + 800000000 WHERE tag = 'overdue'"))
    assert await read() == ["Beamer", "Saal"]
