"""Adding entries: what is new, what was known already, what is still to be looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from commands.base import Call, from_ms
from commands.literature.fields import date_parts
from commands.literature.line import Described, Posted, no_address
from commands.literature.sentences import details, in_list, tags
from commands.words import Content, Text, Value, _, _n, lines, offered_line
from storage import Store
from storage.errands import ErrandKind
from storage.literature import Entry, NewEntry
from storage.values import frozen


@frozen
class Added:
    """An entry that was added, or was there, and what to say of it; `looked_up`: its title is still to come."""

    entry: Entry
    text: Content
    looked_up: bool = False


def add_all(call: Call, store: Store, posted: Sequence[Posted]) -> list[Added]:
    """Adds each of them; the titles that nobody said are looked up behind the transaction, where that is allowed."""
    added = [_add(call, store, one) for one in posted]
    if any(one.looked_up for one in added):
        ids = " ".join(str(one.entry.id) for one in added)
        store.errands.add(ErrandKind.TITLES, call.chat, call.member.user_id, call.event_id, ids, call.ms, None)
    return added


def _add(call: Call, store: Store, posted: Posted) -> Added:
    address, described = posted.address, posted.described
    if address is None:
        raise no_address()
    known = store.literature.by_identity(address.key)
    if known:
        return Added(known, known_already(call, store, known, described))
    day: dict[str, Any] = {"accessed": date_parts(call.now.date())} if address.address else {}
    csl = {**day, **address.csl, **said_of(described)}
    new = NewEntry(
        address.key, address.address, csl=csl, note=described.note, tags=described.tags, adder=call.member.user_id
    )
    entry = store.literature.add(new, call.ms)
    looked_up = call.settings.fetch_titles and bool(entry.address) and not entry.title
    looking = _("Its title is being looked up on the page.")
    return Added(entry, added_now(entry, looking if looked_up else None), looked_up)


def added_now(entry: Entry, more: Text | None = None) -> Content:
    """What is said of a new entry, with that sentence behind it; without a title how it gets one."""
    untitled = (
        None
        if entry.title
        else _("It has no title yet; this gives it one: {line}", line=offered_line("lit edit", entry.key, _("title")))
    )
    return lines(_("Added: {entry}", entry=in_list(entry)), details(entry), note_of(entry), more or untitled)


def known_already(call: Call, store: Store, known: Entry, described: Described) -> Content:
    """Nothing is stored twice; tags that are new are added, what is missing is filled in, the rest is named."""
    said = said_of(described)
    missing = {name: value for name, value in said.items() if name not in known.csl}
    note = described.note if not known.note else ""
    if missing or note:
        store.literature.change(replace(known, csl={**known.csl, **missing}, note=known.note or note))
    after = store.literature.tag(known.id, described.tags)
    new = [f"#{name}" for name in after.tags if name not in known.tags]
    other = {name: value for name, value in said.items() if name != "type" and known.csl.get(name, value) != value}
    unused = replace(after, csl=other, note=described.note if described.note not in ("", after.note) else "", tags=())
    return lines(
        _(
            "{member} added this already on {when}: {entry}",
            member=call.room.named(known.adder),
            when=from_ms(known.added),
            entry=in_list(after),
        ),
        details(after) if missing else None,
        note_of(after) if note else None,
        _n("New tag: {tags}", "New tags: {tags}", len(new), tags=" ".join(new)) if new else None,
        _(
            "It stays as it was; this changes it: {whole_line}",
            whole_line=offered_line("lit edit", known.key, words_of(unused)),
        )
        if other or unused.note
        else None,
    )


def note_of(entry: Entry) -> Text | None:
    """Its note as it is shown below it."""
    return Text("{note}", {"note": entry.note}) if entry.note else None


def said_of(described: Described) -> dict[str, Any]:
    """What was said, as fields of CSL-JSON."""
    return {**({"title": described.title} if described.title else {}), **described.csl}


def words_of(entry: Entry) -> Text:
    """What is said of the entry beside its address, as it can be typed again."""
    note = f"– {' '.join(entry.note.split())}" if entry.note else ""
    text = " ".join(part for part in (entry.title, tags(entry), note) if part)
    fields = details(entry)
    values: dict[str, Value] = {"text": text, "fields": fields or ""}
    return Text("{text}; {fields}" if fields else "{text}", values)
