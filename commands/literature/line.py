"""Reads what is behind `!lit add`: address, title, tags and note, in the orders in which people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise, zip_longest
from typing import Any

from commands.base import Claims, UsageError, UserError, at_most
from commands.base.claims import Place
from commands.base.turning import EITHER, TURNS
from commands.base.typed import fold
from commands.literature.address import Address, read_address
from commands.literature.addresses import ADDRESS, addresses_in, claim_address, refuse_many
from commands.literature.fields import FIELD_OF, SURE, is_near, read_field, unknown
from commands.patterns import regex
from commands.words import Code, Text, _
from storage.values import frozen

LONGEST_TITLE = 300
LONGEST_NOTE = 2_000
LONGEST_TAG = 40
MOST_TAGS = 12
_EXAMPLE = _("`!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`")

_ROW = regex(rf"\n(?=\s{{0,3}}+(?:{ADDRESS}))", re.IGNORECASE)
_TAG = regex(r"(?<![^\s,;])#(?=[^\s,;#]*[^\W\d_])([^\s,;.!?]+)")
_TAG_NAMED = regex(r"[^\s,;#]+")
_BREAK = regex(r"\n\s*(?:[–—]\s*|--?\s+)?|(?<!\S)(?:[–—]\s*|--?\s+)")
"""Where a note begins."""
_AND = regex(r"(?:und|and|sowie|[&+])", re.IGNORECASE)
_SIGN = regex(r"\S")
_BETWEEN = regex(r"(?<!\w)(?:und|and|sowie)(?!\w)|[(),;&+]", re.IGNORECASE)
"""What stands between addresses and says nothing of them."""
_NAME = r"[^\W\d_]{1,40}(?: am| abgerufen(?: am)?)?"
_NAMED = regex(
    r"(?P<before>^|[;,\n]|(?<=\s))\s{0,3}"
    rf"(?:(?P<name>{_NAME})\s{{0,3}}:(?!//)(?=\s|[^\W_])|(?:--|[–—])(?P<dashed>{_NAME})[ =:])",
    re.IGNORECASE,
)
_VALUE = regex(r"\s*(?P<value>[^\n]*)")
_LOOSE = " ,;:–—-"

_ORDER = regex(
    r"(?:(?:nehmen sie|nehmt|nimm|fügen sie|füge)(?: (?:bitte|noch|auch)){0,2}+"
    r"(?: (?:als|unter dem titel|mit dem titel) (?P<title>[„“\"»«].{1,300}[“”\"«»]))? (?:auf|hinzu)[.!]?)",
    re.IGNORECASE,
)
"""A whole sentence that asks to add an entry, whose title is what stands in quotation marks."""


@frozen
class Described:
    """What a line says of an entry. `tags` are (as written, folded) pairs, `csl` the other fields as CSL-JSON."""

    title: str
    note: str
    tags: tuple[tuple[str, str], ...]
    csl: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Posted:
    """One entry as a line says it: where it is found, None if that was not said, and what it says of it."""

    address: Address | None
    described: Described


def read_line(said: Claims) -> tuple[Posted, ...]:
    """All entries that the line tells of; one without an address if there is none. All of it is claimed.

    Several addresses are several entries if each begins a row of its own, or if nothing but tags is said of them.
    Raises UserError where it is not clear to which of them the words belong, and for what cannot be read.
    """
    breaks = [found.start() for found in _ROW.finditer(said.text) if said.unquoted(found.start())]
    rows = [Place(start, end) for start, end in pairwise([0, *breaks, len(said.text)]) if said.rest(start, end)]
    refuse_many(len(rows))
    if len(rows) < 2 or any(len(addresses_in(said, row.start, row.end)) != 1 for row in rows):
        rows = [Place(0, len(said.text))]
    posted = [one for row in rows for one in _read(said, row)]
    said.keep_rest()
    said.settle()
    return tuple(posted)


def _read(said: Claims, row: Place) -> list[Posted]:
    """The entries of a row, or of the whole line."""
    links = addresses_in(said, row.start, row.end)
    for link in links:
        claim_address(said, link)
    named = _claim_named(said, row)
    kept = said.kept()
    found = [link.address for link in links if not any(one.start <= link.start < one.end for one in kept)]
    found += _named_addresses(named, alone=not found)
    refuse_many(len(found))
    addresses = list({address.key: address for address in map(read_address, found)}.values())
    if len(addresses) > 1:
        for between in list(said.find_all(_BETWEEN, row.start, row.end)):
            said.claim(*between.span())
    described = _describe(said, row, named)
    if len(addresses) > 1 and (described.title or described.note or described.csl):
        again = " ".join(found)
        raise UserError(
            _(
                "There are {n} addresses in it; the words cannot be told apart. Each begins a row of its own.",
                n=len(addresses),
            ),
            Text("{line}", {"line": Code(f"!lit add {again}")}) if len(again) < 400 else None,
        )
    return [Posted(address, described) for address in addresses] or [Posted(None, described)]


def _named_addresses(named: Mapping[str, str], *, alone: bool) -> list[str]:
    """The address that is given by name; numbers are fields beside another one."""
    for name in ("URL", "DOI", "ISBN") if alone else ("URL",):
        if name in named:
            return [f"ISBN {named[name]}" if name == "ISBN" else named[name]]
    return []


def _describe(said: Claims, row: Place, named: Mapping[str, str]) -> Described:
    """Title, note, tags and fields in what is left of the row.

    Each may be given by name (`Note: …`, `--title …`). Else a note begins behind a dash or on a new line. If there are
    tags, it is the first dash behind one: a dash before them may belong to the title. Nothing inside quotation marks is
    read. Raises UserError for what is too long, and for a value that a field cannot have.
    """
    tags = list(said.find_all(_TAG, row.start, row.end))
    for tag in tags:
        said.claim(*tag.span())
    _claim_between(said, tags)
    begin = min((one.start() for one in [said.search(_SIGN, row.start, row.end)] if one), default=row.end)
    begin = min(begin, _first_word(said, row))
    breaks = (tags and said.search(_BREAK, tags[0].end(), row.end)) or said.search(_BREAK, begin, row.end)
    until = breaks.start() if breaks else row.end
    free = said.quotation_alone(row.start, until)
    if free is None:
        free = " ".join(said.rest(row.start, until).split()).strip(_LOOSE)
        if order := _ORDER.fullmatch(free):
            free = (order["title"] or "").strip(_LOOSE + '„“”"»«.')
        if tags and " " not in free and TURNS.fullmatch(free):
            said.doubt(free)  # «nicht #audit»
    behind = said.rest(breaks.end(), row.end).strip() if breaks else ""
    title = named.get("title") or free
    notes = (free if named.get("title") else "", behind, named.get("note"))
    note = "\n".join(dict.fromkeys(part for part in notes if part))
    csl: dict[str, Any] = {}
    for name, value in named.items():
        if name not in ("title", "note", "tags", "URL"):
            csl |= read_field(name, at_most(value, LONGEST_NOTE if name == "abstract" else LONGEST_TITLE, _EXAMPLE))
    if "container-title" in named and "type" not in csl:
        csl["type"] = "article-journal"
    words = [*(word for tag in tags for word in _TAG_NAMED.findall(tag[1])), *_TAG_NAMED.findall(named.get("tags", ""))]
    return Described(
        at_most(title, LONGEST_TITLE, _EXAMPLE), at_most(note, LONGEST_NOTE, _EXAMPLE), read_tags(words), csl
    )


def _claim_between(said: Claims, tags: Sequence[re.Match[str]]) -> None:
    """Claims the «und» between two tags, which is no title; of an «oder» it is asked which of them is meant."""
    for one, following in pairwise(tags):
        words = said.words(between := Place(one.end(), following.start())).strip(" ,;")
        if _AND.fullmatch(words):
            said.claim(between.start, between.end)
        elif EITHER.fullmatch(words):
            said.claim(between.start, between.end)
            said.doubt(said.words(Place(one.start(), following.end())))


def _first_word(said: Claims, row: Place) -> int:
    """Where the first word of the row begins that nobody claimed."""
    return next((one.start for one in said.free() if row.start <= one.start < row.end), row.end)


def _claim_named(said: Claims, row: Place) -> dict[str, str]:
    """Claims what is given by name; a value ends with its line or before the next name."""
    named: dict[str, str] = {}
    found = _names_in(said, row)
    for (name, match), following in zip_longest(found, found[1:]):
        until = following[1].start() if following else row.end
        if written := _VALUE.match(said.text, match.end(), until):
            said.claim(match.start(), written.start("value"))
            value = said.keep(*written.span("value"))
            value = value.strip(" ;") if name in ("title", "note", "abstract") else value.strip(" ;,")
            named[name] = f"{named[name]}; {value}" if name in named and name in ("author", "editor", "tags") else value
    return {name: value for name, value in named.items() if value}


def _names_in(said: Claims, row: Place) -> list[tuple[str, re.Match[str]]]:
    """The fields that are named in the row, each with where. Raises UserError for one that does not exist."""
    found: list[tuple[str, re.Match[str]]] = []
    head = _first_word(said, row)
    for match in said.find_all(_NAMED, row.start, row.end):
        written = match["name"] or match["dashed"]
        name = FIELD_OF.get(fold(written))
        separated = bool(match["dashed"]) or match["before"] in (";", "\n") or match.start("name") == head
        previous = found[-1][0] if found else None
        inside = name in SURE or (previous is not None and previous not in ("title", "note", "abstract"))
        if name and (separated or inside) and (name != "author" or fold(written) != "von" or separated):
            found.append((name, match))
        elif name is None and match["name"] and (match["before"] == ";" or (separated and is_near(written))):
            raise unknown(written)
    return found


def read_tags(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The tags as (as written, folded) pairs, each once. Raises UserError for too many or too long ones."""
    tags: dict[str, str] = {}
    for word in (word.lstrip("#") for word in words):
        if word:
            tags.setdefault(fold(word), at_most(word, LONGEST_TAG, _EXAMPLE))
    if len(tags) > MOST_TAGS:
        raise UserError(_("An entry has at most {n} tags at once.", n=MOST_TAGS), _("`!lit tag L4 #governance`"))
    return tuple((written, folded) for folded, written in tags.items())


def no_address() -> UsageError:
    """The line has no address in it."""
    return UsageError(
        _("Which address is meant? It begins with http:// or https://, or it is a DOI, an arXiv number or an ISBN."),
        _EXAMPLE,
    )
