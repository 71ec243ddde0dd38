"""What a handler causes to be said: the reply, and messages beside it. They go to the outbox, not to the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from commands.words.text import Content, Member, Text
from storage.values import frozen

ROOM: Final = "room"


@frozen
class Message:
    """A message of the bot's own.

    `rings` names those who shall hear it: members, or ROOM for all. What rings is `m.text`, the rest `m.notice`.
    `name` makes the message findable («meeting 12 heading»): `replaces` edits the one of that name in place, and
    if it was never said, says it anew under that name.
    `about` is the record it speaks of; messages about one record keep their order. `chat` is where it goes:
    None means the board room.
    `answers` makes it a reply to that event. A message whose `name` was said before is not said again.
    `in_clear` sends it unencrypted into an encrypted room: only for what tells the homeserver nothing new.
    `buttons` are reactions that the bot puts under a message with a `name`, to be tapped; reactions come in clear.
    """

    text: Content
    rings: tuple[Member, ...] | Literal["room"] = ()
    name: str | None = None
    replaces: str | None = None
    about: str | None = None
    chat: str | None = None
    answers: str | None = None
    in_clear: bool = False
    buttons: tuple[str, ...] = ()


@frozen
class Poll:
    """A native poll (MSC3381), single choice, disclosed. `answers` are (id, label) pairs, at most 20.

    `name` ties the event, once it is known, to what it asks about. It stands in the thread on the message named
    `thread`, if that was said.
    """

    question: Content
    answers: tuple[tuple[str, Text], ...]
    name: str
    thread: str | None = None
    about: str | None = None


@frozen
class MessageRedaction:
    """Takes the bot's own message or native poll of that `name` out of the room; nothing if it was never said.

    The votes of a poll stay. Its end event would be drawn as a whole poll once more; several redactions in a row are
    one line in Element.
    """

    name: str
    about: str | None = None


@frozen
class Thumbnail:
    """A smaller form of a picture, of the same kind, with its size in pixels."""

    data: bytes
    width: int
    height: int


@frozen
class File:
    """An attachment, encrypted where the room is. `info` is merged into the event's `info` (`w`, `h`).

    `msgtype` is `m.file` or `m.image`; `text` is the caption. `reader` is the user id whose direct chat it goes to,
    where that is another one's than the asker's.
    """

    filename: str
    mimetype: str
    data: bytes
    about: str | None = None
    chat: str | None = None
    msgtype: Literal["m.file", "m.image"] = "m.file"
    text: Content | None = None
    info: Mapping[str, Any] | None = None
    thumbnail: Thumbnail | None = None
    reader: str | None = None


@frozen
class Accept:
    """From now on the bot trusts that cryptographic identity of this user (an organiser vouched for it)."""

    user_id: str
    identity: str


Said: TypeAlias = Message | Poll | MessageRedaction | File | Accept


@frozen
class Reply:
    """The answer to one call: `text` as a notice in reply to it, then `also`, in that order.

    `about` is the record the answer speaks of. `name` makes the answer findable, as with `Message`.
    `asks` tells that nothing was done yet but a question asked: the line may still be edited. `beside` is what only the
    messages beside it say: a question whether it is meant so says it, as they are not there yet.
    """

    text: Content
    also: tuple[Said, ...] = ()
    about: str | None = None
    name: str | None = None
    asks: bool = False
    beside: Content | None = None
