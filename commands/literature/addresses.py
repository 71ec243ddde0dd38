"""Where addresses stand in a text: links, DOIs, arXiv numbers, ISBNs."""

from __future__ import annotations

import re
from itertools import zip_longest

from commands.base import Claims, UserError
from commands.base.claims import Place, at
from commands.literature.address import Address, read_address
from commands.patterns import regex
from commands.words import _
from storage.values import frozen

MOST_AT_ONCE = 50
"""Entries that one line, or the links of one message, can add."""

ADDRESS = (
    r"\[(?P<name>[^\[\]\n]+)\]\((?P<linked>https?://[^\s)]+)\)"
    r"|<?\b(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s<>]*>?"
    r"|(?<![^\s(<])(?:(?:dx\.)?doi\.org/10\.|arxiv\.org/|urn:[a-z0-9][a-z0-9-]{1,31}:)[^\s<>]+"
    r"|(?<![^\s(])(?:doi:\s*)?10\.\d{4,9}/\S+|(?<![^\s(])arxiv:\s*\S+"
    r"|(?<![^\s(])isbn(?:-1[03])?[:\s]*[\dX][\dX -]{8,}[\dX](?![^\s,;.)])"
    r"|(?<!\S)97[89][- ]?(?:\d[- ]?){9}\d(?![^\s,;.)])"
)
_ADDRESS = regex(ADDRESS, re.IGNORECASE)
_BARE_ARXIV = regex(r"(?<!\S)\d\d(?:0\d|1[0-2])\.\d{4,5}(?:v\d+)?(?!\S)")
_JOIN = regex(r"\s{0,9}(?:,|;|&|und|and|sowie)?\s{0,9}", re.IGNORECASE)
"""What only joins two addresses is no note about them."""
_AT_THE_END = ".,;:!?'\"»“”„"


@frozen
class Written:
    """An address as it was written, and where: with the signs of the sentence behind it, and with its marks, if it is a
    link. `name` is what the link is called."""

    address: str
    start: int
    end: int
    name: Place | None = None


def addresses_in(said: Claims, start: int = 0, end: int | None = None) -> list[Written]:
    """Every address there, in order. What is quoted holds none, but may be one. A bare number is arXiv's only where
    there is no other."""
    until = len(said.text) if end is None else end
    quoted = [_ADDRESS.fullmatch(said.text, one.start, one.end) for one in said.quotations()]
    alone = [match for match in quoted if match and start <= match.start() < until]
    found = [*said.find_all(_ADDRESS, start, until), *alone] or [*said.find_all(_BARE_ARXIV, start, until)][:1]
    return sorted(map(_found, found), key=lambda one: one.start)


def has_address(text: str) -> bool:
    """Whether the text holds what can be added."""
    return bool(addresses_in(Claims(text)))


def refuse_many(count: int) -> None:
    """Raises UserError for more entries than anybody adds at once: all of them are one answer."""
    if count > MOST_AT_ONCE:
        raise UserError(
            _(
                "These are {n} addresses; {most} at once are the most. A .bib or .ris file may hold more.",
                n=count,
                most=MOST_AT_ONCE,
            )
        )


def links_in(text: str) -> tuple[tuple[Address, ...], str]:
    """The addresses in what somebody said, each once, and the words beside them. What is no good address is passed
    over, and so are links to rooms and messages; what is quoted counts. Raises UserError for more than are added at
    once."""
    said, addresses = Claims(text), dict[str, Address]()
    links = [_found(match) for match in _ADDRESS.finditer(text)] or addresses_in(said)
    refuse_many(len(links))
    for link, after in zip_longest(links, links[1:]):
        try:
            address = read_address(link.address)
        except UserError:
            continue
        if not address.key.startswith("https://matrix.to/"):
            addresses.setdefault(address.key, address)
            claim_address(said, link)
        if after and (join := _JOIN.fullmatch(text, link.end, after.start)):
            said.claim(*join.span())
    return tuple(addresses.values()), " ".join(said.rest().split()).strip(" ,;:–—-")


def claim_address(said: Claims, found: Written) -> None:
    """Claims it; the name of a link is left."""
    if found.name is None:
        said.claim(found.start, found.end)
    else:
        said.claim(found.start, found.name.start)
        said.claim(found.name.end, found.end)


def _found(match: re.Match[str]) -> Written:
    if match["linked"]:
        return Written(match["linked"], *match.span(), at(match, "name"))
    written = _trimmed(match[0])
    start = match.start() + match[0].index(written)
    parts = any(match[0].count(sign) > written.count(sign) for sign in ");,")
    return Written(written, match.start(), start + len(written) if parts else match.end())


def _trimmed(written: str) -> str:
    """An address without the marks of the sentence around it."""
    if written.startswith("<") or (written.endswith(">") and "<" not in written):
        written = written.strip("<>")
    written = written.rstrip(_AT_THE_END)
    while written.endswith(")") and written.count(")") > written.count("("):
        written = written[:-1].rstrip(_AT_THE_END)
    return written
