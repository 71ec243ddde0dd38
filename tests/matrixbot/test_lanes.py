"""Whose turn it is."""

from __future__ import annotations

from matrixbot.bot.lanes import Lanes
from storage.outbox import WaitingRow


def row(number: int, asker: str | None = None, about: str | None = None, **fields: object) -> WaitingRow:
    given = {"chat": "!r", "kind": "event", "target": None, "not_before": 0, **fields}
    return WaitingRow(id=number, asker=asker, about=about, **given)  # type: ignore[arg-type]


def ready(lanes: Lanes, now: int = 0) -> list[int]:
    return [waiting.id for waiting in lanes.ready(now)]


def filled(*rows: WaitingRow) -> Lanes:
    lanes = Lanes()
    for one in rows:
        lanes.add(one)
    return lanes


def test_words_to_one_asker_keep_their_order() -> None:
    lanes = filled(row(1, "@a"), row(2, "@a"), row(3, "@b"), row(4))
    assert sorted(ready(lanes)) == [1, 3, 4]
    lanes.done(1)
    assert sorted(ready(lanes)) == [2, 3, 4]


def test_words_about_one_record_keep_their_order_whoever_asked() -> None:
    lanes = filled(row(1, "@a", "M1"), row(2, "@b", "M1"), row(3, "@b", "M2"))
    assert ready(lanes) == [1]


def test_an_edit_waits_for_what_it_edits() -> None:
    lanes = filled(row(1), row(2, kind="edit", target=1))
    assert ready(lanes) == [1]
    lanes.done(1)
    assert ready(lanes) == [2]


def test_an_edit_in_its_pause_holds_nobody_back() -> None:
    lanes = filled(row(1, about="M1", kind="edit", target=9, not_before=5000), row(2, "@a", "M1"))
    assert ready(lanes, now=4999) == [2]
    assert lanes.next_moment(4999) == 5000
    assert ready(lanes, now=5000) == [1]


def test_a_long_queue_of_one_member_keeps_nobody_else_waiting() -> None:
    lanes = filled(*(row(n, f"@{n % 3}") for n in range(1, 31)), row(31, "@fresh"))
    for number in (1, 2, 3):
        lanes.serve(next(waiting for waiting in lanes.ready(0) if waiting.id == number))
        lanes.done(number)
    assert ready(lanes)[0] == 31


def test_what_nobody_asked_for_keeps_its_order_in_each_chat() -> None:
    lanes = filled(row(1, about="R1"), row(2, about="R2"), row(3, about="R3", chat="!other"))
    assert ready(lanes) == [1, 3]
    lanes.done(1)
    assert ready(lanes) == [2, 3]


def test_many_reminders_and_many_members_take_turns() -> None:
    lanes = filled(*(row(n, chat=f"!{n}") for n in range(1, 6)), *(row(n, f"@{n}") for n in range(6, 9)))
    assert ready(lanes) == [1, 6, 2, 7, 3, 8, 4, 5]
    lanes.serve(row(1, chat="!1"))
    lanes.done(1)
    assert ready(lanes)[:3] == [6, 2, 7]


def test_buttons_come_behind_all_words() -> None:
    lanes = filled(row(1, target=9), row(2, chat="!served"))
    lanes.serve(row(0, chat="!served"))
    assert ready(lanes) == [2, 1]


def test_it_is_known_how_much_waits_that_nobody_asked_for() -> None:
    lanes = filled(row(1), row(2, target=1), row(3, "@a"), row(4, chat="!held"))
    assert lanes.unasked({"!held"}) == 2


def test_a_moment_that_a_wrong_clock_put_far_away_is_not_waited_for() -> None:
    lanes = filled(row(1, kind="edit", target=9, not_before=3_600_000))
    assert [r.id for r in lanes.ready(now=1000)] == [1]
    assert lanes.next_moment(now=1000) is None
