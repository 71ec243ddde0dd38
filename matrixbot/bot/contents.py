"""Matrix event contents: from what the board's rules want said to the JSON that the Matrix specification asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from commands.words import ROOM, Content, File, Member, Message, Poll, Text, _
from commands.words.render import Rendered, Style, render
from commands.words.sizes import narrowing

POLL_START = "org.matrix.msc3381.poll.start"
REDACTION = "m.room.redaction"
REACTION = "m.reaction"
_TEXT = "org.matrix.msc1767.text"
LONGEST_ID = 255
"""Bytes of an event id (Matrix specification, appendices, Common identifier format)."""
EventContent = dict[str, Any]

LARGEST_EVENT = 65_536
"""Bytes of a whole event (Matrix client-server API, «Size limits»)."""
_FRAME = 4_000
"""Bytes of it that are not the content: what the homeserver adds, and the envelope of what is encrypted."""
_RELATED: EventContent = {"m.relates_to": "x" * 1_000}
"""As much as what a message replies to or edits takes, with the thread it stands in."""
_RUNG = 12_000
"""Bytes of ids that one message rings, so that its words have the rest of the event."""
_FORMATTED = frozenset({"format", "formatted_body"})


def rung_apart(said: Message) -> list[Message]:
    """The message, and those that ring whom it has no room for: its words are said once, and nobody is left out."""
    if said.rings == ROOM or not said.rings:
        return [said]
    first, *others = _by_bytes(said.rings)
    also = [
        Message(_("The message before this one is meant for {members}, too.", members=rung), rings=rung)
        for rung in others
    ]
    return [replace(said, rings=first), *also]


def _by_bytes(members: Sequence[Member]) -> list[tuple[Member, ...]]:
    groups: list[list[Member]] = [[]]
    left = _RUNG
    for member in members:
        taken = len(json.dumps(member.user_id, ensure_ascii=False).encode("utf-8", "surrogatepass")) + 2
        if taken > left and groups[-1]:
            groups.append([])
            left = _RUNG
        groups[-1].append(member)
        left -= taken
    return [tuple(group) for group in groups]


def message(said: Message, style: Style, *, edits: bool = False) -> EventContent:
    """An `m.room.message`: `m.text` where it rings, else `m.notice`; `m.mentions` always stands in it.

    `edits` tells that it will take the place of another, which needs twice the room. What does not fit whole is said
    with shortened texts.
    """
    mentions: EventContent = {}
    if said.rings == ROOM:
        mentions = {"room": True}
    elif said.rings:
        mentions = {"user_ids": [member.user_id for member in said.rings]}
    frame = {"msgtype": "m.text" if said.rings else "m.notice", "m.mentions": mentions, **_RELATED}
    for narrow in narrowing(style):
        body = _body(render(said.text, narrow))
        if fits(replacing({**frame, **body}) if edits else {**frame, **body}):
            break
    return {"msgtype": frame["msgtype"], **body, "m.mentions": mentions}


def replying(content: EventContent, event_id: str, thread: str | None) -> EventContent:
    """The content as a rich reply to the event, in its thread if it stands in one."""
    relation: EventContent = {"m.in_reply_to": {"event_id": event_id}}
    if thread and len(thread.encode("utf-8", "replace")) <= LONGEST_ID:
        relation |= {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True}
    return {**content, "m.relates_to": relation}


def replacing(content: EventContent) -> EventContent:
    """The content as a replacement (`m.replace`); the sender adds the event id of what it replaces.

    An edit rings nobody: who was meant was rung by the message itself.
    """
    new = {key: value for key, value in content.items() if key != "m.relates_to"}
    shown = {"body": f"* {content['body']}", "formatted_body": f"* {content['formatted_body']}"}
    return {**new, **shown, "m.mentions": {}, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace"}}


def poll_start(poll: Poll, style: Style) -> EventContent:
    """A disclosed single-choice poll under the unstable names of MSC3381, with a text for clients without polls."""
    question = render(poll.question, style).body
    answers = [(key, render(label, style).body) for key, label in poll.answers]
    fallback = "\n".join([question, *(f"{n}. {label}" for n, (_, label) in enumerate(answers, start=1))])
    return {
        POLL_START: {
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": 1,
            "question": {_TEXT: question, "body": question, "msgtype": "m.text"},
            "answers": [{"id": key, _TEXT: label} for key, label in answers],
        },
        _TEXT: fallback,
        "m.mentions": {},
    }


def reaction(key: str) -> EventContent:
    """A reaction; the sender adds the event id of what it is put under."""
    return {"m.relates_to": {"rel_type": "m.annotation", "key": key}, "m.mentions": {}}


def file(said: File, style: Style) -> EventContent:
    """An `m.file` or `m.image` without its address, which the sender adds after the upload."""
    caption = _caption(said.text, style) if said.text else {}
    info: EventContent = {"mimetype": said.mimetype, "size": len(said.data), **(said.info or {})}
    if small := said.thumbnail:
        size = len(small.data)
        info["thumbnail_info"] = {"mimetype": said.mimetype, "size": size, "w": small.width, "h": small.height}
    return {
        "msgtype": said.msgtype,
        "body": said.filename,
        "filename": said.filename,
        "info": info,
        "m.mentions": {},
        **caption,
    }


def _caption(text: Content, style: Style) -> EventContent:
    return next(
        (body for narrow in narrowing(style) if fits({**_RELATED, **(body := _body(render(text, narrow)))})),
        {},
    )


def in_thread(content: EventContent) -> EventContent:
    """The content as one in a thread; the sender adds the event id of the thread's root. Clients without threads show
    it as a reply to that (Matrix specification, «Fallback for unthreaded clients»)."""
    return {**content, "m.relates_to": {"rel_type": "m.thread", "is_falling_back": True, "m.in_reply_to": {}}}


def tied(content: Mapping[str, Any], event_id: str) -> EventContent:
    """The content with the event id of what it edits or refers to, or of the thread it stands in."""
    relation = {**content.get("m.relates_to", {}), "event_id": event_id}
    if "m.in_reply_to" in relation:
        relation["m.in_reply_to"] = {"event_id": event_id}
    return {**content, "m.relates_to": relation}


def fits(content: Mapping[str, Any]) -> bool:
    """Whether an event can hold it, both forms, both times in an edit, and a third more for the encryption."""
    data = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return len(data) * 4 / 3 + _FRAME <= LARGEST_EVENT


def plain(content: Mapping[str, Any]) -> EventContent:
    """The same words without their formatted form."""
    less = {key: value for key, value in content.items() if key not in _FORMATTED}
    return {**less, "m.new_content": plain(less["m.new_content"])} if "m.new_content" in less else less


def warning(text: Text, example: Text | None) -> Text:
    """A member's mistake: one sentence behind ⚠️, and a line that would have worked."""
    if example is None:
        return Text("⚠️ {text}", {"text": text})
    return Text("⚠️ {text}\n{example}", {"text": text, "example": example})


def _body(rendered: Rendered) -> EventContent:
    return {"body": rendered.body, "format": "org.matrix.custom.html", "formatted_body": rendered.html}
