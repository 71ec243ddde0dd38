"""A document as OpenDocument text (OASIS ODF 1.3): a ZIP of five XML files, as LibreOffice reads it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from commands.documents.document import (
    ODT,
    Document,
    DocumentBlock,
    Headline,
    Paragraph,
    PointedList,
    TabularBlock,
    printable,
)

_WIDE: Final = 16.2
"""Centimetres between the margins of a page."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES: Final = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_MANIFEST: Final = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODT}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta")
    )
    + "</manifest:manifest>"
)


def odt(document: Document) -> bytes:
    """The document as a file. The same document gives the same bytes."""
    files = {
        "META-INF/manifest.xml": _MANIFEST,
        "content.xml": _content(document),
        "styles.xml": _styles(document),
        "meta.xml": _meta(document),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        # First, and not compressed: by this programs tell what the file is (ODF 1.3, part 2, §3.3).
        archive.writestr(zipfile.ZipInfo("mimetype"), ODT, zipfile.ZIP_STORED)
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _content(document: Document) -> str:
    tables = (block for block in document.blocks if isinstance(block, TabularBlock))
    widths = sorted({(width, sum(table.widths)) for table in tables for width in table.widths})
    body = "".join(_block(block, number) for number, block in enumerate(document.blocks, start=1))
    title = f'<text:p text:style-name="Title">{_text(document.title)}</text:p>'
    automatic = (
        '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" '
        'fo:border="0.5pt solid #808080"/></style:style>'
        '<style:style style:name="Grid" style:family="table"><style:table-properties table:align="margins"/>'
        "</style:style>"
        + "".join(
            f'<style:style style:name="Width{width}of{whole}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{_WIDE * width / whole:.2f}cm"/></style:style>'
            for width, whole in widths
        )
    )
    return (
        f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{title}{body}</office:text></office:body></office:document-content>"
    )


def _block(block: DocumentBlock, number: int) -> str:
    match block:
        case Headline(text, level):
            return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{_text(text)}</text:h>'
        case Paragraph(text):
            return _paragraph(text, "Text_20_body")
        case PointedList(items):
            inside = "".join(f"<text:list-item>{_paragraph(item, 'List')}</text:list-item>" for item in items)
            return f'<text:list text:style-name="Points">{inside}</text:list>'
    return "".join(_table(block, number))


def _table(block: TabularBlock, number: int) -> Iterator[str]:
    yield f'<table:table table:name="Table{number}" table:style-name="Grid">'
    whole = sum(block.widths)
    yield from (f'<table:table-column table:style-name="Width{width}of{whole}"/>' for width in block.widths)
    yield f"<table:table-header-rows>{_row(block.heads, 'Table_20_Heading')}</table:table-header-rows>"
    yield from (_row(row, "Table_20_Contents") for row in block.rows)
    yield "</table:table>"


def _row(cells: tuple[str, ...], style: str) -> str:
    inside = "".join(
        f'<table:table-cell table:style-name="Cell" office:value-type="string">{_paragraph(cell, style)}'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def _paragraph(text: str, style: str) -> str:
    return f"<text:p text:style-name={quoteattr(style)}>{_text(text)}</text:p>"


def _text(text: str) -> str:
    """The text escaped; every blank behind another one, and every line break, is an element (ODF 1.3, §6.1)."""
    escaped = escape(printable(text).strip())
    return escaped.replace("  ", " <text:s/>").replace("\n", "<text:line-break/>")


def _styles(document: Document) -> str:
    language = f'fo:language="{document.language}" fo:country="{document.region}"'
    styles = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm" '
        'fo:orphans="2" fo:widows="2"/><style:text-properties style:font-name="Body" fo:font-size="11pt" '
        f"{language}/></style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        + _style("Text_20_body", "Text body", "")
        + _style("List", "List", 'fo:margin-bottom="0.05cm"')
        + _style("Title", "Title", 'fo:margin-bottom="0.4cm"', 'fo:font-size="20pt" fo:font-weight="bold"')
        + "".join(
            _style(
                f"Heading_20_{level}",
                f"Heading {level}",
                'fo:margin-top="0.5cm" fo:keep-with-next="always"',
                f'fo:font-size="{size}pt" fo:font-weight="bold"',
                f' style:default-outline-level="{level}"',
            )
            for level, size in ((1, 14), (2, 12))
        )
        + _style("Table_20_Contents", "Table Contents", 'fo:margin-bottom="0cm"')
        + _style("Table_20_Heading", "Table Heading", 'fo:margin-bottom="0cm"', 'fo:font-weight="bold"')
        + '<text:list-style style:name="Points"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.5cm" '
        'fo:margin-left="0.9cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>'
    )
    page = (
        '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" '
        'fo:page-height="29.7cm" fo:margin-top="2.2cm" fo:margin-bottom="2.2cm" fo:margin-left="2.4cm" '
        'fo:margin-right="2.4cm"/></style:page-layout>'
    )
    return (
        f'{_HEAD}<office:document-styles {_NAMESPACES} office:version="1.3">'
        '<office:font-face-decls><style:font-face style:name="Body" svg:font-family="\'Liberation Sans\'" '
        'style:font-family-generic="swiss"/></office:font-face-decls>'
        f"<office:styles>{styles}</office:styles><office:automatic-styles>{page}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page"/>'
        "</office:master-styles></office:document-styles>"
    )


def _style(name: str, shown: str, paragraph: str, text: str = "", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:class="text"{more}>'
        f"<style:paragraph-properties {paragraph}/>"
        f"{f'<style:text-properties {text}/>' if text else ''}</style:style>"
    )


def _meta(document: Document) -> str:
    made = document.made.strftime("%Y-%m-%dT%H:%M:%S")
    return (
        f'{_HEAD}<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(printable(document.title))}</dc:title>"
        f"<dc:language>{document.language}-{document.region}</dc:language>"
        f"<meta:creation-date>{made}</meta:creation-date><dc:date>{made}</dc:date>"
        "</office:meta></office:document-meta>"
    )
