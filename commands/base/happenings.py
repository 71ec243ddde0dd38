"""What members do besides typing commands, as values: poll answers, reactions, redactions, coming and going."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from commands.base.call import Call
from commands.words import Said
from storage import Store
from storage.values import frozen


@frozen
class PollAnswer:
    """An answer to a native poll of the bot's: `poll` is the name under which it was posted.

    `answers` are the chosen ids as they came; `time` is `origin_server_ts` in ms. The latest of a sender counts.
    """

    poll: str
    answers: tuple[str, ...]
    time: int


@frozen
class Reaction:
    """A reaction with `key`. `name` is the name of the bot's message it stands on, None for another message."""

    key: str
    target: str
    name: str | None
    time: int


@frozen
class Redaction:
    """The event `target` was redacted: a vote or a reaction may have to be taken back."""

    target: str


@frozen
class Came:
    """A member joined the room; `call.member` is the one."""


@frozen
class Left:
    """A member left the room; `call.member` is the one, no longer among `call.room.members`."""


Happening: TypeAlias = PollAnswer | Reaction | Redaction | Came | Left

Listener: TypeAlias = Callable[[Call, Store, Any], tuple[Said, ...]]
"""Takes one kind of happening, changes the records and gives what is to be said; the member waits for no answer."""

Listeners: TypeAlias = Mapping[type[Happening], Listener]
"""What a feature listens to."""
