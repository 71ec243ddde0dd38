"""Votes that claim to be from before the end of a poll and come after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commands.base import to_ms
from tests.board import NOW, Board
from tests.lending import begun

END = NOW.replace(month=11, day=27, hour=10)
YES: dict[str, Any] = {"answers": ["yes"]}


@begun
async def poll(room: Board) -> None:
    await room.says("anna", "!meeting propose Runde; 8.12. 14-16 Uhr; 9.12. 10 Uhr; Frist: 27.11. 10 Uhr")


def dated(board: Board, **fields: Any) -> None:
    content = {
        "org.matrix.msc3381.poll.response": YES,
        "m.relates_to": {"rel_type": "m.reference", "event_id": board.polls()[0].event_id},
    }
    board.said(
        "ben", content, type="org.matrix.msc3381.poll.response", time=to_ms(END - timedelta(minutes=1)), **fields
    )


async def test_a_vote_dated_before_the_end_that_comes_long_after_it_is_too_late_and_shown_so(poll: Board) -> None:
    await poll.later(END + timedelta(hours=1))
    dated(poll)
    await poll.bot.step()
    shown = await poll.says("olga", "!meeting show M1")
    assert shown == (
        "M1 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Noch nicht abgestimmt: Anna, Ben, Cem und Olga.\n"
        "Antworten nach dem Ende zählen nicht: Ben.\n"
        "Die Abstimmung ist beendet. Neu abstimmen: !sitzung wieder M1"
    )


async def test_a_typed_one_is_told_that_it_is_too_late(poll: Board) -> None:
    await poll.later(END + timedelta(hours=1))
    early = to_ms(END - timedelta(minutes=1))
    answer = await poll.answer_to(poll.said("ben", {"msgtype": "m.text", "body": "!vote M1 1 ja"}, time=early))
    assert answer == "⚠️ Die Abstimmung zu M1 „Runde“ ist beendet.\n!sitzung zeigen M1"


async def test_after_an_absence_of_the_bot_it_counts(poll: Board) -> None:
    poll.now = END + timedelta(hours=1)
    dated(poll)
    await poll.bot.step()
    assert await poll.says("olga", "!meeting show M1") == (
        "M1 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "Die Abstimmung ist beendet. !sitzung festlegen M1 legt den Termin fest."
    )


async def test_after_an_absence_of_its_key_it_counts(poll: Board) -> None:
    await poll.later(END + timedelta(hours=1))
    dated(poll)
    late = poll.matrix._stream.pop()
    poll.matrix.recovered = [late]  # type: ignore[list-item]
    await poll.bot.step()
    assert await poll.says("olga", "!meeting show M1") == (
        "M1 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "Die Abstimmung ist beendet. !sitzung festlegen M1 legt den Termin fest."
    )


async def test_a_few_minutes_on_the_way_are_nobodys_fault(poll: Board) -> None:
    await poll.later(END + timedelta(minutes=3))
    dated(poll)
    await poll.bot.step()
    assert await poll.says("olga", "!meeting show M1") == (
        "M1 „Runde“\n"
        "1. Di, 8. Dezember 2026, 14:00–16:00\n"
        "Ja: Ben · wenn nötig: – · nein: –\n"
        "2. Mi, 9. Dezember 2026, 10:00\n"
        "Ja: – · wenn nötig: – · nein: –\n"
        "Vorn liegt: 1. Di, 8. Dezember 2026, 14:00–16:00.\n"
        "Noch nicht abgestimmt: Anna, Cem und Olga.\n"
        "Noch nicht über alle Termine abgestimmt: Ben (2).\n"
        "Die Abstimmung ist beendet. !sitzung festlegen M1 legt den Termin fest."
    )
