"""The lists of one member, tag or chat are always what their views say, and their lengths what is in them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from storage import Store
from storage.agenda import NewTopic
from storage.changes import watch
from storage.hosting import Terms
from storage.literature import Filter, NewEntry
from storage.meetings import NewMeeting
from storage.releases import ReleasedRecord
from storage.reminders import NewReminder
from storage.series import When
from storage.upgrades import move_room
from tests.records import in_memory

ROOM, OTHER, NEW = "!board:board.test", "!other:board.test", "!new:board.test"
ANNA, BEN = "@anna:board.test", "@ben:board.test"
DAY = 86_400_000
VIEWS = (
    *("listed_tasks", "listed_due", "listed_entries", "listed_reminders", "listed_hosts", "listed_meetings"),
    *("listed_offers", "listed_topics", "listed_decisions", "listed_impulses", "listed_released", "listed_releases"),
)
WHEN = When("2026-12-08T14:00:00", None, "Europe/Berlin", 20 * DAY, 21 * DAY)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with_records = in_memory()
    watch(with_records)
    for room in (ROOM, OTHER):
        _records(Store(with_records, room))
    yield with_records
    _agree(with_records)
    with_records.close()


def test_the_lists_follow_a_task_and_who_holds_it(connection: sqlite3.Connection) -> None:
    tasks = Store(connection, ROOM).tasks
    first, second = tasks.by_number(1), tasks.by_number(2)
    assert first is not None
    assert second is not None
    assert _lengths(connection, "held ") == {f"held {ANNA}": 2, f"held {BEN}": 1}
    tasks.close(first, "done", ANNA, 9)
    assert _lengths(connection, "held ") == {f"held {ANNA}": 1}
    tasks.reopen(first)
    tasks.release(first, BEN)
    assert _lengths(connection, "held ") == {f"held {ANNA}": 2}
    connection.execute("DELETE FROM tasks WHERE id = ?", (second.id,))
    assert _lengths(connection, "held ") == {f"held {ANNA}": 1}


def test_the_lists_follow_an_entry_and_its_tags(connection: sqlite3.Connection) -> None:
    literature = Store(connection, ROOM).literature
    entry = literature.find(1)
    assert entry is not None
    by_tag, by_member = Filter(tag="netz", adder=ANNA), Filter(adder=ANNA)
    assert [literature.count(which) for which in (Filter(), by_tag, by_member)] == [2, 2, 2]
    literature.tag(entry.id, [("Neu", "neu")], ["netz"])
    assert [literature.count(which) for which in (Filter(tag="neu"), by_tag, by_member)] == [1, 1, 2]
    literature.remove(entry.id)
    assert [literature.count(which) for which in (Filter(tag="neu"), by_tag, by_member)] == [0, 1, 1]


def test_what_lies_behind_a_moment_is_counted_by_days(connection: sqlite3.Connection) -> None:
    literature = Store(connection, ROOM).literature
    moments = (0, 1, DAY - 1, DAY, DAY + 1, 5 * DAY)
    for number, moment in enumerate(moments):
        literature.add(NewEntry(f"more {number}", None, {"title": "Titel"}, "", (), BEN), moment)
    for since in (0, 1, DAY - 1, DAY, 2 * DAY, 6 * DAY):
        which = Filter(adder=BEN, since=since)
        assert literature.count(which) == sum(moment >= since for moment in moments)
        assert len(literature.newest(-1, 0, which)) == literature.count(which)


def test_the_lists_follow_a_reminder_and_whom_it_rings(connection: sqlite3.Connection) -> None:
    reminders = Store(connection, ROOM).reminders
    first, second = reminders.waiting(ROOM)
    assert reminders.waiting(None, BEN) == [first, second]
    reminders.move(first.id, 9 * DAY)
    assert [one.id for one in reminders.waiting(ROOM)] == [second.id, first.id]
    reminders.leave(first.id, BEN)
    reminders.settle(second.id, "done")
    assert reminders.count_waiting(None, BEN) == 0
    assert reminders.count_waiting(ROOM, ANNA) == reminders.count_waiting(ROOM) == 1


def test_the_lists_follow_a_meeting_and_its_host(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    meeting, offer = store.meetings.find(1), store.hosting.find(1)
    assert meeting is not None
    assert offer is not None
    assert store.hosting.turns_of(ANNA) == (2, meeting.id + 1)
    assert store.hosting.ahead_at(offer.id, 20 * DAY) == [meeting.id, meeting.id + 1]
    assert store.hosting.ahead_at(offer.id, 21 * DAY) == []
    store.meetings.cancel(meeting.id, 1)
    assert store.hosting.turns_of(ANNA) == (1, meeting.id + 1)
    store.meetings.open_poll(meeting.id + 1, None, 1)
    assert store.hosting.turns_of(ANNA) == (0, None)
    assert store.hosting.ahead_at(offer.id, 0) == [meeting.id + 1]
    connection.execute("DELETE FROM host_offers WHERE id = ?", (offer.id,))
    assert store.hosting.count_hosted(30 * DAY) == 0


def test_the_lists_follow_a_release_and_what_was_found_of_its_records(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    release = store.releases.propose(ANNA, [ReleasedRecord("L", 1, "0" * 64), ReleasedRecord("M", 2, "1" * 64)], 1)
    assert _lengths(connection, "released ") == {}
    store.releases.agree(release, BEN, None, 2)
    entry, meeting = store.looks.not_looked_at()
    assert [one.record.key for one in (entry, meeting)] == ["L1", "M2"]
    store.looks.found(entry, "goes")
    store.looks.found(meeting, "gone")
    assert [store.looks.page("goes", 9), store.looks.count("gone")] == [[entry], 1]
    store.literature.tag(1, [("Neu", "neu")], [])
    assert [store.looks.not_looked_at(), store.looks.all()] == [[entry], [entry, meeting]]
    later = store.releases.propose(ANNA, [ReleasedRecord("L", 1, "2" * 64)], 3)
    store.releases.agree(later, BEN, None, 4)
    assert [one.release for one in store.looks.not_looked_at()] == [later.id]
    store.releases.withdraw(release, BEN, 5)
    assert _lengths(connection, "released ") == {"released new": 1}
    connection.execute("DELETE FROM releases WHERE id = ?", (later.id,))
    assert _lengths(connection, "released ") == {}


def test_the_releases_that_wait_for_others_are_counted_by_who_proposed_them(connection: sqlite3.Connection) -> None:
    releases = Store(connection, ROOM).releases
    first, second = (
        releases.propose(who, [ReleasedRecord("L", number, "0" * 64)], 1) for number, who in ((1, ANNA), (2, BEN))
    )
    assert [releases.count_open(but_of=who) for who in ("", ANNA, BEN)] == [2, 1, 1]
    assert [one.id for one in releases.open(9, but_of=ANNA)] == [second.id]
    releases.agree(first, BEN, None, 2)
    assert [releases.count_open(but_of=who) for who in ("", ANNA, BEN)] == [1, 1, 0]
    connection.execute("UPDATE releases SET proposer = ? WHERE id = ?", (ANNA, second.id))
    assert [releases.count_open(but_of=who) for who in ("", ANNA, BEN)] == [1, 0, 1]
    connection.execute("DELETE FROM releases WHERE id = ?", (second.id,))
    assert _lengths(connection, "open releases") == {}


def test_the_backlog_is_read_from_the_end_that_is_nearer(connection: sqlite3.Connection) -> None:
    agenda = Store(connection, ROOM).agenda
    points = [agenda.add(NewTopic(f"Punkt {number}", ANNA), None, "", 1) for number in range(7)]
    waiting, statements = agenda.backlog(), list[str]()
    assert [waiting[place] for place in range(-7, 7)] == [points[place] for place in range(-7, 7)]
    for start in range(9):
        for end in range(9):
            assert list(waiting[start:end]) == points[start:end]
    connection.set_trace_callback(statements.append)
    assert (waiting[0], waiting[6]) == (points[0], points[6])
    connection.set_trace_callback(None)
    assert re.findall(r"LIMIT \d+ OFFSET \d+", " ".join(statements)) == ["LIMIT 1 OFFSET 0"] * 2


def test_a_point_of_a_long_backlog_is_found_and_moved_without_reading_all(connection: sqlite3.Connection) -> None:
    agenda = Store(connection, ROOM).agenda
    for number in range(1, 301):
        agenda.add(NewTopic(f"Punkt {number}", ANNA), None, "", 1)
    waiting, statements = agenda.backlog(), list[str]()
    connection.set_trace_callback(statements.append)
    found = waiting.called("punkt 290 mit Ben")
    assert [(number, topic.title) for number, topic in found[-2:]] == [(60, "Punkt 60"), (290, "Punkt 290")]
    assert waiting.called("Punkt 7")[6][1].title == "Punkt 7"
    agenda.move(found[-1][1], 3, 2)
    connection.set_trace_callback(None)
    assert not [one for one in statements if "LIMIT -1" in one or "LIMIT 300" in one]
    assert [topic.title for topic in waiting[1:4]] == ["Punkt 2", "Punkt 290", "Punkt 3"]
    assert [waiting[place].title for place in (288, 289, 290)] == ["Punkt 288", "Punkt 289", "Punkt 291"]


def test_a_point_has_its_number_whichever_end_it_is_counted_from(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.agenda._NEAR", 3)
    agenda = Store(connection, ROOM).agenda
    points = [agenda.add(NewTopic(f"Punkt {number}", ANNA), None, "", 1) for number in range(6)]
    assert [agenda.backlog().number_of(one) for one in points] == [1, 2, 3, 4, 5, 6]


def test_points_that_are_put_between_others_keep_their_order_however_often(connection: sqlite3.Connection) -> None:
    agenda = Store(connection, ROOM).agenda
    for title in "abcdef":
        agenda.add(NewTopic(title, ANNA), None, "", 1)
    waiting, order = agenda.backlog(), list("abcdef")
    for turn in range(80):
        place, to = turn % 6, (turn * 5) % 6 if turn % 2 else 2
        agenda.move(waiting[place], to + 1, 2)
        order.insert(to, order.pop(place))
        assert [topic.title for topic in waiting] == order


def test_the_lists_follow_a_room_that_is_upgraded_and_a_member_who_is_forgotten(connection: sqlite3.Connection) -> None:
    before = _lengths(connection)
    move_room(connection, ROOM, NEW)
    _agree(connection)
    assert _lengths(connection) == {}
    assert {name.replace(NEW, ROOM): n for name, n in _lengths(connection, room=NEW).items()} == before
    Store(connection, NEW).forget(ANNA, name="Anna", instead="ehemaliges Mitglied", now=9)
    assert not [name for name in _lengths(connection, room=NEW) if ANNA in name]


def _records(store: Store) -> None:
    for number in range(2):
        task = store.tasks.add(f"Aufgabe {number}", 1, places=2)
        store.tasks.claim(task, ANNA, 1)
        store.tasks.claim(task, (BEN, ANNA)[number], 1)
        store.literature.add(
            NewEntry(f"{number}", None, {"title": f"Titel {number}"}, "", (("Netz", "netz"),), ANNA), 1
        )
        store.reminders.add(NewReminder(f"Text {number}", ANNA, store.room_id, DAY * (number + 1), (ANNA, BEN)), 1)
    offer = store.hosting.add(ANNA, Terms("Bochum"), 1)
    for number in range(2):
        meeting = store.meetings.add(NewMeeting(f"Sitzung {number}", BEN, WHEN), (), 1)
        store.hosting.accept(offer, meeting.id, "Bochum", 1)


def _lengths(connection: sqlite3.Connection, name: str = "", room: str = ROOM) -> dict[str, int]:
    rows = connection.execute("SELECT list, length FROM listed_lengths WHERE room = ?", (room,))
    return {row["list"]: row["length"] for row in rows if row["list"].startswith(name)}


def _agree(connection: sqlite3.Connection) -> None:
    said = [tuple(row) for view in VIEWS for row in connection.execute(f"SELECT room, list, place, record FROM {view}")]
    kept = [tuple(row) for row in connection.execute("SELECT room, list, place, record FROM listed")]
    assert sorted(kept, key=str) == sorted(said, key=str)
    lengths = connection.execute("SELECT room, list, length FROM listed_lengths ORDER BY room, list").fetchall()
    counted = connection.execute("SELECT room, list, count(*) FROM listed GROUP BY room, list ORDER BY room, list")
    assert [tuple(row) for row in lengths] == [tuple(row) for row in counted]
    days = connection.execute("SELECT room, list, day, length FROM listed_days ORDER BY room, list, day")
    counted = connection.execute(
        """
        SELECT room, list, place / 86400000 AS day, count(*) FROM listed WHERE list GLOB 'by day *'
        GROUP BY room, list, day ORDER BY room, list, day
        """
    )
    assert [tuple(row) for row in days] == [tuple(row) for row in counted]
