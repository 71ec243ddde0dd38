"""The inbox and the outbox: each event once, each message once, edits that take the newest words."""

from __future__ import annotations

import sqlite3

from storage.inbox import Heard, Inbox
from storage.outbox import Draft, Outbox
from storage.tidying import tidy
from storage.timers import Timers, next_due, take_due


def say(body: str, **fields: object) -> Draft:
    return Draft("!r", "m.room.message", {"body": body}, **fields)  # type: ignore[arg-type]


def test_an_event_is_accepted_once(connection: sqlite3.Connection) -> None:
    inbox = Inbox(connection)
    assert inbox.accept("$1", "!r", "@a", 5)
    assert not inbox.accept("$1", "!r", "@a", 5)
    inbox.conclude("$1", "failed", None)
    assert inbox.heard("$1", "@a") == Heard("$1", "failed", None)
    assert inbox.heard("$1", "@somebody else") is None


def test_only_events_too_old_to_come_again_are_forgotten(connection: sqlite3.Connection) -> None:
    inbox = Inbox(connection)
    inbox.accept("$old", "!r", "@a", 1)
    inbox.accept("$new", "!r", "@a", 10)
    assert tidy(connection, old=10, ancient=10, day=10) == 1
    assert not inbox.accept("$new", "!r", "@a", 10)


def test_the_words_are_wiped_when_they_are_delivered(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    row = outbox.put(say("secret", kind="file", attachment=b"bytes", name="n"), 1)
    words = outbox.words(row)
    assert words is not None
    assert (words.content, words.attachment) == ({"body": "secret"}, b"bytes")
    outbox.delivered(row, words.transaction_id, "$e", 2, pause=0)
    assert outbox.words(row) is None
    assert connection.execute("SELECT content, attachment FROM outbox").fetchone()[:] == (None, None)
    assert outbox.name_of("!r", "$e") == "n"


def test_an_edit_that_waits_takes_the_newest_words(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    row = outbox.put(say("heading"), 1)
    first = outbox.edit(say("one", kind="edit", target=row), 2, pause=5000)
    under_way = outbox.words(first)
    assert under_way is not None
    assert outbox.edit(say("two", kind="edit", target=row), 3, pause=5000) == first
    outbox.delivered(first, under_way.transaction_id, "$edit1", 1000, pause=5000)
    (newest,) = outbox.waiting(after=first, limit=9)
    assert newest.not_before == 6000
    words = outbox.words(newest.id)
    assert words is not None
    assert words.content == {"body": "two"}
    assert words.transaction_id != under_way.transaction_id
    assert outbox.words(first) is None


def test_edits_keep_their_pause(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    row = outbox.put(say("heading"), 1)
    first = outbox.edit(say("one", kind="edit", target=row), 2, pause=5000)
    words = outbox.words(first)
    assert words is not None
    outbox.delivered(first, words.transaction_id, "$edit1", 100, pause=5000)
    second = outbox.edit(say("two", kind="edit", target=row), 200, pause=5000)
    assert [(w.id, w.not_before) for w in outbox.waiting(after=first, limit=9)] == [(second, 5100)]


def test_what_refers_to_a_refused_message_is_never_said(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    row = outbox.put(say("poll", name="p"), 1)
    end = outbox.put(say("end", target=row), 1)
    words = outbox.words(row)
    assert words is not None
    outbox.refused(row, words.transaction_id, "M_TOO_LARGE")
    assert outbox.find("!r", "p") is None
    refers = outbox.words(end)
    assert refers is not None
    assert refers.target_event == ""


def test_what_was_refused_can_be_said_again_under_its_name(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    for _ in range(3):
        row = outbox.put(say("heading", name="h"), 1)
        words = outbox.words(row)
        assert words is not None
        outbox.refused(row, words.transaction_id, "forbidden")
    assert outbox.find("!r", "h") is None


def test_a_refusal_of_older_words_does_not_hit_the_newer_ones(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    row = outbox.put(say("heading"), 1)
    edit = outbox.edit(say("one", kind="edit", target=row), 2, pause=0)
    older = outbox.words(edit)
    outbox.edit(say("two", kind="edit", target=row), 3, pause=0)
    assert older is not None
    outbox.refused(edit, older.transaction_id, "large")
    outbox.instead(edit, older.transaction_id, say("shorter", kind="edit"), last=True, elsewhere=False)
    newer = outbox.words(edit)
    assert newer is not None
    assert newer.content == {"body": "two"}


def test_timers_are_taken_once_and_only_in_rooms_that_are_there(connection: sqlite3.Connection) -> None:
    timers = Timers(connection, "!r")
    timers.set("reminder", 1, 10)
    timers.set("reminder", 1, 20)
    timers.set("reminder", 1, 5, tag="1h")
    Timers(connection, "!other").set("reminder", 9, 1)
    assert next_due(connection, ["!r"]) == 5
    taken = take_due(connection, 20, ["!r"], 10)
    assert [(t.due, t.tag) for t in taken] == [(5, "1h"), (20, "")]
    assert take_due(connection, 20, ["!r"], 10) == []
    assert next_due(connection, ["!r", "!other"]) == 1


def test_a_cleared_timer_is_not_due(connection: sqlite3.Connection) -> None:
    timers = Timers(connection, "!r")
    timers.set("reminder", 1, 10)
    timers.clear("reminder", 1)
    assert next_due(connection, ["!r"]) is None
    assert take_due(connection, 99, ["!r"], 10) == []


def test_who_has_filled_the_window_keeps_nobody_else_from_being_heard(connection: sqlite3.Connection) -> None:
    outbox = Outbox(connection)
    flood = [outbox.put(say("flood", asker="@a", about="!r T1"), 1) for _ in range(5)]
    about = outbox.put(say("about the same", asker="@c", about="!r T1"), 1)
    ben = outbox.put(say("ben", asker="@b"), 1)
    outbox.put(say("ben again", asker="@b"), 1)
    outbox.put(say("an edit", asker="@d", kind="edit", target=about), 1)
    unasked = outbox.put(say("a reminder"), 1)
    assert [row.id for row in outbox.first_of_others(flood[-1])] == [ben, unasked]
    assert outbox.first_of_others(unasked + 9) == []
