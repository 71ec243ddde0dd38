"""What makes two addresses the same: one key for every way of writing an address, a DOI, an arXiv number, an ISBN."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from commands.base import UserError
from commands.patterns import regex
from commands.words import Text, _
from storage.values import frozen

LONGEST = 2_000
"""Characters of an address."""

_EXAMPLE = _("`!lit add https://www.kgst.de/bericht KGSt report 5/2021 #governance – basics`")
_PORTS = {"http": 80, "https": 443}
_TRACKING: Final = regex(
    r"utm_\w+|(?:pk|mtm|matomo|piwik)_(?:campaign|keyword|kwd|source|medium|content|cid|group|placement)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id"
    r"|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl|_hsenc|_hsmi|__hs(?:sc|tc|fp)|hsctatracking|oly_(?:anon|enc)_id"
    r"|vero_(?:id|conv)|s_cid|wt_z?mc|xtor",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from, never what is read. No other parameter is dropped."""
_KEPT_FRAGMENT = regex(r"\A(?:[!/]|.*=)")
"""Parts behind # that can choose what is shown (`#/page`, `#page=5`); a mere place on a page does not."""
_NBN = regex(
    r"(?:https?://(?:www\.)?nbn-resolving\.(?:org|de)/(?:\w+/)?)?(urn:nbn:[a-z0-9-]+[:-][a-z0-9()+,.:=@;$_!*'%/-]+)",
    re.IGNORECASE,
)
_BARE_HOST = regex(r"www\.|(?:dx\.)?doi\.org/|arxiv\.org/", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_DOI = regex(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DOI_HOSTS = ("doi.org", "dx.doi.org", "www.doi.org")
_ARXIV_ID = r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_ARXIV = regex(rf"arxiv:\s*{_ARXIV_ID}|(\d{{4}}\.\d{{4,5}})(?:v\d+)?", re.IGNORECASE)
_ARXIV_PATH = regex(rf"/(?:abs|pdf|html)/{_ARXIV_ID}(?:\.pdf)?/?", re.IGNORECASE)
_ARXIV_DOI = regex(rf"10\.48550/arxiv\.{_ARXIV_ID}", re.IGNORECASE)
_ARXIV_HOSTS = ("arxiv.org", "www.arxiv.org")
_ISBN = regex(
    r"(?:isbn(?:-1[03])?[:\s]*)((?:97[89][- ]?)?(?:\d[- ]?){9}[\dX])|(97[89][- ]?(?:\d[- ]?){9}\d)", re.IGNORECASE
)


@frozen
class Address:
    """Where an entry is found: `key` for comparing, `address` as it was posted, None for a book.

    `csl` are the fields of CSL-JSON that the address itself tells.
    """

    key: str
    address: str | None
    csl: dict[str, str]


def read_address(text: str) -> Address:
    """The address that is the whole text. Raises UserError if it is none, or none that one can open safely."""
    if len(text) > LONGEST:
        raise UserError(_("An address has at most {n} characters.", n=LONGEST), _EXAMPLE)
    for read in (_read_doi, _read_arxiv, _read_isbn, _read_urn):
        found = read(text)
        if found:
            return found
    return _read_web(text)


def _read_doi(text: str) -> Address | None:
    match = _DOI.fullmatch(text)
    return _of_doi(match[1], f"https://doi.org/{quote(match[1], safe='/():;.-_')}") if match else None


def _of_doi(written: str, address: str) -> Address:
    doi = written.rstrip(".,;/")
    arxiv = _ARXIV_DOI.fullmatch(doi)
    key = f"arxiv:{arxiv[1].lower()}" if arxiv else f"doi:{doi.lower()}"
    return Address(key, address, {"type": "article" if arxiv else "document", "DOI": doi})


def _read_arxiv(text: str) -> Address | None:
    match = _ARXIV.fullmatch(text)
    return _of_arxiv(match[1] or match[2], f"https://arxiv.org/abs/{match[1] or match[2]}") if match else None


def _of_arxiv(number: str, address: str) -> Address:
    return Address(f"arxiv:{number.lower()}", address, {"type": "article", "number": f"arXiv:{number}"})


def _read_isbn(text: str) -> Address | None:
    match = _ISBN.fullmatch(text)
    if match is None:
        return None
    from stdnum import isbn as isbn_number  # noqa: PLC0415 - no start needs to wait for it
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        number = isbn_number.validate(match[1] or match[2], convert=True)
    except ValidationError:
        raise UserError(
            _("{isbn} is no ISBN: its check digit does not fit.", isbn=text), _("`!lit add ISBN 978-3-16-148410-0`")
        ) from None
    return Address(f"isbn:{number}", None, {"type": "book", "ISBN": isbn_number.format(number)})


def _read_urn(text: str) -> Address | None:
    """A national library's name; it is opened through their resolver (RFC 8458)."""
    match = _NBN.fullmatch(text)
    if match is None:
        name = text.lower()
        if name.startswith("urn:") and not name.startswith("urn:isbn:"):
            raise UserError(_("Of the names that begin with urn: only urn:nbn: and urn:isbn: lead anywhere."), _EXAMPLE)
        return _read_isbn(f"ISBN {text[9:]}") if name.startswith("urn:isbn:") else None
    address = text if "://" in text else f"https://nbn-resolving.org/{match[1]}"
    return Address(match[1].lower(), address, {"type": "document"})


def _read_web(text: str) -> Address:
    address = f"https://{text}" if _BARE_HOST.match(text) else text
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _no_address(text) from None
    if not parts.scheme:
        raise _no_address(text)
    if parts.scheme.lower() not in _PORTS:
        raise UserError(_("Only addresses that begin with http:// or https:// are taken."), _EXAMPLE)
    if parts.username is not None or parts.password is not None:
        raise UserError(_("An address with a user name or password in it is not taken."), _EXAMPLE)
    host = _host(parts.hostname or "")
    if host is None or any(c.isspace() or c in '<>"\\^`{|}' for c in address):
        raise _no_address(text)
    if host in _DOI_HOSTS and (doi := _DOI.fullmatch(unquote(parts.path)[1:])):
        return _of_doi(doi[1], address)
    if host in _ARXIV_HOSTS and (arxiv := _ARXIV_PATH.fullmatch(parts.path)):
        return _of_arxiv(arxiv[1], address)
    if port in (None, _PORTS[parts.scheme.lower()]):
        port = None
    place = host if port is None else f"{host}:{port}"
    return Address(f"https://{place}{_path(parts)}{_query(parts)}{_fragment(parts)}", address, {"type": "webpage"})


def _host(host: str) -> str | None:
    """The host as DNS knows it (IDNA, lower case, no dot at the end); None if it cannot be one."""
    try:
        known = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    label = r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?"
    if re.fullmatch(rf"{label}(?:\.{label})+", known) or re.fullmatch(r"[0-9a-f.]*:[0-9a-f:.]+|localhost", known):
        return f"[{known}]" if ":" in known else known
    return None


def _path(parts: SplitResult) -> str:
    """The path without `.` and `..`, without a slash at its end, escaped in one way (RFC 3986 §6.2.2)."""
    kept: list[str] = []
    for segment in parts.path.split("/")[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(_escaped(segment))
    return "/" + "/".join(kept).rstrip("/") if kept else "/"


def _query(parts: SplitResult) -> str:
    """The parameters in their order without those that only track."""
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])]
    return "?" + "&".join(_escaped(pair) for pair in kept) if kept else ""


def _fragment(parts: SplitResult) -> str:
    fragment = parts.fragment.partition(":~:")[0]
    return "#" + _escaped(fragment) if _KEPT_FRAGMENT.match(fragment) else ""


def _escaped(text: str) -> str:
    """Escapes in capitals, none for letters and digits, all for what is not ASCII."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", one, quote(text, safe="%/?:@!$&'()*+,;=-._~#[]"))


def _no_address(text: str) -> UserError:
    shown = Text("{text}", {"text": text if len(text) <= 80 else text[:79] + "…"})
    return UserError(_("{text} is no address that one can open.", text=shown), _EXAMPLE)
