"""The files that other programs read: every value in its own field, whatever a member typed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from commands.literature.formats import FORMATS
from storage.literature import Entry

PLAIN = Entry(
    1, 4, "https://kgst.de/b", "https://kgst.de/b", {
        "type": "book", "title": "Übergang", "ISBN": "978-3-16-148410-0", "DOI": "10.1/x",
        "author": [{"family": "Müller", "given": "Anna"}, {"literal": "Stadt und Land"}],
        "issued": {"date-parts": [[2021]]},
    }, "Grundlagen", "@anna:x", 0, ("recht", "öpnv"), (),
)  # fmt: skip
NASTY = Entry(
    2, 5, "https://a.de/(x)_%7B?a=1&b=2", "https://a.de/(x)_%7B?a=1&b=2", {
        "type": "webpage", "title": "=1+1}\nER  - \nTY  - BOOK, @book{x, [a](b) <b>\\x\" $%&#_^~{",
    }, "@evil\r\nAU  - Mallory", "@anna:x", 0, (), (),
)  # fmt: skip


def written(kind: str, *entries: Entry) -> str:
    return FORMATS[kind].write(entries)


def test_bibtex_has_each_field_in_balanced_braces() -> None:
    assert written("bibtex", PLAIN) == (
        "@book{L4,\n  title = {Übergang},\n  author = {Müller, Anna and {Stadt und Land}},\n  year = {2021},\n"
        "  doi = {10.1/x},\n  isbn = {978-3-16-148410-0},\n  url = {https://kgst.de/b},\n"
        "  urldate = {1970-01-01},\n  keywords = {recht, öpnv},\n"
        "  note = {Grundlagen},\n}\n"
    )
    nasty = written("bibtex", NASTY)
    assert nasty.count("{") == nasty.count("}")
    assert len(nasty.splitlines()) == 6
    assert r"\textbackslash{}x" in nasty
    assert r"\$\%\&\#\_\textasciicircum{}\textasciitilde{}\textbraceleft{}" in nasty


def test_ris_has_one_value_on_a_line_and_no_value_begins_a_record() -> None:
    assert written("ris", PLAIN).split("\r\n") == [
        "TY  - BOOK", "ID  - L4", "TI  - Übergang", "AU  - Müller, Anna", "AU  - Stadt und Land", "PY  - 2021",
        "DO  - 10.1/x", "SN  - 978-3-16-148410-0", "UR  - https://kgst.de/b", "Y2  - 1970/01/01",
        "KW  - recht", "KW  - öpnv",
        "N1  - Grundlagen", "ER  - ", "", "",
    ]  # fmt: skip
    tags = [line[:2] for line in written("ris", NASTY).splitlines() if line]
    assert tags == ["TY", "ID", "TI", "UR", "Y2", "N1", "ER"]


def test_csl_json_is_what_is_kept_with_address_note_and_tags() -> None:
    [item] = json.loads(written("csl", PLAIN))
    assert item == {
        **PLAIN.csl, "id": "L4", "URL": "https://kgst.de/b", "note": "Grundlagen", "keyword": "recht, öpnv",
        "accessed": {"date-parts": [[1970, 1, 1]]},
    }  # fmt: skip


def test_markdown_has_an_entry_on_a_line_with_marks_escaped() -> None:
    assert written("markdown", PLAIN) == (
        "- [Übergang](https://kgst.de/b) – Müller, Anna; Stadt und Land – 2021 – DOI 10.1/x – accessed 1970-01-01 – "
        "Grundlagen – \\#recht \\#öpnv\n"
    )
    nasty = written("markdown", NASTY)
    assert len(nasty.splitlines()) == 1
    assert nasty == (
        '- [=1+1} ER - TY - BOOK, @book{x, \\[a\\](b) \\<b\\>\\\\x" '
        "$%&\\#\\_^~{](https://a.de/%28x%29_%7B?a=1&b=2) – accessed 1970-01-01 – @evil AU - Mallory\n"
    )


def test_csv_has_a_row_for_each_entry_and_no_formula() -> None:
    plain, nasty = csv.DictReader(io.StringIO(written("csv", PLAIN, NASTY)), delimiter=";")
    assert {name: value for name, value in plain.items() if value} == {
        "key": "L4", "title": "Übergang", "authors": "Müller, Anna; Stadt und Land", "address": "https://kgst.de/b",
        "doi": "10.1/x", "isbn": "978-3-16-148410-0", "tags": "recht öpnv", "note": "Grundlagen", "added": "1970-01-01",
        "accessed": "1970-01-01", "type": "book", "year": "2021",
    }  # fmt: skip
    assert nasty["title"] == "'=1+1}\nER  - \nTY  - BOOK, @book{x, [a](b) <b>\\x\" $%&#_^~{"
    assert nasty["note"] == "'@evil\r\nAU  - Mallory"


@pytest.mark.parametrize("kind", FORMATS)
def test_an_entry_with_nothing_but_a_number_can_be_written(kind: str) -> None:
    bare = Entry(3, 6, None, None, {}, "", "@anna:x", 0, (), ())
    assert written(kind, bare)


FULL = Entry(
    7, 9, "doi:10.1007/978-3_3", "https://doi.org/10.1007/978-3_3", {
        "type": "article-journal", "title": "„Open CoDE – Neuigkeiten“ 👩\u200d💻 C# & 5 %", "DOI": "10.1007/978-3_3",
        "author": [{"family": "Müller", "given": "Anna"}, {"literal": "Bundesministerium des Innern und für Heimat"},
                   {"literal": "et al."}],
        "issued": {"date-parts": [[2024]]}, "container-title": "Verwaltung", "volume": "3", "issue": "2",
        "page": "12-18", "accessed": {"date-parts": [[2026, 11, 25]]},
    }, "gut", "@anna:x", 0, ("recht",), (),
)  # fmt: skip


def test_a_bibtex_reader_finds_what_went_in() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    read = bibtexparser.parse_string(written("bibtex", FULL, PLAIN, NASTY))
    assert not read.failed_blocks
    full, plain, nasty = read.entries
    fields = {name: field.value for name, field in full.fields_dict.items()}
    assert (full.entry_type, plain.entry_type, nasty.entry_type) == ("article", "book", "online")
    assert fields["doi"] == "10.1007/978-3_3"
    assert fields["url"] == "https://doi.org/10.1007/978-3_3"
    assert fields["urldate"] == "2026-11-25"
    assert fields["author"] == "Müller, Anna and {Bundesministerium des Innern und für Heimat} and others"
    assert fields["title"].replace("\\", "") == FULL.title
    assert (fields["journal"], fields["pages"]) == ("Verwaltung", "12--18")


def test_another_bibtex_reader_finds_the_persons() -> None:
    pybtex = pytest.importorskip("pybtex.database")
    entry = pybtex.parse_string(written("bibtex", FULL), "bibtex").entries["L9"]
    first, second, _others = entry.persons["author"]
    assert (first.last_names, first.first_names) == (["Müller"], ["Anna"])
    assert second.last_names == ["{Bundesministerium des Innern und für Heimat}"]


def test_a_ris_reader_finds_what_went_in() -> None:
    rispy = pytest.importorskip("rispy")
    full, nasty = rispy.loads(written("ris", FULL, NASTY))
    assert (full["type_of_reference"], nasty["type_of_reference"]) == ("JOUR", "ELEC")
    assert full["title"] == FULL.title
    assert full["doi"] == "10.1007/978-3_3"
    assert full["access_date"] == "2026/11/25"
    assert full["authors"] == ["Müller, Anna", "Bundesministerium des Innern und für Heimat", "et al."]
