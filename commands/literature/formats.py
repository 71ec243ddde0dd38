"""Entries as files for other programs: BibTeX, RIS, CSL-JSON, Markdown, CSV. Each writer escapes for its own format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commands.literature.authors import OTHERS
from commands.literature.fields import REFINED, date_parts
from commands.literature.sentences import field_text
from commands.spreadsheets import ENCODING, spreadsheet
from storage.literature import Entry
from storage.values import frozen

_BIBTEX_TYPES = {
    "book": "book", "article": "online", "article-journal": "article", "article-newspaper": "article",
    "report": "report", "chapter": "incollection", "dataset": "dataset", "thesis": "thesis", "software": "software",
    "webpage": "online", "legislation": "legislation", "standard": "standard", "motion_picture": "video",
    "speech": "unpublished",
}  # fmt: skip
_RIS_TYPES = {
    "book": "BOOK", "article": "UNPB", "article-journal": "JOUR", "article-newspaper": "NEWS", "report": "RPRT",
    "chapter": "CHAP", "dataset": "DATA", "thesis": "THES", "software": "COMP", "legislation": "STAT",
    "standard": "STAND", "motion_picture": "VIDEO", "speech": "SLIDE", "webpage": "ELEC",
}  # fmt: skip
_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped ones too
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "#$%&_"},
}
_MARKDOWN_FIELDS = ("container-title", "volume", "issue", "page", "publisher", "publisher-place")
_CSV_FIELDS = {
    "type": "type", "year": "issued", "editors": "editor", "journal": "container-title", "publisher": "publisher",
    "place": "publisher-place", "series": "collection-title", "volume": "volume", "issue": "issue",
    "edition": "edition", "pages": "page", "issn": "ISSN", "language": "language", "abstract": "abstract",
}  # fmt: skip
_CSV_COLUMNS = (
    *("key", "title", "authors", "address", "doi", "isbn", "tags", "note", "added", "accessed"), *_CSV_FIELDS
)  # fmt: skip


@frozen
class Format:
    """A kind of file. `write` gives its whole text; `encoding` is that of the file."""

    filename: str
    mimetype: str
    write: Callable[[Sequence[Entry]], str]
    encoding: str = "utf-8"


def bibtex(entries: Sequence[Entry]) -> str:
    """BibTeX with BibLaTeX's types, in UTF-8; the key is the entry's short name."""
    return "\n".join(_bibtex_entry(entry) for entry in entries)


def _bibtex_entry(entry: Entry) -> str:
    csl = entry.csl
    kind = _BIBTEX_TYPES.get(csl.get("type", ""), "misc" if csl.get("type") or not entry.address else "online")
    issued = field_text(csl, "issued")
    within = "booktitle" if kind == "incollection" else "journal"
    refined = REFINED.get(csl.get("type", ""))
    fields = {
        "title": bibtex_text(entry.title),
        **({refined[0]: refined[1]} if refined else {}),
        "author": " and ".join(bibtex_name(name) for name in csl.get("author", ())),
        "editor": " and ".join(bibtex_name(name) for name in csl.get("editor", ())),
        "date" if "-" in issued else "year": bibtex_text(issued),
        within: bibtex_text(csl.get("container-title", "")),
        "series": bibtex_text(csl.get("collection-title", "")),
        "volume": bibtex_text(csl.get("volume", "")),
        "number": bibtex_text(csl.get("issue", "")),
        "edition": bibtex_text(csl.get("edition", "")),
        "pages": re.sub(r"(?<=\w)\s*[-–—]+\s*(?=\w)", "--", bibtex_text(csl.get("page", ""))),
        "publisher": bibtex_text(csl.get("publisher", "")),
        "address": bibtex_text(csl.get("publisher-place", "")),
        **_bibtex_eprint(csl),
        "doi": verbatim(csl.get("DOI", "")),
        "isbn": bibtex_text(csl.get("ISBN", "")),
        "issn": bibtex_text(csl.get("ISSN", "")),
        "url": verbatim(entry.address or ""),
        "urldate": accessed(entry),
        "language": bibtex_text(csl.get("language", "")),
        "abstract": bibtex_text(csl.get("abstract", "")),
        "keywords": bibtex_text(", ".join(entry.tags)),
        "note": bibtex_text(entry.note),
    }
    return bibtex_item(kind, entry.key, fields)


def bibtex_item(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """One item of those fields, which are escaped already; empty ones are left out."""
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{rows}}}\n"


def _bibtex_eprint(csl: Mapping[str, Any]) -> dict[str, str]:
    number = str(csl.get("number", ""))
    return {"eprint": verbatim(number[6:]), "eprinttype": "arxiv"} if number.startswith("arXiv:") else {}


def verbatim(value: str) -> str:
    """What BibLaTeX reads as it stands (doi, url, eprint): nothing is escaped but what would end the field."""
    return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", str(value))


def accessed(entry: Entry) -> str:
    """The day on which the address was looked at, else the one on which it was added: `2026-11-25`."""
    said = field_text(entry.csl, "accessed")
    return said or (entry.added_on.isoformat() if entry.address else "")


def bibtex_text(value: str) -> str:
    """The words on one line, in which BibTeX finds no sign of its own."""
    return "".join(_BIBTEX_SPECIAL.get(character, character) for character in _one_line(value))


def bibtex_name(name: Mapping[str, str]) -> str:
    """A name of CSL's. An office or a name in one piece stands in braces, lest it is taken apart at its blanks and
    `and`s; so does a part of a name that has a comma or an `and` in it."""
    if name.get("family"):
        return ", ".join(_name_part(part) for part in (name["family"], name.get("given", "")) if part)
    literal = name.get("literal", "")
    return "others" if literal == OTHERS else "{" + bibtex_text(literal) + "}"


def _name_part(part: str) -> str:
    text = bibtex_text(part)
    return f"{{{text}}}" if re.search(r",|\band\b", text, re.IGNORECASE) else text


def ris(entries: Sequence[Entry]) -> str:
    """RIS: two letters, two blanks, a dash; one value on a line, so that no value can begin a record."""
    return "".join(_ris_entry(entry) for entry in entries)


def _ris_entry(entry: Entry) -> str:
    csl = entry.csl
    first, _dash, last = re.sub(r"\s*[–—-]+\s*", "-", str(csl.get("page", ""))).partition("-")
    rows = [
        ("TY", _RIS_TYPES.get(csl.get("type", ""), "GEN" if csl.get("type") else "ELEC")),
        ("ID", entry.key),
        ("TI", entry.title),
        *(("AU", _name(name)) for name in csl.get("author", ())),
        *(("A2", _name(name)) for name in csl.get("editor", ())),
        ("PY", field_text(csl, "issued").partition("-")[0]),
        ("DA", field_text(csl, "issued").replace("-", "/") if "-" in field_text(csl, "issued") else ""),
        ("T2", csl.get("container-title", "")),
        ("T3", csl.get("collection-title", "")),
        ("VL", csl.get("volume", "")),
        ("IS", csl.get("issue", "")),
        ("ET", csl.get("edition", "")),
        ("SP", first),
        ("EP", last),
        ("PB", csl.get("publisher", "")),
        ("CY", csl.get("publisher-place", "")),
        ("DO", csl.get("DOI", "")),
        ("SN", csl.get("ISBN", "")),
        ("SN", csl.get("ISSN", "")),
        ("LA", csl.get("language", "")),
        ("AB", csl.get("abstract", "")),
        ("UR", entry.address or ""),
        ("Y2", accessed(entry).replace("-", "/")),
        *(("KW", tag) for tag in entry.tags),
        ("N1", entry.note),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in rows if value) + "ER  - \r\n\r\n"


def csl_json(entries: Sequence[Entry]) -> str:
    """CSL-JSON, as citation programs exchange it (citeproc-js, «items»)."""
    items = [_csl_item(entry) for entry in entries]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _csl_item(entry: Entry) -> dict[str, Any]:
    more: dict[str, Any] = {"URL": entry.address, "note": entry.note, "keyword": ", ".join(entry.tags)}
    if entry.address and "accessed" not in entry.csl:
        more["accessed"] = date_parts(entry.added_on)
    return {"type": "webpage", **entry.csl, "id": entry.key, **{name: value for name, value in more.items() if value}}


def markdown(entries: Sequence[Entry]) -> str:
    """A list with a link on each line."""
    return "".join(f"- {_markdown_entry(entry)}\n" for entry in entries)


def _markdown_entry(entry: Entry) -> str:
    title = _markdown_text(entry.title or entry.address or entry.csl.get("ISBN", ""))
    place = re.sub(r"[()<>\s]", lambda m: f"%{ord(m[0]):02X}", entry.address or "")
    parts = [
        f"[{title}]({place})" if place else title,
        "; ".join(_markdown_text(_name(name)) for name in entry.csl.get("author", ())),
        _markdown_text(field_text(entry.csl, "issued")),
        _markdown_text(", ".join(filter(None, (field_text(entry.csl, name) for name in _MARKDOWN_FIELDS)))),
        _markdown_text(f"DOI {entry.csl['DOI']}" if entry.csl.get("DOI") else ""),
        f"accessed {accessed(entry)}" if accessed(entry) else "",
        _markdown_text(entry.note),
        " ".join(f"\\#{_markdown_text(tag)}" for tag in entry.tags),
    ]
    return " – ".join(part for part in parts if part)


def _markdown_text(value: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", _one_line(value))


def comma_separated(entries: Sequence[Entry]) -> str:
    """A row for each entry."""
    return spreadsheet(_CSV_COLUMNS, map(_csv_row, entries))


def _csv_row(entry: Entry) -> tuple[str, ...]:
    names = "; ".join(_name(name) for name in entry.csl.get("author", ()))
    doi, isbn = entry.csl.get("DOI", ""), entry.csl.get("ISBN", "")
    row = (entry.key, entry.title, names, entry.address or "", doi, isbn, " ".join(entry.tags), entry.note)
    fields = (field_text(entry.csl, name) for name in _CSV_FIELDS.values())
    return (*row, entry.added_on.isoformat(), accessed(entry), *fields)


def _name(name: Mapping[str, str]) -> str:
    return name.get("literal") or ", ".join(part for part in (name.get("family", ""), name.get("given", "")) if part)


def _one_line(value: str) -> str:
    return " ".join(str(value).split())


FORMATS = {
    "bibtex": Format("literatur.bib", "application/x-bibtex", bibtex),
    "ris": Format("literatur.ris", "application/x-research-info-systems", ris),
    "csl": Format("literatur.json", "application/vnd.citationstyles.csl+json", csl_json),
    "markdown": Format("literatur.md", "text/markdown", markdown),
    "csv": Format("literatur.csv", "text/csv", comma_separated, encoding=ENCODING),
}
"""By the word that asks for it."""
