"""How all that was agreed to stands now, in counts and pages: looked at is only what may have changed since it was
looked at last. What was found counts as long as nobody has come, gone or changed their name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from heapq import merge
from itertools import islice

from commands.base import Call, Moment
from commands.releases.hindrances import who_is_known
from commands.releases.outgoing import HeldBack, Outgoing, as_shown
from storage import Store
from storage.looks import AgreedRecord, LookFinding

_AT_ONCE = 100
"""Records that one transaction of the night is about."""


class Outlook:
    """What goes out and what does not; of what is gone nothing is to be done, so it is in no page."""

    def __init__(self, at: Call | Moment, store: Store) -> None:
        self._at = at
        self._store = store
        self._counts = store.looks.known() == _as_of(at, store)
        new = store.looks.not_looked_at() if self._counts else store.looks.all()
        looked = zip(new, _looked_at(at, store, new), strict=True)
        self._new = [(one, _finding(found)) for one, found in looked]

    def count(self, *findings: LookFinding) -> int:
        """Of how many one of these is true."""
        kept = sum(map(self._store.looks.count, findings)) if self._counts else 0
        return kept + sum(finding in findings for _one, finding in self._new)

    def page(self, *findings: LookFinding, limit: int, offset: int = 0) -> list[Outgoing | HeldBack]:
        """Those of which one of these is true, by kind and number, each as it is now."""
        pages = [self._store.looks.page(finding, offset + limit) for finding in findings] if self._counts else []
        new = [one for one, finding in self._new if finding in findings]
        rows = merge(*pages, new, key=lambda one: one.place)
        return _looked_at(self._at, self._store, list(islice(rows, offset, offset + limit)))


def look_anew(at: Moment, store: Store) -> int:
    """Looks at the first of what may have changed, and keeps what was found; gives at how many, or of how many nothing
    counts any more that was found before somebody came."""
    known = _as_of(at, store)
    if store.looks.known() != known:
        if forgotten := store.looks.forget(_AT_ONCE):
            return forgotten
        store.looks.begin(known)
    rows = store.looks.not_looked_at(_AT_ONCE)
    for one, found in zip(rows, _looked_at(at, store, rows), strict=True):
        store.looks.found(one, _finding(found))
    return len(rows)


def _looked_at(at: Call | Moment, store: Store, rows: Sequence[AgreedRecord]) -> list[Outgoing | HeldBack]:
    releases = store.releases.of_ids({one.release for one in rows})
    return [as_shown(at, store, releases[one.release], one.record) for one in rows]


def _finding(found: Outgoing | HeldBack) -> LookFinding:
    if isinstance(found, Outgoing):
        return "goes"
    return "gone" if found.gone else "changed" if found.again else "hindered"


def _as_of(at: Call | Moment, store: Store) -> int:
    """A number for whom a record may name, and for the zone in which days are told."""
    names = sorted((member.user_id, member.name) for member in who_is_known(at, store))
    said = json.dumps([at.settings.zone, *names]).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)
