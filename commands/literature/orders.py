"""`!lit` and its verbs that change the list: add, edit, tag, read, remove; show and export."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from commands.base import Call, Claims, Group, Key, Keys, Number, UsageError, UserError, Words, command
from commands.base.line import LONGEST
from commands.base.turning import EITHER, is_no_name
from commands.base.typed import fold
from commands.literature.adding import add_all, note_of, said_of, words_of
from commands.literature.address import Address
from commands.literature.addresses import has_address
from commands.literature.fields import FIELD_OF
from commands.literature.formats import FORMATS
from commands.literature.line import read_line, read_tags
from commands.literature.lists import claim_filters
from commands.literature.sentences import details, in_list, shown_in_full
from commands.patterns import regex
from commands.words import File, Reply, Text, _, _n, lines, offered_line
from storage import Store
from storage.literature import Entry

_WHICH = _("Which entry is meant?")
_NO_COLON = regex(r"(?P<name>[^\W\d_]{1,40})\s+(?P<value>\S.{0,59})")
"""The name of a field and its value, perhaps."""
_AND = regex(r"(?<!\S)(?:und|and|sowie)(?!\S)", re.IGNORECASE)
_TAGS = regex(r"(?<![-–—#])(?P<sign>[-–—+]?)#*+(?P<tag>[–—-]*+[^\s,;#–—-][^\s,;#]*+)")
_WITHOUT = regex(r"(?<!\S)(?:ohne|without)\s{1,3}#?(?P<tag>[^\W\d_][^\s,;#]*+)", re.IGNORECASE)
"""A tag that shall go: «ohne #alt»."""
_ANOTHER = regex(r"l\d{1,7}", re.IGNORECASE)
_KIND = regex(r"[\w-]+")
_ONLY = regex(r"(?:nur|only)\s+", re.IGNORECASE)
_NOTE_IN_LINE = 500
"""Characters of a note that are part of the line which brings an entry back; a longer one is said beside it."""

