"""Every type and every field in every kind of file, as programs of others read them; and what is sent back by them."""

from __future__ import annotations

import csv
import io
import json
import time
from contextlib import suppress
from typing import Any

import bibtexparser
import pytest
import rispy
from pybtex.database import parse_string

from commands.base import UserError
from commands.literature.fields import TYPES
from commands.literature.formats import FORMATS
from commands.literature.importing import read_file
from storage.literature import Entry
from tests.selection import quick

ADDRESS = "https://nbn-resolving.org/urn:nbn:de:0009-5-12345"
CSL: dict[str, Any] = {
    "title": "Steuerung & Prüfung",
    "author": [{"family": "Müller", "given": "Anna"}],
    "editor": [{"literal": "Deutscher Städte- und Gemeindebund"}],
    "issued": {"date-parts": [[2024, 5, 3]]},
    "accessed": {"date-parts": [[2026, 11, 25]]},
    "container-title": "Verwaltung",
    "collection-title": "Reihe",
    "volume": "1",
    "issue": "2",
    "edition": "3",
    "page": "4-5",
    "publisher": "Verlag",
    "publisher-place": "Köln",
    "DOI": "10.1000/a_b%25c",
    "ISBN": "978-3-16-148410-0",
    "ISSN": "1234-5678",
    "language": "de",
    "abstract": "Kurz",
}
BIBTEX = {
    "webpage": "online", "report": "report", "article-journal": "article", "article-newspaper": "article",
    "article": "online", "book": "book", "chapter": "incollection", "dataset": "dataset", "thesis": "thesis",
    "legislation": "legislation", "standard": "standard", "speech": "unpublished", "software": "software",
    "motion_picture": "video", "document": "misc",
}  # fmt: skip
RIS = {
    "webpage": "ELEC", "report": "RPRT", "article-journal": "JOUR", "article-newspaper": "NEWS", "article": "UNPB",
    "book": "BOOK", "chapter": "CHAP", "dataset": "DATA", "thesis": "THES", "legislation": "STAT",
    "standard": "STAND", "speech": "SLIDE", "software": "COMP", "motion_picture": "VIDEO", "document": "GEN",
}  # fmt: skip


def entry(kind: str) -> Entry:
    return Entry(1, 1, "k", ADDRESS, {"type": kind, **CSL}, "Notiz", "@anna:board.test", 0, ("recht",), ())


def written(kind: str, of: str) -> str:
    return FORMATS[kind].write([entry(of)])


@pytest.mark.parametrize("kind", TYPES)
def test_bibtex_readers_find_every_field(kind: str) -> None:
    text = written("bibtex", kind)
    [read] = bibtexparser.parse_string(text).entries
    fields = {name: field.value for name, field in read.fields_dict.items()}
    within = "booktitle" if kind == "chapter" else "journal"
    assert read.entry_type == BIBTEX[kind]
    assert {**fields, "title": fields["title"].replace("\\", "")} == {
        **fields,
        "title": "Steuerung & Prüfung", "author": "Müller, Anna", "editor": "{Deutscher Städte- und Gemeindebund}",
        "date": "2024-05-03", "urldate": "2026-11-25", within: "Verwaltung", "series": "Reihe", "volume": "1",
        "number": "2", "edition": "3", "pages": "4--5", "publisher": "Verlag", "address": "Köln",
        "doi": "10.1000/a_b%25c", "isbn": "978-3-16-148410-0", "issn": "1234-5678", "url": ADDRESS, "language": "de",
        "abstract": "Kurz", "keywords": "recht", "note": "Notiz",
    }  # fmt: skip
    other = parse_string(text, "bibtex").entries["L1"]
    assert other.type == BIBTEX[kind]
    assert other.persons["author"][0].last_names == ["Müller"]
    assert (other.fields["doi"], other.fields["url"], other.fields["urldate"]) == (CSL["DOI"], ADDRESS, "2026-11-25")


