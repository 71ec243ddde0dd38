"""`!lit import`: a .bib or .ris file is read, what it would add is said, and added when that is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.base import Call, Rest, UsageError, command, to_ms
from commands.patterns import regex
from commands.words import Content, Reply, Text, _, _n, bullets, lines
from storage import Store
from storage.errands import Errand, ErrandKind
from storage.literature import Entry, NewEntry
from storage.values import frozen

if TYPE_CHECKING:  # read in an errand, by what is loaded then
    from commands.literature.importing import BrokenRecord, FileRead, ReadRecord

_SHOWN = 8
"""Broken entries, and fields that are not kept, that are named."""
_EVENT = regex(r"\$[A-Za-z0-9_~./:+=-]{1,250}")


@command(
    "lit import",
    de=("importieren", "einlesen"),
    help=_("Reads a .bib or .ris file: as a reply to it, or as its caption. First it says what would be added."),
    examples=(_("`!lit import`"),),
    takes={"rest": Rest(_("Which file?"), optional=True, free=True)},
)
def import_(call: Call, store: Store, rest: str) -> Reply:
    """The file is fetched behind the transaction; its answer takes the place of this one."""
    named = _EVENT.fullmatch(rest)
    target = named[0] if named else call.event_id if call.captions else call.answered
    if target is None or (rest and not named):
        raise UsageError(
            _("Which file? Reply to a message with a .bib or .ris file, or write this as the caption of the file."),
            _("`!help literature`"),
        )
    confirmed = to_ms(call.confirmed) if call.confirmed else None
    store.errands.add(
        ErrandKind.FILE, call.chat, call.member.user_id, call.event_id, target, call.ms, confirmed=confirmed
    )
    return Reply(_("The file is being read; this answer will tell what is in it."))


@frozen
class _Sorted:
    """The records of a file by what becomes of them; each is known once it was met before, also in the file itself."""

    new: tuple[ReadRecord, ...]
    known: tuple[tuple[ReadRecord, Entry | None], ...]


def file_read(call: Call, store: Store, errand: Errand, file: FileRead) -> Reply:
    """What is in the file; what of it is new is added if its sender has confirmed that, all of it or nothing."""
    found = _sorted(store, file)
    if call.confirmed is not None:
        return _carried_out(call, store, found, file)
    rows: list[Content | None] = [
        _(
            "The file holds {new} new, {known} known and {broken} unreadable entries.",
            new=len(found.new),
            known=len(found.known),
            broken=len(file.broken),
        ),
        *_unreadable(file),
        _("Fields that are not kept: {names}.", names=", ".join(name[:40] for name in file.unused[:_SHOWN]))
        if file.unused
        else None,
        _n(
            "One entry has a text that is too long; it is cut.",
            "{count} entries have texts that are too long; they are cut.",
            file.shortened,
        )
        if file.shortened
        else None,
    ]
    if not found.new:
        return Reply(lines(*rows, _("There is nothing to add.")))
    store.confirmations.wait(call.chat, call.member.user_id, call.event_id, f"lit import {errand.target}", call.ms)
    return Reply(
        lines(
            *rows,
            bullets(*(_record(record) for record in found.new[:3])),
            _("Nothing was added yet. **Yes** is enough for an answer to add what is new."),
        ),
        asks=True,
    )


def _unreadable(file: FileRead) -> list[Content]:
    if not file.broken:
        return []
    more = len(file.broken) - _SHOWN
    rows: list[Content] = [bullets(*(_broken(one) for one in file.broken[:_SHOWN]))]
    return [*rows, _("… and {n} more.", n=more)] if more > 0 else rows


def _broken(one: BrokenRecord) -> Text:
    if not one.name:
        return _("Line {line}: {why}", line=one.line, why=one.why)
    return _("Line {line}, {name}: {why}", line=one.line, name=one.name[:60], why=one.why)


def _record(record: ReadRecord) -> Text:
    title = str(record.csl.get("title") or record.address or record.csl.get("ISBN", ""))
    return Text("{title}", {"title": title if len(title) <= 120 else title[:119] + "…"})


def _sorted(store: Store, file: FileRead) -> _Sorted:
    new: list[ReadRecord] = []
    known: list[tuple[ReadRecord, Entry | None]] = []
    met: set[str] = set()
    for record in file.records:
        entry = next(filter(None, map(store.literature.by_identity, record.identities)), None)
        if entry or met.intersection(record.identities):
            known.append((record, entry))
        else:
            new.append(record)
        met.update(record.identities)
    return _Sorted(tuple(new), tuple(known))


def _carried_out(call: Call, store: Store, found: _Sorted, file: FileRead) -> Reply:
    added = [
        store.literature.add(
            NewEntry(
                one.identities[0], one.address, csl=one.csl, note=one.note, tags=one.tags, adder=call.member.user_id
            ),
            call.ms,
        )
        for one in found.new
    ]
    for record, entry in found.known:
        if entry and record.tags:
            store.literature.tag(entry.id, record.tags)
    if not added:
        return Reply(_("There is nothing to add: all of it is in the list by now."))
    keys = added[0].key if len(added) == 1 else f"{added[0].key}–{added[-1].key}"
    return Reply(
        lines(
            _n("Added from the file: one entry ({keys}).", "Added from the file: {count} entries ({keys}).", len(added),
               keys=keys),
            _n("One was known; its new tags were added.", "{count} were known; their new tags were added.",
               len(found.known)) if found.known else None,
            _n("One could not be read.", "{count} could not be read.", len(file.broken)) if file.broken else None,
        ),
        about=added[0].key if len(added) == 1 else None,
    )  # fmt: skip
