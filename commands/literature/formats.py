"""Entries as files for other programs: BibTeX, RIS, CSL-JSON, Markdown, CSV. Each writer escapes for its own format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.literature import Entry

_BIBTEX_TYPES = {"book": "book", "article": "article", "article-journal": "article", "report": "report"}
_RIS_TYPES = {"book": "BOOK", "article": "JOUR", "article-journal": "JOUR", "report": "RPRT"}
_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped ones too
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "#$%&_"},
}
_CSV_COLUMNS = ("key", "title", "authors", "address", "doi", "isbn", "tags", "note", "added")


@dataclass(frozen=True, slots=True)
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
    fields = {
        "title": _bibtex_text(entry.title),
        "author": " and ".join(_bibtex_name(name) for name in csl.get("author", ())),
        "year": _bibtex_text(_year(csl)),
        "doi": _bibtex_text(csl.get("DOI", "")),
        "isbn": _bibtex_text(csl.get("ISBN", "")),
        "url": _one_line(entry.address or "").replace("{", "%7B").replace("}", "%7D"),
        "keywords": _bibtex_text(", ".join(entry.tags)),
        "note": _bibtex_text(entry.note),
    }
    rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{_BIBTEX_TYPES.get(csl.get('type', ''), 'online')}{{{entry.short},\n{rows}}}\n"


def _bibtex_text(value: str) -> str:
    return "".join(_BIBTEX_SPECIAL.get(character, character) for character in _one_line(value))


def _bibtex_name(name: Mapping[str, str]) -> str:
    """An office or a name in one piece stands in braces, lest it is taken apart at its blanks and `and`s."""
    if name.get("family"):
        return ", ".join(_bibtex_text(part) for part in (name["family"], name.get("given", "")) if part)
    return "{" + _bibtex_text(name.get("literal", "")) + "}"


def ris(entries: Sequence[Entry]) -> str:
    """RIS: two letters, two blanks, a dash; one value on a line, so that no value can begin a record."""
    return "".join(_ris_entry(entry) for entry in entries)


def _ris_entry(entry: Entry) -> str:
    csl = entry.csl
    rows = [
        ("TY", _RIS_TYPES.get(csl.get("type", ""), "ELEC")),
        ("ID", entry.short),
        ("TI", entry.title),
        *(("AU", _name(name)) for name in csl.get("author", ())),
        ("PY", _year(csl)),
        ("DO", csl.get("DOI", "")),
        ("SN", csl.get("ISBN", "")),
        ("UR", entry.address or ""),
        *(("KW", tag) for tag in entry.tags),
        ("N1", entry.note),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in rows if value) + "ER  - \r\n\r\n"


def csl_json(entries: Sequence[Entry]) -> str:
    """CSL-JSON, as citation programs exchange it (citeproc-js, «items»)."""
    items = [_csl_item(entry) for entry in entries]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _csl_item(entry: Entry) -> dict[str, Any]:
    more = {"URL": entry.address, "note": entry.note, "keyword": ", ".join(entry.tags)}
    return {"type": "webpage", **entry.csl, "id": entry.short, **{name: value for name, value in more.items() if value}}


def markdown(entries: Sequence[Entry]) -> str:
    """A list with a link on each line."""
    return "".join(f"- {_markdown_entry(entry)}\n" for entry in entries)


def _markdown_entry(entry: Entry) -> str:
    title = _markdown_text(entry.title or entry.address or entry.csl.get("ISBN", ""))
    place = re.sub(r"[()<>\s]", lambda m: f"%{ord(m[0]):02X}", entry.address or "")
    parts = [
        f"[{title}]({place})" if place else title,
        "; ".join(_markdown_text(_name(name)) for name in entry.csl.get("author", ())),
        _markdown_text(entry.note),
        " ".join(f"\\#{_markdown_text(tag)}" for tag in entry.tags),
    ]
    return " – ".join(part for part in parts if part)


def _markdown_text(value: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", _one_line(value))


def comma_separated(entries: Sequence[Entry]) -> str:
    """CSV as German spreadsheets open it: semicolons. What would be a formula there is kept as text."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(_CSV_COLUMNS)
    for entry in entries:
        names = "; ".join(_name(name) for name in entry.csl.get("author", ()))
        doi, isbn = entry.csl.get("DOI", ""), entry.csl.get("ISBN", "")
        row = (entry.short, entry.title, names, entry.address or "", doi, isbn, " ".join(entry.tags), entry.note)
        writer.writerow([*map(_csv_text, row), entry.added_on.isoformat()])
    return file.getvalue()


def _csv_text(value: str) -> str:
    """A cell that begins like a formula gets an apostrophe (OWASP, «CSV injection»)."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _name(name: Mapping[str, str]) -> str:
    return name.get("literal") or ", ".join(part for part in (name.get("family", ""), name.get("given", "")) if part)


def _year(csl: Mapping[str, Any]) -> str:
    """The year of CSL-JSON's `issued`, if it has one."""
    parts = csl.get("issued", {}).get("date-parts", [[]])
    return str(parts[0][0]) if parts and parts[0] else ""


def _one_line(value: str) -> str:
    return " ".join(str(value).split())


FORMATS = {
    "bibtex": Format("literatur.bib", "application/x-bibtex", bibtex),
    "ris": Format("literatur.ris", "application/x-research-info-systems", ris),
    "csl": Format("literatur.json", "application/vnd.citationstyles.csl+json", csl_json),
    "markdown": Format("literatur.md", "text/markdown", markdown),
    "csv": Format("literatur.csv", "text/csv", comma_separated, encoding="utf-8-sig"),
}
"""By the word that asks for it."""
