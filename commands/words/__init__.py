"""Sentences: what the bot says, as values that `render` turns into a Matrix message.

Everything a handler says is a `Text`: a whole English template with named values. German stands in the
catalogue under `locale/`. Only `render` knows HTML, escapes, and writes `m.mentions`.
"""

from commands.words.messages import ROOM, Accept, File, Message, MessageRedaction, Poll, Reply, Said, Thumbnail
from commands.words.text import (
    Bilingual,
    Closed,
    Code,
    Content,
    Instead,
    Lines,
    Link,
    MadeUp,
    Member,
    OfferedLine,
    OneOf,
    Period,
    Quoted,
    Text,
    Value,
    _,
    _n,
    bullets,
    lines,
    offered_line,
)

__all__ = [
    "ROOM",
    "Accept",
    "Bilingual",
    "Closed",
    "Code",
    "Content",
    "File",
    "Instead",
    "Lines",
    "Link",
    "MadeUp",
    "Member",
    "Message",
    "MessageRedaction",
    "OfferedLine",
    "OneOf",
    "Period",
    "Poll",
    "Quoted",
    "Reply",
    "Said",
    "Text",
    "Thumbnail",
    "Value",
    "_",
    "_n",
    "bullets",
    "lines",
    "offered_line",
]
