"""From a record of a file to an entry: its fields, address, tags and note, and under what it may be known already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from commands.base import UserError
from commands.base.typed import fold
from commands.literature.address import Address, read_address
from commands.literature.fields import REFINED
from commands.literature.importing.fields import BIBTEX, Language, bibtex_names, date_field, ris_names
from commands.literature.importing.latex import unlatexed, verbatim
from commands.literature.importing.records import RawRecord, ReadRecord
from commands.literature.line import LONGEST_NOTE, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS
from commands.words import Text, _
from storage.values import frozen

MOST_NAMES: Final = 50
_VERBATIM: Final = ("DOI", "URL", "eprint", "ISBN", "ISSN", "isxn")
_NAMES: Final = ("author", "editor")
_HANDLED: Final = frozenset({
    *_VERBATIM, *_NAMES, "title", "subtitle", "issued", "month", "accessed", "tags", "note", "page", "last-page",
    "eprinttype", "abstract",
})  # fmt: skip


class Unusable(Exception):
    """A record that can be no entry, and why."""

    def __init__(self, why: Text) -> None:
        super().__init__()
        self.why = why


@frozen
class MadeEntry:
    """A record as an entry, with the fields that the list does not keep, and whether a text was shortened."""

    record: ReadRecord
    unused: tuple[str, ...]
    shortened: bool


class _Texts:
    """The texts of a record within their limits."""

    def __init__(self) -> None:
        self.shortened = False

    def within(self, text: str, most: int) -> str:
        if len(text) <= most:
            return text
        self.shortened = True
        return text[: most - 1] + "…"


def entry_of(raw: RawRecord, language: Language) -> MadeEntry:
    """The record as an entry. Raises Unusable for one without a title and without an address."""
    texts, notes = _Texts(), list[str]()
    read = {field: _values(raw, names) for field, names in language.fields.items()}
    csl: dict[str, Any] = {"type": _type(raw, language)}
    title = _one(read["title"], language)
    if subtitle := _one(read.get("subtitle", []), language):
        title = f"{title}: {subtitle}" if title else subtitle
    csl |= {"title": texts.within(title, LONGEST_TITLE)} if title else {}
    for field in _NAMES:
        names = bibtex_names(" and ".join(read[field])) if language is BIBTEX else ris_names(read[field])
        csl |= {field: names[:MOST_NAMES]} if names else {}
    for field in ("issued", "accessed"):
        written = _one(read[field], language)
        day = date_field(field, written, _one(read.get("month", []), language)) if written else None
        csl |= day or {}
        notes += [written] if written and day is None else []
    for field in language.fields:
        if field not in _HANDLED and (value := _one(read[field], language)):
            csl[field] = texts.within(value, LONGEST_TITLE)
    if abstract := _one(read["abstract"], language):
        csl["abstract"] = texts.within(abstract, LONGEST_NOTE)
    if page := _pages(read, language):
        csl["page"] = texts.within(page, LONGEST_TITLE)
    addresses = _addresses(read, csl, notes)
    if not title and not addresses:
        raise Unusable(_("it has neither a title nor an address"))
    tags = _tags(read["tags"], language, notes)
    notes[:0] = [note for value in read["note"] if (note := _readable(value, language))]
    known = {name for names in language.fields.values() for name in names} | language.silent | language.refining
    # A DOI is a field of its own: the address that was given beside it is kept too.
    address = next((a for a in (*(a for a in addresses if "DOI" not in a.csl), *addresses) if a.address), None)
    for one in reversed(addresses):
        csl = {**{name: value for name, value in one.csl.items() if name != "type"}, **csl}
    record = ReadRecord(
        raw.line,
        raw.name or title[:60],
        identities=_identities(addresses, csl),
        address=address.address if address else None,
        csl=csl,
        note=texts.within("\n".join(dict.fromkeys(notes)), LONGEST_NOTE),
        tags=tags,
    )
    return MadeEntry(record, tuple(name for name in raw.values if name not in known), texts.shortened)


def _type(raw: RawRecord, language: Language) -> str:
    """Of BibLaTeX's entries some are told apart by a field."""
    said = {(name, _one(_values(raw, (name,)), language).lower()) for name in language.refining}
    found = next((kind for kind, mark in REFINED.items() if mark in said), None)
    return found or language.types.get(raw.kind, "document")


def _values(raw: RawRecord, names: tuple[str, ...]) -> list[str]:
    return [value for name in names for value in raw.values.get(name, []) if value.strip()]


def _readable(value: str, language: Language) -> str:
    return unlatexed(value) if language is BIBTEX else " ".join(value.split())


def _one(values: list[str], language: Language) -> str:
    return _readable(values[0], language) if values else ""


def _pages(read: Mapping[str, list[str]], language: Language) -> str:
    first, last = _one(read["page"], language), _one(read.get("last-page", []), language)
    return f"{first}–{last}" if first and last and "–" not in first else first or last


def _addresses(read: Mapping[str, list[str]], csl: dict[str, Any], notes: list[str]) -> list[Address]:
    """Where it is found, the surest first: DOI, arXiv number, address, ISBN. What is none is a note."""
    isxn = [verbatim(value) for value in (*read.get("ISBN", []), *read.get("ISSN", []), *read.get("isxn", []))]
    eprint = [verbatim(value) for value in read.get("eprint", [])]
    archive = "".join(read.get("eprinttype", [])).strip().lower()
    found: list[Address] = []
    for written, prefix in (
        *((verbatim(value), "") for value in read["DOI"]),
        *((value, "arxiv:") for value in eprint if archive in ("", "arxiv")),
        *((verbatim(value), "") for value in read["URL"]),
        *((value, "ISBN ") for value in isxn),
    ):
        if prefix == "ISBN " and re.fullmatch(r"\d{4}-?\d{3}[\dXx]", written):
            csl["ISSN"] = written
            continue
        try:
            found.append(
                read_address(written if written.lower().startswith(prefix.strip().lower()) else prefix + written)
            )
        except UserError:
            notes.append(unlatexed(written)[:LONGEST_TITLE])
    return found


def _identities(addresses: list[Address], csl: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys under which the entry may be known; a chapter is not its book. Without any, title, year and author."""
    keys = [one.key for one in addresses if not (csl["type"] == "chapter" and one.key.startswith("isbn:"))]
    if not keys:
        first: Mapping[str, str] = next(iter(csl.get("author", [])), {})
        year = (csl.get("issued") or {"date-parts": [[""]]})["date-parts"][0][0]
        words = (csl.get("title", ""), year, first.get("family") or first.get("literal", ""))
        keys = ["title:" + "/".join(re.sub(r"\W+", " ", fold(str(word))).strip() for word in words)]
    return tuple(dict.fromkeys(keys))


def _tags(values: list[str], language: Language, notes: list[str]) -> tuple[tuple[str, str], ...]:
    """Keywords as tags, in which blanks are hyphens; what is too long for one, or too many, is kept as a note."""
    tags: dict[str, str] = {}
    others: list[str] = []
    for value in values:
        for word in re.split(r"[,;\n]", _readable(value, language) if language is BIBTEX else value):
            tag = re.sub(r"[\s#]+", "-", word.strip(" #.")).strip("-")
            if not re.search(r"[^\W\d_]", tag):
                others += [word.strip()] if tag else []
            elif len(tag) > LONGEST_TAG or (len(tags) >= MOST_TAGS and fold(tag) not in tags):
                others.append(word.strip())
            else:
                tags.setdefault(fold(tag), tag)
    notes += [", ".join(dict.fromkeys(others))] if others else []
    return tuple((written, folded) for folded, written in tags.items())
