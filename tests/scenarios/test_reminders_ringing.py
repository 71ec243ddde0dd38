"""Reminders that ring: whom, once, late ones, many at once, clock changes, and the reactions on them."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta

import pytest

from commands.base import to_ms
from matrixbot.gateway import Event
from storage import Store
from storage.reminders import NewReminder
from tests.board import BERLIN, NOW, PEOPLE, ROOM, Board, body, rings
from tests.selection import some

ANNA, BEN = "@anna:board.test", "@ben:board.test"


async def test_a_reminder_rings_those_whom_it_names_and_only_once(room: Board) -> None:
    await room.says("ben", "!remind @anna in 10 Minuten @room <b>Folien</b> @cem")
    assert await room.passes(minutes=9, seconds=59) == []
    [said] = await room.passes(seconds=1)
    assert body(said) == ("⏰ Anna: @room <b>Folien</b> @cem\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen")
    assert said.content["msgtype"] == "m.text"
    assert said.content["formatted_body"] == (
        '⏰ <a href="https://matrix.to/#/@anna:board.test">Anna</a>: @room &lt;b&gt;Folien&lt;/b&gt; '
        "@cem<br>R1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )
    assert rings(said) == [ANNA]
    assert await room.passes(days=3) == []
    assert await room.says("anna", "!remind R1") == "R1 kam am Mi, 25. November 2026, 10:10: @room <b>Folien</b> @cem"


async def test_a_reminder_for_the_room_rings_all(room: Board) -> None:
    await room.says("olga", "!remind room morgen 9 Uhr Protokoll prüfen")
    [said] = await room.later(NOW.replace(day=26, hour=9))
    assert body(said) == "⏰ Alle: Protokoll prüfen\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    assert rings(said) == "room"


async def test_a_reminder_is_kept_over_a_restart_and_rings_once(room: Board) -> None:
    await room.says("anna", "!remind in 10 Minuten Kaffee")
    await room.stop()
    await room.start()
    assert len(await room.passes(minutes=10)) == 1
    await room.stop()
    await room.start()
    assert await room.passes(minutes=10) == []


@pytest.mark.parametrize(
    ("now", "line", "days"),
    [
        (datetime(2026, 10, 14, 10, tzinfo=BERLIN), "!remind jeden Montag 8:30 Kaffee", [(10, 19), (10, 26), (11, 2)]),
        (datetime(2027, 3, 17, 10, tzinfo=BERLIN), "!remind every Monday 8:30 Kaffee", [(3, 22), (3, 29), (4, 5)]),
    ],
)
async def test_a_series_keeps_its_local_time_over_a_clock_change(
    room: Board, now: datetime, line: str, days: list[tuple[int, int]]
) -> None:
    room.now = now
    await room.says("anna", line)
    for month, day in days:
        moment = datetime(now.year, month, day, 8, 30, tzinfo=BERLIN)
        assert await room.later(moment - timedelta(seconds=1)) == []
        assert [body(said).split("\n")[0] for said in await room.later(moment)] == ["⏰ Anna: Kaffee"]


async def test_late_reminders_are_said_once_together_with_how_late_they_are(room: Board) -> None:
    await room.says("anna", "!remind morgen 9 Uhr Kaffee")
    await room.says("ben", "!remind morgen 10:30 Tee")
    await room.says("cem", "!remind jeden Donnerstag 8:30 Kuchen")
    [said] = await room.later(datetime(2026, 11, 26, 11, 0, tzinfo=BERLIN))
    assert body(said) == (
        "⏰ Diese Erinnerungen kommen verspätet:\n"
        "• Cem: Kuchen (R3, fällig am Do, 26. November 2026, 08:30, Verspätung 2 Stunden 30 Minuten)\n"
        "• Anna: Kaffee (R1, fällig am Do, 26. November 2026, 09:00, Verspätung 2 Stunden)\n"
        "• Ben: Tee (R2, fällig am Do, 26. November 2026, 10:30, Verspätung 30 Minuten)\n"
        "✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )
    assert rings(said) == ["@cem:board.test", ANNA, BEN]
    [again] = await room.later(datetime(2026, 12, 3, 8, 30, tzinfo=BERLIN))
    assert body(again) == "⏰ Cem: Kuchen\nR3 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"


async def test_one_late_reminder_is_marked_too_and_a_punctual_one_is_not(room: Board) -> None:
    await room.says("anna", "!remind in 10 Minuten Kaffee")
    await room.says("anna", "!remind in 20 Minuten Tee")
    punctual, late = await room.passes(minutes=20)
    assert body(punctual) == "⏰ Anna: Tee\nR2 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    assert body(late).split("\n")[:2] == [
        "⏰ Diese Erinnerung kommt verspätet:",
        "• Anna: Kaffee (R1, fällig am Mi, 25. November 2026, 10:10, Verspätung 10 Minuten)",
    ]


async def test_several_at_once_are_one_message_to_each_person(room: Board) -> None:
    await room.says("anna", "!remind in 10 Minuten Kaffee")
    await room.says("cem", "!remind in 10 Minuten Kuchen")
    await room.says("anna", "!remind in 10 Minuten Milch")
    for n in range(6):
        await room.says("ben", f"!remind in 20 Minuten Tee {n}")
    alone, several = sorted(await room.passes(minutes=10), key=lambda event: len(body(event)))
    assert body(alone) == "⏰ Cem: Kuchen\nR2 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    assert body(several).split("\n")[:3] == [
        "⏰ 2 Erinnerungen sind fällig:",
        "• Anna: Kaffee (R1)",
        "• Anna: Milch (R3)",
    ]
    assert (rings(alone), rings(several)) == (["@cem:board.test"], [ANNA])
    [together] = await room.passes(minutes=10)
    assert body(together).split("\n")[:2] == ["⏰ 6 Erinnerungen sind fällig:", "• Ben: Tee 0 (R4)"]
    assert rings(together) == [BEN]


async def test_who_is_meant_by_one_of_several_at_once_is_rung_once(room: Board) -> None:
    await room.says("anna", "!remind in 10 Minuten Kaffee")
    await room.says("anna", "!remind @anna @ben in 10 Minuten Tee")
    await room.says("ben", "!remind in 10 Minuten Milch")
    [together] = await room.passes(minutes=10)
    assert rings(together) == [ANNA, BEN]
    assert body(together).count("•") == 3


@pytest.mark.long
async def test_a_thousand_at_once_go_out_as_few_messages_that_each_fit_an_event(room: Board) -> None:
    due, numbers = to_ms(room.now) + 600_000, some(range(1000), 3)

    def set_all(connection: sqlite3.Connection) -> None:
        store = Store(connection, ROOM)
        for n in numbers:
            store.reminders.add(NewReminder(f"Übung „{n}“ 🎓", ANNA, ROOM, due, (ANNA, BEN)), to_ms(room.now))

    await room.database.write(set_all)
    said = await room.passes(minutes=10)
    assert len(said) <= 12
    assert all(len(json.dumps(event.content)) < 45_000 for event in said)
    text = "\n".join(body(event) for event in said)
    assert [n for n in numbers if text.count(f"Übung „{n}“ 🎓") != 1] == []


async def test_who_left_is_not_rung_and_a_reminder_for_nobody_is_over(room: Board) -> None:
    await room.says("anna", "!remind @ben @cem jeden Tag 9 Uhr Kaffee")
    await room.leaves("ben")
    [said] = await room.later(NOW.replace(day=26, hour=9))
    assert rings(said) == ["@cem:board.test"]
    assert body(said) == "⏰ Cem: Kaffee\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    await room.leaves("cem")
    assert await room.passes(days=3) == []


async def test_a_line_said_long_before_it_was_heard_counts_from_when_it_was_said(room: Board) -> None:
    event = room.said("anna", {"msgtype": "m.text", "body": "!remind in 10 Minuten Kaffee"})
    room.now += timedelta(hours=1)
    answer = await room.answer_to(event)
    assert answer == (
        "R1 ist vorgemerkt: Anna wird am Mi, 25. November 2026, 10:10 erinnert: Kaffee\n"
        "!erinnere löschen R1 nimmt sie zurück; wer hier mit 👍 reagiert, wird auch erinnert."
    )
    [said] = answer.also
    assert body(said) == (
        "⏰ Diese Erinnerung kommt verspätet:\n"
        "• Anna: Kaffee (R1, fällig am Mi, 25. November 2026, 10:10, Verspätung 50 Minuten)\n"
        "✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    )


async def test_in_the_direct_chat_it_rings_there(room: Board) -> None:
    room.matrix.add_room("!anna:board.test", PEOPLE[0], direct=True)
    await room.says("anna", "!remind in 10 Minuten Überraschung", room="!anna:board.test")
    assert await room.passes(minutes=10) == []
    [_answer, said] = room.matrix.said_by_bot("!anna:board.test")
    assert body(said) == "⏰ Anna: Überraschung\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    assert rings(said) == [ANNA]


async def rung(room: Board, line: str = "!remind in 10 Minuten Kaffee") -> Event:
    await room.says("anna", line)
    [said] = await room.passes(minutes=10)
    return said


async def reacted(room: Board, who: str, target: Event, key: str) -> list[str]:
    """What the bot says to a reaction; all of it must be a notice."""
    before = len(room.matrix.said_by_bot(ROOM))
    await room.reacts(who, target, key)
    said = room.matrix.said_by_bot(ROOM)[before:]
    assert [rings(event) for event in said] == [[] for _ in said]
    return [body(event) for event in said]


async def test_a_tick_on_what_rang_ends_it(room: Board) -> None:
    said = await rung(room)
    assert await reacted(room, "anna", said, "✅") == ["R1 ist erledigt: Kaffee"]
    assert await reacted(room, "anna", said, "✅") == []
    assert await room.says("anna", "!remind R1") == "R1 ist erledigt: Kaffee"


async def test_a_sleepy_face_lets_it_ring_again_in_an_hour(room: Board) -> None:
    said = await rung(room)
    assert await reacted(room, "anna", said, "💤") == [
        "R1 ist vorgemerkt: Anna wird am Mi, 25. November 2026, 11:10 erinnert: Kaffee"
    ]
    [again] = await room.passes(hours=1)
    assert body(again) == "⏰ Anna: Kaffee\nR1 · ✅ erledigt · 💤 in einer Stunde · ▶️ morgen"
    assert await reacted(room, "anna", again, "▶️") == [
        "R1 ist vorgemerkt: Anna wird am Do, 26. November 2026, 11:10 erinnert: Kaffee"
    ]
    assert await reacted(room, "anna", again, "✅") == ["R1 ist erledigt: Kaffee"]
    assert await room.passes(days=2) == []


async def test_what_rang_for_several_comes_again_only_for_the_one_who_wants_it(room: Board) -> None:
    said = await rung(room, "!remind @anna @ben in 10 Minuten Kaffee")
    assert await reacted(room, "cem", said, "💤") == []
    again = ["R2 ist vorgemerkt: Ben wird am Mi, 25. November 2026, 11:10 erinnert: Kaffee"]
    assert await reacted(room, "ben", said, "💤") == again
    assert await reacted(room, "ben", said, "💤") == again
    [second] = await room.passes(hours=1)
    assert rings(second) == [BEN]


async def test_a_snooze_by_line_counts_from_now_once_it_rang(room: Board) -> None:
    await rung(room)
    await room.passes(minutes=50)
    assert await room.says("anna", "!remind snooze R1 2h") == (
        "R1 ist vorgemerkt: Anna wird am Mi, 25. November 2026, 13:00 erinnert: Kaffee"
    )


async def test_a_reaction_on_several_means_those_of_the_member(room: Board) -> None:
    await room.says("anna", "!remind in 10 Minuten Kaffee")
    await room.says("ben", "!remind in 10 Minuten Tee")
    [said] = await room.passes(hours=1)
    assert await reacted(room, "ben", said, "✅") == ["R2 ist erledigt: Tee"]
    assert await reacted(room, "anna", said, "▶") == [
        "R1 ist vorgemerkt: Anna wird am Do, 26. November 2026, 10:10 erinnert: Kaffee"
    ]
