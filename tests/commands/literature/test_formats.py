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
        "  doi = {10.1/x},\n  isbn = {978-3-16-148410-0},\n  url = {https://kgst.de/b},\n  keywords = {recht, öpnv},\n"
        "  note = {Grundlagen},\n}\n"
    )
    nasty = written("bibtex", NASTY)
    assert nasty.count("{") == nasty.count("}")
    assert len(nasty.splitlines()) == 5
    assert r"\textbackslash{}x" in nasty
    assert r"\$\%\&\#\_\textasciicircum{}\textasciitilde{}\textbraceleft{}" in nasty


def test_ris_has_one_value_on_a_line_and_no_value_begins_a_record() -> None:
    assert written("ris", PLAIN).split("\r\n") == [
        "TY  - BOOK", "ID  - L4", "TI  - Übergang", "AU  - Müller, Anna", "AU  - Stadt und Land", "PY  - 2021",
        "DO  - 10.1/x", "SN  - 978-3-16-148410-0", "UR  - https://kgst.de/b", "KW  - recht", "KW  - öpnv",
        "N1  - Grundlagen", "ER  - ", "", "",
    ]  # fmt: skip
    tags = [line[:2] for line in written("ris", NASTY).splitlines() if line]
    assert tags == ["TY", "ID", "TI", "UR", "N1", "ER"]


def test_csl_json_is_what_is_kept_with_address_note_and_tags() -> None:
    [item] = json.loads(written("csl", PLAIN))
    assert item == {
        **PLAIN.csl, "id": "L4", "URL": "https://kgst.de/b", "note": "Grundlagen", "keyword": "recht, öpnv",
    }  # fmt: skip


def test_markdown_has_an_entry_on_a_line_with_marks_escaped() -> None:
    assert written("markdown", PLAIN) == (
        "- [Übergang](https://kgst.de/b) – Müller, Anna; Stadt und Land – Grundlagen – \\#recht \\#öpnv\n"
    )
    nasty = written("markdown", NASTY)
    assert len(nasty.splitlines()) == 1
    assert "\\[a\\](b) \\<b\\>" in nasty
    assert "](https://a.de/%28x%29_%7B?a=1&b=2)" in nasty


def test_csv_has_a_row_for_each_entry_and_no_formula() -> None:
    plain, nasty = csv.DictReader(io.StringIO(written("csv", PLAIN, NASTY)), delimiter=";")
    assert plain == {
        "key": "L4", "title": "Übergang", "authors": "Müller, Anna; Stadt und Land", "address": "https://kgst.de/b",
        "doi": "10.1/x", "isbn": "978-3-16-148410-0", "tags": "recht öpnv", "note": "Grundlagen", "added": "1970-01-01",
    }  # fmt: skip
    assert nasty["title"].startswith("'=1+1")
    assert nasty["note"].startswith("'@evil")


@pytest.mark.parametrize("kind", FORMATS)
def test_an_entry_with_nothing_but_a_number_can_be_written(kind: str) -> None:
    bare = Entry(3, 6, None, None, {}, "", "@anna:x", 0, (), ())
    assert written(kind, bare)
