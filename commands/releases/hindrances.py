"""What keeps a record in the room: that it is not there or not decided, that it is internal, or names a member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from commands.base import Call, Moment, Room, find_people
from commands.base.people import without_affiliation
from commands.base.typed import fold
from commands.patterns import regex
from commands.releases.fields import (
    PublicEntry,
    PublicRecord,
    public_decision,
    public_entry,
    public_meeting,
    public_text,
)
from commands.results import result
from commands.words import Member, Text, _, offered_line
from storage import Store
from storage.persons import is_former
from storage.releases import RecordKind
from storage.values import frozen

_INTERNAL: Final = regex(r"(?<![^\W_])#\s?intern(?:al|e[mnrs]?)?(?![^\W_])", re.IGNORECASE)
"""The mark, also as one adjective or the other; not in `#internet`."""
_WEB: Final = regex(r"https?://[^\s/]", re.IGNORECASE)
_FIELDS: Final = {
    "title": _("title"),
    "authors": _("authors"),
    "address": _("address"),
    "tags": _("tags"),
    "text": _("text"),
    "place": _("place"),
}


@frozen
class Hindrance:
    """Why a record cannot go out, and a line that shows more of it; `gone` if there is none of that name."""

    text: Text
    line: Text
    gone: bool = False


@frozen
class NamedThere:
    """That a field of a record names a member; not `surely` where it can be somebody else of a like name."""

    field: str
    member: Member
    surely: bool

    @property
    def shown(self) -> Text:
        return _("{member} ({field})", member=self.member, field=_FIELDS[self.field])


def public_record(at: Call | Moment, store: Store, kind: RecordKind, number: int) -> PublicRecord | Hindrance:
    """The record as it would go out now, or why it does not."""
    record, more = {"L": _entry, "B": _decision, "M": _meeting}[kind](at, store, number)
    if isinstance(record, Hindrance):
        return record
    words = [*record.texts().values(), *more]
    if any(_INTERNAL.search(one) for one in words):
        text = _("{key} is marked `#intern` and stays in the room.", key=record.key)
        return Hindrance(text, _show(record.key))
    if named := [one for one in people_named(at, store, record) if one.surely]:
        text = _(
            "{key} names members, and their names never go out: {names}.",
            key=record.key,
            names=tuple(one.shown for one in named),
        )
        return Hindrance(text, _show(record.key))
    return record


def people_named(at: Call | Moment, store: Store, record: PublicRecord) -> list[NamedThere]:
    """Whom the fields name, each member once in a field: by a whole name surely, by a part of one perhaps."""
    room = Room(at.room.room_id, who_is_known(at, store), at.room.bot)
    found: dict[tuple[str, str], NamedThere] = {}
    for field, words in _words_of(record):
        for named in find_people(words, room):
            said = fold(words[named.start : named.end])
            for member in named.candidates:
                one = NamedThere(field, member, _surely(field, said, words, member))
                if (known := found.get((field, member.user_id))) is None or one.surely > known.surely:
                    found[field, member.user_id] = one
    return list(found.values())


def who_is_known(at: Call | Moment, store: Store) -> tuple[Member, ...]:
    """All who are in the room, and who left it so lately that they are still known."""
    there = {member.user_id: member for member in (*at.room.members, *at.room.waiting)}
    for known in store.members.all():
        if known.name and not is_former(known.user_id):
            there.setdefault(known.user_id, Member(known.user_id, known.name))
    return tuple(there.values())


def _words_of(record: PublicRecord) -> Iterator[tuple[str, str]]:
    """The words of each field; each author by themselves, the first name first; those of an address as words."""
    for field, words in record.texts().items():
        if field == "authors" and isinstance(record, PublicEntry):
            yield from ((field, one.literal or f"{one.given} {one.family}".strip()) for one in record.authors)
        else:
            yield field, re.sub(r"[\W_]+", " ", unquote(words)) if field == "address" else words


def _surely(field: str, said: str, words: str, member: Member) -> bool:
    """Whether it is the whole name. An author's name is another's if more belongs to it; so is a single word of an
    address."""
    if said.startswith("@"):
        return True
    if field == "authors":
        return said == fold(words)
    single = " " not in without_affiliation(member.name.strip())
    return " " in said or (single and field != "address")


def _entry(at: Call | Moment, store: Store, number: int) -> tuple[PublicRecord | Hindrance, tuple[str, ...]]:
    entry = store.literature.find(number)
    if entry is None:
        return Hindrance(_("There is no entry {key}.", key=f"L{number}"), _("`!lit list`"), gone=True), ()
    record = public_entry(entry)
    if not record.title and not _WEB.match(record.address):
        return Hindrance(_("{key} has neither a title nor an address.", key=entry.key), _show(entry.key)), ()
    return record, (entry.note, *(f"#{tag}" for tag in entry.tags))


def _decision(at: Call | Moment, store: Store, number: int) -> tuple[PublicRecord | Hindrance, tuple[str, ...]]:
    decision = store.decisions.find(number)
    if decision is None:
        return Hindrance(_("There is no decision {key}.", key=f"B{number}"), _("`!decision list`"), gone=True), ()
    if decision.state == "voting":
        text = _("{key} is still being voted on; it can be released once it has a result.", key=decision.key)
        return Hindrance(text, _show(decision.key)), ()
    if decision.figures is None:
        return Hindrance(result(decision), _show(decision.key)), ()
    successor = store.decisions.of_id(decision.successor) if decision.successor is not None else None
    return public_decision(decision, successor, at.settings.zone), ()


def _meeting(at: Call | Moment, store: Store, number: int) -> tuple[PublicRecord | Hindrance, tuple[str, ...]]:
    meeting = store.meetings.find(number)
    if meeting is None:
        return Hindrance(_("There is no meeting {key}.", key=f"M{number}"), _("`!meeting list`"), gone=True), ()
    if meeting.when is None:
        text = _("{key} has no date yet; it can be released once one is fixed.", key=meeting.key)
        return Hindrance(text, _show(meeting.key)), ()
    return public_meeting(meeting), (public_text(meeting.description or ""),)


def _show(key: str) -> Text:
    match key[0]:
        case "L":
            return offered_line("lit show", key)
        case "B":
            return offered_line("decision show", key)
    return offered_line("meeting show", key)
