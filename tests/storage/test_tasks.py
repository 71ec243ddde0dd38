"""The records of tasks: places are held once, and nothing crosses from one room to another."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from storage.task_lists import Listed
from storage.task_offers import TaskOffers
from storage.tasks import Tasks


@pytest.fixture
def tasks(connection: sqlite3.Connection) -> Tasks:
    return Tasks(connection, "!one")


def test_a_place_is_given_once_and_the_free_one_between_is_taken(tasks: Tasks) -> None:
    task = tasks.add("Stand", 1, places=3)
    assert [tasks.claim(task, user, now) for now, user in enumerate(("@a", "@b", "@c", "@d"), 1)] == [True] * 3 + [
        False
    ]
    assert tasks.release(task, "@b")
    assert not tasks.claim(task, "@a", 5)
    assert tasks.claim(task, "@d", 6)
    assert {owner.user_id for owner in tasks.get(task.id).owners} == {"@a", "@c", "@d"}


def test_a_closed_task_is_not_claimed(tasks: Tasks) -> None:
    task = tasks.close(tasks.add("Stand", 1), "done", "@a", 2)
    assert not tasks.claim(task, "@b", 3)


def test_rooms_count_for_themselves_and_see_only_their_own(connection: sqlite3.Connection, tasks: Tasks) -> None:
    other = Tasks(connection, "!two")
    first, second = tasks.add("Stand", 1, duty="stand"), other.add("Stand", 1, duty="stand")
    assert (first.number, second.number) == (1, 1)
    tasks.claim(first, "@a", 2)
    assert other.find(first.id) is None
    assert other.held_by("@a") == []
    offer = TaskOffers(connection, "!one").make(first.id, "@b", "@a", None, 3)
    assert TaskOffers(connection, "!two").by_id(offer.id) is None


def test_what_is_due_first_comes_first_and_days_stay_days(tasks: Tasks) -> None:
    moment = datetime(2027, 1, 15, 13, tzinfo=UTC)
    for title, due in (("a", None), ("b", moment), ("c", date(2027, 1, 14))):
        tasks.add(title, 1, due=due)
    assert [(task.title, task.due) for task in tasks.open()] == [("c", date(2027, 1, 14)), ("b", moment), ("a", None)]


def test_a_second_request_to_the_same_member_replaces_the_first(connection: sqlite3.Connection, tasks: Tasks) -> None:
    task, offers = tasks.add("Stand", 1), TaskOffers(connection, "!one")
    first, second = offers.make(task.id, "@b", "@a", None, 2), offers.make(task.id, "@b", "@c", None, 3)
    assert second.id > first.id
    assert offers.by_id(first.id) is None
    assert offers.to(task.id, "@b") == second


BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2027, 1, 15, 0, 30, tzinfo=BERLIN)


def titles(tasks: Tasks, listed: Listed) -> list[str]:
    return [task.title for task in tasks.page(listed, "@a", NOW, 10)]


def test_a_day_is_overdue_when_it_is_over_and_a_moment_when_it_has_come_in_whatever_zone(tasks: Tasks) -> None:
    dues = {
        "yesterday": date(2027, 1, 14),
        "today": date(2027, 1, 15),
        "now": NOW,
        "a second later": NOW + timedelta(seconds=1),
        "now, said in UTC": NOW.astimezone(UTC),
        "now, where it is tomorrow": NOW.astimezone(timezone(timedelta(hours=14))),
        "later, where it is yesterday": (NOW + timedelta(hours=1)).astimezone(timezone(timedelta(hours=-11))),
        "no date": None,
    }
    for title, due in dues.items():
        tasks.add(title, 1, due=due)
    overdue = {"yesterday", "now", "now, said in UTC", "now, where it is tomorrow"}
    assert set(titles(tasks, "overdue")) == overdue
    assert tasks.count("overdue", "@a", NOW) == len(overdue)


def test_each_list_has_what_belongs_to_it_in_its_order(tasks: Tasks) -> None:
    made = [tasks.add(title, 1, places=places) for title, places in (("a", 1), ("b", 2), ("c", 1), ("d", 1))]
    tasks.claim(made[0], "@a", 2)
    tasks.claim(made[1], "@b", 2)
    for now, task in enumerate(made[2:], 3):
        tasks.close(task, "done", "@a", now)
    assert titles(tasks, "open") == ["a", "b"]
    assert titles(tasks, "free") == ["b"]
    assert titles(tasks, "held") == ["a"]
    assert titles(tasks, "done") == ["d", "c"]
    assert tasks.count("done", "@a", NOW) == 2
    assert [task.title for task in tasks.page("open", "@a", NOW, 1, 1)] == ["b"]


@pytest.mark.parametrize("listed", ["open", "free", "overdue", "done"])
def test_a_page_of_a_list_is_read_along_an_index(connection: sqlite3.Connection, tasks: Tasks, listed: Listed) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    tasks.page(listed, "@a", NOW, 10)
    connection.set_trace_callback(None)
    plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statements[0]}")]
    index = {"overdue": "open"}.get(listed, listed)
    assert f"USING INDEX tasks_{index}" in plan[0]
    sorted_owners = 1
    assert sum("TEMP B-TREE" in step for step in plan) == sorted_owners


def test_the_lengths_of_the_lists_are_always_what_is_in_them(tasks: Tasks) -> None:
    def agree() -> None:
        for listed in ("open", "free", "done"):
            assert tasks.count(listed, "@a", NOW) == len(tasks.page(listed, "@a", NOW, 100)), listed

    agree()
    shared, single = tasks.add("shared", 1, places=2), tasks.add("single", 1)
    agree()
    for user in ("@a", "@b", "@c"):
        tasks.claim(shared, user, 2)
        agree()
    tasks.change(shared, title="shared", places=3, due=None)
    agree()
    tasks.release(shared, "@b")
    agree()
    tasks.close(shared, "done", "@a", 3)
    agree()
    tasks.close(single, "dropped", "@a", 3)
    agree()
    tasks.reopen(shared)
    tasks.reopen(single)
    agree()
    assert [tasks.count(listed, "@a", NOW) for listed in ("open", "free", "done")] == [2, 2, 0]
