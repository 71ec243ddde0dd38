"""Open votes in a room in which they were never posted: one that another was upgraded to."""

from __future__ import annotations

from commands.base import Moment
from commands.decisions.heading import decision_heading_name, opening
from commands.words import Said
from storage import Store


def post_open_votes(at: Moment, store: Store) -> tuple[Said, ...]:
    """The status message and the poll of each; no ballot is lost."""
    return tuple(
        said
        for decision in store.decisions.voting()
        if decision.takes_ballots(at.ms) and store.outbox.find(at.room.room_id, decision_heading_name(decision)) is None
        for said in opening(at, store, decision)
    )
