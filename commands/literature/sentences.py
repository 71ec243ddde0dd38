"""How an entry is shown: in a line of a list, in full, with who added it and who has read it."""

from __future__ import annotations

from datetime import UTC, datetime

from commands.base import Room
from commands.words import Content, Link, Text, Value, _, lines
from storage.literature import Entry

_SHOWN = 160
"""Characters of a title in a list."""


def moment_of(ms: int) -> datetime:
    """A moment as the records keep it, as an aware value."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def what(entry: Entry) -> Text:
    """Title and address, or the address alone; of a book its ISBN."""
    title = entry.title if len(entry.title) <= _SHOWN else entry.title[: _SHOWN - 1] + "…"
    if entry.address:
        return Text("{link}", {"link": Link(entry.address, title)})
    isbn = str(entry.csl.get("ISBN", ""))
    shown = ", ".join(part for part in (title, isbn and f"ISBN {isbn}") if part)
    return Text("{title}", {"title": shown})


def tags(entry: Entry) -> str:
    """`#governance #kgst`"""
    return " ".join(f"#{tag}" for tag in entry.tags)


def in_list(entry: Entry) -> Text:
    """One line of a list."""
    values: dict[str, Value] = {"key": entry.short, "what": what(entry), "tags": tags(entry)}
    return Text("**{key}** {what} {tags}" if entry.tags else "**{key}** {what}", values)


def authors(entry: Entry) -> str:
    """`Müller, Anna; KGSt`, from CSL-JSON's list of names."""
    names = []
    for name in entry.csl.get("author", ()):
        parts = (name.get("literal") or name.get("family", ""), name.get("given", ""))
        names.append(", ".join(part for part in parts if part))
    return "; ".join(names)


def in_full(entry: Entry, room: Room) -> Content:
    """All that is known of an entry."""
    by = authors(entry)
    return lines(
        in_list(entry),
        _("By {authors}", authors=by) if by else None,
        Text("{note}", {"note": entry.note}) if entry.note else None,
        _("Added by {member} on {when}.", member=room.named(entry.adder), when=moment_of(entry.added)),
        _("Read by {members}.", members=tuple(room.named(reader) for reader in entry.readers))
        if entry.readers
        else None,
    )
