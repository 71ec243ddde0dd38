"""Documents that leave the bot: one value, written as ODT, as PDF/UA and as Markdown."""

from commands.documents.document import (
    ODT,
    PDF,
    Document,
    DocumentBlock,
    Headline,
    Paragraph,
    PointedList,
    TabularBlock,
)

__all__ = ["ODT", "PDF", "Document", "DocumentBlock", "Headline", "Paragraph", "PointedList", "TabularBlock"]
