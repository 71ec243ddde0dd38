"""How an entry is shown: in a line of a list, in full, with who added it and who has read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from commands.base import Call, from_ms
from commands.pages import in_full
from commands.words import Content, Link, Text, Value, _, offered_line
from commands.words.render import render
from commands.words.sizes import size
from storage.literature import Entry

_SHOWN = 160
"""Characters of a title in a list."""
_LARGE = 2_000
"""Bytes of a line in a list, from where on its parts stand below each other when it is shown in full."""


def what(entry: Entry) -> Text:
    """Title and address, or the address alone; of a book its ISBN."""
    title = _title(entry)
    if entry.address:
        return Text("{link}", {"link": Link(entry.address, title)})
    isbn = str(entry.csl.get("ISBN", ""))
    shown = ", ".join(part for part in (title, isbn and f"ISBN {isbn}") if part)
    return Text("{title}", {"title": shown})


def _title(entry: Entry) -> str:
    return entry.title if len(entry.title) <= _SHOWN else entry.title[: _SHOWN - 1] + "…"


def tags(entry: Entry) -> str:
    """`#governance #kgst`"""
    return " ".join(f"#{tag}" for tag in entry.tags)


def in_list(entry: Entry) -> Text:
    """One line of a list."""
    values: dict[str, Value] = {"key": entry.key, "what": what(entry), "tags": tags(entry)}
    return Text("**{key}** {what} {tags}" if entry.tags else "**{key}** {what}", values)


def authors(entry: Entry) -> str:
    """`Müller, Anna; KGSt`, from CSL-JSON's list of names."""
    return names_text(entry.csl.get("author", ()))


def names_text(csl_names: Iterable[Mapping[str, str]]) -> str:
    """CSL-JSON's names with semicolons between them."""
    names = []
    for name in csl_names:
        parts = (name.get("literal") or name.get("family", ""), name.get("given", ""))
        names.append(", ".join(part for part in parts if part))
    return "; ".join(names)


_SHOWN_FIELDS: dict[str, Callable[[str], Text]] = {
    "editor": lambda value: _("Editors: {value}", value=value),
    "issued": lambda value: _("Year: {value}", value=value),
    "container-title": lambda value: _("Journal: {value}", value=value),
    "publisher": lambda value: _("Publisher: {value}", value=value),
    "publisher-place": lambda value: _("Place: {value}", value=value),
    "collection-title": lambda value: _("Series: {value}", value=value),
    "volume": lambda value: _("Volume: {value}", value=value),
    "issue": lambda value: _("Issue: {value}", value=value),
    "edition": lambda value: _("Edition: {value}", value=value),
    "page": lambda value: _("Pages: {value}", value=value),
    "ISSN": lambda value: _("ISSN: {value}", value=value),
    "language": lambda value: _("Language: {value}", value=value),
    "abstract": lambda value: _("Abstract: {value}", value=value),
}


def details(entry: Entry) -> Text | None:
    """Authors and the other fields, as they can be typed: `Autoren: Müller, Anna; Jahr: 2024`."""
    shown = [_("Authors: {value}", value=authors(entry))] if entry.csl.get("author") else []
    for name, sentence in _SHOWN_FIELDS.items():
        if value := field_text(entry.csl, name):
            shown.append(sentence(value))
    for name in ("DOI", "ISBN"):
        if entry.csl.get(name) and entry.address and str(entry.csl[name]).lower() not in entry.address.lower():
            shown.append(Text("{name}: {value}", {"name": name, "value": str(entry.csl[name])}))
    names = {f"n{n}": text for n, text in enumerate(shown)}
    return Text("; ".join(f"{{{name}}}" for name in names), dict(names)) if shown else None


def field_text(csl: Mapping[str, Any], name: str) -> str:
    """The value of a CSL field as one reads it; nothing if it is not there."""
    value = csl.get(name)
    if not value:
        return ""
    if name in ("author", "editor"):
        return names_text(value)
    if isinstance(value, dict):
        parts: list[int] = next(iter(value.get("date-parts") or [[]]), [])
        return "-".join(f"{part:02d}" if n else str(part) for n, part in enumerate(parts))
    return str(value)


def shown_in_full(call: Call, entry: Entry, page: int | None) -> Content:
    """All that is known of an entry; what is long on a row of its own, below the short title."""
    room, head = call.room, in_list(entry)
    rows: list[Content | None] = []
    if len(entry.title) > _SHOWN or size(render(head, call.settings.style)) > _LARGE:
        rows += [
            Text("{title}", {"title": entry.title}) if len(entry.title) > _SHOWN else None,
            Text("{address}", {"address": Link(entry.address)}) if entry.address else None,
            Text("{tags}", {"tags": tags(entry)}) if entry.tags else None,
        ]
        head = Text("**{key}** {title}", {"key": entry.key, "title": _title(entry)})
    rows += [
        details(entry),
        Text("{note}", {"note": entry.note}) if entry.note else None,
        _("Added by {member} on {when}.", member=room.named(entry.adder), when=from_ms(entry.added)),
        _("Read by {members}.", members=tuple(room.named(reader) for reader in entry.readers))
        if entry.readers
        else None,
    ]
    return in_full(call, head, rows, page, lambda n: offered_line("lit show", entry.key, n))