@pytest.mark.parametrize("kind", TYPES)
def test_a_ris_reader_finds_every_field(kind: str) -> None:
    text = written("ris", kind)
    [read] = rispy.loads(text)
    assert read == {
        **read,
        "type_of_reference": RIS[kind], "title": "Steuerung & Prüfung", "authors": ["Müller, Anna"], "year": "2024",
        "date": "2024/05/03", "access_date": "2026/11/25", "secondary_title": "Verwaltung", "tertiary_title": "Reihe",
        "volume": "1", "number": "2", "edition": "3", "start_page": "4", "end_page": "5", "publisher": "Verlag",
        "place_published": "Köln", "doi": "10.1000/a_b%25c", "language": "de", "abstract": "Kurz",
        "keywords": ["recht"],
        "notes": ["Notiz"], "urls": [ADDRESS], "secondary_authors": ["Deutscher Städte- und Gemeindebund"],
    }  # fmt: skip
    numbers = [line.partition("- ")[2] for line in text.splitlines() if line.startswith("SN")]
    assert numbers == ["978-3-16-148410-0", "1234-5678"]
    assert text.splitlines()[0].startswith("TY") and text.rstrip().endswith("ER  -")


@pytest.mark.parametrize("kind", TYPES)
def test_json_and_csv_have_every_field(kind: str) -> None:
    [item] = json.loads(written("csl", kind))
    assert item == {"type": kind, **CSL, "id": "L1", "URL": ADDRESS, "note": "Notiz", "keyword": "recht"}
    [row] = csv.DictReader(io.StringIO(written("csv", kind)), delimiter=";")
    assert all(row.values())
    assert (row["type"], row["accessed"], row["doi"], row["address"]) == (kind, "2026-11-25", CSL["DOI"], ADDRESS)
    assert written("markdown", kind) == (
        "- [Steuerung & Prüfung](https://nbn-resolving.org/urn:nbn:de:0009-5-12345) – Müller, Anna – "
        "2024-05-03 – Verwaltung, 1, 2, 4-5, Verlag, Köln – DOI 10.1000/a\\_b%25c – accessed "
        "2026-11-25 – Notiz – \\#recht\n"
    )


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("file", ["bibtex", "ris"])
def test_what_is_sent_out_and_read_again_is_the_same(file: str, kind: str) -> None:
    [read] = read_file(written(file, kind).encode()).records
    assert {**read.csl, "page": read.csl["page"].replace("–", "-")} == {"type": kind, **CSL}
    assert (read.address, read.note, read.tags) == (ADDRESS, "Notiz", (("recht", "recht"),))


LARGE = (128 if quick() else 1024) * 1024
"""Bytes; what took the square of them would take minutes."""


@pytest.mark.parametrize(
    "data",
    [
        b"@book{a, title={x}}\n" + b"{" * LARGE,
        b"@book{a, title={x}}\n" + b"}" * LARGE,
        b"@book{a, title={" + b"{}" * (LARGE // 2),
        b'@book{a, title="' + b"{" * LARGE,
        b"@book{a, title={" + b"\\" * LARGE + b"}}",
        b"@book{a, title=" + b"x#" * (LARGE // 2) + b"}",
        b"@book{a," + b"b={c}," * (LARGE // 6),
        b"@book{a, author={" + b"A and " * (LARGE // 6) + b"}}",
        b"@book{a, keywords={" + b"k, " * (LARGE // 3) + b"}}",
        b"TY  - BOOK\n" + b"AU  - A\n" * (LARGE // 8),
        b"TY  - BOOK\nTI  - " + b"x " * (LARGE // 2) + b"\nER  - \n",
        b"\xe4" * LARGE + b"\n@book{a, title={M\xfcnchen}}",
        b"\xff\xfe" + b"\x00" * LARGE,
    ],
    ids=range(13),
)  # fmt: skip
def test_no_file_takes_long(data: bytes) -> None:
    began = time.process_time()
    with suppress(UserError):
        read_file(data)
    assert time.process_time() - began < 4
