"""More becomes due than a homeserver takes: what comes meanwhile is said together."""

from __future__ import annotations

from datetime import timedelta

from commands.base import to_ms
from matrixbot.bot.sender import CROWD
from storage import Store
from storage.outbox import Draft
from storage.reminders import NewReminder
from tests.board import NOW, ROOM, Board, body

ANNA = "@anna:board.test"


async def test_what_becomes_due_while_much_waits_is_said_together(room: Board) -> None:
    timers, crowds = room.bot.timers, [True]
    timers._crowded = lambda: crowds[0]

    def remind(seconds: int) -> NewReminder:
        return NewReminder(f"Folie {seconds}", ANNA, ROOM, to_ms(NOW + timedelta(seconds=seconds)), (ANNA,))

    for seconds in (1, 2, 3):
        await room.database.write(lambda c, s=seconds: Store(c, ROOM).reminders.add(remind(s), to_ms(NOW)))  # type: ignore[misc]
    for seconds in (1, 2, 3):
        room.now = NOW + timedelta(seconds=seconds)
        assert await timers._look() > 0
    crowds[0] = False
    await timers._look()
    await room.bot.sender.drain()
    [said] = [event for event in room.heard() if "Folie" in body(event)]
    assert body(said).splitlines()[0] == "⏰ 3 Erinnerungen sind fällig:"


async def test_it_is_crowded_where_much_waits_that_nobody_asked_for(room: Board) -> None:
    sender = room.bot.sender
    drafts = [Draft(ROOM, "m.room.message", {"body": f"{number}"}) for number in range(CROWD)]
    for draft in drafts:
        await room.database.write(lambda c, d=draft: Store(c, ROOM).outbox.put(d, to_ms(NOW)))  # type: ignore[misc]
    assert not sender.crowded()
    sender.wake()
    await sender._step()
    assert sender.crowded()
    await sender.drain()
    assert not sender.crowded()
