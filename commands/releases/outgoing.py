"""What goes out now: of all that was agreed to what is as it was shown, and why the rest is not."""

from __future__ import annotations

from commands.base import Call, Moment
from commands.releases.fields import PublicRecord, fingerprint
from commands.releases.hindrances import Hindrance, public_record
from commands.words import Text, _
from storage import Store
from storage.releases import RecordKind, Release, ReleasedRecord
from storage.values import frozen


@frozen
class Outgoing:
    """A record that goes out as it was shown for that release."""

    record: PublicRecord
    release: Release


@frozen
class HeldBack:
    """A record that was agreed to and does not go out, and why; `again`: it can be proposed anew. `gone`: it is not
    there any more, so that there is nothing to be done about it."""

    key: str
    release: Release
    why: Text
    again: bool = False
    gone: bool = False


def as_shown(at: Call | Moment, store: Store, release: Release, one: ReleasedRecord) -> Outgoing | HeldBack:
    """The record of a release as it is now, if that is what was shown for it."""
    found = public_record(at, store, one.kind, one.number)
    if isinstance(found, Hindrance):
        return HeldBack(one.key, release, found.text, gone=found.gone)
    if fingerprint(found) != one.hash:
        why = _("{key} has changed since it was shown for {release}.", key=one.key, release=release.key)
        return HeldBack(one.key, release, why, again=True)
    if not still_decided(store, release):
        decision = f"B{release.decision}"
        why = _("{key} was released by {decision}, which holds no more.", key=one.key, decision=decision)
        return HeldBack(one.key, release, why, again=True)
    return Outgoing(found, release)


def still_decided(store: Store, release: Release) -> bool:
    """Whether the decision that agreed to it, if it was one, is accepted and holds."""
    decision = store.decisions.find(release.decision) if release.decision is not None else None
    return release.decision is None or (
        decision is not None and decision.state == "accepted" and decision.repealed is None
    )


def standing_as_is(store: Store, record: PublicRecord) -> Release | None:
    """The release, open or agreed to, for which the record was shown as it is now."""
    kind, number = name_of(record)
    wanted = fingerprint(record)
    return next(
        (
            release
            for release in store.releases.holding(kind, number)
            if still_decided(store, release)
            and any((one.key, one.hash) == (record.key, wanted) for one in release.records)
        ),
        None,
    )


def name_of(record: PublicRecord) -> tuple[RecordKind, int]:
    """The letter and the number of its short name."""
    kind: RecordKind = "L" if record.key[0] == "L" else "B" if record.key[0] == "B" else "M"
    return kind, int(record.key[1:])


def can_be_proposed(at: Call | Moment, store: Store, kind: RecordKind, number: int) -> bool:
    """Whether it can go out, and stands in no release as it is now."""
    found = public_record(at, store, kind, number)
    return not isinstance(found, Hindrance) and standing_as_is(store, found) is None


def all_going_out(at: Call | Moment, store: Store) -> list[Outgoing]:
    """All that goes out, each looked at now; by kind and number."""
    rows = [(release, one) for release in store.releases.agreed() for one in release.records]
    rows.sort(key=lambda row: (row[1].kind, row[1].number))
    found = (as_shown(at, store, release, one) for release, one in rows)
    return [one for one in found if isinstance(one, Outgoing)]
