"""Reminders as rows: their timers, their copies, and a board room that was upgraded."""

from __future__ import annotations

import sqlite3

from storage import Store
from storage.reminders import NewReminder, Repeat
from storage.timers import next_due
from storage.upgrades import move_room

ROOM, NEW, DIRECT = "!board:x", "!upgraded:x", "!direct:x"


def new(text: str, chat: str = ROOM, **fields: object) -> NewReminder:
    return NewReminder(text, "@anna:x", chat, 1_000, ("@anna:x",), **fields)  # type: ignore[arg-type]


def test_a_reminder_has_a_timer_that_follows_it(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    reminder = store.reminders.add(new("Kaffee"), 0)
    assert next_due(connection, [ROOM]) == 1_000
    store.reminders.move(reminder.id, 2_000, Repeat("FREQ=DAILY", "2026-11-30T08:30:00", "Europe/Berlin"))
    assert next_due(connection, [ROOM]) == 2_000
    [moved] = store.reminders.of_ids([reminder.id])
    assert moved.repeat == Repeat("FREQ=DAILY", "2026-11-30T08:30:00", "Europe/Berlin")
    store.reminders.settle(reminder.id, "cancelled")
    assert next_due(connection, [ROOM]) is None
    assert store.reminders.waiting(ROOM) == []


def test_numbers_count_per_room_and_nothing_crosses(connection: sqlite3.Connection) -> None:
    here, there = Store(connection, ROOM), Store(connection, NEW)
    first, second = here.reminders.add(new("Kaffee"), 0), there.reminders.add(new("Tee", NEW), 0)
    assert (first.key, second.key) == ("R1", "R1")
    assert here.reminders.of_ids([first.id, second.id]) == [first]
    there.reminders.settle(first.id, "cancelled")
    assert here.reminders.waiting(ROOM) == [first]


def test_after_an_upgrade_reminders_ring_in_the_new_room_and_in_the_same_direct_chats(
    connection: sqlite3.Connection,
) -> None:
    store = Store(connection, ROOM)
    store.reminders.add(new("Kaffee"), 0)
    store.reminders.add(new("Tee", DIRECT), 0)
    connection.execute("BEGIN")
    move_room(connection, ROOM, NEW)
    connection.execute("COMMIT")
    moved = Store(connection, NEW).reminders
    found = [*moved.waiting(NEW), *moved.waiting(DIRECT)]
    assert [(r.text, r.chat) for r in found] == [("Kaffee", NEW), ("Tee", DIRECT)]
