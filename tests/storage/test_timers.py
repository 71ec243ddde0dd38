"""What is due, and for what nobody is rung twice."""

from __future__ import annotations

import sqlite3

from storage.timers import Pause, TimerKind, Timers, next_due, take_due

ROOM = "!board:board.test"


def test_a_pause_holds_for_one_member_and_until_its_end(connection: sqlite3.Connection) -> None:
    timers = Timers(connection, ROOM)
    timers.pause(Pause.POLL_NUDGED, 3, 1_000, "@ben:board.test")
    assert timers.pauses(Pause.POLL_NUDGED, 3, 999, "@ben:board.test")
    assert not timers.pauses(Pause.POLL_NUDGED, 3, 1_000, "@ben:board.test")
    assert not timers.pauses(Pause.POLL_NUDGED, 3, 999, "@anna:board.test")
    assert not timers.pauses(Pause.POLL_NUDGED, 4, 999, "@ben:board.test")


def test_a_pause_that_is_over_is_gone_and_nothing_is_said(connection: sqlite3.Connection) -> None:
    timers = Timers(connection, ROOM)
    timers.pause(Pause.HOST_CALLED, 3, 1_000)
    timers.set(TimerKind.TASK_DUE, 5, 2_000, "1d")
    (due,) = take_due(connection, 2_000, [ROOM], 10)
    assert (due.kind, due.about) == (TimerKind.TASK_DUE, 5)
    assert next_due(connection, [ROOM]) is None
