"""The records of tasks: places are held once, and nothing crosses from one room to another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from storage.migrate import migrate
from storage.tasks import Tasks


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    migrate(connection)
    yield connection
    connection.close()


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
    first, second = tasks.add("Stand", 1, key="stand"), other.add("Stand", 1, key="stand")
    assert (first.number, second.number) == (1, 1)
    tasks.claim(first, "@a", 2)
    assert other.find(first.id) is None
    assert other.owner_ids() == []
    assert other.held_by("@a") == []
    offer = tasks.offer(first, "@b", "@a", None, 3)
    assert other.offer_by_id(offer.id) is None


def test_what_is_due_first_comes_first_and_days_stay_days(tasks: Tasks) -> None:
    moment = datetime(2027, 1, 15, 13, tzinfo=UTC)
    for title, due in (("a", None), ("b", moment), ("c", date(2027, 1, 14))):
        tasks.add(title, 1, due=due)
    assert [(task.title, task.due) for task in tasks.open()] == [("c", date(2027, 1, 14)), ("b", moment), ("a", None)]


def test_a_second_request_to_the_same_member_replaces_the_first(tasks: Tasks) -> None:
    task = tasks.add("Stand", 1)
    first, second = tasks.offer(task, "@b", "@a", None, 2), tasks.offer(task, "@b", "@c", None, 3)
    assert second.id > first.id
    assert tasks.offer_by_id(first.id) is None
    assert tasks.offer_to(task, "@b") == second
