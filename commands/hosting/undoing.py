"""What tells of offers that are as they were before."""

from __future__ import annotations

from collections.abc import Callable

from commands.base import Call
from commands.base.undoing import PutBack
from commands.words import Text
from storage import Store


def undoing(call: Call, store: Store, ids: tuple[int, ...], mark: str) -> Callable[[], PutBack]:
    """Their names; the meetings for which they were accepted are told of by themselves."""
    before = {offer_id: store.hosting.of_id(offer_id) for offer_id in ids}

    def put_back() -> PutBack:
        found = [store.hosting.of_id(offer_id) or before[offer_id] for offer_id in ids]
        return PutBack(tuple(Text("{key} {place}", {"key": o.key, "place": o.terms.place}) for o in found if o))

    return put_back
