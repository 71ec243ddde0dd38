"""From a Matrix event to what it means for the board: a line to obey, an edit of one, a vote, coming, going."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from commands.base.happenings import Came, Happening, Left, PollAnswer, Reaction, Redaction
from commands.base.line import Line, read_lines
from commands.base.typed import without_reply_fallback
from matrixbot.bot.agreement import Agreed, agreed, agreed_with_more
from matrixbot.gateway import Event
from storage import Store
from storage.values import frozen

_RESPONSES = {
    "org.matrix.msc3381.poll.response": "org.matrix.msc3381.poll.response",
    "m.poll.response": "m.selections",
}
_VARIANTS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d\u2640\u2642]")
"""What tells the looks of one emoji apart: text or picture, the tone of the skin, the sex."""
_LONGEST_KEY = 32
_LONGEST_ID = 255
"""Bytes of an event's id, at most (Matrix specification, appendices, Common Identifier Format)."""
_CALLED = re.compile(r"[:,]\s")
"""What follows the name of somebody who is spoken to."""


@frozen
class Remark:
    """Any other words in reply to the event `answered`: talk, unless that is a question of the bot's to their sender.
    `mentions` are the user ids that are spoken to."""

    answered: str
    mentions: tuple[str, ...] = ()


@frozen
class CommandLines:
    """Command lines. `edits` is the event whose text they replace; `captions` tells that they came with a file,
    `falls_back` that `answered` is only the message before them in their thread (`is_falling_back`), `called` that the
    bot's name stands in front."""

    lines: tuple[Line, ...]
    thread: str | None
    answered: str | None
    mentions: tuple[str, ...]
    edits: str | None = None
    captions: bool = False
    falls_back: bool = False
    called: bool = False


@frozen
class Answered:
    """An answer to a poll (MSC3381). What is no list of ids counts as an empty one: it spoils the vote before."""

    poll_event: str
    answers: tuple[str, ...]


@frozen
class Reacted:
    """An annotation with `key`, the plain form of the emoji, on `target`."""

    target: str
    key: str


@frozen
class Redacted:
    target: str


@frozen
class Moved:
    """`user_id` joined or left the room."""

    user_id: str
    joined: bool


Meaning: TypeAlias = CommandLines | Agreed | Remark | Answered | Reacted | Redacted | Moved


@frozen
class Addressed:
    """How one speaks to the bot: with the prefix, or with one of its names in front.

    In a direct chat, where `all_words` holds, all that is said is for it.
    """

    prefix: str
    names: tuple[str, ...] = ()
    all_words: bool = False


def meaning(event: Event, how: Addressed) -> Meaning | None:
    """What the event means for the board; None for talk, notices and everything unknown. Never raises."""
    content = event.content
    if event.state_key is not None and event.type != "m.room.member":
        return None
    if event.type == "m.room.message":
        return _said(content, how)
    if event.type in _RESPONSES:
        return _answered(event.type, content)
    if event.type == "m.reaction":
        relation = _object(content, "m.relates_to")
        target, key = relation.get("event_id"), relation.get("key")
        if not isinstance(target, str) or not isinstance(key, str) or len(key) > _LONGEST_KEY:
            return None
        return Reacted(target, _VARIANTS.sub("", key))
    if event.type == "m.room.redaction":
        return Redacted(event.redacts) if event.redacts else None
    if event.type == "m.room.member" and event.state_key is not None:
        membership = content.get("membership")
        if membership == "join":
            return Moved(event.state_key, joined=True)
        return Moved(event.state_key, joined=False) if membership in ("leave", "ban") else None
    return None


def refers_to(event: Event) -> str | None:
    """The event that this one refers to (`m.reference`): encrypted events say so in clear."""
    relation = _object(event.content, "m.relates_to")
    return _text(relation, "event_id") if relation.get("rel_type") == "m.reference" else None


def _said(content: Mapping[str, Any], how: Addressed) -> CommandLines | Agreed | Remark | None:
    relation = _object(content, "m.relates_to")
    edits = relation.get("event_id") if relation.get("rel_type") == "m.replace" else None
    spoken = _object(content, "m.new_content") if edits else content
    body = spoken.get("body")
    captioned = _is_captioned(spoken)
    if not (spoken.get("msgtype") == "m.text" or captioned) or not isinstance(body, str):
        return None
    answered = _text(_object(relation, "m.in_reply_to"), "event_id")
    prefixed = read_lines(body, how.prefix)
    lines = prefixed or _addressed(body, how)
    if answered and not edits and (alone := agreed(body, answered)):
        return alone
    mentioned = _object(spoken, "m.mentions").get("user_ids")
    mentions = tuple(u for u in mentioned if isinstance(u, str)) if isinstance(mentioned, list) else ()
    falls_back = relation.get("is_falling_back") is True
    if not lines:
        more = agreed_with_more(body, answered) if answered and not edits else None
        return more or (Remark(answered, mentions) if answered and not (edits or falls_back) else None)
    return CommandLines(
        lines,
        thread=_thread(relation),
        answered=answered,
        mentions=mentions,
        edits=edits if isinstance(edits, str) else None,
        captions=captioned,
        falls_back=falls_back,
        called=not prefixed,
    )


def _thread(relation: Mapping[str, Any]) -> str | None:
    """The thread that the message is in; one whose root can be no event is none to answer in."""
    root = _text(relation, "event_id") or ""
    sound = relation.get("rel_type") == "m.thread" and root.startswith("$") and len(root) <= _LONGEST_ID
    return root if sound else None


def _is_captioned(spoken: Mapping[str, Any]) -> bool:
    """Whether it is a file whose `body` are words about it, not its name (Matrix specification, «media captions»)."""
    name = spoken.get("filename")
    return spoken.get("msgtype") == "m.file" and isinstance(name, str) and name != spoken.get("body")


def _addressed(body: str, how: Addressed) -> tuple[Line, ...]:
    """`Board-Assistent: hilfe`, and in a direct chat any words at all."""
    text = without_reply_fallback(body).lstrip()
    for name in how.names:
        end = len(name) + 1
        if text[: end - 1].casefold() == name.casefold() and _CALLED.match(text, end - 1):
            return read_lines(how.prefix + text[end:].lstrip().removeprefix(how.prefix), how.prefix)
    return read_lines(how.prefix + text, how.prefix) if how.all_words else ()


def _answered(event_type: str, content: Mapping[str, Any]) -> Answered | None:
    target = _text(_object(content, "m.relates_to"), "event_id")
    if target is None:
        return None
    key = _RESPONSES[event_type]
    answers = content.get(key)
    if isinstance(answers, dict):
        answers = answers.get("answers")
    if not isinstance(answers, list) or not all(isinstance(a, str) for a in answers):
        return Answered(target, ())
    return Answered(target, tuple(answers))


def _object(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def _text(content: Mapping[str, Any], key: str) -> str | None:
    value = content.get(key)
    return value if isinstance(value, str) else None


def happening_of(event: Event, found: Meaning, store: Store) -> Happening | None:
    """What has happened on the board, as its listeners are told; None where nobody is."""
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
