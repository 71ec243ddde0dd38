"""The title in the bytes of a page. Each byte is looked at a few times at most, whatever the page is like.

Bytes are searched, as in all charsets of pages but UTF-16 the marks of HTML are those of ASCII; the title alone is
decoded. `html.parser` is not used: what a hostile page makes it do grows with the square of its length.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from typing import Final

_LONGEST: Final = 4_000
"""Bytes of a title that are read."""
_LONGEST_TAG: Final = 500
_END: Final = b"</title"
_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_KNOWN: Final = re.compile(
    r"utf-?8|(?:iso-?)?8859-?\d{1,2}|latin-?\d{1,2}|(?:us-)?ascii|(?:windows-|cp)(?:125\d|1251|874)|koi8-[ru]|macintosh"
    r"|gb(?:k|2312|18030)|big5|shift[_-]jis|euc-(?:jp|kr)",
    re.IGNORECASE,
)
"""Charsets of pages (encoding.spec.whatwg.org); Python has others that are no writing, or take long."""
_WINDOWS: Final = re.compile(r"(?:iso-?)?8859-?1|latin-?1|(?:us-)?ascii", re.IGNORECASE)
"""What is Windows' own charset to browsers, whatever it is called."""
_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_-]{1,40})", re.IGNORECASE
)
_HEAD: Final = 1_024
"""Bytes in which a page declares its charset."""
_OPENS: Final = re.compile(
    rb"<(?:(?P<note>!--)|(?P<name>script|style|noscript|template|svg|textarea|title)(?=[\s>/]))", re.IGNORECASE
)


def is_whole(page: bytearray, new: int) -> bool:
    """Whether the last `new` bytes end a title."""
    return _END in page[-(new + len(_END)) :].lower()


def title_of(page: bytes, charset: str | None) -> str | None:
    """The title of an HTML page, its blanks as they stand there; `charset` is what its server said."""
    for mark, encoding in _UTF16:
        if page.startswith(mark):
            page, charset = page.decode(encoding, "replace").encode(), "utf-8"
    declared = _DECLARED.search(page[:_HEAD])
    found = _title_in(page)
    if found is None:
        return None
    said = charset or (declared[1].decode("ascii") if declared else "utf-8")
    return unescape(_decoded(found[:_LONGEST], said)).strip() or None


def _title_in(page: bytes) -> bytes | None:
    """What stands between the first title's tags; not in a comment, a script, a picture."""
    folded = page.lower()
    at = 0
    while opened := _OPENS.search(page, at):
        name = opened["name"]
        end = b"</" + name.lower() if name else b"-->"
        closed = folded.find(end, opened.end())
        if closed == -1:
            return None
        if name and name.lower() == b"title":
            begins = page.find(b">", opened.end(), min(closed, opened.end() + _LONGEST_TAG)) + 1
            if begins:
                return page[begins:closed]
        at = closed + len(end)
    return None


def _decoded(title: bytes, said: str) -> str:
    """In the charset that was said, if it is one and fits; else as most pages are written."""
    windows = _WINDOWS.fullmatch(said) is not None
    for charset in ("cp1252" if windows else said if _KNOWN.fullmatch(said) else "utf-8", "utf-8"):
        try:
            return codecs.getincrementaldecoder(charset)().decode(title)  # a letter that is cut at the end is left out
        except (LookupError, UnicodeDecodeError):
            continue
    return title.decode("cp1252", "replace")
