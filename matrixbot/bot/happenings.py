"""From what an event means to what has happened on the board, as its listeners are told."""

from __future__ import annotations

from commands.base.happenings import Came, Happening, Left, PollAnswer, Reaction, Redaction
from matrixbot.bot.meaning import Answered, Meaning, Moved, Reacted, Redacted
from matrixbot.gateway import Event
from storage import Store


def happening_of(event: Event, found: Meaning, store: Store) -> Happening | None:
    match found:
        case Answered():
            name = store.outbox.name_of(event.room_id, found.poll_event)
            return PollAnswer(name, found.answers, event.time) if name else None
        case Reacted():
            name = store.outbox.name_of(event.room_id, found.target)
            return Reaction(found.key, found.target, name, event.time)
        case Redacted():
            return Redaction(found.target)
        case Moved():
            return Came() if found.joined else Left()
    return None
