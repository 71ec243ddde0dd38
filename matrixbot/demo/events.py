"""What an event of the bot's is and says, as a client reads it."""

from __future__ import annotations

from collections.abc import Sequence

from matrixbot.bot.contents import POLL_START, REDACTION
from matrixbot.demo.day import Sign
from matrixbot.gateway import Event


def signs_of(event: Event) -> list[Sign]:
    """What an event of the bot's is, apart from its words."""
    content, signs = event.content, list[Sign]()
    if event.type == POLL_START:
        signs.append("poll")
    elif event.type == REDACTION:
        signs.append("redaction")
    elif content.get("msgtype") in ("m.file", "m.image"):
        signs.append("file" if content["msgtype"] == "m.file" else "picture")
    elif content.get("msgtype") == "m.text" and content.get("m.mentions") and "m.new_content" not in content:
        signs.append("ring")
    return signs


def is_threaded(event: Event) -> bool:
    """Whether it stands in a thread, of which the room shows one line."""
    return (event.content.get("m.relates_to") or {}).get("rel_type") == "m.thread"


def reply_to(event_id: str, heard: Sequence[Event]) -> Event | None:
    """The answer to that event among what was heard."""
    for event in heard:
        relation = event.content.get("m.relates_to") or {}
        if relation.get("m.in_reply_to", {}).get("event_id") == event_id:
            return event
    return None


def text_of(event: Event) -> str:
    """The words of a message or poll; of an edit, the new ones."""
    content = event.content.get("m.new_content", event.content)
    return str(content.get("body") or content.get("org.matrix.msc1767.text", ""))


def question_of(poll: Event) -> str:
    """What a native poll asks."""
    return str(poll.content[POLL_START]["question"]["body"])


def answers_of(poll: Event) -> dict[str, str]:
    """The answers of a native poll: label by id, in their order."""
    answers = poll.content[POLL_START]["answers"]
    return {answer["id"]: answer["org.matrix.msc1767.text"] for answer in answers}
