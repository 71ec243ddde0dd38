"""What tells of entries that are as they were before."""

from __future__ import annotations

from collections.abc import Callable

from commands.base import Call
from commands.base.undoing import PutBack
from commands.literature.sentences import what
from commands.words import Text
from storage import Store


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """Their names; the search finds them as they are now."""
    before = {entry.id: entry for entry in store.literature.of_ids(ids)}

    def put_back() -> PutBack:
        store.literature.index_anew(ids)
        found = {**before, **{entry.id: entry for entry in store.literature.of_ids(ids)}}
        entries = (found[id] for id in sorted(found))
        return PutBack(tuple(Text("{key} {title}", {"key": e.key, "title": e.title or what(e)}) for e in entries))

    return put_back
