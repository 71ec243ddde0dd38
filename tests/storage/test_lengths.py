"""The lengths that are kept beside decisions and releases are always what a count would say."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import Store
from storage.changes import watch
from storage.decision_ballots import NewBallot
from storage.decisions import BallotFigures, NewDecision
from storage.migrate import MIGRATIONS, migrate
from storage.releases import ReleasedRecord
from storage.upgrades import move_room

ROOM, NEW = "!board:board.test", "!new:board.test"
ANNA, BEN = "@anna:board.test", "@ben:board.test"


def decision(text: str = "Das Board tagt in Jena", deadline: int | None = None) -> NewDecision:
    return NewDecision(text, ANNA, "simple", 1, "1", deadline=deadline)


def test_how_many_decisions_are_voted_on_follows_each_of_them(connection: sqlite3.Connection) -> None:
    watch(connection)
    store = Store(connection, ROOM)

    def counted() -> tuple[int, int]:
        kept = store.decisions.count_voting(), store.decisions.count()
        assert kept == (len(store.decisions.voting()), len(store.decisions.newest(9)))
        return kept

    first, second, third = (store.decisions.open(decision(), [ANNA, BEN], 1) for _ in range(3))
    assert counted() == (3, 3)
    store.decisions.conclude(first, "accepted", BallotFigures(1, 0, 0), 2)
    assert counted() == (2, 3)
    connection.execute("DELETE FROM decisions WHERE id IN (?, ?)", (first.id, second.id))
    assert counted() == (1, 1)
    move_room(connection, ROOM, NEW)
    assert counted() == (0, 0)
    store = Store(connection, NEW)
    assert counted() == (1, 1)
    store.decisions.conclude(third, "rejected", BallotFigures(0, 1, 0), 3)
    assert counted() == (0, 1)


def test_how_many_releases_there_are_follows_each_of_them(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    first, second = (store.releases.propose(ANNA, [ReleasedRecord("L", n, "0" * 64)], 1) for n in (1, 2))
    store.releases.agree(first, BEN, None, 2)
    assert store.releases.count() == len(store.releases.newest(9)) == 2
    connection.execute("DELETE FROM releases WHERE id = ?", (second.id,))
    assert store.releases.count() == len(store.releases.newest(9)) == 1


def test_who_is_asked_is_counted_without_what_has_gone_by(connection: sqlite3.Connection) -> None:
    store = Store(connection, ROOM)
    for deadline in (10, 20, 30, None):
        open_ = store.decisions.open(decision(deadline=deadline), [ANNA, BEN], 1)
    ballots = store.decision_ballots
    for now in (0, 9, 10, 11, 20, 29, 30, 99):
        assert ballots.count_asks(BEN, now) == len(ballots.asks(BEN, now))
    ballots.cast(NewBallot(open_.id, BEN, BEN, "typed", "yes", "$1", 2))
    assert [ballots.count_asks(who, 11) for who in (ANNA, BEN)] == [3, 2]


@pytest.mark.long
def test_a_database_from_before_they_were_kept_counts_them_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for script in MIGRATIONS.glob("*.sql"):
        if script.name < "0049":
            shutil.copy(script, tmp_path)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        with monkeypatch.context() as before:
            before.setattr("storage.migrate.MIGRATIONS", tmp_path)
            migrate(connection)
        store = Store(connection, ROOM)
        ended, _open = (store.decisions.open(decision(), [ANNA], 1) for _ in range(2))
        store.decisions.conclude(ended, "accepted", BallotFigures(1, 0, 0), 2)
        store.releases.propose(ANNA, [ReleasedRecord("L", 1, "0" * 64)], 1)
        migrate(connection)
        assert (store.decisions.count_voting(), store.decisions.count(), store.releases.count()) == (1, 2, 1)
