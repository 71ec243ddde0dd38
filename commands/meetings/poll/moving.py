"""What is put in order when the bot comes into a board room: after an upgrade open polls are posted there anew."""

from __future__ import annotations

from commands.base import Moment
from commands.meetings.poll.heading import heading, heading_name, slot_poll
from commands.words import Said
from storage import Store


def post_open_polls(at: Moment, store: Store) -> tuple[Said, ...]:
    """The heading and the polls of each open vote that were never posted in this room; no vote is lost."""
    polls = [
        meeting
        for meeting in store.meetings.voting()
        if meeting.takes_votes(at.ms) and store.outbox.find(at.room.room_id, heading_name(meeting)) is None
    ]
    said: list[Said] = []
    for meeting in polls:
        said.append(heading(at, store, meeting))
        said += [slot_poll(meeting, slot) for slot in store.meetings.slots(meeting.id)]
    return tuple(said)
