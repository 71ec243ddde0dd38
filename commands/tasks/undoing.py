"""What tells of tasks that are as they were before."""

from __future__ import annotations

from collections.abc import Callable

from commands.base import Call
from commands.base.undoing import PutBack
from commands.words import Text
from storage import Store


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """Their names; the lists show the rest."""
    before = {task_id: store.tasks.find(task_id) for task_id in ids}

    def put_back() -> PutBack:
        found = [store.tasks.find(task_id) or before[task_id] for task_id in ids]
        return PutBack(tuple(Text("{key} {title}", {"key": t.key, "title": t.title}) for t in found if t))

    return put_back
