"""And if not? What is done about every kind of row that the homeserver does not take, for every reason.

A refusal because of the chat (`forbidden`) waits: a mute of a minute loses nothing. The other reasons stay. Then a
short sentence takes the place of the words, where somebody waits for them and can hear it; what stands already in the
place of others is given up.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Final, Literal, TypeAlias

from commands.words import Message, Text, _
from commands.words.render import Style
from matrixbot.bot import contents
from matrixbot.gateway import Refused
from storage.outbox import Draft, RowContent

LONGEST_MUTE = timedelta(days=2)
"""So long a chat in which the bot may say nothing is waited for."""

_KEPT = frozenset({"msgtype", "m.mentions", "m.relates_to"})

What: TypeAlias = Literal["reply", "message", "poll", "redaction", "reaction", "edit", "file", "clear", "accept"]
Reason: TypeAlias = Literal["large", "forbidden", "gone", "target", "fault", "other"]
Then: TypeAlias = Literal["wait", "say", "again", "give up"]
"""`say`: a sentence takes its place. `again`: the same without the thread it stood in, which the homeserver may not
know; if it stood in none, as `say`. What is too large goes again without its formatted form, if it fits then.
`wait`: for LONGEST_MUTE, then as `give up`, which leaves a line in the log, and lets a reminder that was to ring in it
ring elsewhere."""

_LOUD: dict[Reason, Then] = {
    "large": "say",
    "forbidden": "wait",
    "gone": "give up",  # nobody is there to hear a sentence
    "target": "give up",
    "fault": "say",
    "other": "say",
}
_QUIET: dict[Reason, Then] = {**_LOUD, "large": "give up", "fault": "give up", "other": "give up"}
AND_IF_NOT: Final[dict[What, dict[Reason, Then]]] = {
    "reply": {**_LOUD, "fault": "say", "other": "again"},
    "message": _LOUD,
    "poll": _LOUD,
    "redaction": _QUIET,  # the poll stays to be seen, but its later answers do not count, and the heading says so
    "reaction": {**_QUIET, "forbidden": "give up"},  # the words above it say the same; a room may want none
    "edit": {**_LOUD, "other": "give up"},  # the older words stay
    "file": _LOUD,
    "clear": _QUIET,
    "accept": {**_LOUD, "gone": "give up"},
}


def what(words: RowContent) -> What:
    """What kind of row it is."""
    if words.kind != "event":
        return words.kind
    if words.type == contents.POLL_START:
        return "poll"
    if words.type == contents.REDACTION:
        return "redaction"
    if words.type == contents.REACTION:
        return "reaction"
    return "reply" if "m.in_reply_to" in words.content.get("m.relates_to", {}) else "message"


def reason(refusal: Refused, *, inside: bool) -> Reason:
    """Why it was refused; `inside` tells whether the bot is in that room."""
    if not inside:
        return "gone"
    by_code: dict[str, Reason] = {"M_TOO_LARGE": "large", "M_FORBIDDEN": "forbidden"}
    return by_code.get(refusal.errcode, "other")


def answer(words: RowContent, why: Reason, now: int) -> Then:
    """What is done about that refusal, at `now` in ms."""
    then = AND_IF_NOT[what(words)][why]
    if then == "wait":
        over = words.forbidden is not None and now - words.forbidden > LONGEST_MUTE / timedelta(milliseconds=1)
        return "give up" if over else "wait"
    if then == "again" and "rel_type" not in words.content.get("m.relates_to", {}):
        then = "say"
    if then == "say" and why == "large" and "formatted_body" in words.content and not words.instead:
        then = "again" if contents.fits(contents.plain(words.content)) else "say"
    return "give up" if words.instead and then == "say" else then


def in_place(words: RowContent, why: Reason, then: Then, style: Style) -> tuple[Draft, str]:
    """What is said in its place, and the code under which it stands in the log."""
    code = secrets.token_hex(3)
    relation = words.content.get("m.relates_to", {})
    draft = Draft(words.chat, "m.room.message", {}, "edit" if words.kind == "edit" else "event")
    if then == "again" and why == "large":
        return replace(draft, content=contents.plain(words.content)), code
    if then == "again":
        relation = {"m.in_reply_to": relation["m.in_reply_to"]}
        return replace(draft, content={**words.content, "m.relates_to": relation}), code
    content = contents.message(Message(_sentence(words, why, code)), style)
    if words.kind == "edit":
        return replace(draft, content=contents.replacing(content)), code
    if what(words) in ("reply", "message"):
        content |= {key: kept for key, kept in words.content.items() if key in _KEPT}
    return replace(draft, content=content), code


def _sentence(words: RowContent, why: Reason, code: str) -> Text:
    large = why == "large"
    match what(words):
        case "reply" | "edit" if large:
            return _(
                "⚠️ The answer is too long to be sent. Please ask for less at a time; `!status` shows how things stand."
            )
        case "message" if large:
            return _("⚠️ A message is too long to be sent. `!status` shows how things stand.")
        case "file" if large:
            return _(
                "⚠️ The file {name} is too large for the homeserver and could not be sent.",
                name=str(words.content.get("filename", "")),
            )
        case "file":
            return _(
                "⚠️ The file {name} could not be sent: the homeserver did not take it. Please tell your administrator "
                "the code {code}.",
                name=str(words.content.get("filename", "")),
                code=code,
            )
        case "poll":
            return _(
                "⚠️ A poll could not be posted. Votes also count as a line; `!help vote` shows how. Please tell your "
                "administrator the code {code}.",
                code=code,
            )
        case "accept":
            return _(
                "⚠️ The new identity of {member} could not be accepted. Please say `!trust` again. The code for your "
                "administrator is {code}.",
                member=str(words.content.get("user_id", "")),
                code=code,
            )
    return _(
        "⚠️ A message could not be sent. `!status` shows how things stand; please tell your administrator the code "
        "{code}.",
        code=code,
    )
