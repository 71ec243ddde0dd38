"""What follows where impulses are as they were before: their status messages show it, reminders follow."""

from __future__ import annotations

from collections.abc import Callable

from commands.base import Call
from commands.base.undoing import PutBack
from commands.impulses.sentences import heading_edits, heading_name, impulse_head
from commands.impulses.which import label
from commands.words import Message, Said, _
from storage import Store
from storage.impulses import Impulse
from storage.timers import TimerKind


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """Their names; an idea that was not there before says so in its message, and that is not found again."""
    left = {impulse.id: impulse for impulse in store.impulses.of_ids(ids)}

    def put_back() -> PutBack:
        said: list[Said] = []
        now = {impulse.id: impulse for impulse in store.impulses.of_ids(ids)}
        for impulse_id in ids:
            if (back := now.get(impulse_id)) is not None:
                store.timers.set(TimerKind.IMPULSE_FOLLOWS, back.id, call.ms)
                said += heading_edits(call, store, back)
            elif (gone := left.get(impulse_id)) is not None:
                said += _gone(call, store, gone, mark)
        return PutBack(tuple(label(one) for one in {**left, **now}.values()), said=tuple(said))

    return put_back


def _gone(call: Call, store: Store, left: Impulse, mark: str) -> list[Said]:
    name = heading_name(left)
    aside = store.outbox.set_aside(call.room.room_id, name, mark)
    if mark + name not in aside:
        return []
    text = _("{impulse} was taken back by {member}.", impulse=impulse_head(left), member=call.member)
    return [Message(text, replaces=mark + name, about=left.key)]
