"""What follows where points are as they were before: the agendas' status messages show it."""

from __future__ import annotations

from collections.abc import Callable

from commands.base import Call
from commands.base.undoing import PutBack
from commands.sittings import Sitting, sitting_at
from commands.topics import agenda_edit, is_shown
from commands.words import Said, Text
from storage import Store
from storage.agenda import Topic


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """Their titles; each agenda on which one of them stands or stood is shown as it is now."""
    before = {topic.id: topic for topic in store.agenda.of_ids(ids)}

    def put_back() -> PutBack:
        now = {topic.id: topic for topic in store.agenda.of_ids(ids)}
        topics = {**before, **now}
        own = dict.fromkeys(topic.title for topic in topics.values() if not topic.standing)
        return PutBack(
            tuple(Text("{title}", {"title": title}) for title in own),
            said=_shown(call, store, [*before.values(), *now.values()]),
        )

    return put_back


def _shown(call: Call, store: Store, topics: list[Topic]) -> tuple[Said, ...]:
    places = dict.fromkeys((topic.meeting, topic.occasion) for topic in topics if topic.meeting is not None)
    sittings = [sitting for place in places if (sitting := _sitting(store, *place))]
    return tuple(agenda_edit(call, store, sitting) for sitting in sittings if is_shown(call, store, sitting))


def _sitting(store: Store, meeting_id: int | None, occasion: str) -> Sitting | None:
    meeting = store.meetings.of_id(meeting_id) if meeting_id is not None else None
    return sitting_at(meeting, occasion) if meeting else None
