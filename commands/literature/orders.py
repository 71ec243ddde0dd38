"""`!lit` and its verbs that change the list: add, edit, tag, read, remove; and show."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from commands.base import Call, Group, Key, Rest, UsageError, UserError, command
from commands.base.typed import fold
from commands.literature.line import Described, describe, no_address, read_tags, take_address
from commands.literature.sentences import in_full, in_list, moment_of, tags
from commands.words import Reply, Text, _, _n, lines
from storage import Store
from storage.literature import Entry, NewEntry

_WHICH = _("Which entry is meant?")

GROUPS = (
    Group(
        "lit",
        ("literatur", "literature", "quelle", "quellen"),
        _("The board's literature: add, find, export"),
        default="lit list",
        otherwise="lit search",
    ),
)


@command(
    "lit add",
    de=("neu", "hinzufügen", "aufnehmen", "merken", "new", "save"),
    help=_("Adds an address, a DOI, an arXiv number or an ISBN, with a title, tags and a note if you like."),
    examples=(
        _("`!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`"),
        _("`!lit add 10.1787/9789264118706-de`"),
        _("`!lit add ISBN 978-3-16-148410-0 #law`"),
    ),
    takes={"rest": Rest(_("Which address is meant?"))},
)
def add(call: Call, store: Store, rest: str) -> Reply:
    """Adds what is new; of what is known it says who added it, and keeps the new tags."""
    address, text = take_address(rest)
    if address is None:
        raise no_address()
    described = describe(text)
    known = store.literature.by_key(address.key)
    if known:
        return _known(call, store, known, described.tags)
    csl: dict[str, Any] = {**address.csl, **_said(described)}
    new = NewEntry(address.key, address.address, csl, described.note, described.tags, call.member.user_id)
    entry = store.literature.add(new, call.ms)
    untitled = _("It has no title yet; this gives it one: `!lit edit {key} title`", key=entry.short)
    return Reply(
        lines(_("Added: {entry}", entry=in_list(entry)), _note(entry), None if entry.title else untitled),
        about=entry.short,
    )


@command(
    "lit show",
    reads=True,
    de=("zeigen", "zeige"),
    help=_("Shows one entry in full."),
    examples=(_("`!lit show L4`"),),
    takes={"number": Key("L", _WHICH, alone=True)},
)
def show(call: Call, store: Store, number: int) -> Reply:
    """Title, address, authors, note, tags, who added it and who has read it."""
    entry = _find(store, number)
    return Reply(in_full(entry, call.room), about=entry.short)


@command(
    "lit edit",
    de=("ändern", "change"),
    help=_("Changes title, note, authors or address of an entry, and adds tags."),
    examples=(_("`!lit edit L4 KGSt report 6/2021 #audit – with examples`"), _("`!lit edit L4 Authors: Müller, Anna`")),
    takes={"number": Key("L", _WHICH), "rest": Rest(_("What shall change?"), optional=True)},
)
def edit(call: Call, store: Store, number: int, rest: str) -> Reply:
    """What is not said stays as it is."""
    before = _find(store, number)
    address, text = take_address(rest)
    described = describe(text)
    said = _said(described)
    if not (address or said or described.note or described.tags):
        raise UsageError(_("What shall change?"), _("`!lit edit L4 KGSt report 6/2021 #audit – with examples`"))
    taken = store.literature.by_key(address.key) if address else None
    if taken and taken.id != before.id:
        raise UserError(
            _("That address is in the list already: {entry}", entry=in_list(taken)),
            _("`!lit show {key}`", key=taken.short),
        )
    changed = replace(before, csl={**before.csl, **(address.csl if address else {}), **said})
    if address:
        changed = replace(changed, key=address.key, address=address.address)
    if described.note:
        changed = replace(changed, note=described.note)
    store.literature.change(changed)
    after = store.literature.tag(before.id, described.tags)
    return Reply(lines(_("Changed: {entry}", entry=in_list(after)), _note(after)), about=after.short)


@command(
    "lit tag",
    de=("tags", "schlagwort", "schlagworte", "verschlagworten"),
    help=_("Gives an entry tags; with a minus before it, a tag is taken away."),
    examples=(_("`!lit tag L4 #governance #audit`"), _("`!lit tag L4 -#audit`")),
    takes={"number": Key("L", _WHICH), "rest": Rest(_("Which tags?"))},
)
def tag(call: Call, store: Store, number: int, rest: str) -> Reply:
    """Adds and takes away in one go; the `#` may be left out."""
    entry = _find(store, number)
    words = [word for word in re.split(r"[\s,;]+", rest) if word.strip("#-–—")]
    without = [fold(word.lstrip("-–—").lstrip("#")) for word in words if word[0] in "-–—"]
    after = store.literature.tag(entry.id, read_tags([word for word in words if word[0] not in "-–—"]), without)
    return Reply(_("Changed: {entry}", entry=in_list(after)), about=after.short)


@command(
    "lit read",
    de=("gelesen",),
    help=_("Notes that you have read an entry."),
    examples=(_("`!lit read L4`"),),
    takes={"number": Key("L", _WHICH, alone=True)},
)
def read(call: Call, store: Store, number: int) -> Reply:
    """Says who else has."""
    entry = _find(store, number)
    store.literature.read_by(entry.id, call.member.user_id, call.ms)
    members = tuple(call.room.named(reader) for reader in _find(store, number).readers)
    return Reply(_("{key} was read by {members}.", key=entry.short, members=members), about=entry.short)


@command(
    "lit remove",
    de=("löschen", "entfernen", "streichen", "delete", "drop"),
    help=_("Takes an entry out of the list."),
    examples=(_("`!lit remove L4`"),),
    takes={"number": Key("L", _WHICH, alone=True)},
)
def remove(call: Call, store: Store, number: int) -> Reply:
    """Everybody may; the answer holds the line that brings it back."""
    entry = _find(store, number)
    store.literature.remove(entry.id)
    return Reply(
        lines(
            _("Removed: {entry}", entry=in_list(entry)),
            _("This brings it back: `!lit add {line}`", line=_as_typed(entry)),
        ),
        about=entry.short,
    )


def _known(call: Call, store: Store, known: Entry, said: tuple[tuple[str, str], ...]) -> Reply:
    """Nothing is stored twice; tags that are new are added to those there are."""
    after = store.literature.tag(known.id, said)
    new = [f"#{name}" for name in after.tags if name not in known.tags]
    by = call.room.named(known.adder)
    return Reply(
        lines(
            _(
                "{member} added this already on {when}: {entry}",
                member=by,
                when=moment_of(known.added),
                entry=in_list(after),
            ),
            _n("New tag: {tags}", "New tags: {tags}", len(new), tags=" ".join(new)) if new else None,
        ),
        about=known.short,
    )


def _find(store: Store, number: int) -> Entry:
    entry = store.literature.find(number)
    if entry is None:
        raise UserError(_("There is no entry {key}.", key=f"L{number}"), _("`!lit list`"))
    return entry


def _note(entry: Entry) -> Text | None:
    return Text("{note}", {"note": entry.note}) if entry.note else None


def _said(described: Described) -> dict[str, Any]:
    """What was said, as fields of CSL-JSON; several authors stand apart by `;` or `und`."""
    csl: dict[str, Any] = {}
    if described.title:
        csl["title"] = described.title
    names = [name.strip() for name in re.split(r";|\bund\b|\band\b", described.authors) if name.strip()]
    if names:
        csl["author"] = [_name(name) for name in names]
    return csl


def _name(name: str) -> dict[str, str]:
    """`Müller, Anna` in its parts; anything else as it stands, for it may be an office."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": name}


def _as_typed(entry: Entry) -> str:
    """The entry behind `!lit add`."""
    place = entry.address or f"ISBN {entry.csl.get('ISBN', '')}"
    note = f"– {' '.join(entry.note.split())}" if entry.note else ""
    return " ".join(part for part in (place, entry.title, tags(entry), note) if part)
