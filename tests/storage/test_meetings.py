"""Meetings, ballots and waiting lines as rows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from storage import Store
from storage.ballots import Answer, Unanswered
from storage.confirmations import KEPT, Waiting
from storage.meetings import NewMeeting
from storage.series import NEVER, MovedDate, Part, When
from storage.slots import NewSlot
from storage.upgrades import move_room

ROOM, OTHER = "!board:board.test", "!other:board.test"
ANNA, BEN = "@anna:board.test", "@ben:board.test"


def at(begins: int, over: int, rule: str | None = None) -> When:
    return When("2026-12-08T14:00:00", "2026-12-08T16:00:00", "Europe/Berlin", begins, over, rule)


def slot(begins: int, over: int) -> NewSlot:
    return NewSlot(at(begins, over))


def test_meetings_are_numbered_per_room_and_never_seen_from_another(connection: sqlite3.Connection) -> None:
    here, there = Store(connection, ROOM), Store(connection, OTHER)
    first = here.meetings.add(NewMeeting("a", ANNA), [slot(10, 20)], 1)
    second = here.meetings.add(NewMeeting("b", ANNA), [slot(10, 20)], 1)
    assert (first.key, second.key) == ("M1", "M2")
    assert there.meetings.add(NewMeeting("c", ANNA), [], 1).key == "M1"
    assert there.meetings.find(2) is None
    assert there.slots.find(here.slots.of(first.id)[0].id) is None
    assert first.uid != second.uid


def test_lists_know_what_is_open_to_come_past_and_at_the_same_time(connection: sqlite3.Connection) -> None:
    meetings = Store(connection, ROOM).meetings
    poll = meetings.add(NewMeeting("poll", ANNA), [slot(10, 20)], 1)
    past = meetings.add(NewMeeting("past", ANNA, at(10, 20)), [], 1)
    later = meetings.add(NewMeeting("later", ANNA, at(50, 60)), [], 1)
    series = meetings.add(NewMeeting("series", ANNA, at(5, NEVER, "FREQ=DAILY")), [], 1)
    cancelled = meetings.add(NewMeeting("cancelled", ANNA, at(50, 60)), [], 1)
    meetings.cancel(cancelled.id, 2)
    assert [m.number for m in meetings.voting()] == [poll.number]
    assert [m.number for m in meetings.to_come(20)] == [series.number, later.number]
    assert [m.number for m in meetings.past(20, 10)] == [past.number]
    assert meetings.count_past(20) == 1
    assert [m.number for m in meetings.between(55, 70)] == [series.number, later.number]
    assert [m.number for m in meetings.between(60, 70)] == [series.number]


def test_what_began_last_is_the_last_of_what_has_begun(connection: sqlite3.Connection) -> None:
    meetings = Store(connection, ROOM).meetings
    numbers = [meetings.add(NewMeeting("m", ANNA, at(*when)), [], 1).number for when in ((10, 90), (50, 60), (50, 55))]
    series = meetings.add(NewMeeting("series", ANNA, at(5, NEVER, "FREQ=DAILY")), [], 1).number
    assert [m.number for m in meetings.begun_last(20, 49)] == [series, numbers[0]]
    assert [m.number for m in meetings.begun_last(20, 50)] == [series, numbers[1]]
    assert [m.number for m in meetings.begun_last(57, 70)] == [series, numbers[1]]
    assert [m.number for m in meetings.begun_last(60, 70)] == [series, numbers[0]]
    assert [m.number for m in meetings.begun_last(90, 99)] == [series]


def test_a_poll_ends_once_and_not_later_than_its_deadline(connection: sqlite3.Connection) -> None:
    meetings = Store(connection, ROOM).meetings
    poll = meetings.add(NewMeeting("poll", ANNA, deadline=100), [slot(500, 600)], 1)
    assert poll.takes_votes(100)
    assert not poll.takes_votes(101)
    ended = meetings.end_poll(poll.id, 130)
    assert ended.ended == 100
    assert meetings.end_poll(poll.id, 50).ended == 100


def test_the_calendar_file_gets_a_higher_sequence_with_each_change_of_a_fixed_date(
    connection: sqlite3.Connection,
) -> None:
    meetings = Store(connection, ROOM).meetings
    poll = meetings.add(NewMeeting("poll", ANNA), [slot(500, 600)], 1)
    assert meetings.set_place(poll.id, "Bochum", 2).sequence == 0
    fixed = meetings.fix(poll.id, at(500, 600), 3)
    assert (fixed.sequence, fixed.state, fixed.asked) == (0, "fixed", 1)
    moved = meetings.fix(poll.id, at(700, 800), 4)
    assert (moved.sequence, moved.uid, moved.asked) == (1, poll.uid, 2)
    assert meetings.set_link(poll.id, "https://a.example", 5).sequence == 2
    assert meetings.cancel(poll.id, 6).sequence == 3


def test_a_series_keeps_its_moved_dates_and_later_rules_as_rows(connection: sqlite3.Connection) -> None:
    meetings = Store(connection, ROOM).meetings
    series = meetings.add(NewMeeting("series", ANNA, at(5, NEVER, "FREQ=WEEKLY")), [], 1)
    moved = (MovedDate("2026-12-15T14:00:00", "2026-12-16T14:00:00", None),)
    parts = (Part("2027-01-06T14:00:00", "2027-01-06T16:00:00", "FREQ=WEEKLY;BYDAY=WE"),)
    when = replace(series.date, moved=moved, parts=parts, skipped=("2026-12-22T14:00:00",))
    changed = meetings.reschedule(series.id, when, 2)
    assert (changed.date, changed.sequence, changed.asked) == (when, 1, 0)
    assert meetings.to_come(10) == [changed]
    back = meetings.reschedule(series.id, replace(when, moved=(), parts=()), 3)
    assert (back.date.moved, back.date.parts) == ((), ())


def test_two_dates_of_a_series_never_move_to_the_same_moment(connection: sqlite3.Connection) -> None:
    meetings = Store(connection, ROOM).meetings
    series = meetings.add(NewMeeting("series", ANNA, at(5, NEVER, "FREQ=WEEKLY")), [], 1)
    there = "2026-12-16T14:00:00"
    moved = (MovedDate("2026-12-15T14:00:00", there, None), MovedDate("2026-12-22T14:00:00", there, None))
    with pytest.raises(sqlite3.IntegrityError):
        meetings.reschedule(series.id, replace(series.date, moved=moved), 2)


def test_what_is_brought_back_keeps_its_uid_and_raises_the_sequence(connection: sqlite3.Connection) -> None:
    meetings = Store(connection, ROOM).meetings
    poll = meetings.add(NewMeeting("poll", ANNA, deadline=100), [slot(500, 600)], 1)
    meetings.fix(meetings.end_poll(poll.id, 100).id, at(500, 600), 101)
    meetings.cancel(poll.id, 102)
    back = meetings.bring_back(poll.id, 103)
    assert (back.state, back.uid, back.sequence, back.rounds, back.asked) == ("fixed", poll.uid, 2, 1, 1)
    opened = meetings.open_poll(poll.id, 300, 104)
    assert (opened.state, opened.when, opened.deadline, opened.ended) == ("voting", None, 300, None)
    assert (opened.sequence, opened.rounds) == (3, 2)
    assert meetings.fix(poll.id, at(500, 600), 105).sequence == 4


def test_a_dropped_number_is_never_given_again(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    poll = store.meetings.add(NewMeeting("poll", ANNA), [slot(1, 2), slot(3, 4)], 1)
    store.slots.drop(store.slots.of(poll.id)[1].id, 5)
    assert store.slots.add(poll.id, slot(5, 6)).number == 3
    assert [slot.number for slot in store.slots.of(poll.id)] == [1, 3]


def test_the_proposer_is_asked_to_fix_once_until_a_slot_is_added(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    meetings = store.meetings
    poll = meetings.add(NewMeeting("poll", ANNA), [slot(1, 2)], 1)
    assert meetings.ask_to_fix(poll.id)
    assert not meetings.ask_to_fix(poll.id)
    store.slots.add(poll.id, slot(3, 4))
    assert meetings.ask_to_fix(poll.id)


def test_what_a_member_has_not_voted_on_is_known_over_all_polls(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    poll = store.meetings.add(NewMeeting("poll", ANNA, deadline=100), [slot(1, 2), slot(3, 4)], 1)
    over = store.meetings.add(NewMeeting("over", ANNA, deadline=10), [slot(1, 2)], 1)
    assert [u.number for u in store.ballots.unanswered(BEN, 50)] == [poll.number]
    assert [u.number for u in store.ballots.unanswered(BEN, 5)] == [poll.number, over.number]
    first, second = store.slots.of(poll.id)
    store.ballots.cast(Answer(first.id, BEN, BEN, "poll", "yes", "$1", 20))
    assert store.ballots.unanswered(BEN, 50) == [Unanswered(poll.id, poll.number, "poll", 100, 1)]
    store.ballots.cast(Answer(second.id, BEN, ANNA, "typed", "no", "$2", 21))
    assert store.ballots.unanswered(BEN, 50) == []
    store.ballots.redact("$2")
    assert len(store.ballots.unanswered(BEN, 50)) == 1


def test_redacting_in_one_room_changes_nothing_in_another(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    poll = store.meetings.add(NewMeeting("poll", ANNA), [slot(1, 2)], 1)
    store.ballots.cast(Answer(store.slots.of(poll.id)[0].id, BEN, BEN, "poll", "yes", "$1", 20))
    assert Store(connection, OTHER).ballots.redact("$1") == set()
    assert len(store.ballots.counting(poll.id)) == 1
    assert store.ballots.redact("$1") == {poll.id}


def test_only_answers_to_the_latest_asking_say_who_comes(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    meeting = store.meetings.fix(store.meetings.add(NewMeeting("x", ANNA), [slot(1, 2)], 1).id, at(50, 60), 2)
    other = store.meetings.fix(store.meetings.add(NewMeeting("y", ANNA), [slot(1, 2)], 1).id, at(50, 60), 2)

    def coming() -> dict[str, str]:
        said = store.ballots.coming(meeting.id)
        for user in (ANNA, BEN):
            of_both = store.ballots.said_whether_coming(user, [meeting.id, other.id])
            assert of_both == ({meeting.id} if user in said else set())
        return dict(said)

    store.ballots.answer_coming(meeting.id, meeting.asked, BEN, "onsite", "$1", 3)
    store.ballots.answer_coming(meeting.id, meeting.asked, BEN, "online", "$2", 4)
    assert coming() == {BEN: "online"}
    store.ballots.redact("$2")
    assert coming() == {BEN: "onsite"}
    store.ballots.answer_coming(meeting.id, meeting.asked, BEN, "spoilt", "$3", 5)
    assert coming() == {}
    store.ballots.redact("$3")
    store.meetings.fix(meeting.id, at(70, 80), 6)
    assert coming() == {}


def test_everything_moves_with_an_upgraded_room(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    poll = store.meetings.add(NewMeeting("poll", ANNA), [slot(1, 2)], 1)
    store.ballots.cast(Answer(store.slots.of(poll.id)[0].id, BEN, BEN, "poll", "yes", "$1", 20))
    store.confirmations.wait(ROOM, ANNA, "$e", "meeting plan …", 1)
    move_room(connection, ROOM, OTHER)
    moved = Store(connection, OTHER)
    assert moved.meetings.find(1) is not None
    assert len(moved.ballots.counting(poll.id)) == 1
    assert moved.meetings.add(NewMeeting("next", ANNA), [], 1).number == 2
    assert store.meetings.voting() == []


def test_a_waiting_line_is_taken_once_replaced_by_a_newer_one_and_forgotten_in_time(
    connection: sqlite3.Connection,
) -> None:
    confirmations = Store(connection, ROOM).confirmations
    confirmations.wait("!c", ANNA, "$1", "old", 1)
    confirmations.wait("!c", ANNA, "$2", "new", 2)
    assert confirmations.take("!c", BEN, 3) is None
    assert confirmations.take("!c", ANNA, 3) == Waiting("new", 2)
    assert confirmations.take("!c", ANNA, 3) is None
    confirmations.wait("!c", ANNA, "$3", "late", 2)
    assert confirmations.take("!c", ANNA, 3 + KEPT) is None
    confirmations.wait("!c", ANNA, "$4", "edited", 2)
    confirmations.settle("$4")
    assert confirmations.take("!c", ANNA, 3) is None


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT * FROM meetings WHERE room_id = 'r' AND state = 'fixed' AND over > 5", "meetings_state"),
        ("SELECT * FROM votes WHERE event_id = 'e'", "votes_event"),
        ("SELECT * FROM votes WHERE slot = 5 AND voter = 'v'", "sqlite_autoindex_votes_1"),
        ("SELECT * FROM slots WHERE meeting = 5", "sqlite_autoindex_slots_1"),
    ],
)
def test_what_is_asked_with_every_message_is_found_by_an_index(
    connection: sqlite3.Connection, query: str, index: str
) -> None:
    plan = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchone()["detail"]
    assert index in plan
