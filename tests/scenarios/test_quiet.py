"""Quiet hours: what the bot says by itself waits for the morning or comes before the evening; nothing rings twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from commands.base import Settings
from matrixbot.gateway import Event
from tests.board import BERLIN, DUTIES, Board, body, rings


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def rung(events: list[Event]) -> list[str]:
    return [body(event).split("\n")[0] for event in events if "m.mentions" in event.content and rings(event)]


async def test_a_nudge_at_night_waits_for_the_morning(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 29.11. 12:00")
    assert rung(await room.later(at(27, 12))) == ["M1 „Klausur“: Ihre Stimme fehlt noch."]
    assert rung(await room.later(at(29, 6, 59))) == []
    assert rung(await room.later(at(29, 7))) == ["M1 „Klausur“: Ihre Stimme fehlt noch."]


async def test_a_reminder_for_which_the_morning_is_too_late_comes_before_the_evening(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Frühschicht 8.12. 6:30")
    assert rung(await room.later(at(7, 18, 59, month=12)))  # those of a week and a day before
    (reminder,) = rung(await room.later(at(7, 19, month=12)))
    assert reminder == "Erinnerung: M1 „Frühschicht“ – noch 11 Stunden 30 Minuten: Di, 8. Dezember 2026, 06:30."
    assert rung(await room.later(at(8, 12, month=12))) == []


async def test_the_end_of_voting_at_night_is_told_in_the_morning_and_no_later_vote_counts(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 30.11.")
    await room.says("anna", "!vote 1 ja")
    await room.later(at(30, 23, 58))
    assert rung(await room.later(at(1, 6, 59, month=12))) == []
    assert await room.says("cem", "!vote 2 ja") == "⚠️ Die Abstimmung zu M1 „Klausur“ ist beendet.\n!sitzung zeigen M1"
    assert rung(await room.later(at(1, 7, month=12))) == ["Die Abstimmung zu M1 „Klausur“ ist beendet."]
    assert "Cem" not in (await room.says("ben", "!sitzung zeigen M1")).split("Noch nicht")[0]


async def test_nothing_rings_within_twelve_hours_after_the_call_that_it_repeats(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 27.11. 12:00")
    await room.says("ben", "!sitzung ansetzen Vorstand 26.11. 15 Uhr")
    assert rung(await room.later(at(25, 23))) == []
    reminders = rung(await room.later(at(26, 14)))
    assert [line for line in reminders if "Vorstand" in line] == [
        "Erinnerung: M2 „Vorstand“ – noch 1 Stunde: Do, 26. November 2026, 15:00."
    ]


async def test_who_was_just_asked_to_vote_is_not_asked_again(room: Board) -> None:
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr")
    await room.passes(days=1)
    assert len(rung((await room.says("ben", "!sitzung nachhaken M1")).also)) == 1
    again = await room.says("anna", "!sitzung nachhaken M1")
    assert again == "Vor weniger als zwölf Stunden gefragt und darum nicht noch einmal: Anna, Ben, Cem und Olga."
    assert rung(again.also) == []
    assert len(rung((await room.says("ben", "!sitzung ergänzen M1 10.12. 9 Uhr")).also)) == 1
    await room.passes(hours=13)
    assert len(rung((await room.says("ben", "!sitzung nachhaken M1")).also)) == 1


async def test_a_reminder_of_a_members_own_comes_at_its_time(room: Board) -> None:
    await room.says("ben", "!erinnere heute 23 Uhr Licht aus")
    assert len(rung(await room.later(at(25, 23)))) == 1


async def test_a_board_of_night_owls_has_no_quiet_hours(tmp_path: Path) -> None:
    room = await Board(tmp_path, Settings(duties=DUTIES, quiet=None)).start()
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; Frist: 28.11. 12:00")
    await room.later(at(26, 12))
    assert rung(await room.later(at(28, 0) - timedelta(seconds=1))) == []
    assert len(rung(await room.later(at(28, 0)))) == 1
    await room.stop()


async def test_a_restart_rings_no_reminder_that_was_left_out_as_the_meeting_had_just_been_told_of(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Frühschicht 25.11. 18 Uhr")
    await room.stop()
    await room.start()
    assert rung(await room.later(at(25, 17, 30))) == []


async def restarted(room: Board, down: datetime, up: datetime) -> list[str]:
    """What rings when the bot comes back after an absence."""
    await room.later(down)
    await room.stop()
    before = len(room.heard())
    room.now = up
    await room.start()
    return rung(room.heard()[before:])


async def test_what_was_missed_and_the_bot_comes_back_to_at_night_waits_for_the_morning(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Klausur 8.12. 14 Uhr")
    assert await restarted(room, at(7, 10, month=12), at(7, 23, month=12)) == []
    assert rung(await room.later(at(8, 6, 59, month=12))) == []
    (reminder,) = [event for event in await room.later(at(8, 7, month=12)) if rung([event])]
    assert body(reminder) == (
        "Erinnerung: M1 „Klausur“ – noch 7 Stunden: Di, 8. Dezember 2026, 14:00.\n"
        "Diese Erinnerung kommt 17 Stunden zu spät; der Assistent war nicht erreichbar."
    )
    assert len(rung(await room.later(at(8, 13, month=12)))) == 1


async def test_what_was_missed_and_would_be_too_late_in_the_morning_rings_at_once(room: Board) -> None:
    await room.says("ben", "!sitzung ansetzen Frühschicht 8.12. 6:30")
    (reminder,) = await restarted(room, at(7, 10, month=12), at(7, 23, month=12))
    assert reminder == "Erinnerung: M1 „Frühschicht“ – noch 7 Stunden 30 Minuten: Di, 8. Dezember 2026, 06:30."


async def test_a_task_that_is_overdue_and_a_nudge_wait_for_the_morning_after_an_absence_too(room: Board) -> None:
    await room.says("anna", "!aufgabe neu Bericht bis 8.12.")
    await room.says("anna", "!aufgabe übernehmen T5")
    await room.says("ben", "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr; Frist: 5.12. 12:00")
    assert await restarted(room, at(2, 10, month=12), at(3, 22, month=12)) == []
    assert rung(await room.later(at(4, 7, month=12))) == ["M1 „Klausur“: Ihre Stimme fehlt noch."]
    assert await restarted(room, at(8, 8, month=12), at(10, 3, month=12)) == []
    assert [line for line in rung(await room.later(at(10, 7, month=12))) if "Bericht" in line] == [
        "Anna: „Bericht“ (T5) war am Di, 8. Dezember 2026 fällig und ist noch offen."
    ]


POLL = "!sitzung vorschlagen Klausur; 8.12. 14 Uhr; 9.12. 10 Uhr"


async def voted_at_night(room: Board, poll: str) -> list[Event]:
    await room.says("ben", poll)
    for who in ("anna", "ben", "cem"):
        await room.says(who, "!vote 1 ja, 2 nein")
    await room.later(at(25, 22))
    return (await room.says("olga", "!vote 1 ja, 2 nein")).also


async def test_a_last_vote_at_night_is_told_in_the_morning_once(room: Board) -> None:
    assert rung(await voted_at_night(room, POLL)) == []
    await room.says("anna", "!vote 2 ja")
    assert rung(await room.later(at(26, 6, 59))) == []
    (told,) = [event for event in await room.later(at(26, 7)) if rung([event])]
    assert body(told).split("\n")[:2] == [
        "Alle haben über M1 „Klausur“ abgestimmt.", "Bester Termin: 1. Di, 8. Dezember 2026, 14:00.",
    ]  # fmt: skip
    assert rings(told) == ["@ben:board.test"]
    assert rung(await room.later(at(26, 12))) == []


async def test_a_last_vote_at_night_fixes_the_date_in_the_morning_unless_it_was_taken_back(room: Board) -> None:
    assert rung(await voted_at_night(room, f"{POLL}; Auto: ja")) == []
    await room.says("anna", "!vote 2 -")
    assert rung(await room.later(at(26, 7))) == []
    (fixed,) = rung((await room.says("anna", "!vote 2 ja")).also)
    assert fixed == "M1 „Klausur“ findet statt: Di, 8. Dezember 2026, 14:00."


async def test_an_end_of_voting_in_the_same_night_tells_it_alone(room: Board) -> None:
    assert rung(await voted_at_night(room, f"{POLL}; Frist: 25.11. 23:30")) == []
    assert rung(await room.later(at(26, 12))) == ["Die Abstimmung zu M1 „Klausur“ ist beendet."]
