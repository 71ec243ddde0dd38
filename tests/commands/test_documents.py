"""Documents that leave the bot: read back by other programs, whatever stands in them."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import odf.opendocument
import odf.table
import odf.text
import pikepdf
import pytest
from odf.teletype import extractText

from commands.documents import ODT, Document, Headline, Paragraph, PointedList, TabularBlock
from commands.documents.markdown import markdown
from commands.documents.odt import odt
from commands.documents.pdf import NoTypesetter, pdf

HOSTILE = (
    "</text:p><script>alert(1)</script>",
    "]]> &amp; &#0; <!ENTITY x SYSTEM 'file:///etc/passwd'>",
    '#panic("x") #import "/etc/passwd": * $ x $ \\u{1F600}',
    '"}], "blocks": []} \\" \\\\',
    "@room *bold* _em_ `code` [link](javascript:alert(1)) ![x](y) <b>b</b> # head",
    "a\x00b\x07c\u202ed\u200be\ufefff\U000e0041g",
    "中文 😀 עברית",
)
MADE = datetime(2026, 12, 8, 16, tzinfo=UTC)


def document(*texts: str, title: str = "Protokoll M3") -> Document:
    blocks = [
        Headline("Anwesenheit"),
        TabularBlock(("Nr.", "Punkt"), tuple((str(n), text) for n, text in enumerate(texts)), (1, 4)),
        *(Paragraph(text) for text in texts),
        PointedList(texts),
        Headline("Letztes", level=2),
        Paragraph("zwei  Leerzeichen\nund eine Zeile"),
    ]
    return Document(title, "de", MADE, tuple(blocks))


def read(data: bytes) -> odf.opendocument.OpenDocument:
    return odf.opendocument.load(io.BytesIO(data))


def test_an_odt_begins_with_its_kind_which_is_not_compressed() -> None:
    with zipfile.ZipFile(io.BytesIO(odt(document("Haushalt")))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == ODT
        names = {"mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml", "meta.xml"}
        assert set(archive.namelist()) == names
        for name in names - {"mimetype"}:
            ElementTree.fromstring(archive.read(name))
        styles = archive.read("styles.xml").decode()
        assert 'fo:language="de" fo:country="DE"' in styles
        assert "<dc:title>Protokoll M3</dc:title>" in archive.read("meta.xml").decode()


def test_an_odt_has_real_headings_and_tables_with_header_rows() -> None:
    found = read(odt(document("Haushalt")))
    heads = [(head.getAttribute("outlinelevel"), extractText(head)) for head in found.getElementsByType(odf.text.H)]
    assert heads == [("1", "Anwesenheit"), ("2", "Letztes")]
    assert {head.getAttribute("stylename") for head in found.getElementsByType(odf.text.H)} == {
        "Heading_20_1",
        "Heading_20_2",
    }
    (rows,) = found.getElementsByType(odf.table.TableHeaderRows)
    assert [extractText(cell) for cell in rows.getElementsByType(odf.table.TableCell)] == ["Nr.", "Punkt"]
    assert extractText(found.getElementsByType(odf.text.P)[-1]) == "zwei  Leerzeichen\nund eine Zeile"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_members_typed_cannot_break_out_of_an_odt(text: str) -> None:
    found = read(odt(document(text, title=text)))
    said = [extractText(paragraph) for paragraph in found.getElementsByType(odf.text.P)]
    shown = "abcdefg" if "\x00" in text else text
    assert said.count(shown) == 4  # the title, a cell, a paragraph, a point


@pytest.mark.parametrize("text", HOSTILE)
def test_what_members_typed_is_no_markup_in_markdown(text: str) -> None:
    written = markdown(document(text)).decode()
    plain = written.replace("\\", "")
    assert ("abcdefg" if "\x00" in text else text).replace("\\", "") in plain
    assert not [sign for sign in ("<", "@", "`", "*", "![", "](") if sign in written.replace("\\" + sign[0], "")]


def test_what_would_begin_a_list_or_a_heading_in_markdown_is_words() -> None:
    written = markdown(Document("T", "de", MADE, (Paragraph("- kein Punkt\n1. keine Liste\n# kein Kopf\n=== "),)))
    assert written.decode() == "# T\n\n\\- kein Punkt  \n1\\. keine Liste  \n\\# kein Kopf  \n\\===\n"


def test_a_pdf_says_that_it_is_accessible() -> None:
    with pikepdf.open(io.BytesIO(pdf(document("Haushalt")))) as made:
        assert bool(made.Root.MarkInfo.Marked) is True
        assert str(made.Root.Lang) == "de-DE"
        assert made.Root.ViewerPreferences.DisplayDocTitle
        with made.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == "Protokoll M3"
        assert {"/H1", "/Table", "/TH", "/L", "/P"} <= tags(made.Root.StructTreeRoot)


def tags(node: pikepdf.Object) -> set[str]:
    """The kinds of elements below it."""
    found = {str(node["/S"])} if "/S" in node else set()
    inside = node.get("/K")
    children = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
    return found.union(*(tags(child) for child in children if isinstance(child, pikepdf.Dictionary)))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_members_typed_is_data_in_a_pdf(text: str) -> None:
    with pikepdf.open(io.BytesIO(pdf(document(text, title=text)))) as made, made.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"


def test_the_same_document_gives_the_same_bytes() -> None:
    for write in (odt, markdown, pdf):
        assert write(document("Haushalt")) == write(document("Haushalt"))


def test_without_typst_there_is_no_pdf_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(NoTypesetter):
        pdf(document("Haushalt"))
