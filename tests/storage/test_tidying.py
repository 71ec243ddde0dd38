"""What the night forgets of the bot's own messages: the names of those that are about what is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from storage import Store
from storage.keeping import KEPT
from storage.meetings import NewMeeting
from storage.outbox import Draft
from storage.reminders import NewReminder
from storage.series import When
from storage.tidying import tidy
from storage.upgrades import move_room
from tests.records import in_memory

ROOM, NEW, CHAT = "!board:board.test", "!new:board.test", "!anna:board.test"
ANNA = "@anna:board.test"
SENT, OLD = 1_000, 2_000
WHEN = When("2026-12-08T14:00:00", None, "Europe/Berlin", 1, 2)


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(in_memory()) as connection:
        store = Store(connection, ROOM)
        for number in range(2):
            store.tasks.add(f"Aufgabe {number}", 1)
            store.meetings.add(NewMeeting(f"Sitzung {number}", ANNA, WHEN), (), 1)
            store.reminders.add(NewReminder(f"Text {number}", ANNA, ROOM, 9, (ANNA,)), 1)
        yield store


def said(store: Store, about: str | None, *, sent: int | None = SENT, chat: str = ROOM) -> int:
    """A message of the bot's own that is called as it is about."""
    draft = Draft(chat, "m.room.message", {}, name=f"named {about} {sent}", about=about and f"{ROOM} {about}")
    row = store.outbox.put(draft, SENT)
    store._connection.execute("UPDATE outbox SET sent = ? WHERE id = ?", (sent, row))
    return row


def left(store: Store) -> list[int]:
    """The messages that are found by a name after the night."""
    while tidy(store._connection, OLD, 0, 0):
        pass
    return [row["id"] for row in store._connection.execute("SELECT id FROM outbox WHERE name IS NOT NULL ORDER BY id")]


def test_a_message_about_what_is_gone_is_found_no_more_and_goes(store: Store) -> None:
    keys = ("M1", "M2", "T1", "T2", "R1", "R2", "L1", "B12", None, "the board", "X1")
    rows = dict(zip(keys, [said(store, key) for key in keys], strict=True))
    for table, number in (("meetings", 2), ("tasks", 1), ("reminders", 2)):
        store._connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
    assert left(store) == [rows[key] for key in ("M1", "T2", "R1", None, "the board", "X1")]
    assert store._connection.execute("SELECT count(*) FROM outbox").fetchone()[0] == 6


def test_what_is_new_waits_or_stands_in_a_direct_chat_is_looked_at_likewise(store: Store) -> None:
    new, waiting = said(store, "T9", sent=OLD), said(store, "T9", sent=None)
    gone, there = said(store, "M9", chat=CHAT), said(store, "M1", chat=CHAT)
    assert left(store) == [new, waiting, there]
    assert gone not in [row["id"] for row in store._connection.execute("SELECT id FROM outbox")]


def test_after_an_upgrade_the_records_of_the_old_room_are_not_taken_for_gone(store: Store) -> None:
    row = said(store, "M1")
    move_room(store._connection, ROOM, NEW)
    assert left(store) == [row]


def test_what_has_a_short_name_is_found_by_room_and_number(store: Store) -> None:
    connection: sqlite3.Connection = store._connection
    for kept in KEPT:
        if kept.letter:
            query = f"EXPLAIN QUERY PLAN SELECT 1 FROM {kept.table} WHERE room_id = '' AND number = 1"
            assert "SEARCH" in connection.execute(query).fetchone()["detail"], kept.table
