"""What the bot exports it reads back, and one broken entry costs no other."""

from __future__ import annotations

import pytest

from commands.literature.formats import bibtex, ris
from commands.literature.importing import read_file
from storage.literature import Entry

CSL = {
    "type": "article-journal",
    "title": "50 % & _mehr_ {für} ~alle~ #1",
    "author": [
        {"family": "von der Heide", "given": "Änne"},
        {"literal": "Deutscher Städte- und Gemeindebund"},
        {"literal": "et al."},
    ],
    "issued": {"date-parts": [[2024, 5, 3]]},
    "accessed": {"date-parts": [[2026, 11, 25]]},
    "container-title": "Die Verwaltung",
    "volume": "7",
    "issue": "2",
    "page": "1-20",
    "DOI": "10.1000/a_b%c",
}


@pytest.mark.parametrize("write", [bibtex, ris], ids=["bib", "ris"])
def test_an_export_is_read_back_as_it_was(write) -> None:  # type: ignore[no-untyped-def]
    address = "https://www.example.org/a_b%20c?x=1&y=2#p=3"
    entry = Entry(
        1, 1, "doi:10.1000/a_b%c", address, dict(CSL), "Notiz mit 100 %", "@anna:board.test", 0, ("open-source",), ()
    )
    (read,) = read_file(write([entry]).encode()).records
    same = {name: value for name, value in read.csl.items() if name not in ("page", "author")}
    assert same == {name: value for name, value in CSL.items() if name not in ("page", "author")}
    assert read.csl["author"][:2] == CSL["author"][:2]
    assert read.csl["page"].replace("–", "-") == "1-20"
    assert (read.address, read.note, read.tags) == (address, "Notiz mit 100 %", (("open-source", "open-source"),))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"M\"uller", "Müller"),
        (r"Caf\'{e}", "Café"),
        (r"Stra{\ss}e", "Straße"),
        (r"{\v{S}}koda", "Škoda"),
        (r"A \& B -- C", "A & B – C"),
        (r"\emph{Wichtig}", "Wichtig"),
        (r"C:\textbackslash{}temp", r"C:\temp"),
    ],
)
def test_letters_of_latex_are_read(written: str, read: str) -> None:
    (record,) = read_file(f"@book{{a, title = {{{written}}}}}".encode()).records
    assert record.csl["title"] == read


def test_a_broken_entry_costs_no_other() -> None:
    text = "@book{a, title={Eins}}\n@book{b, title={Offen\n@book{c title={x}}\n@book{d, title={Vier}}\n"
    file = read_file(text.encode())
    assert [record.csl["title"] for record in file.records] == ["Eins", "Vier"]
    assert [(one.line, one.name) for one in file.broken] == [(2, "b"), (3, "c")]