GROUPS = (
    Group(
        "lit",
        ("literatur", "literature", "quelle", "quellen"),
        _("The board's literature: add, find, export"),
        default="lit list",
        otherwise=lambda rest: "lit add" if has_address(rest) else "lit search",
        letter="L",
        usual=("lit add", "lit search", "lit list", "lit show", "lit export"),
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
    takes={"said": Words(_("Which address is meant?"))},
    longest=LONGEST,
)
def add(call: Call, store: Store, said: Claims) -> Reply:
    """Adds what is new; of what is known it says who added it, and keeps the new tags."""
    added = add_all(call, store, read_line(said))
    return Reply(lines(*(one.text for one in added)), about=added[0].entry.key)


@command(
    "lit show",
    reads=True,
    de=("zeigen", "zeige"),
    help=_("Shows one entry in full."),
    examples=(_("`!lit show L4`"),),
    takes={"number": Key("L", _WHICH, alone=True), "page": Number(_("Which page?"), optional=True)},
)
def show(call: Call, store: Store, number: int, page: int | None) -> Reply:
    """Title, address, authors, note, tags, who added it and who has read it."""
    entry = _find(store, number)
    return Reply(shown_in_full(call, entry, page), about=entry.key)


@command(
    "lit edit",
    de=("ändern", "change"),
    help=_("Changes title, note, authors or address of an entry, and adds tags."),
    examples=(_("`!lit edit L4 KGSt report 6/2021 #audit – with examples`"), _("`!lit edit L4 Authors: Müller, Anna`")),
    takes={"number": Key("L", _WHICH), "said": Words(_("What shall change?"), optional=True)},
    longest=LONGEST,
)
def edit(call: Call, store: Store, number: int, said: Claims) -> Reply:
    """What is not said stays as it is."""
    before = _find(store, number)
    first = _NO_COLON.match(said.text, said.head.start)
    if first and fold(first["name"]) in FIELD_OF:
        raise UsageError(
            _("A colon is missing behind “{name}”.", name=first["name"]),
            offered_line("lit edit", before.key, _("{name}: {value}", name=first["name"], value=first["value"])),
        )
    if is_no_name(words := said.words(said.head)):
        said.doubt(words)
    posted = read_line(said)
    if len(posted) > 1:
        raise UserError(_("An entry has one address only."), offered_line("lit edit", before.key, "https://…"))
    address, described = posted[0].address, posted[0].described
    fields = said_of(described)
    if not (address or fields or described.note or described.tags):
        raise UsageError(_("What shall change?"), _("`!lit edit L4 KGSt report 6/2021 #audit – with examples`"))
    taken = store.literature.by_identity(address.key) if address else None
    if taken and taken.id != before.id:
        raise UserError(
            _("That address is in the list already: {entry}", entry=in_list(taken)),
            offered_line("lit show", taken.key),
        )
    changed = replace(before, csl={**before.csl, **(_of_address(address, before) if address else {}), **fields})
    if address:
        changed = replace(changed, identity=address.key, address=address.address)
    if described.note:
        changed = replace(changed, note=described.note)
    store.literature.change(changed)
    after = store.literature.tag(before.id, described.tags)
    return Reply(lines(_("Changed: {entry}", entry=in_list(after)), details(after), note_of(after)), about=after.key)


@command(
    "lit tag",
    de=("tags", "schlagwort", "schlagworte", "verschlagworten"),
    help=_("Gives an entry tags; with a minus before it, a tag is taken away."),
    examples=(_("`!lit tag L4 #governance #audit`"), _("`!lit tag L4 -#audit`")),
    takes={"number": Key("L", _WHICH), "said": Words(_("Which tags?"))},
)
def tag(call: Call, store: Store, number: int, said: Claims) -> Reply:
    """Adds and takes away in one go; the `#` may be left out."""
    entry = _find(store, number)
    said.take_all(_AND)
    gone = said.take_all(_WITHOUT)
    found = [one for one in said.find_all(_TAGS) if not EITHER.fullmatch(one[0])]
    if another := next((one["tag"] for one in found if _ANOTHER.fullmatch(one["tag"])), None):
        tags = " ".join(one[0] for one in found if one["tag"] != another)
        line = offered_line("lit tag", entry.key, tags[:60])
        raise UserError(_("One entry at a time gets tags; “{word}” is another one.", word=another), line)
    for one in found:
        said.keep(*one.span())
    without = [fold(one["tag"]) for one in (*gone, *(one for one in found if one["sign"] in ("-", "–", "—")))]
    given = [one["tag"] for one in found if one["sign"] in ("", "+")]
    after = store.literature.tag(entry.id, read_tags(given), without)
    return Reply(_("Changed: {entry}", entry=in_list(after)), about=after.key)


@command(
    "lit read",
    de=("gelesen",),
    help=_("Notes that you have read an entry."),
    examples=(_("`!lit read L4`"),),
    takes={"numbers": Keys("L", _WHICH)},
)
def read(call: Call, store: Store, numbers: tuple[int, ...]) -> Reply:
    """Says who else has, of each."""
    return Reply(lines(*(_read(call, store, number) for number in numbers)), about=f"L{numbers[0]}")


def _read(call: Call, store: Store, number: int) -> Text:
    entry = _find(store, number)
    store.literature.read_by(entry.id, call.member.user_id, call.ms)
    members = tuple(call.room.named(reader) for reader in _find(store, number).readers)
    return _("{key} was read by {members}.", key=entry.key, members=members)


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
    whole = len(entry.note) <= _NOTE_IN_LINE
    if not (entry.address or entry.csl.get("ISBN")):  # came from a file: no line could name it
        return Reply(_("Removed: {entry}", entry=in_list(entry)))
    return Reply(
        lines(
            _("Removed: {entry}", entry=in_list(entry)),
            _(
                "This brings it back: {whole_line}",
                whole_line=offered_line("lit add", _as_typed(entry, entry.note if whole else "")),
            ),
            None if whole else _("Its note was: {note}", note=entry.note),
        ),
        about=entry.key,
    )


def _find(store: Store, number: int) -> Entry:
    entry = store.literature.find(number)
    if entry is None:
        raise UserError(_("There is no entry {key}.", key=f"L{number}"), _("`!lit list`"))
    return entry


def _of_address(address: Address, before: Entry) -> dict[str, Any]:
    """What another address tells of the entry; its type stays if it was more than a page."""
    csl = dict(address.csl)
    if before.csl.get("type", "webpage") != "webpage":
        csl.pop("type", None)
    return csl


def _as_typed(entry: Entry, note: str) -> Text:
    """The entry behind `!lit add`, with that note."""
    place = entry.address or f"ISBN {entry.csl.get('ISBN', '')}"
    return Text("{place} {words}", {"place": place, "words": words_of(replace(entry, note=note))})


_ALIASES = {"bib": "bibtex", "biblatex": "bibtex", "json": "csl", "csljson": "csl", "md": "markdown", "excel": "csv"}


@command(
    "lit export",
    reads=True,
    de=("exportieren", "ausgeben"),
    help=_("Sends the literature as a file: bibtex, ris, csl, markdown or csv; all of it or one tag."),
    examples=(_("`!lit export bibtex`"), _("`!lit export csv #governance`")),
    takes={"said": Words(_("Which kind of file: bibtex, ris, csl, markdown or csv?"), optional=True)},
)
def export(call: Call, store: Store, said: Claims) -> Reply:
    """The file goes to where it was asked for, encrypted where the room is."""
    if not store.literature.newest(1):
        raise UserError(_("There is no entry to send."), _("`!lit list`"))
    word = said.take_head(_KIND)
    kind = fold(word[0]).replace("-", "") if word else ""
    wanted = FORMATS.get(_ALIASES.get(kind, kind))
    said.take_head(_ONLY)
    filters = claim_filters(call, said)
    if wanted is None or filters is None:
        raise UserError(_("Which kind of file: bibtex, ris, csl, markdown or csv?"), _("`!lit export bibtex`"))
    entries = store.literature.newest(-1, 0, filters.which)
    if not entries:
        raise UserError(_("There is no entry to send."), _("`!lit list`"))
    data = wanted.write(entries).encode(wanted.encoding)
    text = _n("A file with one entry follows.", "A file with {count} entries follows.", len(entries))
    return Reply(text, (File(wanted.filename, wanted.mimetype, data, chat=call.chat),))
