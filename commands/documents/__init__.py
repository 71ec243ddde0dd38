"""Documents that leave the bot: one value, written as ODT, as PDF/UA and as Markdown."""

from commands.documents.document import Document, DocumentBlock, Headline, Paragraph, PointedList, TabularBlock

__all__ = ["Document", "DocumentBlock", "Headline", "Paragraph", "PointedList", "TabularBlock"]
